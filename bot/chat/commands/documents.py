"""The documents that a person may see → names and values to choose them by.

Documents of the same title are told apart by the shortest of what differs: folder, author, date,
publisher, the file's name. Only documents that the person may see are compared.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import PurePosixPath

from bot.chat.render.escaping import CUT, cut_at_word, joined_fields, sendable
from bot.chat.render.limits import LONGEST_CHOICE, MOST_CHOICES, length
from bot.service.engine import Source

LONGEST_DIFFERENCE = 50
"""Characters of what tells a document from others of its title."""

_CODE_BYTES = 16


def choices(sources: Sequence[Source], typed: str) -> list[tuple[str, str]]:
    """The name and the value of documents whose titles or ids contain what was typed."""
    searched = typed.strip().casefold()
    fitting = [source for source in sources if searched in source.name]
    shown = fitting[:MOST_CHOICES]
    titles = {_folded_title(source, LONGEST_CHOICE) for source in shown}
    alike = [source for source in fitting if _folded_title(source, LONGEST_CHOICE) in titles]
    names = document_names(alike, LONGEST_CHOICE)
    return [(names[source.id], value_of(source.id)) for source in shown]


def value_of(document: str) -> str:
    """What stands for a document in a choice: its id, or a code of it if the id is too long."""
    return document if length(document) <= LONGEST_CHOICE else _code(document)


def document_of(value: str, sources: Sequence[Source]) -> str | None:
    """The document that a choice stands for; ``None`` if it is none of these."""
    return next(
        (source.id for source in sources if value in (source.id, value_of(source.id))), None
    )


def document_names(sources: Sequence[Source], longest: int) -> dict[str, str]:
    """The title of each document by its id, with what tells it from others of the same title."""
    groups: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        groups[_folded_title(source, longest)].append(source)
    names = {}
    for group in groups.values():
        for source, difference in zip(group, _differences(group), strict=True):
            ending = f" · {difference}" if difference else ""
            names[source.id] = _title(source, longest - length(ending)) + ending
    return names


def _code(document: str) -> str:
    return "#" + hashlib.blake2b(document.encode(), digest_size=_CODE_BYTES).hexdigest()


def _title(source: Source, longest: int) -> str:
    return cut_at_word(" ".join(sendable(source.title).split()) or source.id, longest)


def _folded_title(source: Source, longest: int) -> str:
    """The same for documents whose titles cannot be told apart."""
    return _title(source, longest).casefold()


def _differences(group: Sequence[Source]) -> list[str]:
    """What tells each of the documents from the others of its title; empty if there is no other."""
    if len(group) == 1:
        return [""]
    fields = list(zip(*map(_fields, _with_short_folders(group)), strict=True))
    for count in (1, 2, 3):
        joined = [
            [_short(joined_fields(values)) for values in zip(*some, strict=True)]
            for some in combinations(fields, count)
        ]
        distinct = [values for values in joined if len(set(values)) == len(group)]
        if distinct:
            return min(distinct, key=lambda values: sum(map(len, values)))
    return [_code(source.id) for source in group]


def _with_short_folders(group: Sequence[Source]) -> Iterator[tuple[Source, str]]:
    """Each document with its folder, without the folders that all of them share."""
    folders = [PurePosixPath(source.id).parts[:-1] for source in group]
    first = next(
        (n for n, names in enumerate(zip(*folders, strict=False)) if len(set(names)) > 1),
        min(map(len, folders)),
    )
    for source, folder in zip(group, folders, strict=True):
        yield source, "/".join(folder[first:])


def _fields(placed: tuple[Source, str]) -> tuple[str, ...]:
    source, folder = placed
    file_name = PurePosixPath(source.id).name
    stated = (source.author, source.date, source.publisher)
    return (folder, *(sendable(" ".join((value or "").split())) for value in stated), file_name)


def _short(value: str) -> str:
    """A value that is not too long; of a long one the end, where names of files differ."""
    if length(value) <= LONGEST_DIFFERENCE:
        return value
    return CUT + value[-(LONGEST_DIFFERENCE // 2 - 1) :]

"""One file → what a build would make of it. Nothing is embedded or written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.blocks import INDEXED, Label
from index.building.splitting import split_blocks
from index.building.warnings import NO_DATE, NO_TITLE, warnings_of
from index.documents import Document, DocumentWarning, Loss, Obstacle, loss_of
from index.encoders import Encoder
from index.errors import Value
from index.reading.cleaning.pipeline import clean
from index.reading.corpus import read_bytes, read_entries
from index.reading.formats.page_names import page_numbers
from index.reading.formats.reading import Unreadable


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What a build would make of a file; ``problem`` says why it would make nothing of it, and
    ``obstacle`` is the kind of that reason."""

    title: str = ""
    language: str = ""
    date: str = ""
    documents: int = 0
    passages: int = 0
    left_out: int = 0
    """Blocks of the text that would not be quoted; headings are not counted."""
    warnings: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()
    """The kinds of the warnings, each once."""
    loss_values: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    """By the value of a kind what its warnings name, if each of them names some: the pages, the
    number. Of several documents in a file nothing is named: their pages have the same numbers."""
    problem: str = ""
    obstacle: Obstacle = Obstacle.OTHER
    obstacle_values: Mapping[str, Value] = field(default_factory=dict)


def check_file(path: Path, encoder: Encoder) -> FileCheck:
    """Read a file as a build by this encoder would; raises ``MemoryError`` if it is too large."""
    try:
        entries = list(read_entries(read_bytes(path.parent, path)))
    except Unreadable as error:
        if isinstance(error.__cause__, MemoryError):
            raise error.__cause__ from error
        kind, values = error.obstacle, error.values
        return FileCheck(problem=str(error), obstacle=kind, obstacle_values=values)
    return _checked([entry for entry in entries if isinstance(entry, Document)], encoder)


def _checked(documents: list[Document], encoder: Encoder) -> FileCheck:
    first, is_alone = documents[0].metadata, len(documents) == 1
    passages, left_out, warnings = 0, 0, dict[str, None]()
    for document in documents:
        blocks = clean(document)
        labels = [block.label for block in blocks]
        left_out += sum(1 for label in labels if label not in (*INDEXED, Label.HEADING))
        warnings |= dict.fromkeys(_told(warnings_of(document, blocks)))
        window = encoder.identity.window
        passages += sum(1 for _ in split_blocks(document, blocks, encoder.count_tokens, window))
    return FileCheck(
        title=(first.title or "") if is_alone else "",
        language=first.language or "",
        date=(first.date or "") if is_alone else "",
        documents=len(documents),
        passages=passages,
        left_out=left_out,
        warnings=tuple(warnings),
        losses=tuple(dict.fromkeys(map(loss_of, warnings))),
        loss_values=_loss_values(warnings) if is_alone else {},
    )


def _loss_values(warnings: Iterable[str]) -> dict[str, dict[str, Value]]:
    by_loss: dict[Loss, list[DocumentWarning]] = {}
    for warning in warnings:
        if isinstance(warning, DocumentWarning):
            by_loss.setdefault(warning.loss, []).append(warning)
    named = {loss.value: _values_named(same) for loss, same in by_loss.items()}
    return {loss: values for loss, values in named.items() if values}


def _values_named(warnings: Sequence[DocumentWarning]) -> dict[str, Value]:
    """What warnings of one kind name; nothing that only some of them name."""
    values: dict[str, Value] = {}
    if all(warning.pages for warning in warnings):
        values["pages"] = page_numbers(sorted({n for warning in warnings for n in warning.pages}))
    if all(warning.number for warning in warnings):
        values["count"] = sum(warning.number for warning in warnings)
    return values


def _told(warnings: Iterable[str]) -> list[str]:
    """The warnings without those that the title and the date say already."""
    return [warning for warning in warnings if warning not in (NO_TITLE, NO_DATE)]

"""A build → what an owner should know of it: what was read, left out, skipped, and is in doubt."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.documents import Skipped
from index.encoding.models import DEFAULT_NAME
from index.storage.rows import DocumentSummary

MULTILINGUAL = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
"""Knows 50 languages, and is as small as the default encoder, which knows English alone."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a build changed: the ids of documents, and numbers of passages.

    ``embedded`` passages are new or were changed; the vectors of the others were used again.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    passages_added: int
    passages_removed: int
    embedded: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made; ``generation`` is ``None`` when nothing was published."""

    generation: str | None
    accounts: tuple[DocumentSummary, ...]
    skipped: tuple[Skipped, ...]
    changes: Changes
    same_titles: tuple[tuple[str, ...], ...]
    warnings: tuple[str, ...]

    @property
    def documents(self) -> int:
        """The number of documents."""
        return len(self.accounts)

    @property
    def passages(self) -> int:
        """The number of passages."""
        return sum(account.passages for account in self.accounts)


def make_report(
    generation: str | None,
    accounts: Iterable[DocumentSummary],
    skipped: Iterable[Skipped],
    changes: Changes,
    encoder_name: str,
    warnings: Iterable[str] = (),
) -> Report:
    """The report of a build by an encoder of this name."""
    found = tuple(accounts)
    return Report(
        generation=generation,
        accounts=found,
        skipped=tuple(skipped),
        changes=changes,
        same_titles=_same_titles(found),
        warnings=(*warnings, *_foreign(found, encoder_name)),
    )


def _same_titles(accounts: tuple[DocumentSummary, ...]) -> tuple[tuple[str, ...], ...]:
    """Ids of documents that share a title, told to the owner since readers cannot tell them."""
    by_title: dict[str, list[str]] = {}
    for account in accounts:
        if account.title and "#" not in account.id:
            by_title.setdefault(account.title, []).append(account.id)
    return tuple(tuple(ids) for ids in by_title.values() if len(ids) > 1)


def _foreign(accounts: tuple[DocumentSummary, ...], encoder_name: str) -> Iterator[str]:
    """Languages that the default encoder was not made for."""
    languages = Counter((account.language or "en").split("-")[0] for account in accounts)
    foreign = {code: n for code, n in languages.most_common() if code != "en"}
    if foreign and encoder_name == DEFAULT_NAME:
        named = ", ".join(f"{n} in {code}" for code, n in foreign.items())
        yield (
            f"documents not in English ({named}): the default encoder knows English alone; "
            f'set encoder = "{MULTILINGUAL}" in pincite.toml, with the model on this machine'
        )

"""A build → what an owner should know of it: what was read, left out, skipped, and is in doubt."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.cleaning import INDEXED, Block, Label
from index.documents import Document, Skipped
from index.encoder import DEFAULT_NAME

MULTILINGUAL = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
"""Knows 50 languages, and is as small as the default encoder, which knows English alone."""


@dataclass(frozen=True, slots=True)
class Account:
    """A document with its blocks, the number of its passages, and what is in doubt about it."""

    document: Document
    blocks: tuple[Block, ...]
    passages: int
    doubts: tuple[str, ...]

    @property
    def left_out(self) -> dict[Label, int]:
        """How many blocks of each label are not in the index, headings aside."""
        labels = (block.label for block in self.blocks)
        return dict(Counter(x for x in labels if x not in INDEXED and x is not Label.HEADING))


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made; ``generation`` is ``None`` when nothing was published."""

    generation: str | None
    accounts: tuple[Account, ...]
    skipped: tuple[Skipped, ...]
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


def report(
    generation: str | None,
    accounts: Iterable[Account],
    skipped: tuple[Skipped, ...],
    encoder_name: str,
) -> Report:
    """The report of a build by an encoder of this name."""
    found = tuple(accounts)
    return Report(
        generation=generation,
        accounts=found,
        skipped=skipped,
        same_titles=_same_titles(account.document for account in found),
        warnings=tuple(_foreign(found, encoder_name)),
    )


def _same_titles(documents: Iterable[Document]) -> tuple[tuple[str, ...], ...]:
    """Ids of documents that share a title, told to the owner since readers cannot tell them."""
    by_title: dict[str, list[str]] = {}
    for document in documents:
        if document.metadata.title and "#" not in document.id:
            by_title.setdefault(document.metadata.title, []).append(document.id)
    return tuple(tuple(ids) for ids in by_title.values() if len(ids) > 1)


def _foreign(accounts: tuple[Account, ...], encoder_name: str) -> Iterator[str]:
    """Languages that the default encoder was not made for."""
    languages = Counter((a.document.metadata.language or "en").split("-")[0] for a in accounts)
    foreign = {code: n for code, n in languages.most_common() if code != "en"}
    if foreign and encoder_name == DEFAULT_NAME:
        named = ", ".join(f"{n} in {code}" for code, n in foreign.items())
        yield (
            f"documents not in English ({named}): the default encoder knows English alone; "
            f'set encoder = "{MULTILINGUAL}" in pincite.toml, with the model on this machine'
        )

"""A build → a report for the owner: what was read, left out and skipped, and the warnings."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.documents import Skipped
from index.encoding.models import DEFAULT_NAME
from index.storage.rows import DocumentSummary

MULTILINGUAL = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
"""It knows 50 languages and is as small as the default encoder, which knows only English."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a build changed: the ids of documents, and numbers of passages.

    ``embedded`` passages are new or changed; the vectors of the others were copied.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    passages_added: int
    passages_removed: int
    embedded: int


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a build; ``generation`` is ``None`` when nothing was published."""

    generation: str | None
    summaries: tuple[DocumentSummary, ...]
    skipped: tuple[Skipped, ...]
    changes: Changes
    same_titles: tuple[tuple[str, ...], ...]
    warnings: tuple[str, ...]

    @property
    def documents(self) -> int:
        """The number of documents."""
        return len(self.summaries)

    @property
    def passages(self) -> int:
        """The number of passages."""
        return sum(summary.passages for summary in self.summaries)


def make_report(
    generation: str | None,
    summaries: Iterable[DocumentSummary],
    skipped: Iterable[Skipped],
    changes: Changes,
    encoder_name: str,
    warnings: Iterable[str] = (),
) -> Report:
    """The report of a build by an encoder of this name."""
    all_summaries = tuple(summaries)
    return Report(
        generation=generation,
        summaries=all_summaries,
        skipped=tuple(skipped),
        changes=changes,
        same_titles=_same_titles(all_summaries),
        warnings=(*warnings, *_language_warnings(all_summaries, encoder_name)),
    )


def _same_titles(summaries: tuple[DocumentSummary, ...]) -> tuple[tuple[str, ...], ...]:
    """The ids of documents that share a title, since readers cannot distinguish them."""
    by_title: dict[str, list[str]] = {}
    for summary in summaries:
        if summary.title and "#" not in summary.id:
            by_title.setdefault(summary.title, []).append(summary.id)
    return tuple(tuple(ids) for ids in by_title.values() if len(ids) > 1)


def _language_warnings(summaries: tuple[DocumentSummary, ...], encoder_name: str) -> Iterator[str]:
    """A warning if documents are in languages that the default encoder does not know."""
    languages = Counter((summary.language or "en").split("-")[0] for summary in summaries)
    foreign = {code: n for code, n in languages.most_common() if code != "en"}
    if foreign and encoder_name == DEFAULT_NAME:
        counts = ", ".join(f"{n} in {code}" for code, n in foreign.items())
        yield (
            f"documents not in English ({counts}): the default encoder knows English alone; "
            f'set encoder = "{MULTILINGUAL}" in pincite.toml, with the model on this machine'
        )

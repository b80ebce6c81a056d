"""A build → a report for the owner: what was read, left out and skipped, and the warnings."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.building.languages import language_warnings
from index.building.missing_metadata import metadata_warnings, without_metadata_warnings
from index.building.warnings import BuildWarning
from index.documents import Skipped
from index.reading.listing import Ignored
from index.storage.rows import DocumentSummary


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
    """The result of a build: the ``generation`` that answers after it, which is new unless nothing
    had changed. It is ``None`` after a dry run."""

    generation: str | None
    is_new: bool
    summaries: tuple[DocumentSummary, ...]
    skipped: tuple[Skipped, ...]
    changes: Changes
    same_titles: tuple[tuple[str, ...], ...]
    warnings: tuple[BuildWarning, ...]
    ignored: tuple[Ignored, ...] = ()
    """What rules left out of the corpus."""

    @property
    def is_unchanged(self) -> bool:
        """Whether the index was left as it is, since nothing had changed."""
        return self.generation is not None and not self.is_new

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
    warnings: Iterable[BuildWarning] = (),
    ignored: tuple[Ignored, ...] = (),
    *,
    is_new: bool = True,
) -> Report:
    """The report of a build by an encoder of this name."""
    all_summaries = tuple(summaries)
    return Report(
        generation=generation,
        is_new=is_new and generation is not None,
        summaries=tuple(map(without_metadata_warnings, all_summaries)),
        skipped=tuple(skipped),
        changes=changes,
        same_titles=_same_titles(all_summaries),
        warnings=(
            *warnings,
            *metadata_warnings(all_summaries),
            *language_warnings(all_summaries, encoder_name),
        ),
        ignored=ignored,
    )


def _same_titles(summaries: tuple[DocumentSummary, ...]) -> tuple[tuple[str, ...], ...]:
    """The ids of documents that share a title, since readers cannot distinguish them."""
    by_title: dict[str, list[str]] = {}
    for summary in summaries:
        if summary.title and "#" not in summary.id:
            by_title.setdefault(summary.title, []).append(summary.id)
    return tuple(tuple(ids) for ids in by_title.values() if len(ids) > 1)

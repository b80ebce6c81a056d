"""A build → a report for the owner: what was read, left out and skipped, and the warnings."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.building.missing_metadata import without_metadata_warnings
from index.building.notices import NO_NOTICES, Notices, notices_of
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
    changes: Changes
    notices: Notices
    new: Notices
    """The notices that the build before did not tell already."""
    ignored: tuple[Ignored, ...] = ()
    """What rules left out of the corpus."""

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The files, and parts of files, that are not in the index."""
        return self.notices.skipped

    @property
    def same_titles(self) -> tuple[tuple[str, ...], ...]:
        """The ids of documents that share a title."""
        return self.notices.same_titles

    @property
    def warnings(self) -> tuple[BuildWarning, ...]:
        """What is doubtful about all documents together."""
        return self.notices.warnings

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
    told: Notices = NO_NOTICES,
) -> Report:
    """The report of a build by an encoder of this name; ``warnings`` are those of this build alone,
    and ``told`` is what the owner was told by the build before."""
    all_summaries = tuple(summaries)
    notices = notices_of(all_summaries, skipped, encoder_name)
    notices = notices._replace(warnings=(*warnings, *notices.warnings))
    return Report(
        generation=generation,
        is_new=is_new and generation is not None,
        summaries=tuple(map(without_metadata_warnings, all_summaries)),
        changes=changes,
        notices=notices,
        new=notices.beyond(told),
        ignored=ignored,
    )

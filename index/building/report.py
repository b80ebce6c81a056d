"""A build → a report for the owner: what was read, left out and skipped, and the warnings."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.building.missing_metadata import without_metadata_warnings
from index.building.notices import NO_NOTICES, Notices, notices_of
from index.documents import Skipped
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
    """The result of a build; ``generation`` is ``None`` when nothing was published."""

    generation: str | None
    summaries: tuple[DocumentSummary, ...]
    changes: Changes
    notices: Notices
    new: Notices
    """The notices that the build before did not tell already."""

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The files, and parts of files, that are not in the index."""
        return self.notices.skipped

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
    *,
    told: Notices = NO_NOTICES,
) -> Report:
    """The report of a build by an encoder of this name; ``warnings`` are those of this build alone,
    and ``told`` is what the owner was told by the build before."""
    all_summaries = tuple(summaries)
    notices = notices_of(all_summaries, skipped, encoder_name)
    notices = notices._replace(warnings=(*warnings, *notices.warnings))
    return Report(
        generation=generation,
        summaries=tuple(map(without_metadata_warnings, all_summaries)),
        changes=changes,
        notices=notices,
        new=notices.beyond(told),
    )

"""A build → what its owner must know, and what of it the build before did not tell already.

An owner who was told of a damaged file on Monday reads no line about it on Tuesday: a warning that
stands at every build hides the one that is new.
"""

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from index.building.languages import language_warnings
from index.building.missing_metadata import metadata_warnings, without_metadata_warnings
from index.building.warnings import BuildWarning
from index.documents import Skipped
from index.storage.rows import DocumentSummary, Rows

PARTLY_READ = "not all of it was read"
"""The reason that is kept of a file of which a part was skipped."""

Told = TypeVar("Told")


class DoubtfulDocument(NamedTuple):
    """What is doubtful about a document."""

    id: str
    warning: str


class Notices(NamedTuple):
    """What an owner must know, from what takes a hand to what may be as it is."""

    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[BuildWarning, ...] = ()
    """About all documents together."""
    same_titles: tuple[tuple[str, ...], ...] = ()
    """The ids of documents that share a title, since readers cannot distinguish them."""
    documents: tuple[DoubtfulDocument, ...] = ()

    def beyond(self, told: "Notices") -> "Notices":
        """Those that were not told already."""
        reasons = {skipped.path: skipped.reason for skipped in told.skipped}
        return Notices(
            skipped=tuple(s for s in self.skipped if not _is_told(s, reasons)),
            warnings=_without(self.warnings, told.warnings),
            same_titles=_without(self.same_titles, told.same_titles),
            documents=_without(self.documents, told.documents),
        )


NO_NOTICES = Notices()


def notices_of(
    summaries: Iterable[DocumentSummary], skipped: Iterable[Skipped], encoder_name: str
) -> Notices:
    """All notices of a build by an encoder of this name."""
    all_summaries = tuple(summaries)
    return Notices(
        skipped=tuple(skipped),
        warnings=(
            *metadata_warnings(all_summaries),
            *language_warnings(all_summaries, encoder_name),
        ),
        same_titles=_same_titles(all_summaries),
        documents=tuple(
            DoubtfulDocument(summary.id, warning)
            for summary in map(without_metadata_warnings, all_summaries)
            for warning in summary.warnings
        ),
    )


def told_notices(rows: Rows, encoder_name: str) -> Notices:
    """The notices of the build that wrote these rows, by an encoder of this name."""
    skipped = (Skipped(file.path, file.reason) for file in rows.files() if file.reason)
    return notices_of(rows.summaries(), skipped, encoder_name)


def _is_told(skipped: Skipped, reasons: dict[str, str]) -> bool:
    """Whether a file was skipped before for the same reason, by the reason of each file.

    Rows keep one reason for a file: that of a part of it is told apart from it, and that a good
    version stays in the index stands behind it.
    """
    reason = reasons.get(skipped.path.partition("#")[0])
    return reason is not None and (reason == PARTLY_READ or skipped.reason.startswith(reason))


def _without(notices: tuple[Told, ...], told: tuple[Told, ...]) -> tuple[Told, ...]:
    known = set(told)
    return tuple(notice for notice in notices if notice not in known)


def _same_titles(summaries: tuple[DocumentSummary, ...]) -> tuple[tuple[str, ...], ...]:
    by_title: dict[str, list[str]] = {}
    for summary in summaries:
        if summary.title and "#" not in summary.id:
            by_title.setdefault(summary.title, []).append(summary.id)
    return tuple(tuple(ids) for ids in by_title.values() if len(ids) > 1)

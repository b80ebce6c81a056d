"""Documents without a title or a date → a warning, if the owner may have missed to state it.

Nobody dates a price list or a recipe, and an owner reads no line for each file. So one line names
the documents without, and only those among many that have it: there it may be missing by mistake.
``pincite sources`` shows the titles and the dates of all documents.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from index.building.warnings import NO_DATE, NO_TITLE, BuildWarning, Warned
from index.storage.rows import DocumentSummary

MOST_NAMES = 5
"""Documents that a warning names."""


def without_metadata_warnings(summary: DocumentSummary) -> DocumentSummary:
    """The summary without what is told once for all documents."""
    kept = (warning for warning in summary.warnings if warning not in (NO_TITLE, NO_DATE))
    return summary._replace(warnings=tuple(kept))


def metadata_warnings(summaries: tuple[DocumentSummary, ...]) -> Iterator[BuildWarning]:
    """A line for the documents without a title, and one for those without a date, where most
    others in their folder have one."""
    for missing, about in ((NO_TITLE, Warned.UNTITLED), (NO_DATE, Warned.UNDATED)):
        names = tuple(_standing_out(summaries, missing))
        if names:
            hidden = len(names) - MOST_NAMES
            listed = ", ".join(names[:MOST_NAMES]) + (f" and {hidden:,} more" if hidden > 0 else "")
            text = f"{missing}, though most others in the folder have one: {listed}"
            yield BuildWarning(text, about, names)


def _standing_out(summaries: tuple[DocumentSummary, ...], missing: str) -> Iterator[str]:
    folders: dict[PurePosixPath, list[DocumentSummary]] = {}
    for summary in summaries:
        if "#" not in summary.id:
            folders.setdefault(PurePosixPath(summary.id).parent, []).append(summary)
    for inside in folders.values():
        without = [summary.id for summary in inside if missing in summary.warnings]
        if 2 * len(without) < len(inside):
            yield from without

"""A build's report → what is said of it away from a terminal: kinds, numbers and names.

It crosses from the process that builds to the bot as JSON. Every name stands with its document set,
so that it is told only to whom may see that set; of many documents the first are named.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from index.building.report import Report
from index.documents import Obstacle, Skipped
from index.errors import NO_VALUES, Value
from index.storage.document_sets import set_of

MOST_NAMED = 5


class LineKind(StrEnum):
    """What a line of a report says."""

    INDEXED = "indexed"
    WOULD_INDEX = "would_index"
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    PASSAGES = "passages"
    LEFT_OUT = "left_out"
    SKIPPED = "skipped"
    SKIPPED_STAYS = "skipped_stays"
    SAME_TITLE = "same_title"
    READ_ANEW = "read_anew"
    UNTITLED = "untitled"
    UNDATED = "undated"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class OfSet:
    """Documents of one set: how many there are, and the first names."""

    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What a report says of some documents, by their sets.

    ``numbers`` are those that it names; of what is left out, by the names of labels. ``obstacle``
    is why documents were skipped, and ``obstacle_values`` are what that reason names.
    """

    kind: LineKind
    numbers: Mapping[str, int] = field(default_factory=dict)
    documents: Mapping[str, OfSet] = field(default_factory=dict)
    obstacle: Obstacle = Obstacle.OTHER
    obstacle_values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """The number of documents."""
        return sum(of_set.count for of_set in self.documents.values())

    def names(self, sets: Collection[str]) -> list[str]:
        """The first documents of these sets; the others are counted, and not named."""
        shown = (self.documents[name].names for name in self.documents if name in sets)
        return [name for names in shown for name in names][:MOST_NAMED]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The lines of a report, and all sets that it is about."""

    lines: tuple[ReportLine, ...] = ()
    sets: frozenset[str] = frozenset()

    @classmethod
    def of(cls, report: Report) -> "BuildReport":
        """What is said of a build."""
        changes = report.changes
        documents = [summary.id for summary in report.summaries]
        sets = frozenset(map(set_of, (*documents, *changes.removed)))
        skipped_sets = frozenset(_set_of_skipped(one.path, sets) for one in report.skipped)
        return cls(tuple(_lines(report, sets)), sets | skipped_sets)

    def values(self) -> dict[str, Any]:
        """The report as JSON has it."""
        lines = [{**asdict(line), "obstacle": line.obstacle.value} for line in self.lines]
        return {"lines": lines, "sets": sorted(self.sets)}

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "BuildReport":
        """The report from its JSON."""
        return cls(tuple(map(_read_line, values["lines"])), frozenset(values["sets"]))


NOTHING = BuildReport()
"""The report of no build."""


def _lines(report: Report, sets: Collection[str]) -> Iterator[ReportLine]:
    kind = LineKind.WOULD_INDEX if report.generation is None else LineKind.INDEXED
    yield ReportLine(kind, {"passages": report.passages, "documents": report.documents})
    yield from _change_lines(report)
    if left_out := _left_out(report):
        yield ReportLine(LineKind.LEFT_OUT, left_out)
    yield from _skipped_lines(report.skipped, sets)
    if same := [name for names in report.same_titles for name in names]:
        yield ReportLine(LineKind.SAME_TITLE, documents=_by_set(same))
    for warning in report.warnings:
        yield ReportLine(LineKind(warning.about.value), documents=_by_set(warning.documents))


def _change_lines(report: Report) -> Iterator[ReportLine]:
    """The changes since the last build; nothing if every document is new."""
    changes = report.changes
    if len(changes.added) == report.documents and not changes.removed:
        return
    of_kinds = {
        LineKind.ADDED: changes.added,
        LineKind.CHANGED: changes.changed,
        LineKind.REMOVED: changes.removed,
    }
    if not any(of_kinds.values()):
        yield ReportLine(LineKind.UNCHANGED)
    for kind, names in of_kinds.items():
        if names:
            yield ReportLine(kind, documents=_by_set(names))
    numbers = {"added": changes.passages_added, "removed": changes.passages_removed}
    yield ReportLine(LineKind.PASSAGES, numbers)


def _left_out(report: Report) -> dict[str, int]:
    counts = Counter[str]()
    for summary in report.summaries:
        counts.update({label.name.lower(): n for label, n in summary.left_out.items()})
    return dict(counts)


def _skipped_lines(skipped: Iterable[Skipped], sets: Collection[str]) -> Iterator[ReportLine]:
    """A line for each kind of reason why files were skipped."""
    by_reason: dict[tuple[LineKind, Obstacle], list[Skipped]] = {}
    for one in skipped:
        kind = LineKind.SKIPPED_STAYS if one.stays else LineKind.SKIPPED
        by_reason.setdefault((kind, one.obstacle), []).append(one)
    for (kind, obstacle), same in by_reason.items():
        documents = _by_set([one.path for one in same], sets)
        yield ReportLine(kind, {}, documents, obstacle, _common_values(same))


def _common_values(skipped: Sequence[Skipped]) -> Mapping[str, Value]:
    """What the reasons name, if all of them name the same."""
    first = skipped[0].values
    return first if all(one.values == first for one in skipped) else NO_VALUES


def _by_set(names: Iterable[str], sets: Collection[str] = ()) -> dict[str, OfSet]:
    by_set: dict[str, list[str]] = {}
    for name in names:
        by_set.setdefault(_set_of_skipped(name, sets), []).append(name)
    return {name: OfSet(len(ids), tuple(ids[:MOST_NAMED])) for name, ids in by_set.items()}


def _set_of_skipped(path: str, sets: Collection[str]) -> str:
    """The set of a document or of what was skipped, which may be the folder of a set itself."""
    return path if path in sets else set_of(path)


def _read_line(values: Mapping[str, Any]) -> ReportLine:
    documents = {
        name: OfSet(of_set["count"], tuple(of_set["names"]))
        for name, of_set in values["documents"].items()
    }
    kind, obstacle = LineKind(values["kind"]), Obstacle(values["obstacle"])
    named = values.get("obstacle_values", {})
    return ReportLine(kind, values["numbers"], documents, obstacle, named)

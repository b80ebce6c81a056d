"""The generations of an index → lines, tables and JSON. Pure: nothing is read, nothing printed."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from bot.rendering.report import counted_noun
from bot.rendering.safe_text import printable, printable_line
from index.storage.generation import Generation
from index.storage.rollback import KeptGeneration
from index.storage.unneeded import Need, Part

_UNKNOWN = "?"


def generation_line(generation: Generation) -> str:
    """Which generation answers, when it was built, and what is in it."""
    counts = generation.manifest.counts
    passages = counted_noun(counts["passages"], "passage")
    documents = counted_noun(counts["documents"], "document")
    created = printable_line(generation.manifest.created)
    return f"{generation.name} of {created}: {passages} of {documents}"


def kept_table(kept: Iterable[KeptGeneration]) -> Table:
    """The generations that are kept, newest first."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("generation", no_wrap=True)
    table.add_column("built (UTC)", no_wrap=True)
    table.add_column("documents", justify="right", no_wrap=True)
    table.add_column("passages", justify="right", no_wrap=True)
    table.add_column("")
    for generation in kept:
        table.add_row(
            generation.name,
            Text(shown_time(generation.created)),
            _count(generation.documents),
            _count(generation.passages),
            Text(printable(_state(generation))),
        )
    return table


def kept_json(generation: KeptGeneration) -> dict[str, Any]:
    """A generation that is kept; what cannot be read of it is null."""
    return {
        "generation": generation.name,
        "built": generation.created or None,
        "documents": generation.documents,
        "passages": generation.passages,
        "answers": generation.is_current,
        "next_rollback": generation.is_next,
        "problem": generation.problem or None,
    }


def shown_time(time: str) -> str:
    """A time in UTC to the minute, such as ``2026-11-29 08:30``; ``?`` if it is not known."""
    return printable_line(time[:16].replace("T", " ")) or _UNKNOWN


def _state(generation: KeptGeneration) -> str:
    if generation.problem:
        answers = "answers now, but " if generation.is_current else ""
        return f"{answers}{generation.problem}"
    if generation.is_current:
        return "answers now"
    return "rollback goes back to it" if generation.is_next else ""


def _count(count: int | None) -> str:
    return _UNKNOWN if count is None else f"{count:,}"


_NEEDS = {
    Need.ANSWERS: "answers now",
    Need.KEPT: "kept",
    Need.BEING_WRITTEN: "being written",
    Need.BEYOND_KEPT: "beyond what is kept",
    Need.LEFT_BEHIND: "left behind by a build that was cut off",
}


def parts_table(parts: Iterable[Part]) -> Table:
    """What stands in the folder of an index, with its size on disk."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("name", no_wrap=True)
    table.add_column("built (UTC)", no_wrap=True)
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("")
    for part in parts:
        read = ", read by a process" if part.is_read else ""
        cells = (Text(shown_time(part.created)), size(part.bytes), f"{_NEEDS[part.need]}{read}")
        table.add_row(Text(printable_line(part.name)), *cells)
    return table


def parts_json(index: Path, writer: str, parts: Iterable[Part]) -> dict[str, Any]:
    """The same as one object; ``writer`` is null if nobody writes."""
    return {
        "index": str(index),
        "writer": writer or None,
        "parts": [
            {
                "name": part.name,
                "built": part.created or None,
                "bytes": part.bytes,
                "need": part.need.value,
                "read": part.is_read,
                "removable": part.is_unneeded,
            }
            for part in parts
        ],
    }


def removal_line(verb: str, index: Path, parts: Sequence[Part]) -> str:
    """What is removed from an index, and how much room that makes."""
    names = ", ".join(part.name for part in parts) or "nothing"
    room = size(sum(part.bytes for part in parts))
    return printable_line(f"{verb} {names} in {index} ({room})")


def size(count: int) -> str:
    """Bytes in the unit that people read, such as ``1.2 MB``."""
    for power, unit in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")):
        if count >= power:
            return f"{count / power:,.1f} {unit}"
    return f"{count} B"

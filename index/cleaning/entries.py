"""Pieces of a timeline or diary → one block an event, each with its own date.

Dates stand on lines of their own: before their event, after it when a whole document is so, and
inside it where columns were cut. Between them stand bare years, the marks of an axis. A date is
inherited only by what follows its event under it, and is then marked as inferred, for a wrong
date is worse than none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from index.cleaning.block import Block, Context, Kind, Label
from index.cleaning.breaks import has_ended, is_full, last_line
from index.dates import DateLine, date_line

FEWEST_DATES = 3
FEWEST_SHARE = 0.1
"""Of all pieces that are dates; a letter has one, minutes two or three."""


@dataclass(slots=True)
class _Entry:
    """A date, where there is one, and the pieces that stand with it."""

    date: DateLine | None = None
    mark: Block | None = None
    events: list[Block] = field(default_factory=list)
    inferred: bool = False


def dated(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, those of a timeline made events with their dates; others as they were."""
    dates = [_date(text, block) for block in blocks]
    axis = [date for date in dates if date and date.year_alone]
    fine = [date for date in dates if date and not date.year_alone]
    marks = fine if len(fine) >= len(axis) else [*fine, *axis]
    if len(marks) < FEWEST_DATES or len(marks) < FEWEST_SHARE * len(blocks) or _stacked(dates):
        return tuple(blocks)
    entries = _entries(text, blocks, dates, axis_is_date=marks is not fine)
    return tuple(block for entry in entries for block in _events(text, entry))


def _date(text: str, block: Block) -> DateLine | None:
    if block.label is not Label.PROSE:
        return None
    return date_line(text[block.start : block.end])


def _stacked(dates: Sequence[DateLine | None]) -> bool:
    """Whether most dates follow one another, as the heads of a table's columns do."""
    after_date = sum(a is not None and b is not None for a, b in pairwise(dates))
    return 2 * after_date > sum(date is not None for date in dates)


def _entries(
    text: str, blocks: Sequence[Block], dates: Sequence[DateLine | None], axis_is_date: bool
) -> list[_Entry]:
    entries = [_Entry()]
    for number, (block, date) in enumerate(zip(blocks, dates, strict=True)):
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if date is None:
            _add(entries, block)
        elif date.year_alone and not axis_is_date:
            entries.append(_Entry(date, block, inferred=True))
        elif _is_inside(text, entries[-1], block, following):
            event = entries[-1].events.pop()
            entries.append(_Entry(date, None, [replace(event, end=block.end)], inferred=True))
        elif _is_after(entries, dates, number):
            _close(entries, block, date)
        else:
            entries.append(_completed(entries, block, date))
    return entries


def _add(entries: list[_Entry], block: Block) -> None:
    """A heading ends what stands under a date; anything else stands under the last one."""
    if block.label is Label.HEADING:
        entries.append(_Entry(events=[block]))
        entries.append(_Entry())
    else:
        entries[-1].events.append(block)


def _is_inside(text: str, entry: _Entry, date: Block, following: Block | None) -> bool:
    """Whether a sentence that did not end goes on behind the date, with a small letter."""
    if not entry.events or following is None or following.label is not Label.PROSE:
        return False
    before = entry.events[-1]
    ended = before.label is not Label.PROSE or has_ended(text, before)
    return not ended and text[following.start].islower()


def _is_after(entries: list[_Entry], dates: Sequence[DateLine | None], number: int) -> bool:
    """Whether an event that has no date of its own is followed by one, then by another."""
    last = entries[-1]
    undated = bool(last.events) and (last.date is None or last.date.year_alone)
    if not undated or not _is_prose(last):
        return False
    after = dates[number + 1] if number + 1 < len(dates) else None
    return number + 1 == len(dates) or (after is not None and not after.year_alone)


def _is_prose(entry: _Entry) -> bool:
    return all(block.label in (Label.PROSE, Label.ITEM) for block in entry.events)


def _close(entries: list[_Entry], block: Block, date: DateLine) -> None:
    """The last undated event gets the date behind it; what stood before stays without one."""
    event = entries[-1].events.pop()
    entries.append(_Entry(date, None, [replace(event, end=block.end)], inferred=True))
    entries.append(_Entry())


def _completed(entries: list[_Entry], block: Block, date: DateLine) -> _Entry:
    """A range that was cut behind its last month takes the year that stands beside it."""
    last = entries[-1]
    if date.open and last.date and last.date.year_alone and not last.events:
        whole = replace(date, text=f"{date.text} {last.date.text}", open=False)
        return _Entry(whole, block, inferred=True)
    return _Entry(date, block, inferred=date.open)


def _events(text: str, entry: _Entry) -> Iterator[Block]:
    if entry.date is None:
        yield from entry.events
        return
    events = _paragraphs(text, entry.events)
    axis = entry.mark is not None and entry.date.year_alone and entry.inferred
    if entry.mark and (axis or not events):
        reason = "a year alone between entries: an axis" if axis else "no event stands under it"
        yield entry.mark.labelled(Label.DATE, reason)
    if axis and len(events) > 1 and len(text[events[0].start : events[0].end].split()) == 1:
        yield events.pop(0).labelled(Label.DATE, "one word where a date should stand")
    for number, event in enumerate(events):
        own = number == 0 and not axis
        start = entry.mark.start if entry.mark and own else event.start
        context = Context(Kind.DATE, entry.date.text, inferred=entry.inferred or not own)
        yield event.labelled(Label.ENTRY, _reason(entry, own), start=start).told(context)


def _reason(entry: _Entry, own: bool) -> str:
    if entry.inferred:
        return "event; its date is doubtful, put together from what stands around it"
    return "event under its date" if own else "event under the date of the one before"


def _paragraphs(text: str, events: Sequence[Block]) -> list[Block]:
    """Lines of one event made one; an event ends where a sentence or a full line does not go on."""
    width = max((len(last_line(text, event)) for event in events), default=0)
    found: list[Block] = []
    for event in events:
        before = found[-1] if found else None
        if before is not None and _continues(text, before, event, width):
            found[-1] = replace(before, end=event.end)
        else:
            found.append(event)
    return found


def _continues(text: str, before: Block, event: Block, width: int) -> bool:
    if event.label is not Label.PROSE or before.label is not Label.PROSE:
        return False
    if has_ended(text, before) and text[event.start] != "(":
        return False
    following = text[event.start : event.end]
    return (
        following[0].islower()
        or following[0] == "("
        or is_full(last_line(text, before), following, width)
    )

"""Pieces of a timeline or diary → one block for each event, with its own date.

Dates stand on lines of their own: before their event, behind it if the whole document does so, or
inside it if columns were cut. Only the events under the same date share it, and there it is marked
as inferred. Every doubtful date is marked so too, because a wrong date is worse than no date.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.blocks import Block, Context, ContextKind, Label
from index.reading.cleaning.line_breaks import is_full
from index.reading.cleaning.lines import ends_paragraph, last_line
from index.reading.cleaning.timeline_dates import (
    EVENT_LABELS,
    Side,
    TimelineDates,
    find_timeline_dates,
    join_date_ranges,
    misread_year,
)
from index.text.date_lines import DateLine


@dataclass(slots=True)
class _Entry:
    """A date, if there is one, and the pieces that belong to it."""

    date: DateLine | None = None
    date_block: Block | None = None
    events: list[Block] = field(default_factory=list)
    inferred: bool = False
    is_axis: bool = False


def with_timeline_entries(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, those of a timeline as events with their dates; any other text is unchanged."""
    joined = join_date_ranges(text, blocks)
    dates = find_timeline_dates(text, joined)
    if dates is None:
        return tuple(blocks)
    if dates.side is Side.BEFORE:
        entries = _entries_after_dates(text, joined, dates)
        return tuple(b for entry in entries for b in _events_after(text, entry, dates.lines_broken))
    return tuple(
        b for entry in _entries_before_dates(text, joined, dates) for b in _events_before(entry)
    )


def _entries_after_dates(
    text: str, blocks: Sequence[Block], timeline: TimelineDates
) -> list[_Entry]:
    """The entries of a timeline whose dates stand before their events."""
    entries = [_Entry()]
    for number, block in enumerate(blocks):
        date = timeline.dates.get(number)
        if date is None:
            _add_block(text, entries, block, is_last=number + 1 in timeline.dates)
        elif number in timeline.axis_years:
            entries.append(_Entry(date, block, inferred=True, is_axis=True))
        elif number in timeline.in_sentence and entries[-1].events:
            entries.append(
                _entry_of_last_event(text, entries[-1], block, date, timeline.lines_broken)
            )
        elif len(entries) > 1 and _is_date_behind(entries[-1], timeline, number, len(blocks)):
            entries.append(
                _entry_of_last_event(text, entries[-1], block, date, timeline.lines_broken)
            )
            entries.append(_Entry())
        else:
            entries.append(_new_entry(entries, block, date))
    return entries


def _add_block(text: str, entries: list[_Entry], block: Block, is_last: bool) -> None:
    """Add a block that is no date. A heading ends an entry, a misread date begins an entry with its
    year only, and anything else belongs to the last entry."""
    last = entries[-1]
    if block.label is Label.HEADING:
        entries += [_Entry(events=[block]), _Entry()]
    elif last.date and last.events and not is_last and (year := misread_year(text, block)):
        entries.append(_Entry(year, block, inferred=True))
    else:
        last.events.append(block)


def _is_date_behind(last: _Entry, timeline: TimelineDates, number: int, count: int) -> bool:
    """Whether the date belongs to the undated event before it: another date or the end follows."""
    undated = bool(last.events) and (last.date is None or last.is_axis)
    if not undated or any(event.label not in EVENT_LABELS for event in last.events):
        return False
    return number + 1 == count or (
        number + 1 in timeline.dates and number + 1 not in timeline.axis_years
    )


def _entry_of_last_event(
    text: str, last: _Entry, block: Block, date: DateLine, broken: bool
) -> _Entry:
    """An entry of the last event with the date behind it; the events before stay in ``last``."""
    last.events = _join_lines(text, last.events, broken)
    event = last.events.pop()
    return _Entry(date, None, [replace(event, end=block.end)], inferred=True)


def _new_entry(entries: list[_Entry], block: Block, date: DateLine) -> _Entry:
    """The entry of a date; a range without its last year takes the year just above it."""
    last = entries[-1]
    if date.end_year_missing and last.date and last.date.year_alone and not last.events:
        full_range = replace(date, text=f"{date.text} {last.date.text}", end_year_missing=False)
        return _Entry(full_range, block, inferred=True)
    return _Entry(date, block, inferred=date.end_year_missing)


def _entries_before_dates(
    text: str, blocks: Sequence[Block], timeline: TimelineDates
) -> list[_Entry]:
    """The entries of a timeline whose dates stand behind their events."""
    doubtful = timeline.side is Side.PERHAPS_BEHIND
    entries: list[_Entry] = []
    waiting: list[Block] = []
    for number, block in enumerate(blocks):
        if number in timeline.in_sentence and waiting:
            waiting[-1] = replace(waiting[-1], end=block.end)
        elif number in timeline.axis_years or block.label is Label.HEADING:
            entries.append(_Entry(events=[*waiting, block]))
            waiting = []
        elif date := timeline.dates.get(number):
            waiting = _join_lines(text, waiting, timeline.lines_broken)
            if not any(entry.date for entry in entries):
                first = _last_sentence_start(waiting)
                entries.append(_Entry(events=waiting[:first]))
                waiting = waiting[first:]
            entries.append(_Entry(date, block, waiting, inferred=doubtful))
            waiting = []
        else:
            waiting.append(block)
    return [*entries, _Entry(events=waiting)]


def _last_sentence_start(events: Sequence[Block]) -> int:
    """The number of the last event that begins a sentence."""
    begun = (
        n
        for n, e in enumerate(events)
        if e.label is not Label.FURNITURE and not e.continues_sentence
    )
    return max(begun, default=0)


def _events_after(text: str, entry: _Entry, broken: bool) -> Iterator[Block]:
    """The events of an entry, the first with the date before it."""
    if entry.date is None:
        yield from entry.events
        return
    events = _join_lines(text, entry.events, broken)
    first = next((n for n, event in enumerate(events) if event.label in EVENT_LABELS), None)
    if entry.date_block and entry.is_axis:
        yield entry.date_block.labelled(Label.DATE, "a year alone between entries: an axis")
    elif entry.date_block and first != 0:
        yield entry.date_block.labelled(Label.DATE, "no event stands under it")
    if entry.is_axis and len(events) > 1 and _is_word(text, events[0]):
        yield events.pop(0).labelled(Label.DATE, "one word where a date should stand")
    for number, event in enumerate(events):
        is_own = number == first and not entry.is_axis
        start = (
            entry.date_block.start if entry.date_block and is_own and number == 0 else event.start
        )
        reason = "event under its date" if is_own else "event under the date of the one before"
        yield _with_date(replace(event, start=start), entry, is_own, reason)


def _is_word(text: str, event: Block) -> bool:
    return event.label in EVENT_LABELS and len(text[event.start : event.end].split()) == 1


def _events_before(entry: _Entry) -> Iterator[Block]:
    """The events of an entry, the last with the date behind it."""
    beside = bool(entry.events) and entry.events[-1].label in EVENT_LABELS
    for number, event in enumerate(entry.events):
        is_own = beside and number == len(entry.events) - 1
        end = entry.date_block.end if entry.date_block and is_own else event.end
        reason = "event over its date" if is_own else "event over the date of the one after"
        # Both halves of an event over a page break get the same context, so they stay together.
        yield _with_date(
            replace(event, end=end), entry, is_own and not event.continues_sentence, reason
        )
    if entry.date_block and not beside:
        yield entry.date_block.labelled(Label.DATE, "no event stands over it")


def _with_date(event: Block, entry: _Entry, is_own: bool, reason: str) -> Block:
    """An event with its date. A table or code under the date keeps its label; blocks that are not
    the document's own words stay as they are."""
    if entry.date is None or event.label not in (*EVENT_LABELS, Label.ROW, Label.CODE):
        return event
    if entry.inferred:
        reason = "event; its date is doubtful, put together from what stands around it"
    context = Context(ContextKind.DATE, entry.date.text, inferred=entry.inferred or not is_own)
    dated = event.labelled(Label.ENTRY, reason) if event.label in EVENT_LABELS else event
    return dated.with_context(context)


def _join_lines(text: str, events: Sequence[Block], broken: bool) -> list[Block]:
    """The events, with the lines of each joined; an event ends where the text does not continue.

    A half after page furniture is marked as continuing a sentence.
    """
    width = max((len(last_line(text, event)) for event in events), default=0) if broken else 0
    joined: list[Block] = []
    last = -1
    for event in events:
        is_next = last == len(joined) - 1
        goes_on = last >= 0 and _continues(text, joined[last], event, is_next, width)
        if goes_on and is_next:
            joined[last] = replace(joined[last], end=event.end)
            continue
        joined.append(replace(event, continues_sentence=goes_on))
        last = last if event.label is Label.FURNITURE else len(joined) - 1
    return joined


def _continues(text: str, before: Block, event: Block, is_next: bool, width: int) -> bool:
    if event.label is not Label.PROSE or before.label is not Label.PROSE:
        return False
    first = text[event.start]
    if is_next and first == "(":
        return True
    if ends_paragraph(text, before):
        return False
    return first.islower() or is_full(text, before, event, width)

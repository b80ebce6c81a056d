"""Pieces of a timeline or diary → one block an event, each with its own date.

Dates stand on lines of their own: before their event, behind it when a whole document is so, and
inside it where columns were cut. A date is inherited only by what follows its event under it, and
is then marked as inferred, as is every date that is doubtful, for a wrong one is worse than none.
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
    """A date, where there is one, and the pieces that stand with it."""

    date: DateLine | None = None
    mark: Block | None = None
    events: list[Block] = field(default_factory=list)
    inferred: bool = False
    axis: bool = False


def with_timeline_entries(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, those of a timeline made events with their dates; others as they were."""
    whole = join_date_ranges(text, blocks)
    marks = find_timeline_dates(text, whole)
    if marks is None:
        return tuple(blocks)
    if marks.side is Side.BEFORE:
        opened = _opened(text, whole, marks)
        return tuple(b for entry in opened for b in _under(text, entry, marks.lines_broken))
    return tuple(b for entry in _closed(text, whole, marks) for b in _above(entry))


def _opened(text: str, blocks: Sequence[Block], marks: TimelineDates) -> list[_Entry]:
    """The entries of a timeline whose dates stand before their events."""
    entries = [_Entry()]
    for number, block in enumerate(blocks):
        date = marks.dates.get(number)
        if date is None:
            _add(text, entries, block, is_last=number + 1 in marks.dates)
        elif number in marks.axis_years:
            entries.append(_Entry(date, block, inferred=True, axis=True))
        elif number in marks.in_sentence and entries[-1].events:
            entries.append(_with_its_event(text, entries[-1], block, date, marks.lines_broken))
        elif len(entries) > 1 and _is_behind(entries[-1], marks, number, len(blocks)):
            entries.append(_with_its_event(text, entries[-1], block, date, marks.lines_broken))
            entries.append(_Entry())
        else:
            entries.append(_completed(entries, block, date))
    return entries


def _add(text: str, entries: list[_Entry], block: Block, is_last: bool) -> None:
    """A heading ends what stands under a date, what looks like a date begins an entry that has its
    year alone; anything else stands under the last one."""
    last = entries[-1]
    if block.label is Label.HEADING:
        entries += [_Entry(events=[block]), _Entry()]
    elif last.date and last.events and not is_last and (year := misread_year(text, block)):
        entries.append(_Entry(year, block, inferred=True))
    else:
        last.events.append(block)


def _is_behind(last: _Entry, marks: TimelineDates, number: int, count: int) -> bool:
    """Whether an event that has no date of its own is followed by one, then by another or by
    the end."""
    undated = bool(last.events) and (last.date is None or last.axis)
    if not undated or any(event.label not in EVENT_LABELS for event in last.events):
        return False
    return number + 1 == count or (number + 1 in marks.dates and number + 1 not in marks.axis_years)


def _with_its_event(text: str, last: _Entry, block: Block, date: DateLine, broken: bool) -> _Entry:
    """The last event with the date behind it; what stood before it stays where it is."""
    last.events = _paragraphs(text, last.events, broken)
    event = last.events.pop()
    return _Entry(date, None, [replace(event, end=block.end)], inferred=True)


def _completed(entries: list[_Entry], block: Block, date: DateLine) -> _Entry:
    """A range that was cut behind its last month takes the year that stands beside it."""
    last = entries[-1]
    if date.end_year_missing and last.date and last.date.year_alone and not last.events:
        whole = replace(date, text=f"{date.text} {last.date.text}", end_year_missing=False)
        return _Entry(whole, block, inferred=True)
    return _Entry(date, block, inferred=date.end_year_missing)


def _closed(text: str, blocks: Sequence[Block], marks: TimelineDates) -> list[_Entry]:
    """The entries of a timeline whose dates stand behind their events."""
    doubtful = marks.side is Side.PERHAPS_BEHIND
    entries: list[_Entry] = []
    held: list[Block] = []
    for number, block in enumerate(blocks):
        if number in marks.in_sentence and held:
            held[-1] = replace(held[-1], end=block.end)
        elif number in marks.axis_years or block.label is Label.HEADING:
            entries.append(_Entry(events=[*held, block]))
            held = []
        elif date := marks.dates.get(number):
            held = _paragraphs(text, held, marks.lines_broken)
            if not any(entry.date for entry in entries):
                first = _last_begun(held)
                entries.append(_Entry(events=held[:first]))
                held = held[first:]
            entries.append(_Entry(date, block, held, inferred=doubtful))
            held = []
        else:
            held.append(block)
    return [*entries, _Entry(events=held)]


def _last_begun(events: Sequence[Block]) -> int:
    """The number of the last event that begins a sentence."""
    begun = (
        n
        for n, e in enumerate(events)
        if e.label is not Label.FURNITURE and not e.continues_sentence
    )
    return max(begun, default=0)


def _under(text: str, entry: _Entry, broken: bool) -> Iterator[Block]:
    """The events of an entry, the first with the date before it."""
    if entry.date is None:
        yield from entry.events
        return
    events = _paragraphs(text, entry.events, broken)
    first = next((n for n, event in enumerate(events) if event.label in EVENT_LABELS), None)
    if entry.mark and entry.axis:
        yield entry.mark.labelled(Label.DATE, "a year alone between entries: an axis")
    elif entry.mark and first != 0:
        yield entry.mark.labelled(Label.DATE, "no event stands under it")
    if entry.axis and len(events) > 1 and _is_word(text, events[0]):
        yield events.pop(0).labelled(Label.DATE, "one word where a date should stand")
    for number, event in enumerate(events):
        own = number == first and not entry.axis
        start = entry.mark.start if entry.mark and own and number == 0 else event.start
        reason = "event under its date" if own else "event under the date of the one before"
        yield _told(replace(event, start=start), entry, own, reason)


def _is_word(text: str, event: Block) -> bool:
    return event.label in EVENT_LABELS and len(text[event.start : event.end].split()) == 1


def _above(entry: _Entry) -> Iterator[Block]:
    """The events of an entry, the last with the date behind it."""
    beside = bool(entry.events) and entry.events[-1].label in EVENT_LABELS
    for number, event in enumerate(entry.events):
        own = beside and number == len(entry.events) - 1
        end = entry.mark.end if entry.mark and own else event.end
        reason = "event over its date" if own else "event over the date of the one after"
        # Both halves of an event over a page break are told alike, so that they stay together.
        yield _told(replace(event, end=end), entry, own and not event.continues_sentence, reason)
    if entry.mark and not beside:
        yield entry.mark.labelled(Label.DATE, "no event stands over it")


def _told(event: Block, entry: _Entry, own: bool, reason: str) -> Block:
    """An event with its date; a table or code under it keeps its label, what is none of the
    document's own words stays as it is."""
    if entry.date is None or event.label not in (*EVENT_LABELS, Label.ROW, Label.CODE):
        return event
    if entry.inferred:
        reason = "event; its date is doubtful, put together from what stands around it"
    context = Context(ContextKind.DATE, entry.date.text, inferred=entry.inferred or not own)
    dated = event.labelled(Label.ENTRY, reason) if event.label in EVENT_LABELS else event
    return dated.with_context(context)


def _paragraphs(text: str, events: Sequence[Block], broken: bool) -> list[Block]:
    """Lines of one event made one; an event ends where a sentence or a full line does not go on.

    A half behind the furniture of a page is marked as going on.
    """
    width = max((len(last_line(text, event)) for event in events), default=0) if broken else 0
    found: list[Block] = []
    last = -1
    for event in events:
        near = last == len(found) - 1
        goes_on = last >= 0 and _continues(text, found[last], event, near, width)
        if goes_on and near:
            found[last] = replace(found[last], end=event.end)
            continue
        found.append(replace(event, continues_sentence=goes_on))
        last = last if event.label is Label.FURNITURE else len(found) - 1
    return found


def _continues(text: str, before: Block, event: Block, near: bool, width: int) -> bool:
    if event.label is not Label.PROSE or before.label is not Label.PROSE:
        return False
    first = text[event.start]
    if near and first == "(":
        return True
    if ends_paragraph(text, before):
        return False
    return first.islower() or is_full(text, before, event, width)

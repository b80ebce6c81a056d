"""What was asked and answered → the text, the picture's weeks and the rows of ``/overview``. Pure.

A question is untrusted: it is escaped. Whatever may not be named is counted without a name.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import TypeVar

from bot.chat.render.addresses import message_link
from bot.chat.render.escaping import cut_at_word, escape
from bot.chat.render.limits import length
from bot.chat.render.translations import Texts
from bot.chat.render.weeks_picture import WeekBar
from bot.chat.state.database import ANSWER_DAYS
from bot.chat.state.statistics import AskedQuestion, Counts, WeekCounts

Key = TypeVar("Key")

LONGEST_TEXT = 1_900
"""Characters of the text; the rest of a message's limit is left for markup."""

MOST_WEEKS = 4
"""Weeks of the text; the picture and the file have all of them."""

MOST_CHANNELS = 6
MOST_ASKED = 5
LONGEST_QUESTION = 110

CSV_HEAD = (
    "week",
    "server",
    "kind",
    "channel",
    "link",
    "questions",
    "answered",
    "closest",
    "silent",
    "helpful",
    "not helpful",
)

_OUTCOMES = ("answered", "closest", "silent")

Group = list[AskedQuestion]
"""Questions that ask the same, the newest first."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The counts, and the groups of what was asked, or ``None`` if no texts are kept.

    ``lost`` counts the quotes whose words no longer stand.
    """

    weeks: Sequence[WeekCounts]
    groups: Sequence[Group] | None
    lost: int = 0

    @property
    def total(self) -> Counts:
        """All counts together."""
        return _sum(self.weeks)


def overview_text(overview: Overview, texts: Texts) -> str:
    """The whole text; of the gaps as many as fit."""
    if not overview.weeks:
        return texts("overview_none", days=ANSWER_DAYS)
    total = overview.total
    lines = [
        texts("overview_head", days=ANSWER_DAYS, questions=f"{total.questions:,}"),
        texts("overview_legend", **_numbers(total)),
        *([texts("overview_changed", count=f"{overview.lost:,}")] if overview.lost else []),
        *_week_lines(overview.weeks, texts),
        *_channel_lines(overview.weeks, texts),
    ]
    if overview.groups is None:
        return "\n".join([*lines, texts("overview_no_texts")])
    lines += _most_asked_lines(overview.groups, texts)
    return "\n".join([*lines, *_gap_lines(overview.groups, texts, LONGEST_TEXT - _length(lines))])


def week_bars(weeks: Sequence[WeekCounts]) -> list[WeekBar]:
    """The weeks from the first with a question to the last, those without one too."""
    by_monday = _by(weeks, lambda week: week.monday)
    first, last = min(by_monday), max(by_monday)
    mondays = (first + datetime.timedelta(7 * n) for n in range((last - first).days // 7 + 1))
    return [
        WeekBar(f"{monday:%m-%d}", *astuple(by_monday.get(monday, Counts()))) for monday in mondays
    ]


def picture_description(bars: Sequence[WeekBar], texts: Texts) -> str:
    """The picture in words, for people who do not see it."""
    weeks = ", ".join(f"{bar.label} {bar.questions:,}" for bar in bars)
    return texts("overview_picture", weeks=weeks)


def csv_rows(
    weeks: Iterable[WeekCounts], channel_name: Callable[[int], str]
) -> Iterator[tuple[object, ...]]:
    """A row for each week and channel, as ``CSV_HEAD`` names its cells."""
    for week in weeks:
        kind = "private" if week.private else "channel" if week.channel else "private sets"
        is_named = bool(week.channel)
        name = channel_name(week.channel) if is_named else ""
        link = message_link(week.guild, week.channel) if is_named else ""
        counts = (week.counts.questions, *astuple(week.counts))
        yield (week.monday, str(week.guild or ""), kind, name, link, *counts)


def _week_lines(weeks: Sequence[WeekCounts], texts: Texts) -> Iterator[str]:
    by_monday = _by(weeks, lambda week: week.monday)
    for monday in sorted(by_monday, reverse=True)[:MOST_WEEKS]:
        # At noon: so it is the same day almost everywhere.
        noon = datetime.datetime.combine(monday, datetime.time(12), datetime.UTC)
        yield _line("overview_week", by_monday[monday], texts, day=int(noon.timestamp()))


def _channel_lines(weeks: Sequence[WeekCounts], texts: Texts) -> Iterator[str]:
    yield texts("overview_channels")
    named = _by([week for week in weeks if week.channel], lambda week: week.channel)
    largest = sorted(named, key=lambda channel: -named[channel].questions)
    for channel in largest[:MOST_CHANNELS]:
        yield _line("overview_channel", named[channel], texts, channel=channel)
    if others := len(largest[MOST_CHANNELS:]):
        yield texts("overview_more_channels", count=others)
    unnamed = [week for week in weeks if not week.channel]
    for name, private in (("overview_private", True), ("overview_hidden", False)):
        counts = _sum(week for week in unnamed if week.private is private)
        if counts.questions:
            yield _line(name, counts, texts)


def _most_asked_lines(groups: Sequence[Group], texts: Texts) -> Iterator[str]:
    largest = sorted(groups, key=len, reverse=True)
    often = [group for group in largest if len(group) > 1][:MOST_ASKED]
    if often:
        yield texts("overview_most_asked")
    for group in often:
        yield texts("overview_asked", times=len(group), question=_question(group))


def _gap_lines(groups: Sequence[Group], texts: Texts, characters_left: int) -> list[str]:
    """As many as fit, the largest first, and how many more there are."""
    gaps = [[question for question in group if question.is_gap] for group in groups]
    lines = [
        texts("overview_gap", times=len(gap), question=_question(gap), link=f"<{_link(gap[0])}>")
        for gap in sorted(filter(None, gaps), key=len, reverse=True)
    ]
    if not lines:
        return []
    shown = [texts("overview_gaps")]
    for number, line in enumerate(lines):
        more = texts("overview_more_gaps", count=len(lines) - number)
        if _length([*shown, line, more]) > characters_left:
            return [*shown, more] if _length([*shown, more]) <= characters_left else []
        shown.append(line)
    return shown


def _question(group: Group) -> str:
    return escape(cut_at_word(group[0].text, LONGEST_QUESTION), opens_line=False)


def _link(question: AskedQuestion) -> str:
    return message_link(question.guild, question.channel, question.message)


def _line(name: str, counts: Counts, texts: Texts, **values: object) -> str:
    questions = f"{counts.questions:,}"
    return texts(name, questions=questions, counts=_counts(counts, texts), **values)


def _counts(counts: Counts, texts: Texts) -> str:
    numbers = _numbers(counts)
    return texts("overview_counts", **{name: numbers[name] for name in _OUTCOMES})


def _numbers(counts: Counts) -> dict[str, str]:
    """The numbers by their names, as they are shown."""
    return {name: f"{number:,}" for name, number in asdict(counts).items()}


def _by(weeks: Iterable[WeekCounts], key_of: Callable[[WeekCounts], Key]) -> dict[Key, Counts]:
    counts: dict[Key, Counts] = defaultdict(Counts)
    for week in weeks:
        counts[key_of(week)] += week.counts
    return dict(counts)


def _sum(weeks: Iterable[WeekCounts]) -> Counts:
    return sum((week.counts for week in weeks), Counts())


def _length(lines: Sequence[str]) -> int:
    return sum(length(line) + 1 for line in lines)

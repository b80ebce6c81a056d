"""Gaps and given answers → the tabs of the desk. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.chat.render.addresses import message_link
from bot.chat.render.cards import Button, button_id
from bot.chat.render.escaping import SMALL, cut_at_word, escape
from bot.chat.render.forms import Choice
from bot.chat.render.given_cards import given_line, question_text, state_text
from bot.chat.render.limits import LONGEST_CHOICE
from bot.chat.render.pages import Chooser, Listed, PageRequest
from bot.chat.render.translations import Texts
from bot.chat.state.given_answers import GivenAnswer, GivenState
from bot.chat.state.statistics import AskedQuestion

GAPS_LIST = "gaps"
LONGEST_GAP = 200

BUILD_SECONDS = 3_600
"""For so long, at most, a published answer may not be in the index yet."""

GROUP, GIVEN = "group", "given"
"""What the value of a choice names beside a number: the bot's answer to a question of a group, or
an answer that somebody gave."""


class Tab(StrEnum):
    """A list of the desk."""

    OPEN = "open"
    WAITING = "waiting"
    ANSWERED = "answered"
    DECLINED = "declined"


_TAB_TEXTS = {
    Tab.OPEN: "desk_open",
    Tab.WAITING: "desk_waiting",
    Tab.ANSWERED: "desk_answered",
    Tab.DECLINED: "desk_declined",
}

_EMPTY_TEXTS = {
    Tab.WAITING: "desk_none_waiting",
    Tab.ANSWERED: "desk_none_answered",
    Tab.DECLINED: "desk_none_declined",
}

Group = list[AskedQuestion]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Questions, and the positions of those that ask the same, the largest groups first."""

    found: list[AskedQuestion]
    groups: list[list[int]]


@dataclass(frozen=True, slots=True)
class KeptGaps:
    """What the state has: questions, given answers, the bot's answers with the answers given to
    them, and those that were declined."""

    found: list[AskedQuestion]
    given: list[GivenAnswer]
    given_for: list[tuple[int, int]]
    declined: set[int]


@dataclass(frozen=True, slots=True)
class Desk:
    """The groups of questions by what became of them, and the answers that people gave."""

    groups: list[tuple[Group, Tab]]
    given: list[GivenAnswer]

    @classmethod
    def of(cls, gaps: Gaps, kept: KeptGaps) -> "Desk":
        """The desk of what the state has."""
        by_number = {answer.number: answer for answer in kept.given}
        answers: dict[int, list[GivenAnswer]] = {}
        for asked, number in kept.given_for:
            if number in by_number:
                answers.setdefault(asked, []).append(by_number[number])
        groups = [[gaps.found[at] for at in positions] for positions in gaps.groups]
        return cls(
            [(group, _tab_of(group, answers, kept.declined)) for group in groups], kept.given
        )

    def groups_in(self, tab: Tab) -> list[Group]:
        """The groups of a tab, the largest first."""
        return [group for group, group_tab in self.groups if group_tab is tab]

    def given_in(self, tab: Tab) -> list[GivenAnswer]:
        """The given answers of a tab, the last decided first."""
        return [answer for answer in self.given if _tab_of_given(answer) is tab]

    def group_with(self, answer: int) -> tuple[Group, Tab] | None:
        """The group of the question that an answer of the bot is to."""
        return next((g for g in self.groups if any(gap.number == answer for gap in g[0])), None)

    def count(self, tab: Tab) -> int:
        """The entries of a tab."""
        return len(_groups_listed(self, tab)) + len(self.given_in(tab))


def _tab_of(group: Group, answers: dict[int, list[GivenAnswer]], declined: set[int]) -> Tab:
    """Where a group stands: a question asked in vain after it was answered is open again."""
    if any(gap.number in declined for gap in group):
        return Tab.DECLINED
    given = [answer for gap in group for answer in answers.get(gap.number, ())]
    published = [one.decided for one in given if one.state is GivenState.PUBLISHED]
    if published and all(gap.at <= max(published) + BUILD_SECONDS for gap in group):
        return Tab.ANSWERED
    is_waiting = any(one.state is GivenState.WAITING for one in given)
    return Tab.WAITING if is_waiting else Tab.OPEN


def _tab_of_given(answer: GivenAnswer) -> Tab:
    if answer.state is GivenState.WAITING:
        return Tab.WAITING
    return Tab.DECLINED if answer.state is GivenState.DECLINED else Tab.ANSWERED


def _groups_listed(desk: Desk, tab: Tab) -> list[Group]:
    """The groups that are entries: of those that were answered, their answers are."""
    return desk.groups_in(tab) if tab in (Tab.OPEN, Tab.DECLINED) else []


def gap_states(desk: Desk) -> Iterator[tuple[Group, str]]:
    """The groups in their order, and the name of what became of each."""
    for group, tab in desk.groups:
        yield group, tab.value


def tab_list(desk: Desk, tab: Tab, texts: Texts, days: int | None) -> Listed:
    """A tab as a list; ``days`` were looked back for questions, ``None`` if none are kept."""
    groups, given = _groups_listed(desk, tab), desk.given_in(tab)
    entries = (
        *(_group_entry(group, texts) for group in groups),
        *(_given_entry(answer, texts) for answer in given),
    )
    choices = (*map(_group_choice, groups), *(_given_choice(one, texts) for one in given))
    chooser = Chooser(button_id("entry", 0), texts("desk_choose"), choices)
    head = _head(tab, groups, given, texts, days)
    return Listed(head, entries, tabs=_tabs(desk, tab, texts), chooser=chooser)


def _head(
    tab: Tab, groups: Sequence[Group], given: Sequence[GivenAnswer], texts: Texts, days: int | None
) -> str:
    if tab is Tab.OPEN:
        if days is None:
            return texts("gaps_off")
        questions = sum(map(len, groups))
        if not groups:
            return texts("gaps_none", days=days)
        return texts("gaps_head", questions=questions, groups=len(groups))
    if not groups and not given:
        return texts(_EMPTY_TEXTS[tab])
    return f"**{texts(_TAB_TEXTS[tab], count=len(groups) + len(given))}**"


def _tabs(desk: Desk, shown: Tab, texts: Texts) -> tuple[Button, ...]:
    """The buttons to the tabs; none while there is nothing but open questions."""
    if not any(desk.count(tab) for tab in Tab if tab is not Tab.OPEN):
        return ()
    return tuple(
        Button(
            texts(_TAB_TEXTS[tab], count=desk.count(tab)),
            PageRequest(GAPS_LIST, 1, tab.value).id,
            disabled=tab is shown,
        )
        for tab in Tab
    )


def _group_entry(group: Group, texts: Texts) -> str:
    question = escape(cut_at_word(group[0].text, LONGEST_GAP), opens_line=False)
    unhelpful = sum(gap.unhelpful for gap in group)
    line = texts("gap", times=len(group), question=question, unhelpful=unhelpful)
    link = link_to_question(group)
    return f"{line} · [{texts('given_see')}](<{link}>)" if link else line


def _given_entry(answer: GivenAnswer, texts: Texts) -> str:
    given = answer.given
    state = state_text(answer.state.value, edited=answer.edits > 0, texts=texts)
    who = escape(given_line(given.author, given.place, texts), opens_line=False)
    about = f"{who} · " if given.author else ""
    link = f"[{texts('given_see')}](<{given.link}>)"
    return f"{question_text(given.question, texts)}\n{SMALL}{about}{state} · {link}"


def link_to_question(group: Group) -> str:
    """The address of the last message of a group that asked, or that the bot answered with."""
    asked = next((gap for gap in group if gap.message), None)
    return message_link(asked.guild, asked.channel, asked.message) if asked else ""


def _group_choice(group: Group) -> Choice:
    return Choice(_label(group[0].text), f"{GROUP}:{group[0].number}")


def _given_choice(answer: GivenAnswer, texts: Texts) -> Choice:
    question = answer.given.question or texts("given_question_unknown")
    return Choice(_label(question), f"{GIVEN}:{answer.number}")


def _label(question: str) -> str:
    return cut_at_word(" ".join(question.split()), LONGEST_CHOICE) or "…"

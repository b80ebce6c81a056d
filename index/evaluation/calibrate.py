"""Question sets → the threshold, and the share of own and of foreign questions answered at it.

The documents of each set are asked its own questions, its unanswerable ones, and, where it has no
foreign ones, those of the sets on other documents. Every question is asked once; what would be
answered at a threshold follows from the confidences.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from index.answering.refusal import Outcome
from index.errors import UsageError
from index.evaluation.evaluate import ask
from index.evaluation.intervals import (
    Interval,
    enough_questions,
    share_interval,
    threshold_interval,
)
from index.evaluation.metrics import mean, threshold_for
from index.evaluation.question_sets import JudgedQuestion, QuestionSet
from index.search.searcher import Searcher

NEAR_MISSES = frozenset({"unanswerable_adversarial", "near-miss"})
"""Kinds of questions on the subject of the documents itself. They are shown, not limited: every
score is near chance for them (AUROC up to .66), and a limit of 5 % would silence own questions."""

_HUNDREDTHS = 100

_LEAST_ANSWERED = 0.5
"""A threshold that silences most of a set's own questions does more harm than it prevents."""


class Role(Enum):
    """What a group of questions is for."""

    OWN = "own"
    FOREIGN = "foreign"
    NEAR_MISS = "near-miss"


@dataclass(frozen=True, slots=True)
class Group:
    """Confidences of one kind of questions put to one set's documents; minus infinity for those
    that would be answered at no threshold."""

    dataset: str
    kind: str
    role: Role
    confidences: tuple[float, ...]

    def answered_at(self, threshold: float) -> float:
        """The share of the questions answered at a threshold."""
        return mean([confidence >= threshold for confidence in self.confidences])

    def interval_at(self, threshold: float) -> Interval:
        """Where that share lies for all questions such as these."""
        answered = sum(confidence >= threshold for confidence in self.confidences)
        return share_interval(answered, len(self.confidences))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The lowest threshold, in hundredths, at which no foreign group is answered too often."""

    groups: tuple[Group, ...]
    false_answers: float
    threshold: float
    decided_by: Group

    @property
    def interval(self) -> Interval:
        """Where the threshold lies for all questions such as those that decide it."""
        low, high = threshold_interval(self.false_answers, self.decided_by.confidences)
        return Interval(max(0.0, low), high)

    @property
    def enough_foreign(self) -> int | None:
        """How many of the foreign questions that decide it are enough; ``None`` if none are."""
        return enough_questions(self.false_answers)

    @property
    def has_enough_foreign(self) -> bool:
        """Whether so many were asked."""
        enough = self.enough_foreign
        return enough is not None and len(self.decided_by.confidences) >= enough

    @property
    def silenced(self) -> tuple[Group, ...]:
        """The sets' own questions of which the threshold would answer less than half."""
        own = [group for group in self.groups if group.role is Role.OWN]
        return tuple(group for group in own if group.answered_at(self.threshold) < _LEAST_ANSWERED)

    @property
    def is_trusted(self) -> bool:
        """Whether the threshold can be used without a second thought."""
        return self.has_enough_foreign and not self.silenced


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of questions that the documents of a set are to be asked."""

    kind: str
    role: Role
    questions: tuple[JudgedQuestion, ...]


Plan = list[tuple[QuestionSet, tuple[Task, ...]]]


def plan(sets: Sequence[QuestionSet], foreign_sets: Sequence[QuestionSet] = ()) -> Plan:
    """What to ask each set's documents; raises ``UsageError`` where no question is foreign."""
    planned = [(question_set, _tasks(question_set, sets, foreign_sets)) for question_set in sets]
    if not any(task.role is Role.FOREIGN for _, tasks in planned for task in tasks):
        raise UsageError("no question is foreign; name a set on other documents with --other SET")
    return planned


def _tasks(
    question_set: QuestionSet, sets: Sequence[QuestionSet], foreign_sets: Sequence[QuestionSet]
) -> tuple[Task, ...]:
    """A set's own questions and foreign ones: its unanswerable questions and those of
    ``foreign_sets``, or without either those of the ``sets`` on other documents."""
    own = [question for question in question_set.questions if question.answerable]
    kinds: dict[str, list[JudgedQuestion]] = {}
    for question in question_set.questions:
        if not question.answerable:
            kinds.setdefault(question.kind, []).append(question)
    borrowed_sets = foreign_sets or (sets if kinds.keys() <= NEAR_MISSES else ())
    for foreign_set in borrowed_sets:
        if foreign_set.corpus != question_set.corpus:
            kinds[foreign_set.name] = [
                question for question in foreign_set.questions if question.answerable
            ]
    tasks = [Task(Role.OWN.value, Role.OWN, tuple(own))]
    tasks += [
        Task(kind, Role.NEAR_MISS if kind in NEAR_MISSES else Role.FOREIGN, tuple(questions))
        for kind, questions in kinds.items()
    ]
    return tuple(task for task in tasks if task.questions)


def ask_tasks(
    searcher: Searcher, dataset: str, tasks: tuple[Task, ...], after_question: Callable[[], None]
) -> tuple[Group, ...]:
    """Put all questions to a set's documents; ``after_question`` is called after each."""
    groups = []
    for task in tasks:
        confidences = []
        for question in task.questions:
            confidences.append(_confidence(searcher, question))
            after_question()
        groups.append(Group(dataset, task.kind, task.role, tuple(confidences)))
    return tuple(groups)


def _confidence(searcher: Searcher, question: JudgedQuestion) -> float:
    """The confidence of the answer. A question that is not answered at the lowest threshold is
    answered at none."""
    result = ask(searcher, question, threshold=-math.inf, k=1)
    return result.confidence if result.outcome is Outcome.ANSWERED else -math.inf


def calibrated(groups: Sequence[Group], false_answers: float) -> Calibration:
    """The threshold for all groups, at least one of them foreign."""
    foreign = [group for group in groups if group.role is Role.FOREIGN]
    decided_by = max(foreign, key=lambda group: threshold_for(false_answers, group.confidences))
    lowest = max(0.0, threshold_for(false_answers, decided_by.confidences))
    threshold = (math.floor(lowest * _HUNDREDTHS) + 1) / _HUNDREDTHS
    return Calibration(tuple(groups), false_answers, threshold, decided_by)


def trade_off(groups: Sequence[Group], dataset: str) -> list[tuple[float, float]]:
    """A set's (foreign, own) shares answered at every threshold, the strictest first; of several
    kinds of foreign questions the one answered most often. Empty where either is missing."""
    own = [group for group in groups if group.dataset == dataset and group.role is Role.OWN]
    foreign = [group for group in groups if group.dataset == dataset and group.role is Role.FOREIGN]
    if not own or not foreign:
        return []
    thresholds = {
        round(confidence, 2)
        for group in (*own, *foreign)
        for confidence in group.confidences
        if math.isfinite(confidence)
    }
    return [
        (most_answered(foreign, threshold), own[0].answered_at(threshold))
        for threshold in sorted(thresholds, reverse=True)
    ]


def most_answered(groups: Sequence[Group], threshold: float) -> float:
    """The share answered of the group that is answered most often."""
    return max(group.answered_at(threshold) for group in groups)

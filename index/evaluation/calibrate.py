"""Several question sets → the threshold, and what it costs: own answers against false ones.

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
from index.evaluation.metrics import bar, mean
from index.evaluation.question_sets import JudgedQuestion, QuestionSet
from index.search.searcher import Searcher

NEAR_MISSES = frozenset({"unanswerable_adversarial", "near-miss"})
"""Kinds of questions on the very subject of the documents. They are shown and not limited: every
score is near chance for them (AUROC up to .66), and a limit of 5 % would silence own questions."""

_HUNDREDTHS = 100


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


@dataclass(frozen=True, slots=True)
class Calibration:
    """The lowest threshold, in hundredths, at which no foreign group is answered too often."""

    groups: tuple[Group, ...]
    false_answers: float
    threshold: float
    decided_by: Group


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of questions that the documents of a set are to be asked."""

    kind: str
    role: Role
    questions: tuple[JudgedQuestion, ...]


Plan = list[tuple[QuestionSet, tuple[Task, ...]]]


def plan(sets: Sequence[QuestionSet], others: Sequence[QuestionSet] = ()) -> Plan:
    """What to ask each set's documents; raises ``UsageError`` where no question is foreign."""
    planned = [(one, _tasks(one, sets, others)) for one in sets]
    if not any(task.role is Role.FOREIGN for _, tasks in planned for task in tasks):
        raise UsageError("no question is foreign; name a set on other documents with --other SET")
    return planned


def _tasks(
    one: QuestionSet, sets: Sequence[QuestionSet], others: Sequence[QuestionSet]
) -> tuple[Task, ...]:
    """A set's own questions; foreign are its unanswerable ones and those of ``others``, or
    without either those of the ``sets`` on other documents."""
    own = [question for question in one.questions if question.answerable]
    kinds: dict[str, list[JudgedQuestion]] = {}
    for question in one.questions:
        if not question.answerable:
            kinds.setdefault(question.kind, []).append(question)
    borrowed = others or (sets if kinds.keys() <= NEAR_MISSES else ())
    for other in borrowed:
        if other.corpus != one.corpus:
            kinds[other.name] = [question for question in other.questions if question.answerable]
    found = [Task(Role.OWN.value, Role.OWN, tuple(own))]
    found += [
        Task(kind, Role.NEAR_MISS if kind in NEAR_MISSES else Role.FOREIGN, tuple(questions))
        for kind, questions in kinds.items()
    ]
    return tuple(task for task in found if task.questions)


def ask_tasks(
    searcher: Searcher, dataset: str, todo: tuple[Task, ...], asked: Callable[[], None]
) -> tuple[Group, ...]:
    """Put all questions to a set's documents; ``asked`` is called after each."""
    groups = []
    for task in todo:
        confidences = []
        for question in task.questions:
            confidences.append(_confidence(searcher, question))
            asked()
        groups.append(Group(dataset, task.kind, task.role, tuple(confidences)))
    return tuple(groups)


def _confidence(searcher: Searcher, question: JudgedQuestion) -> float:
    """With every threshold open, what is still not answered never will be."""
    found = ask(searcher, question, threshold=-math.inf, k=1)
    return found.confidence if found.outcome is Outcome.ANSWERED else -math.inf


def calibrated(groups: Sequence[Group], false_answers: float) -> Calibration:
    """The threshold for all groups, at least one of them foreign."""
    foreign = [group for group in groups if group.role is Role.FOREIGN]
    decided_by = max(foreign, key=lambda group: bar(false_answers, group.confidences))
    lowest = max(0.0, bar(false_answers, decided_by.confidences))
    threshold = (math.floor(lowest * _HUNDREDTHS) + 1) / _HUNDREDTHS
    return Calibration(tuple(groups), false_answers, threshold, decided_by)


def trade_off(groups: Sequence[Group], dataset: str) -> list[tuple[float, float]]:
    """A set's (foreign, own) shares answered at every threshold, the strictest first; of several
    kinds of foreign questions the one answered most often. Empty where either is missing."""
    own = [g for g in groups if g.dataset == dataset and g.role is Role.OWN]
    foreign = [g for g in groups if g.dataset == dataset and g.role is Role.FOREIGN]
    if not own or not foreign:
        return []
    levels = {round(c, 2) for g in (*own, *foreign) for c in g.confidences if math.isfinite(c)}
    return [
        (most_answered(foreign, t), own[0].answered_at(t)) for t in sorted(levels, reverse=True)
    ]


def most_answered(groups: Sequence[Group], threshold: float) -> float:
    """The share answered of the group that is answered most often."""
    return max(group.answered_at(threshold) for group in groups)

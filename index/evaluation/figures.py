"""Replies → the figures of a set, each group left out where the set holds no gold for it. Pure."""

from dataclasses import dataclass

from index.answering.refusal import Outcome
from index.evaluation.metrics import auroc, coverage_at, mean, ndcg, recall_at, reciprocal_rank
from index.evaluation.question_sets import JudgedQuestion

FALSE_ANSWERS = 0.05
"""Share of unanswerable questions answered at which coverage is told."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Means over the questions with a relevant document, each 0 to 1."""

    questions: int
    recall_at_1: float
    recall_at_3: float
    recall_at_5: float
    mrr_at_10: float
    ndcg_at_10: float


@dataclass(frozen=True, slots=True)
class Quoting:
    """Shares of the questions with gold: all its parts stand in the sentence in bold of the first
    quote, or in the text of the first quotes."""

    questions: int
    gold_in_bold: float
    gold_in_first_1: float
    gold_in_first_3: float
    gold_in_first_5: float


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of the questions of one kind."""

    kind: str
    answerable: bool
    questions: int
    answered: int
    closest: int
    refused: int


@dataclass(frozen=True, slots=True)
class Separation:
    """How well the confidence tells the answerable questions from one kind of unanswerable ones."""

    kind: str
    questions: int
    auroc: float
    coverage_at_5: float
    """Share of answerable questions above the confidence that 5 % of the kind are above."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a set; what it holds no gold for is ``None`` or left out."""

    questions: int
    documents: int
    passages: int
    threshold: float
    quotes: int
    verbatim: int
    """Quotes that are, character for character, their slices of the document."""
    ranking: Ranking | None
    quoting: Quoting | None
    outcomes: tuple[Outcomes, ...]
    separations: tuple[Separation, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one question."""

    judged: JudgedQuestion
    outcome: Outcome
    confidence: float
    grades: list[int]
    in_bold: bool
    shown_with: float
    """The rank of the quote with which all gold is shown; infinite if it never is."""
    quotes: int
    verbatim: int


def figures(replies: list[Reply], documents: int, passages: int, threshold: float) -> Figures:
    """All figures of the replies to a set's questions."""
    return Figures(
        questions=len(replies),
        documents=documents,
        passages=passages,
        threshold=threshold,
        quotes=sum(reply.quotes for reply in replies),
        verbatim=sum(reply.verbatim for reply in replies),
        ranking=_ranking([reply for reply in replies if reply.judged.grades]),
        quoting=_quoting([reply for reply in replies if reply.judged.gold]),
        outcomes=_outcomes(replies),
        separations=_separations(replies),
    )


def _ranking(replies: list[Reply]) -> Ranking | None:
    if not replies:
        return None
    best = [list(reply.judged.grades.values()) for reply in replies]
    grades = [reply.grades for reply in replies]
    return Ranking(
        questions=len(replies),
        recall_at_1=mean([recall_at(1, one) for one in grades]),
        recall_at_3=mean([recall_at(3, one) for one in grades]),
        recall_at_5=mean([recall_at(5, one) for one in grades]),
        mrr_at_10=mean([reciprocal_rank(one) for one in grades]),
        ndcg_at_10=mean([ndcg(one, all_) for one, all_ in zip(grades, best, strict=True)]),
    )


def _quoting(replies: list[Reply]) -> Quoting | None:
    if not replies:
        return None
    return Quoting(
        questions=len(replies),
        gold_in_bold=mean([reply.in_bold for reply in replies]),
        gold_in_first_1=mean([reply.shown_with <= 1 for reply in replies]),
        gold_in_first_3=mean([reply.shown_with <= 3 for reply in replies]),
        gold_in_first_5=mean([reply.shown_with <= 5 for reply in replies]),
    )


def _outcomes(replies: list[Reply]) -> tuple[Outcomes, ...]:
    kinds: dict[tuple[bool, str], list[Outcome]] = {}
    for reply in replies:
        key = (not reply.judged.answerable, reply.judged.kind)
        kinds.setdefault(key, []).append(reply.outcome)
    return tuple(
        Outcomes(
            kind=kind,
            answerable=not unanswerable,
            questions=len(of_kind),
            answered=of_kind.count(Outcome.ANSWERED),
            closest=of_kind.count(Outcome.CLOSEST),
            refused=of_kind.count(Outcome.NOT_IN_DOCUMENTS),
        )
        for (unanswerable, kind), of_kind in sorted(kinds.items(), key=lambda one: one[0])
    )


def _separations(replies: list[Reply]) -> tuple[Separation, ...]:
    own = [reply.confidence for reply in replies if reply.judged.answerable]
    foreign: dict[str, list[float]] = {}
    for reply in replies:
        if own and not reply.judged.answerable:
            foreign.setdefault(reply.judged.kind, []).append(reply.confidence)
    return tuple(
        Separation(
            kind=kind,
            questions=len(confidences),
            auroc=auroc(own, confidences),
            coverage_at_5=coverage_at(FALSE_ANSWERS, own, confidences),
        )
        for kind, confidences in sorted(foreign.items())
    )

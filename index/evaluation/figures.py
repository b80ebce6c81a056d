"""Results of questions → the figures of a set; a group without gold is left out. Pure."""

from dataclasses import dataclass

from index.answering.refusal import Outcome
from index.evaluation.metrics import auroc, coverage_at, mean, ndcg, recall_at, reciprocal_rank
from index.evaluation.question_sets import JudgedQuestion

FALSE_ANSWERS = 0.05
"""Coverage is measured where this share of the unanswerable questions is answered."""


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
    beside_per_answer: float
    """Quotes without gold among those shown unless more are asked for, for each question with gold
    that is answered."""


@dataclass(frozen=True, slots=True)
class OutcomeCounts:
    """How many questions of one kind had each outcome."""

    kind: str
    answerable: bool
    questions: int
    answered: int
    closest: int
    refused: int


@dataclass(frozen=True, slots=True)
class Separation:
    """How well the confidence separates answerable questions from one unanswerable kind."""

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
    outcomes: tuple[OutcomeCounts, ...]
    separations: tuple[Separation, ...]


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The outcome of one question, and how good its documents and quotes are."""

    judged: JudgedQuestion
    outcome: Outcome
    confidence: float
    grades: list[int]
    gold_in_bold: bool
    gold_rank: float
    """The rank of the quote with which all gold is shown; infinite if it never is."""
    beside: int
    """Quotes without any gold among those that are shown unless more are asked for."""
    quotes: int
    verbatim: int


def make_figures(
    results: list[QuestionResult], documents: int, passages: int, threshold: float
) -> Figures:
    """All figures of the results of a set's questions."""
    return Figures(
        questions=len(results),
        documents=documents,
        passages=passages,
        threshold=threshold,
        quotes=sum(result.quotes for result in results),
        verbatim=sum(result.verbatim for result in results),
        ranking=_ranking([result for result in results if result.judged.grades]),
        quoting=_quoting([result for result in results if result.judged.gold]),
        outcomes=_outcomes(results),
        separations=_separations(results),
    )


def _ranking(results: list[QuestionResult]) -> Ranking | None:
    if not results:
        return None
    relevant = [list(result.judged.grades.values()) for result in results]
    grades = [result.grades for result in results]
    return Ranking(
        questions=len(results),
        recall_at_1=mean([recall_at(1, ranked_grades) for ranked_grades in grades]),
        recall_at_3=mean([recall_at(3, ranked_grades) for ranked_grades in grades]),
        recall_at_5=mean([recall_at(5, ranked_grades) for ranked_grades in grades]),
        mrr_at_10=mean([reciprocal_rank(ranked_grades) for ranked_grades in grades]),
        ndcg_at_10=mean(
            [
                ndcg(ranked_grades, relevant_grades)
                for ranked_grades, relevant_grades in zip(grades, relevant, strict=True)
            ]
        ),
    )


def _quoting(results: list[QuestionResult]) -> Quoting | None:
    if not results:
        return None
    return Quoting(
        questions=len(results),
        gold_in_bold=mean([result.gold_in_bold for result in results]),
        gold_in_first_1=mean([result.gold_rank <= 1 for result in results]),
        gold_in_first_3=mean([result.gold_rank <= 3 for result in results]),
        gold_in_first_5=mean([result.gold_rank <= 5 for result in results]),
        beside_per_answer=_mean_beside(results),
    )


def _mean_beside(results: list[QuestionResult]) -> float:
    answered = [result.beside for result in results if result.outcome is Outcome.ANSWERED]
    return mean(answered) if answered else 0.0


def _outcomes(results: list[QuestionResult]) -> tuple[OutcomeCounts, ...]:
    kinds: dict[tuple[bool, str], list[Outcome]] = {}
    for result in results:
        key = (not result.judged.answerable, result.judged.kind)
        kinds.setdefault(key, []).append(result.outcome)
    return tuple(
        OutcomeCounts(
            kind=kind,
            answerable=not unanswerable,
            questions=len(outcomes),
            answered=outcomes.count(Outcome.ANSWERED),
            closest=outcomes.count(Outcome.CLOSEST),
            refused=outcomes.count(Outcome.NOT_IN_DOCUMENTS),
        )
        for (unanswerable, kind), outcomes in sorted(kinds.items(), key=lambda item: item[0])
    )


def _separations(results: list[QuestionResult]) -> tuple[Separation, ...]:
    own = [result.confidence for result in results if result.judged.answerable]
    foreign: dict[str, list[float]] = {}
    for result in results:
        if own and not result.judged.answerable:
            foreign.setdefault(result.judged.kind, []).append(result.confidence)
    return tuple(
        Separation(
            kind=kind,
            questions=len(confidences),
            auroc=auroc(own, confidences),
            coverage_at_5=coverage_at(FALSE_ANSWERS, own, confidences),
        )
        for kind, confidences in sorted(foreign.items())
    )

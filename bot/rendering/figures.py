"""Figures of question sets → terminal tables and JSON. Pure: nothing is read, nothing printed."""

import math
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.rendering.report import counted_noun
from bot.rendering.safe_text import printable
from index.evaluation.calibrate import Calibration, Role
from index.evaluation.figures import Figures, OutcomeCounts
from index.evaluation.intervals import Interval

STEP = 0.1
STEPS, TABLE_STEPS = range(-4, 5), range(-3, 4)
"""Thresholds around the suggested one: of nine the share is told, and seven fit into 80 columns."""


def figures_table(name: str, figures: Figures) -> RenderableType:
    """All figures of a set; a figure without gold is left out."""
    questions = counted_noun(figures.questions, "question")
    title = f"{name}: {questions}, {counted_noun(figures.documents, 'document')}"
    verbatim = f"{figures.verbatim:,} of {counted_noun(figures.quotes, 'quote')} verbatim"
    parts: list[RenderableType] = [Text(printable(title))]
    if figures.ranking or figures.quoting:
        parts.append(_shares(figures))
    parts.append(_outcomes(figures))
    if figures.separations:
        parts.append(_separations(figures))
    return Group(*parts, Text(f"\n{verbatim}"))


def figures_json(name: str, figures: Figures) -> dict[str, Any]:
    """The figures as one flat object; a figure without gold is not in it."""
    ranking = asdict(figures.ranking) if figures.ranking else {}
    quoting = asdict(figures.quoting) if figures.quoting else {}
    counts = {
        "set": name,
        "questions": figures.questions,
        "documents": figures.documents,
        "passages": figures.passages,
        "threshold": figures.threshold,
    }
    return {
        **{key: value for key, value in (ranking | quoting).items() if key != "questions"},
        **counts,
        "outcomes": [asdict(item) for item in figures.outcomes],
        "separations": [asdict(item) for item in figures.separations],
        "quotes": figures.quotes,
        "verbatim": figures.verbatim,
    }


def _shares(figures: Figures) -> Table:
    table = _table("figure", "%", "questions")
    if ranking := figures.ranking:
        rows = {
            "recall@1": ranking.recall_at_1,
            "recall@3": ranking.recall_at_3,
            "recall@5": ranking.recall_at_5,
            "MRR@10": ranking.mrr_at_10,
            "nDCG@10": ranking.ndcg_at_10,
        }
        _add_shares(table, rows, ranking.questions)
    if quoting := figures.quoting:
        rows = {
            "gold in the bold sentence": quoting.gold_in_bold,
            "gold in the first quote": quoting.gold_in_first_1,
            "gold in the first 3 quotes": quoting.gold_in_first_3,
            "gold in the first 5 quotes": quoting.gold_in_first_5,
        }
        _add_shares(table, rows, quoting.questions)
        beside = f"{quoting.beside_per_answer:.2f}"
        table.add_row("quotes beside the point per answer", beside, f"{quoting.questions:,}")
    return table


def _add_shares(table: Table, rows: dict[str, float], questions: int) -> None:
    for label, share in rows.items():
        table.add_row(label, _percent(share), f"{questions:,}")


def _outcomes(figures: Figures) -> Table:
    first = f"at threshold {figures.threshold:.2f}, %"
    table = _table(first, "answered", "closest", "refused", "questions")
    for outcomes in (*figures.outcomes, *_total_answerable(figures)):
        label = outcomes.kind if outcomes.answerable else f"{outcomes.kind} (unanswerable)"
        counts = (outcomes.answered, outcomes.closest, outcomes.refused)
        shares = [_percent(count / outcomes.questions) for count in counts]
        table.add_row(Text(printable(label)), *shares, f"{outcomes.questions:,}")
    return table


def _total_answerable(figures: Figures) -> tuple[OutcomeCounts, ...]:
    """One more line, the total, if the answerable questions are of several kinds."""
    answerable = [outcomes for outcomes in figures.outcomes if outcomes.answerable]
    if len(answerable) < 2:
        return ()
    total = OutcomeCounts(
        kind="all answerable",
        answerable=True,
        questions=sum(outcomes.questions for outcomes in answerable),
        answered=sum(outcomes.answered for outcomes in answerable),
        closest=sum(outcomes.closest for outcomes in answerable),
        refused=sum(outcomes.refused for outcomes in answerable),
    )
    return (total,)


def _separations(figures: Figures) -> Table:
    table = _table("confidence, against", "AUROC", "answered at 5 % false", "questions")
    for separation in figures.separations:
        coverage = _percent(separation.coverage_at_5)
        table.add_row(
            Text(printable(separation.kind)),
            f"{separation.auroc:.3f}",
            coverage,
            f"{separation.questions:,}",
        )
    return table


def calibration_table(calibration: Calibration) -> RenderableType:
    """The share of each group answered at thresholds around the suggested one, which is bold."""
    thresholds = _thresholds_around(calibration, TABLE_STEPS)
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("answered, % at")
    for threshold in thresholds:
        style = "bold" if threshold == calibration.threshold else ""
        table.add_column(f"{threshold:.2f}", justify="right", style=style, no_wrap=True)
    table.add_column("95 %", justify="right", no_wrap=True)
    table.add_column("asked", justify="right", no_wrap=True)
    datasets = dict.fromkeys(group.dataset for group in calibration.groups)
    for dataset in datasets:
        table.add_row(Text(printable(dataset)))
        for group in (group for group in calibration.groups if group.dataset == dataset):
            label = f"  {group.kind}{' *' if group.role is Role.NEAR_MISS else ''}"
            shares = [_percent(group.answered_at(threshold)) for threshold in thresholds]
            interval = _percent_range(group.interval_at(calibration.threshold))
            count = f"{len(group.confidences):,}"
            table.add_row(Text(printable(label)), *shares, interval, count)
    lines = [*_footnotes(calibration), _suggestion(calibration), _known_range(calibration)]
    lines += [f"warning: {doubt}" for doubt in calibration_doubts(calibration)]
    return Group(table, Text(printable("\n" + "\n".join(lines))))


def calibration_doubts(calibration: Calibration) -> list[str]:
    """What speaks against using the suggested threshold, if anything does."""
    doubts = [] if calibration.has_enough_foreign else [_too_few(calibration)]
    for group in calibration.silenced:
        count, interval = len(group.confidences), group.interval_at(calibration.threshold)
        answered = round(count * group.answered_at(calibration.threshold))
        doubts.append(
            f"it answers only {answered:,} of the {count:,} own questions of {group.dataset} "
            f"({_percent_range(interval)} %)"
        )
    return doubts


def _too_few(calibration: Calibration) -> str:
    limit, enough = f"{100 * calibration.false_answers:g} %", calibration.enough_foreign
    if enough is None:
        return f"no number of foreign questions can show a limit of {limit}"
    asked = counted_noun(len(calibration.decided_by.confidences), "foreign question")
    few = "is" if len(calibration.decided_by.confidences) == 1 else "are"
    return f"{asked} {few} too few for a limit of {limit}; {enough:,} would be enough"


def _known_range(calibration: Calibration) -> str:
    """Where the threshold lies, as far as the questions can tell."""
    low, high = calibration.interval
    asked = counted_noun(len(calibration.decided_by.confidences), "foreign question")
    where = f"between {low:.2f} and {high:.2f}" if math.isfinite(high) else f"at {low:.2f} or above"
    return f"As far as {asked} can tell, it lies {where} (95 %)."


def _footnotes(calibration: Calibration) -> list[str]:
    near = any(group.role is Role.NEAR_MISS for group in calibration.groups)
    return [
        *(["* on the very subject of the documents: shown, not limited"] if near else []),
        f"95 %: where the share at {calibration.threshold:.2f} lies for all such questions",
    ]


def _suggestion(calibration: Calibration) -> str:
    decided = f"{calibration.decided_by.dataset}: {calibration.decided_by.kind}"
    most = 100 * calibration.false_answers
    return (
        f"threshold = {calibration.threshold:.2f} answers at most {most:g} % of the "
        f"foreign questions of every set ({decided} decides it)."
    )


def calibration_json(calibration: Calibration) -> dict[str, Any]:
    """The suggested threshold, and the trade-off around it. The ``interval`` of a group is that of
    its share answered at the suggested threshold; an end that is not known is null."""
    return {
        "threshold": calibration.threshold,
        "false_answers": calibration.false_answers,
        "interval": _json_interval(calibration.interval),
        "trusted": calibration.is_trusted,
        "doubts": calibration_doubts(calibration),
        "enough_foreign_questions": calibration.enough_foreign,
        "decided_by": {"set": calibration.decided_by.dataset, "kind": calibration.decided_by.kind},
        "groups": [
            {
                "set": group.dataset,
                "kind": group.kind,
                "role": group.role.value,
                "questions": len(group.confidences),
                "interval": _json_interval(group.interval_at(calibration.threshold)),
                "answered": [
                    {"threshold": threshold, "share": group.answered_at(threshold)}
                    for threshold in _thresholds_around(calibration, STEPS)
                ],
            }
            for group in calibration.groups
        ],
    }


def _json_interval(interval: Interval) -> list[float | None]:
    return [round(end, 4) if math.isfinite(end) else None for end in interval]


def _percent_range(interval: Interval) -> str:
    return f"{100 * interval.low:.0f} to {100 * interval.high:.0f}"


def _thresholds_around(calibration: Calibration, steps: range) -> list[float]:
    return [round(calibration.threshold + STEP * number, 2) for number in steps]


def _percent(share: float) -> str:
    return f"{100 * share:.1f}" if share < 1 else "100"


def _table(first: str, *columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), title=" ")
    table.add_column(first)
    for name in columns:
        table.add_column(name, justify="right")
    return table

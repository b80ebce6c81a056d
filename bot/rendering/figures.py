"""Figures of question sets → terminal tables and JSON. Pure: nothing is read, nothing printed."""

from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.rendering.plain import printable
from index.evaluation.calibrate import Calibration, Role
from index.evaluation.figures import Figures, OutcomeCounts

STEP = 0.1
STEPS = range(-4, 5)
"""Thresholds of the table, around the one it suggests: nine fit into 80 columns."""


def figures_table(name: str, figures: Figures) -> RenderableType:
    """All figures of a set; what it holds no gold for is not there."""
    title = f"{name}: {figures.questions:,} questions, {figures.documents:,} documents"
    verbatim = f"{figures.verbatim:,} of {figures.quotes:,} quotes are verbatim"
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
        "outcomes": [asdict(one) for one in figures.outcomes],
        "separations": [asdict(one) for one in figures.separations],
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
    return table


def _add_shares(table: Table, rows: dict[str, float], questions: int) -> None:
    for label, share in rows.items():
        table.add_row(label, _percent(share), f"{questions:,}")


def _outcomes(figures: Figures) -> Table:
    first = f"at threshold {figures.threshold:.2f}, %"
    table = _table(first, "answered", "closest", "refused", "questions")
    for one in (*figures.outcomes, *_answerable_in_all(figures)):
        label = one.kind if one.answerable else f"{one.kind} (unanswerable)"
        counts = (one.answered, one.closest, one.refused)
        shares = [_percent(count / one.questions) for count in counts]
        table.add_row(Text(printable(label)), *shares, f"{one.questions:,}")
    return table


def _answerable_in_all(figures: Figures) -> tuple[OutcomeCounts, ...]:
    """One more line where the answerable questions are of several kinds."""
    own = [one for one in figures.outcomes if one.answerable]
    if len(own) < 2:
        return ()
    total = OutcomeCounts(
        kind="all answerable",
        answerable=True,
        questions=sum(one.questions for one in own),
        answered=sum(one.answered for one in own),
        closest=sum(one.closest for one in own),
        refused=sum(one.refused for one in own),
    )
    return (total,)


def _separations(figures: Figures) -> Table:
    table = _table("confidence, against", "AUROC", "answered at 5 % false", "questions")
    for one in figures.separations:
        coverage = _percent(one.coverage_at_5)
        table.add_row(Text(printable(one.kind)), f"{one.auroc:.3f}", coverage, f"{one.questions:,}")
    return table


def calibration_table(found: Calibration) -> RenderableType:
    """The share of each group answered at thresholds around the one suggested, which is bold."""
    levels = _levels(found)
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("answered, % at")
    for level in levels:
        style = "bold" if level == found.threshold else ""
        table.add_column(f"{level:.2f}", justify="right", style=style, no_wrap=True)
    table.add_column("asked", justify="right", no_wrap=True)
    datasets = dict.fromkeys(group.dataset for group in found.groups)
    for dataset in datasets:
        table.add_row(Text(printable(dataset)))
        for group in (group for group in found.groups if group.dataset == dataset):
            label = f"  {group.kind}{' *' if group.role is Role.NEAR_MISS else ''}"
            shares = [_percent(group.answered_at(level)) for level in levels]
            table.add_row(Text(printable(label)), *shares, f"{len(group.confidences):,}")
    return Group(table, Text(printable(f"\n{_footnote(found)}{_suggestion(found)}")))


def _footnote(found: Calibration) -> str:
    near = any(group.role is Role.NEAR_MISS for group in found.groups)
    return "* on the very subject of the documents: shown, not limited\n" if near else ""


def _suggestion(found: Calibration) -> str:
    decided = f"{found.decided_by.dataset}: {found.decided_by.kind}"
    return (
        f"threshold = {found.threshold:.2f} answers at most {100 * found.false_answers:g} % of the "
        f"foreign questions of every set ({decided} decides it)."
    )


def calibration_json(found: Calibration) -> dict[str, Any]:
    """The threshold suggested and the trade-off around it."""
    return {
        "threshold": found.threshold,
        "false_answers": found.false_answers,
        "decided_by": {"set": found.decided_by.dataset, "kind": found.decided_by.kind},
        "groups": [
            {
                "set": group.dataset,
                "kind": group.kind,
                "role": group.role.value,
                "questions": len(group.confidences),
                "answered": [
                    {"threshold": level, "share": group.answered_at(level)}
                    for level in _levels(found)
                ],
            }
            for group in found.groups
        ],
    }


def _levels(found: Calibration) -> list[float]:
    return [round(found.threshold + STEP * number, 2) for number in STEPS]


def _percent(share: float) -> str:
    return f"{100 * share:.1f}" if share < 1 else "100"


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), title=" ")
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table

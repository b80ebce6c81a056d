"""What the scores of an answer are made of → JSON, or text. Pure."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bot.rendering.plain import confidence_line
from bot.rendering.safe_text import printable
from index import Answer, Outcome
from index.search.hits import Hit, ScoreParts
from index.search.reranking import CONFIDENCE, WEIGHTS, weighted_sum


class Explanation(NamedTuple):
    """What was searched for, and the best hits with the parts of their scores."""

    searched: str
    hits: tuple[Hit, ...]


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """The weights once, and each hit's parts.

    ``score`` is the sum of the parts, each times its weight. ``confidence`` is the same by its own
    weights, with ``for_few_passages`` added.
    """
    return {
        "searched": explanation.searched,
        "weights": {"score": WEIGHTS._asdict(), "confidence": CONFIDENCE._asdict()},
        "hits": [_hit_json(hit) for hit in explanation.hits],
    }


def _hit_json(hit: Hit) -> dict[str, Any]:
    return {
        "rank": hit.rank,
        "passage": hit.passage.id,
        "score": _rounded(hit.score),
        "confidence": _rounded(hit.confidence),
        "for_few_passages": _rounded(_for_few_passages(hit)),
        "parts": {name: _rounded(part) for name, part in hit.parts._asdict().items()},
    }


def _rounded(number: float) -> float:
    return round(float(number), 4)


def _for_few_passages(hit: Hit) -> float:
    return hit.confidence - weighted_sum(hit.parts, CONFIDENCE)


def explanation_lines(explanation: Explanation, answer: Answer) -> Iterator[str]:
    """The same as text, with the confidence of the answer and the reasons for doubt."""
    yield confidence_line(answer)
    if explanation.searched != answer.question:
        yield printable(f"searched for: {explanation.searched}")
    yield from doubt_lines(answer)
    yield from _hit_lines(explanation.hits)


def doubt_lines(answer: Answer) -> Iterator[str]:
    """Each reason for doubt by its kind, with the words that it rests on."""
    for doubt in answer.doubts:
        others = f", the passage: {', '.join(doubt.others)}" if doubt.others else ""
        words = f"the question: {', '.join(doubt.words)}{others}"
        yield printable(f"doubt {doubt.kind.value} ({words})")
    if answer.outcome is Outcome.ANSWERED:
        yield "no doubt"


def _hit_lines(hits: Iterable[Hit]) -> Iterator[str]:
    """The terms of each hit's score and confidence, three lines for each hit."""
    for hit in hits:
        yield f"[{hit.rank}] {printable(hit.passage.id)}"
        yield f"    score      {hit.score:.3f} = {_sum(hit.parts, WEIGHTS)}"
        size = _for_few_passages(hit)
        few = f" + {size:.3f} for few passages" if round(size, 3) else ""
        yield f"    confidence {hit.confidence:.3f} = {_sum(hit.parts, CONFIDENCE)}{few}"


def _sum(parts: ScoreParts, weights: ScoreParts) -> str:
    terms = zip(ScoreParts._fields, parts, weights, strict=True)
    return " + ".join(f"{weight:g} × {name} {part:.3f}" for name, part, weight in terms if weight)

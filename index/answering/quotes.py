"""A hit → its quote: the best sentence in bold inside its neighbours, and where it stands.

Most sentences chosen wrongly are wrong by one: the next one answers. So the best sentence is
shown inside its neighbours, grown by whole sentences, the one after first, up to a length that
suits the place; then whatever else in the passage matches as well, with the gaps shown.
"""

import re
from typing import NamedTuple

from index.answering.citations import Citation, cite
from index.answering.highlighting import best_sentence, bold_of
from index.documents import Document, text_sha256
from index.errors import IndexDamaged
from index.passages import Passage
from index.search.hits import Hit
from index.text.views import Span, shown_spans

LONGEST = 600
"""Characters of a quote unless the place asks for fewer. On forty questions over five real texts
the gold stands in the first 700 characters shown of 38; of 30 when quotes are 1,000 long."""


_WORD = re.compile(r"\w")


class Quote(NamedTuple):
    """Words of a document as shown; ``bold`` is the range in ``text`` of the best sentence,
    ``best`` that sentence's offsets in the document, ``also`` other places that say the same."""

    rank: int
    text: str
    bold: Span
    best: Span
    score: float
    passage: str
    citation: Citation
    also: tuple[str, ...] = ()


def quote_hit(hit: Hit, document: Document, scores: list[float], longest: int) -> Quote:
    """The quote of a hit whose sentences have these ``sentence_scores``.

    Raises as ``check_slice`` does, so that nothing is shown that does not stand in its source.
    """
    check_slice(hit.passage, document)
    best = best_sentence(scores)
    spans = grown(document.text, hit.passage.sentences, scores, best, longest)
    text = shown_spans(document.text, spans)
    return Quote(
        rank=hit.rank,
        text=text,
        bold=bold_of(document.text, spans, hit.passage.sentences[best]),
        best=hit.passage.sentences[best],
        score=hit.score,
        passage=hit.passage.id,
        citation=cite(hit.passage, spans, document, hit.passage.sentences[best]),
        also=_repeated(hit.passage, spans, document),
    )


def is_unchanged(passage: Passage, document: Document) -> bool:
    """Whether a passage's slice is the one that was indexed."""
    return text_sha256(document.text[passage.start : passage.end]) == passage.sha256


def check_slice(passage: Passage, document: Document) -> None:
    """Raise ``IndexDamaged`` when a passage's slice is not what was indexed."""
    if not is_unchanged(passage, document):
        raise IndexDamaged(
            f"{passage.id} is not what was indexed; it is not shown; run pincite build"
        )


def grown(
    text: str, sentences: tuple[Span, ...], scores: list[float], best: int, longest: int
) -> tuple[Span, ...]:
    """The slices of a quote: the best sentence with its neighbours, then others by score."""
    near = [best, best + 1, best - 1, best + 2, best - 2]
    others = sorted(range(len(sentences)), key=lambda i: -scores[i])
    taken: list[int] = []
    length = 0
    for i in dict.fromkeys([*near, *others]):
        if 0 <= i < len(sentences):
            more = sentences[i][1] - sentences[i][0]
            if taken and length + more > longest:
                continue
            taken.append(i)
            length += more
    return _joined(text, [sentences[i] for i in sorted(taken)])


def _joined(text: str, taken: list[Span]) -> tuple[Span, ...]:
    """Spans between which no word stands as one slice."""
    spans: list[Span] = []
    for start, end in taken:
        near = bool(spans) and _WORD.search(text, spans[-1][1], start) is None
        spans.append((spans.pop()[0] if near else start, end))
    return tuple(spans)


def _repeated(passage: Passage, spans: tuple[Span, ...], document: Document) -> tuple[str, ...]:
    """Where the document says again what the spans show, neighbouring places as one."""
    shown_again = (
        copy.repeat
        for copy in passage.repeated_spans
        if any(start < copy.end and copy.start < end for start, end in spans)
    )
    places = _joined(document.text, sorted(shown_again))
    return tuple(f"{document.id}:{start}-{end}" for start, end in places)

"""A hit → its quote: the best sentence in bold inside its neighbours, and where it stands.

Where the wrong sentence is chosen, it is most often the one before the right one. So the best
sentence is shown inside its neighbours: whole sentences are added, the one after first, up to the
length that the caller gives. Then other sentences of the passage that match are added, with the
gaps shown.
"""

import re
from typing import NamedTuple

from index.answering.citations import Citation, cite
from index.answering.highlighting import best_sentence, bold_span
from index.documents import Document, text_sha256
from index.errors import IndexDamaged
from index.passages import Passage
from index.search.hits import Hit
from index.text.views import Span, shown_spans

LONGEST_QUOTE = 600
"""Characters of a quote unless the caller asks for fewer. On forty questions over five real texts
the gold stands in the first 700 characters shown for 38 of them; for 30 when quotes are 1,000
long."""


_WORD_CHARACTER = re.compile(r"\w")


class Quote(NamedTuple):
    """Words of a document as shown; ``bold`` is the range in ``text`` of the best sentence,
    ``best`` that sentence's offsets in the document, ``also_at`` other places that say the same."""

    rank: int
    text: str
    bold: Span
    best: Span
    score: float
    passage: str
    citation: Citation
    also_at: tuple[str, ...] = ()


def quote_hit(hit: Hit, document: Document, scores: list[float], longest: int) -> Quote:
    """The quote of a hit whose sentences have these ``sentence_scores``.

    Raises as ``check_slice`` does, so that nothing is shown that does not stand in its source.
    """
    check_slice(hit.passage, document)
    best = best_sentence(scores)
    spans = quote_spans(document.text, hit.passage.sentences, scores, best, longest)
    text = shown_spans(document.text, spans)
    return Quote(
        rank=hit.rank,
        text=text,
        bold=bold_span(document.text, spans, hit.passage.sentences[best]),
        best=hit.passage.sentences[best],
        score=hit.score,
        passage=hit.passage.id,
        citation=cite(hit.passage, spans, document, hit.passage.sentences[best]),
        also_at=_repeated_places(hit.passage, spans, document),
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


def quote_spans(
    text: str, sentences: tuple[Span, ...], scores: list[float], best: int, longest: int
) -> tuple[Span, ...]:
    """The slices of a quote: the best sentence with its neighbours, then others by score."""
    neighbours = [best, best + 1, best - 1, best + 2, best - 2]
    by_score = sorted(range(len(sentences)), key=lambda i: -scores[i])
    chosen: list[int] = []
    length = 0
    for i in dict.fromkeys([*neighbours, *by_score]):
        if 0 <= i < len(sentences):
            size = sentences[i][1] - sentences[i][0]
            if chosen and length + size > longest:
                continue
            chosen.append(i)
            length += size
    return _join_spans(text, [sentences[i] for i in sorted(chosen)])


def _join_spans(text: str, sentences: list[Span]) -> tuple[Span, ...]:
    """The spans; those with no word between them are joined to one."""
    spans: list[Span] = []
    for start, end in sentences:
        follows = bool(spans) and _WORD_CHARACTER.search(text, spans[-1][1], start) is None
        spans.append((spans.pop()[0] if follows else start, end))
    return tuple(spans)


def _repeated_places(
    passage: Passage, spans: tuple[Span, ...], document: Document
) -> tuple[str, ...]:
    """The places where the document repeats what the spans show; neighbouring ones are joined."""
    repeated_spans = (
        copy.repeat
        for copy in passage.repeated_spans
        if any(start < copy.end and copy.start < end for start, end in spans)
    )
    places = _join_spans(document.text, sorted(repeated_spans))
    return tuple(f"{document.id}:{start}-{end}" for start, end in places)

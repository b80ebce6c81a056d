"""A hit → its quote: what answers best in bold inside what belongs to it, and where it stands.

Where the wrong sentence is chosen, it is most often the one before the right one. So the best
sentence is shown inside its neighbours: whole sentences are added, the one after first, up to the
length that the caller gives. Then other sentences that match are added, with the gaps shown. All
of them stand in blocks that belong to each other (``relations``), so that no item of a list and
no row brings in another that only stands beside it.
"""

import re
from typing import NamedTuple

from index.answering.citations import Citation, cite
from index.answering.highlighting import ScoredHit, answering_span
from index.answering.relations import alike, block_at, related, sentences_in
from index.answering.sentence_edges import UNCUT, Cut, cut_of
from index.blocks import Label
from index.documents import Document, is_markdown, text_sha256
from index.errors import IndexDamaged
from index.passages import Passage
from index.shown_form import Shown, ShownBlock, show
from index.text.views import Span

LONGEST_QUOTE = 600
"""Characters of a quote unless the caller asks for fewer. On forty questions over five real texts
the gold stands in the first 700 characters shown for 38 of them; for 30 when quotes are 1,000
long."""


_WORD_CHARACTER = re.compile(r"\w")


class Quote(NamedTuple):
    """Words of a document as shown; ``bold`` is the range in ``text`` of what answers, ``best``
    the best sentence's offsets in the document, ``also_at`` other places that say the same,
    ``blocks`` what the text is made of."""

    rank: int
    text: str
    bold: Span
    best: Span
    score: float
    passage: str
    citation: Citation
    also_at: tuple[str, ...] = ()
    blocks: tuple[ShownBlock, ...] = ()
    answers: Span = (0, 0)
    """What is set in bold, as offsets in the document."""
    cut: Cut = UNCUT
    """Whether it begins or ends inside a sentence, which whoever shows it marks outside of it."""
    answers_cut: Cut = UNCUT
    """The same of what is set in bold."""


def quote_hit(scored: ScoredHit, longest: int) -> Quote:
    """The quote of a hit.

    Raises as ``check_slice`` does, so that nothing is shown that does not stand in its source.
    """
    hit, document, scores, best, whole, _ = scored
    check_slice(hit.passage, document)
    spans = quote_spans(document.text, hit.passage, scores, best, longest, whole=whole)
    quote = quote_spans_of(hit.passage, document, spans, best, whole=whole)
    return quote._replace(rank=hit.rank, score=hit.score)


def quote_spans_of(
    passage: Passage,
    document: Document,
    spans: tuple[Span, ...],
    best: int,
    *,
    whole: bool = False,
) -> Quote:
    """The quote of slices of a passage, for the sentence of that number; its rank is 1."""
    sentence = passage.sentences[best]
    answers = answering_span(passage, document, best, whole=whole)
    shown = show(document.text, spans, passage.blocks, markdown=is_markdown(document.id))
    if shown.range_of(*answers) == (0, 0):  # What it leads to is too long to be shown with it.
        answers = sentence
    return Quote(
        rank=1,
        text=shown.text,
        bold=bold_range(shown, answers),
        best=sentence,
        score=0.0,
        passage=passage.id,
        citation=cite(passage, spans, document, sentence),
        also_at=_repeated_places(passage, spans, document),
        blocks=shown.blocks,
        answers=answers,
        cut=cut_of(document.text, (spans[0][0], spans[-1][1]), passage.blocks),
        answers_cut=cut_of(document.text, answers, passage.blocks),
    )


def shortened(quote: Quote) -> Quote:
    """The same quote with nothing but what is in bold: the sentence, the item, the row, the code.

    Its citation still names all that the quote has. A quote with nothing in bold stays whole.
    """
    start, end = quote.bold
    if start == end:
        return quote
    blocks = [block for block in quote.blocks if block.start < end and start < block.end]
    first, last = start, end
    if any(block.label is not Label.PROSE for block in blocks):
        first, last = min(start, blocks[0].start), max(end, blocks[-1].end)
    kept = tuple(
        block._replace(start=max(block.start, first) - first, end=min(block.end, last) - first)
        for block in blocks
    )
    bold = (start - first, end - first)
    cut = Cut(
        quote.cut.begins if first == 0 else quote.answers_cut.begins,
        quote.cut.ends if last == len(quote.text) else quote.answers_cut.ends,
    )
    return quote._replace(text=quote.text[first:last], bold=bold, blocks=kept, cut=cut)


def bold_range(shown: Shown, answers: Span) -> Span:
    """Where what answers stands in what is shown; a row is bold from its first column's name on."""
    start, end = shown.range_of(*answers)
    rows = [block for block in shown.blocks if block.cells]
    first = next((row.start for row in rows if row.start <= start < row.end), start)
    return first, next((row.end for row in rows if row.start < end <= row.end), end)


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
    text: str,
    passage: Passage,
    scores: list[float],
    best: int,
    longest: int,
    *,
    whole: bool = False,
) -> tuple[Span, ...]:
    """The slices of a quote: the best sentence with its neighbours, then others by score, all of
    blocks that belong to its own; with ``whole`` the rows or items around it too."""
    sentences = passage.sentences
    allowed = _related_sentences(text, passage, best, whole=whole)
    neighbours = [best, best + 1, best - 1, best + 2, best - 2]
    by_score = sorted(allowed, key=lambda number: -scores[number])
    chosen: list[int] = []
    length = 0
    for number in dict.fromkeys([*neighbours, *_in_order(passage, best), *by_score]):
        if number in allowed:
            size = sentences[number][1] - sentences[number][0]
            if chosen and length + size > longest:
                continue
            chosen.append(number)
            length += size
    return joined_spans(text, [sentences[number] for number in sorted(chosen)])


def _related_sentences(text: str, passage: Passage, best: int, *, whole: bool) -> set[int]:
    number = block_at(passage.blocks, passage.sentences[best][0])
    if number is None:
        return set(range(len(passage.sentences)))
    around = alike(text, passage.blocks, number) if whole else ()
    numbers = {*related(text, passage.blocks, number), *around}
    blocks = [passage.blocks[other] for other in numbers]
    found = (sentences_in(passage.sentences, block) for block in blocks)
    return {best, *(sentence for sentences in found for sentence in sentences)}


def _in_order(passage: Passage, best: int) -> list[int]:
    """The sentences from the best one on, where they are lines of code or items of a list: these
    are read one after the other."""
    number = block_at(passage.blocks, passage.sentences[best][0])
    if number is None or passage.blocks[number].label not in (Label.CODE, Label.ITEM):
        return []
    return list(range(best, len(passage.sentences)))


def joined_spans(text: str, sentences: list[Span]) -> tuple[Span, ...]:
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
    places = joined_spans(document.text, sorted(repeated_spans))
    return tuple(f"{document.id}:{start}-{end}" for start, end in places)

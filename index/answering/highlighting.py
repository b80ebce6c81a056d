"""A hit's sentences → the one that answers best, and what of its passage is set in bold.

What is set in bold answers by itself: a table's row or a block of code as a whole, and never a
question, a title, or a lead-in such as ``Start it with:`` while what follows it can be.
"""

from collections.abc import Mapping, Sequence

from index.answering.answer_types import answer_type, holds
from index.answering.relations import block_at, ends_with, following
from index.blocks import Label
from index.documents import Document
from index.passages import Passage
from index.search.hits import Hit
from index.storage.bm25 import Bm25Index
from index.text.views import Span, shown

OVERLAP_WEIGHT = 0.5
"""Of the question's words in a sentence, added to its match to choose the best sentence."""

TYPE_WEIGHT = 0.25
"""Added for a sentence that holds an answer of the type that the question asks for. The gold is in
bold for 77.9 % of the half of squad2_half that this was chosen on, with it and without it, for 79.9
against 79.2 % of the other half, for 28 against 25 of 40 on five real texts. Added to the scores of
hits it costs 0.2 to 0.7 points of recall@1, so it is not."""

LONGEST_FIRST_WORDS = 250
"""Characters from the beginning of an answer to its best sentence that are set in bold."""


def sentence_scores(
    hit: Hit,
    document: Document,
    bm25: Bm25Index,
    shares: Mapping[str, float],
    question: str,
) -> list[float]:
    """How well each sentence answers: its token match and the idf share of the words it has.

    ``shares`` are those of the question's words. Words that the headings above already say count
    for no sentence: the one that only repeats them does not answer.
    """
    headings = set(bm25.terms(" ".join(hit.passage.section)))
    shares = {term: share for term, share in shares.items() if term not in headings}
    kind = answer_type(question)
    scores = []
    for match, (start, end) in zip(hit.sentences, hit.passage.sentences, strict=True):
        sentence_terms = set(bm25.terms(shown(document.text[start:end])))
        overlap = sum(share for term, share in shares.items() if term in sentence_terms)
        typed = kind is not None and holds(kind, document.text[start:end], question)
        scores.append(match + OVERLAP_WEIGHT * overlap + TYPE_WEIGHT * typed)
    return scores


def best_sentence(passage: Passage, document: Document, scores: Sequence[float]) -> int:
    """The number of the sentence with the best score among those that can answer."""
    answering = [
        number
        for number, span in enumerate(passage.sentences)
        if not ends_with("?", document.text, *span) and not _is_title(passage, document, span)
    ]
    return max(answering or range(len(scores)), key=lambda number: scores[number])


def answering_span(passage: Passage, document: Document, best: int) -> Span:
    """What is set in bold for the best sentence, as a span of the document."""
    sentence = passage.sentences[best]
    number = block_at(passage.blocks, sentence[0])
    if number is None:
        return sentence
    block = passage.blocks[number]
    if block.label is Label.CODE or block.shape.delimiter:
        return block.start, block.end
    if not ends_with(":", document.text, *sentence):
        return _with_first_words(passage, best)
    answers = [passage.blocks[other] for other in following(passage.blocks, number)]
    return (answers[0].start, answers[-1].end) if answers else sentence


def _with_first_words(passage: Passage, best: int) -> Span:
    """The sentence, and under a question, which it answers, what comes before it: ``Yes.``"""
    start, end = passage.sentences[best]
    if not (passage.section and passage.section[-1].endswith("?")):
        return start, end
    first = passage.sentences[0][0]
    return (first, end) if end - first <= LONGEST_FIRST_WORDS else (start, end)


def _is_title(passage: Passage, document: Document, span: Span) -> bool:
    """Whether a sentence is a line about the document that says its title and nothing else."""
    number = block_at(passage.blocks, span[0])
    title = document.metadata.title
    if title is None or number is None or passage.blocks[number].label is not Label.CARD:
        return False
    return title.casefold() in shown(document.text[span[0] : span[1]]).casefold()

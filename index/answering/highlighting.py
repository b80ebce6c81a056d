"""A hit's sentences → the one that answers best, and what of its passage is set in bold.

What is set in bold answers by itself: a table's row or a block of code as a whole, and never a
question, a title, the greeting or closing of a letter, or a lead-in such as ``Start it with:``
while what follows it can be.
"""

import re
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from index.answering.relations import (
    alike,
    block_at,
    ends_with,
    following,
    lead_in_of,
    sentences_in,
)
from index.answering.talk import answers_in_talk
from index.blocks import Label, is_quotation
from index.documents import Document, is_markdown
from index.encoders import Excerpt, PassageReader
from index.passages import Passage
from index.search.hits import Hit
from index.shown_form import show_flat
from index.storage.bm25 import Bm25Index
from index.text.answer_types import AnswerType, holds, may_name
from index.text.fact_lines import answers_by_label
from index.text.letter_lines import is_closing, is_greeting
from index.text.views import Span, shown

OVERLAP_WEIGHT = 0.5
"""Of the question's words in a sentence, added to its match to choose the best sentence."""

TYPE_WEIGHT = 0.25
"""Added for a sentence that holds an answer of the type that the question asks for. The gold is in
bold for 77.9 % of the half of squad2_half that this was chosen on, with it and without it, for 79.9
against 79.2 % of the other half, for 28 against 25 of 40 on five real texts. Added to the scores of
hits it costs 0.2 to 0.7 points of recall@1, so it is not."""

PRONOUN_WEIGHT = 0.5
"""The share that the words of the sentence before count where a sentence begins with a pronoun. Of
squad2_half's 400 questions 326 have the gold in bold with it, 324 without; of five real texts' 40
and our own twelve's 76, 88 and 87."""

READER_WEIGHT = 0.5
"""Of the share of the answer that the reader sees in a sentence. Right sentences in bold:

    weight                           0     .25    .35    .5     .75     1
    squad2_half, 300 questions       235    235    236    237    238    239
    five real texts, 40               28     29     31     31     30     30
    twelve own texts, 76              51     54     54     56     57     57
    an owner's folder, 28             27     27     27     27     27     26
"""

LABEL_WEIGHT = 0.4
"""Added for a fact whose label is asked for: ``Duration: 1 hour``, asked how long it takes."""

NUMBER_WEIGHT = 1.0
"""Added for the step, the rule or the like whose number is asked for."""

NEIGHBOUR_GAP = 0.3
"""The most that a sentence beside the best one may score less, to be set in bold instead because it
names the person that is asked for."""

LONGEST_ANSWER = 250
"""Characters of an answer to a question of the documents that are set in bold."""

LONGEST_LIST = 500
"""Characters of a list with its lead-in that is set in bold as a whole."""

_NUMBERED = re.compile(
    r"\b(?P<kind>step|stage|phase|lesson|point|item|rule|clause|article|section|question|paragraph"
    r"|number|no\.?)\s+(?P<number>\d+(?:\.\d+)*)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"\bfirst (?:step|thing)\b|\b(?:do|does|comes?|happens?)(?: \w+){0,4} first\b", re.IGNORECASE
)
_NUMBERED_ITEM = re.compile(r"\W*\d+[.)]")
_ALL_ASKED = re.compile(
    r"\bwhat (?:has |have )?(?:changed|happened)\b|\bwhat(?:['’]?s| is| was) new\b"
    r"|\bwhat (?:are|were)\b|\b(?:list|all|steps|how many)\b|\bwhich (?:\w+ )?\w+s\b",
    re.IGNORECASE,
)
_STEPS_ASKED = re.compile(rf"{_ALL_ASKED.pattern}|\bhow (?:do|does|can|to|should)\b", re.I)
_PRONOUN = re.compile(
    r"\W*(?:He|She|It|They|This|These|That|Those|His|Her|Its|Their|Here|There)\b", re.IGNORECASE
)


class Asked(NamedTuple):
    """What a question asks for: its words as searched, with the share of the idf that each has,
    and the type of answer, if it tells one."""

    text: str
    shares: Mapping[str, float]
    kind: AnswerType | None

    def is_answered_by(self, text: str) -> bool:
        """Whether a text holds an answer of the type that is asked for."""
        return self.kind is not None and holds(self.kind, text, self.text)


class ScoredHit(NamedTuple):
    """A hit with its document, its sentences' scores, and the number of the best one."""

    hit: Hit
    document: Document
    scores: list[float]
    best: int
    whole: bool = False
    """Whether all rows or items around the best sentence answer as well as it does."""
    odds: float | None = None
    """The log-odds that the passage answers, by the reader; ``None`` if it was not read."""

    @property
    def sentence(self) -> str:
        """The best sentence, as it stands in the document."""
        return self.text_of(self.best)

    @property
    def block(self) -> int | None:
        """The number of the block that the best sentence stands in."""
        return block_at(self.hit.passage.blocks, self.hit.passage.sentences[self.best][0])

    @property
    def ends_with_colon(self) -> bool:
        """Whether the best sentence leads to what follows it."""
        return ends_with(":", self.sentence, 0, len(self.sentence))

    def text_of(self, number: int) -> str:
        """The sentence of that number, as it stands in the document."""
        start, end = self.hit.passage.sentences[number]
        return self.document.text[start:end]

    def shown_texts(self) -> list[str]:
        """All sentences as they are shown on one line, with the names of a row's columns."""
        return [*map(self.shown, self.hit.passage.sentences)]

    def shown(self, span: Span) -> str:
        """A stretch of the document as it is shown on one line."""
        blocks, markdown = self.hit.passage.blocks, is_markdown(self.document.id)
        return show_flat(self.document.text, [span], blocks, markdown=markdown).text


def scored_hit(hit: Hit, document: Document, bm25: Bm25Index, asked: Asked) -> ScoredHit:
    """The hit with its best sentence for what is asked."""
    scores = sentence_scores(hit, document, bm25, asked)
    return _with_best(ScoredHit(hit, document, scores, 0), bm25, asked)


def read_hit(scored: ScoredHit, reader: PassageReader, bm25: Bm25Index, asked: Asked) -> ScoredHit:
    """The hit read for the answer: a sentence where the reader sees it scores more."""
    if scored.whole:
        return scored
    odds, shares = reader.read(asked.text, Excerpt(scored.shown_texts(), scored.best))
    pairs = zip(scored.scores, shares, strict=True)
    scores = [score + READER_WEIGHT * share for score, share in pairs]
    return _with_best(scored._replace(scores=scores, odds=odds), bm25, asked)


def _with_best(scored: ScoredHit, bm25: Bm25Index, asked: Asked) -> ScoredHit:
    """The hit with the number of the sentence that answers best by the scores."""
    best = best_sentence(scored.hit.passage, scored.document, scored.scores)
    scored = scored._replace(best=best)
    scored = scored._replace(best=_list_or_item(scored, bm25, asked))
    scored = scored._replace(best=_answering_child(scored, bm25, asked))
    scored = scored._replace(best=_naming_neighbour(scored, asked))
    return scored._replace(whole=_is_whole(scored, bm25, asked))


def sentence_scores(hit: Hit, document: Document, bm25: Bm25Index, asked: Asked) -> list[float]:
    """How well each sentence answers: its token match and the idf share of the words it has.

    Words that the headings above already say count for no sentence: the one that only repeats
    them does not answer.
    """
    headings = set(bm25.terms(" ".join(hit.passage.section)))
    scores = []
    before = ""
    for match, (start, end) in zip(hit.sentences, hit.passage.sentences, strict=True):
        sentence = document.text[start:end]
        overlap = overlap_of(sentence, bm25, asked, headings)
        if _PRONOUN.match(sentence):
            meant = overlap_of(f"{before} {sentence}", bm25, asked, headings)
            overlap += PRONOUN_WEIGHT * (meant - overlap)
        typed = asked.is_answered_by(sentence)
        numbered = is_of_number(sentence, asked) and _is_outermost(hit.passage, start)
        score = match + OVERLAP_WEIGHT * overlap + TYPE_WEIGHT * typed
        labelled = answers_by_label(shown(sentence), asked.text)
        scores.append(score + NUMBER_WEIGHT * numbered + LABEL_WEIGHT * labelled)
        before = sentence
    return scores


def is_of_number(words: str, asked: Asked) -> bool:
    """Whether a sentence or a heading begins with the number of the step or the rule that is asked
    for: ``3. Mix it``, ``Step 3: mix it``."""
    match = _NUMBERED.search(asked.text)
    if match is None and _FIRST.search(asked.text) is None:
        return False
    kind, number = map(re.escape, match.groups() if match else ("step", "1"))
    shape = rf"[\W_]*(?:{kind}\s+)?{number}(?:[.):–—-]|(?=\W*\Z)|(?=\s))(?!\d)"
    return re.match(shape, words, re.IGNORECASE) is not None


def _is_outermost(passage: Passage, position: int) -> bool:
    number = block_at(passage.blocks, position)
    return number is None or passage.blocks[number].shape.level == 0


def overlap_of(
    sentence: str, bm25: Bm25Index, asked: Asked, besides: Set[str] = frozenset()
) -> float:
    """The idf share of the question's words that a sentence has, those of ``besides`` left out."""
    terms = set(bm25.terms(shown(sentence))) - besides
    return sum(share for term, share in asked.shares.items() if term in terms)


def _answering_child(scored: ScoredHit, bm25: Bm25Index, asked: Asked) -> int:
    """Where the best sentence is an item that is no sentence, the one nested in it that says most
    of the question's other words: of ``Passport forms``, with ``not the nurses`` below it."""
    passage, text = scored.hit.passage, scored.document.text
    number = scored.block
    if number is None or passage.blocks[number].label is not Label.ITEM:
        return scored.best
    if any(ends_with(sign, scored.sentence, 0, len(scored.sentence)) for sign in ".!:"):
        return scored.best
    nested = [passage.blocks[other] for other in following(text, passage.blocks, number)]
    said = set(bm25.terms(shown(scored.sentence)))
    overlaps = {
        child: overlap_of(scored.text_of(child), bm25, asked, said)
        for block in nested
        if block.label is Label.ITEM
        for child in sentences_in(passage.sentences, block)
    }
    best = max(overlaps, key=lambda child: (overlaps[child], scored.scores[child]), default=None)
    return scored.best if best is None or not overlaps[best] else best


def _list_or_item(scored: ScoredHit, bm25: Bm25Index, asked: Asked) -> int:
    """Where the best sentence is of a list with a lead-in: the one item that says more of the
    question than the lead-in, else the lead-in, since then all of the list answers, as the steps of
    ``Start it as follows:``."""
    passage, text = scored.hit.passage, scored.document.text
    lead_in = _lead_in_near(scored)
    if lead_in is None:
        return scored.best
    items = [passage.blocks[number] for number in following(text, passage.blocks, lead_in)]
    leading = sentences_in(passage.sentences, passage.blocks[lead_in])[-1:]
    said = {term for number in leading for term in bm25.terms(scored.text_of(number))}
    sentences = [n for item in items for n in sentences_in(passage.sentences, item)]
    adding = [n for n in sentences if overlap_of(scored.text_of(n), bm25, asked, said)]
    if scored.best in adding or len(adding) > 1:
        return scored.best
    is_short = items[-1].end - passage.blocks[lead_in].start <= LONGEST_LIST
    is_said = not said.isdisjoint(asked.shares)
    return next(iter([*adding, *(leading if is_short and is_said else ())]), scored.best)


def _lead_in_near(scored: ScoredHit) -> int | None:
    """The number of the block that leads to the list of the best sentence, or is it itself."""
    blocks, text = scored.hit.passage.blocks, scored.document.text
    number = scored.block
    if number is None:
        return None
    leads = scored.ends_with_colon and number + 1 < len(blocks)
    lead_in = lead_in_of(text, blocks, number + leads)
    return lead_in if not leads or lead_in == number else None


def _is_whole(scored: ScoredHit, bm25: Bm25Index, asked: Asked) -> bool:
    """Whether all items of a list without a lead-in answer: the question asks for several things or
    for steps, and what it says stands in the heading above and in no item."""
    passage, text = scored.hit.passage, scored.document.text
    number = scored.block
    if number is None or passage.blocks[number].label is not Label.ITEM:
        return False
    if lead_in_of(text, passage.blocks, number) is not None or not passage.section:
        return False
    items = [passage.blocks[n] for n in alike(text, passage.blocks, number)]
    is_counted = _NUMBERED_ITEM.match(text, items[0].start) is not None
    pattern = _STEPS_ASKED if is_counted else _ALL_ASKED
    said = set(bm25.terms(passage.section[-1]))
    words = text[items[0].start : items[-1].end]
    return (
        pattern.search(asked.text) is not None
        and len(words) <= LONGEST_LIST
        and not said.isdisjoint(asked.shares)
        and not overlap_of(words, bm25, asked, said)
    )


def says_its_title_alone(scored: ScoredHit) -> bool:
    """Whether all that a passage says is what its document is called."""
    passage, document = scored.hit.passage, scored.document
    return all(_is_title(passage, document, span) for span in passage.sentences)


def _naming_neighbour(scored: ScoredHit, asked: Asked) -> int:
    """Where the question asks who, and the best sentence names nobody new, the one beside it that
    names a person: ``Ann Cole leaves in May. Bo Dale takes over the role.``"""
    best = scored.best
    if asked.kind is not AnswerType.PERSON or scored.ends_with_colon:
        return best
    if may_name(scored.sentence, asked.text):
        return best
    beside = [
        number
        for number in (best + 1, best - 1)
        if 0 <= number < len(scored.scores)
        and scored.scores[best] - scored.scores[number] <= NEIGHBOUR_GAP
        and asked.is_answered_by(scored.text_of(number))
    ]
    return beside[0] if beside else best


def best_sentence(passage: Passage, document: Document, scores: Sequence[float]) -> int:
    """The number of the sentence with the best score among those that can answer."""
    in_talk = answers_in_talk(passage, document, scores)
    answering = in_talk or [
        number
        for number, span in enumerate(passage.sentences)
        if not ends_with("?", document.text, *span)
        and not _is_formula(document, span)
        and not _is_title(passage, document, span)
    ]
    return max(answering or range(len(scores)), key=lambda number: scores[number])


def answering_span(passage: Passage, document: Document, best: int, *, whole: bool = False) -> Span:
    """What is set in bold for the best sentence, as a span of the document; with ``whole`` all rows
    or items around it."""
    sentence = passage.sentences[best]
    number = block_at(passage.blocks, sentence[0])
    if number is None:
        return sentence
    if whole:
        run = alike(document.text, passage.blocks, number)
        return passage.blocks[run[0]].start, passage.blocks[run[-1]].end
    block = passage.blocks[number]
    if block.label is Label.CODE or block.shape.delimiter:
        return block.start, block.end
    if not ends_with(":", document.text, *sentence):
        return _with_all_of_the_answer(passage, document, best)
    numbers = following(document.text, passage.blocks, number)
    answers = [passage.blocks[other] for other in numbers]
    return (answers[0].start, answers[-1].end) if answers else sentence


def answering_words(scored: ScoredHit) -> str:
    """What is set in bold for a hit, as shown, with the names of a row's columns."""
    return scored.shown(_answering_span_of(scored))


def answers_with_several(scored: ScoredHit) -> bool:
    """Whether more than one sentence, row or item is set in bold."""
    start, end = _answering_span_of(scored)
    return sum(start <= sentence < end for sentence, _ in scored.hit.passage.sentences) > 1


def _answering_span_of(scored: ScoredHit) -> Span:
    passage, document, best = scored.hit.passage, scored.document, scored.best
    return answering_span(passage, document, best, whole=scored.whole)


def _with_all_of_the_answer(passage: Passage, document: Document, best: int) -> Span:
    """The sentence, and under a question, which it answers, what comes before it, as ``Yes.``, and
    if that is still short, what follows it in its block."""
    start, end = passage.sentences[best]
    first = _answer_start(passage, document, start)
    if first is None:
        return start, end
    number = block_at(passage.blocks, start)
    block_ends = [b for a, b in passage.sentences if block_at(passage.blocks, a) == number]
    ends = (other for other in (block_ends[-1], end) if 0 < other - first <= LONGEST_ANSWER)
    return next(((first, end) for end in ends), (start, end))


def _answer_start(passage: Passage, document: Document, position: int) -> int | None:
    """Where the answer begins that a place stands in: below the question that is the heading, or
    that is quoted right above its block; nowhere if nothing asks."""
    if passage.section and passage.section[-1].endswith("?"):
        return passage.sentences[0][0]
    number = block_at(passage.blocks, position)
    if not number or passage.blocks[number].label is not Label.PROSE:
        return None
    before, block = passage.blocks[number - 1 : number + 1]
    is_asked = is_quotation(before) and ends_with("?", document.text, before.start, before.end)
    return block.start if is_asked and before.shape != block.shape else None


def _is_formula(document: Document, span: Span) -> bool:
    """Whether a sentence is only the greeting or the closing of a letter."""
    words = shown(document.text[span[0] : span[1]])
    return is_greeting(words) or is_closing(words)


def _is_title(passage: Passage, document: Document, span: Span) -> bool:
    """Whether a sentence is a line about the document that says its title and nothing else."""
    number = block_at(passage.blocks, span[0])
    title = document.metadata.title
    if title is None or number is None or passage.blocks[number].label is not Label.CARD:
        return False
    return title.casefold() in shown(document.text[span[0] : span[1]]).casefold()

"""A question set → how well documents are found and quoted, and foreign questions refused.

Documents are ranked by their best passage. Quotes are judged as they are shown, by the offsets
of their source and never by looking for words: a question that is refused shows no quote, and
counts as missed. Refusal is judged by the outcomes, and by how far the confidences of
answerable and unanswerable questions lie apart.
"""

import math
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index.answering.answers import DEFAULT_QUOTES, Answer, answer
from index.answering.quoted_before import blocks_of
from index.answering.quotes import Quote, bold_range
from index.building.build import Watcher, build_index
from index.documents import is_markdown
from index.encoders import Encoder
from index.errors import CorpusError
from index.evaluation.figures import Figures, QuestionResult, make_figures
from index.evaluation.metrics import DEPTH
from index.evaluation.question_sets import CORPUS, Gold, JudgedQuestion, bare_id
from index.search.follow_ups import in_context
from index.search.searcher import RERANKED, Searcher
from index.shown_form import show
from index.text.inline_markup import stands_for
from index.text.views import Span

_QUOTES = 5

DocumentSlices = tuple[str, tuple[Span, ...]]
"""A document and slices of it."""

Progress = Callable[[int, int], None]
"""Called with (questions asked, questions in all)."""


@contextmanager
def temporary_index(corpus: Path, encoder: Encoder, watcher: Watcher) -> Iterator[Path]:
    """A folder with the index of one BEIR file; it is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="pincite-eval-") as temporary:
        (folder := Path(temporary, "corpus")).mkdir()
        (folder / CORPUS).write_bytes(corpus.read_bytes())
        build_index(folder, Path(temporary, "index"), encoder, watcher)
        yield Path(temporary, "index")


def evaluate(
    searcher: Searcher, questions: tuple[JudgedQuestion, ...], threshold: float, progress: Progress
) -> Figures:
    """The figures of all questions; raises ``CorpusError`` for gold that stands in no document."""
    texts = _gold_texts(searcher, questions)
    results = []
    for number, judged in enumerate(questions, start=1):
        results.append(_result(searcher, judged, threshold, texts))
        progress(number, len(questions))
    counts = searcher.generation.manifest.counts
    return make_figures(results, counts["documents"], counts["passages"], threshold)


def ask(searcher: Searcher, judged: JudgedQuestion, threshold: float, k: int = _QUOTES) -> Answer:
    """The answer to a question of a set, at a threshold."""
    return answer(searcher, judged.question, k, threshold, previous=judged.previous)


def ranked(searcher: Searcher, question: str) -> list[str]:
    """The first ten documents for a question, each at its best passage."""
    hits = searcher.search(question, RERANKED)
    return list(dict.fromkeys(bare_id(hit.passage.document) for hit in hits))[:DEPTH]


def is_verbatim(searcher: Searcher, quote: Quote) -> bool:
    """Whether what is shown is made of the slices that the citation names, by the rules of
    showing alone: every character that these do not add stands in its place in the source."""
    document = searcher.document(quote.citation.document)
    blocks = blocks_of(searcher, quote)
    if document is None or not blocks:
        return False
    spans, markdown = quote.citation.spans, is_markdown(document.id)
    shown = show(document.text, spans, blocks, markdown=markdown)
    return (shown.text, bold_range(shown, quote.answers)) == (quote.text, quote.bold) and all(
        (source := shown.source_of(position)) < 0 or stands_for(document.text, source, character)
        for position, character in enumerate(shown.text)
    )


def _gold_texts(searcher: Searcher, questions: tuple[JudgedQuestion, ...]) -> dict[str, str]:
    """The texts of documents with gold given in words; raises ``CorpusError`` if any is missing."""
    texts: dict[str, str] = {}
    for judged in questions:
        for gold in judged.gold:
            if isinstance(gold.place, str) and gold.document not in texts:
                document = searcher.document(gold.document)
                if document is None:
                    raise CorpusError(f"question {judged.id}: no document {gold.document!r}")
                texts[gold.document] = document.text
            if not gold.spans(texts.get(gold.document, "")):
                raise CorpusError(
                    f"question {judged.id}: {gold.document} does not hold {gold.place!r}"
                )
    return texts


def _result(
    searcher: Searcher, judged: JudgedQuestion, threshold: float, texts: dict[str, str]
) -> QuestionResult:
    result = ask(searcher, judged, threshold)
    grades = []
    if judged.grades:
        names = ranked(searcher, in_context(judged.question, judged.previous))
        grades = [judged.grades.get(name, 0) for name in names]
    bold: list[DocumentSlices] = [
        (quote.citation.document, (quote.best,)) for quote in result.quotes[:1]
    ]
    slices: list[DocumentSlices] = [
        (quote.citation.document, quote.citation.spans) for quote in result.quotes
    ]
    shown = min(DEFAULT_QUOTES, len(result.only_near().quotes))
    return QuestionResult(
        judged=judged,
        outcome=result.outcome,
        confidence=result.confidence,
        grades=grades,
        gold_in_bold=_gold_rank(judged.gold, bold, texts) == 1,
        gold_rank=_gold_rank(judged.gold, slices, texts),
        beside=sum(not _holds_any(place, judged.gold, texts) for place in slices[:shown]),
        quotes=len(result.quotes),
        verbatim=sum(is_verbatim(searcher, quote) for quote in result.quotes),
    )


def _gold_rank(
    gold: tuple[Gold, ...],
    slices: list[DocumentSlices],
    texts: dict[str, str],
) -> float:
    """The rank of the slices with which every part of the gold is shown, else infinity."""
    missing = {part_gold.part for part_gold in gold}
    for rank, (document, spans) in enumerate(slices, start=1):
        missing -= {
            part_gold.part for part_gold in gold if _holds(document, spans, part_gold, texts)
        }
        if not missing:
            return rank
    return math.inf


def _holds_any(place: DocumentSlices, gold: tuple[Gold, ...], texts: dict[str, str]) -> bool:
    document, spans = place
    return any(_holds(document, spans, part_gold, texts) for part_gold in gold)


def _holds(document: str, spans: tuple[Span, ...], gold: Gold, texts: dict[str, str]) -> bool:
    if bare_id(document) != bare_id(gold.document):
        return False
    gold_spans = gold.spans(texts.get(gold.document, ""))
    return any(a <= start and end <= b for start, end in gold_spans for a, b in spans)

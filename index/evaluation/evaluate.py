"""A question set → how well the documents are found, quoted, and left in silence.

Documents are ranked by their best passage. Quotes are judged as they are shown, by the offsets
of their source and never by looking for words: a question that is answered with silence shows
none, and counts as missed. Refusal is judged by the outcomes, and by how far the confidences of
answerable and unanswerable questions lie apart.
"""

import math
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index.answering.answers import Answer, answer
from index.answering.quotes import Quote
from index.building.build import Watcher, build_index
from index.encoders import Encoder
from index.errors import CorpusError
from index.evaluation.figures import Figures, Reply, figures
from index.evaluation.metrics import DEPTH
from index.evaluation.question_sets import CORPUS, Gold, JudgedQuestion, bare_id
from index.search.follow_ups import in_context
from index.search.searcher import RERANKED, Searcher
from index.text.views import Span, shown, shown_spans

_QUOTES = 5

Place = tuple[str, tuple[Span, ...]]
"""A document and slices of it."""

Asked = Callable[[int, int], None]
"""Is told (questions asked, questions in all)."""


@contextmanager
def indexed(corpus: Path, encoder: Encoder, watcher: Watcher) -> Iterator[Path]:
    """An index folder of a BEIR file alone, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="pincite-eval-") as scratch:
        (folder := Path(scratch, "corpus")).mkdir()
        (folder / CORPUS).write_bytes(corpus.read_bytes())
        build_index(folder, Path(scratch, "index"), encoder, watcher)
        yield Path(scratch, "index")


def evaluate(
    searcher: Searcher, questions: tuple[JudgedQuestion, ...], threshold: float, asked: Asked
) -> Figures:
    """Ask all questions and count; raises ``CorpusError`` for gold that stands in no document."""
    texts = _gold_texts(searcher, questions)
    replies = []
    for done, judged in enumerate(questions, start=1):
        replies.append(_reply(searcher, judged, threshold, texts))
        asked(done, len(questions))
    counts = searcher.generation.manifest.counts
    return figures(replies, counts["documents"], counts["passages"], threshold)


def ask(searcher: Searcher, judged: JudgedQuestion, threshold: float, k: int = _QUOTES) -> Answer:
    """The answer to a question of a set, at a threshold."""
    return answer(searcher, judged.question, k, threshold, previous=judged.previous)


def ranked(searcher: Searcher, question: str) -> list[str]:
    """The first ten documents for a question, each at its best passage."""
    hits = searcher.search(question, RERANKED)
    return list(dict.fromkeys(bare_id(hit.passage.document) for hit in hits))[:DEPTH]


def is_verbatim(searcher: Searcher, quote: Quote) -> bool:
    """Whether what is shown are the slices that the citation names, the bold part among them."""
    document = searcher.document(quote.citation.document)
    if document is None:
        return False
    start, end = quote.best
    whole = shown_spans(document.text, quote.citation.spans) == quote.text
    return whole and shown(document.text[start:end]) == quote.text[slice(*quote.bold)]


def _gold_texts(searcher: Searcher, questions: tuple[JudgedQuestion, ...]) -> dict[str, str]:
    """The texts of the documents whose words are gold, each word of it found."""
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


def _reply(
    searcher: Searcher, judged: JudgedQuestion, threshold: float, texts: dict[str, str]
) -> Reply:
    found = ask(searcher, judged, threshold)
    grades = []
    if judged.grades:
        names = ranked(searcher, in_context(judged.question, judged.previous))
        grades = [judged.grades.get(name, 0) for name in names]
    bold: list[Place] = [(one.citation.document, (one.best,)) for one in found.quotes[:1]]
    slices: list[Place] = [(one.citation.document, one.citation.spans) for one in found.quotes]
    return Reply(
        judged=judged,
        outcome=found.outcome,
        confidence=found.confidence,
        grades=grades,
        in_bold=_rank_with_all(judged.gold, bold, texts) == 1,
        shown_with=_rank_with_all(judged.gold, slices, texts),
        quotes=len(found.quotes),
        verbatim=sum(is_verbatim(searcher, quote) for quote in found.quotes),
    )


def _rank_with_all(
    gold: tuple[Gold, ...],
    places: list[Place],
    texts: dict[str, str],
) -> float:
    """The rank of the place with which each part of the gold stands in one, else infinity."""
    missing = {one.part for one in gold}
    for rank, (document, spans) in enumerate(places, start=1):
        missing -= {one.part for one in gold if _holds(document, spans, one, texts)}
        if not missing:
            return rank
    return math.inf


def _holds(document: str, spans: tuple[Span, ...], gold: Gold, texts: dict[str, str]) -> bool:
    if bare_id(document) != bare_id(gold.document):
        return False
    wanted = gold.spans(texts.get(gold.document, ""))
    return any(a <= start and end <= b for start, end in wanted for a, b in spans)

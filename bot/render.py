"""An answer → terminal text or JSON. Pure: nothing is read, nothing printed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from index import Answer, Citation, Outcome, Quote, Report
from index.documents import Document
from index.evaluate import Figures
from index.search import CONFIDENCE, WEIGHTS, Hit, Parts

SCHEMA_VERSION = 1
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def as_json(answer: Answer, question_id: object = None) -> dict[str, Any]:
    """The answer in the form that ``ask --json`` promises; what is unknown is null."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": question_id,
        "question": answer.question,
        "outcome": answer.outcome.value,
        "confidence": round(answer.confidence, 4),
        "threshold": answer.threshold,
        "missing_terms": list(answer.missing_terms),
        "generation": answer.generation,
        "quotes": [_quote_json(quote) for quote in answer.quotes],
    }


def _quote_json(quote: Quote) -> dict[str, Any]:
    return {
        "rank": quote.rank,
        "text": quote.text,
        "bold": list(quote.bold),
        "score": round(quote.score, 4),
        "passage": quote.passage,
        "also": list(quote.also),
        "citation": _citation_json(quote.citation),
    }


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {
        "document": citation.document,
        "title": citation.title,
        "author": citation.author,
        "publisher": citation.publisher,
        "date": citation.date,
        "url": citation.url,
        "basis": citation.basis,
        "section": list(citation.section),
        "page": citation.page,
        "spans": [list(span) for span in citation.spans],
        "sha256": citation.sha256,
    }


def refused_json(question: object, question_id: object, reason: str) -> dict[str, Any]:
    """A batch line that could not be asked: the same form, with an ``error`` that says why."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": question_id,
        "question": question,
        "outcome": Outcome.NOT_IN_DOCUMENTS.value,
        "confidence": None,
        "threshold": None,
        "missing_terms": [],
        "generation": None,
        "quotes": [],
        "error": reason,
    }


def as_terminal(answer: Answer) -> RenderableType:
    """The answer as a person reads it: each quote, its best sentence in bold, and its source."""
    if answer.outcome is Outcome.NOT_IN_DOCUMENTS:
        return Text(_silence(answer))
    blocks = [_quote_block(quote) for quote in answer.quotes]
    if answer.outcome is Outcome.CLOSEST:
        blocks.insert(0, Text(f"{_closest(answer)}\n", style="yellow"))
    return Group(*blocks)


def as_plain(answer: Answer) -> str:
    """The same without styles, each quote on one line, for a pipe or a file."""
    if answer.outcome is Outcome.NOT_IN_DOCUMENTS:
        return _silence(answer)
    blocks = [
        "\n    ".join([_headline(quote).plain, _marked(quote).plain, *_source(quote)])
        for quote in answer.quotes
    ]
    if answer.outcome is Outcome.CLOSEST:
        blocks.insert(0, _closest(answer))
    return "\n\n".join(blocks)


def _closest(answer: Answer) -> str:
    return (
        "The documents may not say. The closest passages:"
        f" (best score {answer.confidence:.2f}, answers begin at {answer.threshold:.2f})"
    )


def _silence(answer: Answer) -> str:
    return (
        "The documents do not say."
        f" (best score {answer.confidence:.2f}, answers begin at {answer.threshold:.2f})"
    )


def _quote_block(quote: Quote) -> RenderableType:
    source = Text("\n").join(Text(line, style="dim") for line in _source(quote))
    return Group(
        _headline(quote),
        Padding(_marked(quote), (0, 2, 0, 4)),
        Padding(source, (0, 2, 1, 4)),
    )


def _headline(quote: Quote) -> Text:
    url = quote.citation.url
    style = f"underline link {url}" if is_link(url) else "underline"
    return Text.assemble((f"[{quote.rank}] ", "bold cyan"), (safe(quote.citation.name), style))


def _marked(quote: Quote) -> Text:
    start, end = quote.bold
    before, best, after = quote.text[:start], quote.text[start:end], quote.text[end:]
    return Text.assemble("“", safe(before), (safe(best), "bold"), safe(after), "”")


def is_link(url: str | None) -> bool:
    """Whether an address may be shown as a link: http or https, and nothing a terminal obeys."""
    return url is not None and re.fullmatch(r"https?://[\x21-\x7e]+", url) is not None


def _source(quote: Quote) -> list[str]:
    citation = quote.citation
    stated = (citation.publisher, citation.author, citation.date)
    about = " · ".join(part for part in stated if part)
    also = f"also in {', '.join(quote.also)}" if quote.also else ""
    place = [citation.address, also]
    lines = [about, " › ".join(citation.section), citation.basis, citation.url, *place]
    return [safe(line) for line in lines if line]


def safe(text: str) -> str:
    """Text without control and direction characters, which could take over a terminal."""
    return _UNSAFE.sub("�", text)


def documents_table(documents: Iterable[Document]) -> Table:
    """The documents of an index, a line each."""
    table = Table("document", "title", "publisher", "author", "date", "characters", box=None)
    for document in documents:
        about = document.metadata
        stated = (about.title, about.publisher, about.author, about.date)
        cells = [document.id, *(part or "–" for part in stated), f"{len(document.text):,}"]
        table.add_row(*(Text(safe(cell)) for cell in cells))
    return table


def document_json(document: Document) -> dict[str, Any]:
    """A document of an index; what it does not state is null."""
    about = document.metadata
    return {
        "document": document.id,
        "title": about.title,
        "author": about.author,
        "publisher": about.publisher,
        "date": about.date,
        "url": about.url,
        "characters": len(document.text),
        "sha256": document.sha256,
    }


def report_lines(report: Report) -> Iterator[str]:
    """What a build made and what it left out, a line each."""
    yield (
        f"{report.generation}: {report.passages:,} passages "
        f"of {report.documents:,} documents are in the index"
    )
    for skipped in report.skipped:
        yield f"skipped {safe(skipped.path)}: {safe(skipped.reason)}"
    for ids in report.same_titles:
        yield f"same title: {safe(', '.join(ids))}; give each a title of its own to tell them apart"


def hit_lines(hits: Iterable[Hit]) -> Iterator[str]:
    """What each hit's score and confidence are made of, three lines each."""
    for hit in hits:
        yield f"[{hit.rank}] {safe(hit.passage.id)}"
        yield f"    score      {hit.score:.3f} = {_sum(hit.parts, WEIGHTS)}"
        yield f"    confidence {hit.confidence:.3f} = {_sum(hit.parts, CONFIDENCE)}"


def _sum(parts: Parts, weights: Parts) -> str:
    terms = (
        (field.name, getattr(parts, field.name), getattr(weights, field.name))
        for field in fields(Parts)
    )
    return " + ".join(f"{weight:g} × {name} {part:.3f}" for name, part, weight in terms if weight)


def figures_table(name: str, figures: Figures) -> Table:
    """The figures of an evaluation as a table."""
    table = Table(title=f"{name}: {figures.questions:,} questions, {figures.documents:,} documents")
    rows = {
        "recall@1": figures.recall_at_1,
        "recall@3": figures.recall_at_3,
        "recall@5": figures.recall_at_5,
        "MRR@10": figures.mrr_at_10,
        "nDCG@10": figures.ndcg_at_10,
    }
    table.add_column("figure")
    table.add_column("%", justify="right")
    for label, value in rows.items():
        table.add_row(label, f"{100 * value:.1f}")
    return table

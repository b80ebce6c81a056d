"""An answer → JSON, or text for a pipe. Pure: nothing is read, nothing printed."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from index import Answer, Citation, Outcome, Quote
from index.documents import Document
from index.search.hits import Hit, ScoreParts
from index.search.reranking import CONFIDENCE, WEIGHTS
from index.search.rewording import Repair

SCHEMA_VERSION = 1
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def as_json(answer: Answer, question_id: object = None) -> dict[str, Any]:
    """The answer in the form that ``ask --json`` promises; an unknown value is null."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": question_id,
        "question": answer.question,
        "outcome": answer.outcome.value,
        "confidence": round(answer.confidence, 4),
        "threshold": answer.threshold,
        "missing_terms": list(answer.missing_terms),
        "repairs": [
            {"typed": repair.typed, "searched": repair.searched} for repair in answer.repairs
        ],
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
        "also": list(quote.also_at),
        "citation": citation_json(quote.citation),
    }


def citation_json(citation: Citation) -> dict[str, Any]:
    """All parts of a citation; an unknown value is null."""
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
        "lines": list(citation.lines) if citation.lines else None,
        "link": citation.link,
        "context": [
            {"kind": context.kind.name.lower(), "text": context.text, "inferred": context.inferred}
            for context in citation.context
        ],
        "age_years": citation.age,
    }


def error_json(question: object, question_id: object, reason: str) -> dict[str, Any]:
    """A batch line that could not be asked, in the same form; the reason is its ``error``."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": question_id,
        "question": question,
        "outcome": Outcome.NOT_IN_DOCUMENTS.value,
        "confidence": None,
        "threshold": None,
        "missing_terms": [],
        "repairs": [],
        "generation": None,
        "quotes": [],
        "error": reason,
    }


def as_plain(answer: Answer) -> str:
    """The answer for a pipe or a file: no styles, each quote on one line."""
    notes = "\n".join(note_lines(answer))
    blocks = [
        "\n    ".join(
            [
                title_line(quote.rank, quote.citation),
                f"“{printable(quote.text)}”",
                *quote_source_lines(quote),
            ]
        )
        for quote in answer.quotes
    ]
    return "\n\n".join([*([notes] if notes else []), *blocks, confidence_line(answer)])


def confidence_line(answer: Answer) -> str:
    """The confidence of the answer, and the threshold from which it counts as answered."""
    confidence = f"confidence {answer.confidence:.2f}"
    return f"({confidence}; {answer.threshold:.2f} and more counts as answered)"


def note_lines(answer: Answer) -> Iterator[str]:
    """What to know before reading the quotes; never that one of them is the answer."""
    if answer.outcome is Outcome.NOT_IN_DOCUMENTS:
        yield "The documents do not say."
    if answer.outcome is Outcome.CLOSEST:
        yield "The documents may not say. The closest passages:"
    if answer.missing_terms:
        yield printable(f"No document mentions {', '.join(answer.missing_terms)}.")
    for repair in answer.repairs:
        yield printable(f"Searched for “{repair.searched}” {_relation(repair)} “{repair.typed}”.")


def _relation(repair: Repair) -> str:
    return "beside" if repair.added else "instead of"


def title_line(rank: int, citation: Citation) -> str:
    """The line above a quote."""
    return f"[{rank}] {printable(citation.name)}"


def is_link(url: str | None) -> bool:
    """Whether an address may be shown as a link: http or https, without characters that control a
    terminal."""
    return url is not None and re.fullmatch(r"https?://[\x21-\x7e]+", url) is not None


def quote_source_lines(quote: Quote) -> list[str]:
    """The lines below a quote."""
    also = f"also in {', '.join(quote.also_at)}" if quote.also_at else ""
    return [*citation_lines(quote.citation), *([printable(also)] if also else [])]


def citation_lines(citation: Citation) -> list[str]:
    """What is known of the cited place, a line each."""
    stated = (citation.publisher, citation.author, citation.date_with_age)
    by = " · ".join(part for part in stated if part)
    context = " · ".join(item.description for item in citation.context)
    link = citation.link or citation.url
    lines = [context, by, citation.place, citation.basis, link, citation.address]
    return [printable(line) for line in lines if line]


def printable(text: str) -> str:
    """Text without control and direction characters, which could take over a terminal."""
    return _UNSAFE.sub("�", text)


def document_json(document: Document) -> dict[str, Any]:
    """A document of an index; metadata that it does not state is null."""
    metadata = document.metadata
    return {
        "document": document.id,
        "title": metadata.title,
        "author": metadata.author,
        "publisher": metadata.publisher,
        "date": metadata.date,
        "url": metadata.url,
        "characters": len(document.text),
        "sha256": document.sha256,
    }


def hit_lines(hits: Iterable[Hit]) -> Iterator[str]:
    """The terms of each hit's score and confidence, three lines for each hit."""
    for hit in hits:
        yield f"[{hit.rank}] {printable(hit.passage.id)}"
        yield f"    score      {hit.score:.3f} = {_sum(hit.parts, WEIGHTS)}"
        yield f"    confidence {hit.confidence:.3f} = {_sum(hit.parts, CONFIDENCE)}"


def _sum(parts: ScoreParts, weights: ScoreParts) -> str:
    terms = zip(ScoreParts._fields, parts, weights, strict=True)
    return " + ".join(f"{weight:g} × {name} {part:.3f}" for name, part, weight in terms if weight)

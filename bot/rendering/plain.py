"""An answer → JSON, or text for a pipe. Pure: nothing is read, nothing printed."""

from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from bot.rendering.citations import JOINT, short_source, source_lines, title_line
from bot.rendering.drawing import (
    ALSO,
    MARGIN,
    NARROWEST,
    QUOTATION,
    SOURCE_HANG,
    WHOLE,
    LineKind,
    Manner,
    drawn,
)
from bot.rendering.error_objects import SCHEMA_VERSION
from bot.rendering.safe_text import printable
from index import Answer, Citation, Outcome, Quote
from index.answering.quotes import shortened
from index.blocks import Label
from index.documents import Document
from index.search.rewording import Repair
from index.shown_form import ShownBlock

_KINDS = {
    Label.PROSE: "paragraph",
    Label.ITEM: "list_item",
    Label.ROW: "table_row",
    Label.CODE: "code",
    Label.ENTRY: "entry",
    Label.CARD: "about_document",
    Label.HEADING: "heading",
}


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
        "doubts": [
            {
                "kind": doubt.kind.value,
                "words": list(doubt.words),
                "passage_words": list(doubt.others),
                "reason": doubt.reason,
            }
            for doubt in answer.doubts
        ],
        "generation": answer.generation,
        "quotes": [_quote_json(quote) for quote in answer.quotes],
    }


def _quote_json(quote: Quote) -> dict[str, Any]:
    return {
        "rank": quote.rank,
        "text": quote.text,
        "bold": list(quote.bold),
        "blocks": [block_json(block) for block in quote.blocks],
        "score": round(quote.score, 4),
        "passage": quote.passage,
        "also": list(quote.also_at),
        "citation": citation_json(quote.citation),
    }


def block_json(block: ShownBlock) -> dict[str, Any]:
    """What a range of a quote's text is, so that any front end can draw it.

    ``kind`` is ``paragraph``, ``quotation``, ``list_item`` with ``marker`` (empty where the item's
    words begin with its number, ``☑`` or ``☐`` of a task) and ``level`` (from 0 on), ``table_row``
    with ``cells``, each a ``name`` (null where its column has none) and a ``value``, ``code`` with
    ``language`` (or null), ``entry``, ``about_document`` or ``heading``. ``range`` is in ``text``,
    layout included.
    """
    return {
        "kind": _kind(block),
        "range": [block.start, block.end],
        **_drawn_with(block),
    }


def _kind(block: ShownBlock) -> str:
    is_quotation = block.label is Label.PROSE and block.marker == QUOTATION
    return "quotation" if is_quotation else _KINDS.get(block.label, "paragraph")


def _drawn_with(block: ShownBlock) -> dict[str, Any]:
    """What drawing a block of its kind takes beside its text."""
    if block.label is Label.ITEM:
        return {"marker": block.marker, "level": block.level}
    if block.label is Label.ROW:
        cells = [{"name": name or None, "value": value} for name, value in block.cells]
        return {"cells": cells}
    return {"language": block.language or None} if block.label is Label.CODE else {}


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
        "page_kind": citation.page_kind if citation.page else None,
        "page_label": citation.page_label,
        "scan_certainty": citation.scan_certainty,
    }


def as_plain(answer: Answer, manner: Manner = WHOLE) -> str:
    """The answer without styles: what answers stands on lines of its own that begin with a mark."""
    notes = "\n".join(note_lines(answer))
    first, others = divided(answer.quotes, manner)
    quotes = ["\n".join(_quote_lines(quote, manner)) for quote in first]
    also = ["\n".join(_also_lines(quote, manner)) for quote in others]
    parts = [notes, *quotes, *([ALSO] if also else []), *also]
    return "\n\n".join(part for part in parts if part)


def divided(
    quotes: tuple[Quote, ...], manner: Manner
) -> tuple[tuple[Quote, ...], tuple[Quote, ...]]:
    """The quotes to show whole, and those of which only what answers is shown, already short."""
    if manner.whole:
        return quotes, ()
    return quotes[:1], tuple(shortened(quote) for quote in quotes[1:])


def _quote_lines(quote: Quote, manner: Manner) -> Iterator[str]:
    yield from _source_rows(title_line(quote.rank, quote.citation), "", manner.width)
    yield from _drawn_lines(quote, manner)
    for line in [*source_lines(quote, manner.paths), *manner.below(quote.citation.document)]:
        yield from _source_rows(line, MARGIN, manner.width)


def _also_lines(quote: Quote, manner: Manner) -> Iterator[str]:
    title = f"{title_line(quote.rank, quote.citation)}{JOINT}{short_source(quote)}"
    yield from _source_rows(title, "", manner.width)
    yield from _drawn_lines(quote, manner)
    for line in manner.below(quote.citation.document):
        yield from _source_rows(line, MARGIN, manner.width)


def _drawn_lines(quote: Quote, manner: Manner) -> Iterator[str]:
    in_code = False
    for line in drawn(quote):
        head = line.head
        for answers, words in line.runs():
            # Code is to be copied: its first line says for all of it that it answers.
            margin = f"{manner.mark} " if answers and not in_code else MARGIN
            yield from _rows(words, margin + head, margin + line.hang, line.kind, manner.width)
            head = line.hang
        in_code = line.kind is LineKind.CODE
        if not line.pieces:
            yield ""


def _rows(words: str, head: str, hang: str, kind: LineKind, width: int | None) -> list[str]:
    """The rows of a run of words: one, unless it is prose that is wider than the terminal."""
    if kind is LineKind.CODE:
        return [head + words]
    return _wrapped(words.strip(), head, hang, width, cut=True)


def _source_rows(line: str, head: str, width: int | None) -> list[str]:
    return _wrapped(line, head, SOURCE_HANG, width, cut=False)


def _wrapped(words: str, head: str, hang: str, width: int | None, *, cut: bool) -> list[str]:
    """Words in rows; a word that is longer than a row is cut only where it may be."""
    if width is None:
        return [head + words]
    return wrap(
        words,
        max(width, len(head) + NARROWEST),
        initial_indent=head,
        subsequent_indent=hang,
        break_on_hyphens=False,
        break_long_words=cut,
    )


def confidence_line(answer: Answer) -> str:
    """What the confidence of the answer is, and what follows from it; for who asks for numbers:
    all others are told the outcome in words."""
    confidence = f"confidence {answer.confidence:.2f}"
    if answer.outcome is Outcome.CLOSEST and answer.confidence >= answer.threshold:
        return f"{confidence}, but doubted for the reason above"
    return f"{confidence}; {answer.threshold:.2f} and more counts as answered"


def note_lines(answer: Answer) -> Iterator[str]:
    """What to know before reading the quotes; never that one of them is the answer."""
    if answer.outcome is Outcome.NOT_IN_DOCUMENTS:
        yield "The documents do not say."
    if answer.outcome is Outcome.CLOSEST:
        yield "The documents may not say. The closest passages:"
    if answer.missing_terms:
        yield printable(f"No document mentions {', '.join(answer.missing_terms)}.")
    yield from (printable(doubt.reason) for doubt in answer.doubts)
    for repair in answer.repairs:
        yield printable(f"Searched for “{repair.searched}” {_relation(repair)} “{repair.typed}”.")


def _relation(repair: Repair) -> str:
    return "beside" if repair.added else "instead of"


def document_json(document: Document, source: str | None = None) -> dict[str, Any]:
    """A document of an index; metadata that it does not state is null, and so is its source if it
    came from none."""
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
        "source": source,
    }

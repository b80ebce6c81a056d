"""An answer or a verdict → terminal text or JSON. Pure: nothing is read, nothing printed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from index import Answer, Citation, Outcome, Quote
from index.alignment import Kind
from index.documents import Document
from index.search import CONFIDENCE, WEIGHTS, Hit, Parts
from index.verify import MOST_PLACES, Place, Verdict
from index.wording import Repair

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
        "lines": list(citation.lines) if citation.lines else None,
        "link": citation.link,
        "context": [
            {"kind": one.kind.name.lower(), "text": one.text, "inferred": one.inferred}
            for one in citation.context
        ],
        "age_years": citation.age,
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
        "repairs": [],
        "generation": None,
        "quotes": [],
        "error": reason,
    }


def as_terminal(answer: Answer) -> RenderableType:
    """The answer as a person reads it: each quote, its best sentence in bold, and its source."""
    notes = [Text(note, style="yellow") for note in _notes(answer)]
    blocks = [_quote_block(quote) for quote in answer.quotes]
    gap = [Text()] if notes and blocks else []
    return Group(*notes, *gap, *blocks, Text(_scores(answer), style="dim"))


def as_plain(answer: Answer) -> str:
    """The same without styles, each quote on one line, for a pipe or a file."""
    notes = "\n".join(_notes(answer))
    blocks = [
        "\n    ".join(
            [_titled(quote.rank, quote.citation).plain, _marked(quote).plain, *_source(quote)]
        )
        for quote in answer.quotes
    ]
    return "\n\n".join([*([notes] if notes else []), *blocks, _scores(answer)])


def _scores(answer: Answer) -> str:
    found = f"confidence {answer.confidence:.2f}"
    return f"({found}; {answer.threshold:.2f} and more counts as answered)"


def _notes(answer: Answer) -> Iterator[str]:
    """What the asker should know before the quotes; never that one of them is the answer."""
    if answer.outcome is Outcome.NOT_IN_DOCUMENTS:
        yield "The documents do not say."
    if answer.outcome is Outcome.CLOSEST:
        yield "The documents may not say. The closest passages:"
    if answer.missing_terms:
        yield safe(f"No document mentions {', '.join(answer.missing_terms)}.")
    for repair in answer.repairs:
        yield safe(f"Searched for “{repair.searched}” {_instead(repair)} “{repair.typed}”.")


def _instead(repair: Repair) -> str:
    return "beside" if repair.added else "instead of"


def _quote_block(quote: Quote) -> RenderableType:
    return _block(_titled(quote.rank, quote.citation), _marked(quote), _source(quote))


def _block(title: Text, words: Text, source: list[str]) -> RenderableType:
    about = Text("\n").join(Text(line, style="dim") for line in source)
    return Group(title, Padding(words, (0, 2, 0, 4)), Padding(about, (0, 2, 1, 4)))


def _titled(rank: int, citation: Citation) -> Text:
    link = citation.link if is_link(citation.link) else citation.url
    style = f"underline link {link}" if is_link(link) else "underline"
    return Text.assemble((f"[{rank}] ", "bold cyan"), (safe(citation.name), style))


def _marked(quote: Quote) -> Text:
    start, end = quote.bold
    before, best, after = quote.text[:start], quote.text[start:end], quote.text[end:]
    return Text.assemble("“", safe(before), (safe(best), "bold"), safe(after), "”")


def is_link(url: str | None) -> bool:
    """Whether an address may be shown as a link: http or https, and nothing a terminal obeys."""
    return url is not None and re.fullmatch(r"https?://[\x21-\x7e]+", url) is not None


def _source(quote: Quote) -> list[str]:
    also = f"also in {', '.join(quote.also)}" if quote.also else ""
    return [*_about(quote.citation), *([safe(also)] if also else [])]


def _about(citation: Citation) -> list[str]:
    stated = (citation.publisher, citation.author, citation.dated)
    about = " · ".join(part for part in stated if part)
    context = " · ".join(one.told for one in citation.context)
    link = citation.link or citation.url
    lines = [context, about, citation.place, citation.basis, link, citation.address]
    return [safe(line) for line in lines if line]


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict in the form that ``verify-quote --json`` promises."""
    return {
        "schema_version": SCHEMA_VERSION,
        "text": verdict.text,
        "exact": verdict.exact,
        "exact_but_for": [fold.value for fold in verdict.exact_but_for],
        "count": verdict.count,
        "places": [_place_json(place) for place in verdict.places],
        "nearest": _place_json(verdict.nearest) if verdict.nearest else None,
        "differences": [
            {"kind": part.kind.value, "asked": part.asked, "source": part.source}
            for part in verdict.differences
        ],
        "alike": round(verdict.alike, 4),
        "generation": verdict.generation,
    }


def _place_json(place: Place) -> dict[str, Any]:
    return {"text": place.text, "citation": _citation_json(place.citation)}


def verdict_terminal(verdict: Verdict) -> RenderableType:
    """The verdict as a person reads it: words that the documents lack are red and struck out,
    words of theirs that the text lacks are green."""
    blocks: list[RenderableType] = [Text(f"{_finding(verdict)}\n", style=_colour(verdict))]
    for rank, place in enumerate(verdict.told, start=1):
        title = _titled(rank, place.citation)
        blocks.append(_block(title, _words(verdict, place), _about(place.citation)))
    return Group(*blocks)


def verdict_plain(verdict: Verdict) -> str:
    """The same without styles: [-words that the documents lack-] {+words that the text lacks+}."""
    blocks = [_finding(verdict)]
    for rank, place in enumerate(verdict.told, start=1):
        title = _titled(rank, place.citation).plain
        words = _words_plain(verdict, place)
        blocks.append("\n    ".join([title, words, *_about(place.citation)]))
    return "\n\n".join(blocks)


def _finding(verdict: Verdict) -> str:
    where = "in one place" if verdict.count == 1 else f"in {verdict.count:,} places"
    if verdict.count > MOST_PLACES:
        where += f", of which these are the first {MOST_PLACES}"
    if verdict.exact:
        return f"Word for word, {where}:"
    if verdict.exact_but_for:
        differing = " and ".join(fold.value for fold in verdict.exact_but_for)
        return f"Not word for word: the same but for {differing}, {where}:"
    if verdict.differences:
        return f"Not word for word. The nearest place, {verdict.alike:.0%} alike:"
    if verdict.nearest:
        return "Not word for word, nor anything like it. The nearest in meaning:"
    return "Not in the documents, nor anything like it."


def _colour(verdict: Verdict) -> str:
    return "green" if verdict.exact else "yellow"


def _words(verdict: Verdict, place: Place) -> Text:
    if place is not verdict.nearest or not verdict.differences:
        return Text(f"“{safe(place.text)}”")
    return Text(" ").join(Text(words, style=_STYLES[kind]) for kind, words in _runs(verdict))


def _words_plain(verdict: Verdict, place: Place) -> str:
    if place is not verdict.nearest or not verdict.differences:
        return f"“{safe(place.text)}”"
    return " ".join(_MARKS[kind].format(words) for kind, words in _runs(verdict))


_STYLES = {Kind.SAME: "", Kind.MISSING: "red strike", Kind.ADDED: "green"}
_MARKS = {Kind.SAME: "{}", Kind.MISSING: "[-{}-]", Kind.ADDED: "{{+{}+}}"}


def _runs(verdict: Verdict) -> Iterator[tuple[Kind, str]]:
    """The differences in reading order; a change is what is missing, then what is added."""
    for part in verdict.differences:
        if part.kind is Kind.SAME:
            yield Kind.SAME, safe(part.source)
            continue
        if part.asked:
            yield Kind.MISSING, safe(part.asked)
        if part.source:
            yield Kind.ADDED, safe(part.source)


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

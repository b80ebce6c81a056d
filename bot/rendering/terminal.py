"""Answers and documents → what a person reads in a terminal. Pure: nothing is printed."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.rendering.plain import confidence_line, is_link, note_lines, printable, quote_source_lines
from index import Answer, Citation, Quote
from index.documents import Document


def as_terminal(answer: Answer) -> RenderableType:
    """The answer as a person reads it: each quote, its best sentence in bold, and its source."""
    notes = [Text(note, style="yellow") for note in note_lines(answer)]
    blocks = [_quote_layout(quote) for quote in answer.quotes]
    gap = [Text()] if notes and blocks else []
    return Group(*notes, *gap, *blocks, Text(confidence_line(answer), style="dim"))


def _quote_layout(quote: Quote) -> RenderableType:
    return layout(
        linked_title(quote.rank, quote.citation), _quote_text(quote), quote_source_lines(quote)
    )


def layout(title: Text, text: Text, lines: list[str]) -> RenderableType:
    """Text of a document between its title and the lines about it."""
    below = Text("\n").join(Text(line, style="dim") for line in lines)
    return Group(title, Padding(text, (0, 2, 0, 4)), Padding(below, (0, 2, 1, 4)))


def linked_title(rank: int, citation: Citation) -> Text:
    """The line above a quote; it is a link if the citation has an address."""
    link = citation.link if is_link(citation.link) else citation.url
    style = f"underline link {link}" if is_link(link) else "underline"
    return Text.assemble((f"[{rank}] ", "bold cyan"), (printable(citation.name), style))


def _quote_text(quote: Quote) -> Text:
    start, end = quote.bold
    before, best, after = quote.text[:start], quote.text[start:end], quote.text[end:]
    return Text.assemble("“", printable(before), (printable(best), "bold"), printable(after), "”")


def documents_table(documents: Iterable[Document]) -> Table:
    """The documents of an index, a line each."""
    table = Table("document", "title", "publisher", "author", "date", "characters", box=None)
    for document in documents:
        metadata = document.metadata
        stated = (metadata.title, metadata.publisher, metadata.author, metadata.date)
        cells = [document.id, *(part or "–" for part in stated), f"{len(document.text):,}"]
        table.add_row(*(Text(printable(cell)) for cell in cells))
    return table

"""A citation → two lines: what a person needs first, then all else and the address. Pure."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bot.rendering.safe_text import is_link, printable
from index import Citation, Quote
from index.blocks import Context

JOINT = " · "
SOURCE_MARK = "—"
"""Before the second line, so that it is not taken for words of the document."""

MOST_ALSO_AT = 3
"""Other places that are named; how many more there are is told."""

NO_PATHS: Mapping[str, str] = MappingProxyType({})
"""Of documents whose files are not at hand."""


def title_line(rank: int, citation: Citation) -> str:
    """The first line: the title, where in the document, and of when it is."""
    return f"[{rank}] {joined([citation.name, whereabouts(citation)])}"


def whereabouts(citation: Citation) -> str:
    """Section, page and date, as far as they are known."""
    section = " › ".join(citation.section_beside_page)
    return joined([section, citation.page_name, citation.date_with_age])


def second_line(
    citation: Citation,
    quoted: str = "",
    paths: Mapping[str, str] = NO_PATHS,
    *,
    is_linked: bool = False,
) -> str:
    """The second line: what else is known of the place, how to open it, and its address.

    Where the title is a link to the very place, the address on the web is that of the document.
    """
    link = citation.link if is_link(citation.link) and not is_linked else citation.url
    line = _line(citation, paths.get(citation.document))
    author, publisher = citation.names_beside(_contexts_beside(citation, quoted))
    by = (publisher, author, citation.basis)
    context = _context(citation, quoted)
    parts = [citation.scan_note, context, *by, link, line, citation.address]
    return f"{SOURCE_MARK} {joined(parts)}"


def source_lines(
    quote: Quote, paths: Mapping[str, str] = NO_PATHS, *, is_linked: bool = False
) -> list[str]:
    """The lines below a quote: the second of its citation, and other places that say the same."""
    line = second_line(quote.citation, quote.text, paths, is_linked=is_linked)
    return [line, *_also_at(quote.also_at)]


def _also_at(places: tuple[str, ...]) -> list[str]:
    if not places:
        return []
    more = len(places) - MOST_ALSO_AT
    ending = f" and {more} more" if more > 0 else ""
    return [printable(f"also in {', '.join(places[:MOST_ALSO_AT])}{ending}")]


def short_source(quote: Quote) -> str:
    """What the one line of citation has after its title and place."""
    citation = quote.citation
    context = _context(citation, quote.text)
    return joined([citation.scan_note, context, citation.basis, citation.address])


def joined(parts: Iterable[str | None]) -> str:
    """Parts of a citation on one line; empty ones are left out."""
    return printable(JOINT.join(part for part in parts if part))


def _context(citation: Citation, quoted: str) -> str:
    """What stands around the quote and is not shown in it."""
    return JOINT.join(context.description for context in _contexts_beside(citation, quoted))


def _contexts_beside(citation: Citation, quoted: str) -> list[Context]:
    return [context for context in citation.context if context.text not in quoted]


def _line(citation: Citation, path: str | None) -> str | None:
    """The place in a file as editors open it; without a path, its lines."""
    if citation.lines is None:
        return None
    first, last = citation.lines
    if path is not None:
        return f"{path}:{first}"
    return f"line {first}" if first == last else f"lines {first}–{last}"

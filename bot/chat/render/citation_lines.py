"""A citation → the lines below its quote, in the reader's language. Pure."""

import re
from collections.abc import Iterator

from bot.chat.render.escaping import (
    SMALL,
    Line,
    changes_direction,
    isolated_direction,
    joined_fields,
)
from bot.chat.render.translations import Texts
from index import Citation
from index.blocks import Context

_LINK = re.compile(r"https?://[\x21-\x3b\x3d\x3f-\x7e]{1,900}")
_ADDRESS = re.compile(r"(?:[^\s`\x00\ud800-\udfff]| (?=\S)){1,900}")
_SUMMARY = "our summary of "


def source_lines(citation: Citation, texts: Texts, *, linked: bool = True) -> Iterator[str]:
    """The lines below a quote: context; title, author, publisher and date; basis; location.

    The location is section, page and lines, then the address and, if ``linked``, the link. If not
    ``linked``, the link is shown in a button.
    """
    address, url = citation.address, link_to(citation) if linked else ""
    code = f"`{address}`" if _ADDRESS.fullmatch(address) else ""
    link = f"<{url}>" if _LINK.fullmatch(url) else ""
    name_fields = map(isolated_direction, (citation.name, citation.author, citation.publisher))
    document_fields = (*name_fields, date_text(citation, texts))
    contexts = [_context_text(context, texts) for context in citation.context]
    plain_addresses = map(isolated_direction, ("" if code else address, "" if link else url))
    location_fields = (_location(citation, texts), *plain_addresses)
    for fields in (contexts, document_fields, (_basis_text(citation, texts),), location_fields):
        yield from Line(SMALL, joined_fields(fields)).parts()
    # Code is meant to be copied, so no isolating characters are put into it. Code that would change
    # the direction of the link has a line of its own.
    for code_fields in ((code,), (link,)) if changes_direction(code) else ((code, link),):
        if any(code_fields):
            yield SMALL + joined_fields(code_fields)


def link_to(citation: Citation) -> str:
    """The document's web address, pointing at the passage itself if that makes a valid link."""
    passage_link = citation.link or ""
    return passage_link if _LINK.fullmatch(passage_link) else citation.url or ""


def date_text(citation: Citation, texts: Texts) -> str | None:
    """The date, and the age in years if it is one or more."""
    if citation.date is None or citation.age is None:
        return isolated_direction(citation.date) or None
    text_name = "years_one" if citation.age == 1 else "years_many"
    return texts(text_name, date=isolated_direction(citation.date), years=citation.age)


def _location(citation: Citation, texts: Texts) -> str:
    """Section, page and lines, as far as the document has them."""
    page = texts("at_page", page=citation.page) if citation.page else ""
    return joined_fields(
        (" › ".join(map(isolated_direction, citation.section)), page, _lines_text(citation, texts))
    )


def _lines_text(citation: Citation, texts: Texts) -> str:
    if citation.lines is None:
        return ""
    first, last = citation.lines
    if first == last:
        return texts("at_line", line=first)
    return texts("at_lines", first=first, last=last)


def _context_text(context: Context, texts: Texts) -> str:
    text = texts(context.kind.name.lower(), text=isolated_direction(context.text))
    return texts("inferred", text=text) if context.inferred else text


def _basis_text(citation: Citation, texts: Texts) -> str:
    if not citation.basis:
        return ""
    return texts("summary", originals=isolated_direction(citation.basis.removeprefix(_SUMMARY)))

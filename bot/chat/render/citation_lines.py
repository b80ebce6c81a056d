"""A citation → the lines below its quote, in the reader's language. Pure.

below a quote   what a person needs first, on one line or two: the title, which is the link,
                section or page, date; then who says it, and what it was taken from
in its context  all that is known of it, with the address that ``pincite show`` takes
"""

import re
from collections.abc import Iterable, Iterator

from bot.chat.render.escaping import (
    CUT,
    SMALL,
    Line,
    changes_direction,
    cut_at_word,
    escape,
    isolated_direction,
    joined_fields,
)
from bot.chat.render.translations import Texts
from index import Citation, Quote
from index.blocks import Context, ContextKind

_LINK = re.compile(r"https?://[\x21-\x3b\x3d\x3f-\x7e]{1,900}")
_GIVEN_FOLDER = "answers/"
_MESSAGE_LINK = re.compile(r"https://discord\.com/channels/\d+/\d+/\d+")
_LINK_MARKS = re.compile(r'[()\[\]"`]')
_ADDRESS = re.compile(r"(?:[^\s`\x00\x1b\x9b\ud800-\udfff]| (?=\S)){1,900}")
_SUMMARY = "our summary of "

LONGEST_FIELD = 80
"""Characters of a title, a section or another field below a quote."""

LONGEST_FULL_FIELD = 240
"""Characters of a field where all that is known is told; only what nobody would read is longer."""

LONGEST_DETAILS = 240
"""Characters of the second line below a quote, as far as there is more than one field in it."""

MOST_OTHER_DOCUMENTS = 3
MOST_HEADINGS = 6

_WORD = re.compile(r"\w")
_NO_LINK_TEXT = re.compile(r"[\[\]\\]|://|\w\.\w")
"""What Discord may take for the end of a link's text, or for an address of its own in it."""

_PAGE_TEXTS = {"page": "at_page", "slide": "at_slide", "sheet": "at_sheet", "time": "at_time"}


def short_source_lines(
    citation: Citation,
    texts: Texts,
    *,
    quote: Quote | None = None,
    in_title: bool = False,
    linked: bool = True,
) -> Iterator[str]:
    """What a person needs first, on one line or two: title, section or page, date; then who says it
    and where else it stands, but nothing that the ``quote`` itself shows.

    The title is the link if it may be, ``in_title``; else the link ends the first line, if
    ``linked``.
    """
    if is_given(citation):
        yield from _given_lines(citation, texts, quote)
        return
    date = cut_at_word(citation.date or "", LONGEST_FIELD) or None
    where = (_short_location(citation, texts), date_text(citation._replace(date=date), texts))
    is_title = in_title and has_linked_title(citation)
    title = _linked_title(citation) if is_title else escape(_short(citation.name))
    link = masked_link(link_to(citation), texts) if linked and not is_title else ""
    yield SMALL + joined_fields((title, escape(joined_fields(where), opens_line=False), link))
    if details := joined_fields(_first_fields(_details(citation, texts, quote))):
        yield SMALL + escape(details)


def is_given(citation: Citation) -> bool:
    """Whether the document is an answer that somebody gave on Discord."""
    is_of_set = citation.document.startswith(_GIVEN_FOLDER)
    is_message = _MESSAGE_LINK.fullmatch(citation.url or "") is not None
    is_named = bool(citation.author) and (citation.publisher or "").startswith("#")
    return is_of_set and is_message and is_named


def _given_lines(citation: Citation, texts: Texts, quote: Quote | None) -> Iterator[str]:
    """Who answered where and when, with the link to the message; then what they were asked."""
    date = date_text(citation, texts)
    about = escape(joined_fields((_given_by(citation, texts), date)), opens_line=False)
    yield SMALL + joined_fields((about, masked_link(citation.url or "", texts)))
    question = texts("given_question", question=_short(citation.title))
    others = _other_documents(citation, quote)[:MOST_OTHER_DOCUMENTS]
    also = texts("also", places=", ".join(map(_short, others))) if others else ""
    if asked := joined_fields((question if citation.title else "", also)):
        yield SMALL + escape(asked)


def _given_by(citation: Citation, texts: Texts) -> str:
    who, where = _short(citation.author), _short(citation.publisher)
    return texts("given_by", who=who, where=where)


def masked_link(url: str, texts: Texts) -> str:
    """A link that says what it opens instead of its address; empty if the address is no link."""
    if not _may_be_link(url):
        return ""
    return f"[{texts('open_link')}](<{_inside_link(url)}>)"


def _may_be_link(url: str) -> bool:
    return _LINK.fullmatch(url) is not None and "\\" not in url


def _inside_link(url: str) -> str:
    """The address as it may stand inside a link: what would end it is encoded, which leads to the
    same place."""
    return _LINK_MARKS.sub(lambda mark: f"%{ord(mark[0]):02X}", url)


def has_linked_title(citation: Citation) -> bool:
    """Whether the title can be shown as a link."""
    name = cut_at_word(citation.name, LONGEST_FIELD)
    is_text = _WORD.search(name) is not None and not _NO_LINK_TEXT.search(name)
    return is_text and _may_be_link(link_to(citation))


def source_lines(citation: Citation, texts: Texts) -> Iterator[str]:
    """All that is known: context; title, author, publisher and date; basis; location.

    The location is section, page and lines, then the address and the link.
    """
    citation = _with_shorter_fields(citation)
    address, url = citation.address, link_to(citation)
    code = f"`{address}`" if _ADDRESS.fullmatch(address) else ""
    link = masked_link(url, texts)
    names = citation.names_beside(citation.context)
    name_fields: Iterable[str] = map(_full, (citation.name, *names))
    if is_given(citation):
        name_fields = (_full(citation.name), _given_by(citation, texts))
    document_fields = (*name_fields, date_text(citation, texts))
    contexts = [_context_text(context, texts) for context in citation.context]
    plain_addresses = map(_full, ("" if code else address, "" if link else url))
    location_fields = (_location(citation, texts), *plain_addresses)
    for fields in (contexts, document_fields, (_basis_text(citation, texts),), location_fields):
        yield from Line(SMALL, joined_fields(fields)).parts()
    # Code is meant to be copied, so no isolating characters are put into it. Code that would change
    # the direction of the link has a line of its own.
    for code_fields in ((code,), (link,)) if changes_direction(code) else ((code, link),):
        if any(code_fields):
            yield SMALL + joined_fields(code_fields)


def _full(field: str | None) -> str:
    return isolated_direction(cut_at_word(field or "", LONGEST_FULL_FIELD))


def _with_shorter_fields(citation: Citation) -> Citation:
    """The citation without what nobody would read of its date, section, basis and context."""

    def cut(field: str) -> str:
        return cut_at_word(field, LONGEST_FULL_FIELD)

    return citation._replace(
        date=citation.date and cut_at_word(citation.date, LONGEST_FIELD),
        basis=citation.basis and cut(citation.basis),
        section=_cut_section(citation.section),
        context=tuple(part._replace(text=cut(part.text)) for part in citation.context),
    )


def _cut_section(section: tuple[str, ...]) -> tuple[str, ...]:
    """The headings, cut; of very many the last ones, which are the nearest."""
    names = [cut_at_word(name, LONGEST_FIELD) for name in section]
    return tuple(names if len(names) <= MOST_HEADINGS else [CUT, *names[-MOST_HEADINGS:]])


def _linked_title(citation: Citation) -> str:
    return f"[{escape(_short(citation.name))}](<{_inside_link(link_to(citation))}>)"


def _short(field: str | None) -> str:
    return isolated_direction(cut_at_word(field or "", LONGEST_FIELD))


def _short_location(citation: Citation, texts: Texts) -> str:
    """The page, else the section, else the lines."""
    if citation.page:
        return _page_text(citation, texts)
    section = [name for name in citation.section if name.strip()]
    if len(" › ".join(section)) > LONGEST_FIELD:
        section = section[-1:]
    return " › ".join(map(_short, section)) or _lines_text(citation, texts)


def _details(citation: Citation, texts: Texts, quote: Quote | None) -> Iterator[str]:
    yield _scan_text(citation, texts)
    contexts = [c for c in citation.context if not _is_shown(c, citation, quote)]
    for context in contexts:
        short = context._replace(text=cut_at_word(context.text, LONGEST_FIELD))
        yield _context_text(short, texts)
    yield from map(_short, citation.names_beside(contexts))
    if citation.basis:
        yield _basis_text(citation._replace(basis=cut_at_word(citation.basis, 160)), texts)
    if others := _other_documents(citation, quote):
        yield texts("also", places=", ".join(map(_short, others[:MOST_OTHER_DOCUMENTS])))


def _is_shown(context: Context, citation: Citation, quote: Quote | None) -> bool:
    """Whether the quote or the line above says it already."""
    if context.kind is ContextKind.DATE:
        return context.text == citation.date
    if quote is None:
        return False
    return context.kind is ContextKind.LEAD and context.text in quote.text


def _other_documents(citation: Citation, quote: Quote | None) -> list[str]:
    """The documents that say the same."""
    named = (place.rpartition(":")[0] for place in (quote.also_at if quote else ()))
    return list(dict.fromkeys(name for name in named if name != citation.document))


def _first_fields(fields: Iterator[str]) -> Iterator[str]:
    """The first field, and those after it as far as they fit."""
    length = 0
    for field in filter(str.strip, fields):
        if length and length + len(field) > LONGEST_DETAILS:
            return
        length += len(field)
        yield field


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
    section = " › ".join(map(isolated_direction, citation.section_beside_page))
    page = _page_text(citation, texts)
    return joined_fields((section, page, _scan_text(citation, texts), _lines_text(citation, texts)))


def _page_text(citation: Citation, texts: Texts) -> str:
    """The page as a person finds it; empty where the document has no pages."""
    if not citation.page:
        return ""
    label = _short(citation.page_label)
    if citation.page_kind == "page" and label:
        return texts("at_page_label", label=label, page=citation.page)
    return texts(_PAGE_TEXTS[citation.page_kind], page=label or citation.page)


def _scan_text(citation: Citation, texts: Texts) -> str:
    """That the words were recognised in a picture, and how surely."""
    if citation.scan_certainty is None:
        return ""
    return texts("from_scan", certainty=citation.scan_certainty)


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

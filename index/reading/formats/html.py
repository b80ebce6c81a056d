"""Bytes of HTML → the words of its main content, block by block, and the page's metadata.

trafilatura decides which blocks are content, but the words are taken from the page. trafilatura's
own text is not word for word: of ``closed on <time>1 March</time> after a crack`` it keeps
"closed on after a crack", and of ``10<sup>6</sup>`` "106".
"""

import codecs
import itertools
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from lxml import etree  # type: ignore[import-untyped] # lxml ships no types
from lxml.html import HTMLParser  # type: ignore[import-untyped] # lxml ships no types

from index.documents import QUESTION_LEVEL, DocumentWarning, Loss, Obstacle
from index.reading.formats.html_attributes import Attributes
from index.reading.formats.html_badges import with_numbers
from index.reading.formats.html_blocks import (
    BLOCK_TAGS,
    REMOVED_CHARACTERS,
    BlockWriter,
)
from index.reading.formats.html_hidden import rules_of
from index.reading.formats.html_metadata import PageMetadata
from index.reading.formats.html_posts import Thread
from index.reading.formats.html_text import HtmlBlock, join_blocks
from index.reading.formats.plain_text import decode, refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable

MOST_BYTES = 16_000_000
"""The longest standards have 14 MB in one page, and the Bible has 4 million letters."""

MOST_TAGS = 500_000
"""Each takes 10 microseconds or more; a handbook of 4.4 MB in one page has 160,000."""


def read_html(data: bytes) -> Iterator[Reading]:
    """A page's main content as one document; raises ``Unreadable`` when it cannot be read."""
    source, decoding_warnings = decode_page(data)
    page = _page_of(source)
    blocks, content_warnings = _main_content(page)
    text, headings, tables, code = join_blocks(
        with_numbers(blocks), page.writer.posts.found, page.writer.tabs.labels
    )
    refuse_long_lines(text)
    marked = tuple(heading for heading in headings if heading.level < QUESTION_LEVEL)
    metadata = page.stated.metadata(marked, source)
    if len(page.writer.posts.found) > 1:  # Each post says who wrote it.
        metadata = replace(metadata, author=None)
    warnings = (*decoding_warnings, *content_warnings, *page.writer.hidden.warnings())
    yield Reading("", text, metadata, headings, tables=tables, code=code, warnings=warnings)


def _page_of(source: str) -> "_Page":
    """The page without its hidden parts; with them if it hides most of its words, as one does that
    was saved while a window covered it."""
    thread = Thread(source)
    page = _Page(BlockWriter(rules_of(source), thread))
    feed_html(source, page)
    if page.writer.hidden.count <= count_words(page.writer.close()):
        return page
    page = _Page(BlockWriter(thread=thread))
    feed_html(source, page)
    return page


# Bytes → text.

_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARATION_BYTES = 4096
_CHARSET = re.compile(
    rb"<meta\s[^>]{0,200}?charset\s*+=\s*+[\"']?+\s*+([\w.:-]{1,40})"
    rb"|<\?xml\s[^>]{0,100}?encoding=[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)

# The encoding that browsers use for a declared one. A declaration that can be read as ASCII
# shows that the page is not in UTF-16.
_BROWSER_CODECS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",
}
_SUPPORTED_CODECS = re.compile(
    r"utf-8|cp(?:125\d|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-roman|gb18030|big5hkscs"
    r"|euc_jp|iso2022_jp"
)


def decode_page(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text by its byte order mark or declaration, and a warning if characters were lost."""
    if len(data) > MOST_BYTES:
        raise Unreadable(
            f"{len(data):,} bytes of HTML (at most {MOST_BYTES:,}); split the page", Obstacle.LARGE
        )
    codec = None if data.startswith(_BOMS) else _declared_codec(data)
    source, lost = _decode_as(codec, data) if codec else (decode(data), 0)
    if "\x00" in source:
        raise Unreadable(
            "not text: it holds NUL characters; save the page again", Obstacle.ENCODING
        )
    warning = DocumentWarning(
        f"{lost:,} characters are not {codec} as declared; they are read as \ufffd", Loss.LETTERS
    )
    return source, (warning,) if lost else ()


def _declared_codec(data: bytes) -> str | None:
    declaration = _CHARSET.search(data[:_DECLARATION_BYTES])
    try:
        name = (
            codecs.lookup((declaration[1] or declaration[2]).decode("ascii")).name
            if declaration
            else ""
        )
    except (LookupError, UnicodeDecodeError):
        return None
    name = _BROWSER_CODECS.get(name, name)
    return name if _SUPPORTED_CODECS.fullmatch(name) else None


def _decode_as(codec: str, data: bytes) -> tuple[str, int]:
    """The text and how many characters were lost; in a guessed encoding if most would be lost."""
    try:
        return data.decode(codec), 0
    except UnicodeDecodeError:
        source = data.decode(codec, errors="replace")
    lost = source.count("\ufffd")
    decoded = len(source) - len(source.encode("ascii", errors="ignore")) - lost
    return (source, lost) if lost < decoded else (decode(data), 0)


# Text → the events of its markup.

_CHUNK_BYTES = 65_536


def feed_html(source: str, target: Any) -> None:
    """Give a parser's target the events of any HTML; raises ``Unreadable`` beyond the limits.

    Events and not a tree, because building a tree takes 12 seconds for a tag of 80,000 attributes.
    In chunks, because an error that the target raises ends the parsing of its chunk only.
    """
    tags = source.count("<")
    if tags > MOST_TAGS:
        raise Unreadable(
            f"{tags:,} tags in it (at most {MOST_TAGS:,}); split the page", Obstacle.LARGE
        )
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    data = source.encode("utf-8")
    try:
        for start in range(0, len(data), _CHUNK_BYTES):
            parser.feed(data[start : start + _CHUNK_BYTES])
        parser.close()
    except etree.LxmlError as error:
        raise Unreadable("no HTML in it; save the page again", Obstacle.DAMAGED) from error


# Blocks → the main content.

LEAST_CONTENT = 0.05
"""Share of the words outside of navigation. If trafilatura keeps no more, all of them are kept.

On 44 pages written for this it kept from .12 (an article above 60 long comments) and .25 (a manual
beside its contents) to 1, and lost content on one (a table full of links). On 3,000 random pages
that were all content it never kept less than .2. A lower share means that it found almost nothing.
"""

MOST_JUDGED = 50_000
"""Elements: 10 seconds and 200 MB at most. A handbook of 4.4 MB in one page has 41,000."""

_DEEPEST_JUDGED = 100
_MOST_COST = 20_000_000
"""Characters, each counted once for each element around it, which may hold a copy of its text."""

_COPIED_AS = {
    **dict.fromkeys(["address", "center", "details", "dl", "fieldset", "figure", "hgroup"], "div"),
    **dict.fromkeys(["caption", "dd", "dt", "figcaption", "legend", "summary"], "p"),
}
_TEXT_TAGS = frozenset("p pre td th h1 h2 h3 h4 h5 h6".split())
_READ_ATTRIBUTES = ("class", "id", "role", "itemprop", "rel")
"""Not those that hide: what is left of the page is seen, or opened by a button."""

_LONGEST_ATTRIBUTE = 100
_NOT_COPIED = re.compile(REMOVED_CHARACTERS.pattern[:-1] + "\u2800-\u28ff]")
_RUN_MARK = re.compile("[\u2800-\u28ff]{2}")
_MOST_RUNS = 256 * 256


class _PlainTree:
    """The page as a plain tree for trafilatura: only containers, paragraphs and links.

    trafilatura does not see text that stands directly in a container, so all text is put into
    paragraphs: of 1,500 random pages it then lost 1 paragraph or list item, and 10,503 without.
    Each paragraph is marked with the number of its run, written in Braille, since trafilatura
    drops private use characters.
    """

    def __init__(self) -> None:
        self._builder = etree.TreeBuilder(element_factory=HTMLParser().makeelement)
        self._open_tags: list[str] = []
        self._linked_texts: list[tuple[str, bool]] = []
        self._elements = self._cost = self._open_links = self._run = 0
        self._fits = True
        self._open_element("html", {})
        self._open_element("body", {})

    def start(self, name: str, attributes: Attributes, run: int) -> None:
        if not self._fits:
            return
        self._open_links += name == "a"
        self._end_text(name, run)
        if name in BLOCK_TAGS:
            name = "p" if name == "footer" and "blockquote" in self._open_tags else name
            self._open_element(
                _COPIED_AS.get(name, name), _plain_attributes(attributes) if attributes else {}
            )

    def end(self, name: str, run: int) -> None:
        if not self._fits:
            return
        self._open_links -= name == "a"
        self._end_text(name, run)
        if name in BLOCK_TAGS:
            self._close_element()

    def data(self, text: str) -> None:
        self._cost += len(text) * len(self._open_tags)
        self._fits = self._fits and self._cost <= _MOST_COST
        if self._fits:
            self._linked_texts.append((text, self._open_links > 0))

    def close(self) -> Any:
        """The tree, or ``None`` when the page is too large to be judged."""
        self._end_text("body", self._run)
        while self._open_tags:
            self._close_element()
        return self._builder.close() if self._fits else None

    def _end_text(self, name: str, run: int) -> None:
        """Where a block or a run of text ends, put its text into the tree."""
        if name in BLOCK_TAGS or run != self._run:
            if any(not text.isspace() for text, _ in self._linked_texts):
                self._paragraph()
            self._linked_texts.clear()
            self._run = run

    def _paragraph(self) -> None:
        is_loose = self._open_tags[-1] not in _TEXT_TAGS
        if is_loose:
            self._open_element("p", {})
        self._builder.data(chr(0x2800 + self._run // 256) + chr(0x2800 + self._run % 256))
        for is_linked, texts in itertools.groupby(self._linked_texts, key=lambda pair: pair[1]):
            if is_linked:
                self._open_element("a", {"href": "#"})
            self._builder.data(_NOT_COPIED.sub("", "".join(text for text, _ in texts)))
            if is_linked:
                self._close_element()
        if is_loose:
            self._close_element()

    def _open_element(self, name: str, attributes: dict[str, str]) -> None:
        self._open_tags.append(name)
        self._elements += 1
        is_large = self._elements > MOST_JUDGED or self._run >= _MOST_RUNS
        if is_large or len(self._open_tags) > _DEEPEST_JUDGED:
            self._fits = False
        if self._fits:
            self._builder.start(name, attributes)

    def _close_element(self) -> None:
        name = self._open_tags.pop()
        if self._fits:
            self._builder.end(name)


def _plain_attributes(attributes: Attributes) -> dict[str, str]:
    return {
        name: _NOT_COPIED.sub("", attributes[name][:_LONGEST_ATTRIBUTE])
        for name in _READ_ATTRIBUTES
        if name in attributes
    }


class _Page:
    """A parser's target: the events of a page → its blocks, its plain tree and its metadata."""

    def __init__(self, writer: BlockWriter) -> None:
        self.writer = writer
        self.tree = _PlainTree()
        self.stated = PageMetadata()

    def start(self, tag: str, attributes: Attributes) -> None:
        self.writer.start(tag, attributes)
        self.stated.start(tag, attributes)
        if not self.writer.skipping and tag != "body":
            self.tree.start(tag, attributes, self.writer.run)

    def end(self, tag: str) -> None:
        skipping = self.writer.skipping
        self.writer.end(tag)
        self.stated.end()
        if not skipping and tag != "body":
            self.tree.end(tag, self.writer.run)

    def data(self, text: str) -> None:
        self.writer.data(text)
        self.stated.data(text)
        if not self.writer.skipping:
            self.tree.data(text)

    def close(self) -> None:
        """Needed by the parser; the results are taken from the attributes."""


def _main_content(page: _Page) -> tuple[list[HtmlBlock], tuple[str, ...]]:
    """The blocks of the main content, and what is doubtful about them."""
    blocks = page.writer.close()
    plain = _without_furniture(blocks)
    tree = page.tree.close()
    if tree is None:
        return plain, ("too large to tell its text from its headers and menus: all of it was read",)
    content = _with_headings(plain, _content_runs(tree))
    words, total = count_words(content), count_words(blocks)
    if words <= LEAST_CONTENT * count_words(plain):
        return plain, ()
    warning = DocumentWarning(
        f"kept {words:,} of {total:,} words: the rest was taken for headers, footers and menus",
        Loss.FURNITURE,
    )
    return content, (warning,) if 3 * words < total else ()


def count_words(blocks: Iterable[HtmlBlock]) -> int:
    """How many words the blocks have."""
    return sum(len(block.text.split()) for block in blocks)


def _without_furniture(blocks: list[HtmlBlock]) -> list[HtmlBlock]:
    """All blocks but navigation and the like; also without forms that do not hold most words.

    A heading in the page's header is kept: the page's own heading often stands there.
    """
    candidates = [
        block
        for block in blocks
        if block.furniture in ("", "form") or (block.furniture, block.level > 0) == _PAGE_HEADING
    ]
    without_forms = [block for block in candidates if block.furniture != "form"]
    return (
        without_forms if 2 * count_words(without_forms) >= count_words(candidates) else candidates
    ) or blocks


_PAGE_HEADING = ("header", True)


def _with_headings(blocks: list[HtmlBlock], content_runs: frozenset[int]) -> list[HtmlBlock]:
    """The blocks of the content runs, and the headings right above them."""
    content: list[HtmlBlock] = []
    is_content = False
    for block in reversed(blocks):
        is_content = not content_runs.isdisjoint(block.runs) or (is_content and block.level > 0)
        if is_content:
            content.append(block)
    return content[::-1]


def _content_runs(tree: Any) -> frozenset[int]:
    """The numbers of the runs of text that trafilatura takes for content."""
    # Imported here: it takes half a second, which a corpus without HTML does not need.
    from trafilatura import bare_extraction

    # It logs every page in which it finds nothing; without a handler, this goes to stderr.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        extraction = bare_extraction(tree, include_comments=False)
    except Exception:  # Its rules can fail in any way on strange pages: all of the page is read.
        return frozenset()
    body = getattr(extraction, "body", None)
    marks = _RUN_MARK.findall("".join(body.itertext())) if body is not None else []
    return frozenset((ord(high) - 0x2800) * 256 + ord(low) - 0x2800 for high, low in marks)

"""HTML → the words of its main content, block by block, and what the page states about itself.

trafilatura judges which blocks are content; the words are the page's own. Its own text is not
word for word: of ``closed on <time>1 March</time> after a crack`` it keeps "closed on after a
crack", and of ``10<sup>6</sup>`` "106".
"""

import codecs
import itertools
import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped] # lxml ships no types
from lxml.html import HTMLParser  # type: ignore[import-untyped] # lxml ships no types

from index.reading.formats.html_blocks import (
    BLOCKS,
    GONE,
    Attributes,
    BlockWriter,
    HtmlBlock,
    write,
)
from index.reading.formats.html_metadata import PageMetadata
from index.reading.formats.plain_text import decode, refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable

MOST_BYTES = 16_000_000
"""The longest standards fill 14 MB in one page, and the Bible has 4 million letters."""

MOST_TAGS = 500_000
"""Each takes 10 microseconds or more; a handbook of 4.4 MB in one page has 160,000."""


def read_html(data: bytes) -> Iterator[Reading]:
    """A page's main content as one document; raises ``Unreadable`` when it cannot be read."""
    source, lost = decode_page(data)
    page = _Page()
    feed_html(source, page)
    blocks, doubts = _content(page)
    text, headings = write(blocks)
    refuse_long_lines(text)
    metadata = page.facts.metadata(headings, source)
    warnings = (*lost, *doubts)
    yield Reading(key="", text=text, metadata=metadata, headings=headings, warnings=warnings)


# Bytes → text.

_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED_WITHIN = 4096
_CHARSET = re.compile(
    rb"<meta\s[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})"
    rb"|<\?xml\s[^>]{0,100}?encoding=[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)

# What browsers read where these are declared; what is declared in ASCII letters is not UTF-16.
_READ_AS = {
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
_KNOWN = re.compile(
    r"utf-8|cp(?:125\d|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-roman|gb18030|big5hkscs"
    r"|euc_jp|iso2022_jp"
)


def decode_page(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text by its mark or as it declares, and a warning where characters were lost."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"{len(data):,} bytes of HTML (at most {MOST_BYTES:,}); split the page")
    codec = None if data.startswith(_BOMS) else _declared(data)
    source, lost = _decode_as(codec, data) if codec else (decode(data), 0)
    if "\x00" in source:
        raise Unreadable("not text: it holds NUL characters; save the page again")
    warning = f"{lost:,} characters are not {codec} as declared; they are read as \ufffd"
    return source, (warning,) if lost else ()


def _declared(data: bytes) -> str | None:
    found = _CHARSET.search(data[:_DECLARED_WITHIN])
    try:
        name = codecs.lookup((found[1] or found[2]).decode("ascii")).name if found else ""
    except (LookupError, UnicodeDecodeError):
        return None
    name = _READ_AS.get(name, name)
    return name if _KNOWN.fullmatch(name) else None


def _decode_as(codec: str, data: bytes) -> tuple[str, int]:
    """The text and how many characters were lost; in another encoding if that were most."""
    try:
        return data.decode(codec), 0
    except UnicodeDecodeError:
        source = data.decode(codec, errors="replace")
    lost = source.count("\ufffd")
    right = len(source) - len(source.encode("ascii", errors="ignore")) - lost
    return (source, lost) if lost < right else (decode(data), 0)


# Text → the events of its markup.

_CHUNK = 65_536


def feed_html(source: str, target: Any) -> None:
    """Give a parser's target the events of any HTML; raises ``Unreadable`` beyond the limits.

    Events and not a tree, because a tag of 80,000 attributes takes a tree 12 seconds; in chunks,
    because what the target raises ends the parsing of its chunk only.
    """
    tags = source.count("<")
    if tags > MOST_TAGS:
        raise Unreadable(f"{tags:,} tags in it (at most {MOST_TAGS:,}); split the page")
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    data = source.encode("utf-8")
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        parser.close()
    except etree.LxmlError as error:
        raise Unreadable("no HTML in it; save the page again") from error


# Blocks → the main content.

LEAST_KEPT = 0.05
"""Share of the words outside of navigation below which the judgement is not followed.

On 44 made pages it kept from .12 (an article above 60 long comments) and .25 (a manual beside its
contents) to 1, and lost content on one (a table full of links); on 3,000 random pages that were
all content, never less than .2. What is below is a page in which it found next to nothing.
"""

MOST_JUDGED = 50_000
"""Elements: 10 seconds and 200 MB at most. A handbook of 4.4 MB in one page has 41,000."""

_DEEPEST_JUDGED = 100
_MOST_WORK = 20_000_000
"""Characters, each as often as there are elements around it: each may see a copy of its text."""

_TOLD_AS = {
    **dict.fromkeys(["address", "center", "details", "dl", "fieldset", "figure", "hgroup"], "div"),
    **dict.fromkeys(["caption", "dd", "dt", "figcaption", "legend", "summary"], "p"),
}
_HOLDS_TEXT = frozenset("p pre td th h1 h2 h3 h4 h5 h6".split())
_TOLD = ("class", "id", "role", "itemprop", "rel", "style", "hidden", "aria-hidden")
_LONGEST_TOLD = 100
_UNFIT = re.compile(GONE.pattern[:-1] + "\u2800-\u28ff]")
_MARK = re.compile("[\u2800-\u28ff]{2}")
_MOST_RUNS = 256 * 256


class _Copy:
    """The page as a plain tree for trafilatura: containers, paragraphs and links, no more.

    It overlooks text that stands loose in a container, so all text is put into paragraphs: of
    1,500 random pages it then lost 1 paragraph or list item, and 10,503 before. Each is marked
    with the number of its run in Braille, since private characters are dropped on the way.
    """

    def __init__(self) -> None:
        self._builder = etree.TreeBuilder(element_factory=HTMLParser().makeelement)
        self._open: list[str] = []
        self._texts: list[tuple[str, bool]] = []
        self._elements = self._work = self._links = self._run = 0
        self._whole = True
        self._begin("html", {})
        self._begin("body", {})

    def start(self, name: str, attributes: Attributes, run: int) -> None:
        if not self._whole:
            return
        self._links += name == "a"
        self._turn(name, run)
        if name in BLOCKS:
            name = "p" if name == "footer" and "blockquote" in self._open else name
            self._begin(_TOLD_AS.get(name, name), _told(attributes) if attributes else {})

    def end(self, name: str, run: int) -> None:
        if not self._whole:
            return
        self._links -= name == "a"
        self._turn(name, run)
        if name in BLOCKS:
            self._finish()

    def data(self, text: str) -> None:
        self._work += len(text) * len(self._open)
        self._whole = self._whole and self._work <= _MOST_WORK
        if self._whole:
            self._texts.append((text, self._links > 0))

    def close(self) -> Any:
        """The tree, or ``None`` when the page is too large to be judged."""
        self._turn("body", self._run)
        while self._open:
            self._finish()
        return self._builder.close() if self._whole else None

    def _turn(self, name: str, run: int) -> None:
        """Where a block or a run of text ends, its text is put into the tree."""
        if name in BLOCKS or run != self._run:
            if any(not text.isspace() for text, _ in self._texts):
                self._paragraph()
            self._texts.clear()
            self._run = run

    def _paragraph(self) -> None:
        loose = self._open[-1] not in _HOLDS_TEXT
        if loose:
            self._begin("p", {})
        self._builder.data(chr(0x2800 + self._run // 256) + chr(0x2800 + self._run % 256))
        for linked, texts in itertools.groupby(self._texts, key=lambda pair: pair[1]):
            if linked:
                self._begin("a", {"href": "#"})
            self._builder.data(_UNFIT.sub("", "".join(text for text, _ in texts)))
            if linked:
                self._finish()
        if loose:
            self._finish()

    def _begin(self, name: str, told: dict[str, str]) -> None:
        self._open.append(name)
        self._elements += 1
        large = self._elements > MOST_JUDGED or self._run >= _MOST_RUNS
        if large or len(self._open) > _DEEPEST_JUDGED:
            self._whole = False
        if self._whole:
            self._builder.start(name, told)

    def _finish(self) -> None:
        name = self._open.pop()
        if self._whole:
            self._builder.end(name)


def _told(attributes: Attributes) -> dict[str, str]:
    return {n: _UNFIT.sub("", attributes[n][:_LONGEST_TOLD]) for n in _TOLD if n in attributes}


class _Page:
    """A parser's target that hears a page once, for its blocks, its copy and its facts."""

    def __init__(self) -> None:
        self.writer = BlockWriter()
        self.copy = _Copy()
        self.facts = PageMetadata()

    def start(self, tag: str, attributes: Attributes) -> None:
        self.writer.start(tag, attributes)
        self.facts.start(tag, attributes)
        if not self.writer.skipping and tag != "body":
            self.copy.start(tag, attributes, self.writer.run)

    def end(self, tag: str) -> None:
        skipping = self.writer.skipping
        self.writer.end(tag)
        self.facts.end()
        if not skipping and tag != "body":
            self.copy.end(tag, self.writer.run)

    def data(self, text: str) -> None:
        self.writer.data(text)
        self.facts.data(text)
        if not self.writer.skipping:
            self.copy.data(text)

    def close(self) -> None:
        """The parser asks for it; what was heard is taken from the parts."""


def _content(page: _Page) -> tuple[list[HtmlBlock], tuple[str, ...]]:
    """The blocks of the main content, and what is doubtful about them."""
    blocks = page.writer.close()
    plain = _without_furniture(blocks)
    tree = page.copy.close()
    if tree is None:
        return plain, ("too large to tell its content from its furniture: all of it was read",)
    chosen = _with_headings(plain, _judged(tree))
    kept, everything = count_words(chosen), count_words(blocks)
    if kept <= LEAST_KEPT * count_words(plain):
        return plain, ()
    doubt = f"kept {kept:,} of {everything:,} words: the rest was taken for furniture of the page"
    return chosen, (doubt,) if 3 * kept < everything else ()


def count_words(blocks: Iterable[HtmlBlock]) -> int:
    """How many words the blocks have."""
    return sum(len(block.text.split()) for block in blocks)


def _without_furniture(blocks: list[HtmlBlock]) -> list[HtmlBlock]:
    """All but navigation and the like; a form is such unless it holds most of the page.

    The heading of a page often stands in its header, among its navigation.
    """
    bare = [b for b in blocks if b.furniture in ("", "form") or (b.furniture, b.level > 0) == _TOP]
    formless = [block for block in bare if block.furniture != "form"]
    return (formless if 2 * count_words(formless) >= count_words(bare) else bare) or blocks


_TOP = ("header", True)


def _with_headings(blocks: list[HtmlBlock], kept: frozenset[int]) -> list[HtmlBlock]:
    """The blocks of the runs that were kept, and the headings right above them."""
    chosen: list[HtmlBlock] = []
    below = False
    for block in reversed(blocks):
        below = not kept.isdisjoint(block.runs) or (below and block.level > 0)
        if below:
            chosen.append(block)
    return chosen[::-1]


def _judged(tree: Any) -> frozenset[int]:
    """The numbers of the runs of text that trafilatura takes for content."""
    # Imported here, since it takes half a second and many corpora hold no page.
    from trafilatura import bare_extraction

    # It logs every page in which it finds nothing, and without a handler that goes to stderr.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = bare_extraction(tree, include_comments=False)
    except Exception:  # Rules for pages as they are, met by anything: the whole page is read then.
        return frozenset()
    body = getattr(found, "body", None)
    marks = _MARK.findall("".join(body.itertext())) if body is not None else []
    return frozenset((ord(high) - 0x2800) * 256 + ord(low) - 0x2800 for high, low in marks)

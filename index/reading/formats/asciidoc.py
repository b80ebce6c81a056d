"""Bytes of AsciiDoc → the text of the page that it is written for.

Read are headings, lists, tables, code, admonitions, quotations, links, attributes and emphasis.
What is for programs (anchors, comments, conditions) is no text. No file is included.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from index.documents import QUESTION_LEVEL, DocumentWarning, Loss, Metadata, Obstacle
from index.reading.formats.asciidoc_inline import Attributes, inline
from index.reading.formats.asciidoc_tables import table_rows
from index.reading.formats.markup import read_markup
from index.reading.formats.markup_lines import markup_lines
from index.reading.formats.page_writer import PageWriter
from index.reading.formats.plain_text import refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable

MOST_DEPTH = 50
"""Blocks that stand in each other."""

# Spaces at the end are tried only from the first of them, else a line of many would take hours.
_HEADING = re.compile(
    r"(?P<marks>={1,6}|#{1,6})[ \t]+(?P<words>\S.*?)"
    r"(?:(?<![ \t])[ \t]+(?P=marks))?(?:(?<![ \t])[ \t]+)?"
)
_UNDERLINE = re.compile(r"(?:={4,}|-{4,}|~{4,}|\^{4,}|\+{4,})[ \t]*")
_UNDERLINES = "=-~^+"
_ATTRIBUTE = re.compile(r":(?P<name>!?\w[\w-]*!?):(?:[ \t]+(?P<value>.*))?[ \t]*")
_AUTHOR = re.compile(r"(?P<name>[^\W\d_][^<>:=\[\]|]{1,80}?)(?:[ \t]+<[^<>]*>)?(?:;.*)?[ \t]*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_STYLE = re.compile(r"\[(?!\[)(?P<words>.*)\][ \t]*")
_ANCHOR = re.compile(r"\[\[[^\[\]]+\]\][ \t]*")
_TITLE = re.compile(r"\.(?P<words>[^\s.].*)")
_DELIMITER = re.compile(
    r"(?:-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--|`{3}[\w+#-]*|[|,:!]={3,})[ \t]*"
)
_COMMENT = re.compile(r"//(?!/).*")
_CONDITION = re.compile(r"(?:ifdef|ifndef|ifeval|endif)::[^\[]*\[(?P<words>.*)\][ \t]*")
_INCLUDE = re.compile(r"include::[^\[]*\[.*\][ \t]*")
_BLOCK_MACRO = re.compile(r"(?:image|video|audio|toc)::[^\[\]]*\[[^\[\]]*\][ \t]*")
_RULE = re.compile(r"(?:'{3,}|<{3,})[ \t]*")
_ADMONITION = re.compile(r"(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+\S.*")
_BULLET = re.compile(r"[ \t]*(?P<mark>\*{1,6}|-)[ \t]+(?P<box>\[[ xX*]\][ \t]+)?(?P<words>\S.*)")
_NUMBER = re.compile(
    r"[ \t]*(?P<mark>\.{1,6}|\d{1,3}\.|[a-zA-Z]\.|<(?:\d{1,2}|\.)>)[ \t]+(?P<words>\S.*)"
)
_TERM = re.compile(r"[ \t]*(?P<term>\S.*?)(?P<mark>:{2,4}|;;)(?:[ \t]+(?P<words>\S.*)|[ \t]*)")
_ADMONITIONS = frozenset(["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"])
_CODE_STYLES = frozenset(["source", "listing", "literal"])
_BOXES = {"[ ]": "☐", "[x]": "☑", "[X]": "☑", "[*]": "☑"}


def read_asciidoc(data: bytes) -> Iterator[Reading]:
    """A file as one document; raises ``Unreadable`` when it is no text or too large."""
    lines = markup_lines(data)
    attributes = Attributes()
    metadata, start = _header(lines, attributes)
    page = _Page(lines, start, attributes, PageWriter())
    if metadata.title:
        page.writer.heading(1, inline(metadata.title, attributes))
    page.read()
    written, headings, tables, code = read_markup(page.writer.source)
    refuse_long_lines(written)
    first = next((h.title for h in headings if h.level < QUESTION_LEVEL), None)
    metadata = Metadata(title=first, author=metadata.author, date=metadata.date)
    warnings = tuple(page.warnings)
    yield Reading("", written, metadata, headings, tables=tables, code=code, warnings=warnings)


def _header(lines: Sequence[str], attributes: Attributes) -> tuple[Metadata, int]:
    """What stands over the page, and the number of the line where the page begins."""
    start = 0
    while start < len(lines) and _is_aside(lines[start], attributes):
        start += 1
    heading = _HEADING.fullmatch(lines[start]) if start < len(lines) else None
    if heading is None or len(heading["marks"]) != 1:
        return Metadata(), 0
    end = start + 1
    while end < len(lines) and lines[end].strip():
        end += 1
    stated = [line for line in lines[start + 1 : end] if not _is_aside(line, attributes)]
    author = _AUTHOR.fullmatch(stated[0]) if stated else None
    dates = [_DATE.search(line) for line in (*stated[1:], attributes.get("revdate"))]
    return (
        Metadata(
            title=heading["words"],
            author=author["name"].strip() if author else attributes.get("author") or None,
            date=next((date[0] for date in dates if date), None),
        ),
        end,
    )


def _is_aside(line: str, attributes: Attributes) -> bool:
    """Whether a line is blank, a comment or an attribute, which is set."""
    attribute = _ATTRIBUTE.fullmatch(line)
    if attribute is None:
        return not line.strip() or _COMMENT.fullmatch(line) is not None
    if "!" in attribute["name"]:
        attributes.unset(attribute["name"].strip("!"))
    else:
        attributes.set(attribute["name"], attribute["value"] or "")
    return True


class _Page:
    """The lines of a page, or of a block in it, read from the first to the last."""

    def __init__(
        self,
        lines: Sequence[str],
        start: int,
        attributes: Attributes,
        writer: PageWriter,
        depth: int = 0,
    ) -> None:
        if depth > MOST_DEPTH:
            raise Unreadable(
                f"blocks nested more than {MOST_DEPTH} deep; mend it", Obstacle.MALFORMED
            )
        self.writer = writer
        self.warnings: list[str] = []
        self.lead = ""
        """Words before the next paragraph, such as the kind of an admonition."""
        self._attributes = attributes
        self._lines = lines
        self._at = start
        self._depth = depth
        self._style = ""
        self._continues = False
        self._ends = _ends(lines)

    def read(self) -> None:
        """Write all blocks."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            if not self._is_for_programs(line):
                self._read_block(line)
                self._style = ""

    def _is_for_programs(self, line: str) -> bool:
        """Whether a line shows nothing by itself; what it says of the next block is kept."""
        if line.strip() == "+" and self.writer.list_keys:
            self._continues = True
        elif _INCLUDE.fullmatch(line):
            self.warnings.append(
                DocumentWarning(f"line {self._at}: another file is not inserted", Loss.LEFT_OUT)
            )
        elif style := _STYLE.fullmatch(line):
            self._style = ",".join(filter(None, [self._style, style["words"]]))
        elif title := _TITLE.fullmatch(line):
            self._begin_block()
            self._continues = bool(self.writer.list_keys)
            self._paragraph(title["words"])
        else:
            others = (_ANCHOR, _BLOCK_MACRO, _RULE)
            is_shown = _is_aside(line, self._attributes) or any(p.fullmatch(line) for p in others)
            condition = _CONDITION.fullmatch(line)
            if condition and condition["words"] and not line.startswith("ifeval"):
                self._paragraph(condition["words"])
            return is_shown or condition is not None
        return True

    def _read_block(self, line: str) -> None:
        end = self._end_of(line) if _DELIMITER.fullmatch(line) else None
        heading = _HEADING.fullmatch(line)
        if end is not None:
            lines, self._at = self._lines[self._at : end], end + 1
            self._begin_block()
            self._delimited(line, lines)
        elif heading and len(heading["marks"]) > 1 - bool(self._depth):
            self._continues = False
            self._begin_block()
            self.writer.heading(len(heading["marks"]), self._inline(heading["words"]))
        elif level := self._underlined(line):
            self._at += 1
            self._begin_block()
            self.writer.heading(level, self._inline(line.strip()))
        elif not self._read_item(line):
            self._begin_block()
            self._text(line)

    def _begin_block(self) -> None:
        """End the lists, unless the block is said to belong to the last item."""
        if not self._continues:
            self.writer.close_lists()
        self._continues = False

    def _underlined(self, line: str) -> int:
        """The level of a title with a line below it that is as long; 0 for any other line."""
        below = self._lines[self._at] if self._at < len(self._lines) else ""
        is_title = _UNDERLINE.fullmatch(below) and abs(len(below.rstrip()) - len(line.rstrip())) < 3
        return _UNDERLINES.index(below[0]) + 1 if is_title and line[:1].isalnum() else 0

    # Lists.

    def _read_item(self, line: str) -> bool:
        bullet, number = _BULLET.fullmatch(line), _NUMBER.fullmatch(line)
        term = None if bullet or number else _TERM.fullmatch(line)
        found = bullet or number or term
        if found is None:
            return False
        mark = found["mark"] if not number else re.sub(r"\w+", "1", found["mark"])
        words = self._gathered(found["words"] or "", is_item=True)
        box = f"{_BOXES[bullet['box'].strip()]} " if bullet and bullet["box"] else ""
        keys = self.writer.list_keys
        depth = keys.index(mark) if mark in keys else len(keys)
        tag = "ul" if bullet else "ol" if number else "dl"
        named = self._inline(term["term"]) if term else ""
        self.writer.item(mark, depth, tag, box + self._inline(words), term=named)
        self._continues = False
        return True

    def _gathered(self, first: str, *, is_item: bool) -> str:
        """The lines of a paragraph or of an item's words; those below a term may stand apart."""
        words = [first] if first else []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            is_text = bool(line.strip()) and line.strip() != "+"
            if not is_text and not (is_item and not words and not line.strip()):
                break
            if is_text and self._interrupts(line, is_item=is_item):
                break
            self._at += 1
            if is_text and not _COMMENT.fullmatch(line):
                words.append(line.strip())
        return "\n".join(words)

    def _interrupts(self, line: str, *, is_item: bool) -> bool:
        blocks = (_DELIMITER, _STYLE, _ANCHOR, _CONDITION, _INCLUDE)
        items = (_BULLET, _NUMBER, _TERM, _TITLE, _HEADING) if is_item else ()
        return any(pattern.fullmatch(line) for pattern in (*blocks, *items))

    # Blocks.

    def _text(self, line: str) -> None:
        styles = self._styles()
        if line[:1].isspace() or not _CODE_STYLES.isdisjoint(styles[:1]):
            self._at -= 1
            code = []
            while self._at < len(self._lines) and self._lines[self._at].strip():
                code.append(self._lines[self._at])
                self._at += 1
            self._code(code)
            return
        words = self._gathered(line.strip(), is_item=bool(self.writer.list_keys))
        kind = next((style for style in styles[:1] if style in _ADMONITIONS), "")
        self._paragraph(f"{kind}: {words}" if kind else words)

    def _paragraph(self, words: str) -> None:
        self.writer.paragraph(self._inline(self.lead + words))
        self.lead = ""

    def _styles(self) -> list[str]:
        return [part.strip().partition("%")[0].partition("#")[0] for part in self._style.split(",")]

    def _delimited(self, delimiter: str, lines: Sequence[str]) -> None:
        styles, mark = self._styles(), delimiter[0]
        is_open = delimiter.strip() == "--"
        if mark == "/":
            return
        if "===" in delimiter and mark in "|,:!":
            rows = table_rows(lines, delimiter, self._style, self._attributes)
            self.writer.table(rows)
        elif mark == "+":
            self.writer.add(f"<div>{chr(10).join(lines)}</div>")
        elif (mark in "-.`" and not is_open) or (is_open and styles[0] in _CODE_STYLES):
            self._code(lines, delimiter.strip("` \t") if mark == "`" else "")
        elif styles[0] == "verse":
            self.writer.paragraph("<br>".join(self._inline(line) for line in lines))
        else:
            kind = styles[0] if styles[0] in _ADMONITIONS else ""
            self._inner(lines, f"{kind}: " if kind else "")

    def _inner(self, lines: Sequence[str], lead: str) -> None:
        """A block of blocks, with its own lists."""
        self.writer.add("<div>")
        writer = PageWriter()
        page = _Page(lines, 0, self._attributes, writer, self._depth + 1)
        page.lead = lead
        page.read()
        self.writer.add(f"{writer.source}</div>")
        self.warnings += [
            DocumentWarning(f"in a block: {warning}", Loss.LEFT_OUT) for warning in page.warnings
        ]

    def _code(self, lines: Sequence[str], language: str = "") -> None:
        styles = self._styles()
        if styles[0] == "source" and not language:
            stated = styles[1] if len(styles) > 1 else self._attributes.get("source-language")
            language = stated if stated.replace("-", "").replace("+", "").isalnum() else ""
        margin = min((len(s) - len(s.lstrip()) for s in lines if s.strip()), default=0)
        self.writer.code("\n".join(line[margin:] for line in lines), language)

    def _inline(self, words: str) -> str:
        return inline(words, self._attributes)

    def _end_of(self, delimiter: str) -> int | None:
        """The number of the next line that ends what this delimiter begins."""
        numbers = self._ends.get(_closing(delimiter), [])
        place = bisect_left(numbers, self._at)
        return numbers[place] if place < len(numbers) else None


def _closing(delimiter: str) -> str:
    words = delimiter.strip()
    return "```" if words.startswith("```") else words


def _ends(lines: Sequence[str]) -> dict[str, list[int]]:
    """The numbers of the lines that may end a block, by what stands on them."""
    found: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if _DELIMITER.fullmatch(line):
            found.setdefault(_closing(line), []).append(number)
    return found

"""Bytes of an Org file → the text of the page that it is written for.

Read are headings, lists, tables, code, quotations, links and emphasis. The state, the dates and the
properties of an entry stand below its heading, as ``Deadline: 2025-06-03``; other drawers, keywords
and comments are for Emacs and are no text. No file is included and no code is run.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from index.documents import QUESTION_LEVEL, DocumentWarning, Heading, Loss, Metadata
from index.reading.formats.markup import read_markup
from index.reading.formats.markup_lines import markup_lines
from index.reading.formats.page_writer import Finished, PageWriter
from index.reading.formats.plain_text import refuse_long_lines
from index.reading.formats.reading import Reading

_STATES = "TODO DONE NEXT WAITING WAIT HOLD STARTED IN-PROGRESS CANCELLED CANCELED COMMENT".split()
# Spaces before an end are tried only from the first of them, else a line of many would take hours.
_HEADING = re.compile(
    r"(?P<stars>\*+)[ \t]+(?P<words>.*?)(?:(?<![ \t])[ \t]+:[\w@#%:]+:)?(?:(?<![ \t])[ \t]+)?"
)
_PRIORITY = re.compile(r"\[#(?P<value>\w)\](?:[ \t]+|$)")
_KEYWORD = re.compile(r"[ \t]*#\+(?P<name>\w+)(?:\[[^\]]*\])?:[ \t]*(?P<value>.*)")
_BEGIN = re.compile(r"[ \t]*#\+begin_(?P<kind>\w+)(?:[ \t]+(?P<arguments>.*))?", re.IGNORECASE)
_DRAWER = re.compile(r"[ \t]*:[\w-]+:[ \t]*")
_COMMENT = re.compile(r"[ \t]*#(?:[ \t].*)?")
_PLANNING = re.compile(r"[ \t]*(?:(?:SCHEDULED|DEADLINE|CLOSED|CLOCK):[ \t]*[<\[][^\n]*)")
_PLANNED = re.compile(
    r"\b(SCHEDULED|DEADLINE|CLOSED):[ \t]*([<\[][^<>\[\]\n]*[>\]](?:--<[^<>\n]*>)?)"
)
_PROPERTY = re.compile(r"[ \t]*:(?P<name>[^\s:+]+)\+?:[ \t]+(?P<value>\S.*?)[ \t]*")
_TECHNICAL = re.compile(
    r"(?:custom_)?id|created|modified|category|visibility|columns|ordered|noblocking|logging|style"
    r"|last_repeat|repeat_to_state|cookie_data|unnumbered|attach_dir|dir|header-args\S*|trigger"
    r"|blocker|collapsed|(?:archive|export|roam|noter|anki|drill|org|latex|html|beamer|clock|table)_\S*"
    r"|\S*_all",
    re.IGNORECASE,
)
"""Properties that are for Emacs and its packages."""

_FIXED = re.compile(r"[ \t]*:(?:[ ](?P<words>.*))?")
_ROW = re.compile(r"[ \t]*\|(?P<cells>.*?)(?:\|[ \t]*|(?<![ \t])[ \t]+)?")
_RULE = re.compile(r"[ \t]*\|-[-+|]*[ \t]*")
_ITEM = re.compile(
    r"(?P<indent>[ \t]*)(?:(?P<mark>[-+]|(?<=[ \t])\*)|(?P<number>\d{1,3}|[A-Za-z])[.)])[ \t]+"
    r"(?:\[@\d+\][ \t]+)?(?P<box>\[[ Xx-]\][ \t]+)?"
    r"(?:(?P<term>.+?)(?<![ \t])[ \t]+::(?:[ \t]+|$))?(?P<words>.*)"
)
_NOTE = re.compile(r"\[fn:(?P<name>[\w-]+)\][ \t]*(?P<words>.*)")
_CODE_KINDS = ("src", "example")
_HIDDEN_KINDS = ("comment", "export")
_LINK = re.compile(r"\[\[(?P<target>[^\[\]]+)\](?:\[(?P<words>[^\[\]]+)\])?\]")
_TIME = re.compile(
    r"[<\[](\d{4}-\d\d-\d\d)(?: [^\W\d]{2,4}\.?)?( \d{1,2}:\d\d(?:-\d{1,2}:\d\d)?)?"
    r"[^<>\[\]\n]{0,40}[>\]]"
)
_NOTE_MARK = re.compile(r"\[fn:[\w-]*(?::([^\[\]]*))?\]")
_VERBATIM = re.compile(
    r"(^|[\s('\"{-])(?P<mark>[=~])(?P<words>\S(?:[^\n]{0,300}?\S)?)(?P=mark)(?![\w=~])"
)
_EMPHASIS = re.compile(
    r"(?<![\w*/_+<])(?P<mark>[*/_+])(?P<words>[^\s*/_+](?:[^\n]{0,300}?\S)?)(?P=mark)(?![\w*/_+>])"
)
_TAGS = {"*": "b", "/": "i", "_": "u", "+": "s"}
_SIGN = re.compile(r"[*/_=~+\[\]<>&]")
"""Without one of these, words stay as they are."""

_END = re.compile(r"[ \t]*(?:#\+end_\w+|:end:)[ \t]*", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z0-9][\w+#.-]{0,29}")
_COMMA = re.compile(r"^(\s*),(?=,*[*#])")
_BOXES = {"[ ]": "☐", "[-]": "☐", "[X]": "☑", "[x]": "☑"}


def read_org(data: bytes) -> Iterator[Reading]:
    """A file as one document; raises ``Unreadable`` when it is no text or too large."""
    page = _Page(markup_lines(data))
    page.read()
    written, headings, tables, code = read_markup(page.writer.source)
    refuse_long_lines(written)
    about = page.keywords
    metadata = Metadata(
        title=about.get("title") or _only_heading(headings),
        author=about.get("author"),
        date=_date(about.get("date", "")),
        language=about.get("language"),
    )
    warnings = tuple(page.warnings)
    yield Reading("", written, metadata, headings, tables=tables, code=code, warnings=warnings)


def _only_heading(headings: Sequence[Heading]) -> str | None:
    """The highest heading, if it is the only one: the first of several items is no title."""
    levels = [heading.level for heading in headings if heading.level < QUESTION_LEVEL]
    highest = [h.title for h in headings if levels and h.level == min(levels)]
    return highest[0] if len(highest) == 1 else None


def _date(value: str) -> str | None:
    found = re.search(r"\d{4}-\d\d-\d\d", value)
    return found[0] if found else None


class _Page:
    """The lines of a file, read from the first to the last."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.writer = PageWriter()
        self.keywords: dict[str, str] = {}
        self.warnings: list[str] = []
        self._lines = lines
        self._marks = _marks(lines)
        self._at = 0
        self._words: list[str] = []
        self._facts: list[str] = []
        self._states = frozenset([*_STATES, *_own_states(lines)])

    def read(self) -> None:
        """Write all blocks."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            self._read_line(line)
        self._end_paragraph()
        self._end_facts()

    def _read_line(self, line: str) -> None:
        if _PLANNING.fullmatch(line):
            self._end_paragraph()
            self._facts += [f"{name.capitalize()}: {time}" for name, time in _PLANNED.findall(line)]
        elif _DRAWER.fullmatch(line) and (end := self._end_of(":end:")) is not None:
            self._end_paragraph()
            self._drawer(line, end)
        else:
            self._end_facts()
            self._read_text(line)

    def _drawer(self, line: str, end: int) -> None:
        """The properties that people gave an entry; what else Emacs puts away is no text."""
        lines, self._at = self._lines[self._at : end], end + 1
        if line.strip().lower() != ":properties:":
            return
        found = (_PROPERTY.fullmatch(text) for text in lines)
        self._facts += [
            f"{match['name'].replace('_', ' ')}: {match['value']}"
            for match in found
            if match and not _TECHNICAL.fullmatch(match["name"])
        ]

    def _end_facts(self) -> None:
        for fact in self._facts:
            self.writer.paragraph(_inline(fact))
        self._facts = []

    def _heading(self, level: int, words: str) -> None:
        state, _, others = words.partition(" ")
        if state in self._states:
            words = others.lstrip()
            self._facts += [] if state == "COMMENT" else [f"State: {state}"]
        if priority := _PRIORITY.match(words):
            words = words[priority.end() :]
            self._facts.append(f"Priority: {priority['value']}")
        self.writer.heading(level, _inline(words))

    def _read_text(self, line: str) -> None:
        if not line.strip():
            self._end_paragraph()
        elif heading := _HEADING.fullmatch(line):
            self._end_paragraph()
            self._heading(len(heading["stars"]), heading["words"])
        elif begin := _BEGIN.fullmatch(line):
            self._end_paragraph()
            self._block(begin["kind"].lower(), begin["arguments"] or "")
        elif keyword := _KEYWORD.fullmatch(line):
            self._keyword(keyword["name"].lower(), keyword["value"].strip())
        elif _COMMENT.fullmatch(line) or _END.fullmatch(line):
            self._end_paragraph()
        elif _ROW.fullmatch(line):
            self._end_paragraph()
            self._table(line)
        elif _FIXED.fullmatch(line):
            self._end_paragraph()
            self._fixed(line)
        elif item := _ITEM.fullmatch(line):
            self._end_paragraph()
            self._item(item)
        elif note := _NOTE.fullmatch(line):
            self._end_paragraph()
            self.writer.close_lists()
            self._words.append(note["words"])
        else:
            self._text(line)

    def _text(self, line: str) -> None:
        indent = len(line) - len(line.lstrip())
        if not self._words:
            self.writer.close_lists(keep=sum(key < indent for key in self._indents()))
        self._words.append(line.strip())

    def _indents(self) -> list[int]:
        return [key for key in self.writer.list_keys if isinstance(key, int)]

    def _end_paragraph(self) -> None:
        if self._words:
            self.writer.paragraph(_inline("\n".join(self._words)))
            self._words = []

    def _item(self, item: re.Match[str]) -> None:
        indent = len(item["indent"])
        depth = sum(key < indent for key in self._indents())
        tag = "ol" if item["number"] else "dl" if item["term"] else "ul"
        box = f"{_BOXES[item['box'].strip()]} " if item["box"] else ""
        self._words = [item["words"]]
        while self._at < len(self._lines) and self._goes_on(self._lines[self._at], indent):
            self._words.append(self._lines[self._at].strip())
            self._at += 1
        words = box + _inline("\n".join(self._words))
        self._words = []
        self.writer.item(indent, depth, tag, words, term=_inline(item["term"] or ""))

    def _goes_on(self, line: str, indent: int) -> bool:
        """Whether a line belongs to the words of the item above it."""
        is_inside = bool(line.strip()) and len(line) - len(line.lstrip()) > indent
        others = (_ITEM, _BEGIN, _ROW, _FIXED, _KEYWORD, _DRAWER)
        return is_inside and not any(pattern.fullmatch(line) for pattern in others)

    def _keyword(self, name: str, value: str) -> None:
        if name == "include":
            self.warnings.append(
                DocumentWarning(f"line {self._at}: another file is not inserted", Loss.LEFT_OUT)
            )
        elif name == "caption" and value:
            self._end_paragraph()
            self.writer.paragraph(_inline(value))
        elif value:
            self.keywords.setdefault(name, value)

    def _block(self, kind: str, arguments: str) -> None:
        """Code, verse or what is not shown; the lines of all others are read as they come."""
        is_whole = kind in (*_CODE_KINDS, *_HIDDEN_KINDS, "verse")
        end = self._end_of(f"#+end_{kind}")
        if end is None or not is_whole:
            return
        lines, self._at = self._lines[self._at : end], end + 1
        if kind in _CODE_KINDS:
            language = _LANGUAGE.match(arguments) if kind == "src" else None
            self.writer.code(
                "\n".join(map(_unescaped, _without_margin(lines))), language[0] if language else ""
            )
        elif kind == "verse":
            self.writer.paragraph("<br>".join(_inline(line.strip()) for line in lines))

    def _fixed(self, line: str) -> None:
        lines = [line]
        while self._at < len(self._lines) and _FIXED.fullmatch(self._lines[self._at]):
            lines.append(self._lines[self._at])
            self._at += 1
        found = [match["words"] or "" for text in lines if (match := _FIXED.fullmatch(text))]
        self.writer.code("\n".join(found))

    def _table(self, line: str) -> None:
        lines = [line]
        while self._at < len(self._lines) and _ROW.fullmatch(self._lines[self._at]):
            lines.append(self._lines[self._at])
            self._at += 1
        while lines and _RULE.fullmatch(lines[0]):
            lines.pop(0)
        rule = next((n for n, text in enumerate(lines) if _RULE.fullmatch(text)), 0)
        rows = [_cells(text) for text in lines if not _RULE.fullmatch(text)]
        head = [[f"<th>{cell}</th>" for cell in row] for row in rows[:rule]]
        body = [[f"<td>{cell}</td>" for cell in row] for row in rows[rule:]]
        self.writer.table([*head, *body])

    def _end_of(self, mark: str) -> int | None:
        """The number of the next line that is this mark."""
        numbers = self._marks.get(mark, [])
        place = bisect_left(numbers, self._at)
        return numbers[place] if place < len(numbers) else None


def _own_states(lines: Sequence[str]) -> Iterator[str]:
    """The states that a file gives its entries: ``#+TODO: ASKED(a) PAID | CLOSED``."""
    for line in lines:
        keyword = _KEYWORD.fullmatch(line) if "#+" in line else None
        if keyword and keyword["name"].lower() in ("todo", "seq_todo", "typ_todo"):
            yield from (word.partition("(")[0] for word in keyword["value"].split() if word != "|")


def _marks(lines: Sequence[str]) -> dict[str, list[int]]:
    """The numbers of the lines that end something, by what stands on them."""
    found: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if _END.fullmatch(line):
            found.setdefault(line.strip().lower(), []).append(number)
    return found


def _cells(line: str) -> list[str]:
    row = _ROW.fullmatch(line)
    cells = (row["cells"] if row else "").split("|")
    return [_inline(cell.strip().replace("\\vert{}", "|")) for cell in cells]


def _without_margin(lines: Sequence[str]) -> list[str]:
    margin = min((len(s) - len(s.lstrip()) for s in lines if s.strip()), default=0)
    return [line[margin:] for line in lines]


def _unescaped(line: str) -> str:
    """A line of code without the comma that keeps it from being a heading."""
    return _COMMA.sub(r"\1", line)


def _inline(words: str) -> str:
    """Words as HTML, without the targets of links and the marks of notes."""
    if not _SIGN.search(words):
        return words
    done = Finished()
    words = _LINK.sub(lambda link: done.add(_inline(link["words"] or link["target"])), words)
    words = _VERBATIM.sub(lambda code: code[1] + done.add(_code(code["words"])), words)
    words = _NOTE_MARK.sub(lambda note: f" ({note[1].strip()})" if note[1] else "", words)
    words = html.escape(_TIME.sub(r"\1\2", words), quote=False)
    for _ in range(2):  # Bold words may hold italic ones.
        words = _EMPHASIS.sub(_emphasised, words)
    return done.put_back(words)


def _code(words: str) -> str:
    return f"<code>{html.escape(words, quote=False)}</code>"


def _emphasised(match: re.Match[str]) -> str:
    if match["mark"] == "/" and "/" in match["words"]:  # It is a path.
        return match[0]
    tag = _TAGS[match["mark"]]
    return f"<{tag}>{match['words']}</{tag}>"

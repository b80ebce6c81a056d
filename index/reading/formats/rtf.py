"""Bytes of a Rich Text document (RTF) → its words in order, headings by style, notes at the end.

What a field computes is read, its code is not. Headers and footers stand once, at the end; comments
and hidden words are left out.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from index.documents import DocumentWarning, Loss, Metadata, Obstacle
from index.reading.formats.docx_tables import TableCell, TableRow, written_table
from index.reading.formats.plain_text import refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.rtf_tokens import BYTES, CLOSE, OPEN, SYMBOL, Token, tokens
from index.reading.formats.table_grid import Allowance
from index.reading.formats.written_blocks import Block, cleaned, one_line, written
from index.text.authors import names_author
from index.text.inline_markup import struck
from index.text.titles import names_document

_SIGNATURE = b"{\\rtf"
_DEEPEST = 2_000
"""Groups inside each other."""

_CHARSETS = {
    **{77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5"},
    **{161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257"},
    **{204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850"},
}
_SYMBOL_CHARSET = 2
_OF_DOCUMENT = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_CODE_PAGES = {10000: "mac_roman", 65001: "utf-8", 936: "gbk", 950: "big5"}

_CHARACTERS = {
    **{"tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’"},
    **{"ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " "},
}
_SYMBOLS = {"~": "\u00a0", "_": "-", "-": "", "\\": "\\", "{": "{", "}": "}"}
_MARGINS = "header headerl headerr headerf footer footerl footerr footerf".split()
_READ = frozenset(
    "fonttbl stylesheet info title author creatim listtext pntext footnote fldinst shpinst shptxt "
    "annotation".split()
)
"""The groups that are read for themselves, even where programs may pass them by."""

_SKIPPED = frozenset(
    "colortbl pict object nonshppict themedata colorschememapping datastore listtable sp tc xe rxe "
    "listoverridetable revtbl rsidtbl generator operator company keywords subject doccomm category "
    "xmlnstbl latentstyles filetbl nonesttables bkmkstart bkmkend atnid atnauthor atnref userprops "
    "comment manager hlinkbase pgptbl fchars lchars ftnsep ftnsepc aftnsep aftnsepc".split()
)
_KNOWN = (
    _READ
    | _SKIPPED
    | frozenset(_CHARACTERS)
    | frozenset(_MARGINS)
    | frozenset(_OF_DOCUMENT)
    | frozenset(
        "u field fldrslt f fcharset ansicpg uc b strike striked v deleted plain deff s "
        "outlinelevel yr mo dy par sect page pard ilvl intbl trowd trhdr clmrg clvmrg cellx "
        "cell nestcell row nestrow shp shprslt".split()
    )
)
_LOOKS = {
    **{"b": "is_bold", "strike": "is_struck", "striked": "is_struck", "v": "is_hidden"},
    **{"deleted": "is_deleted"},
}
_INSIDE = ("field", "fldrslt", "shp", "shpinst", "shptxt", "shprslt")
"""The groups whose words go where those around them go."""

_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "TOC")
_BODY_TEXT_OUTLINE = 9


def read_rtf(data: bytes) -> Iterator[Reading]:
    """A Rich Text document; raises ``Unreadable`` when it is none."""
    start = data[:1_000].find(_SIGNATURE)
    if start < 0:
        raise Unreadable("not Rich Text; save it as .rtf again", Obstacle.DAMAGED)
    reader = _Reader()
    reader.read(data[start:])
    blocks = [*reader.blocks, *reader.notes(), *reader.margins()]
    text = written([blocks])
    refuse_long_lines(text.text)
    yield Reading(
        "",
        text.text,
        reader.metadata(),
        text.headings,
        tables=text.tables,
        warnings=tuple(
            DocumentWarning(f"{what} left out: {n}", Loss.LEFT_OUT)
            for what, n in reader.left_out.items()
            if n
        ),
    )


@dataclass(slots=True)
class _Style:
    """What a style of the document says of a paragraph."""

    name: str = ""
    outline: int = _BODY_TEXT_OUTLINE

    @property
    def is_title(self) -> bool:
        """Whether it is that of the document's title."""
        return self.name.lower() == "title"

    @property
    def level(self) -> int:
        """That of a heading; 0 for other text."""
        words = self.name.lower().split()
        if self.is_title:
            return 1
        if len(words) == 2 and words[0] == "heading" and words[1] in "123456789":
            return int(words[1])
        return self.outline + 1 if self.outline < _BODY_TEXT_OUTLINE else 0


class _State(NamedTuple):
    """How the text of a group is read; a group ends with what was before it.

    ``group`` is the kind of the innermost group that has one, ``destination`` where words go.
    """

    group: str = ""
    destination: str = ""
    is_skipped: bool = False
    encoding: str = ""
    is_symbol: bool = False
    fallback: int = 1
    is_bold: bool = False
    is_struck: bool = False
    is_hidden: bool = False
    is_deleted: bool = False


@dataclass(slots=True)
class _Paragraph:
    """The paragraph that is being read."""

    words: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    mark: str = ""
    style: int = 0
    outline: int | None = None
    depth: int = 0
    in_table: bool = False


@dataclass(slots=True)
class _Row:
    """The row that is being read, and what is stated of its cells."""

    cells: list[TableCell] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    merge: str = ""
    is_header: bool = False


class _Reader:
    """Reads the tokens of a document."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.left_out: Counter[str] = Counter()
        self._encoding = "cp1252"
        self._fonts: dict[int, tuple[str, bool]] = {}
        self._styles: dict[int, _Style] = {}
        self._font = self._default_font = 0
        self._style_number = 0
        self._style = _Style()
        self._about: dict[str, list[str]] = {"title": [], "author": []}
        self._created: dict[str, int] = {}
        self._state = _State()
        self._stack: list[_State] = []
        self._buffer: list[bytes] = []
        self._fields: list[str] = []
        self._skip = 0
        self._is_optional = False
        self._paragraph = _Paragraph()
        self._around: list[_Paragraph] = []  # Those that the open text boxes hang on.
        self._has_box = False
        self._row = _Row()
        self._rows: list[TableRow] = []
        self._allowance = Allowance()
        self._collected: dict[str, list[str]] = {}
        self._notes: list[list[str]] = []

    def read(self, data: bytes) -> None:
        """All of the document."""
        for token in tokens(data):
            if token.kind == OPEN:
                self._open()
            elif token.kind == CLOSE:
                self._close()
            elif token.kind == BYTES:
                self._bytes(token.data)
            elif token.kind == SYMBOL:
                self._symbol(token.word)
            else:
                self._word(token)
        while self._around:
            self._end_box()
        self._end_paragraph()
        self._end_table()

    def notes(self) -> Iterator[Block]:
        """The footnotes, in the order of their marks."""
        for number, words in enumerate(self._notes, start=1):
            yield Block(f"[{number}] {one_line(_joined(words))}".strip())

    def margins(self) -> Iterator[Block]:
        """The headers and footers, each once."""
        found: dict[str, None] = {}
        for kind in _MARGINS:
            for line in _joined(self._collected.get(kind, [])).split("\n"):
                if any(map(str.isalpha, line)):
                    found[f"{kind[:6].capitalize()}: {one_line(line)}"] = None
        yield from map(Block, found)

    def metadata(self) -> Metadata:
        """What the document states about itself."""
        day = [self._created.get(word, 0) for word in ("yr", "mo", "dy")]
        is_day = 1980 <= day[0] < 2100 and 1 <= day[1] <= 12 and 1 <= day[2] <= 31
        levels = [block.text for block in self.blocks if block.level == 1]
        heading = levels[0] if len(levels) == 1 else None
        stated = {name: one_line(_joined(words)) for name, words in self._about.items()}
        return Metadata(
            title=stated["title"] if names_document(stated["title"]) else heading,
            author=stated["author"] if names_author(stated["author"]) else None,
            date=f"{day[0]:04}-{day[1]:02}-{day[2]:02}" if is_day else None,
        )

    # Groups.

    def _open(self) -> None:
        self._flush()
        if len(self._stack) >= _DEEPEST:
            raise Unreadable(
                f"more than {_DEEPEST:,} groups inside each other; save it again",
                Obstacle.MALFORMED,
            )
        self._stack.append(self._state)
        self._skip = 0

    def _close(self) -> None:
        self._flush()
        ended = self._state
        self._state = self._stack.pop() if self._stack else _State(is_skipped=True)
        self._skip = 0
        if ended.group != self._state.group:
            self._end_group(ended.group)

    def _end_group(self, kind: str) -> None:
        if kind in ("listtext", "pntext"):
            self._paragraph.mark = one_line(_joined(self._collected.pop(kind, [])))
        elif kind == "fldinst":
            code = one_line(_joined(self._collected.pop(kind, []))).split(" ")[0].upper()
            self._fields.append(code)
        elif kind == "field" and self._fields:
            self._fields.pop()
        elif kind == "shptxt":
            self._end_box()
        elif kind in _MARGINS:
            self._collected.setdefault(kind, []).append("\n")

    def _begin_box(self) -> None:
        """The paragraphs of a text box stand before the one that it hangs on."""
        self._has_box = True
        self._around.append(self._paragraph)
        if not self._paragraph.in_table:
            self._paragraph = _Paragraph()

    def _end_box(self) -> None:
        around = self._around.pop() if self._around else self._paragraph
        if around is not self._paragraph and not around.in_table:
            self._end_paragraph()
            self._paragraph = around

    def _enter(self, group: str) -> None:
        destination = self._state.destination if group in _INSIDE else group
        self._state = self._state._replace(group=group, destination=destination)
        if group == "footnote":
            self._notes.append([])
            self._paragraph.words.append(f"[{len(self._notes)}]")
        elif group == "annotation":
            self.left_out["comments"] += 1
            self._state = self._state._replace(is_skipped=True)
        elif group == "shp":
            self._has_box = False
        elif group == "shptxt":
            self._begin_box()
        elif (
            (group == "shprslt" and self._has_box)
            or (  # A copy for programs that know no boxes.
                group == "fldrslt" and self._fields[-1:] and self._fields[-1] in _PAGE_FIELDS
            )
        ):
            self._state = self._state._replace(is_skipped=True)

    # Words.

    def _bytes(self, data: bytes) -> None:
        if self._skip:
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            data = data[skipped:]
        if data and not self._state.is_skipped:
            self._buffer.append(data)
        self._is_optional = False

    def _flush(self) -> None:
        if self._buffer:
            data = b"".join(self._buffer)
            self._buffer.clear()
            if self._state.is_symbol:
                self._add("".join("•" if byte == 0xB7 else chr(byte) for byte in data))
            else:
                encoding = self._state.encoding or self._encoding
                self._add(data.decode(encoding, "replace"))

    def _add(self, words: str) -> None:
        state = self._state
        kind = state.destination
        if state.is_skipped or state.is_deleted:
            return
        if kind == "stylesheet":
            self._style.name += words
            if ";" in words:
                self._style.name = self._style.name.partition(";")[0].strip()
                self._styles[self._style_number] = self._style
                self._style, self._style_number = _Style(), 0
        elif kind in self._about:
            self._about[kind].append(words)
        elif kind == "footnote":
            self._notes[-1].append(words)
        elif kind in ("listtext", "pntext", "fldinst", *_MARGINS):
            self._collected.setdefault(kind, []).append(words)
        elif kind not in ("fonttbl", "info", "creatim"):
            self._add_to_text(words)

    def _add_to_text(self, words: str) -> None:
        if self._state.is_hidden:
            self.left_out["pieces of hidden text"] += bool(words.strip())
            return
        self._paragraph.words.append(struck(words) if self._state.is_struck else words)
        if words.strip():
            self._paragraph.bold.append(self._state.is_bold)

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._is_optional = True
        elif symbol in "\r\n":
            self._word(Token("word", "par"))
        elif symbol in _SYMBOLS:
            if self._skip:
                self._skip -= 1
                return
            self._flush()
            self._add(_SYMBOLS[symbol])

    def _word(self, token: Token) -> None:
        word, number = token.word, token.number
        is_optional, self._is_optional = self._is_optional, False
        if self._state.is_skipped or not (is_optional or word in _KNOWN):
            return
        if word == "u" and number is not None:
            self._flush()
            self._add(chr(number & 0xFFFF))
            self._skip = self._state.fallback
            return
        if self._skip and word in _CHARACTERS:
            self._skip -= 1
            return
        if word in _SKIPPED or (is_optional and word not in _READ):
            self._flush()
            self._state = self._state._replace(is_skipped=True)
        elif word in _READ or word in _MARGINS or word in _INSIDE:
            self._flush()
            self._enter(word)
        elif word in _CHARACTERS:
            self._flush()
            self._add(_CHARACTERS[word])
        else:
            self._look(word, number)
            self._structure(word, number)

    def _look(self, word: str, number: int | None) -> None:
        """Words that say how the text that follows is set."""
        is_on = number != 0
        if word == "f" and self._state.destination == "fonttbl":
            self._font = number or 0
        elif word == "fcharset":
            encoding = _CHARSETS.get(number or 0, "")
            self._fonts[self._font] = (encoding, number == _SYMBOL_CHARSET)
        elif word == "f":
            self._flush()
            encoding, is_symbol = self._fonts.get(number or 0, ("", False))
            self._state = self._state._replace(encoding=encoding, is_symbol=is_symbol)
        elif word == "ansicpg" and number:
            self._encoding = _known_encoding(_CODE_PAGES.get(number, f"cp{number}"))
        elif word in _OF_DOCUMENT and not self._stack[1:]:
            self._encoding = _OF_DOCUMENT[word]
        elif word == "uc":
            self._state = self._state._replace(fallback=min(max(0, number or 0), 10))
        elif word in _LOOKS:
            self._flush()
            self._state = self._state._replace(**{_LOOKS[word]: is_on})  # type: ignore[arg-type] # all of them are true or false
        elif word == "plain":
            self._flush()
            encoding, is_symbol = self._fonts.get(self._default_font, ("", False))
            plain = self._state._replace(is_bold=False, is_struck=False, is_hidden=False)
            self._state = plain._replace(encoding=encoding, is_symbol=is_symbol)

    def _structure(self, word: str, number: int | None) -> None:
        """Words about the paragraph, the table or the document."""
        destination = self._state.destination
        if word == "deff":
            self._default_font = number or 0
        elif destination == "stylesheet":
            if word == "s":
                self._style_number = number or 0
            elif word == "outlinelevel":
                self._style.outline = number or 0
        elif destination == "creatim":
            self._created[word] = number or 0
        elif word in ("par", "sect", "page"):
            self._flush()
            self._end_line(is_paragraph=word == "par")
        elif word == "pard":
            self._flush()
            kept = self._paragraph
            self._paragraph = _Paragraph(kept.words, kept.bold, kept.mark)
        elif word == "s":
            self._paragraph.style = number or 0
        elif word == "outlinelevel":
            self._paragraph.outline = number or 0
        elif word == "ilvl":
            self._paragraph.depth = min(max(0, number or 0), 8)
        elif word == "intbl":
            self._paragraph.in_table = True
        else:
            self._table_word(word)

    def _table_word(self, word: str) -> None:
        row = self._row
        if word == "trowd":
            row.merges, row.merge, row.is_header = [], "", False
        elif word == "trhdr":
            row.is_header = True
        elif word in ("clmrg", "clvmrg"):
            row.merge = word
        elif word == "cellx":
            row.merges.append(row.merge)
            row.merge = ""
        elif word in ("cell", "nestcell"):
            self._flush()
            self._end_cell()
        elif word in ("row", "nestrow"):
            self._end_row()

    # Paragraphs and tables.

    def _end_line(self, *, is_paragraph: bool) -> None:
        kind = self._state.destination
        if kind == "footnote":
            self._notes[-1].append(" ")
        elif kind in _MARGINS:
            self._collected.setdefault(kind, []).append("\n")
        elif is_paragraph and self._paragraph.in_table:
            self._row.lines.append(self._taken())
        else:
            self._end_paragraph()

    def _taken(self) -> str:
        """The words of the paragraph so far, which then has none."""
        paragraph = self._paragraph
        words = cleaned(_joined(paragraph.words))
        mark = paragraph.mark if any(map(str.isalnum, paragraph.mark)) else "-"
        if words and paragraph.mark:
            words = f"{'  ' * paragraph.depth}{mark} {' '.join(words.split())}"
        self._row.bold += paragraph.bold
        paragraph.words, paragraph.bold, paragraph.mark = [], [], ""
        return words

    def _end_paragraph(self) -> None:
        self._flush()
        paragraph = self._paragraph
        mark = paragraph.mark
        style = self._styles.get(paragraph.style, _Style())
        level = style.level
        if paragraph.outline is not None:
            level = paragraph.outline + 1 if paragraph.outline < _BODY_TEXT_OUTLINE else 0
        words = self._taken()
        self._row.bold.clear()
        if words and not paragraph.in_table:
            self._end_table()
            if level:
                shown = one_line(words)
                self.blocks.append(Block(shown.removeprefix("- "), level))
            else:
                self.blocks.append(Block(words, is_item=bool(mark)))

    def _end_cell(self) -> None:
        words = one_line(" ".join([*self._row.lines, self._taken()]))
        is_bold = bool(self._row.bold) and all(self._row.bold)
        self._row.cells.append(TableCell(words, is_bold=is_bold))
        self._row.lines, self._row.bold = [], []

    def _end_row(self) -> None:
        cells: list[TableCell] = []
        for number, cell in enumerate(self._row.cells):
            merge = self._row.merges[number] if number < len(self._row.merges) else ""
            if merge == "clmrg" and cells:
                cells[-1] = cells[-1]._replace(columns=cells[-1].columns + 1)
            else:
                cells.append(cell._replace(continues=merge == "clvmrg"))
        if cells:
            self._rows.append(TableRow(tuple(cells), self._row.is_header))
        self._row.cells = []

    def _end_table(self) -> None:
        if self._row.cells or self._row.lines:  # Of a row that never ends.
            self._row.cells.append(TableCell(" ".join(self._row.lines)))
            self._row.lines = []
            self._end_row()
        rows, self._rows = self._rows, []
        if rows:
            for text, table in written_table(rows, False, self._allowance):
                self.blocks.append(Block(text, table=table))


def _joined(words: list[str]) -> str:
    """The pieces as one; a character beyond the first 65,536 is written as two halves."""
    text = "".join(words)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _known_encoding(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name

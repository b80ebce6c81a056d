"""The events of markup → blocks as a page shows them.

Paragraphs, headings, list items, rows and code come out in the order of the page; the words are
its own.
"""

import itertools
import re

from index.documents import Obstacle
from index.reading.formats.html_anchors import Anchors
from index.reading.formats.html_attributes import Attributes, role_words
from index.reading.formats.html_code import CodeElements
from index.reading.formats.html_hidden import HiddenWords, Rules, is_hidden
from index.reading.formats.html_lists import Lists
from index.reading.formats.html_notes import NoteMarks
from index.reading.formats.html_posts import NO_THREAD, Posts, Thread
from index.reading.formats.html_questions import (
    ON_ONE_LINE,
    OVER_ANSWERS,
    Role,
    Roles,
    Weight,
    asks,
)
from index.reading.formats.html_strikes import Strikes
from index.reading.formats.html_tables import Tables
from index.reading.formats.html_tabs import Tabs
from index.reading.formats.html_text import HtmlBlock
from index.reading.formats.reading import Unreadable
from index.text.inline_markup import DONE, OPEN

MOST_DEPTH = 512
"""Browsers nest no deeper. The parser compares an end tag with all open tags: at a depth of
10,000 this took 44 seconds."""

BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p"
    " pre search section summary table tbody td tfoot th thead tr ul".split()
)
_HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}
_LINE_TAGS = frozenset(["div", "ol", "ul", "li"])
"""In code, these are drawn around its lines."""

# These show no words of the page; ``rt`` and ``annotation`` repeat the words beside them.
_SKIPPED_TAGS = frozenset(
    "annotation annotation-xml audio canvas datalist embed head iframe noscript object option rp rt"
    " script select style svg template textarea title video".split()
)
_FURNITURE_TAGS = frozenset(
    "nav aside form dialog search navigation banner contentinfo complementary".split()
)
_CONTENT_TAGS = frozenset(["article", "main", "section", "blockquote"])
_EDITING_CLASSES = frozenset(["mw-editsection", "editsection"])
_LONGEST_HEADING = 300
"""Characters. A longer text is no heading: its tag was used for something else."""

_SPACES = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
_LINE_END = re.compile(r" ?\n ?")
_WIDE_SPACES = re.compile("  +")
_BULLET = re.compile(r"\s*(?:\uf0b7|·\xa0)\s*")
REMOVED_CHARACTERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]"
)


_MOST_PARTS = 100
"""Of a question in bold, so that a long text of many lines is not joined at each of them."""


class BlockWriter:
    """A parser's target: the events of HTML or XHTML → blocks, in the order of the page."""

    def __init__(self, rules: Rules | None = None, thread: Thread = NO_THREAD) -> None:
        """``rules`` are those of the page by which elements are hidden; ``None`` if none is."""
        self.posts = Posts(thread)
        self.tabs = Tabs()
        groups = itertools.count(1)
        self.hidden = HiddenWords()
        """The words that were left out because nobody sees them."""
        self._rules = rules
        self._is_hiding = False
        self._last_role = Role.NONE
        self.run = 0
        """The number of the run of text that is being read."""
        self._parts: list[str] = []
        self._after_break = False
        self._depth = self._skipped_at = 0
        self._content_depth = self._pre_depth = self._heading_level = 0
        self._open_furniture: list[tuple[str, int]] = []
        self._anchors = Anchors()
        self._roles = Roles()
        self._weight = Weight()
        self._code = CodeElements()
        self._note_marks = NoteMarks(self._parts)
        self._strikes = Strikes(self._parts)
        self._lists = Lists(groups)
        self._tables = Tables(groups)

    @property
    def skipping(self) -> bool:
        """Whether the element being read shows no words of the page."""
        return self._skipped_at > 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins; raises ``Unreadable`` when it is nested too deep."""
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Unreadable(
                f"tags nested more than {MOST_DEPTH} deep; mend it or convert it to text",
                Obstacle.MALFORMED,
            )
        name = local_name(tag)
        if self._skipped_at:
            if self._is_hiding:
                self.hidden.start(name, self._depth)
        elif self._is_hidden(name, attributes):
            self._skipped_at = self._depth
            self._is_hiding = True
        elif self._is_skipped(name, attributes):
            self._skipped_at = self._depth
        elif name == "br":
            self._break_line()
        elif name == "input" and attributes.get("type") == "checkbox" and self._begins_item():
            self._parts.append(f"{DONE if 'checked' in attributes else OPEN} ")
        else:
            role = self._role_of_element(name, attributes)
            self._mark_boundary(name, is_edge=role is not Role.NONE)
            self._roles.start(role, name, attributes, self._depth)
            self.posts.start(name, attributes, self._depth)
            self.tabs.start(attributes, self._depth)
            self._open_element(name, attributes)

    def end(self, tag: str) -> None:
        """The innermost open element ends."""
        if not self._skipped_at:
            name = local_name(tag)
            self._mark_boundary(name, is_edge=self._roles.begins_at(self._depth))
            self._close_element(name)
            self.posts.end(self._depth)
            self.tabs.end(self._depth)
        else:
            is_all = self._depth == self._skipped_at
            if self._is_hiding:
                self.hidden.end(self._depth, is_all=is_all)
            if is_all:
                self._skipped_at = 0
                self._is_hiding = False
        self._depth -= 1

    def data(self, text: str) -> None:
        """Some text of the innermost open element."""
        if self._skipped_at:
            if self._is_hiding:
                self.hidden.data(text)
            return
        if not self._pre_depth:
            text = _SPACES.sub(" ", text)
        if self._after_break and text.strip():
            self._after_break = False
        self._weight.data(text)
        self.posts.data(text)
        self.tabs.data(text)
        self._parts.append(text)

    def close(self) -> list[HtmlBlock]:
        """All blocks."""
        self._close_block()
        return self._tables.blocks

    def _is_skipped(self, name: str, attributes: Attributes) -> bool:
        if name in _SKIPPED_TAGS or (name == "button" and not self._may_be_label(attributes)):
            return True
        if not attributes:
            return False
        return "pagebreak" in role_words(attributes) or _is_editing_aid(attributes)

    def _is_hidden(self, name: str, attributes: Attributes) -> bool:
        if self._rules is None:  # Words that a picture of the same words hides are no loss.
            return attributes.get("aria-hidden") == "true" and name not in BLOCK_TAGS
        is_answer = self._last_role in OVER_ANSWERS and not self._has_words()
        return is_hidden(name, attributes, self._rules, is_answer=is_answer)

    def _may_be_label(self, attributes: Attributes) -> bool:
        """Whether a button may be all of a heading or question, as one that opens a section is."""
        opens = self._role_of_element("button", attributes) in OVER_ANSWERS
        return opens or (self._heading_level > 0 and not self._has_words())

    def _role_of_element(self, name: str, attributes: Attributes) -> Role:
        """The role that an element gives its text; one inside a line of words gives none."""
        role = self._roles.role_of(name, attributes)
        if role is Role.NONE or name in BLOCK_TAGS:
            return role
        return Role.NONE if self._heading_level > 0 or self._has_words() else role

    def _begins_item(self) -> bool:
        return self._lists.item > 0 and not self._has_words()

    def _has_words(self) -> bool:
        return any(map(str.strip, self._parts))

    def _mark_boundary(self, name: str, *, is_edge: bool) -> None:
        if name in _LINE_TAGS and self._code.is_open:
            self._end_line_of_code()
        elif name == "div" and self._heading_level:
            self._parts.append(" ")
        elif name in BLOCK_TAGS or (is_edge and not self._heading_level):
            self._close_block()

    def _end_line_of_code(self) -> None:
        last = next(filter(None, reversed(self._parts)), "\n")
        if not last.endswith("\n"):
            self._parts.append("\n")

    def _break_line(self) -> None:
        """One break ends a line, two in a row end a paragraph; so does one after a question."""
        ends_paragraph = self._after_break or self._ends_question()
        if ends_paragraph and not self._pre_depth:
            self._close_block()
        else:
            is_one_line = self._heading_level or self._roles.current in ON_ONE_LINE
            self._parts.append(" " if is_one_line else "\n")
            self._after_break = True

    def _open_element(self, name: str, attributes: Attributes) -> None:
        self._heading_level = _HEADING_LEVELS.get(name, self._heading_level)
        self._pre_depth += name == "pre"
        if name in BLOCK_TAGS and name not in _LINE_TAGS:
            self._code.is_open = name == "pre" and not self._heading_level
        self._code.start(name, attributes, self._depth)
        self._weight.start(name, attributes, self._depth)
        self._note_marks.start(name, attributes, self.run)
        self._strikes.start(name, attributes, self._depth)
        self._lists.start(name, attributes)
        self._tables.start(name, attributes)
        if attributes:
            self._anchors.add(name, attributes, is_inside=self._heading_level > 0)
        if self._is_furniture(name, attributes):
            self._open_furniture.append((name, self._depth))
        self._content_depth += name in _CONTENT_TAGS

    def _close_element(self, name: str) -> None:
        self._heading_level = 0 if name in _HEADING_LEVELS else self._heading_level
        self._pre_depth -= name == "pre"
        self._code.is_open = self._code.is_open and name != "pre"
        self._code.end(self._depth)
        self._roles.end(self._depth)
        self._weight.end(self._depth)
        self._note_marks.end(name, self.run)
        self._strikes.end(self._depth)
        self._lists.end(name)
        self._tables.end(name)
        if self._open_furniture and self._open_furniture[-1][1] == self._depth:
            self._open_furniture.pop()
        self._content_depth -= name in _CONTENT_TAGS

    def _is_furniture(self, name: str, attributes: Attributes) -> bool:
        if name in ("header", "footer"):
            return not self._content_depth
        return name in _FURNITURE_TAGS or (
            bool(attributes) and attributes.get("role") in _FURNITURE_TAGS
        )

    def _close_block(self) -> None:
        if not self._parts:
            return
        self._strikes.end_text()
        text = _clean("".join(self._parts), is_preformatted=self._pre_depth > 0)
        self._parts.clear()
        self._after_break = False
        level = self._heading_level if len(text) <= _LONGEST_HEADING else 0
        if level:
            text = _EDITING_WORDS.sub("", text)
        role = Role.NONE if level else self._role_of(text)
        self._last_role = role if text else self._last_role
        if text and not (role is Role.BUTTON and not asks(text)):
            self._add_block(text, level, role)
        self._weight.reset()
        self.run += bool(text)

    def _add_block(self, text: str, level: int, role: Role) -> None:
        language = self._code.language if self._code.is_open else None
        is_item = not level and language is None and role not in OVER_ANSWERS
        mark, group = self._lists.next_line if is_item else ("", 0)
        if mark and role is Role.TERM:  # An item of a list inside the term is no term itself.
            role = Role.NONE
        block = HtmlBlock(
            mark + text,
            range(self.run, self.run + 1),
            level,
            group,
            self._anchors.take(),
            self._furniture(),
            mark,
            self._lists.item,
            role,
            self._weight.is_bold,
            language,
            parts=self._roles.parts,
            post=self.posts.current,
            tab=self.tabs.current,
        )
        self._tables.add([block])
        self._code.texts_before += language is None
        self._lists.next_line = ("", 0)
        self._heading_level = 0

    def _role_of(self, text: str) -> Role:
        role = self._roles.current
        if role in ON_ONE_LINE:
            is_none = len(text) > _LONGEST_HEADING or (role is Role.OPENER and not asks(text))
            return Role.NONE if is_none else role
        return Role.ASKED if self._is_asked(text) else role

    def _ends_question(self) -> bool:
        is_short = self._weight.is_bold and len(self._parts) <= _MOST_PARTS
        return is_short and self._is_asked("".join(self._parts))

    def _is_asked(self, text: str) -> bool:
        """Whether a text is a question in bold, and no heading, cell or term."""
        is_paragraph = not self._heading_level and self._roles.current not in ON_ONE_LINE
        is_short = len(text) <= _LONGEST_HEADING
        return self._weight.is_bold and is_paragraph and is_short and asks(text)

    def _furniture(self) -> str:
        inner = (name for name, _ in reversed(self._open_furniture) if name != "form")
        return next(inner, "form" if self._open_furniture else "")


def local_name(tag: str) -> str:
    """A tag's name without its namespace."""
    return tag.rpartition("}")[2]


def _is_editing_aid(attributes: Attributes) -> bool:
    return not _EDITING_CLASSES.isdisjoint(attributes.get("class", "").split())


_EDITING_WORDS = re.compile(
    r"(?:\s*\[\s*edit(?:\s+(?:source|section))?(?:\s*\|\s*edit\s+source)?\s*\]|\s*¶)+\Z", re.I
)
"""At the end of a heading, these open it for editing, or link to it."""


def _clean(text: str, is_preformatted: bool) -> str:
    if not text or text.isspace():
        return ""
    text = REMOVED_CHARACTERS.sub(
        "", _BULLET.sub("- ", text, count=1) if _BULLET.match(text) else text
    )
    if is_preformatted:
        return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    return _LINE_END.sub("\n", _WIDE_SPACES.sub(" ", text)).strip()

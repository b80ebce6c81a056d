"""Blocks of a page → canonical text, and where its headings, questions, tables and code stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from index.documents import QUESTION_LEVEL, Code, Heading, Table
from index.reading.formats.code_fences import fence_around
from index.reading.formats.html_posts import Post
from index.reading.formats.html_questions import OVER_ANSWERS, Role
from index.text.step_labels import is_step_label
from index.text.thread_posts import POST, QUESTION
from index.text.views import Span

TERM_JOINT = " · "
"""Between the terms of one definition."""

LONGEST_TITLE = 300
"""Characters of the terms that are named above a definition."""


@dataclass(frozen=True, slots=True)
class RowPlace:
    """What a block is in its table, which its group tells from others."""

    is_header: bool
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """A paragraph, heading, list item, table row or code, in the words of the page.

    Blocks of the same ``group`` (other than 0) are joined by one line break. ``runs`` are the
    numbers of the runs of text that it was made from. ``level`` is that of a heading, else 0.
    ``furniture`` is the innermost element around it that is not content, such as ``nav``; a
    ``form`` only if there is no other. ``mark`` is how an item's text begins, and ``item`` tells
    the items of lists from each other. ``language`` is that of code, and ``None`` for other text.
    ``parts`` are the numbers of the elements around it in which questions stand over answers, and
    ``post`` is that of the post of a thread, from 1; ``tab`` is that of the panel of a tab.
    """

    text: str
    runs: range
    level: int = 0
    group: int = 0
    anchor: str | None = None
    furniture: str = ""
    mark: str = ""
    item: int = 0
    role: Role = Role.NONE
    is_bold: bool = False
    language: str | None = None
    row: RowPlace | None = None
    parts: tuple[int, ...] = ()
    post: int = 0
    tab: int = 0


class JoinedBlocks(NamedTuple):
    """Canonical text, and the spans of its headings, tables and code, in order."""

    text: str
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...]
    code: tuple[Code, ...]


def join_blocks(
    blocks: Iterable[HtmlBlock], posts: Sequence[Post] = (), tabs: Sequence[str] = ()
) -> JoinedBlocks:
    """The canonical text of the blocks, and what is known of it; each post of a thread stands under
    a heading that says what it is and who wrote it, and the panel of a tab under its label."""
    known = list(blocks)
    text = _CanonicalText(_with_question(known, posts), tabs)
    defined = _terms_over_definitions(known)
    after: HtmlBlock | None
    for number, (block, after) in enumerate(zip(known, [*known[1:], None], strict=False)):
        text.add(block, is_question=number in defined or _is_question(block, after))
    return text.written()


def _with_question(blocks: Sequence[HtmlBlock], posts: Sequence[Post]) -> Sequence[Post]:
    """The posts; the first of several is the question of the thread if it asks something."""
    is_asked = any("?" in block.text for block in blocks if block.post == 1)
    if len(posts) < 2 or posts[0].kind != POST or not is_asked:
        return posts
    return [replace(posts[0], kind=QUESTION), *posts[1:]]


def _terms_over_definitions(blocks: Sequence[HtmlBlock]) -> set[int]:
    """The numbers of the terms, alone or in a row, with a definition below them."""
    found: set[int] = set()
    below = Role.NONE
    for number, block in reversed(list(enumerate(blocks))):
        if block.role is not Role.TERM:
            below = block.role
        elif below in (Role.DEFINITION, Role.ASKED):
            found.add(number)
    return found


def _is_question(block: HtmlBlock, after: HtmlBlock | None) -> bool:
    """Whether a block is a question over its answer, or the label of a step over its text. One in
    bold that is an item of a list is a heading if its answer stands in the same item."""
    if block.role is Role.CAPTION:
        return after is not None and after.row is not None
    if _is_over_text(block, after) and is_step_label(block.text):
        return True
    if block.role is Role.ASKED and block.mark:
        return after is not None and after.item == block.item and not after.mark
    return block.role in OVER_ANSWERS or block.role is Role.ASKED


def _is_over_text(block: HtmlBlock, after: HtmlBlock | None) -> bool:
    """Whether a paragraph stands over a text that it may be the label of."""
    is_paragraph = block.language is None and not (block.level or block.row or block.mark)
    is_text = after is not None and not (after.level or after.row)
    return is_paragraph and is_text and after is not None and not is_step_label(after.text)


@dataclass(slots=True)
class _Rows:
    """Where the rows of a table stand."""

    columns: tuple[str, ...]
    header: list[Span] = field(default_factory=list)
    rows: list[Span] = field(default_factory=list)


class _CanonicalText:
    """Writes blocks as ``Reading`` says, and keeps where each of them stands."""

    def __init__(self, posts: Sequence[Post], tabs: Sequence[str]) -> None:
        self._tabs = tabs
        self._tab = 0
        self._tab_heading: int | None = None
        self._parts: list[str] = []
        self._posts = posts
        self._seen_posts = {0}
        self._post_heading: int | None = None
        self._post = 0
        self._end = self._group = 0
        self._headings: list[Heading] = []
        self._code: list[Code] = []
        self._tables: list[_Rows] = []
        self._last_place: RowPlace | None = None
        self._last_role = Role.NONE
        self._in_parts: dict[int, int] = {}
        self._caption: int | None = None

    def written(self) -> JoinedBlocks:
        """All that was added."""
        tables = tuple(
            Table(tuple(table.header), tuple(table.rows), table.columns) for table in self._tables
        )
        return JoinedBlocks("".join(self._parts), tuple(self._headings), tables, tuple(self._code))

    def add(self, block: HtmlBlock, *, is_question: bool) -> None:
        """The next block of the page. Definitions in a row are paragraphs; terms in a row are one
        heading over what they share."""
        self._end_parts(block, is_question=is_question)
        if block.post and block.text == self._posts[block.post - 1].author:
            return  # The heading of the post says it.
        if block.level and self._is_in_question():
            self._end_post()
        if block.post != self._post and not block.level:
            self._begin_post(block)
        if block.tab != self._tab:
            self._begin_tab(block)
        continues = block.group > 0 and block.group == self._group
        if block.role is Role.DEFINITION is self._last_role and not block.mark:
            continues = False
        is_next_term = continues and block.role is Role.TERM is self._last_role
        if block.language is not None:
            self._add_code(block.text, block.language)
        elif is_question and is_next_term:
            self._add_term(block.text[len(block.mark) :])
        elif is_question:
            self._add_heading(block, block.text[len(block.mark) :], QUESTION_LEVEL, continues)
        elif block.level:
            self._add_heading(block, block.text, block.level, continues)
        else:
            span = self._write(block.text, continues)
            if block.row:
                self._add_row(block.row, span, continues)
        if is_question and block.parts:
            self._in_parts[len(self._headings) - 1] = block.parts[-1]
        if is_question and block.role is Role.CAPTION:
            self._caption = len(self._headings) - 1
        self._group, self._last_place = block.group, block.row
        self._last_role = block.role

    def _begin_post(self, block: HtmlBlock) -> None:
        self._end_post()
        self._post = block.post
        if self._post in self._seen_posts or not self._posts[self._post - 1].title:
            return
        self._seen_posts.add(self._post)
        title = self._posts[self._post - 1].title
        self._add_heading(replace(block, anchor=None), title, QUESTION_LEVEL, continues=False)
        self._post_heading = len(self._headings) - 1

    def _begin_tab(self, block: HtmlBlock) -> None:
        if self._tab_heading is not None:
            heading = self._headings[self._tab_heading]
            self._headings[self._tab_heading] = heading._replace(until=self._end)
            self._tab_heading = None
        self._tab = block.tab
        label = "".join(self._tabs[block.tab - 1 : block.tab]) if block.tab else ""
        if label:
            self._add_heading(replace(block, anchor=None), label, QUESTION_LEVEL, continues=False)
            self._tab_heading = len(self._headings) - 1

    def _is_in_question(self) -> bool:
        """Whether the post that was begun is the question: what has a heading below it is not."""
        return self._post_heading is not None and self._posts[self._post - 1].kind == QUESTION

    def _end_post(self) -> None:
        if self._post_heading is not None:
            heading = self._headings[self._post_heading]
            self._headings[self._post_heading] = heading._replace(until=self._end)
            self._post_heading = None

    def _end_parts(self, block: HtmlBlock, *, is_question: bool) -> None:
        """A question is not over what follows the element that it stands in, nor over another one
        in it; a caption is not over what follows its table."""
        inner = block.parts[-1] if block.parts and is_question else 0
        ended = [n for n, p in self._in_parts.items() if p == inner or p not in block.parts]
        if self._caption is not None and not block.row:
            ended.append(self._caption)
            self._caption = None
        for number in ended:
            self._headings[number] = self._headings[number]._replace(until=self._end)
            self._in_parts.pop(number, None)

    def _write(self, text: str, continues: bool) -> Span:
        if self._parts:
            self._parts.append("\n" if continues else "\n\n")
            self._end += len(self._parts[-1])
        self._parts.append(text)
        start, self._end = self._end, self._end + len(text)
        return start, self._end

    def _add_heading(self, block: HtmlBlock, title: str, level: int, continues: bool) -> None:
        start, end = self._write(title, continues)
        self._headings.append(Heading(start, end, level, title, block.anchor))

    def _add_term(self, words: str) -> None:
        """Another term for what the last heading is over."""
        _, end = self._write(words, continues=True)
        heading = self._headings[-1]
        title = f"{heading.title}{TERM_JOINT}{words}"
        title = title if len(title) <= LONGEST_TITLE else heading.title
        self._headings[-1] = heading._replace(end=end, title=title)

    def _add_code(self, text: str, language: str) -> None:
        fence = fence_around(text)
        opening = f"{fence}{language}\n"
        start, end = self._write(f"{opening}{text}\n{fence}", continues=False)
        content = start + len(opening), end - len(fence)
        self._code.append(Code(start, end, content, language))

    def _add_row(self, place: RowPlace, span: Span, continues: bool) -> None:
        """A row of the table that is being written, or the first row of another one."""
        last = self._last_place if continues else None
        is_other = last is None or last.columns != place.columns
        if is_other or (place.is_header and not (last and last.is_header)):
            self._tables.append(_Rows(place.columns))
        table = self._tables[-1]
        (table.header if place.is_header else table.rows).append(span)

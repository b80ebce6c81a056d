"""Bytes of reStructuredText → the text of the page that docutils makes of it.

No file is inserted and no raw HTML is taken. Directives and roles that only Sphinx knows are read
by their form: what they hold is text, except where it is code or only lists other pages.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, ClassVar

from docutils import nodes
from docutils.core import publish_doctree, publish_from_doctree
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.languages import en

from index.documents import QUESTION_LEVEL, DocumentWarning, Loss, Metadata, Obstacle
from index.reading.formats.markup import read_markup
from index.reading.formats.plain_text import decode, refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable

MOST_BYTES = 1_500_000
"""A handbook of 500 pages has one million."""

LONGEST_PARAGRAPH = 60_000
"""Characters without a blank line: docutils takes minutes for the marks in a longer one."""

LONGEST_LINE = 100_000

MOST_REFERENCES = 2_000
"""In a paragraph: docutils looks for each of them among all others."""

_LONGEST_MARKS = 200
"""Characters of the marks of items that stand before a directive."""

MOST_NAMES = 500
"""Kinds of directives and roles in one file."""

_NAME = r"[A-Za-z][A-Za-z0-9]*(?:[-_+:.][A-Za-z0-9]+)*"
_DIRECTIVE = re.compile(
    rf"(?:^(?P<margin>[ \t]*)|(?<=[ \t|]))\.\.[ \t]+(?:\|[^|\n]{{1,300}}\|[ \t]+)?"
    rf"(?P<name>{_NAME})[ \t]?::",
    re.MULTILINE,
)
"""In an item or a cell, it stands behind other signs."""

_ITEM = re.compile(r"[ \t]*(?:(?:[-*+•‣⁃]|\(?[A-Za-z0-9#]{1,8}[.)])[ \t]+)+")
_ROLE = re.compile(rf":({_NAME}):`|`:({_NAME}):")
_LANGUAGE = re.compile(r'(<pre class="code[^"]*") lang=')
"""Of code: docutils states it as if it were one that people speak."""

_LETTERED = re.compile(r'<ol class="(?P<kind>(?:low|upp)er(?:alpha|roman))')
_LIST_TYPES = {"loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}

_FOR_PROGRAMS = ("orphan", "tocdepth", "nocomments", "nosearch", "no-search")

_WARNING = 2
"""The level of messages on what docutils understood all the same."""

_REFERENCE = re.compile(r"\w`?__?(?!\w)|\]_(?!\w)|\|[^\s|]")
_BLANK_LINES = re.compile(r"\n[ \t]*\r?\n")
_TARGET = re.compile(r"^(.+?)\s*<[^<>]+>$", re.DOTALL)
_SETTINGS = {
    "_disable_config": True,  # Else docutils reads files of the working folder and of the user.
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "halt_level": 6,
    "report_level": 2,
    "warning_stream": False,
    "syntax_highlight": "none",
    "math_output": "LaTeX",
    "smart_quotes": False,
    "embed_stylesheet": False,
    "stylesheet_path": "",
    "stylesheet": "",
    "toc_backlinks": False,
    "footnote_backlinks": False,
    "sectnum_xform": False,
    "line_length_limit": LONGEST_LINE,
    "output_encoding": "unicode",
    "footnote_references": "brackets",
    "id_prefix": "",
}


def read_rst(data: bytes) -> Iterator[Reading]:
    """A page as one document; raises ``Unreadable`` when it is too large or nested too deep."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"{len(data):,} bytes (at most {MOST_BYTES:,}); split it", Obstacle.LARGE)
    source = decode(data)
    _refuse_long_paragraphs(source)
    try:
        page, warnings = _page(source)
        metadata = _metadata(page)
        html = str(publish_from_doctree(page, writer="html5", settings_overrides=_SETTINGS))
        html = _LETTERED.sub(_with_type, _LANGUAGE.sub(r"\1 data-lang=", html))
    except RecursionError as error:
        raise Unreadable(
            "its parts are nested too deep; mend it or save it as text", Obstacle.MALFORMED
        ) from error
    text, headings, tables, code = read_markup(html)
    refuse_long_lines(text)
    first = next((h.title for h in headings if h.level < QUESTION_LEVEL), None)
    metadata = replace(metadata, title=metadata.title or first)
    yield Reading("", text, metadata, headings, tables=tables, code=code, warnings=warnings)


def _refuse_long_paragraphs(source: str) -> None:
    for paragraph in _BLANK_LINES.split(source):
        size = len(paragraph)
        if size > LONGEST_PARAGRAPH:
            raise Unreadable(
                f"{size:,} characters without a blank line; break the paragraph", Obstacle.MALFORMED
            )
        if sum(1 for _ in _REFERENCE.finditer(paragraph)) > MOST_REFERENCES:
            raise Unreadable(
                f"more than {MOST_REFERENCES:,} references in a paragraph; break it", Obstacle.LARGE
            )


def _page(source: str) -> tuple[nodes.document, tuple[str, ...]]:
    with _known_names(source):
        page = publish_doctree(source, settings_overrides=_SETTINGS)
    warnings: list[str] = [
        DocumentWarning(f"what the directive {name} inserts is not read", Loss.LEFT_OUT)
        for name in _inserting(source)
    ]
    for message in list(page.findall(nodes.system_message)):
        warnings += _keep_words(message)
    for wrong in list(page.findall(nodes.problematic)):
        wrong.children = [nodes.Text(_role_words(wrong.astext()))]  # Replaced, it would be sought.
        wrong.attributes.pop("refid", None)
    for field in [field for info in page.findall(nodes.docinfo) for field in info.children]:
        if isinstance(field, nodes.field) and field.children[0].astext() in _FOR_PROGRAMS:
            field.parent.remove(field)
    _write_notes(page)
    page.transform_messages = []  # Else they become a section of the page.
    return page, tuple(dict.fromkeys(warnings))


def _write_notes(page: nodes.document) -> None:
    """Put the marks of notes into the words, as ``[1]``: links to notes are no text of a page."""
    for mark in list(page.findall(nodes.footnote_reference)):
        mark.parent.replace(mark, nodes.Text(f"[{mark.astext()}]"))
    notes: list[nodes.Element] = [*page.findall(nodes.footnote), *page.findall(nodes.citation)]
    for note in notes:
        first, words = [*note.children[:2], None, None][:2]
        if isinstance(first, nodes.label) and isinstance(words, nodes.paragraph):
            words.insert(0, nodes.Text(f"[{first.astext()}] "))
            note.remove(first)


def _with_type(tag: re.Match[str]) -> str:
    """The tag of a list, with its letters as pages state them."""
    return tag[0].replace("<ol", f'<ol type="{_LIST_TYPES[tag["kind"]]}"')


def _keep_words(message: nodes.system_message) -> Iterator[str]:
    """Put what docutils did not understand back as it stands in the file, and tell it."""
    reason = " ".join(message.children[0].astext().split())[:120].rstrip(".:")
    place = f"line {message.get('line', '?')}"
    source = next(iter(message.findall(nodes.literal_block)), None)
    kept = source.astext() if source is not None and message["level"] > _WARNING else ""
    if kept.strip() and message.parent is not None:
        yield DocumentWarning(f"{place}: {reason}; it is read as it stands", Loss.MARKUP)
        kind = (
            nodes.literal_block if kept.lstrip().startswith(("..", "+", "=")) else nodes.paragraph
        )
        message.replace_self(kind(kept, kept))
        return
    if "disabled" in reason or "deactivated" in reason:
        yield DocumentWarning(f"{place}: another file is not inserted", Loss.LEFT_OUT)
    if message.parent is not None:
        message.parent.remove(message)


# Sphinx.


class _AnyOption(dict[str, Callable[[str], str]]):
    """The options of a directive, whatever they are."""

    def __missing__(self, name: str) -> Callable[[str], str]:
        return directives.unchanged

    def __bool__(self) -> bool:  # Else docutils takes it for no options at all.
        return True


class _Part(Directive):
    """A directive that is not known: its words, then what it holds."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[Any] = _AnyOption()

    def run(self) -> Sequence[nodes.Node]:
        """Nodes for the tree."""
        part = nodes.container()
        part += self._lead()
        self.state.nested_parse(self.content, self.content_offset, part)
        return [part]

    def _lead(self) -> list[nodes.Node]:
        words = " ".join(self.arguments).strip()
        if not words:
            return []
        inner, messages = self.state.inline_text(words, self.lineno)
        return [nodes.paragraph(words, "", *inner), *messages]


class _Version(_Part):
    """What changed in a version, or is no longer to be used."""

    words: ClassVar[dict[str, str]] = {
        "versionadded": "New in version",
        "versionchanged": "Changed in version",
        "deprecated": "Deprecated since version",
        "versionremoved": "Removed in version",
    }

    def _lead(self) -> list[nodes.Node]:
        version, *rest = " ".join(self.arguments).split(maxsplit=1) or [""]
        words = " ".join(rest)
        inner, messages = self.state.inline_text(words, self.lineno)
        lead = f"{self.words[self.name]} {version}"
        return [nodes.paragraph("", f"{lead}: " if words else lead, *inner), *messages]


class _Description(_Part):
    """A function, class, option or the like: its signature over what is said of it."""

    def run(self) -> Sequence[nodes.Node]:
        """Nodes for the tree."""
        signatures = [line.strip() for line in "\n".join(self.arguments).split("\n")]
        terms = [nodes.term(line, "", nodes.literal(line, line)) for line in signatures if line]
        definition = nodes.definition()
        self.state.nested_parse(self.content, self.content_offset, definition)
        item = nodes.definition_list_item("", *terms[:1], definition)
        over = [nodes.paragraph("", "", *term.children) for term in terms[1:]]
        return [*over, nodes.definition_list("", item)] if terms else list(definition.children)


class _Code(_Part):
    """Code with any options; its caption stands over it."""

    def run(self) -> Sequence[nodes.Node]:
        """Nodes for the tree."""
        text = "\n".join(self.content)
        language = "".join(self.arguments).strip()
        kinds = ["code", *([f"language-{language}"] if language else [])]
        code = nodes.literal_block(text, text, classes=kinds)
        caption = self.options.get("caption", "").strip()
        return [*([nodes.paragraph(caption, caption)] if caption else []), code]


class _Nothing(_Part):
    """A directive that shows no words of its own, such as a list of other pages."""

    def run(self) -> Sequence[nodes.Node]:
        """Nodes for the tree: none."""
        return []


class _Math(_Part):
    """A formula as it is written."""

    def run(self) -> Sequence[nodes.Node]:
        """Nodes for the tree."""
        text = "\n".join([*self.arguments, *self.content]).strip()
        return [nodes.paragraph(text, text)]


_KINDS: dict[str, type[_Part]] = {
    **dict.fromkeys(["code", "code-block", "sourcecode", "ipython", "prompt", "testcode"], _Code),
    **dict.fromkeys(["testoutput", "doctest", "console"], _Code),
    **dict.fromkeys(_Version.words, _Version),
    **dict.fromkeys(
        "toctree index highlight currentmodule module py:module py:currentmodule tabularcolumns"
        " contents sectnum sectionauthor codeauthor meta default-role default-domain program"
        " testsetup testcleanup graphviz uml mermaid plot".split(),
        _Nothing,
    ),
    "math": _Math,
}
_INSERTING = frozenset(
    "include literalinclude raw automodule autoclass autofunction automethod autodata autoattribute"
    " autoexception autosummary click argparse".split()
)
"""What these show stands in another file, or is no reStructuredText."""

_DESCRIBES = re.compile(
    r"(?:[a-z]+:)?(?:function|class|method|classmethod|staticmethod|attribute|property|data"
    r"|exception|decorator|option|cmdoption|envvar|confval|macro|type|member|var|struct|enum"
    r"|enumerator|opcode|describe|object|setting|directive|role|rst:\w+|js:\w+|cpp:\w+|c:\w+)"
)


def _inserting(source: str) -> list[str]:
    """The directives that show what stands in other files; in a sentence they are only named."""
    names = set()
    for match in _DIRECTIVE.finditer(source):
        start = max(0, match.start() - _LONGEST_MARKS)
        start = max(start, source.rfind("\n", start, match.start()) + 1)
        if match["margin"] is not None or _ITEM.fullmatch(source, start, match.start()):
            names.add(match["name"].lower())
    return sorted(name for name in names if name in _INSERTING or name.startswith("auto"))


@contextmanager
def _known_names(source: str) -> Iterator[None]:
    """Make the names of a file known to docutils; it forgets them again, and what the file itself
    defines, so that no file changes how another one is read."""
    known = (directives._directives, roles._roles)  # type: ignore[attr-defined] # nothing else lets docutils forget names
    before = [dict(names) for names in known]
    try:
        _make_known(source)
        yield
    finally:
        for names, old in zip(known, before, strict=True):
            names.clear()
            names.update(old)


def _make_known(source: str) -> None:
    names = {match["name"].lower() for match in _DIRECTIVE.finditer(source)}
    spoken = {(match[1] or match[2]).lower() for match in _ROLE.finditer(source)}
    if len(names) + len(spoken) > MOST_NAMES:
        raise Unreadable(
            f"more than {MOST_NAMES:,} kinds of directives and roles in it", Obstacle.LARGE
        )
    for name in names:
        if kind := _kind_of(name):
            directives.register_directive(name, kind)
    for name in spoken - _DOCUTILS_ROLES:
        roles.register_local_role(name, _read_role)  # type: ignore[arg-type] # the stubs want links only


_DOCUTILS_DIRECTIVES = frozenset(en.directives)
_DOCUTILS_ROLES = frozenset(en.roles) - {"raw"}


def _kind_of(name: str) -> type[_Part] | None:
    """How a directive is read; ``None`` where docutils knows best."""
    if kind := _KINDS.get(name):
        return kind
    if name in _INSERTING or name.startswith("auto"):
        return _Nothing
    if name in _DOCUTILS_DIRECTIVES:
        return None
    return _Description if _DESCRIBES.fullmatch(name) else _Part


def _read_role(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Any,
    options: Any = None,
    content: Any = None,
) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """The words of a role of Sphinx: without the target that they point to."""
    words = nodes.unescape(text)
    pointing = _TARGET.match(words)
    if not pointing and words.startswith("~"):  # Only the last part of a dotted name is shown.
        words = words.rpartition(".")[2].lstrip("~")
    words = pointing[1] if pointing else words.removeprefix("!")
    return [nodes.inline(rawtext, words)], []


def _role_words(source: str) -> str:
    """The words of what docutils could not resolve, such as a link to another page."""
    match = re.fullmatch(r"`([^`]+?)(?:\s*<[^<>]*>)?`_{0,2}|([^\s`]+?)_{1,2}", source, re.DOTALL)
    return (match[1] or match[2]) if match else source


# What the page states about itself.


def _metadata(page: nodes.document) -> Metadata:
    """What the fields over the page say, which are no text of it then."""
    metadata = Metadata(
        title=_first(page, nodes.title),
        author=_all(page, nodes.author),
        date=_first(page, nodes.date),
    )
    for part in [
        *page.findall(nodes.author),
        *page.findall(nodes.authors),
        *page.findall(nodes.date),
    ]:
        part.parent.remove(part)
    return metadata


def _first(page: nodes.document, kind: type[nodes.Element]) -> str | None:
    found = next(iter(page.findall(kind)), None)
    return " ".join(found.astext().split()) or None if found is not None else None


def _all(page: nodes.document, kind: type[nodes.Element]) -> str | None:
    return ", ".join(" ".join(node.astext().split()) for node in page.findall(kind)) or None

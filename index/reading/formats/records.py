"""Bytes of JSON or YAML → a page: questions over their answers, tables, and facts with their names.

    {"question": …, "answer": …}    a question over its answer, also in a map from one to the other
    {"title": …, "body": …}         a heading over its text
    a list of flat records          a table, its columns the names of the values
    anything else                   headings, and lines such as ``opens: 9:00``

Texts in it may be Markdown or HTML. Messages of a Discord channel are read as such.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from index.documents import Metadata, Obstacle
from index.reading.formats.discord_export import is_discord, read_discord
from index.reading.formats.json_tree import parse_json
from index.reading.formats.markdown_html import html_of
from index.reading.formats.markup import read_markup
from index.reading.formats.plain_text import refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.yaml_tree import parse_yaml

MOST_VALUES = 100_000
"""Values that are written; more of them are a table of numbers or a program's own."""

MOST_CHARACTERS = 5_000_000

FEWEST_NUMBERS = 200
LEAST_WORDS = 0.05
"""Share of values with a word in them, below which many values are data and no text."""

LONGEST_CELL = 200
LONGEST_FACT = 60
"""Characters; a longer text under a title is no cell of a table."""

MOST_COLUMNS = 20
LONGEST_LIST = 100
"""Characters of a list that is written on one line."""

_QUESTIONS = ("question", "q", "ask", "query", "prompt")
_ANSWERS = ("answer", "a", "response", "reply", "acceptedanswer", "answers")
_TITLES = tuple(
    "title heading headline name subject term label category section group topic id key".split()
)
_BODIES = ("body", "content", "text", "description", "definition", "details", "summary", "answer")
_MARKS = {"@type", "@context", "@id", "$schema"}
"""Names of what records say to programs."""

_ALWAYS_TEXTS = ("body", "content", "text", "definition")

_WORD = re.compile(r"[^\W\d_]{2}")
_ADDRESS = re.compile(r"https?://[\x21-\x7e]+")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?=$|T)")


def read_json(data: bytes) -> Iterator[Reading]:
    """A file of records as one document, or the days of a channel; raises ``Unreadable`` when it
    is no JSON or has no words."""
    tree = parse_json(data, as_written=True)
    if is_discord(tree):
        yield from read_discord(tree)
    else:
        yield _reading(tree)


def read_yaml(data: bytes) -> Iterator[Reading]:
    """A file of records as one document; raises ``Unreadable`` as ``read_json`` does."""
    yield _reading(parse_yaml(data))


def _reading(tree: Any) -> Reading:
    values = list(islice(_scalars(tree), MOST_VALUES + 1))
    if len(values) > MOST_VALUES:
        raise Unreadable(
            f"more than {MOST_VALUES:,} values in it; save them as CSV", Obstacle.LARGE
        )
    if sum(map(len, values)) > MOST_CHARACTERS:
        raise Unreadable(
            f"more than {MOST_CHARACTERS:,} characters of text in it; split it",
            Obstacle.LARGE,
            characters=MOST_CHARACTERS,
        )
    worded = sum(_WORD.search(words) is not None for words in (*values, *_names(tree)))
    if not worded or (len(values) > FEWEST_NUMBERS and worded < LEAST_WORDS * len(values)):
        raise Unreadable(
            "numbers or marks without words; it is data and no document", Obstacle.WORDLESS
        )
    text, headings, tables, code = read_markup("".join(_written(tree, 1)))
    refuse_long_lines(text)
    return Reading("", text, _metadata(tree), headings, tables=tables, code=code)


def _scalars(tree: Any) -> Iterator[str]:
    """The words of all values."""
    return filter(None, (_words(node) for node in _nodes(tree)))


def _names(tree: Any) -> Iterator[str]:
    """The names in all maps."""
    return (name for node in _nodes(tree) if isinstance(node, dict) for name in node)


def _nodes(tree: Any) -> Iterator[Any]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, dict | list):
            waiting += node.values() if isinstance(node, dict) else node


# Values → HTML.


def _written(node: Any, level: int) -> Iterator[str]:
    """A value on the page; ``level`` is that of the headings in it."""
    if isinstance(node, list):
        yield from _list(node, level)
    elif isinstance(node, dict):
        yield from _map(node, level)
    elif words := _words(node):
        yield html_of(words)


def _list(nodes: Sequence[Any], level: int) -> Iterator[str]:
    if columns := _columns(nodes):
        yield _table(nodes, columns)
    elif all(isinstance(node, dict | list) for node in nodes):
        for node in nodes:
            yield from _written(node, level)
    else:
        yield "<ul>"
        for node in nodes:
            yield f"<li>{''.join(_written(node, level))}</li>"
        yield "</ul>"


def _map(node: Mapping[str, Any], level: int) -> Iterator[str]:
    named = _lowered(node)
    if pair := _question(node, named):
        yield f"<details><summary>{_escaped(pair[0])}</summary>"
        yield from _written(pair[1], level)
        yield "</details>"
        yield from _facts(_without(node, pair[2]), level + 1)
    elif _is_asked(node):
        for question, answer in node.items():
            yield f"<details><summary>{_escaped(question)}</summary>"
            yield from _written(answer, level)
            yield "</details>"
    else:
        yield from _record(node, named, level)


def _question(
    node: Mapping[str, Any], named: Mapping[str, str]
) -> tuple[str, Any, set[str]] | None:
    """A question, its answer and their names, if a map is both."""
    is_of_schema = node.get("@type") == "Question"  # of schema.org
    questions = ("name",) if is_of_schema else _QUESTIONS
    asked = next((named[name] for name in questions if name in named), None)
    answered = next((named[name] for name in _ANSWERS if name in named), None)
    question = _words(node.get(asked)) if asked else ""
    if not question or asked is None or answered is None:
        return None
    answer = node[answered]
    if isinstance(answer, dict) and answer.get("@type") == "Answer":
        answer = answer.get("text")
    return question, answer, {asked, answered}


def _is_asked(node: Mapping[str, Any]) -> bool:
    """Whether a map leads from questions to their answers."""
    questions = sum(name.rstrip().endswith(("?", "？")) for name in node)
    return questions > 0 and 2 * questions >= len(node)


def _record(node: Mapping[str, Any], named: Mapping[str, str], level: int) -> Iterator[str]:
    title = _first(node, named, _TITLES)
    body = _first(node, named, _BODIES)
    has_more = len(node) > 1
    if title is not None and has_more:
        yield _heading(_words(node[title]), level)
        level += 1
    if title is not None and body is not None and body != title:
        yield html_of(_words(node[body]))
        node = _without(node, {body})
    yield from _facts(_without(node, {title} if title is not None and has_more else set()), level)


def _first(node: Mapping[str, Any], named: Mapping[str, str], names: Sequence[str]) -> str | None:
    """The first of some names whose value has words."""
    found = (named[name] for name in names if name in named)
    return next((name for name in found if _WORD.search(_words(node[name]))), None)


def _facts(node: Mapping[str, Any], level: int) -> Iterator[str]:
    """The values of a record by their names: those of one line first, then the larger ones."""
    node = _without(node, _MARKS)
    lines = {name: line for name, value in node.items() if (line := _one_line(value))}
    if lines:
        yield "<ul>"
        yield from (f"<li>{_escaped(name)}: {_escaped(line)}</li>" for name, line in lines.items())
        yield "</ul>"
    for name, value in node.items():
        if name not in lines and _has_words(value):
            is_over_questions = isinstance(value, list) and _are_questions(value)
            yield "" if is_over_questions else _heading(name, level)
            yield from _written(value, level if is_over_questions else level + 1)


def _are_questions(nodes: Sequence[Any]) -> bool:
    return all(isinstance(node, dict) and _question(node, _lowered(node)) for node in nodes)


def _lowered(node: Mapping[str, Any]) -> dict[str, str]:
    """The names of a map as they are compared, and as they are written."""
    return {name.lower(): name for name in reversed(list(node))}


def _without(node: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if name not in names}


def _one_line(value: Any) -> str:
    """A value as it stands behind its name; empty if it is too large for that."""
    if isinstance(value, list) and not any(isinstance(entry, dict | list) for entry in value):
        line = ", ".join(filter(None, map(_words, value)))
        return line if len(line) <= LONGEST_LIST and "\n" not in line else ""
    words = _words(value)
    return words if "\n" not in words and "</" not in words else ""


def _has_words(value: Any) -> bool:
    return any(True for _ in _scalars(value))


# Lists of flat records.


def _columns(nodes: Sequence[Any]) -> list[str]:
    """The names of the values of several flat records; empty if they are no rows of a table."""
    if len(nodes) < 2 or not all(isinstance(node, dict) and len(node) > 1 for node in nodes):
        return []
    columns = list(dict.fromkeys(name for node in nodes for name in node))
    cells = [value for node in nodes for value in node.values()]
    is_dense = len(columns) <= MOST_COLUMNS and 2 * len(cells) >= len(columns) * len(nodes)
    return columns if is_dense and all(map(_is_cell, cells)) and not _are_texts(nodes) else []


def _is_cell(value: Any) -> bool:
    line = _one_line(value)
    return len(line) <= LONGEST_CELL and (bool(line) or not _has_words(value))


def _are_texts(nodes: Sequence[Mapping[str, Any]]) -> bool:
    """Whether records are questions with answers, or texts with titles, and so no rows."""
    for node in nodes:
        named = _lowered(node)
        if _question(node, named):
            return True
        is_titled = not named.keys().isdisjoint(_TITLES)
        bodies = {lowered: _words(node[named[lowered]]) for lowered in named if lowered in _BODIES}
        is_long = any(len(words) > LONGEST_FACT for words in bodies.values())
        if is_titled and (is_long or not bodies.keys().isdisjoint(_ALWAYS_TEXTS)):
            return True
    return False


def _table(nodes: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    head = "".join(f"<th>{_escaped(name)}</th>" for name in columns)
    rows = (
        "".join(f"<td>{_escaped(_one_line(node.get(name)))}</td>" for name in columns)
        for node in nodes
    )
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


# Words.


def _words(value: Any) -> str:
    """A value as it is written; empty for nothing, and for lists and maps."""
    if value is None or isinstance(value, dict | list):
        return ""
    return (
        {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else value.strip()
    )


def _heading(words: str, level: int) -> str:
    number = min(level, 6)
    return f"<h{number}>{_escaped(' '.join(words.split()))}</h{number}>"


def _escaped(words: str) -> str:
    return html.escape(words, quote=False)


def _metadata(tree: Any) -> Metadata:
    top = {name.lower(): value for name, value in tree.items()} if isinstance(tree, dict) else {}
    date = _DATE.match(_words(top.get("date")))
    url = _words(top.get("url"))
    return Metadata(
        title=_words(top.get("title")) or _words(top.get("name")) or None,
        author=_words(top.get("author")) or None,
        date=date[0] if date else None,
        url=url if _ADDRESS.fullmatch(url) else None,
    )

"""The beginning of a Markdown file → what its front matter states, and where the body begins.

Front matter is YAML between ``---``, TOML between ``+++``, or a JSON object. Where it is broken,
the entries that can be read by themselves are taken, so that a colon in a title costs no document.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import yaml

from index.documents import DocumentWarning, Loss

_FENCED = re.compile(
    r"(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<entries>(?:[^\n]*\n)*?)"
    r"(?:(?P=fence)|\.{3})[ \t]*(?:\r?\n|\Z)"
)
_LONGEST = 65_536
"""Characters; more is no front matter."""

_DEEPEST = 20
_NAME = r"[^\W\d][\w .-]{0,60}?"
_ENTRY = {
    "---": re.compile(rf"[\"']?(?P<name>{_NAME})[\"']?[ \t]*:(?:[ \t]+(?P<value>.*))?[ \t]*"),
    "+++": re.compile(rf"[\"']?(?P<name>{_NAME})[\"']?[ \t]*=[ \t]*(?P<value>.*)"),
}
_CONTINUES = re.compile(r"\s|-(?:\s|\Z)|[#\]}]|\Z")
"""How a line begins that belongs to the entry above, or to none."""

_STRUCTURES = ("[", "{", "&", "*", "!", "|", ">", "%", "@", "`")
"""What a value begins with that is more than words."""

_JSON_NAMES = frozenset(
    "title date author authors description draft slug tags categories layout summary".split()
)


class FrontMatter(NamedTuple):
    """What front matter states, where the body begins, and what could not be read of it."""

    values: dict[str, Any]
    body: int = 0
    warning: str = ""


_NONE = FrontMatter({})


def front_matter_of(text: str) -> FrontMatter:
    """The front matter of a text; one without it, or that begins with a drawn line, has none."""
    match = _FENCED.match(text)
    if match and len(match["entries"]) <= _LONGEST:
        return _fenced(match["fence"], match["entries"], match.end())
    return _json(text) if text.startswith("{") else _NONE


def _fenced(fence: str, entries: str, body: int) -> FrontMatter:
    parse = _parse_yaml if fence == "---" else _parse_toml
    try:
        values = parse(entries)
    except ValueError:
        return _by_entries(fence, entries, body, parse)
    if values is None and not entries.strip("\r\n \t"):
        return FrontMatter({}, body)
    return FrontMatter(values, body) if isinstance(values, dict) else _NONE


def _by_entries(fence: str, text: str, body: int, parse: Callable[[str], object]) -> FrontMatter:
    """What can be read entry by entry; nothing where most lines are no entries, for then they are
    text between two drawn lines."""
    entries = list(_entries(_ENTRY[fence], text))
    named = [(name, value) for name, value in entries if name]
    if not named or 2 * len(named) < len(entries):
        return _NONE
    values: dict[str, Any] = {}
    unread: list[str] = []
    for name, entry in named:
        try:
            values |= _parsed_entry(parse, name, entry)
        except ValueError:
            unread.append(name)
    language = "YAML" if fence == "---" else "TOML"
    lost = f"; not read: {', '.join(unread[:5])}" if unread else ""
    text = f"the front matter is not {language}: read line by line{lost}"
    return FrontMatter(values, body, DocumentWarning(text, Loss.MARKUP))


def _entries(shape: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    """Each entry's name and all of its lines; without a name what is no entry."""
    name, lines = "", list[str]()
    for line in text.splitlines():
        match = shape.fullmatch(line)
        if match is None and _CONTINUES.match(line):
            lines.append(line)
            continue
        if lines and (name or "".join(lines).strip()):
            yield name, "\n".join(lines)
        name, lines = match["name"].strip() if match else "", [line]
    if name or "".join(lines).strip():
        yield name, "\n".join(lines)


def _parsed_entry(parse: Callable[[str], object], name: str, entry: str) -> dict[str, Any]:
    """An entry by itself; words that are only wrongly quoted are taken as they stand."""
    try:
        values = parse(entry)
    except ValueError:
        if "\n" in entry.strip() or parse is _parse_toml:
            raise
        values = {name: _plain_value(entry)}
    if not isinstance(values, dict):
        raise ValueError(name)
    return values


def _plain_value(entry: str) -> str:
    words = entry.partition(":")[2].strip()
    if words.startswith(_STRUCTURES):
        raise ValueError(entry)
    return words.strip("\"'").strip()


def _parse_yaml(text: str) -> object:
    """Raises ``ValueError`` also for what is nested deep or refers to other parts: few lines of
    these can stand for millions."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST or isinstance(event, yaml.AliasEvent):
                raise ValueError("nested too deep, or refers to other parts")
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _parse_toml(text: str) -> object:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _json(text: str) -> FrontMatter:
    """The object that a text begins with, if it says what front matter says."""
    try:
        values, end = json.JSONDecoder().raw_decode(text[:_LONGEST])
    except (ValueError, RecursionError):
        return _NONE
    rest = text[end:]
    line = rest.partition("\n")[0]
    is_front_matter = not line.strip() and not _JSON_NAMES.isdisjoint(values)
    return FrontMatter(values, end + len(line)) if is_front_matter else _NONE

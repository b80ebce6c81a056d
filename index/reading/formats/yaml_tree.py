"""Bytes of YAML → its values as they are written, within limits.

The tree is built from the parser's events, so no tag makes an object of any program, ``yes`` stays
``yes``, and what an alias repeats is counted before it is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from index.documents import Obstacle
from index.reading.formats.json_tree import MOST_DEPTH
from index.reading.formats.plain_text import decode
from index.reading.formats.reading import Unreadable

MOST_BYTES = 4_000_000

MOST_VALUES = 300_000
"""Values, those that aliases repeat counted each time."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OF_YAML = "tag:yaml.org,2002:"
_OF_PYTHON = f"{_OF_YAML}python/"
_NOTHING = ("", "~", "null", "Null", "NULL")


def parse_yaml(data: bytes) -> Any:
    """The values, all texts; a list of them where several documents stand in the file.

    Raises ``Unreadable`` when it is no YAML, too large, nested too deep, or asks for objects.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(
            f"{len(data):,} bytes of YAML (at most {MOST_BYTES:,}); split it", Obstacle.LARGE
        )
    builder = _Builder()
    try:
        for event in yaml.parse(decode(data), Loader=_LOADER):
            builder.add(event)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        wrong = f"not YAML: line {line or '?'}: {error.problem}; mend it"
        values = {"line": line} if line else {}
        raise Unreadable(wrong, Obstacle.MALFORMED, **values) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Unreadable("not YAML; mend it or save it as text", Obstacle.MALFORMED) from error
    documents = builder.documents
    return documents[0] if len(documents) == 1 else documents


@dataclass(slots=True)
class _Open:
    """A list or map that is being read, how many values it has, and the name it is known by."""

    is_map: bool
    anchor: str | None
    values: list[Any] = field(default_factory=list)
    size: int = 1


class _Builder:
    """The events of YAML → values."""

    def __init__(self) -> None:
        self.documents: list[Any] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}

    def add(self, event: yaml.Event) -> None:
        """The next event of the file."""
        tag = getattr(event, "tag", None) or ""
        if tag.startswith(_OF_PYTHON):
            name = tag.removeprefix(_OF_YAML)[:60]
            raise Unreadable(
                f"the tag !!{name} asks for an object of a program; take it out", Obstacle.MALFORMED
            )
        if isinstance(event, yaml.DocumentStartEvent):
            self._anchors.clear()
        elif isinstance(event, yaml.AliasEvent):
            self._put(*self._anchors.get(event.anchor or "", (None, 1)))
        elif isinstance(event, yaml.ScalarEvent):
            is_nothing = event.style is None and event.value in _NOTHING
            self._finish(None if is_nothing else event.value, 1, event.anchor)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open.append(_Open(isinstance(event, yaml.MappingStartEvent), event.anchor))
            if len(self._open) > MOST_DEPTH:
                raise Unreadable(
                    f"lists nested more than {MOST_DEPTH} deep; it is no document",
                    Obstacle.MALFORMED,
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self._open.pop()
            value = dict(_pairs(done.values)) if done.is_map else done.values
            self._finish(value, done.size, done.anchor)

    def _finish(self, value: Any, size: int, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = (value, size)
        self._put(value, size)

    def _put(self, value: Any, size: int) -> None:
        if not self._open:
            self.documents.append(value)
            return
        inside = self._open[-1]
        inside.values.append(value)
        inside.size += size
        if inside.size > MOST_VALUES:
            raise Unreadable(
                f"more than {MOST_VALUES:,} values, aliases counted; split it", Obstacle.LARGE
            )


def _pairs(values: list[Any]) -> Iterator[tuple[str, Any]]:
    """The entries of a map; those of a name that stands twice are numbered."""
    names: dict[str, int] = {}
    for key, value in zip(values[::2], values[1::2], strict=True):
        name = key if isinstance(key, str) else "" if key is None else "…"
        names[name] = names.get(name, 0) + 1
        yield (name if names[name] == 1 else f"{name} ({names[name]})"), value

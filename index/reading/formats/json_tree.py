"""Bytes of JSON → its values, within limits: small marks can become large objects."""

import json
import re
from collections.abc import Iterable
from typing import Any

from index.documents import Obstacle
from index.reading.formats.plain_text import decode
from index.reading.formats.reading import Unreadable

MOST_BYTES = 32_000_000

MOST_VALUES = 3_000_000
"""Values, counted by the marks before them; each takes up to a hundred bytes and more."""

MOST_DEPTH = 100

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""JSON can hold half a character (a lone surrogate), which UTF-8 cannot."""


_AS_WRITTEN: dict[str, Any] = {"parse_int": str, "parse_float": str, "parse_constant": str}


def parse_json(data: bytes, *, as_written: bool = False) -> Any:
    """The values; those of a name that stands twice in one object become a list, and numbers are
    texts if they are wanted ``as_written``.

    Raises ``Unreadable`` when it is no JSON, too large or nested too deep.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(
            f"{len(data):,} bytes of JSON (at most {MOST_BYTES:,}); split it", Obstacle.LARGE
        )
    if sum(map(data.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise Unreadable(f"more than {MOST_VALUES:,} values in it; split it", Obstacle.LARGE)
    try:
        tree = json.loads(
            decode(data), object_pairs_hook=_object, **(_AS_WRITTEN if as_written else {})
        )
    except RecursionError as error:
        raise Unreadable(
            "lists nested too deep in it; it is no document", Obstacle.MALFORMED
        ) from error
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"not JSON: line {error.lineno}: {error.msg}; mend it",
            Obstacle.MALFORMED,
            line=error.lineno,
        ) from error
    except ValueError as error:
        raise Unreadable(f"not JSON: {str(error)[:80]}; mend it", Obstacle.MALFORMED) from error
    refuse_deep(tree)
    return repaired(tree) if b"\\u" in data else tree


def repaired(node: Any) -> Any:
    """The same values without half characters, which an escape in JSON may state."""
    if isinstance(node, str):
        return _HALF_CHARACTER.sub("\ufffd", node)
    if isinstance(node, list):
        return [repaired(value) for value in node]
    if isinstance(node, dict):
        return {repaired(name): repaired(value) for name, value in node.items()}
    return node


def refuse_deep(tree: Any) -> None:
    """Raise ``Unreadable`` when lists and objects stand in each other deeper than is read."""
    level = [tree]
    for _ in range(MOST_DEPTH):
        level = [value for node in level for value in _inner(node)]
        if not level:
            return
    raise Unreadable(
        f"lists nested more than {MOST_DEPTH} deep in it; it is no document", Obstacle.MALFORMED
    )


def _inner(node: Any) -> Iterable[Any]:
    values = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return (value for value in values if isinstance(value, dict | list))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        several: dict[str, list[Any]] = {}
        for name, value in pairs:
            several.setdefault(name, []).append(value)
        found = {name: values if len(values) > 1 else values[0] for name, values in several.items()}
    return found

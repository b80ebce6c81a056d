"""Bytes of BEIR JSON lines → one document for each line.

The form is that of the BEIR benchmark (Thakur et al., 2021): ``_id``, ``title``, ``text``.
The canonical text of such a document is its ``text`` field.
"""

import json
from collections.abc import Iterator

from index.documents import Metadata, Obstacle
from index.reading.formats.json_tree import repaired
from index.reading.formats.plain_text import decode, refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable


def read_beir(data: bytes) -> Iterator[Reading]:
    """Each line as a document ``#_id``; raises ``Unreadable`` naming the first bad line."""
    keys: set[str] = set()
    for number, line in enumerate(decode(data).split("\n"), start=1):
        if line.strip():
            reading = _read_line(line, number)
            if reading.key in keys:
                raise Unreadable(
                    f"line {number}: the _id {reading.key[1:]!r} stands twice",
                    Obstacle.MALFORMED,
                    line=number,
                )
            keys.add(reading.key)
            yield reading


def _read_line(line: str, number: int) -> Reading:
    try:
        entry = json.loads(line)
        refuse_long_lines(line)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"line {number} is not JSON", Obstacle.MALFORMED, line=number) from error
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        raise Unreadable(
            f'line {number} has no "text"; expected _id, title and text',
            Obstacle.MALFORMED,
            line=number,
        )
    if not isinstance(entry.get("_id"), str | int):
        raise Unreadable(
            f'line {number} has no "_id"; expected _id, title and text',
            Obstacle.MALFORMED,
            line=number,
        )
    title = entry.get("title")
    stated_title = repaired(title).strip() or None if isinstance(title, str) else None
    key = f"#{repaired(str(entry['_id']))}"
    return Reading(key=key, text=repaired(entry["text"]), metadata=Metadata(title=stated_title))

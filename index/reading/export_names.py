"""Names that a program gave exported pages → titles without the ids in them.

Notion writes ``Opening hours 0123456789abcdef0123456789abcdef.md``.
"""

import re
from pathlib import PurePosixPath

from index.documents import name_of

_ID = re.compile(r"[ _-]*\b[0-9a-f]{32}(?:_all)?$")


def title_without_id(title: str | None, document_id: str) -> str | None:
    """The title without an id at its end; where there is none, the name of a file that has one."""
    stem = PurePosixPath(name_of(document_id)).stem
    if title is None:
        return _ID.sub("", stem) or None if _ID.search(stem) else None
    return _ID.sub("", title) or title

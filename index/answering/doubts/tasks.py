"""A wish for a text to be written, which no document fulfils: ``write me a poem about the weir``.

Only where the text is named, since a manual may well tell how to ``draw a circle``.
"""

import re
from collections.abc import Iterator

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence

_TASK = re.compile(
    r"(?:\A|[,.!;:]|\b(?:please|pls|(?:can|could|will|would) you))\s*"
    r"(?:write|compose|create|make|generate|invent|give|tell|sing|draft)(?: up)?\s+"
    r"(?:(?:me|us)\s+)?(?:a|an|another|some)\s+(?:[\w-]+\s+){0,2}?"
    r"(poem|haiku|limerick|sonnet|story|tale|joke|riddle|song|rap|essay|tweet|speech|summary)s?\b",
    re.IGNORECASE,
)


def task_doubts(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt about the text that is wished for."""
    match = _TASK.search(evidence.question)
    if match:
        yield Doubt(DoubtKind.TASK, (match[1],))

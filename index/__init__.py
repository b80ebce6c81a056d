"""Documents → answers. ``from index import Searcher, answer`` is the door for everyone else.

The names are looked up when they are first used, so that a command which needs none of the
heavy packages behind them does not wait for their import. For the same reason most types that a
question needs are named tuples: to define a data class takes five times as long, a millisecond.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.answers import Answer, Outcome, answer
    from index.build import build_index
    from index.citations import Citation
    from index.quotes import Quote
    from index.report import Report
    from index.search import Hit, Searcher

_HOMES = {
    "Answer": "index.answers",
    "Citation": "index.citations",
    "Hit": "index.search",
    "Outcome": "index.answers",
    "Quote": "index.quotes",
    "Report": "index.report",
    "Searcher": "index.search",
    "answer": "index.answers",
    "build_index": "index.build",
}

__all__ = [
    "Answer",
    "Citation",
    "Hit",
    "Outcome",
    "Quote",
    "Report",
    "Searcher",
    "answer",
    "build_index",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'index' has no attribute {name!r}")

"""Documents → answers. Other packages use ``from index import Searcher, answer``.

The way of a file, down the left, and of a question, down the right. What stands on an arrow is
the one type that travels on it; each room's own docstring says what it may import.

    a file of the corpus                      a question
      │ bytes                                   │ str
    reading/formats     one a format          search/rewording    slips and abbreviations
      │ Reading                                 │ Wording
    reading             side-car, metadata    encoding            the question encoder
      │ Document                                │ Encoded
    reading/cleaning    one rule a module     search/searcher     asks storage for the nearest
      │ Block                                   │ Candidate
    building/splitting  whole sentences       search/reranking    the order, the confidence
      │ Passage                                 │ Hit
    encoding            one pass of a model   answering           bold, citation, refusal
      │ Encoded                                 │ Answer
    storage             a draft, file by file bot                 terminal, JSON, Discord
      │ Generation
    building/gates      what must hold, then the generation is published

``evaluation`` asks whole sets of questions. Nouns that all rooms share stand beside this file:
``documents``, ``blocks``, ``passages``, ``encoders``, ``files``, ``errors``; ``text`` is below all.

The names below are looked up when they are first used, so that a command which needs none of the
heavy packages behind them does not wait for their import. For the same reason most types that a
question needs are named tuples: defining a data class takes five times as long, a millisecond.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.answering.answers import Answer, answer
    from index.answering.citations import Citation
    from index.answering.quotes import Quote
    from index.answering.refusal import Outcome
    from index.building.build import build_index
    from index.building.report import Report
    from index.search.hits import Hit
    from index.search.searcher import Searcher

_MODULES = {
    "Answer": "index.answering.answers",
    "Citation": "index.answering.citations",
    "Hit": "index.search.hits",
    "Outcome": "index.answering.refusal",
    "Quote": "index.answering.quotes",
    "Report": "index.building.report",
    "Searcher": "index.search.searcher",
    "answer": "index.answering.answers",
    "build_index": "index.building.build",
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
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module 'index' has no attribute {name!r}")

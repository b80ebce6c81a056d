"""Documents → answers. ``from index import Searcher, answer`` is the door for everyone else."""

from index.answers import Answer, Citation, Outcome, Quote, answer
from index.build import Report, build_index
from index.search import Hit, Searcher

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

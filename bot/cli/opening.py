"""Settings → an open index, built first when there is none.

What takes long to import is imported by the function that needs it: see ``bot.cli.commands``.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.cli.printing import draws_bars, print_report
from bot.cli.streams import note, step
from bot.cli.waiting import said_while
from bot.service.builds import build_and_publish
from index.errors import IndexNotFound

if TYPE_CHECKING:
    from bot.cli.progress import Bars
    from bot.config import Config
    from index import Searcher
    from index.encoders import Reranker
    from index.evaluation.question_sets import QuestionSet
    from index.storage.rows import Rows

_LOADING = "loading the model …"


def open_searcher(config: "Config", *, verify: bool = False) -> "Searcher":
    """The open index; builds it first when there is none. ``verify`` checks every file; use it for
    more than one question."""
    from index.search.searcher import Searcher

    reranker = open_reranker(config)
    try:
        with step("opening the index"), said_while(_LOADING):
            return Searcher.open(config.index, reranker=reranker, verify=verify)
    except IndexNotFound:
        _build_first(config)
        return Searcher.open(config.index, reranker=reranker, verify=verify)


def _build_first(config: "Config") -> None:
    """Build the index that is not there yet; whoever looks reads why it takes longer this once."""
    from bot.cli.first_build import first_build_line

    bars = progress_bars()
    if draws_bars():
        note(first_build_line(config.corpus))
    with build_and_publish(config, bars) as (report, _):
        print_report(report, bars.seconds)


def open_built_searcher(config: "Config") -> "Searcher":
    """The open index, every file of it checked; it is never built here.

    Raises one of ``UnusableIndex``'s kinds.
    """
    from index.search.searcher import Searcher

    with said_while(_LOADING):
        return Searcher.open(config.index, verify=True)


def open_documents(config: "Config") -> "Rows":
    """The documents of the index, which needs no model; each is checked when it is read.

    Raises one of ``UnusableIndex``'s kinds; the index is never built here.
    """
    from index.storage.generation import ROWS, open_generation
    from index.storage.rows import Rows

    generation = open_generation(config.index)
    generation.check(full=False)
    return Rows(generation.folder / ROWS, generation.manifest.salt)


def open_reranker(config: "Config") -> "Reranker | None":
    """The model that reorders the hits, if the settings name one."""
    from index.encoding.sentence_encoder import CrossEncoderReranker

    return CrossEncoderReranker(config.reranker) if config.reranker else None


def threshold_of(config: "Config") -> float:
    """The confidence from which an answer is given: that of the settings, else the default."""
    from index.answering.refusal import THRESHOLD

    return THRESHOLD if config.threshold is None else config.threshold


def progress_bars() -> "Bars":
    """Bars for a build or an evaluation, drawn on a terminal only."""
    from bot.cli.progress import Bars

    return Bars()


@contextmanager
def bars_for(config: "Config", sets: Iterable["QuestionSet"]) -> Iterator["Bars"]:
    """The bars for asking question sets; builds the index of the documents first if a set needs it
    and there is none."""
    if any(question_set.corpus is None for question_set in sets):
        open_searcher(config)
    with progress_bars() as bars:
        yield bars


@contextmanager
def searcher_of(
    config: "Config", question_set: "QuestionSet", bars: "Bars"
) -> Iterator["Searcher"]:
    """The index for a question set: a temporary index of its own corpus, or the owner's index."""
    from index.encoding.choose import load_encoder
    from index.evaluation.evaluate import temporary_index
    from index.search.searcher import Searcher

    if question_set.corpus is None:
        yield open_searcher(config, verify=True)
        return
    with temporary_index(question_set.corpus, load_encoder(config.encoder), bars) as folder:
        yield Searcher.open(folder, reranker=open_reranker(config))

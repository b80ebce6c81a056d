"""Settings → an open index, built first when there is none.

What takes long to import is imported by the function that needs it: see ``commands.py``.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from typing import TYPE_CHECKING

from bot.cli.printing import print_report
from index.errors import IndexNotFound

if TYPE_CHECKING:
    from bot.cli.progress import Bars
    from bot.config import Config
    from index import Report, Searcher
    from index.building.build import Watcher
    from index.encoding.sentence_encoder import Reranker
    from index.evaluation.question_sets import QuestionSet
    from index.storage.rows import Rows


def open_searcher(config: "Config", *, verify: bool = False) -> "Searcher":
    """The open index, built first when there is none; verified whole for more than one question."""
    from index.search.searcher import Searcher

    reranker = open_reranker(config)
    try:
        return Searcher.open(config.index, reranker=reranker, verify=verify)
    except IndexNotFound:
        with published(config) as (made, _):
            print_report(made)
        return Searcher.open(config.index, reranker=reranker, verify=verify)


def open_reranker(config: "Config") -> "Reranker | None":
    """The model that reorders what is found, if the settings name one."""
    from index.encoding.sentence_encoder import Reranker

    return Reranker(config.reranker) if config.reranker else None


def threshold_of(config: "Config") -> float:
    """The confidence from which an answer is given: the settings', or else ours."""
    from index.answering.answers import THRESHOLD

    return THRESHOLD if config.threshold is None else config.threshold


@contextmanager
def published(
    config: "Config", full: bool = False, watcher: "Watcher | None" = None
) -> "Iterator[tuple[Report, Rows]]":
    """Build the index of the settings' corpus and publish it: what was made, and its documents.

    It draws a bar unless somebody else watches.
    """
    from index.building.build import build_index
    from index.encoding.sentence_encoder import load_encoder
    from index.reading.corpus import corpus_files
    from index.storage.generation import ROWS, open_named
    from index.storage.rows import Rows

    corpus_files(config.corpus)  # a missing folder is told before the model is loaded
    with _watching(watcher) as bars:
        encoder = load_encoder(config.encoder)
        made = build_index(config.corpus, config.index, encoder, bars, full=full)
    generation = open_named(config.index, str(made.generation))
    with closing(Rows(generation.folder / ROWS, generation.manifest.salt)) as rows:
        yield made, rows


@contextmanager
def tried(
    config: "Config", full: bool = False, watcher: "Watcher | None" = None
) -> "Iterator[tuple[Report, Rows]]":
    """What a build of the settings' corpus would give; nothing is published."""
    from index.building.build import survey
    from index.encoding.sentence_encoder import load_encoder

    with ExitStack() as kept:
        with _watching(watcher) as bars:
            encoder = load_encoder(config.encoder)
            surveyed = survey(config.corpus, config.index, encoder, bars, full=full)
            made, rows = kept.enter_context(surveyed)
        yield made, rows


def _watching(watcher: "Watcher | None") -> "AbstractContextManager[Watcher]":
    return _progress() if watcher is None else nullcontext(watcher)


def _progress() -> "Bars":
    from bot.cli.progress import Bars

    return Bars()


@contextmanager
def bars_for(config: "Config", sets: Iterable["QuestionSet"]) -> Iterator["Bars"]:
    """The bars to ask sets under; an index of the documents is built first if one needs it."""
    if any(one.corpus is None for one in sets):
        open_searcher(config)
    with _progress() as bars:
        yield bars


@contextmanager
def searcher_of(config: "Config", one: "QuestionSet", bars: "Bars") -> Iterator["Searcher"]:
    """The index that a set is asked of: one of its own corpus, for so long, or the owner's."""
    from index.encoding.sentence_encoder import load_encoder
    from index.evaluation.evaluate import indexed
    from index.search.searcher import Searcher

    if one.corpus is None:
        yield open_searcher(config, verify=True)
        return
    with indexed(one.corpus, load_encoder(config.encoder), bars) as folder:
        yield Searcher.open(folder, reranker=open_reranker(config))

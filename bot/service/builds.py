"""Settings → a published index, or the result that a build would have.

What takes long to import is imported by the function that needs it.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import Config
    from index import Report
    from index.building.build import Watcher
    from index.storage.rows import Rows

BuildResult = tuple["Report", "Rows"]
"""The report of a build, and the documents that it wrote."""


@contextmanager
def build_and_publish(
    config: "Config", watcher_context: "AbstractContextManager[Watcher]", *, full: bool = False
) -> Iterator[BuildResult]:
    """Build the index of the settings' corpus and publish it, unless nothing changed; the watcher
    follows the build."""
    from bot.service.data_folders import make_data_folder, note_corpus
    from index.building.build import build_index
    from index.encoding.choose import load_encoder
    from index.reading.corpus import corpus_files
    from index.sources.versions import finish_versions
    from index.storage.generation import ROWS, open_named
    from index.storage.index_folder import check_index_folder
    from index.storage.rows import Rows

    finish_versions(config.corpus)
    # A wrong folder is reported before the model is loaded.
    corpus_files(config.corpus)
    check_index_folder(config.index)
    make_data_folder(config)
    with watcher_context as watcher:
        encoder, keep = load_encoder(config.encoder), config.keep_generations
        report = build_index(config.corpus, config.index, encoder, watcher, full=full, keep=keep)
    note_corpus(config)
    generation = open_named(config.index, str(report.generation))
    with closing(Rows(generation.folder / ROWS, generation.manifest.salt)) as rows:
        yield report, rows


@contextmanager
def dry_run(
    config: "Config", watcher_context: "AbstractContextManager[Watcher]", *, full: bool = False
) -> Iterator[BuildResult]:
    """The result that a build of the settings' corpus would have; nothing is published."""
    from index.building.build import survey
    from index.encoding.choose import load_encoder

    with ExitStack() as stack:
        with watcher_context as watcher:
            encoder = load_encoder(config.encoder)
            surveyed = survey(config.corpus, config.index, encoder, watcher, full=full)
            result = stack.enter_context(surveyed)
        yield result

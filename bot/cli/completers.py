"""What was written so far → the names that a shell offers: documents, sets, sources.

Only the rows of the index are read: no model, no vectors. Without an index, or with one that
cannot be used, nothing is offered, and nothing is said between the words that somebody types.
"""

import os
from argparse import Action, Namespace
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import PinciteError

if TYPE_CHECKING:
    from bot.config import Config

Names = Callable[["Config"], list[str]]
"""A function that reads names from the index or the corpus."""


def complete(action: Action, names: Names) -> None:
    """Let a shell offer these names for an argument."""

    def completer(prefix: str, parsed_args: Namespace, **_: Any) -> list[str]:
        try:
            found = names(_config(parsed_args))
        except PinciteError:
            return []
        return [name for name in found if name.startswith(prefix) and name.isprintable()]

    action.completer = completer  # type: ignore[attr-defined] # where argcomplete looks for it


def document_names(config: "Config") -> list[str]:
    """The documents in the index; raises what ``open_generation`` and ``Rows`` raise."""
    from index.storage.generation import ROWS, open_generation
    from index.storage.rows import Rows

    generation = open_generation(config.index)
    with closing(Rows(generation.folder / ROWS, generation.manifest.salt)) as rows:
        return rows.ids()


def set_names(config: "Config") -> list[str]:
    """The sets of the documents in the index; raises as ``document_names``."""
    from index.storage.document_sets import set_of

    return sorted({name for document in document_names(config) if (name := set_of(document))})


def source_names(config: "Config") -> list[str]:
    """The sources of the corpus; raises ``SourceError``."""
    from index.sources.registry import SourceRegistry

    return [source.name for source in SourceRegistry(config.corpus).all()]


def _config(arguments: Namespace) -> "Config":
    from bot.config import load_config

    flags = {name: getattr(arguments, name, None) for name in ("corpus", "index")}
    return load_config(os.environ, Path.cwd(), **flags)

"""A build in a process of its own, which tells on stdout how it goes on, a JSON object a line.

So the bot answers on while it runs, at a lower priority; and when it dies, the bot does not.
"""

import json
import os
import sys
import time
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

from bot.config import load_config
from bot.rendering.report import report_lines
from bot.rendering.report_page import report_page
from bot.service.builds import dry_run, published
from index.errors import PinciteError

COMMAND = "from bot.service.build_process import main; main()"
EVERY = 0.5
"""Seconds between two lines about progress."""

NICENESS = 10


class ProgressLines:
    """Watches a build and prints where it is."""

    def __init__(self) -> None:
        self._stage, self._done, self._total, self._told = "", 0, 0, 0.0

    def cutting(self, files: int) -> None:
        """Reading begins, of so many files."""
        self._begin("reading", files)

    def cut(self, files: int) -> None:
        """So many more files are read."""
        self._advance(files)

    def embedding(self, passages: int) -> None:
        """Embedding begins, of so many passages."""
        self._begin("embedding", passages)

    def embedded(self, passages: int) -> None:
        """So many more passages are embedded."""
        self._advance(passages)

    def _begin(self, stage: str, total: int) -> None:
        self._stage, self._done, self._total, self._told = stage, 0, total, 0.0

    def _advance(self, more: int) -> None:
        self._done += more
        if time.monotonic() - self._told >= EVERY:
            self._told = time.monotonic()
            _print(stage=self._stage, done=self._done, total=self._total)


def main() -> None:
    """Build as the settings say: ``--dry-run`` or not, and the file for the report."""
    how, report, corpus, index, encoder = sys.argv[1:]
    with suppress(AttributeError, OSError):  # Windows has none
        os.nice(NICENESS)
    flags = {"corpus": corpus, "index": index, "encoder": encoder}
    config = load_config(os.environ, Path.cwd(), **flags)
    try:
        build = dry_run if how == "--dry-run" else published
        with build(config, nullcontext(ProgressLines())) as (made, rows):
            Path(report).write_text(report_page(made, rows.cleaned_documents()), "utf-8")
            _print(lines=list(report_lines(made)), generation=made.generation)
    except (PinciteError, OSError) as error:
        _print(error=str(error))
        sys.exit(1)


def _print(**values: Any) -> None:
    print(json.dumps(values), flush=True)

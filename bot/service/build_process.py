"""Settings → a build in a process of its own, which prints its progress: a JSON object a line.

So the bot goes on answering while the build runs at a lower priority; and when the build crashes,
the bot does not. When the bot ends, its end of standard input closes, and the build ends too.
"""

import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path

from bot.config import load_config
from bot.rendering.report_page import report_page
from bot.service.build_report import BuildReport
from bot.service.builds import build_and_publish, dry_run
from bot.service.child_process import end_with_bot, give_way, print_line
from index.building.report import Changes
from index.errors import ErrorKind, PinciteError

COMMAND = "from bot.service.build_process import main; main()"
EVERY = 0.5
"""Seconds between two lines about progress, but for the first and the last of a stage."""


class ProgressLines:
    """Watches a build and prints its progress; the last step of a stage is always printed."""

    def __init__(self) -> None:
        self._stage, self._done, self._total, self._printed_at = "", 0, 0, 0.0

    def cutting(self, files: int) -> None:
        """Reading this number of files begins."""
        self._begin("reading", files)

    def cut(self, files: int) -> None:
        """This number of further files is read."""
        self._advance(files)

    def embedding(self, passages: int) -> None:
        """Embedding this number of passages begins."""
        self._begin("embedding", passages)
        self._begin_checking()

    def embedded(self, passages: int) -> None:
        """This number of further passages is embedded."""
        self._advance(passages)
        self._begin_checking()

    def _begin_checking(self) -> None:
        """After the last passage nothing is counted, and a large index takes its time."""
        if self._done >= self._total:
            self._begin("checking", 0)

    def _begin(self, stage: str, total: int) -> None:
        self._stage, self._done, self._total = stage, 0, total
        self._print()

    def _advance(self, count: int) -> None:
        self._done += count
        if self._done >= self._total or time.monotonic() - self._printed_at >= EVERY:
            self._print()

    def _print(self) -> None:
        self._printed_at = time.monotonic()
        print_line(stage=self._stage, done=self._done, total=self._total)


def main() -> None:
    """Build as the settings say: ``--dry-run`` or not, and the file for the report."""
    mode, page, corpus, index, encoder = sys.argv[1:]
    end_with_bot()
    give_way()
    flags = {"corpus": corpus, "index": index, "encoder": encoder}
    config = load_config(os.environ, Path.cwd(), **flags)
    try:
        build = dry_run if mode == "--dry-run" else build_and_publish
        with build(config, nullcontext(ProgressLines())) as (result, rows):
            Path(page).write_text(report_page(result, rows.cleaned_documents()), "utf-8")
            print_line(
                report=BuildReport.of(result).values(),
                generation=result.generation,
                is_new=result.is_new,
                changed=_has_changes(result.changes),
            )
    except (PinciteError, OSError) as error:
        kind = error.kind if isinstance(error, PinciteError) else ErrorKind.OTHER
        print_line(error=str(error), kind=kind.value)
        sys.exit(1)


def _has_changes(changes: Changes) -> bool:
    passages = changes.passages_added or changes.passages_removed
    return bool(changes.added or changes.changed or changes.removed or passages)

"""The files of a corpus → what somebody reads while it is indexed for the first time."""

import math
from pathlib import Path

from bot.cli.printing import shortest
from bot.rendering.report import counted_noun
from bot.rendering.safe_text import printable

BYTES_PER_MINUTE = 300_000
"""Of text, between an idle machine of two cores (600,000) and a busy one (100,000); the bar, which
is drawn as soon as passages are counted, knows better."""

_HOUR = 60


def first_build_line(corpus: Path) -> str:
    """What is being done, and about how long it may take; raises ``CorpusError``."""
    from index.reading.corpus import corpus_files

    files = [path for path in corpus_files(corpus) if path.is_file()]
    minutes = sum(path.stat().st_size for path in files) / BYTES_PER_MINUTE
    missing = f"no index of {shortest(corpus)} yet"
    built = f"it is built first, from {counted_noun(len(files), 'file')}"
    return printable(f"{missing}; {built}, which may take {about(minutes)}")


def about(minutes: float) -> str:
    """A rough time, such as ``about 20 minutes``."""
    if minutes < 1:
        return "a minute"
    if minutes < _HOUR:
        return f"about {counted_noun(math.ceil(minutes), 'minute')}"
    return f"about {counted_noun(math.ceil(minutes / _HOUR), 'hour')}"

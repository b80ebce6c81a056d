"""What an owner chose → the text of a first ``pincite.toml``. Pure.

Only what differs from the defaults is set; the rest stands there as comments, to be found later.
"""

import json
from pathlib import Path
from typing import NamedTuple

from index.encoding.models import DEFAULT_NAME

_HEAD = """\
# Settings of Pincite, read in the folder where it is run. Flags and the environment go before
# them; "pincite config" prints what holds. What is commented out is not set.
"""
_DISCORD = """
# The bot. Its token never stands here, but in the environment, as DISCORD_TOKEN.
[discord]

# The ids of the servers that are answered, in brackets; empty for all.
# servers = []

# When to build again: "daily 04:00", "on change", or empty for "pincite build" alone.
# rebuild = ""
"""


class FirstSettings(NamedTuple):
    """What is set at first, and an encoder that a comment names because it is not here yet."""

    corpus: Path | None = None
    encoder: str | None = None
    advised_encoder: str = DEFAULT_NAME
    discord: bool = False


def settings_text(settings: FirstSettings, threshold: float) -> str:
    """The file's text; ``threshold`` is the default one, and relative paths start at the file."""
    encoder = settings.encoder or settings.advised_encoder
    corpus = (settings.corpus or Path("corpus")).as_posix()
    parts = (
        _HEAD,
        "# The folder of documents.",
        _line("corpus", corpus, is_set=settings.corpus is not None),
        "# The folder of the index; without, it is one in your data folder for each corpus.",
        _line("index", "index", is_set=False),
        "# A sentence-transformers model on this machine. The default knows English alone: what is",
        "# in another language is found by the words of the question, not by other wordings.",
        _line("encoder", encoder, is_set=settings.encoder is not None),
        '# Answers begin at this confidence; "pincite calibrate" suggests one for your documents.',
        f"# threshold = {threshold}",
    )
    return "\n".join(parts) + "\n" + (_DISCORD if settings.discord else "")


def _line(key: str, value: str, *, is_set: bool) -> str:
    """A setting with a text, whose escapes in TOML are those of JSON but for one character."""
    quoted = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"{'' if is_set else '# '}{key} = {quoted}\n"

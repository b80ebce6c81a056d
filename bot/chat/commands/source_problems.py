"""Why the last look at a source failed → a sentence in somebody's language. Pure."""

from contextlib import suppress

from bot.chat.render.problems import kind_text
from bot.chat.render.translations import Texts
from index.errors import ErrorKind
from index.sources.source import Kind, Source


def source_problem(source: Source, texts: Texts) -> str:
    """Why the last look at a source failed; what no kind says stands in the log."""
    trouble = f"channel_trouble_{source.settings.get('trouble')}"
    if source.kind is Kind.CHANNEL and trouble in texts:
        return texts(trouble)
    kind = ErrorKind.SOURCE
    # The note of a source may be of another version, or come from elsewhere.
    with suppress(ValueError):
        kind = ErrorKind(source.problem_kind)
    said = None if kind is ErrorKind.SOURCE else kind_text(kind, texts, source.problem_values)
    return said or texts("see_log")

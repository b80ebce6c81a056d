"""A chat log in plain text → its messages, each with who speaks.

A message goes on until the next one begins, also over a blank line. Its first block says who
speaks in its own words; the others have the name as their context.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from index.blocks import Block, Context, ContextKind, Label
from index.text.log_lines import day_of, is_stamped, message_heads, speaker_of
from index.text.views import Span, line_spans, stripped

MESSAGE = "message"
"""Why a paragraph is one of several lines: it is a message of a log, by its time or its name."""


def log_blocks(text: str, start: int, end: int, section: tuple[str, ...]) -> Iterator[Block]:
    """The blocks of a stretch from its first message on; none if it is no log. A line that is only
    a day is the date of the messages below it."""
    lines = list(line_spans(text, start, end))
    heads = sorted(message_heads([text[first:last] for first, last in lines]))
    day: tuple[Context, ...] = ()
    for head, following in pairwise([*heads, len(lines)] if heads else []):
        for first, last in _paragraphs(text, lines[head:following]):
            if date := day_of(text[first:last]):
                day = (Context(ContextKind.DATE, date),)
                yield Block(first, last, Label.DATE, "the day of messages", section)
            else:
                yield Block(first, last, Label.PROSE, MESSAGE, section, day)


def _paragraphs(text: str, lines: Sequence[Span]) -> Iterator[Span]:
    """The lines of a message between blank ones."""
    for is_filled, group in groupby(lines, key=lambda line: bool(text[slice(*line)].strip())):
        run = list(group)
        if is_filled:
            yield stripped(text, run[0][0], run[-1][1])


def with_message_speakers(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; each message and what goes on with it below has its speaker."""
    speaker: str | None = None
    for block in blocks:
        if block.reason != MESSAGE:
            speaker = None
            yield block
            continue
        words = text[block.start : block.end]
        named = speaker_of(words)
        speaker = named or (None if is_stamped(words) else speaker)
        context = Context(ContextKind.SPEAKER, speaker or "", inferred=named is None)
        yield block.with_context(context) if speaker else block

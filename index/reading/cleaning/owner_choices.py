"""Blocks and the owner's choices → blocks; a choice of the owner wins over every rule."""

from collections.abc import Iterable

from index.blocks import Block, Label
from index.text.views import shown


def with_owner_choices(
    text: str, blocks: Iterable[Block], keep: tuple[str, ...], drop: tuple[str, ...]
) -> tuple[Block, ...]:
    """The blocks; those with words to drop are dropped, those with words to keep become prose."""
    return tuple(_with_choice(text, block, keep, drop) for block in blocks)


def _with_choice(text: str, block: Block, keep: tuple[str, ...], drop: tuple[str, ...]) -> Block:
    if contains_any(text, block, drop):
        return block.labelled(Label.DROPPED, "dropped by the side-car")
    if contains_any(text, block, keep):
        return block.labelled(Label.PROSE, "kept by the side-car")
    return block


def contains_any(text: str, block: Block, texts: tuple[str, ...]) -> bool:
    """Whether a block contains one of the texts; white space and case do not matter."""
    words = shown(text[block.start : block.end]).casefold() if texts else ""
    return any(shown(wanted).casefold() in words for wanted in texts)

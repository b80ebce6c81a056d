"""Document → blocks, one rule a module; ``steps`` has their order, here is what they give."""

from index.cleaning.block import INDEXED, Block, Context, Kind, Label

__all__ = ["INDEXED", "Block", "Context", "Kind", "Label"]

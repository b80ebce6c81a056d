"""Document → blocks, one rule a module; ``pipeline`` has their order."""

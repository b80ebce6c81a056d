"""Document → blocks, one rule in each module; ``pipeline`` has their order."""

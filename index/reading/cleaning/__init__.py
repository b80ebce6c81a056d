"""Document → blocks: what each stretch of its text is, why, and what it belongs to.

In: ``Document``. Out: ``Block``s. One rule a module; ``pipeline`` has their order. May import
``text`` and the shared nouns.
"""

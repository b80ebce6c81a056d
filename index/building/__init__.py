"""Corpus → a published generation: read, split, embed, check, publish.

In: the corpus folder and an encoder. Out: a generation on disk and a ``Report`` for its owner.
``build`` has the order, ``splitting`` the passages, ``reuse`` what need not be done again,
``gates`` what must hold before anything is published. May import every room but ``search``,
``answering`` and ``evaluation``.
"""

"""Question sets → figures: how well documents are found, quoted, and left in silence.

In: a set of questions with their gold. Out: ``Figures`` and a threshold. May import every other
room of ``index``.
"""

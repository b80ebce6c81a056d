"""A generation on disk: what a build writes, and what a search reads from it.

In: rows, vectors and words of passages. Out: the same, found again and compared with their
hashes. ``generation`` has the promises; ``index_folder``, ``rollback`` and ``unneeded`` look at
all generations of an index; each other file is one part of a generation, or a lock.
May import ``text`` and the shared nouns, no stage of the work.
"""

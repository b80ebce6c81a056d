"""Question → hits: passages with their scores.

In: a question and an open generation. Out: ``Hit``s. ``rewording`` repairs what was typed,
``searcher`` finds candidates, ``reranking`` orders them. May import ``encoding``, ``storage``,
``text`` and the shared nouns.
"""

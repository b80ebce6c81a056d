"""A folder of files → documents, each with what it says about itself.

In: the corpus folder. Out: ``Document`` (``corpus``), and from a document its ``Block``s
(``cleaning``). ``formats`` has one reader for each format, ``sidecar`` what the owner says about
a file, ``metadata`` what a text says about itself. May import ``text`` and the shared nouns.
"""

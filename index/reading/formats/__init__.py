"""One file a format: the bytes of a file → ``Reading``s; ``registry`` says which reads what.

In: bytes. Out: canonical text with its headings, pages, rows and metadata. Nothing outside this
folder knows formats, and only a build imports their libraries. May import ``text``,
``documents`` and ``errors``.
"""

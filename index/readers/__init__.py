"""One file a format: bytes → ``Reading``s. Nothing outside this folder knows formats.

Here is what they give; ``formats`` has the readers, whose libraries only a build imports.
"""

from index.readers.reading import Heading, Metadata, Reading, Refused, Source, Unreadable

AS_WRITTEN = frozenset({".md", ".markdown", ".txt", ".csv", ".tsv"})
"""Of formats whose canonical text is that of the file: its lines can be cited."""

__all__ = [
    "AS_WRITTEN",
    "Heading",
    "Metadata",
    "Reading",
    "Refused",
    "Source",
    "Unreadable",
]

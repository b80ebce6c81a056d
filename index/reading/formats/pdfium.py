"""PDFium, the library that opens PDFs."""

from typing import Any


def pdfium() -> Any:
    """The Python binding, loaded by the first PDF: without a PDF, commands start faster."""
    import pypdfium2  # type: ignore[import-untyped] # it ships no type information

    return pypdfium2

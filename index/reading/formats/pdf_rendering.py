"""A page of a PDF → a picture of it, made by a process of its own.

A few bytes can make PDFium draw for hours or fill the memory, and it cannot be stopped while it
draws. So this file is run as a program, which may take only so much of both: bytes of a PDF in,
a grey picture out. It imports nothing of ours, so that it starts fast from any folder.
"""

import subprocess
import sys
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_RENDERING = 120
"""Seconds: a scan takes less than one, on a busy machine ten."""

_MOST_MEMORY = 900_000_000
_POINTS = 72


def rendered(data: bytes, number: int, dpi: float) -> "Image | None":
    """The page of that number (from 1); ``None`` if it takes too much time or memory."""
    from PIL import Image

    # Without -P, modules of ours in this folder would stand for those of Python.
    command = [sys.executable, "-P", __file__, str(number), str(dpi)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=LONGEST_RENDERING)
    except subprocess.TimeoutExpired:
        return None
    return Image.open(BytesIO(done.stdout), formats=["PPM"]) if done.returncode == 0 else None


def _limit_memory() -> None:
    with suppress(ImportError):  # Windows has no such limit.
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))


def _main() -> None:
    import pypdfium2  # type: ignore[import-untyped] # it ships no type information

    _limit_memory()
    number, dpi = int(sys.argv[1]), float(sys.argv[2])
    page = pypdfium2.PdfDocument(sys.stdin.buffer.read())[number - 1]
    picture = page.render(scale=dpi / _POINTS, grayscale=True).to_pil()
    picture.convert("L").save(sys.stdout.buffer, "PPM")


if __name__ == "__main__":
    _main()

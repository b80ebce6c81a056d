"""Pictures of pages for the tests: drawn text, as a scanner sees it."""

import io
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

PAGE = (1240, 1754)
"""A4 at 150 dots an inch."""


def page_of(*lines: str, size: int = 28, left: int = 120, top: int = 150) -> Image.Image:
    """A white page with black lines of text; ``size`` is in dots."""
    picture = Image.new("L", PAGE, 255)
    write_on(picture, *lines, size=size, left=left, top=top)
    return picture


def write_on(picture: Image.Image, *lines: str, size: int = 28, left: int, top: int) -> None:
    """Write lines of text on a picture."""
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(size)
    for number, line in enumerate(lines):
        draw.text((left, top + 1.4 * size * number), line, 0, font)


def bytes_of(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture as a file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def draw_scan(canvas: Canvas, picture: Image.Image) -> None:
    """Fill a page of a PDF with a picture."""
    width, height = canvas._pagesize
    canvas.drawImage(ImageReader(picture), 0, 0, width, height)

"""Bytes of a picture → what is written in it; each picture of a TIFF is a page.

Pillow opens the file; it belongs to the same extra as the recognition of text.
"""

import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from index.documents import DocumentWarning, Loss, Metadata, Obstacle
from index.reading.formats.page_names import page_names
from index.reading.formats.pdf import reading_of
from index.reading.formats.pdf_layout import lay_out
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.recognition import (
    INSTALL,
    MOST_DOTS,
    MOST_PICTURE_DOTS,
    PACKAGE,
    Recognition,
    doubtful_words,
    is_installed,
    recognise,
)

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

MOST_PICTURES = 1_000
"""In a file: each takes seconds."""

_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")
_PAGE_HEIGHT = 842
"""Points of an A4 page, which a picture counts as: few programs state the true size."""

_DAMAGED = "damaged or cut off; save it again"
_KIND_OF_PICTURE, _SMALLER_COPY = 254, 1
"""TIFF's entry that says what a picture is to the others, and its first bit."""


def read_image(data: bytes) -> Iterator[Reading]:
    """A picture as one document; raises ``Unreadable`` when no words can be read in it."""
    if not is_installed():
        raise Unreadable(f"a picture, not text; {INSTALL} it", Obstacle.PROGRAM, program=PACKAGE)
    # Pillow warns of odd files in its own words, line by line; what is wrong is told by ours.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = _opened(data)
        found = list(_recognitions(image))
    if not any(page and page.lines for page in found):
        raise Unreadable("a picture in which no words were read", Obstacle.WORDLESS)
    pages = [page or Recognition() for page in found]
    reading = reading_of([lay_out(list(page.lines)) for page in pages], Metadata())
    yield reading._replace(
        scan_certainty=tuple(page.certainty if page.lines else None for page in pages),
        warnings=(*_film(image), *_warnings(found)),
    )


def _recognitions(image: "ImageFile") -> Iterator[Recognition | None]:
    """What is written in each picture of a file; ``None`` of one that is damaged."""
    numbers = _pages(image)
    for number in numbers:
        try:
            image.seek(number)
            picture = _grey(image)
        except (OSError, SyntaxError, EOFError) as error:
            if len(numbers) == 1:
                raise Unreadable(_DAMAGED, Obstacle.DAMAGED) from error
            yield None
            continue
        yield recognise(picture, _PAGE_HEIGHT / picture.height)


def _opened(data: bytes) -> "ImageFile":
    from PIL import Image, UnidentifiedImageError

    try:
        return Image.open(BytesIO(data), formats=_FORMATS)
    except UnidentifiedImageError as error:
        raise Unreadable(
            "not a picture in the format that its name says, or damaged", Obstacle.DAMAGED
        ) from error
    except Image.DecompressionBombError as error:
        raise Unreadable(_too_large(), Obstacle.LARGE) from error
    except OSError as error:
        raise Unreadable(_DAMAGED, Obstacle.DAMAGED) from error


def _too_large() -> str:
    return f"a picture of more than {MOST_PICTURE_DOTS // 1_000_000} million dots; save it smaller"


def _pages(image: "ImageFile") -> list[int]:
    """The numbers of a file's pictures that are pages; of a film only the first is."""
    if image.format != "TIFF":
        return [0]
    numbers: list[int] = []
    for number in range(MOST_PICTURES + 1):
        try:
            image.seek(number)
        except EOFError:
            return numbers
        if not int(image.getexif().get(_KIND_OF_PICTURE, 0)) & _SMALLER_COPY:
            numbers.append(number)
    raise Unreadable(
        f"more than {MOST_PICTURES:,} pages; split it", Obstacle.LARGE, pages=MOST_PICTURES
    )


def _grey(image: "ImageFile") -> "Image":
    """The picture upright, in grey, on white, and no larger than what is read."""
    from PIL import Image, ImageOps

    if image.width * image.height > MOST_PICTURE_DOTS:
        raise Unreadable(_too_large(), Obstacle.LARGE)
    image.draft("L", None)
    picture: Image.Image = image
    if picture.mode.startswith("I"):  # 16 bits for each dot, of which the upper ones are kept
        dots = np.asarray(picture)
        picture = Image.fromarray((dots >> 8).clip(0, 255).astype(np.uint8))
    if picture.has_transparency_data:
        picture = _on_white(picture if picture.mode == "RGBA" else picture.convert("RGBA"))
    picture = picture.convert("L")
    if factor := int((picture.width * picture.height / MOST_DOTS) ** 0.5):
        picture = picture.reduce(factor + 1)
    return ImageOps.exif_transpose(picture)


def _on_white(picture: "Image") -> "Image":
    from PIL import Image

    grey = Image.new("L", picture.size, 255)
    grey.paste(picture.convert("L"), mask=picture.getchannel("A"))
    return grey


def _film(image: "ImageFile") -> Iterator[str]:
    """A warning of a film, of which only the first picture is read."""
    count = getattr(image, "n_frames", 1)
    if count > 1 and image.format in ("PNG", "WEBP"):
        yield DocumentWarning(f"only the first of its {count:,} pictures was read", Loss.UNREAD)


def _warnings(found: list[Recognition | None]) -> Iterator[str]:
    """What was not read or is doubtful, each with its pages."""
    damaged = [number for number, page in enumerate(found, 1) if page is None]
    wordless = [number for number, page in enumerate(found, 1) if page and not page.lines]
    if damaged:
        yield DocumentWarning(
            f"{page_names(damaged)} cannot be read: {_DAMAGED}", Loss.UNREAD, damaged
        )
    if wordless:
        yield DocumentWarning(
            f"no words were read on {page_names(wordless)}", Loss.PICTURES, wordless
        )
    doubts = {number: page.doubtful for number, page in enumerate(found, 1) if page}
    yield from doubtful_words(doubts)

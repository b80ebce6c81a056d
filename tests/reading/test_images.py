"""Pictures become documents of what is written in them, and bad ones say why not."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from index.reading.formats import images
from index.reading.formats.images import read_image
from index.reading.formats.reading import Reading, Unreadable
from tests.reading.pictures import PAGE, bytes_of, page_of

HARBOUR = "The harbour board met in March"
BOATS = "Nine boats were lost in the storm"


def read(data: bytes) -> Reading:
    [reading] = read_image(data)
    return reading


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        list(read_image(data))
    return str(refused.value)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_the_words_of_a_picture_are_its_text_and_say_how_surely_they_were_read(kind: str) -> None:
    reading = read(bytes_of(page_of(HARBOUR), kind))
    assert reading.text == HARBOUR
    assert reading.pages == (0,)
    [certainty] = reading.scan_certainty
    assert certainty
    assert 80 < certainty <= 100
    assert reading.warnings == ()


def test_each_picture_of_a_tiff_is_a_page_and_one_without_words_is_named() -> None:
    pages = [page_of(HARBOUR), Image.new("L", PAGE, 255), page_of(BOATS)]
    reading = read(bytes_of(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert reading.text == f"{HARBOUR}\n\n{BOATS}"
    assert reading.pages == (0, len(HARBOUR) + 2, len(HARBOUR) + 2)
    assert [certainty is None for certainty in reading.scan_certainty] == [False, True, False]
    assert reading.warnings == ("no words were read on page 2",)


def test_a_smaller_copy_in_a_tiff_is_no_page() -> None:
    copy = page_of(HARBOUR).resize((124, 175))
    copy.encoderinfo = {"tiffinfo": {254: 1}}
    data = bytes_of(page_of(HARBOUR), "TIFF", save_all=True, append_images=[copy])
    assert read(data).pages == (0,)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_film_the_first_picture_is_read_and_the_rest_is_told(kind: str) -> None:
    pictures = [page_of(BOATS), page_of(HARBOUR, BOATS)]
    data = bytes_of(page_of(HARBOUR), kind, save_all=True, append_images=pictures)
    reading = read(data)
    assert reading.text == HARBOUR
    assert reading.warnings == ("only the first of its 3 pictures was read",)


def test_a_photograph_is_turned_as_the_camera_says() -> None:
    exif = Image.Exif()
    exif[274] = 6
    lying = page_of(HARBOUR).rotate(90, expand=True)
    opened = images._opened(bytes_of(lying, "JPEG", exif=exif))
    assert images._grey(opened).size == PAGE


def test_what_is_transparent_is_white() -> None:
    letters = page_of(HARBOUR).point(lambda value: 255 - value)
    clear = Image.new("RGBA", PAGE, (0, 0, 0, 0))
    clear.putalpha(letters)
    assert read(bytes_of(clear, "PNG")).text == HARBOUR


def test_a_picture_of_sixteen_bits_is_read() -> None:
    deep = np.asarray(page_of(HARBOUR)).astype(np.uint16) * 200
    assert read(bytes_of(Image.fromarray(deep), "PNG")).text == HARBOUR


def test_a_picture_larger_than_a_page_is_read() -> None:
    large = page_of(HARBOUR).resize((4 * PAGE[0], 4 * PAGE[1]))
    assert read(bytes_of(large, "PNG")).text == HARBOUR


def test_without_the_extra_a_picture_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    reason = refusal(bytes_of(page_of(HARBOUR), "PNG"))
    assert reason == "a picture, not text; install pincite[ocr] to read it"


def test_a_picture_without_words_is_refused() -> None:
    assert refusal(bytes_of(Image.new("L", PAGE, 255), "PNG")) == NO_WORDS


NO_WORDS = "a picture in which no words were read"


# Hostile files


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is that large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1000 * 1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [9_500, 60_000])
def test_a_bomb_of_dots_is_refused_before_it_is_unpacked(side: int) -> None:
    assert refusal(png_of(side, side)) == "a picture of more than 80 million dots; save it smaller"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_is_cut_off_is_refused(kind: str) -> None:
    data = bytes_of(page_of(HARBOUR, BOATS, HARBOUR), kind)
    assert refusal(data[: len(data) // 2]) == "damaged or cut off; save it again"


def test_a_tiff_of_more_pages_than_are_read_is_refused() -> None:
    dots = [Image.new("1", (1, 1))] * images.MOST_PICTURES
    data = bytes_of(Image.new("1", (1, 1)), "TIFF", save_all=True, append_images=dots)
    assert refusal(data) == "more than 1,000 pages; split it"


def test_a_damaged_tiff_is_refused_without_other_words(
    recwarn: pytest.WarningsRecorder,
) -> None:
    data = bytearray(bytes_of(page_of(HARBOUR), "TIFF"))
    directory = int.from_bytes(data[4:8], "little")
    data[directory + 6 : directory + 10] = b"\xff\xff\xff\x7f"  # a width of endless numbers
    assert refusal(bytes(data)) == "not a picture in the format that its name says, or damaged"
    assert not recwarn.list


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"%PDF-1.4\n", b"GIF89a" + bytes(99)])
def test_a_file_that_is_no_picture_of_the_known_formats_is_refused(data: bytes) -> None:
    assert refusal(data) == "not a picture in the format that its name says, or damaged"

"""Content that comes in pieces: decompressed as it is said, and never larger than its limit."""

import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.web.content import _STEP, BadContent, Content, TooLarge


def read(data: bytes, encoding: str = "", limit: int = 1_000_000, piece: int = 1000) -> bytes:
    content = Content(encoding, limit)
    for start in range(0, len(data), piece):
        content.add(data[start : start + piece])
    return content.end()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
}


@given(
    data=st.binary(max_size=5000), piece=st.integers(1, 6000), encoding=st.sampled_from([*PACKERS])
)
def test_content_is_the_same_in_any_encoding_and_pieces(
    data: bytes, piece: int, encoding: str
) -> None:
    assert read(PACKERS[encoding](data), encoding, piece=piece) == data


PACKERS_OF_STEPS = [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate)]


@pytest.mark.parametrize(("encoding", "packer"), PACKERS_OF_STEPS, ids=["gzip", "zlib", "raw"])
@pytest.mark.parametrize("size", [_STEP - 1, _STEP, _STEP + 1, _STEP + 257, 2 * _STEP, 3_000_000])
def test_content_of_many_steps_is_whole(
    encoding: str, packer: Callable[[bytes], bytes], size: int
) -> None:
    """The decoder may hold content back when all that came is used up."""
    for text in (bytes(size), (b"Roses need sun. " * size)[:size]):
        for piece in (100, 5_000_000):
            assert read(packer(text), encoding, 5_000_000, piece) == text


@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_deflate_is_read_without_its_wrapping_too(piece: int) -> None:
    text = b"Roses are pruned in March. " * 50
    assert read(raw_deflate(text), "deflate", piece=piece) == text


@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_gzips_one_behind_another_are_one_content(piece: int) -> None:
    assert read(gzip.compress(b"one ") + gzip.compress(b"two"), "gzip", piece=piece) == b"one two"


def test_what_follows_a_gzip_and_is_none_is_left_out() -> None:
    assert read(gzip.compress(b"one") + b"\x00\x00 rest", "gzip", piece=3) == b"one"


@pytest.mark.parametrize("encoding", [*PACKERS])
def test_content_of_its_limit_is_taken_and_a_byte_more_is_not(encoding: str) -> None:
    packer = PACKERS[encoding]
    assert read(packer(bytes(5000)), encoding, limit=5000) == bytes(5000)
    with pytest.raises(TooLarge):
        read(packer(bytes(5001)), encoding, limit=5000)


def test_a_bomb_is_never_made_larger_than_its_limit() -> None:
    content = Content("gzip", 100_000)
    with pytest.raises(TooLarge):
        content.add(gzip.compress(bytes(50_000_000)))
    assert len(content._content) <= 100_000


def test_bytes_on_the_wire_have_the_limit_too() -> None:
    empty = gzip.compress(b"") * 1000
    assert read(empty, "gzip", limit=len(empty)) == b""
    with pytest.raises(TooLarge):
        read(empty, "gzip", limit=len(empty) - 1)


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "gzip,br", "x-", "?"])
def test_an_encoding_that_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(BadContent, match="not asked for"):
        read(b"text", encoding)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_what_is_not_compressed_as_it_is_said_is_refused(encoding: str) -> None:
    with pytest.raises(BadContent, match="not compressed as was said"):
        read(b"<html>Plain text.</html>", encoding)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_compressed_content_that_was_cut_is_refused(encoding: str) -> None:
    whole = PACKERS[encoding](b"Roses are pruned in March.")
    with pytest.raises(BadContent, match="ends too early"):
        read(whole[:-3], encoding)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate"]))
def test_any_bytes_are_read_or_refused(data: bytes, encoding: str) -> None:
    try:
        read(data, encoding, piece=50)
    except BadContent:
        return

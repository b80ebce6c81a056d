"""Containers give the right bytes or a reason, whatever was done to them."""

import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.reading.formats.reading import Unreadable
from index.reading.formats.zip_archive import MOST_MEMBERS, MOST_READ, Archive

WORDS = b"<p>Beans are sown in June.</p>" * 40

# Where the fields stand in a member's local header and in its entry of the central directory.
LOCAL, ENTRY, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
METHOD = {LOCAL: 8, ENTRY: 10}
CRC = {LOCAL: 14, ENTRY: 16}
PACKED = {LOCAL: 18, ENTRY: 20}
SIZE = {LOCAL: 22, ENTRY: 24}


def packed(method: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as container:
        for name, data in (members or {"a.xml": WORDS}).items():
            container.writestr(name, data)
    return file.getvalue()


def patched(data: bytes, field: dict[bytes, int], value: int, form: str = "<I") -> bytes:
    """The container with a field of its first member forged, in both of its headers."""
    forged = bytearray(data)
    for signature, offset in field.items():
        struct.pack_into(form, forged, data.index(signature) + offset, value)
    return bytes(forged)


def reason(read: Callable[[], object]) -> str:
    with pytest.raises(Unreadable) as caught:
        read()
    return str(caught.value)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_member_comes_out_as_it_went_in(method: int) -> None:
    archive = Archive(packed(method, **{"a.xml": WORDS, "empty.xml": b""}))
    assert archive.names == {"a.xml", "empty.xml"}
    assert archive.read("a.xml") == WORDS
    assert archive.read("empty.xml") == b""


def test_words_before_the_container_do_no_harm() -> None:
    assert Archive(b"#!/bin/sh\n" * 9 + packed()).read("a.xml") == WORDS


def test_what_is_no_container_is_named_so() -> None:
    for data in (b"", b"PK", b"plain words", packed()[:-30], END + b"\xff" * 18):
        assert "not a zip container" in reason(lambda data=data: Archive(data))


def test_a_missing_member_is_named_on_one_short_line() -> None:
    archive = Archive(packed())
    assert reason(lambda: archive.read("b.xml")).startswith("damaged: b.xml is missing")
    assert "\n" not in reason(lambda: archive.read("b\n.xml"))
    assert len(reason(lambda: archive.read("b" * 60_000))) < 150


def test_a_name_with_a_line_break_is_a_name() -> None:
    assert Archive(packed(**{"a\nb.xml": WORDS})).read("a\nb.xml") == WORDS


@pytest.mark.filterwarnings("ignore:Duplicate name")  # zipfile warns of what the test wants
def test_two_members_of_one_name_are_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as container:
        container.writestr("a.xml", b"one")
        container.writestr("a.xml", b"two")
    assert "two members of one name" in reason(lambda: Archive(file.getvalue()))


def test_members_that_share_their_bytes_are_refused() -> None:
    data = packed(zipfile.ZIP_STORED, **{"a.xml": b"x" * 50, "b.xml": b"x" * 50})
    second = data.index(ENTRY, data.index(ENTRY) + 1)
    shared = bytearray(data)
    struct.pack_into("<I", shared, second + 42, 0)
    assert "overlap" in reason(lambda: Archive(bytes(shared)))
    longer = patched(data, PACKED, 200)
    assert "overlap" in reason(lambda: Archive(longer))


def test_declared_sizes_are_added_up_before_anything_is_unpacked() -> None:
    forged = patched(packed(), SIZE, 300_000_000)
    assert "unpacks to 300,000,000 bytes" in reason(lambda: Archive(forged))


def test_a_member_too_long_to_parse_is_refused_when_it_is_read() -> None:
    archive = Archive(packed(**{"a.xml": WORDS, "film.bin": bytes(MOST_READ + 1)}))
    assert archive.read("a.xml") == WORDS
    assert "zip bomb" in reason(lambda: archive.read("film.bin"))


def test_too_many_members_are_refused() -> None:
    many = packed(**{f"{n}": b"" for n in range(MOST_MEMBERS + 1)})
    assert "more than 10,000 members" in reason(lambda: Archive(many))


def test_a_member_longer_than_it_declares_is_damaged() -> None:
    archive = Archive(patched(packed(), SIZE, 100))
    assert "cannot be unpacked" in reason(lambda: archive.read("a.xml"))


def test_a_member_shorter_than_it_declares_is_damaged() -> None:
    archive = Archive(patched(packed(), SIZE, 100_000))
    assert "cannot be unpacked" in reason(lambda: archive.read("a.xml"))


def test_a_forged_size_with_a_fitting_checksum_unpacks_no_more_than_it_declares() -> None:
    bomb = packed(**{"a.xml": bytes(30_000_000)})
    archive = Archive(patched(patched(bomb, SIZE, 100), CRC, zlib.crc32(bytes(100))))
    tracemalloc.start()
    assert archive.read("a.xml") == bytes(100)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_wrong_checksum_is_damage() -> None:
    archive = Archive(patched(packed(), CRC, 7))
    assert "cannot be unpacked" in reason(lambda: archive.read("a.xml"))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 1, 99])
def test_methods_that_unpack_without_limit_or_are_not_known_are_refused(method: int) -> None:
    archive = Archive(patched(packed(), METHOD, method, "<H"))
    assert "packed in a way not known" in reason(lambda: archive.read("a.xml"))


def test_an_encrypted_member_says_what_to_do() -> None:
    archive = Archive(patched(packed(), {LOCAL: 6, ENTRY: 8}, 1, "<H"))
    assert "take the password off" in reason(lambda: archive.read("a.xml"))


def test_sizes_beyond_any_memory_are_refused() -> None:
    extra = struct.pack("<HHQQ", 1, 16, 2**63 + 1, 2**64 - 1)
    entry = zipfile.ZipInfo("a.xml")
    entry.extra = extra
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as container:
        container.writestr(entry, WORDS)
    forged = patched(patched(file.getvalue(), SIZE, 2**32 - 1), PACKED, 2**32 - 1)
    assert "zip bomb" in reason(lambda: Archive(forged))


CONTAINER = packed(**{"a.xml": WORDS, "b.xml": b"short"})


def survives(data: bytes) -> None:
    """Right bytes or ``Unreadable``, nothing else."""
    try:
        archive = Archive(data)
        for name in archive.names & {"a.xml", "b.xml"}:
            assert archive.read(name) == {"a.xml": WORDS, "b.xml": b"short"}[name]
    except Unreadable:
        pass


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_no_container(data: bytes) -> None:
    survives(data)
    survives(data + END + bytes(18))


@settings(deadline=None)
@given(st.integers(0, len(CONTAINER)))
def test_a_container_cut_anywhere_gives_right_bytes_or_a_reason(length: int) -> None:
    survives(CONTAINER[:length])
    survives(CONTAINER[length:])


@settings(deadline=None, max_examples=400)
@given(st.lists(st.tuples(st.integers(0, len(CONTAINER) - 1), st.integers(0, 255)), max_size=6))
def test_a_container_with_changed_bytes_gives_right_bytes_or_a_reason(
    changes: list[tuple[int, int]],
) -> None:
    changed = bytearray(CONTAINER)
    for position, value in changes:
        changed[position] = value
    survives(bytes(changed))


@pytest.mark.parametrize("name", ["a" * 76 + ".txt", "folder/" * 20 + "page.md"])
def test_of_a_long_name_the_end_is_told(name: str) -> None:
    told = reason(lambda: Archive(CONTAINER).read(name))
    assert name[-60:] in told
    assert ("…" in told) == (len(name) > 80)

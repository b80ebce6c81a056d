"""What is made of the headers of an answer, which may hold anything."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.web import headers

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "content", "media_type"),
    [
        ("text/html; charset=utf-8", b"%PDF-1.7", "text/html"),
        ("Application/PDF", b"<html>", "application/pdf"),
        ("image/svg+xml;x=y", b"", "image/svg+xml"),
        ("", b"%PDF-1.7 ...", "application/pdf"),
        ("", b"\xef\xbb\xbf\n <!DOCTYPE html><p>", "text/html"),
        ("", b"<!-- made by hand --><HTML lang=en>", "text/html"),
        ("", b"<!-- made --> \n<!-- by hand -->\n<html>", "text/html"),
        ("", b"<!-- made by hand <html>", "text/plain"),
        ("", b"\xa0<html>", "text/plain"),
        ("", b"<!---->" * 500 + b"x", "text/plain"),
        ("", b"<!--" + b"-->  <!--" * 400 + b"x", "text/plain"),
        ("", b"PK\x03\x04...", "application/zip"),
        ("", b"# Roses\n\nThey need sun.\n", "text/plain"),
        ("", b"<htmlx>", "text/plain"),
        ("", b"\x00\x01\x02", "application/octet-stream"),
        ("", b"", ""),
        ("html", b"<html>", "text/html"),
        ("text/html/x", b"plain", "text/plain"),
        ("text/<b>", b"plain", "text/plain"),
    ],
)
def test_the_media_type_is_what_is_said_or_else_what_the_content_looks_like(
    said: str, content: bytes, media_type: str
) -> None:
    assert headers.media_type(said, content) == media_type


@pytest.mark.parametrize(
    ("said", "charset"),
    [
        ("text/html; charset=UTF-8", "utf-8"),
        ('text/html; charset="iso-8859-1"; x=y', "iso-8859-1"),
        ("text/html;Charset = windows-1252", "windows-1252"),
        ("text/html; charset=utf-16", "utf-16"),
        ("text/html; charset=utf-32", "utf-32"),
        ("text/html; charset=shift_jis", "shift_jis"),
        ("text/html", ""),
        ("text/html; charset=", ""),
        ("text/html; charset=klingon", ""),
        ("text/html; charset=base64", ""),
        ("text/html; charset=zlib", ""),
        ("text/html; charset=rot13", ""),
        ("text/html; charset=utf-7", ""),
        ("text/html; charset=unicode_escape", ""),
        ("text/html; charset=Unicode-Escape", ""),
        ("text/html; charset=idna", ""),
        ("text/html; charset=undefined", ""),
        ("text/html; charset=../../etc/passwd", ""),
    ],
)
def test_a_charset_is_one_that_text_is_read_by(said: str, charset: str) -> None:
    assert headers.charset(said) == charset


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 01 Mar 2026 12:02:00 GMT", 120.0),
        ("Sunday, 01-Mar-26 12:02:00 GMT", 120.0),
        ("Sun, 01 Mar 2026 13:02:00 +0100", 120.0),
        ("Sun, 01 Mar 2026 12:02:00 -0000", 120.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("999999999", headers.LONGEST_WAIT),
        ("Fri, 01 Jan 2100 00:00:00 GMT", headers.LONGEST_WAIT),
        ("9" * 5000, None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("Sun, 99 Mar 2026 12:02:00 GMT", None),
        ("١٢", None),
    ],
)
def test_a_wait_is_read_in_both_forms_and_is_a_day_at_most(
    said: str, seconds: float | None
) -> None:
    assert headers.retry_after(said, NOON) == seconds


@pytest.mark.parametrize("said", ['"abc"', 'W/"abc"', "Sun, 01 Mar 2026 12:00:00 GMT", "x"])
def test_a_version_is_kept_as_it_is(said: str) -> None:
    assert headers.version(said) == said


@pytest.mark.parametrize("said", ["", " ", "a\r\nX: y", "ä", "x" * 600, "\x00", "a\tb"])
def test_a_version_that_cannot_be_sent_back_is_none(said: str) -> None:
    assert headers.version(said) == ""


def test_bytes_of_no_text_in_a_redirect_are_escaped() -> None:
    assert headers.location(" /stra\udcdfe?q=ü ") == "/stra%DFe?q=ü"


@given(st.text())
def test_no_header_breaks_its_reader(said: str) -> None:
    headers.media_type(said, b"x")
    headers.charset(f"text/html; charset={said}")
    headers.version(said)
    headers.retry_after(said, NOON)
    headers.location(said)
    headers.size({"Content-Length": said})

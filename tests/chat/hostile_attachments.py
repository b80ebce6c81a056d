"""Files that are made to do harm, as somebody would attach them; and harmless ones of such names.

Nothing is random but for a seed, so that what failed once fails again.
"""

import io
import json
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from tests.chat.attached import attached
from tests.standin import Attachment

SEED = 19
WORDS = "# The rose book\n\nRoses are pruned in March, before the buds open.\n"
MEGABYTE = 1_000_000

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
_BOMB = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{_LAUGHS}]>'


class Hostile(NamedTuple):
    """A file, and words of the sentence that says why it is not taken."""

    title: str
    file: Attachment
    said: str = "Not taken: "


def refused(other: str) -> Iterator[Hostile]:
    """Files of which none may come into the corpus; ``other`` is the address of another server."""
    yield from _kinds()
    yield from _disguised()
    yield from _bombs()
    yield from _broken()
    yield from _lies(other)


def _kinds() -> Iterator[Hostile]:
    data = zipped({"a.md": WORDS.encode()})
    for name in ("a.zip", "a.jar", "a.7z", "a.tar", "a.tar.gz", "a.rar", "a.MD.ZIP", "a.apk"):
        yield Hostile(name, attached(name, data), "holds other files")
    for name in ("a.exe", "a.md.exe", "a.bat", "a.ps1", "a.lnk", "a.sh", "a.pdf.scr", "a.exe. "):
        yield Hostile(name, attached(name, b"MZ\x90\0"), "is a program")
    for name in ("a.xyz", "a.svg", "a.mp4", "rules.meta.toml", "a.sqlite", "a.dll\u202efdp.ttf"):
        yield Hostile(name, attached(name, WORDS), "of a kind that I can't read")


def _disguised() -> Iterator[Hostile]:
    program = b"MZ\x90\0\x03\0\0\0\x04" + bytes(500)
    yield Hostile("a program as text", attached("a.txt", program), "is a program")
    yield Hostile("a program as Word", attached("a.docx", program), "is a program")
    yield Hostile("an ELF as PDF", attached("a.pdf", b"\x7fELF\2\1\1" + bytes(500)), "is a program")
    for title, data in (("tar", tarred(WORDS.encode())), ("gzip", b"\x1f\x8b\x08\0" + bytes(99))):
        yield Hostile(f"a {title} as text", attached("a.md", data), "holds other files")
    yield Hostile("a zip as text", attached("a.txt", zipped({"a": b"b"})), "can't be read")
    yield Hostile("a zip as Word", attached("a.docx", zipped({"a": b"b"})))
    yield Hostile("a PDF as text", attached("a.txt", b"%PDF-1.7\n%%EOF"), "can't be read")


def _bombs() -> Iterator[Hostile]:
    many = zipped({"word/document.xml": bytes(900 * MEGABYTE // 3)})
    yield Hostile("a zip bomb as Word", attached("a.docx", many))
    laughing = zipped({"word/document.xml": f"{_BOMB}<w>&a9;</w>".encode()})
    yield Hostile("laughs in Word", attached("b.docx", laughing))
    pages = {"META-INF/container.xml": f"{_BOMB}<c>&a9;</c>".encode(), "mimetype": b"x"}
    yield Hostile("laughs in a book", attached("a.epub", zipped(pages)))
    members = zipped({f"{n}.xml": b"" for n in range(12_000)})
    yield Hostile("thousands of members", attached("a.xlsx", members))
    yield Hostile("a huge picture", attached("a.png", picture(40_000, 40_000)))
    yield Hostile("a deep tree", attached("a.json", "[" * MEGABYTE + "]" * MEGABYTE))
    yield Hostile("laughs in YAML", attached("a.yaml", _yaml_bomb()))
    yield Hostile("a PDF bomb", attached("a.pdf", pdf_bomb()))
    yield Hostile("a PDF that leads to itself", attached("b.pdf", pdf_loop()))
    yield Hostile("braces without end", attached("a.rtf", "{\\rtf1 " + "{" * 3 * MEGABYTE))


def _broken() -> Iterator[Hostile]:
    noise = random.Random(SEED).randbytes(20_000)
    yield Hostile("nothing", attached("a.md", b""), "is empty")
    yield Hostile("spaces", attached("b.md", " \n\t" * 900))
    for name in ("a.pdf", "a.docx", "a.doc", "a.xls", "a.png", "a.webp", "a.odt", "a.epub"):
        yield Hostile(f"noise as {name}", attached(name, noise))
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise
    yield Hostile("a broken old file", attached("b.doc", old))


def _lies(other: str) -> Iterator[Hostile]:
    yield Hostile("more than stated", attached("a.md", WORDS * 9_000, stated=90), "another size")
    yield Hostile("less than stated", attached("a.md", WORDS, stated=90_000), "another size")
    yield Hostile("stated huge", attached("a.md", WORDS, stated=10**12), "split it")
    yield Hostile("stated empty", attached("a.md", WORDS, stated=0), "is empty")
    yield Hostile("gone", attached("a.md", WORDS, expired=True), "is gone from Discord")
    yield Hostile("slow", attached("a.md", WORDS * 9, pause=0.7), "could not be fetched")
    for address in (
        f"{other}/a.md",
        "http://169.254.169.254/latest/meta-data/a.md",
        "https://cdn.discordapp.com.evil.example/a.md",
        "https://cdn.discordapp.com@127.0.0.1/a.md",
        "http://cdn.discordapp.com/a.md",
        "file:///etc/passwd",
        "https://[::1/a.md",
    ):
        yield Hostile(address, attached("a.md", WORDS, url=address), "does not lie with Discord")


NAMES = (
    "../../../etc/cron.d/roses.md",
    "..\\..\\windows\\roses.md",
    "/etc/roses.md",
    "C:\\roses.md",
    "ro\0ses.md",
    "roses\n\n# @everyone.md",
    "roses\u202edm.exe.md",
    "r" * 300 + ".md",
    "薔薇" * 90 + ".md",
    "CON.md",
    "nul.md",
    "...md",
    ".roses.md",
    ".sources/x.md",
    ".pincite/CURRENT.md",
    "~$roses.md",
    "@everyone <@1> [x](https://evil.example) `y`.md",
    "roses.meta.toml.md",
    "roses.exe.md",
    "-rf *.md",
    "roses .md",
    "%2e%2e%2froses.md",
    "roses.md ",
)
"""Names of harmless files: each becomes one that a corpus may hold."""

TITLES = (
    "@everyone and @here",
    "<@1> <@&2> <#3> </ask:4>",
    "[the list](https://evil.example)",
    "**bold** ||hidden|| `code` ~~gone~~",
    "\u202eesrever \u2067ספר",
    "discord.gg/x https://discord.gg/y",
)
"""Titles of harmless files, with what Discord would obey."""


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(data: bytes) -> bytes:
    """A tar with one file of these bytes."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo("a.md")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def picture(width: int, height: int) -> bytes:
    """A white picture of one bit for each point."""
    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * (width // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of which is the catalogue."""
    numbered = (b"%d 0 obj\n%s\nendobj\n" % (n, body) for n, body in enumerate(objects, 1))
    return b"%PDF-1.7\n" + b"".join(numbered) + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def pdf_bomb() -> bytes:
    """A page whose few bytes unpack twice, to a gigabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(1_000)) + packer.flush()
    packed = zlib.compress(packed, 9)
    head = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>" % len(packed)
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        head + b"\nstream\n" + packed + b"\nendstream",
    )


def pdf_loop() -> bytes:
    """A tree of pages that has itself for a branch."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99999999 >>",
    )


def _yaml_bomb() -> str:
    lines = ["a0: &a0 [ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    return "\n".join(lines)


def titled(title: str) -> Attachment:
    """A harmless file of this title."""
    return attached("roses.md", f"---\ntitle: {json.dumps(title)}\n---\n{WORDS}")

"""What a user sees of a message, by a small, strict model of Discord."""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.standin import Message, StandIn


@dataclass
class ShownMessage:
    """What a user sees of a message: its lines without marks, by their kind, and what is bold.

    ``quoted`` has the words of list items and the lines of code too; ``items`` and ``code`` tell
    which these are, an item with its mark.
    """

    quoted: list[str]
    small: list[str]
    plain: list[str]
    bold: list[str]
    items: list[str]
    code: list[str]


def read(message: str) -> ShownMessage:
    """A small, strict model of Discord: it fails on every mark that is not one of ours."""
    shown_message = ShownMessage([], [], [], [], [], [])
    lines = iter(message.split("\n"))
    for line in lines:
        mark = next((mark for mark in ("> ", "-# ") if line.startswith(mark)), "")
        if mark == "> " and line.startswith("> ```"):
            code = read_code(line, lines)
            shown_message.code.append("\n".join(code))
            shown_message.quoted.extend(code)
            continue
        item = re.match(r"> ( *(?:-|[1-9]\d{0,8}\.) )", line)
        text, bold = read_line(line.removeprefix(item[0] if item else mark))
        if item:
            shown_message.items.append(item[1] + text)
        {"> ": shown_message.quoted, "-# ": shown_message.small, "": shown_message.plain}[
            mark
        ].append(text)
        shown_message.bold.extend(bold)
    return shown_message


def read_code(opening: str, lines: Iterator[str]) -> list[str]:
    """The lines of a code block inside a quotation; fails if the block is never closed."""
    assert re.fullmatch(r"> ```(?!ansi)[a-z0-9_+#.-]{0,20}", opening), f"no fence: {opening!r}"
    code: list[str] = []
    for line in lines:
        assert line.startswith("> "), f"a quotation ends inside code: {line!r}"
        if line == "> ```":
            return code
        assert "```" not in line, f"code closes a block: {line!r}"
        code.append(line.removeprefix("> ").replace("``\u200b", "``"))
    raise AssertionError("a code block is left open")


LINK = r"\[((?:\\.|[^\[\]\\])+)\]\(<(https?://[^\s<>()\\]+)>\)"
"""A text that is a link: no bracket in the one, no parenthesis in the other."""


def read_line(line: str) -> tuple[str, list[str]]:
    assert not re.match(r"\s*(?:[#>-]|\d+\.)", line), f"a mark opens {line!r}"
    text, bold, start, position = "", [], None, 0
    while position < len(line):
        rest = line[position:]
        exact = re.match(r"`([^`]+)`|<(https?://[^\s<>]+)>", rest)
        link = re.match(LINK, rest)
        if re.match(r"\\[!-/:-@\[-`{-~]", rest):
            text, position = text + rest[1], position + 2
        elif rest.startswith("**"):
            start = bold.append(text[start:]) if start is not None else len(text)
            position += 2
        elif exact:
            text, position = text + (exact[1] or exact[2]), position + exact.end()
        elif link:
            text, position = text + read_line(link[1])[0], position + link.end()
        else:
            forbidden = r"[\\*_`~|<>@\[\]]|:(?=//|[\w+~-]+:)|discord(app)?\.\w"
            assert not re.match(forbidden, rest, re.IGNORECASE), f"not escaped: {rest[:30]!r}"
            text, position = text + rest[0], position + 1
    assert start is None, f"a bold mark is left open in {line!r}"
    return text, bold


def sendable(text: str) -> str:
    return re.sub(r"\s", " ", re.sub("[\0\x1b\x9b\ud800-\udfff]", "�", text))


def squeezed(text: str) -> str:
    return "".join(sendable(text).split())


def joined(lines: Iterable[str]) -> str:
    """The words of a quotation in parts, without what says that a part cuts a sentence."""
    return re.sub(r" ?…", "", squeezed(" ".join(lines)))


def units(text: str) -> int:
    """The characters of a text as a program that knows UTF-16 alone counts them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def until_edited(discord: StandIn, message: Message) -> Message:
    """The message, once it says something else; fails after ten seconds."""
    for _ in range(100):
        [now] = [shown for shown in discord.messages(message.channel) if shown.id == message.id]
        if now.text != message.text:
            return now
        time.sleep(0.1)
    raise AssertionError("the message is as it was")

"""Blocks that a reader of marked text found → HTML, with its lists nested."""

import html
import re
from collections.abc import Iterable, Sequence


class PageWriter:
    """Collects the blocks of a page in order; words are given as HTML, code as it is."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._lists: list[tuple[object, str]] = []

    @property
    def source(self) -> str:
        """The page so far, its lists closed."""
        self.close_lists()
        return "".join(self._parts)

    @property
    def list_keys(self) -> list[object]:
        """The keys of the open lists, from the outermost."""
        return [key for key, _ in self._lists]

    def add(self, markup: str) -> None:
        """A piece of HTML as it is; inside the last item if a list is open."""
        self._parts.append(markup)

    def heading(self, level: int, words: str) -> None:
        """A heading, which ends all lists."""
        self.close_lists()
        number = min(max(level, 1), 6)
        self.add(f"<h{number}>{words}</h{number}>")

    def paragraph(self, words: str) -> None:
        """A paragraph."""
        self.add(f"<p>{words}</p>")

    def code(self, text: str, language: str = "") -> None:
        """Code, with the language that is stated."""
        kind = f' data-lang="{html.escape(language)}"' if language else ""
        self.add(f"<pre{kind}>\n{html.escape(text, quote=False)}</pre>")

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """A table; the cells are whole elements."""
        lines = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
        self.add(f"<table>{lines}</table>")

    def item(self, key: object, depth: int, tag: str, words: str, *, term: str = "") -> None:
        """An item of the list with this key, which stands in ``depth`` other lists; one of a list
        of terms (``dl``) explains its term."""
        self.close_lists(keep=depth + 1)
        if len(self._lists) > depth and self._lists[depth][1] != tag:
            self.close_lists(keep=depth)
        if len(self._lists) > depth:
            self.add("</dd>" if tag == "dl" else "</li>")
        else:
            self._lists.append((key, tag))
            self.add(f"<{tag}>")
        self.add(f"<dt>{term}</dt><dd>{words}" if tag == "dl" else f"<li>{words}")

    def close_lists(self, keep: int = 0) -> None:
        """End the open lists, but for the outermost ones that are kept."""
        while len(self._lists) > keep:
            _, tag = self._lists.pop()
            self.add(f"</dd></{tag}>" if tag == "dl" else f"</li></{tag}>")


class Finished:
    """Pieces of a line that are HTML already: a sign stands in the place of each."""

    _SIGN = re.compile("\0(\\d{1,6})\0")

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def add(self, markup: str) -> str:
        """The sign of a piece; no text that was decoded holds the character in it."""
        self._pieces.append(markup)
        return f"\0{len(self._pieces) - 1}\0"

    def put_back(self, words: str) -> str:
        """The words with the pieces in their places; a piece may hold those before it."""
        while "\0" in words:
            words = self._SIGN.sub(lambda sign: self._pieces[int(sign[1])], words)
        return words

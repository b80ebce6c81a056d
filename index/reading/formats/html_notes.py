"""The marks of notes and the exponents in a run of text → the run without the one, with the other
raised."""

import re

from index.reading.formats.html_attributes import Attributes, role_words

_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_EXPONENT = re.compile(r"[+−-]?\d{1,3}")
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[*†‡§¶]{1,3})?[\])]?,?")
_LINK_SIGN = re.compile(r"[#¶§↩↑^🔗]\ufe0e?")
_LONGEST_MARK = 12


class NoteMarks:
    """Removes the marks of notes from a run of text, and raises exponents: 10⁶ is not 106."""

    def __init__(self, parts: list[str]) -> None:
        self._parts = parts
        self._open: list[tuple[str, int, int]] = []

    def start(self, name: str, attributes: Attributes, run: int) -> None:
        """An element begins in the run of that number."""
        if name == "sup":
            self._open.append((name, run, len(self._parts)))
        elif name == "a":
            link = "link" if "#" in attributes.get("href", "") else name
            kind = "note" if "noteref" in role_words(attributes) else link
            self._open.append((kind, run, len(self._parts)))

    def end(self, name: str, run: int) -> None:
        """An element ends."""
        if name in ("a", "sup"):
            kind, start_run, start = self._open.pop()
            text = self._short_text(start, len(self._parts)) if start_run == run else None
            if text is not None:
                self._parts[start:] = [
                    _without_mark(text, kind, self._is_raised_link(kind, run, start))
                ]

    def _is_raised_link(self, kind: str, run: int, start: int) -> bool:
        """Whether it is a link with all its text raised, or raised text that is all a link."""
        outer_kind, outer_run, outer_start = self._open[-1] if self._open else ("", run, start)
        between = self._short_text(outer_start, start) if outer_run == run else None
        return (
            {kind, outer_kind} == {"sup", "link"}
            and between is not None
            and not _bare_text(between)
        )

    def _short_text(self, start: int, end: int) -> str | None:
        """The text of these parts if it is as short as a mark is; else ``None``."""
        text = "".join(self._parts[start:end]) if end - start <= _LONGEST_MARK else None
        return text if text is not None and len(text) <= _LONGEST_MARK else None


def _bare_text(text: str) -> str:
    return text.strip("[](), ")


def _without_mark(text: str, kind: str, is_raised_link: bool) -> str:
    word = text.strip()
    if is_raised_link or kind == "note":
        return "" if _NOTE_MARK.fullmatch(word) else text
    if kind == "link":
        return "" if _LINK_SIGN.fullmatch(word) else text
    if kind == "sup" and _EXPONENT.fullmatch(word):
        return word.translate(_SUPERSCRIPTS)
    return "" if kind == "sup" and not _bare_text(word) else text

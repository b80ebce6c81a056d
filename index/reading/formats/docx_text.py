"""The characters of a Word document → those of its text: without what is not seen."""

import re

_INVISIBLE = dict.fromkeys([*range(32), *range(0x7F, 0xA0), 0xAD, 0x200B, 0x2060, 0xFEFF])
_CLEANED = _INVISIBLE | {ord(c): " " for c in "\t\n\r\x85"} | {ord(c): "\n" for c in "\u2028\u2029"}
_CLEANED_CODE = _CLEANED | {ord("\t"): "\t"}  # the indent of its lines is kept
_BULLET = re.compile(r"\A\s*[\ue000-\uf8ff]\s+")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_EMPTY_LINES = re.compile("\n{3,}")


def cleaned(words: str) -> str:
    """The words without what is not seen; their own line breaks become spaces."""
    return words.translate(_CLEANED)


def cleaned_code(words: str) -> str:
    """A line of code as it stands."""
    return _PRIVATE_USE.sub("", words.translate(_CLEANED_CODE))


def cleaned_paragraph(words: str) -> tuple[str, int]:
    """A paragraph's text, and how many signs of picture fonts were left out of it."""
    text, left_out = cleaned(words), 0
    if _PRIVATE_USE.search(text):
        text, left_out = _PRIVATE_USE.subn("", _BULLET.sub("- ", text))
    lines = (line.strip(" ") for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip(), left_out

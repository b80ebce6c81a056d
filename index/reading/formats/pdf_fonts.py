"""A character of a PDF → what its font is: its name, whether all its letters are equally wide, and
whether it is bold."""

import ctypes
import re
from typing import Any, NamedTuple

from index.reading.formats.pdf_code import has_typewriter_font

_FIXED_PITCH = 1
_FORCED_BOLD = 1 << 18
_BOLD_WEIGHT = 600
_BOLD = re.compile(
    r"(?i:bold|[-_,.](?:bd|sb|hv|black|heavy|demi)(?![a-z])|^(?:cm|ec|sf)(?:ss)?bx|^nimbus\w*-medi)"
    r"|(?<=[a-z\d])(?:Black|Heavy|Demi)(?![a-z])"
)


class Font(NamedTuple):
    """What is known of a font."""

    is_monospaced: bool
    is_bold: bool


def font_of(raw: Any, handle: Any, index: int) -> Font:
    """The font of a character, by its flags, its weight or its name."""
    buffer, flags = (ctypes.c_char * 128)(), ctypes.c_int()
    raw.FPDFText_GetFontInfo(handle, index, buffer, len(buffer), flags)
    name = buffer.value.decode("utf-8", "replace")
    weight = raw.FPDFText_GetFontWeight(handle, index)
    return Font(
        flags.value & _FIXED_PITCH != 0 or has_typewriter_font(name),
        flags.value & _FORCED_BOLD != 0 or weight >= _BOLD_WEIGHT or has_bold_name(name),
    )


def has_bold_name(font: str) -> bool:
    """Whether a font is bold by its name in a PDF, such as ``ABCDEF+Lato-SemiBold``."""
    return _BOLD.search(font.rpartition("+")[2]) is not None

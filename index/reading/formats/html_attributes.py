"""The attributes of an element of markup → what they say it is."""

from collections.abc import Mapping

Attributes = Mapping[str, str]

_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


def role_words(attributes: Attributes) -> str:
    """The roles that an element of HTML or EPUB states."""
    return " ".join(attributes.get(name, "") for name in (_EPUB_TYPE, "epub:type", "role"))

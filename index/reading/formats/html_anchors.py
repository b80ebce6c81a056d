"""The ids of elements → the one that opens a block of the page."""

from urllib.parse import quote

from index.reading.formats.html_attributes import Attributes


class Anchors:
    """The id that opens a block: its own, one inside it, or the last one right before it."""

    def __init__(self) -> None:
        self._anchor_before: str | None = None
        self._anchor_inside: str | None = None

    def add(self, name: str, attributes: Attributes, is_inside: bool) -> None:
        """An element begins, inside a heading or not."""
        anchor = attributes.get("id") or (attributes.get("name") if name == "a" else None)
        if anchor and is_inside:
            self._anchor_inside = self._anchor_inside or anchor
        elif anchor:
            self._anchor_before = anchor

    def take(self) -> str | None:
        """The id that opens the block that ends, as a part of an address."""
        anchor = self._anchor_inside or self._anchor_before
        self._anchor_inside = self._anchor_before = None
        if anchor is None or len(anchor) > 200 or not anchor.isprintable() or " " in anchor:
            return None
        return quote(anchor, safe="!$&'()*+,;=:@/?-._~")

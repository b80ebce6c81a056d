"""The attributes of elements and the style rules of a page → what of the page nobody sees.

Hidden is what the page states to be, unless something in the page opens it: a panel that a button
names or stands over, a tab, and what another rule of style shows.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.documents import DocumentWarning, Loss
from index.reading.formats.html_attributes import Attributes

_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_SHOWING = re.compile(r"display\s*:\s*(?!none)\w|visibility\s*:\s*visible", re.IGNORECASE)
_WHOLE_PAGE = frozenset(["html", "body", "main", "article"])
"""A page that hides these shows them by a script."""

_WITHOUT_SCRIPTS = frozenset(["noscript", "template"])
_NO_WORDS = frozenset(["script", "style", "svg", "title", "option", "textarea"])
_PANEL = re.compile(
    r"accordion|collaps|toggle|expand|faq|answer|spoiler|read-?more|slide|carousel"
    r"|(?:^|[-_\s])(?:panel|pane|tab(?:s|-?content|-?pane|-?panel|-?item)?)(?:$|[-_\s])",
    re.IGNORECASE,
)
_PANEL_ROLES = frozenset(["tabpanel", "region"])

_NESTED = re.compile(r"@[^{};@]{0,200}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_ALONE = re.compile(r"\w*([.#][\w-]+)")
_NAMES = re.compile(r"[.#][\w-]+")
_CONTROLS = re.compile(
    r"\b(?:aria-controls|data-target|data-bs-target)\s*=\s*[\"']?#?([\w:.-]+)", re.IGNORECASE
)
_ON_CLICK = re.compile(r"\bonclick\s*=\s*(?:\"[^\"]{0,300}\"|'[^']{0,300}')", re.IGNORECASE)
_QUOTED = re.compile(r"['\"]#?([\w-]+)['\"]")
_OPENING_LINK = re.compile(
    r"<a\b(?=[^>]{0,1000}?(?:role=[\"']?(?:button|tab)\b|data-(?:bs-)?toggle=))"
    r"[^>]{0,1000}?\bhref=[\"']?#([\w:.-]+)",
    re.IGNORECASE,
)


class Rules(NamedTuple):
    """What a page says of its elements before they are read: the classes and ids that its style
    hides and never shows, and the ids of what its buttons open."""

    hidden: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()


def rules_of(source: str) -> Rules:
    """The rules in the source of a page. Those for some screens or for printing do not count."""
    hidden: set[str] = set()
    shown: set[str] = set()
    for selectors, body in _style_rules(source):
        for selector in selectors.split(","):
            alone = _ALONE.fullmatch(selector.strip())
            if alone and _HIDING.search(body):
                hidden.add(alone[1])
            elif _SHOWING.search(body):
                shown.update(_NAMES.findall(selector))
    opened = {*_CONTROLS.findall(source), *_OPENING_LINK.findall(source)}
    opened |= {id_ for click in _ON_CLICK.findall(source) for id_ in _QUOTED.findall(click, 9)}
    return Rules(frozenset(hidden - shown), frozenset(opened))


def _style_rules(source: str) -> Iterator[tuple[str, str]]:
    """The selectors and the body of each rule of style."""
    lower = source.lower()
    start = lower.find("<style")
    while start >= 0 and (end := lower.find("</style", start)) >= 0:
        first, *others = source[start:end].partition(">")[2].split("/*")
        style = first + "".join(comment.partition("*/")[2] for comment in others)
        for rule in _NESTED.sub("", style).split("}"):
            selectors, _, body = rule.rpartition("{")
            yield selectors, body
        start = lower.find("<style", end)


def is_hidden(name: str, attributes: Attributes, rules: Rules, *, is_answer: bool) -> bool:
    """Whether nobody sees an element; ``is_answer`` says that it stands under what opens it."""
    if name in _WITHOUT_SCRIPTS:
        return True
    if not attributes or name in _WHOLE_PAGE or not _states_hiding(attributes, rules):
        return False
    return not (is_answer or _is_panel(attributes, rules))


def _states_hiding(attributes: Attributes, rules: Rules) -> bool:
    if "hidden" in attributes and attributes["hidden"].lower() != "until-found":
        return True
    if attributes.get("aria-hidden") == "true" or _HIDING.search(attributes.get("style", "")):
        return True
    return bool(rules.hidden) and not rules.hidden.isdisjoint(_names(attributes))


def _names(attributes: Attributes) -> Iterator[str]:
    """The classes and the id of an element as style names them."""
    yield from (f".{word}" for word in attributes.get("class", "").split())
    yield f"#{attributes.get('id', '')}"


def _is_panel(attributes: Attributes, rules: Rules) -> bool:
    words = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    is_opened = attributes.get("id") in rules.opened or attributes.get("role") in _PANEL_ROLES
    return is_opened or "aria-labelledby" in attributes or _PANEL.search(words) is not None


_LEAST_WORDS = 3
"""Of a part that counts; fewer are the words of an icon."""

_LONGEST_SHOWN = 60
"""Characters."""


class HiddenWords:
    """Keeps the words of hidden parts, for the warning that they were left out."""

    def __init__(self) -> None:
        self.count = 0
        """How many words were left out."""
        self._parts: list[str] = []
        self._first = ""
        self._hidden = 0
        self._muted_at = 0

    def start(self, name: str, depth: int) -> None:
        """An element begins, hidden or inside a hidden one."""
        if not self._muted_at and name in _NO_WORDS:
            self._muted_at = depth
        self._parts.append(" ")

    def end(self, depth: int, *, is_all: bool) -> None:
        """An element ends, ``is_all`` if it is the outermost of the hidden ones."""
        if self._muted_at == depth:
            self._muted_at = 0
        if is_all:
            words = "".join(self._parts).split()
            self._parts.clear()
            if len(words) >= _LEAST_WORDS:
                self.count += len(words)
                self._hidden += 1
                self._first = self._first or " ".join(words)

    def data(self, text: str) -> None:
        """Some of the words."""
        if not self._muted_at:
            self._parts.append(text)

    def warnings(self) -> tuple[str, ...]:
        """What was left out, if anything was."""
        if not self._hidden:
            return ()
        first = self._first
        first = first if len(first) <= _LONGEST_SHOWN else f"{first[:_LONGEST_SHOWN].rstrip()}…"
        more = f" and {self._hidden - 1:,} more" if self._hidden > 1 else ""
        parts = "a hidden part" if self._hidden == 1 else f"{self._hidden:,} hidden parts"
        return (
            DocumentWarning(
                f"{parts} of the page left out ({self.count:,} words): “{first}”{more}",
                Loss.LEFT_OUT,
            ),
        )

"""Markdown inside another format → HTML, for the reader of HTML.

Formulas between dollar signs stay as they are written: their signs are no marks.
"""

import html
import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

LONGEST = 200_000
"""Characters; in a longer text marks are not looked for: each of them takes a kilobyte."""

_FORMULA = re.compile(r"\$\$.+?\$\$|\$(?!\s)[^$\n]+(?<!\s)\$(?!\d)", re.DOTALL)
_TAG = re.compile(
    r"</?(?:a|b|big|blockquote|br|center|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|i|img|kbd"
    r"|li|ol|p|pre|s|small|span|strong|sub|summary|sup|table|td|th|tr|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)


def _formula(state: StateInline, silent: bool) -> bool:
    match = _FORMULA.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.pending += match[0]
    state.pos = match.end()
    return True


def _parser(*, html: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"])
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.inline.add_terminator_char("$")
    return parser


_WITH_HTML, _WITHOUT_HTML = _parser(html=True), _parser(html=False)


def html_of(source: str) -> str:
    """The source as HTML. Tags in it are tags only if one of them is known in HTML: else they may
    be words, such as ``<name>``."""
    if len(source) > LONGEST:
        return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in source.split("\n\n"))
    parser = _WITH_HTML if _TAG.search(source) else _WITHOUT_HTML
    return str(parser.render(source))

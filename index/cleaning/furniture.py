"""Blocks → what belongs to the page and not to its text: calls to subscribe, charts, notices.

A block is judged by its shape (short, no sentence) and its words together, then by its place:
what stands between and behind such blocks at the foot of a page is of their kind. Full sentences,
numbered items, labelled lines and code are exempt: minutes speak of membership, too.
"""

import re
from collections.abc import Sequence

from index.cleaning.block import Block, Label
from index.views import shown

MOST_WORDS = 12
SENTENCE = 5
"""From so many words, what ends like a sentence is one."""

LONG = 20
"""From so many words, it is one whatever it ends with."""

CHART = 4
"""Lines, from which a column of short ones is judged like a single one."""

TAG = 3
"""Words at most."""

_CALL = re.compile(
    r"(?:sign up|subscribe|unsubscribe|log ?in|sign in|register (?:now|here|free)|join (?:us|now)|"
    r"follow us|share (?:this|on|via)|tweet|print this|e?mail this|"
    r"get (?:our|the) (?:app|newsletter)|"
    r"download (?:our|the) app|read more|continue reading|click here|skip to|back to top|"
    r"accept (?:all )?cookies|(?:manage|cookie) (?:cookies|preferences|settings|policy)|"
    r"advertisement|sponsored|promoted|related (?:articles|stories|content|posts|links)|"
    r"recommended (?:for you|articles|stories)|most (?:read|popular|shared)|you (?:may|might) also|"
    r"more (?:from|on this|stories)|top (?:stories|podcasts|articles|picks)|trending|"
    r"latest (?:news|stories|articles)|popular (?:posts|now)|leave a (?:comment|reply)|"
    r"\d+ comments?|comments are closed|filed under|posted in|all rights reserved|privacy policy|"
    r"terms (?:of (?:use|service)|and conditions)|©|copyright (?:©|\(c\)|\d{4})|"
    r"from [£$€]\s?\d+(?:\.\d\d)?\s*(?:/|a|per)\s*(?:month|week|year))\b.*"
    r"|(?:share|print|e-?mail|facebook|twitter|linkedin|whatsapp|menu|search|home|advert|ad|"
    r"previous|next|comments?|subscribe|newsletter|loading)(?:\.{3}|…)?",
    re.I | re.S,
)
_LENGTH = re.compile(r"\d{1,3}\s?min(?:ute)?s?(?:\s+(?:read|listen|watch))?", re.I)
_TOPIC = re.compile(
    r"\b(?:newsletters?|membership|subscri(?:be|ption)s?|unlimited access|cookies|podcasts?|"
    r"/ month)\b",
    re.I,
)
_LABELLED = re.compile(r"[\w ’'()-]{1,40}:\s+\S")
_NUMBERED = re.compile(r"\(?\d{1,3}[.)]")
_JUDGED = (Label.PROSE, Label.ITEM)


def without_furniture(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, those of the page's furniture labelled with the reason."""
    words = [shown(text[block.start : block.end]) for block in blocks]
    judged = [
        block.label in _JUDGED and (_is_chart(text, block) or not _is_text(words[i]))
        for i, block in enumerate(blocks)
    ]
    calls = {i for i, words in enumerate(words) if judged[i] and _is_call(words)}
    near = {i for i in range(len(blocks)) if judged[i] and _is_near(i, words[i], calls)}
    foot = {i for i in _foot(blocks, judged, calls) if judged[i]}
    reasons = {
        **dict.fromkeys(_tags(blocks, words), "a lone tag under the title"),
        **dict.fromkeys(foot, "after the end of the text, with calls of the page"),
        **dict.fromkeys(near, "beside a call of the page, and on the same matter"),
        **dict.fromkeys(calls, "a call or mark of the page"),
    }
    return tuple(
        block.labelled(Label.FURNITURE, reasons[i]) if i in reasons else block
        for i, block in enumerate(blocks)
    )


def _is_text(words: str) -> bool:
    """Whether the words are the document's own by their shape."""
    count = len(words.split())
    sentence = count >= SENTENCE and words.rstrip("”’\"')*").endswith((".", "!", "?"))
    return (
        (sentence and not _CALL.match(words))
        or count >= LONG
        or bool(_NUMBERED.match(words) or _LABELLED.match(words))
    )


def _is_chart(text: str, block: Block) -> bool:
    """Whether a block is a column of names or links: many lines of a few words, no sentence."""
    lines = [line for line in text[block.start : block.end].splitlines() if line.strip()]
    short = all(len(line.split()) <= MOST_WORDS for line in lines)
    return (
        len(lines) >= CHART
        and short
        and not any(line.rstrip().endswith((".", ":")) for line in lines)
    )


def _tags(blocks: Sequence[Block], words: Sequence[str]) -> set[int]:
    """A list of one item of few words, between the title and the text."""
    return {
        i
        for i in range(1, len(blocks) - 1)
        if blocks[i].label is Label.ITEM
        and blocks[i - 1].label in (Label.CARD, Label.HEADING)
        and blocks[i + 1].label is Label.PROSE
        and len(words[i].split()) <= TAG
    }


def _is_call(words: str) -> bool:
    short = len(words.split()) <= MOST_WORDS
    return short and bool(_CALL.fullmatch(words) or _LENGTH.fullmatch(words))


def _is_near(number: int, words: str, calls: set[int]) -> bool:
    return bool({number - 1, number + 1} & calls) and _TOPIC.search(words) is not None


def _foot(blocks: Sequence[Block], judged: Sequence[bool], calls: set[int]) -> range:
    """The blocks behind the last that is text, if a call of the page is among them."""
    end = len(blocks)
    start = end
    while start and (judged[start - 1] or blocks[start - 1].label is Label.REPEAT):
        start -= 1
    return range(start, end) if calls & set(range(start, end)) else range(0)

"""Blocks → what belongs to the page and not to its text: calls to subscribe, charts, notices.

A block is judged by its shape (short, no sentence) and its words together, then by its place: what
could be a heading of the text as well needs company, and what stands behind a call at the foot of
a page is of its kind. Full sentences, questions, numbered items, labelled lines and code are
exempt, except a notice beside a call: minutes speak of membership, too.
"""

import re
from collections.abc import Sequence

from index.blocks import Block, Label
from index.reading.cleaning.lines import ends_sentence
from index.text.views import shown

MOST_WORDS = 12
SENTENCE = 5
"""From so many words, what ends like a sentence is one."""

LONG = 20
"""From so many words, it is text whatever it ends with."""

CHART = 4
"""Lines, from which a column of short ones is judged like a single one."""

TAG = 3
"""Words at most."""

FEWEST_ABOVE = 2
"""Paragraphs of text over the comments on it; a number under the title heads the text itself."""


def _shape(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.I | re.S)


_LETTERS = r"(?:newsletters?|e-?mails?|alerts|updates|podcasts?|channel|digest|mailing list|inbox)"
_COPYRIGHT = _shape(
    r"(?:copyright )?©.*", r"(?:copyright )?\(c\) ?\d{4}.*", r"copyright (?:\(c\)|\d{4}).*"
)
_COMMENTING = _shape(
    r"(?:leave|post) a (?:comment|reply)\b.*",
    r"(?:log|sign) ?in to (?:reply|comment)\b.*",
    r"join the (?:conversation|debate)",
    r"comments are closed",
)
_CALL = _shape(
    rf"(?:sign up|subscribe|unsubscribe|join|get|receive|download)\b.*\b{_LETTERS}\b.*",
    r"(?:register|join us|join|subscribe|sign up|donate) (?:now|today|here|free)",
    r"sign up|(?:log|sign) ?in(?: to\b.*)?|subscribe (?:to|from|for)\b.*",
    r"(?:get|download) (?:our|the) app\b.*",
    r"follow (?:us|me)(?: on\b.*)?",
    r"follow .{1,40} on (?:twitter|facebook|instagram|linkedin|x)",
    r"(?:share|print|e?mail|tweet) this(?: (?:article|page|post|story|recipe|(?:on|via)\b.*))?",
    r"share (?:on|via)\b.*",
    r"(?:read more|continue reading|click here|recommended for you)\b.*",
    r"skip to (?:main|content|search|navigation|the)\b.*|back to top",
    r"(?:accept|reject|manage)(?: all)? cookies|(?:cookie|privacy) (?:preferences|settings)",
    r"advertisement|sponsored (?:content|links|by\b.*)",
    r"you (?:may|might) also (?:like|enjoy|be interested)\b.*",
    r"from [£$€]\s?\d+(?:\.\d\d)?\s*(?:/|a|per)\s*(?:month|week|year)\b.*",
    r"all rights reserved",
    _COMMENTING.pattern,
    _COPYRIGHT.pattern,
)
_LINKS = _shape(
    r"(?:related|recommended) (?:articles|stories|content|posts|links|reading)",
    r"(?:top|latest|popular|trending) (?:stories|news|podcasts|articles|picks|posts)\b.*",
    r"most (?:read|popular|shared|commented)|trending now|popular now",
    r"more (?:from|on this|stories)\b.*",
)
"""Heads of lists of links."""

_HEAD = _shape(
    _LINKS.pattern,
    r"trending|(?:filed under|posted in)\b.*|\d+ comments?\b.*",
    r"(?:privacy|cookie) policy|terms (?:of (?:use|service)|and conditions)|cookies?",
    r"(?:share|tweet|print|e-?mail|facebook|twitter|instagram|linkedin|whatsapp|menu|search|home|"
    r"advert|ad|previous|next|comments?|subscribe|newsletters?|sponsored|promoted|register|join|"
    r"join us|donate|loading)(?:\.{3}|…)?",
)
"""What may be a heading of the text as well."""

_LENGTH = _shape(r"\d{1,3}\s?min(?:ute)?s?(?:\s+(?:read|listen|watch))?")
_TOPIC = _shape(
    r"\b(?:newsletters?|membership|subscri(?:be|ption)s?|unlimited access|cookies|podcasts?)\b",
    r"/ month\b",
)
_MATTER = _shape(r"\b(?:newsletters?|cookies|subscri\w+|sign up|e-?mails?|log ?in)\b")
_NOTICE = _shape(
    r"\b(?:uses? (?:\w+ )?cookies|subscri(?:be|bing)|sign(?:ing)? up|e-?mail address)\b",
    rf"\b(?:our|free|daily|weekly) {_LETTERS}\b",
)
_COMMENTS = _shape(r"\d+ comments?\b.{0,40}", r"comments(?: \(\d+\))?")
_LABELLED = re.compile(r"([\w ’'()-]{1,40}):\s+\S")
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-z])[.)]")
_JUDGED = (Label.PROSE, Label.ITEM)


def without_boilerplate(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, those of the page's furniture labelled with the reason."""
    words = [shown(text[block.start : block.end]) for block in blocks]
    judged = _judged(text, blocks, words)
    foot = _foot(blocks, judged)
    calls = {i for i in judged if _is_short(words[i]) and _CALL.fullmatch(_bare(words[i]))}
    calls |= {i for i in foot & judged if " " in words[i] and _HEAD.fullmatch(_bare(words[i]))}
    calls |= {i for i in judged if _is_weak(words[i]) and _has_company(i, words, judged, calls)}
    reasons = {
        **dict.fromkeys(_tags(blocks, words), "a lone tag under the title"),
        **dict.fromkeys(
            _behind(words, foot & judged, calls),
            "after the end of the text, with calls of the page",
        ),
        **dict.fromkeys(_links(words, judged, calls), "under a heading of links"),
        **dict.fromkeys(
            _near(blocks, words, judged, calls), "beside a call of the page, and on the same matter"
        ),
        **dict.fromkeys(_comments(blocks, words, judged), "readers' comments"),
        **dict.fromkeys(calls, "a call or mark of the page"),
    }
    return tuple(
        block.labelled(Label.FURNITURE, reasons[i]) if i in reasons else block
        for i, block in enumerate(blocks)
    )


def _judged(text: str, blocks: Sequence[Block], words: Sequence[str]) -> set[int]:
    """The blocks that are not text by their shape."""
    halves = _halves(blocks)
    return {
        i
        for i, block in enumerate(blocks)
        if block.label in _JUDGED
        and i not in halves
        and (_is_chart(text, block) or not _is_text(words[i]))
    }


def _halves(blocks: Sequence[Block]) -> set[int]:
    """The blocks that share a sentence with another one."""
    found: set[int] = set()
    before = -1
    for i, block in enumerate(blocks):
        if block.continues_sentence:
            found |= {before, i}
        if block.label is not Label.FURNITURE:
            before = i
    return found


def _is_text(words: str) -> bool:
    count = len(words.split())
    if words.endswith("?") or count >= LONG or _NUMBERED.match(words):
        return True
    if label := _LABELLED.match(words):
        return _CALL.fullmatch(label[1]) is None
    if not ends_sentence(words) or words.endswith((":", ";")) or _COPYRIGHT.match(words):
        return False
    return count >= SENTENCE or not (_CALL.fullmatch(_bare(words)) or _is_weak(words))


def _is_chart(text: str, block: Block) -> bool:
    """Whether a block is a column of names or links: many lines of a few words, no sentence."""
    lines = [line for line in text[block.start : block.end].splitlines() if line.strip()]
    return len(lines) >= CHART and all(
        _is_short(line) and not line.rstrip().endswith((".", ":")) for line in lines
    )


def _is_short(words: str) -> bool:
    return len(words.split()) <= MOST_WORDS


def _bare(words: str) -> str:
    return words.rstrip(".!: ")


def _is_weak(words: str) -> bool:
    """Whether words are a call only in the company of others."""
    bare = words if words.endswith("...") else _bare(words)
    return bool(_HEAD.fullmatch(bare) or _LENGTH.fullmatch(bare))


def _has_company(number: int, words: Sequence[str], judged: set[int], calls: set[int]) -> bool:
    near = {number - 1, number + 1} & judged
    return bool(near & calls) or any(_is_weak(words[i]) for i in near)


def _foot(blocks: Sequence[Block], judged: set[int]) -> set[int]:
    """The blocks behind the last that is text; none where nothing is."""
    end = len(blocks)
    start = end
    while start and (start - 1 in judged or blocks[start - 1].label is Label.REPEAT):
        start -= 1
    has_text = any(b.label in _JUDGED and i not in judged for i, b in enumerate(blocks[:start]))
    return set(range(start, end)) if has_text else set()


def _behind(words: Sequence[str], foot: set[int], calls: set[int]) -> set[int]:
    """What stands at the foot from the first call on; with several, from the first that is on
    their matter."""
    here = foot & calls
    topics = {i for i in foot if _TOPIC.search(words[i])} if len(here) > 1 else set()
    first = min(here | topics, default=0)
    return {i for i in foot if i >= first} if here else set()


def _links(words: Sequence[str], judged: set[int], calls: set[int]) -> set[int]:
    """The short lines under a call that heads them, such as "Related articles"."""
    found: set[int] = set()
    for number in sorted(judged):
        heads = number - 1 in calls and _LINKS.fullmatch(_bare(words[number - 1])) is not None
        if number not in calls and (heads or number - 1 in found):
            found.add(number)
    return found


def _near(
    blocks: Sequence[Block], words: Sequence[str], judged: set[int], calls: set[int]
) -> set[int]:
    """What stands beside a call and is on its matter, whole sentences only if the call is too."""
    beside = {j for i in calls for j in (i - 1, i + 1) if 0 <= j < len(blocks)}
    found = {i for i in beside & judged if _TOPIC.search(words[i])}
    for i in beside - judged:
        matter = any(_MATTER.search(words[j]) for j in {i - 1, i + 1} & calls)
        if matter and blocks[i].label in _JUDGED and _NOTICE.search(words[i]):
            found.add(i)
    return found


def _comments(blocks: Sequence[Block], words: Sequence[str], judged: set[int]) -> set[int]:
    """From the number of comments below the text on, where readers are asked for theirs."""
    kept = [i for i, block in enumerate(blocks) if block.label in _JUDGED]
    first = max((i for i in kept if _COMMENTS.fullmatch(words[i])), default=len(blocks))
    asked = any(i > first and _COMMENTING.fullmatch(words[i]) for i in kept)
    above = sum(i < first and i not in judged for i in kept)
    return {i for i in kept if i >= first} if asked and above >= FEWEST_ABOVE else set()


def _tags(blocks: Sequence[Block], words: Sequence[str]) -> set[int]:
    """A list of one item of few words, between the title and the text."""
    heads = (Label.CARD, Label.HEADING, Label.FURNITURE)
    first = next((i for i, block in enumerate(blocks) if block.label not in heads), 0)
    if not 0 < first < len(blocks) - 1:
        return set()
    alone = blocks[first].label is Label.ITEM and blocks[first + 1].label is Label.PROSE
    return {first} if alone and len(words[first].split()) <= TAG else set()

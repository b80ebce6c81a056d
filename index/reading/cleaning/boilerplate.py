"""Blocks → blocks with page furniture labelled: calls to subscribe, charts, notices.

A block is judged by its shape (short, no sentence) together with its words, then by its position.
What could also be a heading of the text needs a neighbour of the same kind. What stands after a
call at the foot of a page is furniture like the call. Full sentences, questions, numbered items,
labelled lines and code are never furniture, except a notice beside a call: minutes also speak of
membership.
"""

import re
from collections.abc import Sequence

from index.blocks import Block, Label
from index.reading.cleaning.lines import ends_sentence
from index.text.views import shown

MOST_WORDS = 12
FEWEST_SENTENCE_WORDS = 5
"""Words from which a block that ends like a sentence is a sentence."""

FEWEST_TEXT_WORDS = 20
"""Words from which a block is text, however it ends."""

FEWEST_CHART_LINES = 4
"""Lines from which a column of short lines is judged like one short line."""

FEWEST_BLOCKS_ABOVE = 2
"""Paragraphs of text above the comments; a comment count under the title is above the text."""


def _any_of(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.I | re.S)


_MAILINGS = r"(?:newsletters?|e-?mails?|alerts|updates|podcasts?|channel|digest|mailing list|inbox)"
_COPYRIGHT = _any_of(
    r"(?:copyright )?©.*", r"(?:copyright )?\(c\) ?\d{4}.*", r"copyright (?:\(c\)|\d{4}).*"
)
_COMMENTING = _any_of(
    r"(?:leave|post) a (?:comment|reply)\b.*",
    r"(?:log|sign) ?in to (?:reply|comment)\b.*",
    r"join the (?:conversation|debate)",
    r"comments are closed",
)
_CALL = _any_of(
    rf"(?:sign up|subscribe|unsubscribe|join|get|receive|download)\b.*\b{_MAILINGS}\b.*",
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
_LINK_HEAD = _any_of(
    r"(?:related|recommended) (?:articles|stories|content|posts|links|reading)",
    r"(?:top|latest|popular|trending) (?:stories|news|podcasts|articles|picks|posts)\b.*",
    r"most (?:read|popular|shared|commented)|trending now|popular now",
    r"more (?:from|on this|stories)\b.*",
)
"""Heads of lists of links."""

_WEAK_CALL = _any_of(
    _LINK_HEAD.pattern,
    r"trending|(?:filed under|posted in)\b.*|\d+ comments?\b.*",
    r"(?:privacy|cookie) policy|terms (?:of (?:use|service)|and conditions)|cookies?",
    r"(?:share|tweet|print|e-?mail|facebook|twitter|instagram|linkedin|whatsapp|menu|search|home|"
    r"advert|ad|previous|next|comments?|subscribe|newsletters?|sponsored|promoted|register|join|"
    r"join us|donate|loading)(?:\.{3}|…)?",
)
"""Words that may also be a heading of the text."""

_READING_TIME = _any_of(r"\d{1,3}\s?min(?:ute)?s?(?:\s+(?:read|listen|watch))?")
_TOPIC = _any_of(
    r"\b(?:newsletters?|membership|subscri(?:be|ption)s?|unlimited access|cookies|podcasts?)\b",
    r"/ month\b",
)
_CALL_TOPIC = _any_of(r"\b(?:newsletters?|cookies|subscri\w+|sign up|e-?mails?|log ?in)\b")
_NOTICE = _any_of(
    r"\b(?:uses? (?:\w+ )?cookies|subscri(?:be|bing)|sign(?:ing)? up|e-?mail address)\b",
    rf"\b(?:our|free|daily|weekly) {_MAILINGS}\b",
)
_COMMENT_COUNT = _any_of(r"\d+ comments?\b.{0,40}", r"comments(?: \(\d+\))?")
_LABELLED = re.compile(r"([\w ’'()-]{1,40}):\s+\S")
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-z])[.)]")
_CANDIDATE_LABELS = (Label.PROSE, Label.ITEM)


def without_boilerplate(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, with page furniture labelled and the reason."""
    words = [shown(text[block.start : block.end]) for block in blocks]
    candidates = _candidates(text, blocks, words)
    foot = _foot(blocks, candidates)
    calls = {
        i
        for i in candidates
        if _is_short(words[i]) and _CALL.fullmatch(_without_end_marks(words[i]))
    }
    calls |= {
        i
        for i in foot & candidates
        if " " in words[i] and _WEAK_CALL.fullmatch(_without_end_marks(words[i]))
    }
    calls |= {
        i for i in candidates if _is_weak(words[i]) and _has_company(i, words, candidates, calls)
    }
    reasons = {
        **dict.fromkeys(
            _after_calls(words, foot & candidates, calls),
            "after the end of the text, with calls of the page",
        ),
        **dict.fromkeys(_under_link_heads(words, candidates, calls), "under a heading of links"),
        **dict.fromkeys(
            _beside_calls(blocks, words, candidates, calls),
            "beside a call of the page, and on the same matter",
        ),
        **dict.fromkeys(_comments(blocks, words, candidates), "readers' comments"),
        **dict.fromkeys(calls, "a call or mark of the page"),
    }
    return tuple(
        block.labelled(Label.FURNITURE, reasons[i]) if i in reasons else block
        for i, block in enumerate(blocks)
    )


def is_page_call(words: str) -> bool:
    """Whether words that stand alone are a call of the page or the head of a list of links."""
    bare = _without_end_marks(words)
    return bool(_CALL.fullmatch(bare) or _LINK_HEAD.fullmatch(bare))


def _candidates(text: str, blocks: Sequence[Block], words: Sequence[str]) -> set[int]:
    """The numbers of the blocks that do not have the shape of text."""
    halves = _sentence_halves(blocks)
    return {
        i
        for i, block in enumerate(blocks)
        if block.label in _CANDIDATE_LABELS
        and i not in halves
        and (_is_chart(text, block) or not _is_text(words[i]))
    }


def _sentence_halves(blocks: Sequence[Block]) -> set[int]:
    """The numbers of the blocks that share a sentence with another block."""
    halves: set[int] = set()
    before = -1
    for i, block in enumerate(blocks):
        if block.continues_sentence:
            halves |= {before, i}
        if block.label is not Label.FURNITURE:
            before = i
    return halves


def _is_text(words: str) -> bool:
    count = len(words.split())
    if words.endswith("?") or count >= FEWEST_TEXT_WORDS or _NUMBERED.match(words):
        return True
    if label := _LABELLED.match(words):
        return _CALL.fullmatch(label[1]) is None
    if not ends_sentence(words) or words.endswith((":", ";")) or _COPYRIGHT.match(words):
        return False
    return count >= FEWEST_SENTENCE_WORDS or not (
        _CALL.fullmatch(_without_end_marks(words)) or _is_weak(words)
    )


def _is_chart(text: str, block: Block) -> bool:
    """Whether a block is a column of names or links: many lines of a few words, no sentence."""
    lines = [line for line in text[block.start : block.end].splitlines() if line.strip()]
    return len(lines) >= FEWEST_CHART_LINES and all(
        _is_short(line) and not line.rstrip().endswith((".", ":")) for line in lines
    )


def _is_short(words: str) -> bool:
    return len(words.split()) <= MOST_WORDS


def _without_end_marks(words: str) -> str:
    return words.rstrip(".!: ")


def _is_weak(words: str) -> bool:
    """Whether words are a call only if a neighbour is one too."""
    bare = words if words.endswith("...") else _without_end_marks(words)
    return bool(_WEAK_CALL.fullmatch(bare) or _READING_TIME.fullmatch(bare))


def _has_company(number: int, words: Sequence[str], candidates: set[int], calls: set[int]) -> bool:
    neighbours = {number - 1, number + 1} & candidates
    return bool(neighbours & calls) or any(_is_weak(words[i]) for i in neighbours)


def _foot(blocks: Sequence[Block], candidates: set[int]) -> set[int]:
    """The numbers of the blocks after the last text; empty if there is no text."""
    end = len(blocks)
    start = end
    while start and (start - 1 in candidates or blocks[start - 1].label is Label.REPEAT):
        start -= 1
    has_text = any(
        b.label in _CANDIDATE_LABELS and i not in candidates for i, b in enumerate(blocks[:start])
    )
    return set(range(start, end)) if has_text else set()


def _after_calls(words: Sequence[str], foot: set[int], calls: set[int]) -> set[int]:
    """The blocks of the foot from the first call on; with several calls, from the first block on
    their topic."""
    foot_calls = foot & calls
    topics = {i for i in foot if _TOPIC.search(words[i])} if len(foot_calls) > 1 else set()
    first = min(foot_calls | topics, default=0)
    return {i for i in foot if i >= first} if foot_calls else set()


def _under_link_heads(words: Sequence[str], candidates: set[int], calls: set[int]) -> set[int]:
    """The short lines under a heading of links, such as "Related articles"."""
    links: set[int] = set()
    for number in sorted(candidates):
        is_under_links = (
            number - 1 in calls
            and _LINK_HEAD.fullmatch(_without_end_marks(words[number - 1])) is not None
        )
        if number not in calls and (is_under_links or number - 1 in links):
            links.add(number)
    return links


def _beside_calls(
    blocks: Sequence[Block], words: Sequence[str], candidates: set[int], calls: set[int]
) -> set[int]:
    """The blocks beside a call and on its topic; a full sentence only if the call is on it too."""
    beside = {j for i in calls for j in (i - 1, i + 1) if 0 <= j < len(blocks)}
    near = {i for i in beside & candidates if _TOPIC.search(words[i])}
    for i in beside - candidates:
        on_topic = any(_CALL_TOPIC.search(words[j]) for j in {i - 1, i + 1} & calls)
        if on_topic and blocks[i].label in _CANDIDATE_LABELS and _NOTICE.search(words[i]):
            near.add(i)
    return near


def _comments(blocks: Sequence[Block], words: Sequence[str], candidates: set[int]) -> set[int]:
    """The blocks from the comment count below the text on, if readers are asked to comment."""
    text_blocks = [i for i, block in enumerate(blocks) if block.label in _CANDIDATE_LABELS]
    first = max((i for i in text_blocks if _COMMENT_COUNT.fullmatch(words[i])), default=len(blocks))
    invites_comments = any(i > first and _COMMENTING.fullmatch(words[i]) for i in text_blocks)
    blocks_above = sum(i < first and i not in candidates for i in text_blocks)
    return (
        {i for i in text_blocks if i >= first}
        if invites_comments and blocks_above >= FEWEST_BLOCKS_ABOVE
        else set()
    )

"""Blocks of speech → who is speaking, where the text tells.

A quotation that runs over paragraphs opens each of them and closes once, and "he said" stands
far from the name. So a name holds until the next one, and is marked as inferred wherever it does
not stand in the block itself, in full.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.cleaning.block import Block, Context, Kind, Label
from index.views import shown

FEWEST_TURNS = 4
"""Lines that begin with a name and a colon; fewer are labels, not a conversation."""

_SAID = "|".join(
    """
    said says added adds told explained explains replied continued commented wrote argued warned
    claimed stated insisted recalled asked
    """.split()
)
_PART = r"[A-Z][\w’'-]*[^\W\d_]"
_NAME = rf"{_PART}(?:\s+(?:[A-Z]\.|de|van|von|der|den|la|le|al|bin|{_PART}))*"
_TITLES = "|".join(
    """
    Mr Mrs Ms Miss Mx Dr Prof Professor Sir Dame Lord Lady Rev Coun Cllr Councillor President Judge
    """.split()
)
_TITLED = rf"(?:(?:{_TITLES})\.?\s+)?{_NAME}"
_BY_NAME = re.compile(
    rf"({_TITLED})(?:,[^,.“”\"]{{3,120}},)?\s+(?:{_SAID})\b|\b(?:{_SAID})\s+({_TITLED})"
)
_TITLE = re.compile(rf"(?:(?:{_TITLES})\.?\s+)+")
_BY_PRONOUN = re.compile(rf"\b(?:[Hh]e|[Ss]he|[Tt]hey)\s+(?:{_SAID})\b")
_FULL = re.compile(rf"\b{_PART}(?:\s+(?:[A-Z]\.|{_PART}))+")
_OPEN, _CLOSE = "“", "”"
_TURN = re.compile(r"(?:\*\*)?([A-Z][\w .’'-]{0,30}?)(?:\*\*)?:(?:\*\*)?\s")
_NO_PERSON = frozenset(
    """
    association authority board borough bureau centre center church city club college commission
    committee company corporation council county court department district foundation government
    group hospital house institute institution journal league ltd magazine ministry museum network
    north office panel parliament party police press programme project report school service
    services society south state states street team times trust union university west east
    the this that these those his her their our my but and when while since after before in on at
    january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday
    """.split()
)


def spoken(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, those of speech with their speaker where one can be told."""
    if turns := _turns(text, blocks):
        return tuple(_in_turn(block, turns.get(i)) for i, block in enumerate(blocks))
    return tuple(_quoted(text, blocks))


def _turns(text: str, blocks: Sequence[Block]) -> dict[int, str]:
    """Of a transcript: the blocks that begin with a speaker's name and a colon."""
    names = {}
    for i, block in enumerate(blocks):
        match = _TURN.match(text, block.start, block.end)
        if match and block.label is Label.PROSE:
            names[i] = match[1].strip()
    often = {name for name, n in Counter(names.values()).items() if n > 1}
    kept = {i: name for i, name in names.items() if name in often}
    talk = len(often) > 1 and len(kept) >= FEWEST_TURNS and not often <= {"Q", "A"}
    return kept if talk else {}


def _in_turn(block: Block, name: str | None) -> Block:
    return block.told(Context(Kind.SPEAKER, name)) if name else block


def _quoted(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    speaker: str | None = None
    names: list[str] = []
    going_on = False
    for block in blocks:
        words = shown(text[block.start : block.end])
        if block.label is not Label.PROSE:
            yield block
            continue
        named = _named(words, names)
        names += _full_names(words)
        inferred = named is None or named not in words
        if named is None and _BY_PRONOUN.search(words):
            named = speaker or (names[-1] if names else None)
        if named is None and going_on and words.startswith(_OPEN):
            named = speaker
        speaker = named or speaker
        going_on = words.count(_OPEN) > words.count(_CLOSE)
        speech = named is not None and (_OPEN in words or '"' in words)
        yield block.told(Context(Kind.SPEAKER, named, inferred)) if speech and named else block


def _named(words: str, names: Sequence[str]) -> str | None:
    """The speaker whom the words name; a surname alone becomes the full name that stood before."""
    for match in _BY_NAME.finditer(words):
        said = match[1] or match[2]
        name = _untitled(said)
        if not _is_person(name):
            continue
        if " " in name:
            return name
        full = [known for known in names if known.endswith(f" {name}")]
        if full or name != said:
            return full[-1] if full else said
    return None


def _full_names(words: str) -> list[str]:
    """The names of two words and more, titles left aside."""
    names = (_untitled(name) for name in _FULL.findall(words))
    return [name for name in names if " " in name and _is_person(name)]


def _untitled(name: str) -> str:
    return _TITLE.sub("", name)


def _is_person(name: str) -> bool:
    return not any(word.lower() in _NO_PERSON for word in name.split())

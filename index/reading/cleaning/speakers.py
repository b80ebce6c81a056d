"""Blocks of speech → who is speaking, where the text tells.

A quotation that runs over paragraphs opens each of them and closes once, and "he said" stands
far from the name. So a name holds until somebody else speaks, and is marked as inferred wherever
it does not stand in the block itself, in full. Where two speak in one block, none is named.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.blocks import Block, Context, ContextKind, Label
from index.text.person_names import FULL_NAME, NAME, TITLE, TITLES, UPPER, is_person, without_titles
from index.text.views import shown

FEWEST_TURNS = 4
"""Lines that begin with a name and a colon; fewer are labels, not a conversation."""

TALK = 0.25
"""Of the turns, that ask or speak of "I" or "you"; labels of a form do not."""

MOST_NAMESAKES = 5
"""With more of them a surname alone names nobody."""

TURN = re.compile(rf"(?:\*\*)?([{UPPER}][\w .’'()-]{{0,30}}?)(?:\*\*)?:(?:\*\*)?\s")
"""What a line of a conversation begins with."""

_SAID = "|".join(
    """
    said says added adds told explained explains replied continued commented wrote argued warned
    claimed stated insisted recalled asked
    """.split()
)
_NAMED = rf"{TITLE}*{NAME}"
_ASIDE = r"(?:\s+\([^()]{1,60}\)|,\s+[^,.“”\"]{3,120},|,\s+[a-z\d][^.“”\"]{2,120},)?"
_ADVERB = r"(?:\s+(?:has|had|also|later|then|once|recently|previously))*"
_BY_NAME = re.compile(rf"({_NAMED}){_ASIDE}{_ADVERB}\s+(?:{_SAID})\b|”\s*(?:{_SAID})\s+({_NAMED})")
_BY_PRONOUN = re.compile(rf"\b([Hh]e|[Ss]he){_ADVERB}\s+(?:{_SAID})\b|\b(?:{_SAID})\s+(s?he)\b")
_BY_ANY = re.compile(rf"\b(?:{_SAID})\b")
_FULL = re.compile(FULL_NAME)
_TALKS = re.compile(r"\b(?:I|you|we|me|your|my|our|yes|no)\b|\?", re.I)
_ANSWERS = frozenset(("q", "a", "question", "answer"))
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)")
_QUOTES = ("“", '"')


@dataclass(slots=True)
class _Heard:
    """Who was named and heard so far."""

    full: dict[str, Counter[str]] = field(default_factory=dict)
    """Surname → full names, with how often they stood there."""
    pronouns: dict[str, str] = field(default_factory=dict)
    speaker: str | None = None
    recent: str | None = None
    """Who was named last, since somebody unknown spoke."""
    speaking: str | None = None
    """Whose quotation is not closed."""

    def known(self, surname: str) -> str | None:
        """The full name that a surname stands for; none where it could be two."""
        namesakes = self.full.get(surname, Counter())
        names = namesakes.most_common(2) if len(namesakes) <= MOST_NAMESAKES else []
        alone = len(names) == 1 or (len(names) == 2 and names[0][1] > names[1][1])
        return names[0][0] if alone else None

    def meant(self, pronoun: str) -> str | None:
        """Whom a pronoun means: who spoke last, or was named last, unless called otherwise."""
        for name in (self.speaker, self.recent):
            if name is not None and self.pronouns.setdefault(name, pronoun) == pronoun:
                return name
        return None


def with_speakers(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, those of speech with their speaker where one can be told."""
    if turns := _turns(text, blocks):
        return tuple(_in_turn(text, blocks, turns))
    return tuple(_quoted(text, blocks))


def _turns(text: str, blocks: Sequence[Block]) -> dict[int, str]:
    """Of a transcript: the blocks that begin with a speaker's name and a colon."""
    names = {}
    for number, block in enumerate(blocks):
        match = TURN.match(text, block.start, block.end)
        if match and block.label is Label.PROSE and not _BY_ANY.search(match[1]):
            names[number] = match[1].strip()
    often = {name for name, count in Counter(names.values()).items() if count > 1}
    kept = {number: name for number, name in names.items() if name in often}
    said = [text[blocks[n].start + len(name) + 1 : blocks[n].end] for n, name in kept.items()]
    talk = sum(_TALKS.search(words) is not None for words in said) >= TALK * len(said)
    people = len(often) > 1 and not {name.lower() for name in often} <= _ANSWERS
    return kept if talk and people and len(kept) >= FEWEST_TURNS else {}


def _in_turn(text: str, blocks: Sequence[Block], turns: dict[int, str]) -> Iterator[Block]:
    """The blocks with their speakers; what stands between two turns belongs to the first."""
    speaker: str | None = None
    for number, block in enumerate(blocks):
        if number in turns:
            speaker = turns[number]
            yield block.with_context(Context(ContextKind.SPEAKER, speaker))
            continue
        if block.label is Label.HEADING or number > max(turns):
            speaker = None
        labelled = TURN.match(text, block.start, block.end) is not None
        if speaker and block.label is Label.PROSE and not labelled:
            yield block.with_context(Context(ContextKind.SPEAKER, speaker, inferred=True))
        else:
            yield block


def _quoted(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    heard = _Heard()
    before: str | None = None
    for block in blocks:
        if block.label is not Label.PROSE:
            heard.speaking = None if block.label is Label.HEADING else heard.speaking
            yield block
            continue
        words = shown(text[block.start : block.end])
        around = _QUOTED.sub(" ”", words)
        speaker = _speaker(words, around, heard) or (before if block.continues_sentence else None)
        before = (
            speaker if any(mark in words for mark in _QUOTES) or block.continues_sentence else None
        )
        if before is None:
            yield block
        else:
            yield block.with_context(
                Context(ContextKind.SPEAKER, before, inferred=before not in around)
            )


def _speaker(words: str, around: str, heard: _Heard) -> str | None:
    """Who speaks in a block, if one person does; it is remembered."""
    named = _named(around, heard)
    pronoun = _BY_PRONOUN.search(around)
    speaker = named[0] if len(set(named)) == 1 else None
    if not named and pronoun:
        speaker = heard.meant((pronoun[1] or pronoun[2]).lower())
    elif not named and _BY_ANY.search(around):
        heard.speaker = heard.recent = None
    elif not named and words.startswith(_QUOTES):
        speaker = heard.speaking
    heard.speaker = named[-1] if named else speaker or heard.speaker
    heard.recent = next(reversed(_full_names(around, heard)), heard.recent)
    heard.speaking = speaker if _is_open(words) else None
    return speaker


def _is_open(words: str) -> bool:
    """Whether a quotation begins that the paragraph does not close."""
    return words.count("“") > words.count("”") or words.count('"') % 2 == 1


def _named(around: str, heard: _Heard) -> list[str]:
    """The persons who are said to speak; a surname alone becomes the full name before it."""
    if not _BY_ANY.search(around):
        return []
    found = []
    for match in _BY_NAME.finditer(around):
        said = match[1] or match[2]
        name = without_titles(said)
        if not is_person(name) or _has_article(around, match.start(match.lastindex or 0)):
            continue
        title = said.split()[0].rstrip(".")
        full = name if " " in name else heard.known(name)
        if full is not None:
            found.append(full)
        elif title in TITLES:
            found.append(said)
        if found and (pronoun := TITLES.get(title)):
            heard.pronouns[found[-1]] = pronoun
    return found


def _full_names(around: str, heard: _Heard) -> list[str]:
    """The names of two words and more, remembered by the last."""
    found = []
    for match in _FULL.finditer(around):
        name = without_titles(match[0])
        if " " in name and is_person(name) and not _has_article(around, match.start()):
            found.append(name)
            heard.full.setdefault(name.split()[-1], Counter())[name] += 1
    return found


def _has_article(words: str, start: int) -> bool:
    return (
        words[max(0, start - 4) : start].lower() in ("the ", " an ")
        or words[max(0, start - 3) : start] == " a "
    )

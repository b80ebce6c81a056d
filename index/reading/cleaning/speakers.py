"""Blocks of speech → blocks with their speaker, if the text says who speaks.

A quotation over several paragraphs has an opening mark in each and one closing mark at the end,
and "he said" often stands far from the name. So a name is valid until somebody else speaks. It is
marked as inferred unless the block itself has it in full. A block in which two persons speak gets
no name.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.blocks import Block, Context, ContextKind, Label
from index.reading.cleaning.messages import MESSAGE, with_message_speakers
from index.text.person_names import FULL_NAME, NAME, TITLE, TITLES, UPPER, is_person, without_titles
from index.text.views import shown

FEWEST_TURNS = 4
"""Lines that begin with a name and a colon; fewer are labels, not a conversation."""

LEAST_TALK_SHARE = 0.25
"""The share of turns that ask or say "I" or "you"; labels of a form do not."""

MOST_NAMESAKES = 5
"""With more namesakes than this, a surname alone names nobody."""

TURN = re.compile(rf"(?:\*\*)?([{UPPER}][\w .’'()-]{{0,30}}?)(?:\*\*)?:(?:\*\*)?\s")
"""The beginning of a line of a conversation: a name and a colon."""

_SPEECH_VERBS = "|".join(
    """
    said says added adds told explained explains replied continued commented wrote argued warned
    claimed stated insisted recalled asked
    """.split()
)
_NAMED = rf"{TITLE}*{NAME}"
_ASIDE = r"(?:\s+\([^()]{1,60}\)|,\s+[^,.“”\"]{3,120},|,\s+[a-z\d][^.“”\"]{2,120},)?"
_ADVERB = r"(?:\s+(?:has|had|also|later|then|once|recently|previously))*"
_BY_NAME = re.compile(
    rf"({_NAMED}){_ASIDE}{_ADVERB}\s+(?:{_SPEECH_VERBS})\b|”\s*(?:{_SPEECH_VERBS})\s+({_NAMED})"
)
_BY_PRONOUN = re.compile(
    rf"\b([Hh]e|[Ss]he){_ADVERB}\s+(?:{_SPEECH_VERBS})\b|\b(?:{_SPEECH_VERBS})\s+(s?he)\b"
)
_SPEECH_VERB = re.compile(rf"\b(?:{_SPEECH_VERBS})\b")
_FULL_NAME = re.compile(FULL_NAME)
_TALK_WORDS = re.compile(r"\b(?:I|you|we|me|your|my|our|yes|no)\b|\?", re.I)
_QUESTION_LABELS = frozenset(("q", "a", "question", "answer"))
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)")
_OPENING_QUOTES = ("“", '"')


@dataclass(slots=True)
class _SpeakerMemory:
    """Who was named and who spoke so far."""

    full_names: dict[str, Counter[str]] = field(default_factory=dict)
    """Surname → full names, with how often each occurred."""
    pronouns: dict[str, str] = field(default_factory=dict)
    speaker: str | None = None
    last_named: str | None = None
    """Who was named last; ``None`` after somebody unknown spoke."""
    open_speaker: str | None = None
    """The speaker of a quotation that is not closed yet."""

    def full_name(self, surname: str) -> str | None:
        """The full name that a surname stands for; ``None`` if it could be two."""
        namesakes = self.full_names.get(surname, Counter())
        names = namesakes.most_common(2) if len(namesakes) <= MOST_NAMESAKES else []
        alone = len(names) == 1 or (len(names) == 2 and names[0][1] > names[1][1])
        return names[0][0] if alone else None

    def person_of(self, pronoun: str) -> str | None:
        """Whom a pronoun means: the last speaker or the last person named, if the pronoun fits."""
        for name in (self.speaker, self.last_named):
            if name is not None and self.pronouns.setdefault(name, pronoun) == pronoun:
                return name
        return None


def with_speakers(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, with the speaker added to those of speech where it is clear."""
    messages = [block for block in blocks if block.reason == MESSAGE]
    others = [block for block in blocks if block.reason != MESSAGE]
    turns = _turns(text, others)
    spoken = (
        _with_turn_speakers(text, others, turns) if turns else _with_quoted_speakers(text, others)
    )
    if not messages:
        return tuple(spoken)
    parts = [*with_message_speakers(text, messages), *spoken]
    return tuple(sorted(parts, key=lambda block: block.start))


def _turns(text: str, blocks: Sequence[Block]) -> dict[int, str]:
    """In a transcript, number of each block that begins with a name and a colon → the name."""
    names = {}
    for number, block in enumerate(blocks):
        match = TURN.match(text, block.start, block.end)
        if match and block.label is Label.PROSE and not _SPEECH_VERB.search(match[1]):
            names[number] = match[1].strip()
    speakers = {name for name, count in Counter(names.values()).items() if count > 1}
    turns = {number: name for number, name in names.items() if name in speakers}
    speeches = [text[blocks[n].start + len(name) + 1 : blocks[n].end] for n, name in turns.items()]
    is_talk = sum(
        _TALK_WORDS.search(words) is not None for words in speeches
    ) >= LEAST_TALK_SHARE * len(speeches)
    are_people = len(speakers) > 1 and not {name.lower() for name in speakers} <= _QUESTION_LABELS
    return turns if is_talk and are_people and len(turns) >= FEWEST_TURNS else {}


def _with_turn_speakers(
    text: str, blocks: Sequence[Block], turns: dict[int, str]
) -> Iterator[Block]:
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


def _with_quoted_speakers(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    memory = _SpeakerMemory()
    last_speaker: str | None = None
    for block in blocks:
        if block.label is not Label.PROSE:
            memory.open_speaker = None if block.label is Label.HEADING else memory.open_speaker
            yield block
            continue
        words = shown(text[block.start : block.end])
        around = _QUOTED.sub(" ”", words)
        speaker = _speaker(words, around, memory) or (
            last_speaker if block.continues_sentence else None
        )
        last_speaker = (
            speaker
            if any(mark in words for mark in _OPENING_QUOTES) or block.continues_sentence
            else None
        )
        if last_speaker is None:
            yield block
        else:
            yield block.with_context(
                Context(ContextKind.SPEAKER, last_speaker, inferred=last_speaker not in around)
            )


def _speaker(words: str, around: str, memory: _SpeakerMemory) -> str | None:
    """The speaker of a block, if it is one person; ``memory`` is updated."""
    named = _named_speakers(around, memory)
    pronoun = _BY_PRONOUN.search(around)
    speaker = named[0] if len(set(named)) == 1 else None
    if not named and pronoun:
        speaker = memory.person_of((pronoun[1] or pronoun[2]).lower())
    elif not named and _SPEECH_VERB.search(around):
        memory.speaker = memory.last_named = None
    elif not named and words.startswith(_OPENING_QUOTES):
        speaker = memory.open_speaker
    memory.speaker = named[-1] if named else speaker or memory.speaker
    memory.last_named = next(reversed(_full_names(around, memory)), memory.last_named)
    memory.open_speaker = speaker if _is_quote_open(words) else None
    return speaker


def _is_quote_open(words: str) -> bool:
    """Whether the paragraph opens a quotation and does not close it."""
    return words.count("“") > words.count("”") or words.count('"') % 2 == 1


def _named_speakers(around: str, memory: _SpeakerMemory) -> list[str]:
    """The persons named as speakers; a surname alone becomes the full name met before."""
    if not _SPEECH_VERB.search(around):
        return []
    speakers = []
    for match in _BY_NAME.finditer(around):
        titled_name = match[1] or match[2]
        name = without_titles(titled_name)
        if not is_person(name) or _has_article(around, match.start(match.lastindex or 0)):
            continue
        title = titled_name.split()[0].rstrip(".")
        full_name = name if " " in name else memory.full_name(name)
        if full_name is not None:
            speakers.append(full_name)
        elif title in TITLES:
            speakers.append(titled_name)
        if speakers and (pronoun := TITLES.get(title)):
            memory.pronouns[speakers[-1]] = pronoun
    return speakers


def _full_names(around: str, memory: _SpeakerMemory) -> list[str]:
    """The names of two or more words, stored in ``memory`` under the last word."""
    names = []
    for match in _FULL_NAME.finditer(around):
        name = without_titles(match[0])
        if " " in name and is_person(name) and not _has_article(around, match.start()):
            names.append(name)
            memory.full_names.setdefault(name.split()[-1], Counter())[name] += 1
    return names


def _has_article(words: str, start: int) -> bool:
    return (
        words[max(0, start - 4) : start].lower() in ("the ", " an ")
        or words[max(0, start - 3) : start] == " a "
    )

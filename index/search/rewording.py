"""Question → the text to search for: typing slips repaired, abbreviations spelt out.

A word is repaired when no document has it, the encoder does not know it and a dictionary does not
have it. In a small corpus most words of a good question are in no document: "long" must not become
"along", nor "fireball" "firewall". The repairs are part of the result, so that the person who asks
can see them. Words in quotation marks are not changed.

    one random slip in each question          recall@1         good questions
    (tests/benchmarks/typos.py)            clean   with it     changed
    squad2_half, every second question      88.3      86.7       1.5 %
    stackfaq                                95.7      94.6       3.7 %

Nearly all of the good questions that are changed were misspelt by their authors.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from string import ascii_lowercase
from typing import NamedTuple

from index.storage.vocabulary import Vocabulary, edits_of
from index.storage.word_counts import Word, begins_sentence, is_short_form, short_forms, words_in
from index.text.dates import MONTHS, Month, months_in

SHORTEST_REPAIRED = 4

SHORTEST_LENIENT = 5
"""In words of at least so many letters the first may be wrong, and the last missing."""

NAMING_LETTERS, NAMING_ENDINGS = "egi", "aiou"
"""Put before or behind a word they make a name: ``gmail``, ``iphone``, ``gardena``."""

SHORTEST_ENCODER_WORD = 6
"""A slip of at least so many letters may stand for a word that only the encoder knows."""

SHORTEST_FAR_NAME = 8
"""A name of at least so many letters may be two edits away."""

MOST_STRANGE_WORDS = 8
"""A question with more strange words is in another language, or in none: it is not repaired."""

# Words that questions are made of: a document need not have them, and they are never slips.
FUNCTION_WORDS = frozenset(
    """
    a about above after again all also am an and any anybody anyone are as at be because been
    before being below between both but by can cannot cant could couldnt did didnt do does doesnt
    doing dont down during each every everyone few for from further had has hasnt have having he
    hello her here hers herself hey him himself his how i if in into is isnt it its itself just
    many may me might mine more most much must my myself never no none noone nor not nothing now
    of off okay on once only or other our ours ourselves out over own please same shall she
    should shouldnt since so some somebody someone something such tell than thank thanks that
    thats the their theirs them themselves then there these they this those through to too under
    until unto up upon very was wasnt we were what whatever whats when whence where wheres
    whether which while who whoever whom whos whose why will with within without wont would
    wouldnt yes you your yours yourself yourselves
    """.split()
)
_NEVER_NAMES = frozenset(
    """
    mr mrs ms miss dr prof professor sir dame lord lady rev reverend hon councillor coun cllr
    president minister king queen saint st captain judge
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri
    sat sun jan feb mar apr jun jul aug sep sept oct nov dec ok faq
    """.split()
) | set(MONTHS)
_NEVER_SLIPS = FUNCTION_WORDS | _NEVER_NAMES
_ENDINGS = {"s": 3, "es": 3, "ed": 4, "er": 4, "ers": 4, "est": 4, "ing": 4, "ly": 4}
"""Regular endings, and the fewest letters of the word before each."""
_YEAR = re.compile(r"(?:19|20)\d\ds?")
_QUOTED = re.compile(r'"([^"]+)"|[“„]([^“”„]+)[”“]|«([^«»]+)»')
_LONG_FORM_WORDS = 12

WordCheck = Callable[[str], bool]


class Repair(NamedTuple):
    """A word that is searched for instead of the typed one, or, if ``added``, beside it."""

    typed: str
    searched: str
    added: bool


class Wording(NamedTuple):
    """The text to search for a question, and how it differs from the question."""

    text: str
    """The question with its repairs, for the encoder and for BM25."""
    repairs: tuple[Repair, ...]
    expansions: tuple[str, ...]
    """Long forms of the question's abbreviations, and abbreviations of its long forms."""
    phrases: tuple[str, ...]
    """What stands in double quotation marks, without them."""
    dates: tuple[Month, ...]
    missing: tuple[str, ...]
    """Years and names that no document mentions, as typed."""

    @property
    def searched(self) -> str:
        """The text with its expansions."""
        return " ".join([self.text, *self.expansions])


def reword(
    question: str,
    vocabulary: Vocabulary,
    is_single_token: WordCheck,
    knows_stem: WordCheck,
    is_english: WordCheck,
) -> Wording:
    """The wording to search for the question.

    ``is_single_token`` tells whether the encoder has a lower-case word as one token,
    ``knows_stem`` whether a passage holds a word with the same stem, ``is_english`` whether it
    stands in a dictionary.
    """
    parsed = _ParsedQuestion.parse(question)
    lexicon = _Lexicon(vocabulary, is_single_token, knows_stem, is_english)
    repairs = _repairs(parsed, lexicon)
    # An added word that is not a name does not make up for a name that is missing.
    repaired_words = {
        word
        for word, repair in repairs.items()
        if not repair.added or vocabulary.name(repair.searched.lower())
    }
    expansions = _expansions(parsed, vocabulary)
    text = _with_repairs(question, repairs)
    return Wording(
        text=text,
        repairs=tuple(dict.fromkeys(repairs.values())),
        expansions=tuple(dict.fromkeys(form for forms in expansions.values() for form in forms)),
        phrases=parsed.phrases,
        dates=tuple(sorted(months_in(text), key=lambda date: (date.year, date.month or 0))),
        missing=tuple(
            dict.fromkeys(_missing_terms(parsed, lexicon, {*repaired_words, *expansions}))
        ),
    )


class _ParsedQuestion(NamedTuple):
    """A question, its words, and what its quotation marks and capitals show."""

    text: str
    words: tuple[Word, ...]
    phrases: tuple[str, ...]
    quoted: frozenset[Word]
    names: frozenset[Word]
    """Words whose capitals show that they are names or abbreviations."""

    @classmethod
    def parse(cls, text: str) -> "_ParsedQuestion":
        words = tuple(words_in(text))
        marks = list(_QUOTED.finditer(text))
        phrases = [(mark[1] or mark[2] or mark[3]).strip(" \t\n,.;:?!…") for mark in marks]
        quoted = {w for w in words for mark in marks if mark.start() <= w.start < mark.end()}
        return cls(
            text,
            words,
            tuple(dict.fromkeys(phrase for phrase in phrases if any(words_in(phrase)))),
            frozenset(quoted),
            frozenset(_names(text, words)),
        )


def _names(text: str, words: tuple[Word, ...]) -> Iterator[Word]:
    """Names and abbreviations, by their capitals; none where every word has a capital."""
    inside = {w for before, w in pairwise(words) if not begins_sentence(text, before, w)}
    if not any(w.text[0].islower() for w in inside) and any(map(_is_function, inside)):
        return
    for word in words:
        first = word not in inside
        if any(letter.isupper() for letter in word.text[first:]):
            yield word


def _is_function(word: Word) -> bool:
    return word.text.lower() in FUNCTION_WORDS and word.text != "I"


def _with_repairs(text: str, repairs: dict[Word, Repair]) -> str:
    for word in sorted(repairs, key=lambda word: word.start, reverse=True):
        repair = repairs[word]
        searched = f"{word.text} {repair.searched}" if repair.added else repair.searched
        text = text[: word.start] + searched + text[word.end :]
    return text


class _Lexicon(NamedTuple):
    """The words that the documents, the encoder and the language have."""

    vocabulary: Vocabulary
    is_single_token: WordCheck
    knows_stem: WordCheck
    is_english: WordCheck

    def in_documents(self, word: str) -> bool:
        """Whether a passage has the lower-case word, in this form or another."""
        return self.knows_stem(word) or self.vocabulary.count(word) > 0

    def bases(self, word: str) -> set[str]:
        """The encoder's words that give this word when a regular ending is added."""
        stems = {
            base
            for ending, fewest in _ENDINGS.items()
            for base in (word.removesuffix(ending), word.removesuffix(ending) + "e")
            if word.endswith(ending) and len(base) >= fewest and base[-1] != ending
        }
        return {base for base in stems if self.is_single_token(base)}


def _repairs(parsed: _ParsedQuestion, lexicon: _Lexicon) -> dict[Word, Repair]:
    strange = [word for word in parsed.words if _is_strange(word, parsed, lexicon)]
    if len(strange) > MOST_STRANGE_WORDS:
        return {}
    repairs = ((word, _repair(lexicon, word, word in parsed.names)) for word in strange)
    # Of a slip alone the dictionary is asked, which takes time to load.
    return {w: repair for w, repair in repairs if repair and not lexicon.is_english(w.text.lower())}


def _is_strange(word: Word, parsed: _ParsedQuestion, lexicon: _Lexicon) -> bool:
    """Whether a word may be a slip: no document has it, nor, unless it is a name, the encoder."""
    typed, is_name = word.text.lower(), word in parsed.names
    if (
        not typed.isalpha()
        or typed in _NEVER_SLIPS
        or word in parsed.quoted
        or lexicon.in_documents(typed)
    ):
        return False
    # One letter more or less makes another abbreviation.
    is_abbreviation = is_name and is_short_form(word.text)
    fewest = SHORTEST_LENIENT if is_abbreviation else SHORTEST_REPAIRED
    return len(typed) >= fewest and (is_name or not lexicon.is_single_token(typed))


def _repair(lexicon: _Lexicon, word: Word, is_name: bool) -> Repair | None:
    """The repair of a word that no document has; ``None`` where nothing fits."""
    typed, vocabulary = word.text.lower(), lexicon.vocabulary
    if lexicon.is_single_token(typed):
        return _best_repair(vocabulary, word, _near_names(vocabulary, typed), added=True)
    bases = lexicon.bases(typed)
    if any(map(lexicon.in_documents, bases)):
        return None
    near_words = _near_words(vocabulary, typed, strict=bool(bases))
    if is_name:
        return _unknown_name_repair(vocabulary, word, near_words, has_ending=bool(bases))
    if not near_words and not bases and len(typed) >= SHORTEST_ENCODER_WORD:
        return _repair_of_encoder(lexicon, word)
    return _best_repair(vocabulary, word, near_words, added=bool(bases))


def _repair_of_encoder(lexicon: _Lexicon, word: Word) -> Repair | None:
    """For a word that is not near any in the documents: the near word that the encoder and the
    language have, if just one. It begins with the same letter, since what is left may as well be a
    name: ``gridley``."""
    typed = word.text.lower()
    edits = (edit for edit in edits_of(typed, ascii_lowercase) if _is_plausible(typed, edit))
    tokens = [e for e in edits if lexicon.is_single_token(e) and lexicon.is_english(e)]
    return Repair(word.text, tokens[0], added=False) if len(tokens) == 1 else None


def _unknown_name_repair(
    vocabulary: Vocabulary, word: Word, near_words: list[str], has_ending: bool
) -> Repair | None:
    """A name becomes a near word that the documents write with a capital. If there is none, the
    name is kept and a near word is added."""
    typed = word.text.lower()
    names = [name for name in near_words if vocabulary.name(name) or vocabulary.is_titled(name)]
    if not near_words and not has_ending and len(typed) >= SHORTEST_FAR_NAME:
        names = _far_names(vocabulary, typed)
    if names or len(typed) <= SHORTEST_LENIENT:
        return _best_repair(vocabulary, word, names, added=has_ending)
    return _best_repair(
        vocabulary, word, [name for name in near_words if _is_plausible(typed, name)], added=True
    )


def _near_words(vocabulary: Vocabulary, typed: str, strict: bool) -> list[str]:
    near_words = [w for w in _near_in_number(vocabulary, typed) if not _is_named_after(typed, w)]
    if strict:
        return [word for word in near_words if _is_plausible(typed, word)]
    if len(typed) < SHORTEST_LENIENT:
        return [word for word in near_words if _is_plausible(typed, word) or len(word) > len(typed)]
    return near_words


def _near_in_number(vocabulary: Vocabulary, typed: str) -> list[str]:
    """The words one edit away; if there are none, one for the other number: of ``jakets`` the
    documents may have only ``jacket``."""
    if near_words := vocabulary.near(typed):
        return near_words
    if typed.endswith("s"):
        return [f"{word}s" for word in vocabulary.near(typed[:-1])]
    return [word[:-1] for word in vocabulary.near(f"{typed}s") if word.endswith("s")]


def _is_named_after(typed: str, word: str) -> bool:
    before, behind = (typed[:1], typed[1:]), (typed[-1:], typed[:-1])
    return any(
        letter in letters and rest == word
        for (letter, rest), letters in ((before, NAMING_LETTERS), (behind, NAMING_ENDINGS))
    )


def _near_names(vocabulary: Vocabulary, typed: str) -> list[str]:
    if len(typed) < SHORTEST_LENIENT:
        return []
    near_words = [word for word in vocabulary.near(typed) if vocabulary.name(word)]
    return [word for word in near_words if _is_plausible(typed, word)]


def _far_names(vocabulary: Vocabulary, typed: str) -> list[str]:
    # Imported here, since most questions have no slip and need not wait for it.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    matches = process.extract(
        typed, vocabulary.names(typed[0]), scorer=OSA.distance, score_cutoff=2, limit=None
    )
    return [name for name, _, _ in matches if _is_plausible(typed, name) and vocabulary.name(name)]


def _is_plausible(typed: str, word: str) -> bool:
    """Whether both begin with the same letter and neither is the other with an ending."""
    return typed[0] == word[0] and not typed.startswith(word) and not word.startswith(typed)


def _best_repair(
    vocabulary: Vocabulary, word: Word, near_words: list[str], added: bool
) -> Repair | None:
    if not near_words:
        return None
    typed = word.text.lower()
    best = max(near_words, key=lambda w: (_is_common_slip(typed, w), vocabulary.count(w), w))
    as_typed = best.title() if word.text.istitle() else best
    return Repair(word.text, vocabulary.name(best) or as_typed, added)


def _is_common_slip(typed: str, meant: str) -> bool:
    """Whether a letter was left out or two were swapped: 25 times as likely as one certain letter
    typed for another."""
    return len(typed) < len(meant) or sorted(typed) == sorted(meant)


def _expansions(parsed: _ParsedQuestion, vocabulary: Vocabulary) -> dict[Word, list[str]]:
    """Long forms by the abbreviation in the question, short forms by a long form's first word."""
    expansions: dict[Word, list[str]] = {}
    for start, word in enumerate(parsed.words):
        forms = [*_long_forms(word, parsed, vocabulary), *_short_forms(start, parsed, vocabulary)]
        if forms:
            expansions[word] = forms
    return expansions


def _long_forms(word: Word, parsed: _ParsedQuestion, vocabulary: Vocabulary) -> Iterator[str]:
    typed = word.text.lower()
    forms = vocabulary.long_forms(typed) or vocabulary.long_forms(typed.removesuffix("s"))
    # An abbreviation typed without capitals counts if the documents write it with capitals.
    in_use = vocabulary.name(typed) if forms and typed not in FUNCTION_WORDS else ""
    if is_short_form(word.text if word in parsed.names else in_use):
        yield from (form for form in forms if form.lower() not in parsed.text.lower())


def _short_forms(start: int, parsed: _ParsedQuestion, vocabulary: Vocabulary) -> Iterator[str]:
    """The abbreviations of a long form that begins at this word, if the documents use them."""
    words = [word.text.lower() for word in parsed.words[start : start + _LONG_FORM_WORDS]]
    typed = {word.text.lower() for word in parsed.words}
    for size in range(2, len(words) + 1):
        for abbreviation in sorted(short_forms(words[:size]) - typed):
            long_forms = vocabulary.long_forms(abbreviation)
            if not any(_lower_words(long_form) == words[:size] for long_form in long_forms):
                continue
            name = vocabulary.name(abbreviation)
            if is_short_form(name):
                yield name


def _lower_words(text: str) -> list[str]:
    return [word.text.lower() for word in words_in(text)]


def _missing_terms(
    parsed: _ParsedQuestion, lexicon: _Lexicon, found_words: set[Word]
) -> Iterator[str]:
    """Years, then names; names side by side in the question count as one name."""
    absent = [w for w in parsed.words if w not in found_words and not _is_in_documents(lexicon, w)]
    yield from (w.text for w in absent if _YEAR.fullmatch(w.text))
    names = [w for w in absent if w in parsed.names and _can_be_missing(w)]
    while names:
        size = next((i for i in range(1, len(names)) if not _are_adjacent(names, i)), len(names))
        yield parsed.text[names[0].start : names[size - 1].end]
        names = names[size:]


def _are_adjacent(names: list[Word], i: int) -> bool:
    return names[i].start == names[i - 1].end + 1


def _can_be_missing(word: Word) -> bool:
    name = word.text.lower()
    if name in FUNCTION_WORDS and not is_short_form(word.text):
        return False
    return len(name) > 1 and name[0].isalpha() and name not in _NEVER_NAMES


def _is_in_documents(lexicon: _Lexicon, word: Word) -> bool:
    forms = {word.text.lower()}
    if len(word.text) >= SHORTEST_REPAIRED:
        forms |= {form.removesuffix(ending) for form in forms for ending in ("s", "es")}
    return any(lexicon.in_documents(form) for form in forms)

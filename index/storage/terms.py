"""Texts → the terms that they are found by; the only importer of tantivy.

A term is a word without its case, accents and ending. Which words are left out, and how they are
stemmed, depends on the language.
"""

import re
from collections.abc import Iterator
from functools import cache

import tantivy

# Function words, what a tokenizer leaves of contractions, and contractions without an apostrophe,
# as many people type them. Question words are included, since a
# document answers "who" without this word.
_STOP_WORDS = """
a about above after again all also am an and any are aren as at be because been before being
below between both but by can cannot could couldn d did didn do does doesn doing don down during
each few for from further had hadn has hasn have haven having he her here hers herself him
himself his how i if in into is isn it its itself just ll m me more most my myself no nor not now
of off on once only or other our ours ourselves out over own re s same she should shouldn so some
such t than that the their theirs them themselves then there these they this those through to too
under until up upon ve very was wasn we were weren what when where which while who whom whose why
will with won would wouldn you your yours yourself yourselves
arent cant couldnt didnt doesnt dont hadnt hasnt havent hows im isnt ive shouldnt thats theres
theyre wasnt werent whats whens wheres whos whys wont wouldnt youre
"""


ENGLISH = "en"

LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
"""The languages that words may be in, by their codes."""

_QUESTION_WORDS = {
    "de": "wann wer wen wem wessen wie wo woher wohin warum wieso was welche welcher wieviel",
    "es": "cuándo cuando quién quien qué dónde donde cómo cuánto cuánta cuántos cuántas cuál",
    "fr": "quand qui que quoi où comment pourquoi combien quel quelle quels quelles",
    "it": "quando chi che cosa dove come perché quanto quanta quanti quante quale quali",
    "nl": "wanneer wie wat waar hoe waarom welke hoeveel",
    "pt": "quando quem que onde como quanto quanta quantos quantas qual quais porque",
}
"""That tantivy's stop words lack; a document answers "wann" without this word."""

_WITHOUT_STOP_WORDS = frozenset("ar cs el fa he hi pl ro tr uk".split())
_UNSTEMMED = frozenset(("cs", "fa", "he", "hi", "pl", "uk"))
"""Languages that tantivy has no stemmer for."""

LATIN_LETTERS = frozenset("cs da de en es fi fr hu it nl no pl pt ro sv tr".split())
"""Languages in the letters that an encoder for English has parts of words of."""

_UNSPACED = frozenset(("ja", "ko", "th", "zh"))
"""Languages that write no space between words, or not between a word and its ending: each two
letters beside each other are a word."""

_WORD_OF_ENDINGS = re.compile(r"[\u3040-\u309f]*|.*\s.*", re.DOTALL)
"""Two letters that are no word: of Japanese endings alone, or with a space."""


def _analyzer(language: str) -> tantivy.TextAnalyzer:
    if language in _UNSPACED:
        pairs = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(2, 2, False))
        return pairs.filter(tantivy.Filter.lowercase()).build()
    # Tokens of one character stay ("C++", "R"). Accents go, since questions often lack them.
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    words = words.filter(tantivy.Filter.lowercase())
    for stop_words in _stop_words(language):
        words = words.filter(stop_words)
    words = words.filter(tantivy.Filter.ascii_fold())
    if language in _UNSTEMMED:
        return words.build()
    return words.filter(tantivy.Filter.stemmer(LANGUAGES[language].lower())).build()


def _stop_words(language: str) -> Iterator[tantivy.Filter]:
    """The filters of a language's function words, question words included.

    Longer lists have words such as hour, day and work, which people ask about.
    """
    if language == ENGLISH or language in _WITHOUT_STOP_WORDS:
        yield tantivy.Filter.custom_stopword(sorted(small_words(language)))
    else:
        yield tantivy.Filter.stopword(LANGUAGES[language].lower())
        yield tantivy.Filter.custom_stopword(_QUESTION_WORDS.get(language, "").split())


@cache
def small_words(language: str) -> frozenset[str]:
    """Words of a language that say so little that a document need not have them."""
    if language == ENGLISH:
        return frozenset(_STOP_WORDS.split())
    from stopwordsiso import stopwords  # imported here: in English nobody waits for it

    return frozenset(stopwords(language))


class Analyzer:
    """Turns texts into terms as those of one language; threads may share it.

    ``language`` is a code of ``LANGUAGES``.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._analyze = _analyzer(language).analyze
        self.is_unspaced = language in _UNSPACED

    def all_terms(self, text: str) -> list[str]:
        """Every term of a text, as often as it stands there."""
        terms: list[str] = self._analyze(text)
        return terms

    def terms(self, text: str) -> tuple[str, ...]:
        """The distinct terms of a question, without those that are no word."""
        terms = dict.fromkeys(self._analyze(text))
        if self.is_unspaced:
            return tuple(term for term in terms if not _WORD_OF_ENDINGS.fullmatch(term))
        return tuple(terms)

    def is_small(self, word: str) -> bool:
        """Whether a word says so little that a document need not have it."""
        return not self.terms(word) or word.lower() in small_words(self._language)

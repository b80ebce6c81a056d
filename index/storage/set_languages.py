"""The languages of document sets → the one as whose words a search takes all words. Pure.

A search of some sets takes the language of most of their passages, as if there were no others. So
the words of all rows are written once for each language that is the main one of any set: mostly
for one alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from index.storage.terms import ENGLISH

Languages = Mapping[str, Mapping[str, int]]
"""For each document set the passages of each language, by the codes of ``LANGUAGES``."""


def main_languages(languages: Languages) -> list[str]:
    """The codes of all languages that a search of some of the sets may take."""
    return sorted({language_of(languages, [name]) for name in languages})


def language_of(languages: Languages, sets: Iterable[str]) -> str:
    """The code of the language of these sets: of the main languages of each, that of most passages.

    It is English where no other language is known.
    """
    counts = [languages[name] for name in sets if languages[name]]
    candidates = {_most(passages, passages) for passages in counts}
    total = sum((Counter(dict(passages)) for passages in counts), Counter())
    return _most(total, candidates) if candidates else ENGLISH


def _most(passages: Mapping[str, int], codes: Iterable[str]) -> str:
    return max(sorted(codes), key=lambda code: passages.get(code, 0))

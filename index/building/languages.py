"""The languages of the documents → that of the index's words, and what the owner must know."""

from collections import Counter
from collections.abc import Iterable, Iterator

from index.encoding.models import DEFAULT_NAME
from index.storage.bm25 import ENGLISH, LANGUAGES
from index.storage.rows import DocumentSummary

MULTILINGUAL = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
"""It knows 50 languages and is as small as the default encoder, which knows only English."""


def language_of_words(summaries: Iterable[DocumentSummary]) -> str:
    """The language of most passages, as a code: all words of an index are stemmed as its words.

    Documents too short to tell count for nothing. It is English where no other language is known.
    """
    passages: Counter[str] = Counter()
    for summary in summaries:
        if summary.language:
            passages[_code(summary.language)] += summary.passages
    [(code, _), *_] = passages.most_common(1) or [(ENGLISH, 0)]
    return code if code in LANGUAGES else ENGLISH


def language_warnings(summaries: Iterable[DocumentSummary], encoder_name: str) -> Iterator[str]:
    """A warning if documents are in languages that the default encoder does not know."""
    languages = Counter(_code(summary.language or ENGLISH) for summary in summaries)
    foreign = {code: n for code, n in languages.most_common() if code != ENGLISH}
    if foreign and encoder_name == DEFAULT_NAME:
        counts = ", ".join(f"{n} in {LANGUAGES.get(code, code)}" for code, n in foreign.items())
        yield (
            f"documents not in English ({counts}): their words are found, but the default encoder "
            f'knows English alone; for other wordings set encoder = "{MULTILINGUAL}" in '
            "pincite.toml, with the model on this machine"
        )


def _code(language: str) -> str:
    """``de`` for ``de-AT``; two codes of Norwegian are one language."""
    code = language.split("-")[0].lower()
    return "no" if code in ("nb", "nn") else code

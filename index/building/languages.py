"""The languages of the documents → those of each document set, and what the owner must know."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from index.building.warnings import BuildWarning, Warned
from index.encoding.models import DEFAULT_NAME
from index.storage.document_sets import set_of
from index.storage.rows import DocumentSummary
from index.storage.terms import ENGLISH, LANGUAGES

MULTILINGUAL = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
"""It knows 50 languages and is as small as the default encoder, which knows only English."""


def languages_of_sets(summaries: Iterable[DocumentSummary]) -> dict[str, dict[str, int]]:
    """For each document set how many passages are in which language, by its code.

    Documents too short to tell count for nothing, and those in a language whose words nobody here
    knows as English.
    """
    passages: dict[str, Counter[str]] = {}
    for summary in summaries:
        of_set = passages.setdefault(set_of(summary.id), Counter())
        if summary.language:
            code = _code(summary.language)
            of_set[code if code in LANGUAGES else ENGLISH] += summary.passages
    return {name: dict(of_set) for name, of_set in passages.items()}


def language_warnings(
    summaries: Sequence[DocumentSummary], encoder_name: str
) -> Iterator[BuildWarning]:
    """A warning if documents are in languages that the default encoder does not know."""
    languages = Counter(map(_code_of, summaries))
    foreign = {code: n for code, n in languages.most_common() if code != ENGLISH}
    if foreign and encoder_name == DEFAULT_NAME:
        counts = ", ".join(f"{n} in {LANGUAGES.get(code, code)}" for code, n in foreign.items())
        documents = tuple(one.id for one in summaries if _code_of(one) != ENGLISH)
        text = (
            f"documents not in English ({counts}): their words are found, but the default encoder "
            f'knows English alone; for other wordings set encoder = "{MULTILINGUAL}" in '
            "pincite.toml, with the model on this machine"
        )
        yield BuildWarning(text, Warned.FOREIGN, documents)


def _code_of(summary: DocumentSummary) -> str:
    return _code(summary.language or ENGLISH)


def _code(language: str) -> str:
    """``de`` for ``de-AT``; two codes of Norwegian are one language."""
    code = language.split("-")[0].lower()
    return "no" if code in ("nb", "nn") else code

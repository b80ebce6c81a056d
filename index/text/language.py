"""Text → its language; the only importer of py3langid."""

import re
from functools import cache
from typing import Any

FEWEST_LETTERS = 200
"""With fewer letters the guess is too often wrong."""

FEWEST_OTHER_LETTERS = 20
"""The same where most are not Latin letters: few languages have them."""

SAMPLE_CHARACTERS = 4_000
"""How much of the beginning is read."""

LEAST_PROBABILITY = 0.9
"""A guess below this probability is not given."""

_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_OTHER_LETTER = re.compile(r"[\u0370-\u1dff\u2c80-\uffef]")


def language_of(text: str) -> str | None:
    """The language as a code such as ``en``; ``None`` if the text is short or the guess unsure."""
    sample = text[:SAMPLE_CHARACTERS]
    letters, other_letters = len(_LETTER.findall(sample)), len(_OTHER_LETTER.findall(sample))
    is_latin = 2 * other_letters <= letters
    if letters < (FEWEST_LETTERS if is_latin else FEWEST_OTHER_LETTERS):
        return None
    if 2 * len(_HAN.findall(sample)) > letters and not _KANA.search(sample):
        return "zh"  # of which the model is never sure, in short texts
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= LEAST_PROBABILITY else None


@cache
def _identifier() -> Any:
    # Imported here because its model takes most of a second to load, and only builds need it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

"""Text → its language; the only importer of py3langid."""

import re
from functools import cache
from typing import Any

FEWEST_LETTERS = 200
"""With fewer letters the guess is too often wrong."""

SAMPLE_CHARACTERS = 4_000
"""How much of the beginning is read."""

LEAST_PROBABILITY = 0.9
"""A guess below this probability is not given."""

_LETTER = re.compile(r"[^\W\d_]")


def language_of(text: str) -> str | None:
    """The language as a code such as ``en``; ``None`` if the text is short or the guess unsure."""
    sample = text[:SAMPLE_CHARACTERS]
    if len(_LETTER.findall(sample)) < FEWEST_LETTERS:
        return None
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= LEAST_PROBABILITY else None


@cache
def _identifier() -> Any:
    # Imported here because its model takes most of a second to load, and only builds need it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

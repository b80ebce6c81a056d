"""Text → its language; the only importer of py3langid."""

import re
from functools import cache
from typing import Any

FEWEST_LETTERS = 200
"""With fewer the guess is too often wrong."""

SAMPLE_CHARACTERS = 4_000
"""Characters looked at, from the beginning."""

LEAST_PROBABILITY = 0.9
"""Probability from which the guess is told."""

_LETTER = re.compile(r"[^\W\d_]")


def language_of(text: str) -> str | None:
    """The language as a code such as ``en``; ``None`` where the text is too short to tell."""
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

"""One slip of the keyboard in each question → how much recall@1 it costs.

    python tests/benchmarks/typos.py SET [EVERY]

SET is a folder in BEIR form. In each question (each EVERY-th one) the rarest word of five or
more letters gets one random edit: a letter dropped, doubled by another, changed, or two swapped.
"""

import random
import re
import sys
from pathlib import Path

from index import Searcher
from index.encoding.choose import load_encoder
from index.evaluation.evaluate import ranked, temporary_index
from index.evaluation.question_sets import read_set
from tests.conftest import Silent

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slipped(word: str, chance: random.Random) -> str:
    """The word with one edit."""
    at = chance.randrange(len(word))
    letter = chance.choice(LETTERS)
    swapped = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    edits = [word[:at] + word[at + 1 :], word[:at] + letter + word[at:]]
    edits += [word[:at] + letter + word[at + 1 :], swapped]
    return next((e for e in chance.sample(edits, 4) if e.lower() != word.lower()), word + letter)


def with_slip(question: str, searcher: Searcher, chance: random.Random) -> str:
    """The question with one edit in its rarest long word."""
    words = re.findall(r"[^\W\d_]{5,}", question)
    known = [(idf, w) for w in words if (idf := rarity(w, searcher)) is not None]
    if not known:
        return question
    rarest = max(known)[1]
    return question.replace(rarest, slipped(rarest, chance), 1)


def rarity(word: str, searcher: Searcher) -> float | None:
    """The idf of a word, if it is one that counts."""
    terms = searcher.bm25.terms(word)
    return max(map(searcher.bm25.idf, terms)) if terms else None


def main(folder: str, every: str = "1") -> None:
    judged = [one for one in read_set(Path(folder)).questions if one.grades][:: int(every)]
    chance = random.Random(11)
    with temporary_index(Path(folder, "corpus.jsonl"), load_encoder(), Silent()) as index:
        searcher = Searcher.open(index)
        clean = slips = repaired = touched = 0
        for one in judged:
            bad = with_slip(one.question, searcher, chance)
            repaired += bool(searcher.reword(bad).repairs)
            touched += bool(searcher.reword(one.question).repairs)
            clean += ranked(searcher, one.question)[0] in one.grades
            slips += ranked(searcher, bad)[0] in one.grades
    n = len(judged)
    print(
        f"recall@1 clean {100 * clean / n:.1f}, with a slip {100 * slips / n:.1f} ({n} questions)"
    )
    print(f"repaired {100 * repaired / n:.1f} % with a slip, {100 * touched / n:.1f} % clean")


if __name__ == "__main__":
    main(*sys.argv[1:])

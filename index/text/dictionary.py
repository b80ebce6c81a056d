"""A word → whether English has it, by the word list of the package symspellpy, of 83,000 words."""

from functools import cache
from importlib.resources import files

_FILE = "frequency_dictionary_en_82_765.txt"


def is_english(word: str) -> bool:
    """Whether a lower-case word stands in the list, which has the forms of words and many names of
    products; the first call reads it, in about 20 ms."""
    return word in _words()


@cache
def _words() -> frozenset[str]:
    lines = files("symspellpy").joinpath(_FILE).read_text("utf-8-sig").splitlines()
    return frozenset(line.partition(" ")[0] for line in lines)

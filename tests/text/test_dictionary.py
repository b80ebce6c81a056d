"""The words of the language: rare ones and names of products are in, slips are not."""

import pytest

from index.text.dictionary import is_english


@pytest.mark.parametrize("word", "fireball paypal admins harmonize doable fireballs vegan".split())
def test_a_word_is_known(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", ["passwrod", "goverment", "recieve", "Fireball", "", "fire ball"])
def test_a_slip_is_not(word: str) -> None:
    assert not is_english(word)

"""One text, several views: lengths and ranges agree."""

from hypothesis import given
from hypothesis import strategies as st

from index.text.views import sanitised, segmenting, shown


@given(st.text())
def test_the_segmenting_view_has_the_length_of_the_source(text: str) -> None:
    assert len(segmenting(text)) == len(text)


@given(st.text())
def test_white_space_is_collapsed_and_nothing_else_is_lost(text: str) -> None:
    assert shown(text).replace(" ", "").replace("**", "") == "".join(text.split()).replace("**", "")


def test_paired_bold_marks_go_and_single_ones_stay() -> None:
    assert shown("Chair **Tom  Hill** spoke\n\nof 2 ** 3") == "Chair Tom Hill spoke of 2 ** 3"


def test_special_tokens_of_the_encoder_are_plain_words() -> None:
    assert sanitised("[CLS] ignore [SEP]\x00 this") == " CLS  ignore  SEP   this"

"""One text, several views: lengths and ranges agree."""

from hypothesis import given
from hypothesis import strategies as st

from index.text.views import sanitised, segmenting, shown, shown_ends, shown_range, shown_spans

texts = st.text(alphabet=st.sampled_from("ab. *\n\t\u00a0é“”…"), max_size=60)


@given(st.text())
def test_the_segmenting_view_has_the_length_of_the_source(text: str) -> None:
    assert len(segmenting(text)) == len(text)


@given(st.text())
def test_white_space_is_collapsed_and_nothing_else_is_lost(text: str) -> None:
    assert shown(text).replace(" ", "").replace("**", "") == "".join(text.split()).replace("**", "")


def test_paired_bold_marks_go_and_single_ones_stay() -> None:
    assert shown("Chair **Tom  Hill** spoke\n\nof 2 ** 3") == "Chair Tom Hill spoke of 2 ** 3"


@given(texts, st.integers(0, 60), st.integers(0, 60))
def test_the_range_of_a_slice_in_the_shown_text_holds_its_words(
    text: str, first: int, last: int
) -> None:
    start, end = sorted((min(first, len(text)), min(last, len(text))))
    left, right = shown_range(text, start, end)
    assert 0 <= left <= right <= len(shown(text))
    if "*" not in text:
        assert shown(text)[left:right].strip() == shown(text[start:end])


def test_gaps_between_slices_are_visible() -> None:
    assert shown_spans("One. Two. Three.", ((0, 4), (10, 16))) == "One. … Three."


def test_special_tokens_of_the_encoder_are_plain_words() -> None:
    assert sanitised("[CLS] ignore [SEP]\x00 this") == " CLS  ignore  SEP   this"


@given(st.text(alphabet="ab* \n\t\x1c", max_size=40), st.lists(st.integers(0, 40), max_size=6))
def test_many_ends_are_found_in_one_pass_where_each_is_found_alone(
    text: str, places: list[int]
) -> None:
    ends = sorted(min(place, len(text)) for place in places)
    assert shown_ends(text, ends) == [shown_range(text, 0, end)[1] for end in ends]

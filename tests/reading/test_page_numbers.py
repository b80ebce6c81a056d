"""Printed page numbers are told as labels of their pages, and are no part of the text."""

import pytest

from index.blocks import Label
from index.documents import Document
from index.reading.formats.reading import Reading
from index.text.page_numbers import page_number
from tests.reading.cleaned import document, labelled_words
from tests.reading.test_pdf import TIDES, Draw, drawn_together, pdf_of, read, typed

SENTENCES = ("Ropes are checked in May.", "Nets are dried in June.", "Tar is boiled in July.")


# The numbers


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("12", "12"),
        ("- 3 -", "3"),
        ("– 3 –", "3"),
        ("[4]", "4"),
        ("| 7 |", "7"),
        ("iv", "iv"),
        ("XIV", "XIV"),
        ("Page 9", "9"),
        ("page 9 of 12", "9"),
        ("Seite 9 von 12", "9"),
        ("p. 9", "9"),
        ("1/12", "1"),
        ("A-3", "A-3"),
        ("3-12", "3-12"),
        ("B.7", "B.7"),
    ],
)
def test_a_page_number_is_known_in_the_ways_it_is_printed(words: str, label: str) -> None:
    number = page_number(words)
    assert number is not None
    assert number.label == label


@pytest.mark.parametrize(
    "words", ["", "2024", "iiii", "Mild", "12 boats", "3.5 kg", "page", "MCm", "- -", "12:30"]
)
def test_other_words_are_no_page_number(words: str) -> None:
    assert page_number(words) is None


# In the text


def furniture(of: Document) -> list[str]:
    return labelled_words(of, Label.FURNITURE)


def paged(*feet: str, sentences: tuple[str, ...] = SENTENCES) -> Document:
    """Pages of a sentence each, with these feet."""
    pages = zip(sentences, feet, strict=False)
    return document("\f".join(f"{sentence}\n\n{foot}" for sentence, foot in pages))


@pytest.mark.parametrize(
    "feet",
    [
        ("1", "2", "3"),
        ("i", "ii", "iii"),
        ("Page 1 of 3", "Page 2 of 3", "Page 3 of 3"),
        ("1/3", "2/3", "3/3"),
        ("A-1", "A-2", "A-3"),
        ("4-17", "4-18", "4-19"),
    ],
)
def test_numbers_that_rise_with_the_pages_are_furniture(feet: tuple[str, ...]) -> None:
    assert labelled_words(paged(*feet), Label.PROSE, Label.ITEM) == list(SENTENCES)


def test_numbers_above_a_line_that_runs_on_all_pages_are_furniture() -> None:
    text = "\f".join(
        f"{sentence}\n\n{i}\n\nHarbour guide" for i, sentence in enumerate(SENTENCES, 41)
    )
    assert labelled_words(document(text), Label.PROSE, Label.ITEM) == list(SENTENCES)


def test_two_numberings_of_two_pages_each_are_furniture() -> None:
    of = paged("i", "ii", "1", "2", sentences=(*SENTENCES, "Sails are sewn in August."))
    assert furniture(of) == ["i", "ii", "1", "2"]


def test_a_lone_number_of_a_preface_or_an_appendix_is_furniture_beside_numbered_pages() -> None:
    of = paged("iv", "1", "2", "B-1", sentences=(*SENTENCES, "Sails are sewn in August."))
    assert furniture(of) == ["iv", "1", "2", "B-1"]
    assert furniture(paged("iv", "", "")) == []


@pytest.mark.parametrize("foot", ["- 1 -", "1", "Page 1", "1/1", "Page 1 of 1", "[1]"])
def test_the_number_of_a_single_page_is_furniture(foot: str) -> None:
    of = document(f"{SENTENCES[0]}\n\n{foot}")._replace(pages=(0,))
    assert labelled_words(of, Label.PROSE, Label.ITEM) == [SENTENCES[0]]


def test_a_number_between_dashes_is_no_item_of_a_list() -> None:
    of = paged("- 1 -", "- 2 -", "- 3 -")
    assert labelled_words(of, Label.ITEM) == []


@pytest.mark.parametrize("feet", [("7", "3", "12"), ("2019", "2020", "2021")])
def test_other_numbers_at_the_feet_of_pages_stay(feet: tuple[str, ...]) -> None:
    of = paged(*feet)
    assert [foot for foot in feet if foot in furniture(of)] == []


def test_a_number_inside_the_page_stays() -> None:
    text = "\f".join(
        f"{a}\n\nOne more line.\n\n{n}\n\nAnother line.\n\n{b}"
        for n, (a, b) in enumerate(zip(SENTENCES, SENTENCES[::-1], strict=True), 1)
    )
    assert not {"1", "2", "3"} & set(furniture(document(text)))


def test_the_stated_label_of_a_page_is_furniture_even_once() -> None:
    of = paged("T-4", "", "")._replace(page_labels=("T-4", "1", "2"))
    assert "T-4" in furniture(of)


def test_the_name_of_a_sheet_is_no_page_number() -> None:
    of = paged("7", "", "")._replace(page_labels=("7", "8", "9"), page_kind="sheet")
    assert "7" not in furniture(of)


# As labels


def numbered(*feet: str, head: str = "") -> Reading:
    draws: list[Draw] = []
    for i, foot in enumerate(feet):
        line = typed(head.replace("#", foot), y=790) if head else typed(foot, x=300, y=40)
        draws.append(drawn_together(line, typed(*TIDES, f"Part {i} of it ends here.")))
    return read(pdf_of(*draws))


def test_the_numbers_printed_at_the_feet_are_labels() -> None:
    assert numbered("41", "42", "43", "44").page_labels == ("41", "42", "43", "44")
    assert numbered("i", "ii", "iii", "1", "2", "3").page_labels == (
        *("i", "ii", "iii"),
        *("1", "2", "3"),
    )


def test_numbers_printed_in_running_heads_are_labels() -> None:
    assert numbered("41", "42", "43", head="The harbour     #").page_labels == ("41", "42", "43")
    assert numbered("41", "42", "43", head="# | The harbour").page_labels == ("41", "42", "43")


def test_a_page_without_its_number_has_the_one_it_should_have() -> None:
    assert numbered("41", "", "43", "44").page_labels == ("41", "42", "43", "44")


def test_pages_before_the_first_number_have_none() -> None:
    assert numbered("", "", "1", "2", "3").page_labels == ("", "", "1", "2", "3")


def test_the_numbers_of_the_file_are_no_labels() -> None:
    assert numbered("1", "2", "3").page_labels == ()
    assert numbered("", "", "").page_labels == ()


def test_numbers_that_do_not_rise_with_the_pages_are_no_labels() -> None:
    assert numbered("7", "3", "9", "2").page_labels == ()


def test_a_few_numbers_on_many_pages_are_no_labels() -> None:
    feet = ["41", *[""] * 4, "46", *[""] * 4, "51"]
    assert numbered(*feet).page_labels == ()


def test_the_labels_that_the_file_states_are_taken() -> None:
    def from_here(number: int, style: str) -> Draw:
        return lambda canvas: canvas.addPageLabel(number, style=style, start=1)

    page = typed(*TIDES)
    data = pdf_of(
        drawn_together(from_here(0, "ROMAN_LOWER"), page),
        page,
        drawn_together(from_here(2, "ARABIC"), page),
        page,
    )
    assert read(data).page_labels == ("i", "ii", "1", "2")

"""What is written in a picture is read with its place and its certainty, and doubt is shown."""

import random

import pytest
from PIL import Image, ImageDraw

from index.documents import Metadata
from index.reading.formats import recognition
from index.reading.formats.pdf import reading_of
from index.reading.formats.pdf_layout import lay_out
from index.reading.formats.reading import Reading
from index.reading.formats.recognition import Recognition, doubtful_words, recognise
from tests.reading.pictures import PAGE, page_of, write_on

DOT = 72 / 150

LETTER = (
    "The harbour board met in March and found that the",
    "wall had moved by two inches since the storm. It asked",
    "the engineer for a report on the cost of mending it.",
)


def texts(found: Recognition) -> list[str]:
    return [line.text for _, line in found.lines]


def laid_out(picture: Image.Image) -> Reading:
    return reading_of([lay_out(list(recognise(picture, DOT).lines))], Metadata())


def test_the_lines_of_a_picture_are_read_with_their_places_and_certainty() -> None:
    found = recognise(page_of(*LETTER), DOT)
    assert texts(found) == list(LETTER)
    assert 85 <= found.certainty <= 100
    assert found.doubtful == 0
    lines = [line for _, line in found.lines]
    assert all(line.left == pytest.approx(120 * DOT, abs=3) for line in lines)
    assert lines[0].baseline - lines[1].baseline == pytest.approx(1.4 * 28 * DOT, abs=1)
    assert lines[0].size == lines[1].size == pytest.approx(28 * DOT, rel=0.2)
    assert [word.text for word in lines[0].words] == LETTER[0].split()


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side_or_head_is_read_upright(turn: int) -> None:
    picture = page_of(*LETTER, *LETTER).rotate(turn, expand=True)
    assert texts(recognise(picture, DOT)) == [*LETTER, *LETTER]


def test_a_page_that_stands_upright_stays_so_even_if_its_turn_is_guessed_wrongly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for wrong in (90, 180, 270):
        monkeypatch.setattr(recognition, "_turn", lambda picture, turn=wrong: turn)
        assert texts(recognise(page_of(*LETTER), DOT)) == list(LETTER)


@pytest.mark.parametrize("degrees", [-2, -1, 1, 2])
def test_the_lines_of_a_crooked_page_are_level(degrees: float) -> None:
    picture = page_of(*LETTER).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    found = recognise(picture, DOT)
    assert len(found.lines) == len(LETTER)
    for _, line in found.lines:
        baselines = [word.baseline for word in line.words]
        assert max(baselines) - min(baselines) < line.size / 3


def test_small_letters_are_read_from_a_larger_picture() -> None:
    small = page_of(*LETTER, size=20).resize((PAGE[0] // 2, PAGE[1] // 2))
    assert texts(recognise(small, 2 * DOT)) == list(LETTER)


def test_a_word_that_is_hard_to_read_is_marked_and_the_signs_around_it_are_not() -> None:
    picture = page_of(*LETTER)
    chance = random.Random(4)
    # Dirt over “storm.” and nothing else.
    draw = ImageDraw.Draw(picture)
    for _ in range(400):
        x, y = chance.randrange(640, 740), chance.randrange(192, 216)
        draw.rectangle((x, y, x + 2, y + 2), fill=chance.choice((0, 255)))
    found = recognise(picture, DOT)
    assert found.doubtful >= 1
    assert "⟨" in texts(found)[1]
    assert "⟨" not in texts(found)[0] + texts(found)[2]


def test_a_picture_without_words_has_no_lines() -> None:
    chance = random.Random(1)
    noise = Image.frombytes("L", (600, 600), chance.randbytes(360_000))
    assert recognise(noise, DOT) == Recognition()
    assert recognise(Image.new("L", PAGE, 255), DOT) == Recognition()
    assert recognise(Image.new("L", (1, 9000), 255), DOT) == Recognition()


def test_columns_are_read_one_after_the_other() -> None:
    picture = Image.new("L", PAGE, 255)
    write_on(picture, *LEFT, size=24, left=100, top=150)
    write_on(picture, *RIGHT, size=24, left=680, top=150)
    text = laid_out(picture).text
    assert " ".join(LEFT) in text
    assert text.index(LEFT[-1]) < text.index(RIGHT[0])


LEFT = (
    "Nine boats were lost in the same night,",
    "and their owners were paid from the",
    "fund that the town had kept since the",
    "fire. No one was hurt, as the crews had",
    "gone ashore in good time and slept in",
    "the sail loft until the wind had gone.",
)
RIGHT = (
    "Nets are mended on the quay in spring",
    "when the days are long enough and the",
    "tar is soft in the sun. Children carry",
    "the twine, and are paid in herring,",
    "which they sell at the gate to people",
    "who come from the town on Sundays.",
)


def test_a_table_is_read_as_rows_and_cells() -> None:
    picture = Image.new("L", PAGE, 255)
    rows = (("Boat", "Built", "Length"), ("Aurora", "1907", "31 feet"), ("Skua", "1921", "24 feet"))
    rows = (*rows, ("Petrel", "1934", "28 feet"), ("Fulmar", "1948", "35 feet"))
    for row, cells in enumerate(rows):
        for left, cell in zip((120, 480, 840), cells, strict=True):
            write_on(picture, cell, left=left, top=150 + 48 * row)
    [table] = laid_out(picture).tables
    assert table.columns == ("Boat", "Built", "Length")
    assert len(table.rows) == 4


def test_a_bullet_is_read_as_a_bullet() -> None:
    picture = Image.new("L", PAGE, 255)
    items = ("Mend the nets before the spring", "Paint the boats", "Count the barrels in the shed")
    for row, item in enumerate(items):
        top = 150 + 60 * row
        ImageDraw.Draw(picture).ellipse((120, top + 12, 132, top + 24), fill=0)
        write_on(picture, item, left=156, top=top)
    assert laid_out(picture).text == "\n".join(f"- {item}" for item in items)


def test_a_sign_or_a_word_of_one_letter_at_the_beginning_of_a_line_stays() -> None:
    lines = (
        "$ 500 were paid for the boats and the nets",
        "A boat was lost, and the wall was moved",
    )
    assert texts(recognise(page_of(*lines, size=34), DOT)) == list(lines)


def test_doubtful_words_are_counted_by_page() -> None:
    assert list(doubtful_words({1: 2, 2: 0, 3: 5})) == [
        "words that were hard to read, in ⟨ ⟩: 7 (pages 1, 3)"
    ]
    assert list(doubtful_words({1: 0})) == []

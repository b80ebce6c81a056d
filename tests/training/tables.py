"""Made tables with questions: what running text does not teach a reader.

A table is written as passages show one: its rows one after the other, each cell with its column's
name or, below a row of names, without. Things, columns and values are drawn by chance, so nothing
in them is true. Of each table some questions ask for a cell, and one for a column or a thing that
it does not have.
"""

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.training.examples import Paragraph, Questions

TITLE = "Tables"
ROWS, COLUMNS, ASKED = (2, 4), (2, 4), 4
"""The fewest and the most; questions for a cell of each table."""


class _Column(NamedTuple):
    """A column's names, what asks for it, and how its values are drawn."""

    names: tuple[str, ...]
    asked: tuple[str, ...]
    value: Callable[[random.Random], str]


_FIRST_NAMES = "Ann Ben Carla Dev Elif Farid Greta Hugo Ines Jonas Kim Leyla Marek Nora Otto Priya"
_LAST_NAMES = "Abel Brandt Costa Dale Evans Falk Gomez Hart Ito Jansen Kaya Lund Moss Novak Okafor"
_COLOURS = "red blue green white black grey yellow brown silver purple orange pink".split()
_MATERIALS = "oak steel glass cotton wool brass plastic leather paper copper pine clay".split()
_PLACES = "cellar yard hall attic garage library kitchen office lobby barn shed porch".split()
_COUNTRIES = "Spain Norway Kenya Peru Japan Canada Italy Poland India Chile Turkey Ghana".split()
_MONTHS = "January February March April May June July August September October".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _number(first: int, last: int, shape: str = "{}") -> Callable[[random.Random], str]:
    return lambda chance: shape.format(chance.randint(first, last))


def _one_of(words: Sequence[str]) -> Callable[[random.Random], str]:
    return lambda chance: chance.choice(words)


def _person(chance: random.Random) -> str:
    return f"{chance.choice(_FIRST_NAMES.split())} {chance.choice(_LAST_NAMES.split())}"


_TABLE = (
    _Column(
        ("Price", "Price (£)", "price_eur", "Cost", "Fee", "Rate"),
        (
            "price of {}",
            "how much is {}?",
            "what does {} cost?",
            "how much does {} cost",
            "{} price",
        ),
        lambda chance: f"{chance.randint(1, 400)}.{chance.choice(('00', '50', '90', '25'))}",
    ),
    _Column(
        ("Weight", "weight_kg", "Mass"),
        ("how heavy is {}?", "weight of {}", "how much does {} weigh", "{} weight"),
        _number(1, 90, "{} kg"),
    ),
    _Column(
        ("Height", "height_cm"),
        ("how tall is {}", "height of {}", "how high is {}?"),
        _number(20, 300, "{} cm"),
    ),
    _Column(("Length", "Long"), ("how long is {}?", "length of {}"), _number(2, 90, "{} m")),
    _Column(
        ("Colour", "Color"), ("what colour is {}?", "colour of {}", "{} color"), _one_of(_COLOURS)
    ),
    _Column(
        ("Material", "Made of"), ("what is {} made of?", "material of {}"), _one_of(_MATERIALS)
    ),
    _Column(
        ("Place", "Where", "Location", "Room"),
        ("where is {}?", "where can i find {}", "location of {}"),
        _one_of(_PLACES),
    ),
    _Column(
        ("Origin", "Country", "From"),
        ("where does {} come from?", "which country is {} from", "origin of {}"),
        _one_of(_COUNTRIES),
    ),
    _Column(
        ("Contact", "Person", "Responsible", "Who", "Owner"),
        ("who is responsible for {}?", "who looks after {}", "contact for {}", "who has {}?"),
        _person,
    ),
    _Column(
        ("Built", "Year", "Since"),
        ("when was {} built?", "what year is {} from", "how old is {}?"),
        _number(1850, 2025),
    ),
    _Column(
        ("Month", "Due", "Starts"),
        ("when does {} start?", "what month is {}", "when is {} due"),
        _one_of(_MONTHS),
    ),
    _Column(
        ("Day", "Open on", "When"),
        ("which day is {}?", "when is {}", "what day does {} take place"),
        _one_of(_DAYS),
    ),
    _Column(
        ("Opens", "From", "Start"),
        ("when does {} open?", "what time does {} start", "opening time of {}"),
        _number(6, 11, "{}:30"),
    ),
    _Column(
        ("Seats", "Places", "Capacity"),
        ("how many people fit into {}?", "seats in {}", "capacity of {}"),
        _number(2, 200),
    ),
    _Column(
        ("In stock", "Number", "Copies"),
        ("how many of {} are there?", "is {} in stock", "number of {}"),
        _number(0, 60),
    ),
    _Column(
        ("Speed", "Top speed"), ("how fast is {}?", "top speed of {}"), _number(5, 200, "{} km/h")
    ),
    _Column(("Power", "Watts"), ("how strong is {}?", "power of {}"), _number(5, 3000, "{} W")),
    _Column(
        ("Phone", "Telephone"),
        ("phone number of {}", "how do i call {}?", "{} telephone"),
        _number(100000, 999999),
    ),
    _Column(
        ("Minimum age", "Age"),
        ("minimum age for {}?", "how old must you be for {}", "age limit of {}"),
        _number(4, 21),
    ),
)


def made_tables(names: Sequence[str], count: int, seed: int) -> list[Paragraph]:
    """So many tables of things with these names."""
    chance = random.Random(seed)
    return [_table(names, chance) for _ in range(count)]


def _table(names: Sequence[str], chance: random.Random) -> Paragraph:
    *things, absent = chance.sample(names, chance.randint(*ROWS) + 1)
    *columns, missing = chance.sample(_TABLE, chance.randint(*COLUMNS) + 1)
    heads = [
        chance.choice(("Name", "Item", "What", "Model", "")),
        *(chance.choice(c.names) for c in columns),
    ]
    rows = [[thing, *(column.value(chance) for column in columns)] for thing in things]
    cells = [(row, n) for row in rows for n in range(1, len(row))]
    asked: Questions = [
        (_question(row[0], columns[n - 1], chance), [row[n]])
        for row, n in chance.sample(cells, min(ASKED, len(cells)))
    ]
    is_column = chance.random() < 0.6
    thing, column = (things[0], missing) if is_column else (absent, columns[0])
    asked.append((_question(thing, column, chance), []))
    return Paragraph(TITLE, _written(heads, rows, chance), asked)


def _question(thing: str, column: _Column, chance: random.Random) -> str:
    return chance.choice(column.asked).format(chance.choice(("", "the ")) + thing)


def _written(heads: list[str], rows: list[list[str]], chance: random.Random) -> str:
    """The rows as a passage shows them, with the columns' names in each, or once above all."""
    if chance.random() < 0.6:
        named = (
            [f"{h}: {cell}" if h else cell for h, cell in zip(heads, row, strict=True)]
            for row in rows
        )
        return " ".join(" · ".join(row) for row in named)
    return " ".join(" · ".join(row) for row in [[h for h in heads if h], *rows])

"""Front matter is no text of a document, states its facts, and never costs the document."""

import resource
from itertools import pairwise

import pytest

from index.documents import Metadata
from index.reading.formats.markdown import read_markdown
from index.reading.formats.reading import Reading


def read(text: str) -> Reading:
    return next(read_markdown(text.encode()))


def body_of(reading: Reading) -> str:
    return reading.text[reading.body :].strip()


@pytest.mark.parametrize(
    ("front", "title", "date"),
    [
        ("---\ntitle: Eels\ndate: 2021-05-06\n---\n", "Eels", "2021-05-06"),
        ("---\r\ntitle: 'Eels'\r\ndate: 2021-05-06T10:00:00Z\r\n---\r\n", "Eels", "2021-05-06"),
        ("---\ntitle: Eels\ndate: 2021-05-06\n...\n", "Eels", "2021-05-06"),
        (
            '+++\ntitle = "Eels"\ndate = 2021-05-06T10:00:00Z\n[a]\nb = 1\n+++\n',
            "Eels",
            "2021-05-06",
        ),
        ("+++\ndate = '2021-05-06'\n+++\n", "Heading", "2021-05-06"),
        (
            '{\n "title": "Eels",\n "tags": ["a", {"b": 1}],\n "date": "2021-05-06"\n}\n',
            "Eels",
            "2021-05-06",
        ),
        ("---\n---\n", "Heading", None),
        ("---\n\n---\n", "Heading", None),
        ("+++\n+++\n", "Heading", None),
    ],
)
def test_front_matter_of_every_kind_states_title_and_date(
    front: str, title: str, date: str | None
) -> None:
    reading = read(f"{front}\n# Heading\n\nEels climb the weir.\n")
    assert body_of(reading) == "# Heading\n\nEels climb the weir."
    assert (reading.metadata.title, reading.metadata.date) == (title, date)
    assert not reading.warnings


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Weir: how it works", "Weir: how it works"),
        ('title: The "old" weir: a guide', 'The "old" weir: a guide'),
        ('title: "The weir', "The weir"),
        ("title: 'Twas a flood: 1953", "Twas a flood: 1953"),
        ("title: [Weir: a guide", None),
        ("title: {{ page.title }}", None),
        ("title: @weir", None),
        ("title:\tWeir: with tabs", "Weir: with tabs"),
        ("tags:\n\t- water\n\t- fish\ntitle: Weir", "Weir"),
        ("note: *missing\ntitle: Weir", "Weir"),
        ("description: |\n  a: b\n\tc\ntitle: Weir # of the mill", "Weir"),
    ],
)
def test_what_can_be_read_of_broken_yaml_is_taken_and_the_rest_is_warned_of(
    line: str, title: str | None
) -> None:
    reading = read(
        f"---\n{line}\ndate: 2021-05-06\nsources:\n  - key: S1\n    title: Log\n---\n\nIt held.\n"
    )
    assert body_of(reading) == "It held."
    assert (reading.metadata.title, reading.metadata.date) == (title, "2021-05-06")
    assert [source.title for source in reading.metadata.sources] == ["Log"]
    assert "front matter is not YAML" in reading.warnings[0]


def test_the_warning_names_what_was_not_read() -> None:
    reading = read("---\ntitle: a: b\nauthor: [open\n---\nText.\n")
    assert reading.warnings[0].endswith("not read: author")


def test_what_can_be_read_of_broken_toml_is_taken() -> None:
    reading = read("+++\ntitle = 'Weir'\ndraft = maybe\ndate = 2021-05-06\n+++\nIt held.\n")
    assert (reading.metadata.title, reading.metadata.date) == ("Weir", "2021-05-06")
    assert reading.warnings[0].endswith("not TOML: read line by line; not read: draft")


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nThe weir was built in 1820.\n\n---\n\nIt held.\n",
        (
            '---\nThe weir: built in 1820, "mended: twice.\nIt is of oak.\nWho knows why.\n'
            "---\nIt held.\n"
        ),
        '{"weir": "an object in the first line of a note on JSON"}\n\nIt held.\n',
        '{"title": "x"} is what the server sends.\n',
        "{ not JSON }\n\nIt held.\n",
        "+++ emphasis\n\nIt held.\n",
        "---\ntitle: never closed\n\nIt held.\n",
    ],
)
def test_text_that_only_looks_like_front_matter_stays_text(text: str) -> None:
    reading = read(text)
    assert body_of(reading) == text.strip()
    assert not reading.warnings


def test_several_authors_are_named_with_commas() -> None:
    front = "---\nauthors:\n  - name: Ann Cole\n    url: x\n  - Bo Dale\nlang: de\n---\nText.\n"
    assert read(front).metadata == Metadata(author="Ann Cole, Bo Dale", language="de")


def _growing(value: str) -> str:
    """Entries of which each holds the one before several times."""
    return "".join(f"{b}: &{b} {value.format(a)}\n" for a, b in pairwise("abcdefghijklmn"))


@pytest.mark.parametrize(
    "entry",
    [
        "a: &a [x,x,x,x]\n" + _growing("[*{0},*{0},*{0},*{0}]"),
        "a: &a {k: v}\n" + _growing("{{<<: [*{0},*{0},*{0},*{0}]}}"),
        "a: " + "[" * 30_000,
        "a: " + "{a: " * 10_000,
        "a: !!python/object/apply:os.system ['true']\n",
        "a: 9999-99-99\n",
        "a: " + "9" * 10_000,
    ],
)
def test_hostile_front_matter_costs_neither_memory_nor_the_document(entry: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reading = read(f"---\n{entry}\ntitle: Weir\n---\nIt held.\n")
    assert body_of(reading) == "It held."
    assert reading.metadata.title == "Weir"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000

"""A source is told in words on a terminal, and in fields to other programs."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.rendering.sources import source_fields, source_lines
from index.sources.source import Item, Kind, Source

BUILT = "2026-11-29T08:00:00+00:00"
NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
SITE = Source(
    "web/guide",
    Kind.SITE,
    "https://docs.example.org/guide/",
    "Ada\tGreen",
    "2026-11-28T08:00:00+00:00",
    looked="2026-11-29T07:00:00+00:00",
    items={"https://docs.example.org/guide/": Item("web/guide/a.html", "0" * 64, BUILT)},
)


def test_a_terminal_reads_where_it_came_from_and_how_it_stands() -> None:
    assert list(source_lines(SITE, BUILT, NOW)) == [
        "web/guide",
        "    site · 1 file · last look 3 hours ago · ready",
        "    https://docs.example.org/guide/ · added by Ada\tGreen",
    ]


@pytest.mark.parametrize(("problem", "state"), [("", "ready"), ("answered\t500", "failed")])
def test_a_pipe_reads_the_same_in_fields(problem: str, state: str) -> None:
    assert source_fields(replace(SITE, problem=problem), BUILT).split("\t") == [
        "web/guide",
        "site",
        "1",
        state,
        SITE.looked,
        SITE.origin,
        problem.replace("\t", " "),
    ]

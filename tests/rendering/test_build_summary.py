"""A build is told in three lines, and what takes the owner's hand once."""

import pytest

from bot.rendering.build_summary import MOST_NOTICES, summary_lines
from index.building.notices import NO_NOTICES, DoubtfulDocument, Notices
from index.building.report import Changes, Report
from index.documents import Obstacle, Skipped
from index.reading.listing import Ignored
from index.storage.rows import DocumentSummary

NONE = Changes((), (), (), 0, 0, 0)
PAGE_LINE = "pincite build --report FILE shows every block"
UNREADABLE = Skipped("b.docx", "damaged: not a zip container; save it again", Obstacle.DAMAGED)
UNKNOWN = Skipped("d.svg", "format not supported", Obstacle.UNSUPPORTED)
EMPTY = Skipped("e.txt", "empty: no text in it", Obstacle.WORDLESS)


def report(
    *names: str,
    passages: int = 1,
    changes: Changes = NONE,
    notices: Notices = NO_NOTICES,
    new: Notices | None = None,
    generation: str | None = "gen-000002",
    is_new: bool = True,
    ignored: tuple[Ignored, ...] = (),
) -> Report:
    summaries = tuple(DocumentSummary(name, None, None, passages, {}, ()) for name in names)
    told = notices if new is None else new
    return Report(generation, is_new, summaries, changes, notices, told, ignored)


def lines(found: Report, seconds: float = 12, page: str = "") -> list[str]:
    return list(summary_lines(found, seconds, page))


def test_a_first_build_tells_what_is_in_the_index() -> None:
    first = report("a.md", "b.md", passages=600, changes=all_new("a.md", "b.md"))
    assert lines(first) == ["2 documents, 1,200 passages; 12 s", PAGE_LINE]
    assert lines(report("a.md", changes=all_new("a.md")))[0] == "1 document, 1 passage; 12 s"


def all_new(*names: str) -> Changes:
    return Changes(names, (), (), 1, 0, 1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (Changes(("c.md",), ("a.md",), ("x.md", "y.md"), 2, 2, 2), "1 new, 1 changed, 2 removed"),
        (Changes((), (), ("x.md",), 0, 1, 0), "1 removed"),
        (NONE, "none of them new or changed"),
    ],
)
def test_a_later_build_tells_what_changed(changes: Changes, said: str) -> None:
    assert lines(report("a.md", "c.md", changes=changes))[0] == (
        f"2 documents, 2 passages; {said}; 12 s"
    )


def test_times_are_told_as_people_tell_them() -> None:
    def told(seconds: float) -> str:
        return lines(report("a.md"), seconds)[0].rpartition("; ")[2]

    assert [told(s) for s in (0.02, 59.4, 59.7, 60, 3_725)] == [
        "1 s",
        "59 s",
        "1 min 0 s",
        "1 min 0 s",
        "62 min 5 s",
    ]


def test_what_was_left_out_is_counted_by_what_is_the_matter_with_it() -> None:
    skipped = (UNREADABLE, UNKNOWN, EMPTY, EMPTY._replace(path="f.txt"))
    found = lines(report("a.md", notices=Notices(skipped=skipped)))
    assert found[1:] == [
        "left out: 4 files (2 without words, 1 unreadable, 1 of a kind that is not read)",
        "cannot be read: b.docx: damaged: not a zip container; save it again",
        PAGE_LINE,
    ]


def test_what_rules_leave_out_is_counted() -> None:
    ignored = (
        Ignored("drafts/", ".pincite-ignore: drafts/"),
        Ignored("a.tmp", ".pincite-ignore: *.tmp"),
        Ignored(".git/", "hidden"),
    )
    assert lines(report("a.md", ignored=ignored))[1] == "left out: 3 by ignore rules"
    both = report("a.md", ignored=ignored[2:], notices=Notices(skipped=(UNKNOWN,)))
    assert lines(both)[1] == "left out: 1 file (1 of a kind that is not read), 1 by ignore rules"


def test_a_build_that_changed_nothing_is_one_line() -> None:
    notices = Notices(skipped=(UNREADABLE,))
    assert lines(report("a.md", notices=notices, is_new=False)) == [
        "nothing changed; gen-000002 answers; 1 file left out, as before"
    ]


def test_what_was_told_before_is_only_counted() -> None:
    notices = Notices(
        skipped=(UNREADABLE, UNKNOWN),
        same_titles=(("a.md", "c.md"),),
        documents=(DoubtfulDocument("a.md", "characters that could not be decoded: 2"),),
    )
    assert lines(report("a.md", "c.md", notices=notices, new=NO_NOTICES))[1:] == [
        "left out: 2 files (1 unreadable, 1 of a kind that is not read)",
        f"{PAGE_LINE}, and 3 warnings from before",
    ]


def test_no_more_than_a_few_warnings_are_named_and_the_unreadable_first() -> None:
    doubts = [DoubtfulDocument(f"{number}.md", "doubtful") for number in range(9)]
    notices = Notices(skipped=(UNREADABLE,), documents=tuple(doubts))
    found = lines(report("a.md", notices=notices))[2:-1]
    assert found[0].startswith("cannot be read: b.docx")
    assert len(found) == MOST_NOTICES + 1
    assert found[-1] == "and 6 more warnings"


def test_a_dry_run_names_what_would_change_and_a_page_is_named_if_there_is_one() -> None:
    names = tuple(f"{number}.md" for number in range(7))
    changes = Changes(names, ("a.md",), ("x\x1b.md",), 8, 1, 8)
    found = lines(report("a.md", *names, changes=changes, generation=None), page="out.html")
    assert found[1:] == [
        "a dry run: nothing is published",
        "new: 0.md, 1.md, 2.md, 3.md, 4.md and 2 more",
        "changed: a.md",
        "removed: x�.md",
        "out.html shows every block",
    ]

"""An owner sees what a build left out and doubts, and the page that shows it can do no harm."""

import re
from pathlib import Path

import pytest

from bot.rendering.build_summary import summary_lines
from bot.rendering.report import report_lines
from bot.rendering.report_page import report_page
from index.building.build import build_index, survey
from index.building.report import Report, make_report
from index.encoding.models import DEFAULT_NAME
from tests.conftest import Silent, WordEncoder

ARTICLE = (
    "The new bridge\n\n"
    "The bridge over the river was opened on a cold day in front of a large crowd.\n\n"
    "The bridge over the river was opened on a cold day in front of a large crowd.\n\n"
    "Sign up to our newsletter\n\n"
    "Boats pass under it all summer long on their way to the salt works.\n"
)
GERMAN = "Die Brücke über den Fluss wurde an einem kalten Tag eröffnet. " * 6


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "bridge.txt").write_text(ARTICLE, "utf-8")
    (folder / "drawing.svg").write_text("<svg/>")
    return folder


def surveyed(folder: Path) -> Report:
    with survey(folder, folder.parent / "index", WordEncoder(), Silent()) as (found, _):
        return found


def page_of(folder: Path) -> str:
    with survey(folder, folder.parent / "index", WordEncoder(), Silent()) as (found, documents):
        return report_page(found, documents.cleaned_documents())


def printed(report: Report) -> str:
    """All that is said of a build in text."""
    return "\n".join([*summary_lines(report, 1), *report_lines(report)])


def test_the_report_says_what_was_left_out_and_what_is_in_doubt(folder: Path) -> None:
    text = printed(surveyed(folder))
    assert "left out of the documents: repeats (1), headers, footers and the like (1)" in text
    assert "skipped drawing.svg: format not supported" in text
    assert "nothing published; a build would index 1 passage of 1 document" in text


def test_a_missing_date_is_told_once_where_most_others_of_a_folder_have_one(folder: Path) -> None:
    assert "no date" not in printed(surveyed(folder))
    for number in range(3):
        text = f"Minutes of the panel\n\n{number + 1} May 2024\n\nThe panel met and spoke.\n"
        (folder / f"minutes-{number}.txt").write_text(text, "utf-8")
    (folder / "old").mkdir()
    (folder / "old" / "bridge.txt").write_text(ARTICLE.replace("new", "old"), "utf-8")
    lines = list(report_lines(surveyed(folder)))
    [line] = [line for line in lines if "no date" in line]
    assert line == "warning: no date found, though most others in the folder have one: bridge.txt"


def test_characters_that_were_lost_are_counted(folder: Path) -> None:
    (folder / "lost.txt").write_text("Caf\ufffd and na\ufffdve words. CafÃ© too.", "utf-8")
    text = printed(surveyed(folder))
    assert "characters that could not be decoded: 2" in text
    assert "wrongly decoded characters: 1" in text


def test_a_wish_of_a_sidecar_that_meets_nothing_is_told(folder: Path) -> None:
    (folder / "bridge.txt.meta.toml").write_text('drop = ["ferry times"]', "utf-8")
    assert "its side-car names “ferry times”, which no block holds" in printed(surveyed(folder))


def test_a_language_that_the_encoder_does_not_know_is_told_with_what_to_do(folder: Path) -> None:
    (folder / "bruecke.txt").write_text(GERMAN, "utf-8")
    found = surveyed(folder)
    report = make_report(None, found.summaries, (), found.changes, DEFAULT_NAME)
    [warning] = report.warnings
    assert "1 in German" in warning.text
    assert "paraphrase-multilingual-MiniLM-L12-v2" in warning.text
    assert make_report(None, found.summaries, (), found.changes, "another/encoder").warnings == ()


def test_a_survey_publishes_nothing(folder: Path) -> None:
    before = sorted(folder.parent.rglob("*"))
    surveyed(folder)
    assert sorted(folder.parent.rglob("*")) == before


def test_the_page_shows_every_block_with_its_label_and_reason(folder: Path) -> None:
    page = page_of(folder)
    for shown in (
        "prose: paragraph",
        "repeats: repeats 16-93",
        "footers and the like: a call",
        "Boats pass",
    ):
        assert shown in page
    assert page.count('class="block out"') == 2


def test_the_page_runs_nothing_and_fetches_nothing(folder: Path) -> None:
    evil = '<script>alert(1)</script><img src="https://example.org/x"> & "quoted".'
    (folder / "<b>evil.txt").write_text(f"Words before it. {evil}\n", "utf-8")
    page = page_of(folder)
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>evil" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert not re.search(r'(?:src|href)="', page)


def test_a_document_that_is_left_out_whole_is_told(folder: Path) -> None:
    (folder / "rule.txt").write_text("--------\n", "utf-8")
    assert "nothing of it is in the index" in printed(surveyed(folder))


def test_what_rules_left_out_is_counted_and_listed_on_the_page(folder: Path) -> None:
    (folder / ".pincite-ignore").write_text("drafts/\n*.svg\n")
    (folder / "drafts").mkdir()
    (folder / "drafts" / "<b>.txt").write_text("Not yet.\n")
    (folder / "~$<i>.docx").write_text("")
    (folder / ".git").mkdir()
    line = next(line for line in report_lines(surveyed(folder)) if "ignored" in line)
    assert line == (
        "ignored by rules: 2 .pincite-ignore, 1 an office program's own, 1 hidden; "
        "build --report FILE lists them"
    )
    page = page_of(folder)
    assert "<li>drafts/ <small>.pincite-ignore: drafts/</small></li>" in page
    assert "<li>~$&lt;i&gt;.docx <small>an office program&#x27;s own</small></li>" in page


def test_what_is_ignored_from_now_on_leaves_the_index_and_comes_back(folder: Path) -> None:
    (folder / "well.txt").write_text("The well is deep.\n")
    rules = folder / ".pincite-ignore"

    def build() -> Report:
        return build_index(folder, folder.parent / "index", WordEncoder(), Silent())

    assert build().documents == 2
    rules.write_text("well.*\n")
    assert build().changes.removed == ("well.txt",)
    rules.unlink()
    assert build().changes.added == ("well.txt",)

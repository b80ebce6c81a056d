"""What owners read of a build is in their language, and names nothing that they may not see."""

from dataclasses import replace
from typing import Any

import pytest

from bot.chat.commands.file_texts import check_refusal, found_text
from bot.chat.commands.rebuild import news_of
from bot.chat.commands.rebuild_texts import result_text
from bot.chat.commands.source_problems import source_problem
from bot.chat.render.translations import ENGLISH, LANGUAGES, Texts, texts_in
from bot.service.build_report import BuildReport, LineKind, OfSet, ReportLine
from bot.service.file_checks import CheckedFile
from bot.service.rebuilder import BuildResult
from index.blocks import INDEXED, Label
from index.building.checking import FileCheck
from index.documents import Loss, Obstacle
from index.errors import ErrorKind, SourceError
from index.sources.source import Kind, Source

DOCUMENTS = {"": OfSet(2, ("a.txt", "b.txt")), "board": OfSet(7, ("board/quagga.txt",))}
LEFT_OUT = {label.name.lower(): 3 for label in Label if label not in INDEXED}
NUMBERS = {"passages": 12, "documents": 9, "added": 4, "removed": 5}

FOREIGN = [texts_in(language) for language in LANGUAGES if language != "en"]


def line(kind: LineKind, obstacle: Obstacle = Obstacle.OTHER) -> ReportLine:
    numbers = NUMBERS
    if kind is LineKind.LEFT_OUT:
        numbers = {name: count for name, count in LEFT_OUT.items() if name != "heading"}
    return ReportLine(kind, numbers, DOCUMENTS, obstacle)


REPORT = BuildReport(tuple(map(line, LineKind)), frozenset({"", "board"}))


def test_a_document_of_a_hidden_set_is_counted_and_not_named() -> None:
    report = BuildReport((line(LineKind.ADDED),), frozenset({"", "board"}))
    news = news_of(BuildResult(report, "gen-000002", page=b"<p>"), ENGLISH, {""})
    assert "Added: 9 (a.txt, b.txt and 7 more)" in news.text
    assert news.page is None
    assert "Added: 9\n" in news.nameless_text
    for text in (news.text, news.nameless_text):
        assert "quagga" not in text
        assert ENGLISH("no_report") in text


def test_who_may_see_every_set_gets_every_name_and_the_report() -> None:
    news = news_of(BuildResult(REPORT, "gen-000002", page=b"<p>"), ENGLISH, REPORT.sets)
    assert "board/quagga.txt" in news.text
    assert ENGLISH("no_report") not in news.text
    assert [file.content for file in news.files] == [b"<p>"]


def test_markup_in_a_name_is_escaped() -> None:
    hostile = {"": OfSet(1, ("**@everyone**\n# big.txt",))}
    report = BuildReport((ReportLine(LineKind.ADDED, {}, hostile),), frozenset({""}))
    text = result_text(BuildResult(report, "gen-000002"), ENGLISH, {""})
    assert "**@" not in text
    assert "\n#" not in text


@pytest.mark.parametrize("texts", FOREIGN, ids=lambda texts: texts.language)
def test_no_line_of_a_report_is_in_english(texts: Texts) -> None:
    for kind in LineKind:
        for obstacle in Obstacle:
            report = BuildReport((line(kind, obstacle),), REPORT.sets)
            told, english = (
                result_text(BuildResult(report, "gen-000002"), each, REPORT.sets).splitlines()[1]
                for each in (texts, ENGLISH)
            )
            assert told != english


@pytest.mark.parametrize("texts", FOREIGN, ids=lambda texts: texts.language)
@pytest.mark.parametrize("kind", ErrorKind)
def test_why_a_build_failed_is_not_in_english(texts: Texts, kind: ErrorKind) -> None:
    result = BuildResult(error="the corpus quagga is empty", kind=kind)
    told = result_text(result, texts)
    assert "quagga" not in told
    reason = texts("not_built", why="|").partition("|")[0]
    assert told.startswith(reason)
    assert told.removeprefix(reason) not in result_text(result, ENGLISH)


@pytest.mark.parametrize("texts", FOREIGN, ids=lambda texts: texts.language)
def test_why_a_file_is_not_taken_and_what_it_loses_is_not_in_english(texts: Texts) -> None:
    for obstacle in Obstacle:
        unread = CheckedFile(FileCheck(problem="no words in it", obstacle=obstacle))
        refused = check_refusal(unread, "a.pdf", texts)
        assert "no words" not in refused
        assert (
            refused.partition("a.pdf")[2]
            != check_refusal(unread, "a.pdf", ENGLISH).partition("a.pdf")[2]
        )
    check = FileCheck("A", "", "2024", 1, 1, 0, ("rows do not fit",), tuple(Loss))
    found = found_text("A", "a.csv", CheckedFile(check), texts)
    assert "rows do not fit" not in found
    for loss in Loss:
        assert texts(f"loss_{loss.value}") in found
        assert texts(f"loss_{loss.value}") != ENGLISH(f"loss_{loss.value}")


@pytest.mark.parametrize("texts", FOREIGN, ids=lambda texts: texts.language)
@pytest.mark.parametrize("kind", [*(kind.value for kind in ErrorKind), "of another version"])
def test_why_a_source_fails_is_not_in_english(texts: Texts, kind: str) -> None:
    source = Source("a", Kind.PAGE, "https://a.example.org/", "", "", "", "", "it is gone", kind)
    assert source_problem(source, texts) not in (source_problem(source, ENGLISH), "it is gone")


@pytest.mark.parametrize("texts", FOREIGN, ids=lambda texts: texts.language)
@pytest.mark.parametrize("trouble", ["content", "unreadable", "gone", "request", "other", 7])
def test_why_a_channel_is_not_read_is_not_in_english(texts: Texts, trouble: str | int) -> None:
    source = Source("a", Kind.CHANNEL, "", "", "", problem="x", settings={"trouble": trouble})
    assert source_problem(source, texts) != source_problem(source, ENGLISH)


GONE = Source("a", Kind.PAGE, "https://a.example.org/", "", "", problem="x")
STATUS = {"status": 404}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_source_that_fails_says_with_which_numbers(language: str) -> None:
    texts = texts_in(language)
    failed = GONE.failed(SourceError("a.example.org/ answered 404", ErrorKind.NOT_THERE, **STATUS))
    assert source_problem(failed, texts) == texts("problem_not_there_with_status", **STATUS)
    assert "404" in source_problem(failed, texts)


@pytest.mark.parametrize("values", [{}, {"colour": 404}, {"status": None}, {"status": [404]}])
def test_a_note_without_the_numbers_of_its_kind_is_told_by_the_kind(values: Any) -> None:
    told = source_problem(replace(GONE, problem_kind="not_there", problem_values=values), ENGLISH)
    assert told == ENGLISH("problem_not_there")


def test_a_name_from_outside_is_escaped_and_cut() -> None:
    values = {"host": "**@everyone** " + "long " * 100 + "\n# big"}
    failed = replace(GONE, problem_kind="unknown_host", problem_values=values)
    told = source_problem(failed, ENGLISH)
    assert "**" not in told
    assert "\n" not in told
    assert len(told) < 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_says_the_limit_that_a_file_is_over(language: str) -> None:
    texts, over = texts_in(language), {"pages": 10_000}
    line = ReportLine(LineKind.SKIPPED, {}, DOCUMENTS, Obstacle.LARGE, over)
    told = result_text(BuildResult(BuildReport((line,)), "gen-000002"), texts)
    assert texts("obstacle_large_with_pages", pages="10,000") in told

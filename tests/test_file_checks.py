"""A file that is handed in is read by a process with limits, and what comes of it is told."""

import asyncio
import io
import os
from pathlib import Path

import pytest

import bot.service.file_checks as file_checks
from bot.chat.commands.file_texts import check_refusal, found_text
from bot.chat.render.translations import ENGLISH, LANGUAGES, texts_in
from bot.config import Config
from bot.service.file_checks import CheckedFile, CheckFailure, FileChecker
from index.documents import Loss, Obstacle
from tests.reading.test_pdf import crude

WORDLESS = Obstacle.WORDLESS

ROSES = "# The rose book\n\nRoses are pruned in March, before the buds open.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus" / "garden").mkdir(parents=True)
    return tmp_path / "corpus"


def checked(corpus: Path, name: str, data: bytes) -> CheckedFile:
    file = corpus.parent / name
    file.write_bytes(data)

    async def check() -> CheckedFile:
        found = await FileChecker(Config(corpus, corpus.parent / "index")).check(file)
        await asyncio.sleep(0.2)  # until the end of the process has closed its pipes
        return found

    return asyncio.run(check())


def test_what_a_build_would_make_of_a_file(corpus: Path) -> None:
    text = f"---\ndate: 2024-05-01\n---\n{ROSES}\nCopyright 2024. All rights reserved.\n"
    found = checked(corpus, "roses.md", text.encode())
    assert found.is_usable
    assert (found.check.title, found.check.date) == ("The rose book", "2024-05-01")
    assert (found.check.documents, found.check.passages, found.check.left_out) == (1, 2, 1)
    assert found.same == ()


def test_several_documents_in_a_file_are_counted(corpus: Path) -> None:
    lines = '{"_id": "a", "text": "Roses bloom."}\n{"_id": "b", "text": "Beans climb."}\n'
    found = checked(corpus, "notes.jsonl", lines.encode())
    assert (found.check.documents, found.check.passages, found.check.title) == (2, 2, "")


def test_the_same_bytes_are_found_wherever_they_lie(corpus: Path) -> None:
    (corpus / "garden" / "old.md").write_text(ROSES)
    (corpus / "garden" / "other.md").write_text(ROSES.replace("March", "April"))
    assert checked(corpus, "roses.md", ROSES.encode()).same == ("garden/old.md",)


def test_what_is_lost_is_told(corpus: Path) -> None:
    found = checked(corpus, "roses.txt", b"Roses caf\xef\xbf\xbd are pruned in March.\n")
    assert any("could not be decoded" in warning for warning in found.check.warnings)


def test_a_file_that_cannot_be_read_has_a_reason(corpus: Path) -> None:
    found = checked(corpus, "roses.pdf", b"no PDF")
    assert not found.is_usable
    assert "plain text" in found.check.problem


def test_pages_that_cannot_be_read_are_named(corpus: Path) -> None:
    words = b"BT /F 11 Tf 72 700 Td (Words of the rose book.) Tj ET"
    found = checked(corpus, "a.pdf", crude(words, pages=b"3 0 R 9 0 R 3 0 R", count=3))
    assert found.check.loss_values == {"unread": {"pages": "2"}}
    for language in LANGUAGES:
        texts = texts_in(language)
        told = found_text("A", "a.pdf", found, texts)
        assert texts("loss_unread_with_pages", pages="2") in told
    gone = checked(corpus, "b.pdf", crude(words, pages=b"9 0 R 9 0 R", count=2))
    assert (gone.check.obstacle, gone.check.obstacle_values) == (WORDLESS, {"pages": "1-2"})
    assert "1-2" in check_refusal(gone, "b.pdf", ENGLISH)


def test_the_line_that_is_not_as_its_format_asks_is_named(corpus: Path) -> None:
    found = checked(corpus, "a.json", b'{"rose":\n red}')
    assert ENGLISH("obstacle_malformed_with_line", line=2) in check_refusal(found, "a", ENGLISH)


def test_numbers_of_several_documents_in_a_file_are_not_mixed(corpus: Path) -> None:
    lines = [f'{{"_id": "{one}", "text": "Caf\ufffd {one}. Roses bloom."}}' for one in "ab"]
    found = checked(corpus, "notes.jsonl", "\n".join(lines).encode())
    assert found.check.losses == (Loss.LETTERS,)
    assert found.check.loss_values == {}
    alone = checked(corpus, "notes.txt", "Caf\ufffd and caf\ufffd. Roses bloom.".encode())
    assert alone.check.loss_values == {"letters": {"count": 2}}


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        ("import time; time.sleep(600)", CheckFailure.SLOW),
        ("import os; os.abort()", CheckFailure.CRASHED),
        ("print('no JSON', flush=True)", CheckFailure.CRASHED),
        ("while True: pass", CheckFailure.SLOW),
    ],
)
def test_a_process_that_fails_is_told_by_how_it_fails(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, code: str, failure: CheckFailure
) -> None:
    monkeypatch.setattr(file_checks, "COMMAND", code)
    monkeypatch.setattr(file_checks, "MOST_SECONDS", 5)
    assert checked(corpus, "roses.md", ROSES.encode()).failure is failure


def test_a_file_that_takes_too_much_memory_is_refused(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import bot.service.process_limits as p; p.MOST_MEMORY = 600_000_000; "
        "import bot.service.check_process as c; "
        "c.check_file = lambda *_: [str(n) for n in range(10**9)]; c.main()"
    )
    monkeypatch.setattr(file_checks, "COMMAND", code)
    assert checked(corpus, "roses.md", ROSES.encode()).failure is CheckFailure.HEAVY


def test_many_checks_wait_for_their_turn(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = (
        "import os, pathlib, time; p = pathlib.Path('running') / str(os.getpid()); p.touch(); "
        "time.sleep(0.3); p.unlink()"
    )
    (tmp_path / "running").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(file_checks, "COMMAND", code)
    most: list[int] = []

    async def check() -> None:
        checker = FileChecker(Config(corpus, tmp_path / "index"))
        running = asyncio.gather(*(checker.check(tmp_path / "a.md") for _ in range(8)))
        while not running.done():
            most.append(len(os.listdir("running")))
            await asyncio.sleep(0.02)
        await running
        await asyncio.sleep(0.2)

    asyncio.run(check())
    assert 1 <= max(most) <= file_checks.AT_ONCE


def test_a_picture_of_text_is_read_within_the_limits(corpus: Path) -> None:
    image, draw, font = (
        pytest.importorskip(f"PIL.{n}") for n in ("Image", "ImageDraw", "ImageFont")
    )
    pytest.importorskip("tesserocr")
    picture = image.new("L", (1_400, 200), 255)
    draw.Draw(picture).text((40, 60), "Roses are pruned in March.", 0, font.load_default(60))
    data = io.BytesIO()
    picture.save(data, "png")
    found = checked(corpus, "roses.png", data.getvalue())
    assert found.failure is None
    assert found.is_usable or found.check.problem

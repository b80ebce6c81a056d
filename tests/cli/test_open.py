"""A place is opened where it is seen best, by a program that no document can choose or instruct."""

import json
import os
import shlex
import stat
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.exit_codes import ANSWERED, NO_INDEX, USAGE
from bot.cli.places import Place, place_in
from bot.cli.programs import Command, command_for, run_command
from bot.cli.targets import File, WebPage, file_of, target_of
from index import build_index
from index.documents import Document, Metadata
from index.errors import UsageError
from tests.conftest import Run, Silent, WordEncoder

SCREEN = {"DISPLAY": ":0"}
HOSTILE = ["-c evil", "--help.md", "a 'b\" $(touch x);`y`.txt", "+1.md", "%s.md", "{line}.md"]
PROGRAM = f"{shlex.quote(sys.executable)} -c"

Write = Callable[[str], Path]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


@pytest.fixture
def write(corpus: Path) -> Write:
    """Writes a file of the corpus."""

    def written(name: str) -> Path:
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_text("One.\nTwo.\n")
        return corpus / name

    return written


def document(name: str, url: str | None = None, pages: tuple[int, ...] = ()) -> Document:
    return Document(name, "One.\nTwo.\nThree and four.\n", "0", Metadata(url=url), pages=pages)


def everything(program: str) -> str:
    """A machine on which every program is found."""
    return f"/usr/bin/{program}"


def words(
    target: File | WebPage, system: str = "linux", find: str = "", **environment: str
) -> list[str]:
    """The words of the command that opens a target, where these programs are found."""
    found = (lambda name: name if name in find.split() else None) if find else everything
    command = command_for(target, environment, system, found)
    return list(command.words) if command else []


def test_a_text_is_opened_at_its_line(corpus: Path, write: Write) -> None:
    path = write("deep/notes.md")
    place = place_in(document("deep/notes.md"), "5-9")
    assert target_of(place, corpus) == File(path, line=2)
    assert target_of(place, corpus).shown == f"{path}:2"


def test_a_pdf_is_opened_at_its_page_and_any_other_file_at_its_beginning(
    corpus: Path, write: Write
) -> None:
    pdf, page, archive = write("a.pdf"), write("a.html"), write("a.zip")
    pages = document("a.pdf", pages=(0, 5))
    assert target_of(place_in(pages, "6-8"), corpus) == File(pdf, page=2)
    assert target_of(place_in(pages, "6-8"), corpus).shown == f"{pdf}#page=2"
    assert target_of(place_in(document("a.html"), "6-8"), corpus) == File(page)
    in_archive = document("a.zip#letters/first.txt")
    assert target_of(place_in(in_archive, "6-8"), corpus) == File(archive)


def test_a_page_of_the_web_is_opened_at_the_words(corpus: Path) -> None:
    place = place_in(document("web/a.html", "https://example.org/a"), "10-25")
    fragment = "https://example.org/a#:~:text=Three%20and%20four."
    assert target_of(place, corpus) == WebPage(fragment)
    whole = Place(document("web/a.html", "https://example.org/a"))
    assert target_of(whole, corpus) == WebPage("https://example.org/a")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "-c", "https://a b", "ssh://-oProxy/x"]
)
def test_no_other_address_than_one_of_the_web_is_opened(
    corpus: Path, write: Write, url: str
) -> None:
    path = write("a.html")
    assert target_of(place_in(document("a.html", url), "0-4"), corpus) == File(path)


@pytest.mark.parametrize(
    "name", ["../outside.txt", "/etc/passwd", "link.txt", "gone.txt", "folder"]
)
def test_no_file_outside_the_corpus_is_opened_whatever_the_index_says(
    corpus: Path, name: str
) -> None:
    (corpus.parent / "outside.txt").write_text("secret")
    (corpus / "link.txt").symlink_to(corpus.parent / "outside.txt")
    (corpus / "folder").mkdir()
    assert file_of(name, corpus) is None
    with pytest.raises(UsageError, match=r"is not in .*; pincite show prints"):
        target_of(Place(document(name)), corpus)


@pytest.mark.parametrize("name", ["a.exe", "a.sh", "a.desktop", "a.md.command", "a.jar", "a.lnk"])
def test_no_file_is_opened_that_no_document_is_read_from(
    corpus: Path, write: Write, name: str
) -> None:
    program = write(name)
    link = corpus / "link.md"
    link.symlink_to(program)
    for document_id in (name, link.name, f"{name}#1"):
        assert file_of(document_id, corpus) is None


def test_the_file_of_a_part_is_the_file_that_holds_it(corpus: Path, write: Write) -> None:
    rows, odd = write("a#b/rows.jsonl"), write("note #1.md")
    assert file_of("a#b/rows.jsonl#q#1", corpus) == rows
    assert file_of("note #1.md", corpus) == odd


@pytest.mark.parametrize(
    ("editor", "expected"),
    [
        ("vi", ["vi", "+7", "/c/a.md"]),
        ("/usr/bin/nvim -u NONE", ["/usr/bin/nvim", "-u", "NONE", "+7", "/c/a.md"]),
        ("emacsclient -t -a ''", ["emacsclient", "-t", "-a", "", "+7", "/c/a.md"]),
        ("code --wait", ["code", "--wait", "-g", "/c/a.md:7"]),
        ("'/opt/My Editor/subl' -n", ["/opt/My Editor/subl", "-n", "/c/a.md:7"]),
        ("notepad", ["notepad", "/c/a.md"]),
    ],
)
def test_an_editor_is_told_the_line_in_its_own_way(editor: str, expected: list[str]) -> None:
    target = File(Path("/c/a.md"), line=7)
    assert words(target, EDITOR=editor) == expected
    assert words(target, EDITOR="nano", VISUAL=editor) == expected


@pytest.mark.parametrize(
    ("editor", "expected"),
    [
        (r"C:\Windows\notepad.exe", [r"C:\Windows\notepad.exe"]),
        (r'"C:\Program Files\e.exe" -x', [r"C:\Program Files\e.exe", "-x"]),
    ],
)
def test_the_path_of_an_editor_on_windows_is_read_as_it_is_written_there(
    editor: str, expected: list[str]
) -> None:
    assert words(File(Path("/c/a.md")), "win32", EDITOR=editor)[:-1] == expected


def test_without_an_editor_the_desktop_opens_a_text() -> None:
    target = File(Path("/c/run"), line=7)
    assert words(target, EDITOR=" ", **SCREEN) == ["xdg-open", "/c/run"]
    assert words(target, "darwin") == ["open", "-t", "/c/run"]
    assert words(target, "win32") == ["explorer", "/c/run"]


def test_the_viewer_is_told_the_page_where_it_can_be() -> None:
    target = File(Path("/c/a.pdf"), page=3)
    evince = words(target, find="okular evince xdg-open", **SCREEN)
    assert evince == ["evince", "--page-index=3", "/c/a.pdf"]
    assert words(target, find="okular", **SCREEN) == ["okular", "--page=3", "/c/a.pdf"]
    assert words(target, find="xdg-open", **SCREEN) == ["xdg-open", "/c/a.pdf"]
    assert words(target, find="none", **SCREEN) == []
    assert words(target, EDITOR="vi", **SCREEN)[0] == "evince", "an editor does not show a PDF"


def test_where_nobody_would_see_a_window_none_is_opened() -> None:
    page = WebPage("https://example.org/a")
    assert words(page) == []
    assert words(page, WAYLAND_DISPLAY="wayland-0") == ["xdg-open", "https://example.org/a"]
    assert words(page, "darwin", SSH_CONNECTION="10.0.0.1 1 10.0.0.2 22") == []
    assert words(File(Path("/c/a.md"), line=7), EDITOR="vi"), "an editor has the terminal"


def test_a_setting_that_is_no_command_is_told() -> None:
    with pytest.raises(UsageError, match=r"\$VISUAL cannot be read as a command: No closing"):
        words(File(Path("/c/a.md")), VISUAL="vi 'a", EDITOR="vi")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_of_a_file_is_one_word_that_is_no_flag(
    corpus: Path, write: Write, name: str
) -> None:
    path = write(name)
    target = target_of(place_in(document(name), "5-9"), corpus)
    assert isinstance(target, File)
    for editor in ("vi", "code", "subl", "notepad"):
        *others, last = words(target, EDITOR=editor)
        assert last.removesuffix(":2") == str(path)
        assert last.startswith("/")
        assert not [word for word in others if name in word]


def test_a_program_that_is_missing_or_fails_is_told() -> None:
    with pytest.raises(UsageError, match="no-such-editor cannot be started: No such file"):
        run_command(Command(("no-such-editor", "/c/a.md"), waits=True))
    with pytest.raises(UsageError, match="ended with 3"):
        run_command(Command((sys.executable, "-c", "raise SystemExit(3)"), waits=True))


@pytest.fixture
def built(corpus: Path, write: Write, tmp_path: Path) -> dict[str, str]:
    """The environment in which an index of files with hostile names is asked."""
    for name in HOSTILE:
        write(name)
    with zipfile.ZipFile(corpus / "old.zip", "w") as archive:
        archive.writestr("first.txt", "Dear Ada, the geese are back.\n")
    build_index(corpus, tmp_path / "index", WordEncoder(), Silent())
    folders = {"CORPUS": corpus, "INDEX": tmp_path / "index", "STATE": tmp_path / "state"}
    environment = {f"PINCITE_{name}": str(folder) for name, folder in folders.items()}
    return environment | {"VISUAL": "", "EDITOR": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}


@pytest.mark.skipif(os.name == "nt", reason="the editor is a script for a shell")
@pytest.mark.parametrize("name", HOSTILE)
def test_the_editor_gets_the_file_and_no_shell_reads_its_name(
    pincite: Run, built: dict[str, str], tmp_path: Path, name: str
) -> None:
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$(dirname "$0")/words"\n')
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    command = f"{shlex.quote(str(editor))} --wait"
    done = pincite("open", "--", f"{name}:2", env={**built, "EDITOR": command}, cwd=tmp_path)
    assert done.returncode == ANSWERED, done.stderr
    path = f"{built['PINCITE_CORPUS']}/{name}"
    assert (tmp_path / "words").read_text().splitlines() == ["--wait", path]
    assert done.stderr == f"opens {path}:2 with {editor}\n"
    assert sorted(os.listdir(tmp_path)) == ["corpus", "index", "my editor", "words"]


def test_a_hostile_last_answer_opens_nothing_that_the_index_does_not_know(
    pincite: Run, built: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "state").mkdir()
    for address in ("/etc/passwd", "../state/last-answer.json", "https://evil.example/", "-c", "2"):
        quotes = [(f"{address}:0-4", "0" * 64)]
        kept = json.dumps({"questions": [], "quotes": quotes})
        (tmp_path / "state" / "last-answer.json").write_text(kept)
        done = pincite("open", env={**built, "EDITOR": f"{PROGRAM} 'print(1)'"})
        assert (done.returncode, done.stdout) == (USAGE, ""), done.stderr
        assert "not as it was when it was quoted" in done.stderr


def test_what_would_be_opened_is_printed_when_asked_for_and_where_nothing_opens_it(
    pincite: Run, built: dict[str, str]
) -> None:
    path = f"{built['PINCITE_CORPUS']}/--help.md:2"
    done = pincite("open", "--print", "--", "--help.md:5-9", env={**built, "EDITOR": "no-such"})
    assert (done.returncode, done.stdout, done.stderr) == (ANSWERED, f"{path}\n", "")
    done = pincite("open", "--", "--help.md:2", env=built)
    assert (done.returncode, done.stdout) == (ANSWERED, f"{path}\n")
    assert done.stderr == "nothing here opens it; for texts set $EDITOR\n"
    done = pincite("open", "first.txt", env=built)
    assert done.stdout == f"{built['PINCITE_CORPUS']}/old.zip\n"


def test_a_line_of_a_file_that_has_changed_is_told_to_be_uncertain(
    pincite: Run, built: dict[str, str], corpus: Path
) -> None:
    (corpus / "+1.md").write_text("Zero.\nOne.\nTwo.\n")
    done = pincite("open", "--print", "+1.md:2", env=built)
    assert done.stdout == f"{corpus}/+1.md:2\n"
    assert done.stderr.startswith("the file has changed since the index was built")


def test_without_an_index_nothing_is_opened_and_none_is_built(
    pincite: Run, built: dict[str, str], tmp_path: Path
) -> None:
    for words in (["open"], ["show", "1"], ["sources"], ["verify-quote", "geese are back"]):
        done = pincite(*words, env={**built, "PINCITE_INDEX": str(tmp_path / "none")})
        assert (done.returncode, done.stdout) == (NO_INDEX, "")
        assert done.stderr == f"pincite: no index in {tmp_path / 'none'}; run pincite build first\n"
        assert not (tmp_path / "none").exists()

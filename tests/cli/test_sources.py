"""What comes from the web, by the command line: added, looked at again, listed, removed, asked."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.conftest import ROOT, Run
from tests.sources.web.sites import html, small_site
from tests.web_server import Reply, WebServer
from tests.web_server.traps import page, status

Pincite = Callable[..., "subprocess.CompletedProcess[str]"]

FERRY = "The ferry to Burano leaves the northern pier at nine every morning."
LAMP = "The lamp of the lighthouse was lit by Agnes Holm in 1902."


HEAVY_PAGE = """
import sys
from index.sources.web import {reader} as reader
from bot import __main__ as commands
from bot.service import process_limits
process_limits.MOST_MEMORY = 400_000_000
links_of = reader.links_of
def links_or_much_memory(content, address):
    return bytearray(b"heavy" in content and 500_000_000) or links_of(content, address)
reader.links_of = links_or_much_memory
sys.argv[1:] = {words}
commands.main()
"""
"""The command line, for which one page takes more memory than it may."""


@pytest.fixture
def web() -> Iterator[WebServer]:
    with small_site() as web:
        web.routes["/guide/install"] = page(html("Install", ["remove"], FERRY))
        web.routes["/guide/use.html"] = page(html("Use", words=LAMP))
        yield web


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    return tmp_path


@pytest.fixture
def run(pincite: Run, folder: Path, web: WebServer) -> Pincite:
    """The command line in a folder of its own, where the server may be fetched from."""

    def command(*words: str, hosts: str = web.authority) -> "subprocess.CompletedProcess[str]":
        env = {"PINCITE_WEB_HOSTS": hosts, "XDG_DATA_HOME": str(folder / "data")}
        return pincite(*words, env=env, cwd=folder)

    return command


def listed(run: Pincite) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run("sources", "--added", "--json").stdout)
    return found


def test_a_site_is_added_built_asked_looked_at_again_and_removed(
    run: Pincite, web: WebServer, folder: Path
) -> None:
    added = run("add", web.url("/guide/"))
    assert added.returncode == 0, added.stderr
    assert added.stdout == ""
    assert f"the site below {web.url('/guide/')}, at most 2,000 pages" in added.stderr
    assert ": 4 files (4 new)" in added.stderr
    assert "\n4 documents, " in added.stderr

    answer = run("ask", "--json", "Who lit the lamp of the lighthouse?")
    assert answer.returncode == 0, answer.stdout
    citation = json.loads(answer.stdout)["quotes"][0]["citation"]
    assert citation["link"].startswith(f"{web.url('/guide/use.html')}#:~:text=")
    assert "Agnes%20Holm" in citation["link"]
    assert unquote(citation["link"].partition("text=")[2].partition(",")[0]) in LAMP

    web.routes["/guide/use.html"] = page(html("Use", words="The lamp was lit by Ole Holm."))
    del web.routes["/guide/remove"]
    again = run("refresh")
    assert again.returncode == 0, again.stderr
    assert ": 3 files (1 changed, 2 unchanged, 1 removed)" in again.stderr
    assert "; 1 changed, 1 removed; " in again.stderr
    assert "Ole Holm" in run("ask", "Who lit the lamp?").stdout

    [source] = listed(run)
    (folder / "corpus/own.md").write_text("The harbour is closed in winter.\n")
    gone = run("remove", str(source["source"]))
    assert gone.returncode == 0, gone.stderr
    assert "removed with 3 files" in gone.stderr
    assert [path.name for path in (folder / "corpus").glob("[!.]*")] == ["own.md"]
    assert listed(run) == []


def test_nothing_is_fetched_when_a_question_is_asked(run: Pincite, web: WebServer) -> None:
    run("add", web.url("/guide/"))
    web.requests.clear()
    assert run("ask", "Who lit the lamp of the lighthouse?").returncode == 0
    assert run("sources").returncode == 0
    assert web.requests == []


def test_the_list_says_where_documents_come_from_and_how_it_stands(
    run: Pincite, web: WebServer, folder: Path
) -> None:
    (folder / "corpus/own.md").write_text("The harbour is closed in winter.\n")
    run("add", web.url("/guide/"), "--no-build", "--set", "Help pages")
    [source] = listed(run)
    assert source["source"] == f"Help-pages/{web.authority.replace(':', '-')}/guide"
    assert (source["kind"], source["state"], source["files"]) == ("site", "waiting", 4)
    assert "\tsite\t4\twaiting\t" in run("sources", "--added").stdout
    run("build")
    [source] = listed(run)
    assert (source["state"], source["problem"]) == ("ready", None)
    [fields] = [line.split("\t") for line in run("sources", "--added").stdout.splitlines()]
    assert fields[:4] == [source["source"], "site", "4", "ready"]
    assert fields[5] == web.url("/guide/")
    lines = [line.split("\t") for line in run("sources").stdout.splitlines()]
    assert {line[0]: line[-1] for line in lines}["own.md"] == ""
    assert [line[-1] for line in lines].count(str(source["source"])) == 4
    documents = json.loads(run("sources", "--json").stdout)
    names = {document["document"]: document["source"] for document in documents}
    assert names.pop("own.md") is None
    assert set(names.values()) == {source["source"]}


def test_a_source_that_fails_is_named_with_the_reason_and_still_answers(
    run: Pincite, web: WebServer
) -> None:
    run("add", web.url("/guide/"))
    web.routes["/guide/"] = status(500)
    failed = run("refresh")
    assert failed.returncode == 6
    assert "answered 500" in failed.stderr
    assert "gen-000002" not in failed.stderr, "nothing changed, so nothing is built"
    [source] = listed(run)
    assert source["state"] == "failed"
    assert "answered 500" in str(source["problem"])
    assert "\tfailed\t" in run("sources", "--added").stdout
    assert run("ask", "Who lit the lamp of the lighthouse?").returncode == 0


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("add", "ftp://docs.example.org/"), 6, "does not begin with https"),
        (("add", "http://127.0.0.1:1/"), 6, "is not fetched"),
        (("add",), 2, "required"),
        (("add", "http://a.org", "--most", "0"), 2, "no whole number"),
        (("refresh", "web/none"), 2, "no source 'web/none'"),
        (("remove", "web/none"), 2, "no source 'web/none'"),
        (("refresh",), 0, "no source of the web"),
    ],
)
def test_a_mistake_ends_in_one_line_and_its_exit_code(
    run: Pincite, words: tuple[str, ...], code: int, sentence: str
) -> None:
    done = run(*words)
    assert done.returncode == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_private_host_is_fetched_only_where_the_settings_name_it(
    run: Pincite, web: WebServer, folder: Path
) -> None:
    refused = run("add", web.url("/guide/"), hosts="")
    assert refused.returncode == 6
    assert "is not fetched" in refused.stderr
    assert "name it under web_hosts in pincite.toml" in refused.stderr
    assert web.requests == []
    (folder / "pincite.toml").write_text(f'web_hosts = ["{web.authority}"]\n')
    assert run("add", web.url("/other/"), "--no-build", hosts="").returncode == 0
    assert f'web_hosts = ["{web.authority}"]  # pincite.toml' in run("config", hosts="").stdout


def test_one_page_and_no_more_than_so_many_can_be_asked_for(run: Pincite, web: WebServer) -> None:
    assert run("add", web.url("/guide/"), "--page", "--no-build").returncode == 0
    assert [(s["kind"], s["files"]) for s in listed(run)] == [("page", 1)]
    few = run("add", web.url("/guide/"), "--most", "2", "--no-build")
    assert "at most 2 pages" in few.stderr
    assert "there are more pages" in few.stderr
    assert [(s["kind"], s["files"]) for s in listed(run)] == [("site", 2)]


def test_a_page_becomes_one_with_its_site_and_goes_with_it(run: Pincite, web: WebServer) -> None:
    run("add", web.url("/guide/use.html"), "--page", "--no-build")
    added = run("add", web.url("/guide/"), "--no-build")
    assert "takes over 1 source whose pages it has" in added.stderr
    [source] = listed(run)
    assert (source["kind"], source["files"]) == ("site", 4)
    refreshed = run("refresh", "--no-build")
    assert refreshed.returncode == 0, refreshed.stderr
    assert "removed with 4 files" in run("remove", str(source["source"]), "--no-build").stderr
    assert listed(run) == []


def test_a_page_that_its_site_takes_over_in_the_same_refresh_is_no_failure(
    run: Pincite, web: WebServer
) -> None:
    install = web.routes["/guide/install"]
    web.routes["/guide/install"] = page(html("Install"))
    run("add", web.url("/guide/"), "--no-build")
    run("add", web.url("/guide/remove"), "--no-build")
    assert len(listed(run)) == 2
    web.routes["/guide/install"] = install
    refreshed = run("refresh", "--no-build")
    assert refreshed.returncode == 0, refreshed.stderr
    assert "takes over 1 source" in refreshed.stderr
    assert [source["kind"] for source in listed(run)] == ["site"]


def test_ending_it_by_hand_keeps_what_is_there(web: WebServer, folder: Path) -> None:
    stuck: list[bool] = []

    def wait(_: object) -> Reply:
        stuck.append(True)
        time.sleep(20)
        return Reply()

    calm, web.routes["/guide/remove"] = web.routes["/guide/remove"], wait
    command = [sys.executable, "-m", "bot", "add", web.url("/guide/")]
    env = {"PYTHONPATH": str(ROOT), "PINCITE_WEB_HOSTS": web.authority, "HOME": str(folder)}
    process = subprocess.Popen(command, cwd=folder, env=env, stderr=subprocess.PIPE, text=True)
    while not stuck and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "what was fetched is kept" in errors
    assert "Traceback" not in errors
    assert len(list((folder / "corpus").rglob("*.html"))) == 3
    web.routes["/guide/remove"] = calm
    command[3:] = ["refresh", "--no-build"]
    assert subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)
    assert len(list((folder / "corpus").rglob("*.html"))) == 4


@pytest.mark.skipif(sys.platform != "linux", reason="only there memory is limited")
@pytest.mark.parametrize(
    ("reader", "words"),
    [("adding", ["add", "/guide/use.html", "--page"]), ("page_look", ["refresh"])],
)
def test_a_page_that_takes_too_much_memory_fails_alone(
    run: Pincite, web: WebServer, folder: Path, reader: str, words: list[str]
) -> None:
    run("add", web.url("/guide/use.html"), "--page", "--no-build")
    run("add", web.url("/other/"), "--page", "--no-build")
    web.routes["/guide/use.html"] = page(html("Use", words="heavy"))
    web.routes["/other/"] = page(html("Other", words="New words."))
    words = [web.url(word) if word.startswith("/") else word for word in words]
    code = HEAVY_PAGE.format(reader=reader, words=[*words, "--no-build"])
    env = {"PYTHONPATH": str(ROOT), "PINCITE_WEB_HOSTS": web.authority, "HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=env, capture_output=True, text=True
    )
    assert done.returncode == 6
    assert "the look took too much memory" in done.stderr
    assert "Traceback" not in done.stderr
    kept = "".join(path.read_text() for path in (folder / "corpus").rglob("*.html"))
    assert LAMP in kept
    assert ("New words." in kept) is ("refresh" in words)


def test_what_a_page_writes_into_its_address_moves_no_terminal(
    run: Pincite, web: WebServer
) -> None:
    web.routes["/guide/"] = page(html("Guide", ["%1b%5b31m", "%e2%80%ae"]))
    for path in ("/guide/%1B%5B31m", "/guide/%1b%5b31m", "/guide/%E2%80%AE"):
        web.routes[path] = page(html("Red"))
    done = run("add", web.url("/guide/"))
    assert done.returncode == 0, done.stderr
    printed = done.stderr + run("sources").stdout
    assert "\x1b" not in printed
    assert "\u202e" not in printed

"""Documents from the web, with the real bot and a real web server: added, looked at again, kept."""

import itertools
import os
import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.render.reasons import reason_text
from bot.chat.render.translations import ENGLISH, Texts, texts_in
from index.errors import Value
from index.sources.registry import SourceRegistry
from index.sources.source import Source
from tests.chat.bot_process import Process, running
from tests.chat.owners import ABOUT_PUBLIC, PUBLIC, answered, settings, told
from tests.chat.servers import MALLORY
from tests.chat.test_rebuild import STAFF, STATE, messages_in, staffed, texts_until
from tests.conftest import Build
from tests.standin import ALICE, BOB, CAROL, GUILD, Asked, Message, StandIn, Windows
from tests.web_server import Reply, Request, Route, WebServer

MANAGER = replace(BOB, permissions=MALLORY.permissions)
PASSWORD = "hunter2"
QUERY = "token=swordfish"

FACTS = {
    "index": "The ferry to Burano leaves at nine from the northern quay.",
    "roses": "Roses are pruned in March before the buds open.",
    "beans": "Beans are sown in May after the last night of frost.",
    "kale": "Kale is cut in January when the frost has sweetened it.",
}
ABOUT_BEANS = "When are beans sown?"


def page(title: str, words: str, *links: str) -> bytes:
    anchors = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    filler = "This page tells about it in some sentences, so that it is a page like others. " * 3
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body><main>"
        f"<h1>{title}</h1><p>{words}</p><p>{filler}</p></main><ul>{anchors}</ul></body></html>"
    ).encode()


def shows(content: bytes, **headers: str) -> Route:
    """A route that knows its version, so that a second look costs nothing."""
    etag = f'"{hash(content) & 0xFFFFFFFF:x}"'

    def answer(request: Request) -> Reply:
        known = {"ETag": etag, **headers}
        if request.headers.get("if-none-match") == etag:
            return Reply(status=304, headers=known)
        return Reply(content, headers=known)

    return answer


def site(facts: Mapping[str, str] = FACTS) -> dict[str, Route]:
    """A documentation site below /guide/, linked from its first page."""
    links = [f"{name}.html" for name in facts if name != "index"]
    routes = {"/guide/": shows(page("The guide", facts["index"], *links))}
    return routes | {
        f"/guide/{name}.html": shows(page(f"About {name}", words, "./"))
        for name, words in facts.items()
        if name != "index"
    }


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer(site()) as server:
        yield server


def web_bot(
    folder: Path, discord: StandIn, web: WebServer, script: str = "", **more: object
) -> AbstractContextManager[Process]:
    """A bot that may fetch from that server though it is on this machine."""
    environment = {**settings(discord, folder, **more), "PINCITE_WEB_HOSTS": web.authority}
    return running(discord, folder, environment, script)


def add(discord: StandIn, url: str, **options: object) -> Asked:
    return discord.slash("sources add", {"url": url, **options}, user=CAROL)


def ended(asked: Asked, texts: Texts = ENGLISH) -> Message:
    """What is said in the end, when nothing is looked at any more."""
    while (message := asked.wait()[-1]).text in (texts("web_looking"), texts("web_waits")):
        time.sleep(0.05)
    return message


def sources(folder: Path) -> list[Source]:
    return SourceRegistry(folder / "corpus").all()


def web_files(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in (folder / "corpus" / "web").rglob("*")
        if path.is_file() and not path.name.endswith(".meta.toml")
    }


def test_a_site_is_added_with_progress_and_answers_come_from_it(
    folder: Path, web: WebServer
) -> None:
    with StandIn() as discord, web_bot(folder, discord, web) as process:
        adding = add(discord, web.url("/guide/"))
        shown = texts_until(adding, "is published")
        process.wait_for("now answering from gen-000002")
        assert FACTS["beans"] in answered(discord, ABOUT_BEANS)
        added = f"person {CAROL.id} in server {GUILD.id} added web/{web.host}"
        assert added in process.log
        assert all(message.ephemeral for message in adding.wait())
    assert f"<{web.url('/guide/')}>" in shown[-1]
    assert "site · 4 documents · set web" in shown[-1]
    building = [text for text in shown if "Indexing" in text]
    assert all(text.startswith("**Added:** <") for text in building), "it stands above the stages"
    [source] = sources(folder)
    assert source.ordered_by == "Carol"
    assert not source.problem


def test_a_page_alone_takes_no_other_page_and_a_set_is_the_folder(
    folder: Path, web: WebServer
) -> None:
    with StandIn() as discord, web_bot(folder, discord, web, private_sets="board") as process:
        adding = add(discord, web.url("/guide/beans.html"), set="board", page_only=True)
        text = texts_until(adding, "is published")[-1]
        process.wait_for("now answering from gen-000002")
        assert "page · 1 document · set board" in text
        assert FACTS["beans"] not in answered(discord, ABOUT_BEANS), "the set is private"
    assert [source.name.partition("/")[0] for source in sources(folder)] == ["board"]
    assert not web.asked("/guide/roses.html")


@pytest.mark.parametrize("user", [ALICE, MANAGER])
def test_only_an_owner_of_the_bot_adds_and_refreshes(
    folder: Path, web: WebServer, user: object
) -> None:
    with StandIn() as discord, web_bot(folder, discord, web):
        name = "owners_only" if user is ALICE else "owners_everywhere"
        for command, options in (
            ("sources add", {"url": web.url("/guide/")}),
            ("sources refresh", {}),
        ):
            [refused] = discord.slash(command, options, user=user).wait()  # type: ignore[arg-type]
            assert refused.text == ENGLISH(name)
            assert refused.ephemeral
    assert web.requests == []
    assert sources(folder) == []


REFUSED: dict[str, tuple[str, str, dict[str, Value]]] = {
    "a name and a password": (f"http://ada:{PASSWORD}@HOST/guide/?{QUERY}", "credentials", {}),
    "another scheme": ("ftp://HOST/guide/", "address", {}),
    "a file": ("file:///etc/passwd", "address", {}),
    "no address": ("the guide", "address", {}),
    "a script": ("javascript:alert(1)", "address", {}),
    "this machine": ("http://127.0.0.2:8080/s", "forbidden_address", {"host": "127.0.0.2"}),
    "a private network": ("http://10.0.0.1/", "forbidden_address", {"host": "10.0.0.1"}),
    "a private name": ("http://wiki.corp/", "forbidden_address", {"host": "wiki.corp"}),
    "a terminal's port": ("http://93.184.216.34:22/", "forbidden_port", {"port": 22}),
    "the metadata": ("http://169.254.169.254/meta/", "no_website", {"host": "169.254.169.254"}),
    "no page": ("http://HOST/none", "not_there", {"status": 404}),
    "a login": ("http://HOST/login", "sign_in", {"status": 401}),
    "a gone page": ("http://HOST/gone", "not_there", {"status": 410}),
    "a busy server": ("http://HOST/busy", "server_busy", {"minutes": 120}),
    "a broken server": ("http://HOST/broken", "server_busy", {"status": 500}),
    "an empty page": ("http://HOST/empty", "unreachable", {}),
    "a closed port": ("http://HOST-CLOSED/", "unreachable", {}),
    "a circle": ("http://HOST/circle", "redirects", {}),
    "a way inside": ("http://HOST/inside", "no_website", {"host": "169.254.169.254"}),
    "a program": ("http://HOST/program", "unread_type", {"type": "application/x-msdownload"}),
    "too much": ("http://HOST/bomb", "too_large", {"megabytes": 20}),
    "robots": ("http://HOST/secret/page", "robots", {}),
}


def traps() -> dict[str, Route]:
    def status(code: int, **headers: str) -> Route:
        return lambda _: Reply(b"no", code, headers)

    return {
        "/login": status(401),
        "/gone": status(410),
        "/empty": lambda _: Reply(b"", 200),
        "/busy": status(503, **{"Retry-After": "7200"}),
        "/broken": status(500),
        "/circle": status(302, Location="/circle"),
        "/inside": status(302, Location="http://169.254.169.254/latest/"),
        "/program": lambda _: Reply(
            b"MZ\x90\x00" * 100, headers={"Content-Type": "application/x-msdownload"}
        ),
        "/bomb": lambda _: Reply(
            (b"0" * 1_000_000 for _ in range(60)), headers={"Content-Type": "text/plain"}
        ),
        "/robots.txt": lambda _: Reply(
            b"User-agent: *\nDisallow: /secret/\n", headers={"Content-Type": "text/plain"}
        ),
        "/secret/page": shows(page("Secret", "The safe is behind the door.")),
    }


def test_each_refused_address_is_told_in_one_sentence_of_the_readers_language(
    folder: Path, web: WebServer
) -> None:
    web.routes |= traps()
    with socket.create_server(("127.0.0.1", 0)) as closed:
        closed_port = closed.getsockname()[1]
    owner = replace(CAROL, locale="de")
    german, wrong = texts_in("de"), {}
    environment = {"PINCITE_WEB_HOSTS": f"{web.authority},127.0.0.1:{closed_port}"}
    with (
        StandIn() as discord,
        running(discord, folder, {**settings(discord, folder), **environment}) as process,
    ):
        for what, (address, kind, values) in REFUSED.items():
            url = address.replace("HOST-CLOSED", f"127.0.0.1:{closed_port}")
            url = url.replace("HOST", web.authority)
            refused = ended(discord.slash("sources add", {"url": url}, user=owner), german)
            if refused.text != reason_text(f"problem_{kind}", values, german):
                wrong[what] = refused.text
            assert refused.ephemeral
        assert PASSWORD not in process.log
        assert QUERY not in process.log
        assert PUBLIC in answered(discord, ABOUT_PUBLIC)
    assert wrong == {}
    assert sources(folder) == []
    assert not (folder / "corpus" / "web").exists()
    assert not (folder / "index" / "gen-000002").exists(), "nothing was built"


def test_the_address_stands_on_no_command_line(folder: Path, web: WebServer) -> None:
    web.routes["/guide/"] = slow(web.routes["/guide/"], 3)
    with StandIn() as discord, web_bot(folder, discord, web) as process:
        adding = add(discord, web.url(f"/guide/?{QUERY}"))
        adding.acknowledged()
        [child] = looks(process)
        assert QUERY.encode() not in Path(f"/proc/{child}/cmdline").read_bytes()
        assert QUERY not in process.log
        texts_until(adding, "is published")
        assert QUERY not in process.log


def slow(route: Route, seconds: float) -> Route:
    def answer(request: Request) -> Reply:
        time.sleep(seconds)
        return route(request)

    return answer


def looks(process: Process) -> list[int]:
    """The processes that look at the web, once there is one."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = []
        for child in process.children:
            with suppress(OSError):
                if b"look_process" in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append(child)
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("nothing looks at the web")


def until(what: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_second_look_fetches_what_has_changed_and_builds_only_then(
    folder: Path, web: WebServer
) -> None:
    with StandIn() as discord, web_bot(folder, discord, web) as process:
        texts_until(add(discord, web.url("/guide/")), "is published")
        process.wait_for("now answering from gen-000002")
        url = f"<{web.url('/guide/')}>"
        refreshing = discord.slash("sources refresh", {}, user=CAROL)
        text = texts_until(refreshing, "nothing new")[-1]
        assert f"✓ {url}: nothing has changed." in text
        assert not (folder / "index" / "gen-000003").exists()
        changed = {**FACTS, "beans": "Beans are sown in June, says the new almanac."}
        del changed["kale"]
        web.routes.clear()
        web.routes |= site(changed)
        refreshing = discord.slash("sources refresh", {}, user=CAROL)
        text = texts_until(refreshing, "is published")[-1]
        assert f"✓ {url}: 0 added, 2 changed, 1 removed." in text
        process.wait_for("now answering from gen-000003")
        assert changed["beans"] in answered(discord, ABOUT_BEANS)
        assert f"person {CAROL.id} in server {GUILD.id} looked at 1 of the web" in process.log


def test_the_sources_on_the_web_are_offered_and_another_name_is_refused(
    folder: Path, web: WebServer
) -> None:
    with StandIn() as discord, web_bot(folder, discord, web):
        assert told(discord, "sources refresh").text == ENGLISH("web_none")
        texts_until(add(discord, web.url("/guide/beans.html"), page_only=True), "is published")
        [source] = sources(folder)
        for user, offered in ((CAROL, [source.name]), (ALICE, []), (MANAGER, [])):
            typed = {"source": source.name[:7]}
            found = discord.autocomplete("sources refresh", typed, focused="source", user=user)
            assert [choice["value"] for choice in found.choices()] == offered
        refused = told(discord, "sources refresh", source="web/other")
        assert refused.text == ENGLISH("web_no_source")
        again = discord.slash("sources refresh", {"source": source.name}, user=CAROL)
        assert "nothing has changed" in texts_until(again, "nothing new")[-1]


def test_a_look_that_is_killed_leaves_the_last_good_files_and_the_next_one_goes_on(
    folder: Path, web: WebServer
) -> None:
    with StandIn() as discord, web_bot(folder, discord, web) as process:
        texts_until(add(discord, web.url("/guide/")), "is published")
        process.wait_for("now answering from gen-000002")
        before = web_files(folder)
        changed = {name: f"{words} So it was written anew." for name, words in FACTS.items()}
        web.routes |= {path: slow(route, 1.0) for path, route in site(changed).items()}
        begun = len(web.requests)
        refreshing = discord.slash("sources refresh", {}, user=CAROL)
        until(lambda: len(web.requests) >= begun + 3)
        [child] = looks(process)
        os.kill(child, signal.SIGKILL)
        text = refreshing.wait()[-1].text
        assert "⚠" in text
        assert FACTS["beans"] in answered(discord, ABOUT_BEANS)
        kept = web_files(folder)
        assert kept.keys() == before.keys()
        whole = {
            *before.values(),
            *(route(Request("", {})).content for route in site(changed).values()),
        }
        assert set(kept.values()) <= whole, "each file is the old one or the new one"
        assert sources(folder)[0].problem
        again = discord.slash("sources refresh", {}, user=CAROL)
        texts_until(again, "is published")
        assert not sources(folder)[0].problem
        assert set(web_files(folder).values()) == whole - set(before.values())


def test_the_end_of_the_bot_ends_its_look(folder: Path, web: WebServer) -> None:
    # Longer than the wait below: the look cannot end by itself, nor for want of an answer.
    web.routes |= {path: slow(route, 25.0) for path, route in site().items()}
    with StandIn() as discord:
        with web_bot(folder, discord, web) as process:
            add(discord, web.url("/guide/")).acknowledged()
            [child] = looks(process)
            process.stop(signal.SIGKILL)
            until(lambda: not Path(f"/proc/{child}").exists(), seconds=15)
        with web_bot(folder, discord, web):
            assert PUBLIC in answered(discord, ABOUT_PUBLIC)


def test_nothing_is_fetched_while_people_ask(folder: Path, web: WebServer) -> None:
    with StandIn() as discord, web_bot(folder, discord, web) as process:
        texts_until(add(discord, web.url("/guide/")), "is published")
        process.wait_for("now answering from gen-000002")
        requests, connections = len(web.requests), web.connections
        for question in ("When are beans sown?", "When are roses pruned?", "What of the ferry?"):
            assert answered(discord, question)
        discord.click(
            discord.slash("ask", {"question": ABOUT_BEANS}).wait()[-1], "In context"
        ).wait()
        told(discord, "sources list", ALICE)
        told(discord, "sources list", CAROL)
        assert (len(web.requests), web.connections) == (requests, connections)


# The setting ``refresh``. The bot looks every half second, not every minute.

QUICK = """
import sys
import bot.chat.scheduled_rebuilds as rebuilds
rebuilds.LOOK_EVERY = 0.5
import bot.chat.scheduled_refreshes as refreshes
refreshes.LOOK_EVERY = 0.5
from bot.__main__ import main
sys.argv[1:] = ["bot"]
main()
"""


@contextmanager
def refreshed_bot(folder: Path, discord: StandIn, web: WebServer, **more: str) -> Iterator[Process]:
    more = {"refresh": "daily 03:00", "staff_channel": str(STAFF.id), **more}
    with web_bot(folder, discord, web, QUICK, **more) as process:
        until(lambda: tries(folder))
        yield process


def tries(folder: Path) -> list[tuple[str, int]]:
    with suppress(sqlite3.Error), closing(sqlite3.connect(folder / STATE)) as state:
        return state.execute("SELECT * FROM refresh_tries").fetchall()
    return []


def make_due(folder: Path) -> None:
    with closing(sqlite3.connect(folder / STATE)) as state, state:
        state.execute("UPDATE refresh_tries SET at = at - 14 * 86400")


def test_a_scheduled_look_builds_if_anything_changed(folder: Path, web: WebServer) -> None:
    with staffed() as discord, refreshed_bot(folder, discord, web) as process:
        texts_until(add(discord, web.url("/guide/")), "is published")
        process.wait_for("now answering from gen-000002")
        asked = len(web.requests)
        time.sleep(1.5)
        assert len(web.requests) == asked, "its time has not come"
        make_due(folder)
        process.wait_for("scheduled look at the web: 1 sources, 0 fail")
        assert not (folder / "index" / "gen-000003").exists()
        web.routes |= site({**FACTS, "beans": "Beans are sown in June, says the new almanac."})
        make_due(folder)
        [message] = messages_in(discord, STAFF, 1)
        assert "gen-000003 is published" in message.text
        process.wait_for("now answering from gen-000003")
        assert "June" in answered(discord, ABOUT_BEANS)
        asked = len(web.requests)
        time.sleep(1.5)
        assert len(web.requests) == asked, "a time is used once"


def test_the_staff_is_told_once_that_a_source_fails_and_once_that_it_is_well(
    folder: Path, web: WebServer
) -> None:
    with staffed() as discord, refreshed_bot(folder, discord, web) as process:
        texts_until(add(discord, web.url("/guide/")), "is published")
        working = dict(web.routes)
        web.routes.clear()
        web.routes |= {path: lambda _: Reply(b"no", 500) for path in working}
        for night in range(1, 3):
            make_due(folder)
            until(lambda night=night: process.log.count("1 sources, 1 fail") == night)
        [failing] = messages_in(discord, STAFF, 1)
        assert ENGLISH("web_failing") in failing.text
        assert f"⚠ <{web.url('/guide/')}>: " in failing.text
        assert FACTS["beans"] in answered(discord, ABOUT_BEANS), "the last good version stays"
        web.routes |= working
        for night in range(1, 3):
            make_due(folder)
            until(lambda night=night: process.log.count("1 sources, 0 fail") == night)
        messages = messages_in(discord, STAFF, 2)
        assert len(messages) == 2
        assert ENGLISH("web_well") in messages[1].text


def test_a_private_source_is_not_named_where_its_set_is_not_shown(
    folder: Path, web: WebServer
) -> None:
    with (
        staffed() as discord,
        refreshed_bot(folder, discord, web, private_sets="board") as process,
    ):
        texts_until(add(discord, web.url("/guide/"), set="board"), "is published")
        web.routes.clear()
        make_due(folder)
        [failing] = messages_in(discord, STAFF, 1)
        assert failing.text == ENGLISH("web_failing_nameless", count=1)
        assert process.alive()


def test_a_time_that_passed_while_the_bot_was_away_is_made_up_for_once(
    folder: Path, web: WebServer
) -> None:
    with staffed() as discord:
        with refreshed_bot(folder, discord, web):
            texts_until(add(discord, web.url("/guide/")), "is published")
        make_due(folder)
        with refreshed_bot(folder, discord, web) as process:
            process.wait_for("scheduled look at the web: 1 sources, 0 fail")
            time.sleep(1.5)
            assert process.log.count("scheduled look at the web") == 1


def test_a_source_on_the_web_is_removed_with_its_files(folder: Path, web: WebServer) -> None:
    with StandIn() as discord, web_bot(folder, discord, web) as process:
        added = texts_until(add(discord, web.url("/guide/")), "is published")[-1]
        assert added.startswith("**The guide**\n"), added
        [source] = sources(folder)
        asking = told(discord, "sources remove", document=source.name)
        assert asking.text.startswith("Remove **")
        discord.click(asking, "Remove", user=CAROL)
        process.wait_for("now answering from gen-000003")
        assert sources(folder) == []
        assert web_files(folder) == {}
        assert FACTS["beans"] not in answered(discord, ABOUT_BEANS)
        assert f"person {CAROL.id} in server {GUILD.id} removed {source.name}" in process.log


def test_progress_is_edited_at_most_every_two_seconds(folder: Path, web: WebServer) -> None:
    many = {f"page{n}": f"Stone number {n} stands in the garden." for n in range(12)}
    web.routes |= {path: slow(route, 0.4) for path, route in site(FACTS | many).items()}
    with StandIn() as discord, web_bot(folder, discord, web):
        adding = add(discord, web.url("/guide/"))
        shown = texts_until(adding, "is published")
        edits = [r.at for r in discord.requests if r.method == "PATCH" and "@original" in r.path]
    between = [after - before for before, after in itertools.pairwise(edits[1:-1])]
    looked = [text for text in shown if "Pages looked at" in text]
    assert looked, shown
    assert all(text.startswith(f"<{web.url('/guide/')}> · site\n") for text in looked)
    # The first says that it looks; a build begins its own progress at once, the last is the result.
    assert sum(seconds < 1.9 for seconds in between) <= 1, between


def test_a_file_and_an_address_together_or_neither_are_refused(
    folder: Path, web: WebServer
) -> None:
    with StandIn() as discord, web_bot(folder, discord, web):
        for url in ("", "  "):
            assert ended(add(discord, url)).text == ENGLISH("web_one_of")
        refused = ended(add(discord, web.url("/guide/"), set="."))
        assert refused.text == ENGLISH("web_needs_set")
    assert web.requests == []


def test_the_same_address_again_is_the_same_source(folder: Path, web: WebServer) -> None:
    with StandIn() as discord, web_bot(folder, discord, web):
        texts_until(add(discord, web.url("/guide/")), "is published")
        before = sources(folder)
        texts_until(add(discord, web.url("/guide/")), "Nothing has changed")
        refused = ended(add(discord, web.url("/guide/beans.html"), page_only=True))
        assert refused.text == ENGLISH("problem_already_there")
    assert [source.name for source in sources(folder)] == [source.name for source in before]


def test_a_look_that_outlives_its_message_ends_in_a_direct_message(
    folder: Path, web: WebServer
) -> None:
    web.routes |= {path: slow(route, 1.0) for path, route in site().items()}
    nearly_over = Windows(age=900.0 - 3.0)
    with StandIn(windows=nearly_over) as discord, web_bot(folder, discord, web):
        add(discord, web.url("/guide/"))
        [message] = messages_in(discord, discord.direct_messages(CAROL), 1)
        assert "site · 4 documents · set web" in message.text
        assert "gen-000002 is published" in message.text
        assert discord.invalid_requests == 0


@pytest.mark.parametrize("written", ["board notes (2026)", "Board Notes (2026)"])
def test_a_private_set_of_any_name_stays_the_set_that_was_meant(
    folder: Path, web: WebServer, build_with_model: Build, written: str
) -> None:
    secret = folder / "corpus" / "board notes (2026)" / "sale.txt"
    secret.parent.mkdir()
    secret.write_text("Notes about the sale\n\nThe board sells the wing in June.\n", "utf-8")
    build_with_model(folder / "corpus", folder / "index")
    with (
        StandIn() as discord,
        web_bot(folder, discord, web, private_sets=secret.parent.name) as process,
    ):
        texts_until(
            add(discord, web.url("/guide/beans.html"), set=written, page_only=True), "is published"
        )
        process.wait_for("now answering from gen-000003")
        assert FACTS["beans"] not in answered(discord, ABOUT_BEANS)
    assert [source.name.partition("/")[0] for source in sources(folder)] == ["board notes (2026)"]

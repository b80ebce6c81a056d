"""Public git repositories: real ones on this machine, read by the real git."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from index.errors import SourceError
from index.reading.corpus import read_corpus
from index.sources.registry import SourceRegistry
from index.sources.source import Kind, Source
from index.sources.web import git, repository_look
from index.sources.web.fetching import Fetcher
from index.sources.web.keeping import Keeper
from index.sources.web.repositories import Repository, repository_of
from index.sources.web.repository_look import look_at_repository
from tests.processes import number_in, wait_until_ended
from tests.sources.web.sites import Watched
from tests.web_server import WebServer
from tests.web_server.certificates import HAS_OPENSSL, Certificate, make_certificate
from tests.web_server.git_backend import git_routes
from tests.web_server.traps import redirect

needs_openssl = pytest.mark.skipif(not HAS_OPENSSL, reason="openssl makes the certificates")

WORDS = "The engine weaves patterns as the loom weaves flowers and leaves."


class Origin:
    """A repository that others clone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self._git("init", "--quiet", "--initial-branch=main")
        self._git("config", "uploadpack.allowFilter", "true")
        self._git("config", "uploadpack.allowAnySHA1InWant", "true")

    @property
    def address(self) -> str:
        return self.folder.as_uri()

    def commit(self, files: Mapping[str, str | None]) -> str:
        """The commit in which these files are so; ``None`` removes one."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink() if text is None else path.write_text(text)
        self._git("add", "--all")
        self._git("commit", "--quiet", "--message", "Write")
        return self._git("rev-parse", "HEAD").strip()

    def _git(self, *words: str) -> str:
        names = {
            f"GIT_{who}_{what}": "ada@example.org"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        return subprocess.run(
            ["git", *words],
            cwd=self.folder,
            env={**os.environ, **names},
            check=True,
            capture_output=True,
            text=True,
        ).stdout


class Clone:
    """A corpus with a source of that repository."""

    def __init__(self, folder: Path, address: str, path: str = "", branch: str = "") -> None:
        settings = {"repository": address, "branch": branch, "path": path}
        self.registry = SourceRegistry(folder)
        source = Source("web/engine", Kind.REPOSITORY, address, "Ada", "", settings=settings)
        self.registry.write(source)
        self.folder = folder

    def look(self) -> Keeper:
        source = self.registry.find("web/engine")
        assert source is not None
        keeper = Keeper(self.registry, source)
        asyncio.run(look_at_repository(keeper, Fetcher(), Watched(), protocol="file"))
        keeper.end("")
        return keeper

    def names(self) -> list[str]:
        paths = (p for p in self.folder.rglob("*") if p.is_file() and p.suffix != ".toml")
        names = (p.relative_to(self.folder).as_posix() for p in paths)
        return sorted(n for n in names if not n.startswith(".sources"))


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    origin = Origin(tmp_path / "origin")
    origin.commit(
        {
            "README.md": f"# Engine\n\n{WORDS}\n",
            "docs/use.md": f"# Use\n\n{WORDS}\n",
            "docs/deep/er.rst": f"Deeper\n======\n\n{WORDS}\n",
            "docs/old notes [1].txt": WORDS,
            "docs/picture.png": "x",
            "docs/.hidden.md": "x",
            "docs/empty.md": "",
            "package.json": "{}",
            "main.py": "print()",
        }
    )
    return origin


def test_the_files_of_a_folder_that_are_read_become_documents(
    tmp_path: Path, origin: Origin
) -> None:
    clone = Clone(tmp_path / "corpus", origin.address, "docs")
    keeper = clone.look()
    names = ["web/engine/deep/er.rst", "web/engine/old-notes-1-.txt", "web/engine/use.md"]
    assert clone.names() == names
    assert keeper.counts.added == 3
    titles = {d.metadata.title for d in read_corpus(tmp_path / "corpus").documents}
    assert {"Use", "Deeper"} <= titles


def test_the_whole_repository_is_its_texts_and_no_program(tmp_path: Path, origin: Origin) -> None:
    clone = Clone(tmp_path / "corpus", origin.address)
    clone.look()
    assert "web/engine/README.md" in clone.names()
    assert not [name for name in clone.names() if name.endswith((".py", ".json", ".png"))]


def test_a_look_removes_the_old_folders_of_killed_looks_alone(
    tmp_path: Path, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    for name in ("pincite-git-old", "pincite-git-new", "pincite-other", "elsewhere"):
        (tmp_path / "temporary" / name).mkdir(parents=True)
        (tmp_path / "temporary" / name / "file").touch()
    (tmp_path / "temporary/pincite-git-link").symlink_to(tmp_path / "temporary/elsewhere")
    for name in ("pincite-git-old", "pincite-git-link", "pincite-other", "elsewhere"):
        os.utime(tmp_path / "temporary" / name, (0, 0), follow_symlinks=False)
    Clone(tmp_path / "corpus", origin.address, "docs").look()
    left = sorted(p.parent.name for p in (tmp_path / "temporary").glob("*/file"))
    assert left == ["elsewhere", "pincite-git-link", "pincite-git-new", "pincite-other"]


def test_a_second_look_at_the_same_commit_clones_nothing(
    tmp_path: Path, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = Clone(tmp_path / "corpus", origin.address, "docs")
    clone.look()
    monkeypatch.setattr(git.Git, "clone", None)
    assert clone.look().counts.unchanged == 3


def test_a_changed_file_a_new_one_and_a_removed_one_are_followed(
    tmp_path: Path, origin: Origin
) -> None:
    clone = Clone(tmp_path / "corpus", origin.address, "docs")
    clone.look()
    origin.commit(
        {"docs/use.md": "# Use\n\nTwice.\n", "docs/new.md": WORDS, "docs/deep/er.rst": None}
    )
    counts = clone.look().counts
    assert (counts.unchanged, counts.changed, counts.added, counts.removed) == (1, 1, 1, 1)
    assert "Twice." in (clone.folder / "web/engine/use.md").read_text()


def test_a_branch_and_a_single_file_can_be_named(tmp_path: Path, origin: Origin) -> None:
    origin._git("checkout", "--quiet", "-b", "next")
    origin.commit({"docs/use.md": "# Use\n\nNext.\n"})
    origin._git("checkout", "--quiet", "main")
    clone = Clone(tmp_path / "corpus", origin.address, "docs/use.md", "next")
    clone.look()
    assert clone.names() == ["web/engine/use.md"]
    assert "Next." in (clone.folder / "web/engine/use.md").read_text()


@pytest.mark.parametrize(
    ("path", "branch", "sentence"),
    [("nothing", "", "no file in nothing of"), ("", "none", "has no branch none")],
)
def test_what_is_not_there_is_said_in_a_sentence(
    tmp_path: Path, origin: Origin, path: str, branch: str, sentence: str
) -> None:
    with pytest.raises(SourceError, match=sentence):
        Clone(tmp_path / "corpus", origin.address, path, branch).look()


def test_a_link_in_a_repository_is_no_way_out_of_it(tmp_path: Path, origin: Origin) -> None:
    (tmp_path / "secret.md").write_text("The secret of this machine.")
    (origin.folder / "docs/link.md").symlink_to(tmp_path / "secret.md")
    (origin.folder / "docs/folder").symlink_to(tmp_path)
    origin.commit({"docs/more.md": WORDS})
    clone = Clone(tmp_path / "corpus", origin.address, "docs")
    clone.look()
    texts = [(clone.folder / name).read_text() for name in clone.names()]
    assert not [text for text in texts if "secret" in text]
    assert "web/engine/more.md" in clone.names()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("repository 'https://h.org/x.git?key=sesam/' not found", "repository 'h.org/x.git/' not"),
        ("unable to access 'https://ada:sesam@h.org/x.git/': error: 503", "'h.org/x.git/': error"),
        ("see https://h.org/x.git;sesam?q='sesam' for more", "see h.org/x.git"),
    ],
)
def test_what_git_says_of_an_address_keeps_its_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, shown: str
) -> None:
    program = tmp_path / "git"
    program.write_text(f'#!/bin/sh\necho "fatal: {said}" >&2\nexit 128\n')
    program.chmod(0o755)
    monkeypatch.setattr(git.shutil, "which", lambda _: str(program))
    asked = git.Git(tmp_path, "https://h.org/x.git?key=sesam", [], git.HTTPS)
    with pytest.raises(SourceError) as caught:
        asyncio.run(asked.head(""))
    assert "sesam" not in str(caught.value)
    assert shown in str(caught.value)


@pytest.mark.parametrize(
    ("address", "folder"),
    [("https://h.org/x.git", "code/h.org/x"), ("https://h.org:8443/x.git", "code/h.org-8443/x")],
)
def test_the_folder_of_a_repository_has_no_usual_port(address: str, folder: str) -> None:
    assert Repository(address).source("code", "Ada", "").name == folder


def test_a_repository_that_is_too_large_is_ended(
    tmp_path: Path, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "MOST_BYTES", 1_000)
    with pytest.raises(SourceError, match="larger than 1,000 bytes"):
        Clone(tmp_path / "corpus", origin.address).look()


def test_git_that_takes_too_long_is_ended(
    tmp_path: Path, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "MOST_SECONDS", 0.0)
    with pytest.raises(SourceError, match="takes more than 0 seconds"):
        Clone(tmp_path / "corpus", origin.address).look()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a program of the name of git's stands, the only one that is found."""
    (tmp_path / "programs").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))
    return tmp_path / "programs" / "git"


def write(program: Path, line: str) -> None:
    program.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{line}\n")
    program.chmod(0o755)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_git_and_what_it_started_end_with_the_process_that_looks(
    tmp_path: Path, program: Path, number: signal.Signals
) -> None:
    write(program, f"sleep 600 & echo $! > {tmp_path}/child; wait")
    look = f"git.Git(Path({str(tmp_path)!r}), 'https://a.org/a.git', (), 'https').head('')"
    code = "import asyncio; from pathlib import Path; from index.sources.web import git; "
    command = [sys.executable, "-c", f"{code}asyncio.run({look})"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    child = number_in(tmp_path / "child")
    process.send_signal(number)
    process.wait()
    wait_until_ended(child)


def test_git_that_is_ended_while_it_starts_leaves_nothing_behind(
    tmp_path: Path, program: Path
) -> None:
    write(program, f"sleep 600 & echo $! > {tmp_path}/child; wait")

    async def end_at_the_start() -> None:
        asked = git.Git(tmp_path, "https://a.org/a.git", (), "https").head("")
        head = asyncio.create_task(asked)
        while not head.done() and not (tmp_path / "child").exists():
            await asyncio.sleep(0)  # a step at a time: what git started is there before its pipes
        head.cancel()
        await asyncio.wait({head}, timeout=60)
        assert head.cancelled()

    asyncio.run(end_at_the_start())
    wait_until_ended(number_in(tmp_path / "child"))


def test_what_git_leaves_behind_is_ended_after_it(tmp_path: Path, program: Path) -> None:
    write(program, f"sleep 600 >/dev/null 2>&1 & echo $! > {tmp_path}/child")
    with pytest.raises(SourceError):
        asyncio.run(git.Git(tmp_path, "https://a.org/a.git", (), "https").head(""))
    wait_until_ended(number_in(tmp_path / "child"))


def test_a_repository_of_too_many_names_is_ended(
    tmp_path: Path, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "MOST_OUTPUT", 200, raising=False)
    with pytest.raises(SourceError, match="say more than 200 bytes; give a folder"):
        Clone(tmp_path / "corpus", origin.address).look()


@pytest.mark.parametrize("where", ["1", "2"])
def test_git_that_does_not_end_to_speak_is_ended(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(git, "MOST_OUTPUT", 100_000, raising=False)
    write(program, f"while :; do echo 12 34; done >&{where}")
    with pytest.raises(SourceError, match="say more than 100,000 bytes"):
        asyncio.run(git.Git(tmp_path, "https://a.org/a.git", (), "https").head(""))


def test_git_speaks_no_other_protocol(tmp_path: Path, origin: Origin) -> None:
    async def look() -> None:
        await git.Git(tmp_path, origin.address, (), git.HTTPS).head("")

    with pytest.raises(SourceError, match="git cannot read"):
        asyncio.run(look())


def test_git_connects_to_the_checked_address_alone(tmp_path: Path) -> None:
    with WebServer() as web:
        address = f"http://git.example.org:{web.port}/a.git"

        async def head(ip: str) -> None:
            await git.Git(tmp_path, address, [ip], "http").head("")

        with pytest.raises(SourceError, match="git cannot read git"):
            asyncio.run(head("127.0.0.1"))
        [request] = web.asked("/a.git/info/refs")
        assert "pincite" in request.headers["user-agent"]
        with pytest.raises(SourceError):
            asyncio.run(head("127.0.0.2"))
        assert len(web.asked("/a.git/info/refs")) == 1


@pytest.mark.parametrize(
    "host", ["bücher.example.org", "BÜCHER.example.org", "xn--bcher-kva.example.org", "例え.テスト"]
)
def test_a_name_in_any_letters_is_kept_to_its_checked_address(tmp_path: Path, host: str) -> None:
    with WebServer() as web:
        address = f"http://{host}:{web.port}/a.git"
        repository = git.Git(tmp_path, address, ["127.0.0.1"], "http")
        with pytest.raises(SourceError):
            asyncio.run(repository.head(""))
    assert len(web.asked("/a.git/info/refs")) == 1


@pytest.mark.parametrize(
    ("address", "ips", "pins"),
    [
        ("https://[2001:db8::1]/a.git", ["2001:db8::1"], ""),
        ("https://a.org/a.git", ["192.0.2.1", "2001:db8::1"], "a.org:443:192.0.2.1,[2001:db8::1]"),
        ("https://ä.org:8443/a.git", ["2001:db8::1"], "xn--4ca.org:8443:[2001:db8::1]"),
    ],
)
def test_curl_gets_the_checked_addresses_in_its_own_form(
    tmp_path: Path, address: str, ips: list[str], pins: str
) -> None:
    assert f"http.curloptResolve={pins}" in git.Git(tmp_path, address, ips, "https")._settings()


@pytest.mark.parametrize("status", [301, 302, 307])
def test_git_follows_no_redirect_by_itself(tmp_path: Path, status: int) -> None:
    with WebServer() as elsewhere, WebServer() as web:
        target = elsewhere.url("/a.git/info/refs?service=git-upload-pack")
        web.routes["/a.git/info/refs"] = redirect(target, status)

        async def head() -> None:
            await git.Git(tmp_path, web.url("/a.git"), ["127.0.0.1"], "http").head("")

        with pytest.raises(SourceError, match=f"error: {status}"):
            asyncio.run(head())
        assert len(web.asked("/a.git/info/refs")) == 1
        # Not all requests: a port that was another test's may still be asked by what that started.
        assert elsewhere.asked("/a.git/info/refs") == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificates"), "git.example.org")


@pytest.fixture
def secure(certificate: Certificate, origin: Origin) -> Iterator[WebServer]:
    """The server of git.example.org, from which the repository can be read by https alone."""
    with WebServer(git_routes(origin.folder), tls=certificate.server_context()) as server:
        yield server


async def look_by_https(clone: Clone, allowed: str) -> Keeper:
    source = clone.registry.find("web/engine")
    assert source is not None

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    keeper = Keeper(clone.registry, source)
    async with Fetcher(frozenset({allowed}), resolve=resolve) as fetcher:
        await look_at_repository(keeper, fetcher, Watched())
    keeper.end("")
    return keeper


@needs_openssl
@pytest.mark.parametrize("name", ["origin", "moved"])
def test_a_repository_of_an_https_host_is_read_whose_certificate_is_trusted(
    tmp_path: Path,
    secure: WebServer,
    origin: Origin,
    certificate: Certificate,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    secure.routes["/moved/info/refs"] = redirect("/origin/info/refs?service=git-upload-pack")
    host = f"git.example.org:{secure.port}"
    clone = Clone(tmp_path / "corpus", f"https://{host}/{name}", "docs")
    assert asyncio.run(look_by_https(clone, host)).counts.added == 3
    assert WORDS in (clone.folder / "web/engine/use.md").read_text()
    origin.commit({"docs/use.md": "# Use\n\nTwice.\n"})
    counts = asyncio.run(look_by_https(clone, host)).counts
    assert (counts.changed, counts.unchanged) == (1, 2)


@needs_openssl
def test_a_repository_is_not_read_from_a_host_that_proves_nothing(
    tmp_path: Path, secure: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    host = f"git.example.org:{secure.port}"
    clone = Clone(tmp_path / "corpus", f"https://{host}/origin", "docs")
    with pytest.raises(SourceError, match="certificate"):
        asyncio.run(look_by_https(clone, host))
    # Nor by git, which makes sure for itself.
    repository = git.Git(tmp_path, f"https://{host}/origin", ["127.0.0.1"], git.HTTPS)
    with pytest.raises(SourceError, match="certificate"):
        asyncio.run(repository.head(""))
    assert secure.requests == []


def test_a_repository_in_a_private_network_is_not_read(tmp_path: Path) -> None:
    clone = Clone(tmp_path / "corpus", "https://127.0.0.1:8443/a.git")
    source = clone.registry.find("web/engine")
    assert source is not None

    async def look() -> None:
        async with Fetcher() as fetcher:
            await look_at_repository(Keeper(clone.registry, source), fetcher, Watched())

    with pytest.raises(SourceError, match="is not fetched"):
        asyncio.run(look())


def test_a_repository_is_not_read_without_encryption(tmp_path: Path) -> None:
    clone = Clone(tmp_path / "corpus", "http://git.example.org/a.git")
    source = clone.registry.find("web/engine")
    assert source is not None
    with pytest.raises(SourceError, match="over https only"):
        asyncio.run(look_at_repository(Keeper(clone.registry, source), Fetcher(), Watched()))


def test_without_git_one_sentence_says_so(
    tmp_path: Path, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git.shutil, "which", lambda _: None)
    with pytest.raises(SourceError, match="a repository needs git; install it"):
        Clone(tmp_path / "corpus", origin.address).look()


@pytest.mark.parametrize(
    ("address", "repository"),
    [
        ("https://github.com/ada/engine", ("https://github.com/ada/engine", "", "")),
        ("https://github.com/ada/engine/", ("https://github.com/ada/engine", "", "")),
        (
            "https://github.com/ada/engine/tree/main/docs/use",
            ("https://github.com/ada/engine", "main", "docs/use"),
        ),
        (
            "https://github.com/ada/engine/blob/v2/README.md",
            ("https://github.com/ada/engine", "v2", "README.md"),
        ),
        (
            "https://gitlab.com/ada/engine/-/tree/main/docs",
            ("https://gitlab.com/ada/engine", "main", "docs"),
        ),
        (
            "https://codeberg.org/ada/engine/src/branch/main/docs",
            ("https://codeberg.org/ada/engine", "main", "docs"),
        ),
        ("https://git.example.org/x/y/z.git", ("https://git.example.org/x/y/z.git", "", "")),
    ],
)
def test_addresses_of_repositories(address: str, repository: tuple[str, str, str]) -> None:
    assert repository_of(address) == Repository(*repository)


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/ada",
        "https://github.com/",
        "https://github.com/ada/engine/issues/5",
        "https://github.com/ada/engine/wiki",
        "https://github.com/orgs/ada",
        "https://docs.example.org/ada/engine",
        "https://ada.github.io/engine/",
    ],
)
def test_addresses_that_are_pages(address: str) -> None:
    assert repository_of(address) is None


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://github.com/ada/engine", "https://github.com/ada/engine/blob/abc/a%20b.md"),
        ("https://gitlab.com/ada/engine.git", "https://gitlab.com/ada/engine/-/blob/abc/a%20b.md"),
        (
            "https://codeberg.org/ada/engine",
            "https://codeberg.org/ada/engine/src/commit/abc/a%20b.md",
        ),
        ("https://git.example.org/engine.git", ""),
    ],
)
def test_the_link_to_a_file_at_a_commit(address: str, link: str) -> None:
    assert Repository(address).file_address("abc", "a b.md") == link


def test_a_link_stays_at_the_commit_in_which_the_file_was_written(
    tmp_path: Path, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        repository_look.Repository,
        "file_address",
        lambda self, commit, path: f"https://github.com/ada/engine/blob/{commit}/{path}",
    )
    first = origin.commit({"docs/a.md": WORDS})
    clone = Clone(tmp_path / "corpus", origin.address, "docs")
    clone.look()
    second = origin.commit({"docs/b.md": f"{WORDS} Twice."})
    clone.look()
    urls = {d.id: d.metadata.url for d in read_corpus(clone.folder).documents}
    assert urls["web/engine/a.md"] == f"https://github.com/ada/engine/blob/{first}/docs/a.md"
    assert urls["web/engine/b.md"] == f"https://github.com/ada/engine/blob/{second}/docs/b.md"

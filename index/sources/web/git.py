"""A repository's address → its files in a folder, by ``git``, if that is installed.

git gets no credential, no setting of this machine, no hook, no submodule and no filter, and speaks
https alone, to the very IP addresses that were checked; it is ended when it takes too much.
"""

import asyncio
import math
import os
import re
import shutil
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from yarl import URL

from index.errors import ErrorKind, SourceError
from index.reading.formats.programs import ending_with_input

HTTPS = "https"
MOST_SECONDS = 300.0
MOST_BYTES = 500_000_000
"""Of all that git writes."""
MOST_OUTPUT = 50_000_000
"""Of what git says, such as the names of all files."""
_PIECE = 65_536
_LOOK_EVERY = 0.5
_OLDEST = (2, 37)
"""That keeps to IP addresses; it is of 2022."""
_ENDED = re.compile(r"^(?:fatal|error): *(?:remote error: *)?(.+)", re.MULTILINE)
# An address as git repeats it: its host and its path, and what may hold a key.
_ADDRESS = re.compile(r"https?://(?:[^\s/@]*@)?([^\s?#;']*)\S*?(?=/?'?[:,.]?(?:\s|$))")
_SPECIAL = re.compile(r"([\\*?\[ ])")


class GitFile(NamedTuple):
    """A file of a commit."""

    path: str
    blob: str


class Git:
    """Runs git in a folder of its own, which must be there."""

    def __init__(self, folder: Path, address: str, ips: Iterable[str], protocol: str) -> None:
        # The spelling of its host that curl looks for among the pins.
        self._folder, self._address, self._protocol = folder, str(URL(address)), protocol
        self._work = folder / "work"
        self._pins = _pins(address, ips)

    async def head(self, branch: str) -> str:
        """The commit that a branch is at, of the usual one if it is empty."""
        await self._check_version()
        name = f"refs/heads/{branch}" if branch else "HEAD"
        commit, _, _ = (await self._run("ls-remote", "--", self._address, name)).partition("\t")
        if not re.fullmatch(r"[0-9a-f]{40,64}", commit):
            missing = f"{_shown(self._address)} has no branch {branch}; check its name"
            raise SourceError(missing, ErrorKind.NO_BRANCH, branch=branch)
        return commit

    async def clone(self, branch: str) -> None:
        """Get the names of all files of the newest commit, and no content."""
        flags = ["--depth=1", "--filter=blob:none", "--no-checkout", "--single-branch", "--no-tags"]
        flags += [f"--branch={branch}"] if branch else []
        await self._run("clone", "--quiet", *flags, "--", self._address, str(self._work))

    async def files(self, path: str) -> list[GitFile]:
        """The plain files below a path, or the file of that path; no links, no submodules."""
        below = ["--", path] if path else []
        listed = await self._run("-C", str(self._work), "ls-tree", "-r", "-z", "HEAD", *below)
        entries = (line.partition("\t") for line in listed.split("\0") if line)
        parted = ((*stated.split(" "), name) for stated, _, name in entries)
        return [GitFile(name, blob) for mode, _, blob, name in parted if mode.startswith("100")]

    async def check_out(self, paths: Iterable[str]) -> Path:
        """Get the content of these files; returns the folder that they are in."""
        patterns = "".join("/" + _SPECIAL.sub(r"\\\1", path) + "\n" for path in paths)
        info = self._work / ".git" / "info"
        info.mkdir(exist_ok=True)
        (info / "sparse-checkout").write_bytes(patterns.encode("utf-8", "surrogateescape"))
        await self._run("-C", str(self._work), "read-tree", "-m", "-u", "HEAD")
        return self._work

    async def _check_version(self) -> None:
        said = re.search(r"(\d+)\.(\d+)", await self._run("version"))
        if said is None or (int(said[1]), int(said[2])) < _OLDEST:
            oldest = ".".join(map(str, _OLDEST))
            old = f"git is too old to be safe here; install {oldest} or newer"
            raise SourceError(old, ErrorKind.NO_GIT, oldest=oldest)

    async def _run(self, *words: str) -> str:
        program = shutil.which("git")
        if program is None:
            missing = "a repository needs git; install it, or give the address of a page"
            raise SourceError(missing, ErrorKind.NO_GIT)
        process = await self._started(program, *words)
        try:
            output, errors = await self._within_limits(process)
        finally:
            _end(process)
        if process.returncode:
            said = f"git cannot read {_shown(self._address)}: {_reason(errors)}"
            raise SourceError(said, ErrorKind.GIT_FAILED)
        return output.decode("utf-8", "surrogateescape")

    async def _started(self, program: str, *words: str) -> asyncio.subprocess.Process:
        """The process; who is ended while it starts ends it first, since asyncio would wait for
        what git started."""
        starting = asyncio.create_task(
            asyncio.create_subprocess_exec(
                *ending_with_input([program, *self._settings(), *words]),
                env=self._environment(),
                cwd=self._folder,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
        )
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            process = await starting
            _end(process)
            await asyncio.wait({asyncio.ensure_future(process.wait())}, timeout=_LOOK_EVERY)
            raise

    async def _within_limits(self, process: asyncio.subprocess.Process) -> tuple[bytes, bytes]:
        work = asyncio.create_task(self._outputs(process))
        try:
            async with asyncio.timeout(MOST_SECONDS):
                while not (await asyncio.wait({work}, timeout=_LOOK_EVERY))[0]:
                    self._check_size()
        except TimeoutError as error:
            seconds = math.ceil(MOST_SECONDS)
            took = f"{_shown(self._address)} takes more than {seconds} seconds; give a folder of it"
            raise SourceError(took, ErrorKind.TOO_LARGE, seconds=seconds) from error
        finally:
            if not work.done():
                _end(process)
                await asyncio.wait({work}, timeout=_LOOK_EVERY)
                work.cancel()
        self._check_size()
        return work.result()

    async def _outputs(self, process: asyncio.subprocess.Process) -> tuple[bytes, bytes]:
        assert process.stdout is not None
        assert process.stderr is not None
        output, errors, _ = await asyncio.gather(
            _read(process.stdout, process), _read(process.stderr, process), process.wait()
        )
        if max(len(output), len(errors)) > MOST_OUTPUT:
            says = f"makes git say more than {MOST_OUTPUT:,} bytes"
            says = f"{_shown(self._address)} {says}; give a folder of it"
            raise SourceError(says, ErrorKind.TOO_LARGE)
        return output, errors

    def _check_size(self) -> None:
        files = (Path(parent, name) for parent, _, names in os.walk(self._folder) for name in names)
        if sum(map(_size, files)) > MOST_BYTES:
            size = f"is larger than {MOST_BYTES:,} bytes"
            size = f"{_shown(self._address)} {size}; give a folder of it"
            megabytes = math.ceil(MOST_BYTES / 1_000_000)
            raise SourceError(size, ErrorKind.TOO_LARGE, megabytes=megabytes)

    def _settings(self) -> list[str]:
        settings = {
            "core.hooksPath": os.devnull,
            "core.sparseCheckout": "true",
            "core.sparseCheckoutCone": "false",
            "core.symlinks": "false",
            "credential.helper": "",
            "http.curloptResolve": self._pins,
            "http.followRedirects": "false",
            "http.proxy": "",
            # Some hosts give a repository to nothing but git.
            "http.userAgent": "git/2 (pincite)",
            "protocol.allow": "never",
            f"protocol.{self._protocol}.allow": "always",
            "submodule.recurse": "false",
        }
        if trusted := os.environ.get("SSL_CERT_FILE"):  # what the fetcher trusts, git does too
            settings["http.sslCAInfo"] = trusted
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        return {
            **kept,
            "HOME": str(self._folder),
            "XDG_CONFIG_HOME": str(self._folder),
            "GIT_ALLOW_PROTOCOL": self._protocol,
            "GIT_ASKPASS": "",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_LFS_SKIP_SMUDGE": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C",
        }


def _pins(address: str, ips: Iterable[str]) -> str:
    """The IP addresses of the host, as curl wants them; a host that is one itself needs none."""
    url = URL(address)
    host = url.raw_host or ""
    if not host or ":" in host:
        return ""
    plain = (f"[{ip}]" if ":" in ip else ip for ip in ips)
    return f"{host}:{url.port}:{','.join(plain)}"


async def _read(stream: asyncio.StreamReader, process: asyncio.subprocess.Process) -> bytes:
    """What git says; it is ended when that is too much."""
    read = bytearray()
    while piece := await stream.read(_PIECE):
        read += piece[: MOST_OUTPUT + 1 - len(read)]
        if len(read) > MOST_OUTPUT:
            _end(process)
    return bytes(read)


def _end(process: asyncio.subprocess.Process) -> None:
    """End git with the programs that it started."""
    if process.stdin is not None:
        process.stdin.close()
    with suppress(ProcessLookupError, PermissionError):
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.lstat().st_size
    return 0


def _reason(errors: bytes) -> str:
    text = errors.decode("utf-8", "replace")
    if "Authentication failed" in text or "could not read Username" in text:
        return "it is not there, or not for everybody"
    found = _ENDED.search(text)
    return (
        _ADDRESS.sub(r"\1", " ".join(found[1].split()))[:200]
        if found
        else "it ended without a reason"
    )


def _shown(address: str) -> str:
    url = URL(address)
    return f"{url.host or ''}{url.path}"

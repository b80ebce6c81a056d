"""Texts → unit vectors, by a sentence-transformers model that lies on this machine.

The only importer of sentence_transformers. A model's hash was compared before it is loaded; no
code is taken from its folder, and nothing is fetched at any time.
"""

import os
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from index.encoders import FULL, HALF, Encoded, QuestionEncoder, unit_vectors
from index.encoding.models import Model, find_folder
from index.encoding.question_encoder import NumpyEncoder, fits
from index.text.views import Span

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer


BATCH = 8
"""Texts at once: on one core 8, sorted by length, embeds 1.2 times as fast as the usual 32."""

BATCH_BESIDE = 128
"""The same on an accelerator, which waits for work otherwise."""


LEAST_ALIKE = 0.999
"""Cosine of a vector computed in halves with the full one; recall is the same by then."""

_TRIED = [
    "Who followed her as director?",
    "The bridge was closed to cars in 1987, and has been repaired twice since.",
    "cost per child per year, in thousands of pounds; 2011: 4.6, 2018: 3.9",
    "Hello.",
]


class SentenceEncoder:
    """A sentence-transformers model, loaded when it is first asked to embed."""

    def __init__(self, model: Model) -> None:
        self.identity, self.weights = model.identity, model.weights
        self.precision = FULL
        self._model_files = model

    @cached_property
    def _model(self) -> "SentenceTransformer":
        model = _load_model(self._model_files.folder)
        if not _knows_halves(model):
            return model
        half = _load_model(self._model_files.folder).bfloat16()
        if not _are_alike(model, half):
            return model
        self.precision = HALF
        return half

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._model_files.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def count_tokens(self, texts: list[str]) -> list[int]:
        """The number of tokens in each text, without special ones."""
        encodings = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    def token_spans(self, texts: list[str]) -> list[list[Span]]:
        """Where each token that the encoder reads stands in its text, without special ones."""
        encodings = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        return [encoding.offsets[: self.identity.window - 2] for encoding in encodings]

    def encode_passages(self, texts: list[str]) -> Iterator[tuple[int, Encoded]]:
        """Each text's number and its vectors, longest texts first."""
        if not texts:
            return
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        size = BATCH if self._model.device.type == "cpu" else BATCH_BESIDE
        batches = [order[first : first + size] for first in range(0, len(order), size)]
        with _workers(self._model) as workers:
            found = workers.map(lambda rows: self._encode([texts[row] for row in rows]), batches)
            try:
                for rows, encoded in zip(batches, found, strict=True):
                    yield from zip(rows, encoded, strict=True)
            finally:
                workers.shutdown(wait=False, cancel_futures=True)

    def for_questions(self) -> "QuestionEncoder":
        """The same encoder as questions will meet it."""
        return NumpyEncoder(self._model_files) if fits(self._model_files.folder) else self

    def encode(self, text: str) -> Encoded:
        """The vectors of one text; a text longer than the window is cut."""
        return self._encode([text])[0]

    def encode_all(self, texts: list[str]) -> list[Encoded]:
        """The same of each text, together, which is less work for each."""
        return self._encode(texts) if texts else []

    def is_one_token(self, word: str) -> bool:
        """Whether a lower-case word is one token, which a slip hardly ever is."""
        return self._tokenizer.token_to_id(word) is not None

    def _encode(self, texts: list[str]) -> list[Encoded]:
        found: list[Any] = list(
            self._model.encode(
                texts, batch_size=len(texts), show_progress_bar=False, output_value=None
            )
        )
        return [self._encoded(one) for one in found]

    def _encoded(self, one: dict[str, Any]) -> Encoded:
        ids = one["input_ids"].tolist()
        tokenizer = self._model.tokenizer
        special = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
        kept = [at for at, token in enumerate(ids) if token not in special]
        tokens = one["token_embeddings"].float().cpu().numpy()[kept]
        sentence = one["sentence_embedding"].float().cpu().numpy()
        return Encoded(unit_vectors(sentence), unit_vectors(tokens), tuple(ids[at] for at in kept))


class CrossEncoderReranker:
    """A cross-encoder that an owner may name: slower, and better at order where it fits."""

    def __init__(self, name: str) -> None:
        _be_offline()
        from sentence_transformers import CrossEncoder

        self._model = CrossEncoder(
            str(find_folder(name)),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )

    def scores(self, question: str, texts: list[str]) -> list[float]:
        """How well each text answers the question; only their order means something."""
        pairs = [(question, text) for text in texts]
        found = self._model.predict(pairs, batch_size=BATCH, show_progress_bar=False)
        return [float(score) for score in found]


def _load_model(folder: Path) -> "SentenceTransformer":
    _be_offline()
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(folder),
        device=_device(),
        local_files_only=True,
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
    )
    # Its tokenizer sets how it cuts and pads before it begins, and bears no second thread then.
    model.preprocess = _alone(model.preprocess)  # type: ignore[method-assign] # of this one alone
    return model


def _device() -> str:
    """An accelerator if torch has one."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _workers(model: "SentenceTransformer") -> "ThreadPoolExecutor":
    """Threads to embed in: for each core one with batches of its own, since several cores at one
    small batch wait for each other; an accelerator is fed by one. Whoever asks for the next vectors
    writes the last ones meanwhile."""
    from concurrent.futures import ThreadPoolExecutor  # not above, since only a build needs threads

    import torch

    if model.device.type != "cpu":
        return ThreadPoolExecutor(1)
    return ThreadPoolExecutor(
        torch.get_num_threads(), initializer=torch.set_num_threads, initargs=(1,)
    )


def _alone(work: Callable[..., Any]) -> Callable[..., Any]:
    """The same work, one thread at a time."""
    lock = Lock()

    def locked(*values: Any, **named: Any) -> Any:
        with lock:
            return work(*values, **named)

    return locked


def _knows_halves(model: "SentenceTransformer") -> bool:
    """Whether the processor multiplies them as such; one that does not is many times slower."""
    import torch

    can = torch.cpu.get_capabilities()
    return model.device.type == "cpu" and bool(can.get("avx512_bf16") or can.get("amx_bf16"))


def _are_alike(model: "SentenceTransformer", half: "SentenceTransformer") -> bool:
    """Whether both give nearly the same vectors, here and now."""
    full, other = (
        unit_vectors(one.encode(_TRIED, show_progress_bar=False)) for one in (model, half)
    )
    return float((full * other).sum(axis=1).min()) >= LEAST_ALIKE


def _be_offline() -> None:
    """Before the framework is imported: no network, no bars of its own."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    os.environ["TQDM_DISABLE"] = "1"

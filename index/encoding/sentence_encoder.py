"""Texts → unit vectors, by a sentence-transformers model that is on this machine.

The only importer of sentence_transformers. A model's hash is compared before it is loaded. No code
from its folder is run, and nothing is ever fetched.
"""

import os
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any

from index.encoders import FULL, HALF, Encoded, QuestionEncoder, encode_in_threads, unit_vectors
from index.encoding.models import Model, find_folder
from index.encoding.question_encoder import NumpyEncoder, is_supported
from index.errors import EncoderError
from index.text.views import Span

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer


BATCH = 8
"""Texts at once: on one core, 8 texts sorted by length are 1.2 times as fast as the usual 32."""

ACCELERATOR_BATCH = 128
"""The same on an accelerator, which would wait for work with fewer."""


FEW = 200
"""Texts that NumPy embeds in less time than it takes to import the framework: on two cores 5 s of
its 8 to 15. Its vectors are nearly the same, so that what else is embedded must not decide."""


WORD_MARKS = "▁Ġ"
"""What tokenizers of many languages set before the beginning of a word."""


LEAST_COSINE = 0.999
"""Of a vector computed in bfloat16 with the one in full; with this cosine recall is the same."""

_TRIAL_TEXTS = [
    "Who followed her as director?",
    "The bridge was closed to cars in 1987, and has been repaired twice since.",
    "cost per child per year, in thousands of pounds; 2011: 4.6, 2018: 3.9",
    "Hello.",
]


class SentenceEncoder:
    """A sentence-transformers model, loaded when it first embeds."""

    def __init__(self, model: Model) -> None:
        self.identity, self.weights = model.identity, model.weights
        self.precision = FULL
        self._model_files = model

    @cached_property
    def _model(self) -> "SentenceTransformer":
        model = _load_model(self._model_files.folder)
        if not _has_bfloat16(model):
            return model
        half = _load_model(self._model_files.folder).bfloat16()
        if not _is_precise(model, half):
            return model
        self.precision = HALF
        return half

    @cached_property
    def _quick(self) -> NumpyEncoder | None:
        files = self._model_files
        return NumpyEncoder(files) if is_supported(files.folder) else None

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
        """The span of each token that the encoder reads in its text, without special ones."""
        encodings = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        return [encoding.offsets[: self.identity.window - 2] for encoding in encodings]

    def encode_passages(self, texts: list[str], total: int) -> Iterator[tuple[int, Encoded]]:
        """Each text's number and its vectors, longest texts first; in NumPy if the document set
        they belong to has ``FEW`` in all."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        if total <= FEW and self._quick:
            encoded_texts = encode_in_threads(self._quick, [texts[number] for number in order])
            yield from zip(order, encoded_texts, strict=True)
        elif texts:
            yield from self._in_batches(texts, order)

    def _in_batches(self, texts: list[str], order: list[int]) -> Iterator[tuple[int, Encoded]]:
        size = BATCH if self._model.device.type == "cpu" else ACCELERATOR_BATCH
        batches = [order[first : first + size] for first in range(0, len(order), size)]
        with _workers(self._model) as workers:
            results = workers.map(lambda rows: self._encode([texts[row] for row in rows]), batches)
            try:
                for rows, encoded in zip(batches, results, strict=True):
                    yield from zip(rows, encoded, strict=True)
            finally:
                workers.shutdown(wait=False, cancel_futures=True)

    def for_questions(self) -> "QuestionEncoder":
        """The encoder that questions will use with these passages."""
        return self._quick or self

    def encode(self, text: str) -> Encoded:
        """The vectors of one text; a text longer than the window is cut."""
        return self._encode([text])[0]

    def encode_all(self, texts: list[str]) -> list[Encoded]:
        """The vectors of each text; together they take less work than one by one."""
        return self._encode(texts) if texts else []

    def is_one_token(self, word: str) -> bool:
        """Whether a lower-case word is one token, which a typing mistake hardly ever is."""
        forms = (word, *(mark + word for mark in WORD_MARKS))
        return any(self._tokenizer.token_to_id(form) is not None for form in forms)

    def _encode(self, texts: list[str]) -> list[Encoded]:
        outputs: list[Any] = list(
            self._model.encode(
                texts, batch_size=len(texts), show_progress_bar=False, output_value=None
            )
        )
        return [self._make_encoded(output) for output in outputs]

    def _make_encoded(self, output: dict[str, Any]) -> Encoded:
        ids = output["input_ids"].tolist()
        tokenizer = self._model.tokenizer
        special = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
        positions = [at for at, token in enumerate(ids) if token not in special]
        tokens = output["token_embeddings"].float().cpu().numpy()[positions]
        sentence = output["sentence_embedding"].float().cpu().numpy()
        return Encoded(
            unit_vectors(sentence), unit_vectors(tokens), tuple(ids[at] for at in positions)
        )


class CrossEncoderReranker:
    """A cross-encoder that an owner may choose: slower, and better at ranking if it suits them."""

    def __init__(self, name: str) -> None:
        self._model = _framework().CrossEncoder(
            str(find_folder(name)),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )

    def scores(self, question: str, texts: list[str]) -> list[float]:
        """How well each text answers the question; only the order of the scores has a meaning."""
        pairs = [(question, text) for text in texts]
        scores = self._model.predict(pairs, batch_size=BATCH, show_progress_bar=False)
        return [float(score) for score in scores]


def _load_model(folder: Path) -> "SentenceTransformer":
    model: SentenceTransformer = _framework().SentenceTransformer(
        str(folder),
        device=_device(),
        local_files_only=True,
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
    )
    # Its tokenizer first sets how it cuts and pads; a second thread must not come in between.
    model.preprocess = _one_at_a_time(model.preprocess)  # type: ignore[method-assign] # of this one alone
    return model


def _framework() -> ModuleType:
    """sentence_transformers; raises ``EncoderError`` where it is not installed."""
    _be_offline()
    try:
        import sentence_transformers
    except ModuleNotFoundError as error:
        raise EncoderError(
            f"this install only answers: it lacks {error.name}, which embeds more than {FEW} "
            "new passages and runs other models; build on a machine with all of Pincite and copy "
            "the index here, or install all of it here"
        ) from error
    return sentence_transformers


def _device() -> str:
    """An accelerator if torch finds one, else the processor."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _workers(model: "SentenceTransformer") -> "ThreadPoolExecutor":
    """Threads to embed in: one for each core, each with its own batches, since several cores on one
    small batch wait for each other; for an accelerator only one. Meanwhile the caller's thread
    writes the vectors that are finished."""
    from concurrent.futures import ThreadPoolExecutor  # imported here: only a build needs threads

    import torch

    if model.device.type != "cpu":
        return ThreadPoolExecutor(1)
    return ThreadPoolExecutor(
        torch.get_num_threads(), initializer=torch.set_num_threads, initargs=(1,)
    )


def _one_at_a_time(work: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, run by one thread at a time."""
    lock = Lock()

    def locked(*values: Any, **options: Any) -> Any:
        with lock:
            return work(*values, **options)

    return locked


def _has_bfloat16(model: "SentenceTransformer") -> bool:
    """Whether the processor multiplies bfloat16 directly; without this it is many times slower."""
    import torch

    processor = torch.cpu.get_capabilities()
    supported = bool(processor.get("avx512_bf16") or processor.get("amx_bf16"))
    return model.device.type == "cpu" and supported


def _is_precise(model: "SentenceTransformer", half: "SentenceTransformer") -> bool:
    """Whether the model in bfloat16 gives nearly the same vectors as in full, on this machine."""
    full_vectors = unit_vectors(model.encode(_TRIAL_TEXTS, show_progress_bar=False))
    half_vectors = unit_vectors(half.encode(_TRIAL_TEXTS, show_progress_bar=False))
    return float((full_vectors * half_vectors).sum(axis=1).min()) >= LEAST_COSINE


def _be_offline() -> None:
    """Turn off the network and progress bars; call it before the framework is imported."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    os.environ["TQDM_DISABLE"] = "1"

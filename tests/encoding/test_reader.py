"""The reader in NumPy gives what it was trained to give, and reads what it says it reads."""

from pathlib import Path

import numpy as np
import pytest

from index.encoders import Excerpt
from index.encoding import reader as module
from index.encoding.choose import reader_for
from index.encoding.models import DEFAULT_NAME, find_folder
from index.encoding.question_encoder import NumpyEncoder
from index.encoding.reader import LONGEST_EXCERPT, WEIGHTS, Reader
from index.errors import EncoderError
from tests.conftest import WordEncoder
from tests.training.examples import encoder_tokenizer

SENTENCES = (
    "The ferry is called Marten.",
    "It leaves Norholm at 07:40 and carries 12 bicycles.",
    "Ann Cole has been its captain since 2019.",
    "Dogs travel free of charge.",
)


@pytest.fixture(scope="module")
def reader(numpy_encoder: NumpyEncoder) -> Reader:
    return Reader(numpy_encoder)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("when does the ferry leave norholm", 1),
        ("who is the captain?", 2),
        ("how much do dogs pay", 3),
        ("name of the ferry", 0),
    ],
)
def test_the_sentence_that_answers_has_the_largest_share(
    reader: Reader, question: str, number: int
) -> None:
    shares = reader.read(question, Excerpt(SENTENCES, 0)).shares
    assert np.argmax(shares) == number
    assert sum(shares) == pytest.approx(1)


def test_it_gives_what_the_training_framework_gives(reader: Reader) -> None:
    # Imported here: every process of the tests reads all their files, and one of them needs this.
    import torch
    from safetensors.torch import load_file

    from tests.training.train_reader import Lower, TorchReader, encoder_weights

    folder = find_folder(DEFAULT_NAME)
    weights = encoder_weights(folder)
    trained, lower = TorchReader(weights).eval(), Lower(weights, encoder_tokenizer(folder))
    trained.load_exported(load_file(WEIGHTS))
    text = " ".join(SENTENCES)
    question, excerpt = (
        "when does the ferry leave",
        lower.tokenizer.encode(text, add_special_tokens=False),
    )
    with torch.no_grad():
        [states] = lower.states([excerpt.ids])
        answers, pointers = trained(lower.questions([question]), [states[1:-1]])
    token_shares = pointers[0].softmax(dim=0).mean(dim=1)
    ends = np.cumsum(
        [len(lower.tokenizer.encode(s, add_special_tokens=False).ids) for s in SENTENCES]
    )
    expected = [part.sum().item() for part in token_shares.split(np.diff([0, *ends]).tolist())]
    odds, shares = reader.read(question, Excerpt(SENTENCES, 0))
    assert shares == pytest.approx(expected, abs=1e-3)
    assert odds == pytest.approx(answers.item(), abs=1e-2)


def test_a_long_passage_is_read_around_its_best_sentence(reader: Reader) -> None:
    sentences = [f"Rule {number} is about boat number {number}." for number in range(60)]
    shares = reader.read("what is rule 30 about", Excerpt(sentences, 30)).shares
    read = [number for number, share in enumerate(shares) if share]
    assert 30 in read
    assert 5 < len(read) < LONGEST_EXCERPT
    assert read == list(range(read[0], read[-1] + 1))


@pytest.mark.parametrize("sentences", [("",), ("word " * 1000,), ("", "", "The sea."), ("😅",)])
def test_any_text_can_be_read(reader: Reader, sentences: tuple[str, ...]) -> None:
    for question in ("", "?", "word " * 500, "what"):
        shares = reader.read(question, Excerpt(sentences, 0)).shares
        assert len(shares) == len(sentences)
        assert np.isfinite(shares).all()


def test_other_weights_are_refused(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = bytearray(WEIGHTS.read_bytes())
    damaged[-1] ^= 1
    (tmp_path / "reader.safetensors").write_bytes(damaged)
    monkeypatch.setattr(module, "WEIGHTS", tmp_path / "reader.safetensors")
    with pytest.raises(EncoderError, match=r"reader\.safetensors"):
        Reader(reader._encoder).read("when", Excerpt(SENTENCES, 0))


def test_another_encoder_has_no_reader() -> None:
    assert reader_for(WordEncoder()) is None

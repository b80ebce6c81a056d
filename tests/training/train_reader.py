"""Train the reader: ``python -m tests.training.train_reader OUT.safetensors MINUTES FILE…``.

It goes on from OUT if there is one. Each FILE is as ``examples`` says; made tables are added. The
shipped weights come from the training articles of SQuAD 1.1 and from 16 articles of SQuAD 2.0's
development set (Rajpurkar and others, CC BY-SA 4.0), on two cores: 111,000 examples in 43 minutes,
then 44,000 in 14 with made tables and with questions that lack their first words, then 175,000 on
one core in 100. The articles of ``HELD_OUT`` are left out, to measure with. The encoder's lower
layers stay as they are; its upper ones are trained with two losses,

    answered or not      binary cross-entropy on the first token's state
    where                cross-entropy of the answer's first and of its last token, of answered ones

by AdamW, whose rate rises over the first 8,000 examples and falls to nothing by the end. The hash
that it prints belongs into ``index/encoding/reader.py``.
"""

import hashlib
import random
import sys
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from index.encoding.models import DEFAULT_NAME, find_folder
from index.encoding.reader import LONGEST_QUESTION, SHARED_LAYERS
from tests.training.examples import (
    NAME,
    Example,
    ExampleMaker,
    Window,
    encoder_tokenizer,
    read_paragraphs,
)
from tests.training.tables import made_tables

DEPTH, WIDTH, HEADS, EPSILON = 6, 384, 12, 1e-12
"""Of the default encoder."""

BATCH, RATE, WARM_UP = 48, 2e-4, 8_000
TABLES = 2_000
POINTING = 0.25
"""The weight of each of the two losses of where."""

HELD_OUT = frozenset(
    """1973 oil crisis|European Union law|French and Indian War|Huguenot|Imperialism|Normans
    |Scottish Parliament|Warsaw|Ctenophora|Fresno, California|Jacksonville, Florida""".replace(
        "\n    ", ""
    ).split("|")
)
"""Titles."""

_SEED = 0
_PARTS = ("attention.self.query", "attention.self.key", "attention.self.value")
_DENSE = ("attention.output.dense", "intermediate.dense", "output.dense")
_NORMS = ("attention.output.LayerNorm", "output.LayerNorm")

Weights = dict[str, Tensor]


class Layer(nn.Module):
    """A layer of a BERT encoder, its weights by BERT's own names with ``_`` for each dot."""

    def __init__(self, weights: Weights, number: int) -> None:
        super().__init__()
        prefix = f"encoder.layer.{number}."
        for name in (*_PARTS, *_DENSE):
            outer, inner = weights[f"{prefix}{name}.weight"].shape
            self.add_module(name.replace(".", "_"), nn.Linear(inner, outer))
        for name in _NORMS:
            self.add_module(name.replace(".", "_"), nn.LayerNorm(WIDTH, EPSILON))
        own = {name: weights[prefix + _dotted(name)] for name in self.state_dict()}
        self.load_state_dict(own)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        texts, tokens, width = x.shape
        query, key, value = (
            self._apply_to(name, x).view(texts, tokens, HEADS, -1).transpose(1, 2)
            for name in _PARTS
        )
        heads = functional.scaled_dot_product_attention(query, key, value, mask.to(query.dtype))
        heads = heads.transpose(1, 2).reshape(texts, tokens, width)
        x = self._apply_to(_NORMS[0], x + self.drop(self._apply_to(_DENSE[0], heads)))
        inner = functional.gelu(self._apply_to(_DENSE[1], x))
        return self._apply_to(_NORMS[1], x + self.drop(self._apply_to(_DENSE[2], inner)))

    def _apply_to(self, name: str, x: Tensor) -> Tensor:
        applied: Tensor = self.get_submodule(name.replace(".", "_"))(x)
        return applied


class Lower(nn.Module):
    """The encoder's tokens and its lower layers, which are not trained."""

    def __init__(self, weights: Weights, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.tokenizer = tokenizer
        self._marks: list[int] = tokenizer.encode("").ids
        self._words = weights["embeddings.word_embeddings.weight"]
        self._positions = weights["embeddings.position_embeddings.weight"]
        self._type = weights["embeddings.token_type_embeddings.weight"][0]
        self._norm = nn.LayerNorm(WIDTH, EPSILON)
        own = {name: weights[f"embeddings.LayerNorm.{name}"] for name in ("weight", "bias")}
        self._norm.load_state_dict(own)
        self._layers = nn.ModuleList(Layer(weights, n) for n in range(SHARED_LAYERS))
        self.eval()

    def questions(self, texts: Sequence[str]) -> list[Tensor]:
        """The states of each question's tokens, the special ones included."""
        encoded = (self.tokenizer.encode(text, add_special_tokens=False) for text in texts)
        return self.states([encoding.ids[:LONGEST_QUESTION] for encoding in encoded])

    @torch.no_grad()
    def states(self, texts: Sequence[Sequence[int]]) -> list[Tensor]:
        """The states of each text, given as ids, between two special tokens."""
        first, last = self._marks
        marked = [torch.tensor([first, *text, last]) for text in texts]
        ids, mask = _padded(marked)
        x = self._norm(self._words[ids] + self._positions[: ids.shape[1]] + self._type)
        for layer in self._layers:
            x = layer(x, _attention_mask(mask))
        return [x[n, : len(text)].float() for n, text in enumerate(marked)]


class TorchReader(nn.Module):
    """The reader as it is trained."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(weights, n) for n in range(SHARED_LAYERS, DEPTH))
        self.segment = nn.Parameter(torch.zeros(WIDTH))
        self.answers = nn.Linear(WIDTH, 1)
        self.pointers = nn.Linear(WIDTH, 2)

    def forward(self, questions: list[Tensor], excerpts: list[Tensor]) -> tuple[Tensor, Tensor]:
        """The log-odds of each pair, shape (pairs,), and of its excerpt's tokens as first and as
        last one of the answer, shape (pairs, tokens, 2)."""
        question, question_mask = _padded(questions)
        excerpt, excerpt_mask = _padded(excerpts)
        x = torch.cat([question, excerpt + self.segment], 1)
        mask = _attention_mask(torch.cat([question_mask, excerpt_mask], 1))
        for layer in self.layers:
            x = layer(x, mask)
        x = x.float()
        pointers = self.pointers(x[:, question.shape[1] :])
        return self.answers(x[:, 0])[:, 0], pointers.masked_fill(~excerpt_mask[..., None], -1e4)

    def load_exported(self, weights: Weights) -> None:
        """Take the weights that another reader has exported."""
        own = {name: weights[_exported_name(name)].float() for name in self.state_dict()}
        self.load_state_dict(own)

    def exported(self) -> Weights:
        """The weights as the reader in NumPy takes them, float16."""
        return {
            _exported_name(name): tensor.half().contiguous()
            for name, tensor in self.state_dict().items()
        }


class WindowStates:
    """The lower layers' states of all windows, computed once, float16."""

    def __init__(self, windows: Sequence[Window], lower: Lower) -> None:
        self._ends = np.cumsum([0, *(len(window.ids) for window in windows)])
        self._states: NDArray[np.float16] = np.empty((self._ends[-1], WIDTH), np.float16)
        order = sorted(range(len(windows)), key=lambda number: len(windows[number].ids))
        for first in range(0, len(order), 64):
            some = order[first : first + 64]
            all_states = lower.states([windows[number].ids for number in some])
            for number, states in zip(some, all_states, strict=True):
                self._states[self._place(number)] = states[1:-1].numpy()

    def of(self, number: int) -> Tensor:
        """Those of one window, shape (tokens, width), float32."""
        return torch.from_numpy(self._states[self._place(number)].astype(np.float32))

    def _place(self, number: int) -> slice:
        return slice(self._ends[number], self._ends[number + 1])


def encoder_weights(folder: Path) -> Weights:
    """The weights of a model's folder by BERT's own names."""
    loaded = load_file(folder / "model.safetensors")
    return {name.removeprefix("bert."): tensor for name, tensor in loaded.items()}


def train(out: Path, minutes: float, files: Sequence[Path]) -> None:
    """Train for so many minutes and write the weights."""
    torch.manual_seed(_SEED)
    folder = find_folder(DEFAULT_NAME)
    weights = encoder_weights(folder)
    lower, reader = Lower(weights, encoder_tokenizer(folder)), TorchReader(weights)
    if out.exists():
        reader.load_exported(load_file(out))
    paragraphs = [
        paragraph
        for file in files
        for paragraph in read_paragraphs(file)
        if paragraph.title not in HELD_OUT
    ]
    asked = (question for paragraph in paragraphs for question, _ in paragraph.questions)
    names = sorted({name for question in asked for name in NAME.findall(question)})
    paragraphs += made_tables(names, TABLES, _SEED)
    maker = ExampleMaker(paragraphs, lower.tokenizer, _SEED)
    # Without its cache, which would hold the weights as they were at the first step.
    with torch.autocast("cpu", torch.bfloat16, cache_enabled=False):
        _train(reader, lower, maker, minutes)
    save_file(reader.exported(), out)
    print(hashlib.sha256(out.read_bytes()).hexdigest())


def _train(reader: TorchReader, lower: Lower, maker: ExampleMaker, minutes: float) -> None:
    window_states = WindowStates(maker.windows, lower)
    optimiser = torch.optim.AdamW(reader.parameters(), RATE, fused=True)
    examples, count, start = maker.examples(), 0, time.monotonic()
    reader.train()
    while (done := (time.monotonic() - start) / (60 * minutes)) < 1:
        for batch in _batches(list(islice(examples, 16 * BATCH)), maker.windows):
            count += len(batch)
            rate = RATE * min(1, count / WARM_UP) * max(0.02, 1 - done)
            for group in optimiser.param_groups:
                group["lr"] = rate
            questions = lower.questions([example.question for example in batch])
            excerpts = [window_states.of(example.window) for example in batch]
            loss = _loss(batch, *reader(questions, excerpts))
            loss.backward()  # type: ignore[no-untyped-call]  # torch gives it no types
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad()
        print(f"{done:.0%}, {count:,} examples, loss {loss.item():.2f}", flush=True)


def _batches(examples: list[Example], windows: Sequence[Window]) -> list[list[Example]]:
    """The examples in batches of windows of about one length, in no order."""
    examples.sort(key=lambda example: len(windows[example.window].ids))
    batches = [examples[n : n + BATCH] for n in range(0, len(examples), BATCH)]
    random.Random(len(examples)).shuffle(batches)
    return batches


def _loss(batch: list[Example], answers: Tensor, pointers: Tensor) -> Tensor:
    is_answered = torch.tensor([example.answer is not None for example in batch])
    loss = functional.binary_cross_entropy_with_logits(answers.float(), is_answered.float())
    places = torch.tensor([example.answer for example in batch if example.answer])
    if len(places):
        for end in (0, 1):
            logits = pointers[is_answered][..., end].float()
            loss = loss + POINTING * functional.cross_entropy(logits, places[:, end])
    return loss


def _padded(texts: list[Tensor]) -> tuple[Tensor, Tensor]:
    """The texts as one tensor, and where it holds no padding."""
    mask = nn.utils.rnn.pad_sequence([torch.ones(len(t), dtype=torch.bool) for t in texts], True)
    return nn.utils.rnn.pad_sequence(texts, True), mask


def _attention_mask(mask: Tensor) -> Tensor:
    return torch.zeros(mask.shape).masked_fill(~mask, -1e4)[:, None, None, :]


def _exported_name(name: str) -> str:
    if not name.startswith("layers."):
        return name
    _, number, rest = name.split(".", 2)
    return f"encoder.layer.{int(number) + SHARED_LAYERS}.{_dotted(rest)}"


def _dotted(name: str) -> str:
    """BERT's own name of a weight of ``Layer``."""
    module, _, kind = name.rpartition(".")
    return f"{next(n for n in (*_PARTS, *_DENSE, *_NORMS) if n.replace('.', '_') == module)}.{kind}"


if __name__ == "__main__":
    train(Path(sys.argv[1]), float(sys.argv[2]), [Path(file) for file in sys.argv[3:]])

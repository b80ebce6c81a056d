"""Another encoder of the sentence-transformers kind serves as well as the default one."""

import json
from pathlib import Path

import pytest

from index import Outcome, Searcher, answer, build_index
from index.encoding.choose import load_encoder, load_question_encoder
from index.encoding.models import find_model, read_pooling
from tests.conftest import Silent

MARKS = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
TEXT = (
    "Das Bootshaus ist von April bis Oktober geöffnet. Im Winter bleibt es geschlossen. "
    "Die Schlüssel verwaltet der Bootswart, Herr Klaus Petersen. Nach jeder Fahrt werden die "
    "Boote gereinigt. Der Vorstand wird für zwei Jahre gewählt.\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model of the family that multilingual encoders are of; it has learnt nothing."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast, XLMRobertaConfig, XLMRobertaModel

    made = tmp_path_factory.mktemp("encoder")
    words = Tokenizer(models.Unigram())
    words.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=120, special_tokens=MARKS, unk_token="<unk>")
    words.train_from_iterator([TEXT], trainer)
    words.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=words,
        **dict(zip(("bos_token", "pad_token", "eos_token", "unk_token"), MARKS, strict=False)),
        cls_token="<s>",
        sep_token="</s>",
        model_max_length=64,
    )
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = XLMRobertaConfig(
        vocab_size=len(words.get_vocab()),
        intermediate_size=64,
        max_position_embeddings=66,
        pad_token_id=1,
        **sizes,
    )
    XLMRobertaModel(config).save_pretrained(made / "parts")
    tokenizer.save_pretrained(made / "parts")
    modules = [Transformer(str(made / "parts"), max_seq_length=64), Pooling(32)]
    SentenceTransformer(modules=modules, device="cpu").save(str(made / "model"))
    return made / "model"


def test_its_files_tell_its_shape(folder: Path) -> None:
    identity = find_model(str(folder)).identity
    assert (identity.dimension, identity.window, identity.pooling) == (32, 64, "mean_tokens")


def test_a_word_is_one_token_also_with_the_mark_of_its_beginning(folder: Path) -> None:
    encoder = load_question_encoder(str(folder))
    tokens = dict(json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"])
    marked = [token[1:] for token in tokens if token[:1] == "▁" and len(token) > 1]
    assert marked
    assert all(map(encoder.is_one_token, marked))
    assert not encoder.is_one_token("bootswartschlüssel")


def test_an_index_is_built_and_asked_with_it(folder: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "rules.txt").write_text(TEXT * 3, "utf-8")
    build_index(corpus, tmp_path / "index", load_encoder(str(folder)), Silent())
    found = answer(Searcher.open(tmp_path / "index"), "wer verwaltet die schlüssel", threshold=0)
    assert found.outcome is Outcome.ANSWERED
    assert found.quotes[0].text in " ".join((TEXT * 3).split())


@pytest.mark.parametrize(
    ("stated", "mode"),
    [
        ({"word_embedding_dimension": 8, "pooling_mode_mean_tokens": True}, "mean_tokens"),
        ({"word_embedding_dimension": 8, "pooling_mode_cls_token": True}, "cls_token"),
        ({"embedding_dimension": 8, "pooling_mode": "mean", "include_prompt": True}, "mean_tokens"),
        ({"embedding_dimension": 8, "pooling_mode": ["mean", "max"]}, "mean_tokens+max_tokens"),
    ],
)
def test_older_and_newer_files_tell_the_pooling(
    tmp_path: Path, stated: dict[str, object], mode: str
) -> None:
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "1_Pooling" / "config.json").write_text(json.dumps(stated), "utf-8")
    assert read_pooling(tmp_path) == (mode, 8)

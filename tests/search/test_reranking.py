"""A cross-encoder named in the settings orders the hits; refusal stays as measured without it."""

from pathlib import Path

import pytest

from index import Searcher
from index.encoding.sentence_encoder import CrossEncoderReranker
from index.errors import EncoderError
from index.search.reranking import AMPLE, CONFIDENCE, size_term, weighted_sum
from tests.conftest import WordEncoder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny cross-encoder with random weights."""
    # Imported here: every process of the tests reads all their files, and one of them needs this.
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("cross")
    words = "[PAD] [UNK] [CLS] [SEP] [MASK] roses beans train night sun may june slugs".split()
    (folder / "vocab.txt").write_text("\n".join(words))
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_hits_come_in_the_order_of_the_cross_encoder(
    built: Path, encoder: WordEncoder, folder: Path
) -> None:
    reranker = CrossEncoderReranker(str(folder))
    plain = Searcher.open(built, encoder).search("roses in the sun", 4)
    hits = Searcher.open(built, encoder, reranker=reranker).search("roses in the sun", 4)
    searcher = Searcher.open(built, encoder)
    texts = [searcher.embedded_text(hit.passage) for hit in hits]
    scores = reranker.scores("roses in the sun", texts)
    assert scores == sorted(scores, reverse=True)
    assert {hit.passage.id: hit.confidence for hit in hits} == {
        hit.passage.id: hit.confidence for hit in plain
    }


def test_a_reranker_that_is_not_here_says_so() -> None:
    with pytest.raises(EncoderError, match="is not on this machine"):
        CrossEncoderReranker("nobody/no-such-model")


def test_the_fewer_the_passages_the_more_is_added_to_the_confidence(
    built: Path, encoder: WordEncoder
) -> None:
    searcher = Searcher.open(built, encoder)
    [hit, *_] = searcher.search("roses in the sun", 1)
    one = searcher.within_document("trains.txt").search("roses in the sun", 1)[0]
    assert hit.confidence == weighted_sum(hit.parts, CONFIDENCE) + size_term(4)
    assert one.confidence == weighted_sum(one.parts, CONFIDENCE) + size_term(1)
    terms = [size_term(passages) for passages in (0, 1, 4, 100, AMPLE, 10 * AMPLE)]
    assert terms == sorted(terms, reverse=True)
    assert terms[-2:] == [0.0, 0.0]

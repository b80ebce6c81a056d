"""Token vectors survive the disk as signs, and late interaction is what ColBERT says it is."""

from pathlib import Path

import numpy as np
import pytest

from index.encoders import Encoded, unit_vectors
from index.errors import IndexDamaged
from index.storage.token_vectors import HEAD, Record, TokenCounts, TokenVectors, TokenVectorWriter

DIMENSION, VOCABULARY = 384, 50
CHANCE = np.random.default_rng(3)


def vectors(count: int) -> np.ndarray:
    return unit_vectors(CHANCE.normal(size=(count, DIMENSION)).astype(np.float32))


def encoded(tokens: np.ndarray, ids: list[int]) -> Encoded:
    return Encoded(unit_vectors(tokens.sum(axis=0)), tokens, tuple(ids))


ROWS = [encoded(vectors(n), list(range(n))) for n in (5, 3, 9)]
SENTENCES = [[HEAD, 0, 0, 1, 1], [0, 0, 0], [HEAD, HEAD, 0, 0, 1, 1, 2, 2, 2]]
HEADS = vectors(2)


def counts_of(rows: list[Encoded]) -> TokenCounts:
    return TokenCounts.of(np.bincount([id_ for one in rows for id_ in one.token_ids]))


@pytest.fixture
def tokens(tmp_path: Path) -> TokenVectors:
    with TokenVectorWriter(tmp_path / "tokens.bin", "salt", DIMENSION, VOCABULARY) as writer:
        for row, head in enumerate((0, -1, 1)):
            writer.append(Record.of(SENTENCES[row], ROWS[row]), head)
        writer.finish(HEADS, [counts_of(ROWS[:1]), counts_of(ROWS[1:])])
    return TokenVectors(tmp_path / "tokens.bin", "salt")


def test_a_passage_matches_its_own_tokens_about_fully(tokens: TokenVectors) -> None:
    for row, one in enumerate(ROWS):
        assert tokens.matches([row], one)[0].unweighted == pytest.approx(1, abs=0.05)
        others = [tokens.matches([other], one)[0].unweighted for other in range(3) if other != row]
        assert max(others) < 0.5


def test_cosines_from_signs_are_near_those_of_the_vectors(tokens: TokenVectors) -> None:
    question = unit_vectors(ROWS[0].token_vectors + 0.5 * vectors(5))
    exact = np.mean(np.max(ROWS[0].token_vectors @ question.T, axis=0))
    assert tokens.matches([0], encoded(question, [1, 2, 3, 4, 5]))[0].unweighted == pytest.approx(
        exact, abs=0.06
    )


def test_the_sentence_that_holds_the_words_matches_best(tokens: TokenVectors) -> None:
    question = encoded(ROWS[2].token_vectors[4:6], [4, 5])
    scores = tokens.matches([2], question)[0].sentences
    assert len(scores) == 3
    assert scores.index(max(scores)) == 1


def test_rare_tokens_weigh_more_than_common_ones(tokens: TokenVectors) -> None:
    # Token 0 stands in all three rows, token 8 in one; only the vector of token 8 is in row 2.
    other = vectors(1)
    mixed = encoded(np.vstack([other, ROWS[2].token_vectors[8:9]]), [0, 8])
    match = tokens.matches([2], mixed)[0]
    assert match.weighted > match.unweighted


def test_some_sets_weigh_tokens_as_if_there_were_no_others(
    tokens: TokenVectors, tmp_path: Path
) -> None:
    with TokenVectorWriter(tmp_path / "alone.bin", "salt", DIMENSION, VOCABULARY) as writer:
        for row, head in ((1, -1), (2, 1)):
            writer.append(Record.of(SENTENCES[row], ROWS[row]), head)
        writer.finish(HEADS, [counts_of(ROWS[1:])])
    alone = TokenVectors(tmp_path / "alone.bin", "salt")
    question = encoded(vectors(4), [0, 4, 8, 49])
    assert tokens.within([1], 2).matches([1, 2], question) == alone.matches([0, 1], question)
    assert tokens.within([0, 1], 3).matches([1], question) == tokens.matches([1], question)


def test_heads_are_compared_where_there_is_one(tokens: TokenVectors) -> None:
    assert tokens.head_cosines([0], HEADS[0])[0] == pytest.approx(1, abs=1e-6)
    assert tokens.head_cosines([1], HEADS[0])[0] is None


def test_a_question_without_tokens_matches_nothing(tokens: TokenVectors) -> None:
    nothing = Encoded(vectors(1)[0], np.zeros((0, DIMENSION), dtype=np.float32), ())
    assert tokens.matches([0], nothing)[0].weighted == 0


@pytest.mark.parametrize("cut", [0, 7, 30, 100, -1])
def test_a_file_cut_short_is_damage(tokens: TokenVectors, tmp_path: Path, cut: int) -> None:
    whole = (tmp_path / "tokens.bin").read_bytes()
    (tmp_path / "short.bin").write_bytes(whole[:cut])
    with pytest.raises(IndexDamaged, match="run pincite build"):
        TokenVectors(tmp_path / "short.bin", "salt")


def test_tokens_of_another_generation_do_not_fit(tokens: TokenVectors, tmp_path: Path) -> None:
    assert tokens.count == 3
    with pytest.raises(IndexDamaged):
        TokenVectors(tmp_path / "tokens.bin", "pepper")


def test_rows_matched_together_match_as_each_alone(tokens: TokenVectors) -> None:
    question = encoded(
        np.concatenate([ROWS[0].token_vectors[:2], ROWS[2].token_vectors[:2]]), [1, 2, 3, 4]
    )
    together = tokens.matches([2, 0, 1], question)
    for row, match in zip([2, 0, 1], together, strict=True):
        alone = tokens.matches([row], question)[0]
        assert match.sentences == pytest.approx(alone.sentences, abs=1e-6)
        assert (match.weighted, match.unweighted) == pytest.approx(
            (alone.weighted, alone.unweighted), abs=1e-6
        )

"""Questions find passages, on one absolute scale."""

from concurrent.futures import ThreadPoolExecutor

from index import Searcher
from index.search.reranking import WEIGHTS, weighted_sum


def test_the_passage_that_shares_the_words_comes_first(searcher: Searcher) -> None:
    hit = searcher.search("When does the night train leave Vienna?", 2)[0]
    assert hit.passage.document == "trains.txt"


def test_hits_are_sorted_ranked_and_at_most_k(searcher: Searcher) -> None:
    hits = searcher.search("beans and roses", 2)
    assert [hit.rank for hit in hits] == [1, 2]
    assert hits[0].score >= hits[1].score
    assert all(hit.score == weighted_sum(hit.parts, WEIGHTS) for hit in hits)


def test_a_heading_finds_its_passage(searcher: Searcher) -> None:
    assert searcher.search("Beans", 1)[0].passage.section == ("The garden", "Beans")


def test_a_score_does_not_depend_on_how_many_hits_are_asked_for(searcher: Searcher) -> None:
    assert searcher.search("slugs", 1)[0] == searcher.search("slugs", 3)[0]


def test_threads_may_share_a_searcher(searcher: Searcher) -> None:
    questions = ["slugs", "breakfast before Venice", "roses in sun"] * 20
    alone = [searcher.search(question, 3) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda question: searcher.search(question, 3), questions))
    assert together == alone

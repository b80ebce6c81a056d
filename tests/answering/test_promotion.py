"""A hit that can answer goes before a first one that cannot, and no other changes its place."""

from collections.abc import Sequence

import pytest

from index import Searcher
from index.answering.highlighting import Asked, ScoredHit, scored_hit
from index.answering.promotion import LOOKED_AT, promoted
from index.blocks import BlockSpan, Label, Shape
from index.documents import Document, Heading, Metadata, text_sha256
from index.passages import Passage
from index.search.hits import Hit, ScoreParts
from index.text.answer_types import answer_type
from index.text.table_cells import BAR

WITH_WORDS = ScoreParts(0, 0.5, 0, 0, 0, 0, 0, 0)
WITHOUT_WORDS = WITH_WORDS._replace(bm25=0.0)


def hit(
    score: float, *sentences: str, parts: ScoreParts = WITH_WORDS, date: str | None = None
) -> ScoredHit:
    """A hit of a document of these sentences, the first of them the best one."""
    text = " ".join(sentences)
    starts = [text.index(sentence) for sentence in sentences]
    spans = tuple((start, start + len(s)) for start, s in zip(starts, sentences, strict=True))
    document = Document("a.txt", text, "0" * 64, Metadata(date=date))
    passage = Passage("a.txt", spans, (), "", text_sha256(text))
    scores = [1.0 - n / 10 for n in range(len(sentences))]
    return ScoredHit(Hit(1, score, score, parts, tuple(scores), passage), document, scores, 0)


def asked(searcher: Searcher, question: str) -> Asked:
    """What a question asks for, each of its words with the same share."""
    terms = searcher.bm25.terms(question)
    return Asked(question, dict.fromkeys(terms, 1 / len(terms)), answer_type(question))


def first(searcher: Searcher, question: str, hits: Sequence[ScoredHit]) -> str:
    """The best sentence of the hit that goes first; all the others follow in their order."""
    order = list(promoted(iter(hits), asked(searcher, question), searcher.bm25))
    assert order[1:] == [other for other in hits if other is not order[0]]
    return order[0].sentence


@pytest.mark.parametrize(
    ("question", "cannot", "can"),
    [
        (
            "who is the secretary",
            "Letters are signed by the secretary.",
            "Secretary: Ann Cole, since 2019.",
        ),
        ("when does the mill open", "The mill has opened late.", "The mill will open at 9:30."),
        ("how many boats do we own", "Our boats are owned.", "We own nine boats."),
        ("who came after Ann Cole", "Ann Cole came late in May.", "Bo Dale came after Ann Cole."),
    ],
)
def test_a_first_hit_without_an_answer_of_the_type_asked_for_yields_to_one_with_it(
    searcher: Searcher, question: str, cannot: str, can: str
) -> None:
    assert first(searcher, question, [hit(5.0, cannot), hit(4.6, can)]) == can


@pytest.mark.parametrize(
    ("question", "hits"),
    [
        # No type is asked for.
        ("why is the weir shut", [hit(5.0, "The weir is shut."), hit(4.9, "Ann Cole shut it.")]),
        # The first one's passage holds an answer, if not its best sentence.
        (
            "who is the secretary",
            [
                hit(5.0, "The secretary signs.", "Ann Cole signs."),
                hit(4.9, "Secretary: Bo Dale."),
            ],
        ),
        # The near one says fewer of the question's words.
        (
            "who painted the harbour",
            [hit(5.0, "The harbour was painted."), hit(4.9, "The harbour of Bo Dale.")],
        ),
        # It is not near.
        (
            "who is the secretary",
            [hit(5.0, "The secretary signs."), hit(4.4, "Secretary: Bo Dale.")],
        ),
    ],
)
def test_else_the_first_hit_stays(searcher: Searcher, question: str, hits: list[ScoredHit]) -> None:
    assert first(searcher, question, hits) == hits[0].sentence


def test_a_first_hit_without_a_word_of_the_question_yields_to_a_near_one_with_one(
    searcher: Searcher,
) -> None:
    strange = hit(5.0, "Three members wanted a larger oven.", parts=WITHOUT_WORDS)
    near, far = hit(4.95, "Clans: up to forty members."), hit(4.8, "Clans: up to forty members.")
    assert first(searcher, "largest clan", [strange, near]) == near.sentence
    assert first(searcher, "largest clan", [strange, far]) == strange.sentence


def test_a_fact_with_the_label_asked_for_goes_before_other_words_of_its_section(
    searcher: Searcher,
) -> None:
    text, fact = hit(5.0, "Ask one stone of one day."), hit(4.2, "Duration: 1 hour")
    far, elsewhere = hit(3.9, "Duration: 1 hour"), hit(4.2, "Duration: 1 hour")
    section = elsewhere.hit.passage._replace(section=("Other",))
    elsewhere = elsewhere._replace(hit=elsewhere.hit._replace(passage=section))
    question = "how long does it last"
    assert first(searcher, question, [text, fact]) == fact.sentence
    assert first(searcher, question, [text, far]) == text.sentence
    assert first(searcher, question, [text, elsewhere]) == text.sentence
    assert first(searcher, "why does it last", [text, fact]) == text.sentence


OLD = hit(5.0, "The fee of the hall is £9 a day.", date="2023-05")
NEW = hit(4.8, "The fee of the hall rises to £12 a day.", date="2024-05-02")
NEWEST = hit(4.7, "The fee of the hall is £15 a day.", date="2025")


@pytest.mark.parametrize("question", ["what is the fee of the hall", "current fee of the hall?"])
def test_asked_for_now_the_latest_of_dated_statements_of_the_same_goes_first(
    searcher: Searcher, question: str
) -> None:
    assert first(searcher, question, [OLD, NEW]) == NEW.sentence
    assert first(searcher, question, [OLD, NEW, NEWEST]) == NEWEST.sentence
    assert first(searcher, question, [NEWEST, NEW, OLD]) == NEWEST.sentence


@pytest.mark.parametrize(
    ("question", "hits"),
    [
        ("what was the fee of the hall", [OLD, NEW]),
        ("what is the fee of the hall in 2023", [OLD, NEW]),
        ("fee of the hall", [OLD, NEW]),
        ("what is the fee of the hall", [OLD, hit(4.4, NEW.sentence, date="2024-05-02")]),
        ("what is the fee of the hall", [OLD, hit(4.8, NEW.sentence)]),
        ("what is the fee of the hall", [OLD, hit(4.8, NEW.sentence, date="2023-05-30")]),
        ("what is the fee of the hall", [OLD, hit(4.8, "The barn is £12.", date="2024-05-02")]),
        ("what is the fee of the hall", [hit(5.0, OLD.sentence), NEW]),
    ],
)
def test_else_no_date_moves_a_hit(searcher: Searcher, question: str, hits: list[ScoredHit]) -> None:
    assert first(searcher, question, hits) == hits[0].sentence


def test_no_hit_comes_from_far_down(searcher: Searcher) -> None:
    hits = [hit(5.0, f"The secretary signs {n}.") for n in range(LOOKED_AT)]
    hits.append(hit(4.9, "Secretary: Bo Dale."))
    assert first(searcher, "who is the secretary", hits) == hits[0].sentence


def test_no_hit_is_no_hit(searcher: Searcher) -> None:
    wanted = asked(searcher, "who mended the weir")
    assert list(promoted(iter(()), wanted, searcher.bm25)) == []


@pytest.mark.parametrize(
    ("question", "sentences", "matches", "bold"),
    [
        (
            "who takes over from Ann Cole",
            ("Ann Cole leaves in the spring.", "Bo Dale takes the role."),
            (0.9, 0.5),
            "Bo Dale takes the role.",
        ),
        (
            "who replaced the old smith",
            ("Di Evans came.", "The old smith left.", "It rained."),
            (0.5, 0.9, 0.8),
            "Di Evans came.",
        ),
        # A group may be the answer too.
        (
            "who conquered the coast",
            ("The coast fell to the Normans.", "Bo Dale wrote of it."),
            (0.9, 0.5),
            "The coast fell to the Normans.",
        ),
        # It is not beside it.
        (
            "who mended it",
            ("It was mended.", "It rained.", "Bo Dale did."),
            (0.9, 0.5, 0.5),
            "It was mended.",
        ),
        # It hardly matches.
        ("who mended it", ("It was mended.", "Bo Dale fell."), (0.9, 0.1), "It was mended."),
    ],
)
def test_where_the_best_sentence_names_nobody_the_one_beside_it_that_does_is_bold(
    searcher: Searcher,
    question: str,
    sentences: tuple[str, ...],
    matches: tuple[float, ...],
    bold: str,
) -> None:
    given = hit(5.0, *sentences)
    wanted = Asked(question, {}, answer_type(question))
    matched = given.hit._replace(sentences=matches)
    assert scored_hit(matched, given.document, searcher.bm25, wanted).sentence == bold


def under(one: ScoredHit, *section: str, is_row: bool = False) -> ScoredHit:
    """The same hit under these headings."""
    [start, end] = one.hit.passage.sentences[0]
    row = BlockSpan(start, end, Label.ROW, Shape(columns=("Time", "Place"), delimiter=BAR))
    blocks = (row,) if is_row else ()
    passage = one.hit.passage._replace(section=section, blocks=blocks)
    return one._replace(hit=one.hit._replace(passage=passage))


def test_a_hit_under_the_label_asked_for_goes_before_one_under_another(searcher: Searcher) -> None:
    linux = under(hit(5.0, "Run the script."), "Setup", "Linux")
    windows = under(hit(4.2, "Open the settings."), "Setup", "Windows")
    question = "what do I run on windows"
    assert first(searcher, question, [linux, windows]) == windows.sentence
    assert first(searcher, "what do I run on linux", [linux, windows]) == linux.sentence
    elsewhere = under(hit(4.2, "Clean them."), "House", "Windows")
    far = under(hit(3.9, "Open the settings."), "Setup", "Windows")
    assert first(searcher, question, [linux, elsewhere]) == linux.sentence
    assert first(searcher, question, [linux, far]) == linux.sentence


def test_a_heading_of_the_page_is_no_label_but_its_number_may_be_asked_for(
    searcher: Searcher,
) -> None:
    heading = Heading(0, 1, 3, "Windows")
    linux = under(hit(5.0, "Run the script."), "Setup", "Linux")
    windows = under(hit(4.2, "Open the settings."), "Setup", "Windows")
    windows = windows._replace(document=windows.document._replace(headings=(heading,)))
    assert first(searcher, "what do I run on windows", [linux, windows]) == linux.sentence
    steps = [under(hit(5.0 - n, f"Do {n}."), "Setup", f"Step {n + 1}: doing") for n in range(2)]
    assert first(searcher, "what is step 2", steps) == "Do 1."


def test_a_row_with_the_figures_asked_for_goes_before_others_of_its_table(
    searcher: Searcher,
) -> None:
    rows = [hit(5.0, "8:00 | at the weir"), hit(4.5, "10:00 | at the mill")]
    early, late = (under(row, "Saturday", is_row=True) for row in rows)
    question = "where is she at 10:00"
    assert first(searcher, question, [early, late]) == late.sentence
    sunday = under(rows[1], "Sunday", is_row=True)
    assert first(searcher, question, [early, sunday]) == early.sentence
    assert first(searcher, "where is she at 8:00", [early, late]) == early.sentence


def test_the_label_is_looked_at_before_the_figures(searcher: Searcher) -> None:
    sunday = under(hit(5.0, "10:00 | at the chapel"), "Sunday", is_row=True)
    early = under(hit(4.9, "8:00 | at the weir"), "Saturday", is_row=True)
    late = under(hit(4.5, "10:00 | at the mill"), "Saturday", is_row=True)
    assert first(searcher, "where is she on saturday at 10:00", [sunday, early, late]) == (
        late.sentence
    )


def test_the_question_of_a_thread_yields_to_its_accepted_answer_then_to_another(
    searcher: Searcher,
) -> None:
    question = under(hit(8.0, "How is salt taken off?"), "Suede", "Question by Ann")
    answer = under(hit(7.5, "Paint it."), "Suede", "Answer by Hal")
    accepted = under(hit(6.5, "Use vinegar."), "Suede", "Accepted answer by Bo")
    words = "how is salt taken off suede"
    assert first(searcher, words, [question, answer, accepted]) == accepted.sentence
    assert first(searcher, words, [question, answer]) == answer.sentence
    assert first(searcher, words, [answer, accepted]) == answer.sentence

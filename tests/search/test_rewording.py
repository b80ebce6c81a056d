"""What is searched for a question: repairs, expansions, phrases, dates, what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.rewording import Repair, Wording, reword
from index.storage.vocabulary import Vocabulary
from index.storage.word_counts import words_in
from index.text.dates import Month

TEXTS = [
    "The services of Leeds were rated by Ofsted in March 2013, a part of the plan along the way.",
    "Then Steve Walker and Lisa Mulherin spoke of children, of support and of their families.",
    "The Multi Agency Safeguarding Hub (MASH) in Kirklees helps to support each local authority.",
    "In 2015 the Improvement Notice was lifted, the weaving mill closed, and carers care for it.",
]
PIECES = frozenset(
    "long party walter bradford leeds when does what care sign fax peru rated mash part".split()
)
STEMS = frozenset(["service", "child", "famili"])
ENGLISH = frozenset("chant party fireball paypal bradford".split())


def worded(question: str, texts: list[str] = TEXTS) -> Wording:
    return reword(
        question,
        Vocabulary.gather(texts),
        PIECES.__contains__,
        STEMS.__contains__,
        ENGLISH.__contains__,
    )


def repaired_text(question: str) -> str:
    return worded(question).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("suport", "support"),
        ("suppport", "support"),
        ("suqport", "support"),
        ("spuport", "support"),
        ("upport", "support"),
        ("suppor", "support"),
        ("xsupport", "support"),
        ("supportz", "support"),
    ],
)
def test_one_slip_anywhere_in_a_word_is_repaired(typed: str, meant: str) -> None:
    wording = worded(f"who got {typed}?")
    assert wording.text == f"who got {meant}?"
    assert wording.repairs == (Repair(typed, meant, added=False),)


@pytest.mark.parametrize("word", ["long", "party", "peru"])
def test_a_word_that_the_encoder_knows_is_left_alone(word: str) -> None:
    assert repaired_text(f"how about the {word}?") == f"how about the {word}?"


@pytest.mark.parametrize(
    "word", ["fireball", "Fireball", "paypal", "PAYPAL", "gmail", "imail", "maila"]
)
def test_a_word_of_the_language_or_of_a_product_becomes_no_other(word: str) -> None:
    texts = [*TEXTS, "The Firewall is up; papal mail came by mail."]
    wording = worded(f"how about the {word}?", texts)
    assert wording.repairs == ()


@pytest.mark.parametrize(
    ("typed", "meant"), [("jaket", "jacket"), ("gogles", "goggles"), ("gogle", "goggle")]
)
def test_a_slip_in_the_other_number_is_repaired_too(typed: str, meant: str) -> None:
    texts = [*TEXTS, "All jackets and a goggle are in the boat."]
    assert worded(f"where is the {typed}?", texts).text == f"where is the {meant}?"


@pytest.mark.parametrize("word", ["carer", "cared"])
def test_a_word_formed_of_one_in_the_documents_is_left_alone(word: str) -> None:
    assert repaired_text(f"who is a {word}?") == f"who is a {word}?"


def test_a_regularly_formed_word_is_kept_beside_what_it_may_have_been() -> None:
    wording = worded("who is the signer?", [*TEXTS, "A paper was signed by the singer."])
    assert wording.text == "who is the signer singer?"
    assert wording.repairs[0].added


def test_a_slip_of_a_word_that_only_the_encoder_knows_becomes_that_word_if_there_is_one() -> None:
    assert repaired_text("was it bradfrod?") == "was it bradford?"
    assert repaired_text("was it xqzvbn?") == "was it xqzvbn?"


@pytest.mark.parametrize("name", ["cradford", "bbradford"])
def test_another_first_letter_may_make_another_name(name: str) -> None:
    expected = "bradford" if name.startswith("b") else name
    assert repaired_text(f"was it {name}?") == f"was it {expected}?"


def test_a_word_with_a_known_stem_is_left_alone() -> None:
    assert repaired_text("which service, which child?") == "which service, which child?"


@pytest.mark.parametrize("question", ["who cud go?", "hey wat abot it", "is SFCP the MASC?"])
def test_short_words_and_abbreviations_are_not_guessed(question: str) -> None:
    assert repaired_text(question) == question


def test_a_name_is_repaired_as_the_documents_write_it() -> None:
    assert repaired_text("what did mulheron say?") == "what did Mulherin say?"
    assert repaired_text("what of Kirkles’s plan") == "what of Kirklees’s plan"


def test_a_long_name_may_be_two_edits_away() -> None:
    assert repaired_text("What did Mulharinn say?") == "What did Mulherin say?"


def test_a_name_that_the_encoder_knows_is_kept_beside_the_one_meant() -> None:
    wording = worded("What did Steve Walter say?")
    assert wording.text == "What did Steve Walter Walker say?"
    assert wording.repairs == (Repair("Walter", "Walker", added=True),)
    assert wording.missing == ()


def test_a_name_does_not_become_a_common_word() -> None:
    wording = worded("When did Supporx come?")
    assert wording.text == "When did Supporx Support come?"
    assert wording.missing == ("Supporx",)


def test_a_letter_left_out_is_likelier_than_one_for_another() -> None:
    texts = [*TEXTS, "The dock had a clock. It was a block. The clack was seen, a clack, a click."]
    assert worded("where is the cloc?", texts).text == "where is the clock?"


def test_a_question_in_another_language_is_left_alone() -> None:
    question = "warun hatte supporrt suppart suppora suppoort ssupport supprot usupport suxport"
    assert repaired_text(question) == question


def test_quoted_words_are_searched_as_they_are() -> None:
    wording = worded("who wrote “the suport”, \"Leeds,\" or „plan b“ and «way» and ' this '?")
    assert wording.phrases == ("the suport", "Leeds", "plan b", "way")
    assert wording.repairs == ()


def test_quotation_marks_around_nothing_quote_nothing() -> None:
    assert worded('who said "?!" and " "').phrases == ()


@pytest.mark.parametrize(
    ("question", "forms"),
    [
        ("Who runs the MASH?", ("Multi Agency Safeguarding Hub",)),
        ("who runs the mash?", ("Multi Agency Safeguarding Hub",)),
        ("WHO RUNS THE MASH?", ("Multi Agency Safeguarding Hub",)),
        ("Who runs the multi agency safeguarding hub?", ("MASH",)),
        ("Is the MASH the Multi Agency Safeguarding Hub?", ()),
        ("Who runs the hub?", ()),
    ],
)
def test_abbreviations_are_expanded_both_ways(question: str, forms: tuple[str, ...]) -> None:
    wording = worded(question)
    assert wording.expansions == forms
    assert wording.searched == " ".join([question, *forms])


def test_an_abbreviation_that_the_documents_never_use_has_its_long_form() -> None:
    wording = worded("What did LCC do?", ["It is known that Leeds City Council paid."])
    assert wording.expansions == ("Leeds City Council",)
    assert wording.missing == ()
    assert (
        worded("What did Leeds City Council do?", ["Then Leeds City Council paid."]).expansions
        == ()
    )


def test_the_dates_asked_for_come_in_order() -> None:
    wording = worded("Was it in 2015, or in March 2013?")
    assert wording.dates == (Month(2013, 3), Month(2015, None))


def test_a_repaired_month_is_a_date() -> None:
    assert worded("what happened in Marhc 2013?").dates == (Month(2013, 3),)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What is the rating of Bradford?", ("Bradford",)),
        ("What is Bradford's rating in 2019?", ("2019", "Bradford")),
        ("What did Nigel Farage say to Steve Walker?", ("Nigel Farage",)),
        ("What did Nigel, Prof Farage and NATO do?", ("Nigel", "Farage", "NATO")),
        ("Is it May or Monday, Dr Walker? I didn't ask. What's Ofsted's view?", ()),
        ("Did both Walkers of Leedses go in 2013 or the 2010s?", ("2010s",)),
        ("Zebras are what?", ()),
        ("what about bradford", ()),
        ("What Did The Zebras Do In Bradford In 2019", ("2019",)),
        ("WHAT DID THEY DO IN BRADFORD IN 2019", ("2019",)),
    ],
)
def test_names_and_years_that_no_document_has_are_missing(
    question: str, missing: tuple[str, ...]
) -> None:
    assert worded(question).missing == missing


@given(st.text())
def test_any_question_can_be_worded(question: str) -> None:
    wording = worded(question)
    assert all(phrase in question for phrase in wording.phrases)
    assert all(name in question for name in wording.missing)
    assert all(repair.typed in question for repair in wording.repairs)


@given(st.lists(st.sampled_from([word.text for text in TEXTS for word in words_in(text)])))
def test_a_question_in_the_documents_words_is_never_changed(words: list[str]) -> None:
    wording = worded(" ".join(words))
    assert wording.text == " ".join(words)
    assert wording.missing == ()


@given(st.text(alphabet="suport ", min_size=1, max_size=40))
def test_a_repair_stands_in_what_is_searched(question: str) -> None:
    wording = worded(question)
    assert all(repair.searched in wording.text for repair in wording.repairs)

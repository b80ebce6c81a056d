"""Who speaks is told where the text tells it, marked where it is inferred, and never guessed."""

import pytest

from index.blocks import ContextKind, Label
from tests.reading.cleaned import contexts_of, document, labelled_words, markdown


def speakers(*paragraphs: str) -> list[str | None]:
    """Who speaks in each paragraph."""
    of = document("\n\n".join(("The weir at Hillside", *paragraphs)) + "\n")
    names = contexts_of(of, ContextKind.SPEAKER)
    return [names.get(paragraph) for paragraph in labelled_words(of, Label.PROSE)]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Ann Cole said: “We wait.”",
        "“We wait,” said Ann Cole.",
        "“We wait,” Ann Cole said. “We have no choice.”",
        'Ann Cole said: "We wait."',
        "**Ann Cole** said: “We wait.”",
        "Ann Cole, chair of the trust, said: “We wait.”",
        "Ann Cole, 43, of Mill Lane, Hillside, said: “We wait.”",
        "Ann Cole (43) added: “We wait.”",
        "Dr Ann Cole told the panel: “We wait.”",
        "Yesterday Ann Cole said: “We wait.”",
        "But Ann Cole said: “We wait.”",
        "Ann Cole has also said: “We wait.”",
        "Former chair Ann Cole replied: “We wait.”",
        "When asked by Bob Marsh, Ann Cole replied: “We wait.”",
        "“Bob Marsh said that we wait,” Ann Cole said.",
    ],
)
def test_a_full_name_beside_the_verb_is_the_speakers(paragraph: str) -> None:
    assert speakers(paragraph) == ["Ann Cole"]


@pytest.mark.parametrize(
    "name", ["Éva Kovács", "Jean de la Rue", "Ann O’Brien-Cole", "J. K. Marsh", "Øystein Ås"]
)
def test_names_may_have_accents_particles_and_initials(name: str) -> None:
    assert speakers(f"{name} said: “We wait.”") == [name]


def test_a_surname_becomes_the_full_name_that_stood_before_and_is_inferred() -> None:
    assert speakers(
        "Ann Cole’s mill stands in Hillside.", "Cole said: “It leaks.”", "Mrs Cole said: “Still.”"
    ) == [None, "Ann Cole, inferred", "Ann Cole, inferred"]


def test_a_title_with_a_surname_that_nobody_had_before_is_all_there_is() -> None:
    assert speakers("Mr Marsh said: “I am glad.”") == ["Mr Marsh"]


def test_a_surname_that_two_have_names_neither() -> None:
    assert speakers("Ann Cole and Tom Cole run the mill.", "Cole said: “We grind.”") == [None, None]


def test_a_pronoun_means_who_spoke_last_and_is_inferred() -> None:
    assert speakers("Ann Cole said: “We wait.”", "She added: “In vain.”", "“Still,” she said.") == [
        "Ann Cole",
        "Ann Cole, inferred",
        "Ann Cole, inferred",
    ]


def test_words_of_nobody_between_do_not_change_whom_a_pronoun_means() -> None:
    said = speakers("Ann Cole said: “We wait.”", "The path is wet.", "She added: “In vain.”")
    assert said == ["Ann Cole", None, "Ann Cole, inferred"]


def test_a_pronoun_means_who_was_named_last_where_nobody_spoke() -> None:
    assert speakers("The chair is Ann Cole, who grew up here.", "She said: “We wait.”") == [
        None,
        "Ann Cole, inferred",
    ]


def test_a_pronoun_does_not_mean_one_who_is_called_otherwise() -> None:
    assert speakers(
        "Bob Marsh runs the mill.",
        "Mr Marsh said: “It grinds.”",
        "Ann Cole was there too.",
        "She said: “It leaks.”",
        "He added: “A little.”",
    )[1:] == ["Bob Marsh, inferred", None, "Ann Cole, inferred", None]


def test_a_quotation_over_paragraphs_opens_each_and_closes_once() -> None:
    assert speakers(
        "Ann Cole said: “We have waited for ten years.",
        "“We shall wait no more.",
        "“The work begins in May.”",
        "“It is time.”",
    ) == ["Ann Cole", "Ann Cole, inferred", "Ann Cole, inferred", None]


def test_straight_marks_do_as_well() -> None:
    assert speakers('Ann Cole said: "We have waited.', '"We shall wait no more."') == [
        "Ann Cole",
        "Ann Cole, inferred",
    ]


def test_a_quotation_that_nobody_opened_by_name_stays_without_one() -> None:
    assert speakers("Ann Cole said: “Yes.”", "“We shall wait.", "“In vain.”")[1:] == [None, None]


def test_two_speakers_in_one_paragraph_give_none() -> None:
    assert speakers("Ann Cole said: “Yes.” Bob Marsh said: “No.”") == [None]


@pytest.mark.parametrize(
    "paragraph",
    [
        "The council said: “We pay.”",
        "Northshire County Council said: “We pay.”",
        "Hillside Mill Trust said: “We pay.”",
        "Green Rivers Alliance said: “We pay.”",
        "The Green Rivers said: “We pay.”",
        "The Environment Agency told us: “We pay.”",
        "“We pay,” said Natural Water.",
        "Police said: “We watch.”",
        "Critics said: “It is late.”",
        "A spokesman for the trust said: “No comment.”",
        "A report by Mills Today said: “It leaks.”",
    ],
)
def test_an_organisation_is_no_person(paragraph: str) -> None:
    assert speakers(paragraph) == [None]


@pytest.mark.parametrize(
    "paragraph",
    [
        "“It leaks,” said the sign.",
        "“Open the gate!”",
        "She said: “I am nobody yet.”",
        "They said: “Perhaps.”",
        "She told Ann Cole: “Perhaps.”",
        "According to Ann Cole the so-called “weir” is a heap of stones.",
        "Ann Cole said that they wait.",
        "The “Hillside Weir Act” was passed.",
    ],
)
def test_where_no_speaker_is_told_there_is_none(paragraph: str) -> None:
    assert speakers(paragraph) == [None]


def test_he_is_nobody_after_somebody_unknown_has_spoken() -> None:
    assert speakers(
        "Bob Marsh said: “I am glad.”", "A spokesman said: “No comment.”", "He added: “None.”"
    ) == ["Bob Marsh", None, None]


def test_they_is_nobody_in_particular() -> None:
    assert speakers("Bob Marsh said: “I am glad.”", "They added: “So are we.”")[1] is None


def test_an_article_that_says_he_said_again_and_again_is_no_transcript() -> None:
    talk = ("He said: “I wait for you.”", "She said: “You wait for me.”")
    assert speakers(*talk, *talk, *talk) == [None] * 6


TALK = ("ANN: Where were we?", "BOB: At the weir.", "ANN: Did you mend it?", "BOB: It broke again.")


def test_the_turns_of_a_transcript_have_their_speakers() -> None:
    assert speakers(*TALK) == ["ANN", "BOB", "ANN", "BOB"]


def test_turns_may_follow_without_a_blank_line_and_in_bold() -> None:
    of = markdown("# A talk\n\n" + "\n".join(f"**{turn.replace(':', ':**')}" for turn in TALK))
    assert list(contexts_of(of, ContextKind.SPEAKER).values()) == ["ANN", "BOB", "ANN", "BOB"]


def test_a_paragraph_between_two_turns_belongs_to_the_first_and_is_inferred() -> None:
    assert speakers(*TALK[:2], "It rained for a year.", *TALK[2:], "The tape ends here.") == [
        "ANN",
        "BOB",
        "BOB, inferred",
        "ANN",
        "BOB",
        None,
    ]


def test_a_name_in_a_turn_does_not_take_the_turn() -> None:
    assert speakers(*TALK[:3], "BOB: “It broke,” said Ann Cole, you know.")[3] == "BOB"


@pytest.mark.parametrize(
    "labels",
    [
        ("Place: Hillside", "Note: the weir leaks", "Place: Leat End", "Note: all is well"),
        ("Action: Ann Cole", "Decision: agreed", "Action: Bob Marsh", "Decision: agreed"),
        ("Q: What is a weir?", "A: A low dam.", "Q: What is a leat?", "A: A ditch."),
        ("Question: What is it?", "Answer: A dam.", "Question: And this?", "Answer: A ditch."),
        ("ANN: Where were we?", "BOB: At the weir."),
        ("Place: our mill", "Note: you may leave", "Time: we shut at six", "Cost: ask me"),
        ("Note: you may leave", "Note: we shut at six", "Note: I am in", "Note: ring me"),
    ],
    ids=[
        "a form",
        "minutes",
        "questions",
        "questions in full",
        "too few",
        "each once",
        "one label",
    ],
)
def test_labels_are_no_speakers(labels: tuple[str, ...]) -> None:
    assert speakers(*labels) == [None] * len(labels)


def test_items_and_headings_have_no_speaker() -> None:
    of = markdown("# “We wait,” said Ann Cole\n\n- “We wait,” said Ann Cole\n")
    assert contexts_of(of, ContextKind.SPEAKER) == {}


LETTER = (
    "Message from Ann Cole, Chair of the Trust\n\nDear friends\n\nI took the chair in May.\n\n"
    "“All is well,” said Bob Marsh when I asked him.\n\nAnn\n"
)


def test_a_letter_carries_who_wrote_it_to_whom() -> None:
    of = document(LETTER)
    assert contexts_of(of, ContextKind.AUTHOR)["I took the chair in May."] == "Ann Cole"
    assert contexts_of(of, ContextKind.RECIPIENT)["I took the chair in May."] == "friends"
    assert set(contexts_of(of, ContextKind.FORM).values()) == {"letter, inferred"}


def test_who_speaks_in_a_letter_is_not_who_wrote_it() -> None:
    of = document(LETTER)
    assert list(contexts_of(of, ContextKind.SPEAKER).values()) == ["Bob Marsh"]


def test_a_text_that_greets_nobody_is_no_letter() -> None:
    of = document(LETTER.replace("Dear friends\n\n", ""))
    assert contexts_of(of, ContextKind.AUTHOR) == {}
    assert contexts_of(of, ContextKind.FORM) == {}

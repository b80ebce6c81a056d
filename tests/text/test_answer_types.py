"""The words of a question tell the type of its answer, and a sentence holds one or not."""

import pytest

from index.text.answer_types import AnswerType, answer_type, holds


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("who mended the weir", AnswerType.PERSON),
        ("to whom was the boat sold?", AnswerType.PERSON),
        ("when was the mill built", AnswerType.TIME),
        ("In which year did it burn?", AnswerType.TIME),
        ("what time does the shop open", AnswerType.TIME),
        ("how many boats were lost", AnswerType.NUMBER),
        ("price of a day ticket", AnswerType.NUMBER),
        ("how long is the quay and who built it", AnswerType.NUMBER),
        ("what did they decide about the weir", AnswerType.DECISION),
        ("was anything agreed on the boats?", AnswerType.DECISION),
        ("how did the vote on the quay go", AnswerType.DECISION),
        ("since when is it shut", AnswerType.TIME),
        ("and when did it burn", AnswerType.TIME),
        ("whens the next fair", AnswerType.TIME),
        ("the mill was built when?", AnswerType.TIME),
        ("dates of the fairs", AnswerType.TIME),
        ("When the mill burnt, who was hurt?", AnswerType.PERSON),
        ("what was built and by whom", AnswerType.PERSON),
        ("name of the keeper", AnswerType.PERSON),
        ("what does a boat cost for an hour", AnswerType.NUMBER),
        ("what happens when the mill burns", None),
        ("when the mill burns what do I do", None),
        ("can I see who mended it", None),
        ("why was the weir mended", None),
        ("how do I reset the pump", None),
        ("whoever heard of it", None),
    ],
)
def test_the_first_words_that_ask_tell_the_type(question: str, kind: AnswerType | None) -> None:
    assert answer_type(question) is kind


@pytest.mark.parametrize(
    ("kind", "text", "question", "does"),
    [
        (AnswerType.PERSON, "Ann Cole mended it.", "who mended the weir", True),
        (AnswerType.PERSON, "It was mended in May.", "who mended the weir", False),
        (AnswerType.PERSON, "Ann Cole retired in May.", "who came after Ann Cole", False),
        (AnswerType.TIME, "The mill opened in 1921.", "when did the mill open", True),
        (AnswerType.TIME, "The ferry leaves at nine.", "when does it leave", True),
        (AnswerType.TIME, "It is shut from two o'clock.", "when does it shut", True),
        (AnswerType.TIME, "It goes to two islands.", "when does it leave", False),
        (AnswerType.TIME, "The mill opened late.", "when did the mill open", False),
        (AnswerType.TIME, "In 1921 it was busy.", "when in 1921 did it open", False),
        (AnswerType.TIME, "Open from 9:30 on Mondays.", "when does it open", True),
        (AnswerType.NUMBER, "Nine boats were lost.", "how many boats were lost", True),
        (AnswerType.NUMBER, "All boats were lost.", "how many boats were lost", False),
        (AnswerType.DECISION, "Agreed by five to one.", "what was decided", True),
        (AnswerType.DECISION, "The board turned to the weir.", "what was decided", False),
        (AnswerType.DECISION, "The decision was put off.", "what was decided", True),
    ],
)
def test_a_sentence_holds_an_answer_that_the_question_does_not_say_itself(
    kind: AnswerType, text: str, question: str, does: bool
) -> None:
    assert holds(kind, text, question) is does

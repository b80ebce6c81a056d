"""Every reason for doubt is told on Discord, in every language, its words as text."""

import pytest

from bot.chat.render.escaping import unescaped
from bot.chat.render.plain_messages import note_lines
from bot.chat.render.translations import LANGUAGES, texts_in
from index import Answer, Outcome
from index.answering.doubts.doubt import Doubt, DoubtKind
from index.answering.doubts.measures import MEASURES

HOSTILE = "@everyone *bold* <@1>"
DOUBTS = [
    *(Doubt(DoubtKind.MEASURE, (measure.name,)) for measure in MEASURES),
    *(Doubt(DoubtKind.TYPE, (word,)) for word in ("who", "when")),
    *(
        Doubt(kind, (HOSTILE,), ("first",))
        for kind in DoubtKind
        if kind not in (DoubtKind.MEASURE, DoubtKind.TYPE)
    ),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("doubt", DOUBTS)
def test_a_doubt_is_told_in_words(doubt: Doubt, language: str) -> None:
    answer = Answer("Which?", Outcome.CLOSEST, 0.9, 0.6, (), (), "gen-000001", (), (doubt,))
    line = " ".join(note_lines(answer, texts_in(language)))
    assert line.startswith("-# ")
    assert "{" not in line
    if HOSTILE in doubt.words:
        assert HOSTILE in unescaped(line)
        assert not any(piece in line for piece in (" @everyone", " *bold*", " <@1>"))

"""The text of a message that names nobody → whether it surely asks something. Pure.

Only such a message is answered in a talk between a person and the bot: what is no question is
meant for other people, or for nobody.
"""

import re

FEWEST_WORDS = 2

_LINK = re.compile(r"https?://\S+")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_QUESTION_MARK = re.compile(r"[?？؟]")
_OPENING = re.compile(
    r"\W*(?:(?:and|but|so|und|aber)\W+)?"
    r"(?:(?:what|when|where|who|whom|whose|why|how|which)\b"
    r"(?:\W+(?!(?:i|you|he|she|it|we|they|this|that)\b)\w+){0,2}?\W+"
    r"(?:is|are|was|were|do|does|did|can|could|should|must|may|has|have|will|would)\b"
    r"|(?:was|wann|wo|wer|wen|wem|wessen|warum|wieso|weshalb|wie|welche[mnrs]?|wohin|woher)\b"
    r"(?:\W+\w+){0,2}?\W+"
    r"(?:ist|sind|war|waren|wird|werden|kann|können|darf|dürfen|soll|sollen|muss|müssen|hat|haben)\b"
    r"|what about\b|how about\b|was ist mit\b)",
    re.IGNORECASE,
)
_SMALL_TALK = frozenset(
    """a ah aha alles also and cool danke de du echt for good great gut ha haha hey hi hm hmm hello
    huh is it ja kidding klar lol me merci nein nice no not oh ok okay right really seriously so
    super sure thank thanks that this thx klasse toll und well what why wirklich wow yeah yes you
    are who when where how oder gracias obrigado obrigada vraiment""".split()
)


def is_question(text: str) -> bool:
    """Whether a text has the form of a question and says what it asks for.

    The form is a question mark, or a question word with its verb. "Really?" and "thanks, right?"
    ask for nothing that a document could say.
    """
    bare = _LINK.sub(" ", text)
    words = [word.lower() for word in _WORD.findall(bare)]
    if len(words) < FEWEST_WORDS or _SMALL_TALK.issuperset(words):
        return False
    return bool(_QUESTION_MARK.search(bare)) or _asks_without_mark(bare)


def _asks_without_mark(text: str) -> bool:
    return not text.rstrip().endswith("!") and _OPENING.match(text) is not None

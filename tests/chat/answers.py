"""Answers that are made up, also at random and with all that Discord would obey."""

import re

from hypothesis import strategies as st

from index import Answer, Citation, Outcome, Quote
from index.text.views import shown

HOSTILE = (
    "*a* _b_ __c__ ~~d~~ ||e|| `f` ```g``` > h >>> i [j](http://k.l) <http://m.n> https://o.p "
    "@everyone @here <@1> <@!2> <@&3> <#4> </ask:5> <:x:6> <a:y:7> <t:8:R> <id:customize> :smile: "
    ":+1: discord.gg/abc www.discordapp.com/invite/x steam://run \\*q\\* ¯\\_(ツ)_/¯ C:\\new_file"
)
HOSTILE_PIECES = [
    *HOSTILE.split(),
    "- ",
    "# ",
    "1. ",
    "-# ",
    "12.",
    "Why? ",
    "Dr. ",
    "…",
    "。",
    "\ud800",
    "\0",
]

LONG = ("word " * 1_000).strip()
VALUES = [
    LONG,
    "x" * 5_000,
    HOSTILE * 20,
    "*_" * 2_500,
    "😀" * 2_500,
    "\u05d0 " * 2_500,
    "a\nb " * 9,
]
LONG_VALUES = st.sampled_from(VALUES) | st.text(max_size=60)

NAMES = st.none() | st.text(max_size=60) | st.just(HOSTILE)
LONG_NAMES = NAMES | st.sampled_from(["x_" * 1_100, "word* " * 400])
WORDS = st.one_of(
    st.sampled_from(HOSTILE_PIECES), st.text(max_size=12), st.sampled_from("*_`~|<>@:\\[]()")
)


def citation(**fields: object) -> Citation:
    missing_fields = dict.fromkeys(("title", "author", "publisher", "date", "url", "basis", "page"))
    required_fields = {"document": "a.md", "section": (), "spans": ((0, 9),), "sha256": "0" * 64}
    return Citation(**{**missing_fields, **required_fields, **fields})


def quote(text: str, bold: tuple[int, int] = (0, 0), source: Citation | None = None) -> Quote:
    return Quote(1, text, bold, (0, 9), 1.0, "a.md:0-9", source or citation())


def answer(*quotes: Quote, outcome: Outcome = Outcome.ANSWERED, question: str = "Who?") -> Answer:
    return Answer(question, outcome, 1.0, 0.5, (), (), "gen-000001", quotes)


citations = st.builds(
    citation,
    title=LONG_NAMES,
    author=NAMES,
    publisher=NAMES,
    date=NAMES,
    basis=LONG_NAMES,
    url=NAMES | st.sampled_from(["https://a.example/b_c?d=*e*", "javascript:alert(1)"]),
    document=st.text(min_size=1, max_size=30) | st.sampled_from(["my_notes.md", "a`b.md"]),
    section=st.lists(st.text(max_size=20), max_size=3).map(tuple),
    page=st.none() | st.integers(1, 9_999),
    page_label=st.none() | NAMES,
    scan_certainty=st.none() | st.integers(0, 100),
)


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    """A quote of up to some thousand characters; a range of whole words is bold."""
    words = shown("".join(draw(st.lists(WORDS, min_size=1, max_size=30)))) or "word"
    text = " ".join([words] * draw(st.sampled_from([1, 1, 2, 12])))
    if draw(st.booleans()):
        text = text.replace(" ", "")
    edges = sorted({0, len(text), *(m.end() for m in re.finditer(r"\S+", text))})
    first, last = sorted(draw(st.lists(st.sampled_from(edges), min_size=2, max_size=2)))
    return quote(text, (first + (text[first : first + 1] == " "), last), draw(citations))


answers = st.builds(
    lambda outcome, quote_list, question: answer(*quote_list, outcome=outcome, question=question),
    st.sampled_from(Outcome),
    st.lists(quotes(), max_size=3),
    st.text(min_size=1, max_size=20) | st.just(HOSTILE * 3),
)

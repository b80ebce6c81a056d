"""Whatever a text is made of, cleaning loses nothing of it and tells why it did what it did."""

import re
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.blocks import INDEXED, Block, Label
from index.building.splitting import split
from index.documents import Document
from index.passages import Passage
from index.reading.cleaning.pipeline import clean
from tests.conftest import WordEncoder
from tests.reading.cleaned import document, markdown

WINDOW = 256
count = WordEncoder().count_tokens

LINES = """\
The mill at Hillside
Minutes of the meeting held on 12 March 2019
By Ann Cole
5 May 2019
May 2019
1951
June 1951 –
Jvne 1951
Spring
Dear Ann,
Yours sincerely
Ann Cole
The weir was mended in the spring by the smith and his
two sons, who came from the next valley with a cart.
and stayed until the work was done
(former and current)
He added: “It leaks.
“The work begins in May.”
Ann Cole, chair of the trust, said: “We wait.”
ANN: Where were we?
BOB: At the weir, as you know.
**Bob Marsh** said "no".
The trust asks members to bring:
- boots
- a stick, for the
• a lamp
  is wet
1. Apologies
2) Membership of the panel: two were elected.
– an old one –
3.5 million people
Year | Boats | Fish
2011 | 4 | 20
|---|---|
-----
* * *
```
~~~
# Early days
## Later
Subscribe
Sign up to our weekly newsletter
Next
3 comments
Leave a comment
© 2019 Hillside Herald. All rights reserved.
Where is the mill?
Down the lane, behind the church, as it has always been.
https://www.example.org/mill
\tThe carts came at six.
 \u00a0
*
_
“”
\f
The Mill Trust, page 3
7
""".split("\n")

lines = st.lists(
    st.tuples(st.sampled_from(LINES), st.sampled_from(["\n", "\n\n", "\r\n", "\n\f", " "])),
    min_size=8,
    max_size=40,
)
composed = lines.map(lambda parts: "".join(line + end for line, end in parts))
anything = st.text(max_size=300) | composed
written = anything.map(document) | composed.map(markdown)


@given(written)
def test_blocks_stand_in_order_without_overlap_and_hold_words(of: Document) -> None:
    found = clean(of)
    assert all(0 <= b.start < b.end <= len(of.text) for b in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(of.text[b.start : b.end].strip() for b in found)


@example(markdown("The mill.\n\n## Later\n"))
@example(markdown("The mill.\n\n__Later__\n"))
@example(markdown("The mill.\n\nLater\n=====\n"))
@example(markdown("The mill.\n* * * ```\n"))
@given(written)
def test_nothing_but_white_space_bullets_and_fences_stands_outside(of: Document) -> None:
    covered = {i for b in clean(of) for i in range(b.start, b.end)}
    outside = "".join(c if i not in covered else "\n" for i, c in enumerate(of.text))
    rest = re.sub(r"^[ \t*+-]*(?:`{3,}|~{3,}).*$", "", outside[of.body :], flags=re.MULTILINE)
    rest = re.sub(r"#+|==+|__|\*\*|:", "", rest)  # The marks of a heading with nothing under it.
    assert not re.search(r"\w", rest)
    assert set(rest) <= set(
        " \t\r\n\f\x0b\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029-*+–•‣▪●○◦■\uf0b7"
    ) | {c for c in rest if c.isspace()}


@given(written)
def test_every_block_has_its_reason(of: Document) -> None:
    assert all(block.reason for block in clean(of))


@given(written)
def test_a_repeat_says_what_its_first_copy_says(of: Document) -> None:
    found = clean(of)
    also = {place for block in found for place in block.repeats}
    assert {(b.start, b.end) for b in found if b.label is Label.REPEAT} == also


def passages(of: Document) -> tuple[Passage, ...]:
    return split(of, count, WINDOW)


def places(found: tuple[Block, ...], indexed: bool) -> set[int]:
    return {i for b in found if (b.label in INDEXED) is indexed for i in range(b.start, b.end)}


@given(written)
def test_passages_lose_no_word_of_the_text_and_hold_none_of_anything_else(of: Document) -> None:
    found = clean(of)
    quoted = {i for p in passages(of) for start, end in p.sentences for i in range(start, end)}
    lost = "".join(of.text[i] for i in sorted(places(found, indexed=True) - quoted))
    assert not re.search(r"\w", lost)
    assert not quoted & places(found, indexed=False)


@given(composed.map(document))
def test_no_passage_starts_with_the_second_half_of_a_sentence(of: Document) -> None:
    found = [block for block in clean(of) if block.label is not Label.FURNITURE]
    halves = {
        after.start: before
        for before, after in pairwise(found)
        if after.continues_sentence and before.label in INDEXED
    }
    for passage in passages(of):
        before = halves.get(passage.start)
        assert before is None or count([of.text[before.start : before.end]])[0] > 50


@settings(max_examples=30)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=12), st.integers(2, 6))
def test_cleaning_a_text_twice_gives_the_same(parts: list[str], times: int) -> None:
    of = document("\n\n".join(parts * times))
    assert clean(of) == clean(of)

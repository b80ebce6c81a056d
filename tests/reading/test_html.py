"""Web pages become their main content, in the words of the page."""

import codecs
import contextlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.blocks import INDEXED
from index.documents import QUESTION_LEVEL, Document, Metadata
from index.reading.cleaning.pipeline import clean
from index.reading.formats import html as html_reader
from index.reading.formats.html import BlockWriter, feed_html, read_html
from index.reading.formats.html_text import JoinedBlocks, join_blocks
from index.reading.formats.reading import Reading, Unreadable
from index.text.step_labels import is_step_label
from index.text.table_cells import cells_in


def read(page: str | bytes) -> Reading:
    (reading,) = read_html(page if isinstance(page, bytes) else page.encode())
    return reading


def text_of(page: str) -> str:
    """The text of a page with nothing left out as navigation."""
    writer = BlockWriter()
    feed_html(page, writer)
    return join_blocks(writer.close())[0]


ARTICLE = """<!DOCTYPE html><html lang="en-GB"><head>
<title>Old bridge shut | The Valley Post</title>
<meta property="og:site_name" content="The Valley Post"></head><body class="home">
<div class="cookie-consent"><p>We use cookies. Read our <a href="/c">policy</a>.</p></div>
<header><div>The Valley Post</div><nav><ul><li><a href="/">Home</a></li></ul></nav></header>
<main><article><h1 id="top">Old bridge shut</h1><p class="byline">By Jane Doe</p>
<p>The stone bridge at Harrow Ford was closed on <time datetime="2024-03-01">Friday</time> after
divers found a crack in its second pier, the council said.</p>
<p>The work will cost <b>£1.2&nbsp;million</b>; buses go by <a href="/x">Mill Lane</a> now.</p>
<section id="people"><h2>What people say</h2><p>“We could not take the risk,” said Ann Porter,
who leads the council<sup><a href="#n1">1</a></sup>. “Safety comes first.”</p>
<blockquote><p>It is a sad day for us all.</p><footer>— Tom Reed, baker</footer></blockquote>
</section><h2>What comes <em>next</em></h2><ul><li>March: divers look at the other piers</li>
<li>April: tenders<ul><li>for stone</li><li>for steel</li></ul></li></ul>
<ol><li>The pier is shored up.</li><li>The stones are taken out.</li></ol>
<table><tr><th>Month</th><th>Cost</th></tr><tr><td>March</td><td>£100,000</td></tr></table>
<figure><img src="b.jpg" alt="A bridge"><figcaption>The bridge in winter.</figcaption></figure>
</article><aside><h2>Related stories</h2><ul><li><a href="/s">Another bridge</a></li></ul></aside>
<section id="comments" class="comments"><h3>Comments</h3><p>Reader: what a splendid piece!</p>
</section></main><footer><p>© 2024 The Valley Post. All rights reserved.</p></footer></body></html>
"""

ARTICLE_TEXT = """Old bridge shut

The stone bridge at Harrow Ford was closed on Friday after divers found a crack in its second \
pier, the council said.

The work will cost £1.2\xa0million; buses go by Mill Lane now.

What people say

“We could not take the risk,” said Ann Porter, who leads the council. “Safety comes first.”

It is a sad day for us all.

— Tom Reed, baker

What comes next

- March: divers look at the other piers
- April: tenders
  - for stone
  - for steel

1. The pier is shored up.
2. The stones are taken out.

Month | Cost
March | £100,000

The bridge in winter."""


def test_an_article_is_read_in_order_without_the_furniture_of_its_page() -> None:
    assert read(ARTICLE).text == ARTICLE_TEXT


def test_a_heading_spans_its_line_and_opens_at_its_id_or_its_sections() -> None:
    reading = read(ARTICLE)
    lines = [(reading.text[h.start : h.end], h.title, h.level) for h in reading.headings]
    assert lines == [
        ("Old bridge shut", "Old bridge shut", 1),
        ("What people say", "What people say", 2),
        ("What comes next", "What comes next", 2),
    ]
    assert [heading.anchor for heading in reading.headings] == ["top", "people", None]


@pytest.mark.parametrize(
    ("markup", "anchor"),
    [
        ('<h2 id="a">Gates</h2>', "a"),
        ('<h2><a name="b"></a>Gates</h2>', "b"),
        ('<h2><span id="c">Gates</span></h2>', "c"),
        ('<a id="d"></a><h2>Gates</h2>', "d"),
        ('<section id="e"><div><h2>Gates</h2></div></section>', "e"),
        ('<section id="e"><h2 id="f">Gates</h2></section>', "f"),
        ('<section id="e"><p>First.</p><h2>Gates</h2></section>', None),
        ("<h2>Gates</h2>", None),
        ('<h2 id="two words">Gates</h2>', None),
        ('<h2 id="größe%">Gates</h2>', "gr%C3%B6%C3%9Fe%25"),
        ('<h2 id="a&#10;b">Gates</h2>', None),
    ],
)
def test_an_anchor_opens_at_the_heading_or_there_is_none(markup: str, anchor: str | None) -> None:
    (heading,) = read(f"<p>Before it.</p>{markup}<p>Some words on gates.</p>").headings
    assert heading.anchor == anchor


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>end</p><p>Start</p>", "end\n\nStart"),
        ("<div>end<div>Start</div>after</div>", "end\n\nStart\n\nafter"),
        ("<p>un<b>believ</b>able, <i>but</i> true</p>", "unbelievable, but true"),
        ("<p>hard\n   wrapped\tlines</p>", "hard wrapped lines"),
        ("<p>on <time>5 May</time> we <label>met</label></p>", "on 5 May we met"),
        ("<p>a line<br>and another</p>", "a line\nand another"),
        ("<p>one<br> <br/>two<br><br><br>three</p>", "one\n\ntwo\n\nthree"),
        ("<h2>a<br>b</h2><p>c</p>", "a b\n\nc"),
        ("<pre>a = 1\n  b\n\nc\n</pre><p>d</p>", "```\na = 1\n  b\n\nc\n```\n\nd"),
        ("<dl><dt>Ale<dd>A drink.<dt>Bun<dd>A cake.</dl>", "Ale\nA drink.\n\nBun\nA cake."),
        ("<ol start=3><li>c<li value=7>g<li>h</ol>", "3. c\n7. g\n8. h"),
        ("<ol type=a><li>one<li>two</ol>", "- one\n- two"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n- b"),
        ("<ul><li><p>a</p><p>more</p><li>b</ul>", "- a\n\nmore\n\n- b"),
        ("<p>Tom &amp; Ann&hellip; &#8220;so&#8221;</p>", "Tom & Ann… “so”"),
        ("<p>co\xadoperate\u200bd\ufeff \ue001now&#1;</p>", "cooperated now"),
        ("<p>\uf0b7 dogs</p><p>·&nbsp;&nbsp; cats</p>", "- dogs\n\n- cats"),
        ("<p>see <a href=/x>the map</a><img alt=Map src=x>!</p>", "see the map!"),
        ("<p>10<sup>6</sup> m<sup>−2</sup> of H<sub>2</sub>O</p>", "10⁶ m⁻² of H2O"),
        ("<p>the 1<sup>st</sup></p>", "the 1st"),
        ("<p>said<sup>[<a href=#n>1</a>]</sup>, yes</p>", "said, yes"),
        ("<p>said<a href=p.html#n><sup>12</sup></a>.</p>", "said."),
        ("<p>of <a href=#k>km<sup>2</sup></a></p>", "of km²"),
        ("<h2>Use<a href=#u>¶</a></h2><p>it</p>", "Use\n\nit"),
        ("<h3><button>May I?</button></h3><p>Yes.</p>", "May I?\n\nYes."),
        ("<h3>Vec <button>Copy</button></h3><p>v</p>", "Vec\n\nv"),
        ("<p>a<script>x</script><style>y</style><svg><title>z</title></svg>b</p>", "ab"),
        ("<p>open <span aria-hidden=true>chevron</span>it</p>", "open it"),
        ("<p>漢<ruby>字<rp>(</rp><rt>ji</rt></ruby></p>", "漢字"),
        ("<p>⠓⠊ in Braille</p>", "⠓⠊ in Braille"),
        ("<p>a\u2028b</p>", "a b"),
        ("&lt;b&gt; is a tag", "<b> is a tag"),
    ],
)
def test_markup_becomes_the_words_that_it_shows(markup: str, text: str) -> None:
    assert read(markup).text == text


def test_a_heading_that_was_never_closed_ends_where_a_paragraph_begins() -> None:
    reading = read("<h2>Gates<section><p>Gates open at nine.<p>They close at five.</section>")
    assert [heading.title for heading in reading.headings] == ["Gates"]
    assert reading.text == "Gates\n\nGates open at nine.\n\nThey close at five."


def test_the_headings_of_what_is_kept_are_kept() -> None:
    long = "The mill was built by a clothier from the next valley, who had seen such machines. "
    parts = "".join(f"<section><h2>Part {n}</h2><p>{long * 3}</p></section>" for n in range(9))
    page = f"<html><body><nav><a href=/>Home</a></nav>{parts}</body></html>"
    assert [h.title for h in read(page).headings] == [f"Part {n}" for n in range(9)]


def test_a_heading_of_many_sentences_is_a_paragraph() -> None:
    assert read(f"<h2>{'A long sentence in a large letter. ' * 10}</h2>").headings == ()


def test_paragraphs_in_a_cell_stay_in_its_row() -> None:
    page = (
        "<table><caption>Minutes</caption><tr><th>Item<th>Said<th>By</tr>"
        "<tr><td>1<td><p>Rent was raised.</p><p>All agreed.</p><td>AP</tr>"
        "<tr><td>2<td><td>TR</tr></table>"
    )
    rows = "Item | Said | By\n1 | Rent was raised. All agreed. | AP\n2 |  | TR"
    assert read(page).text == f"Minutes\n\n{rows}"


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>Home<td><p>The mill.</p><p>It burnt.</p></table>",
        "<table><tr><td>Home<td><h2>The mill.</h2><p>It burnt.</p></tr><tr><td>a<td>b</table>",
        "<table role=presentation><tr><td>Home<td>The mill.<tr><td>x<td>It burnt.</table>",
        "<table><tr><td><table><tr><td>Home<td>a<tr><td>b<td>c</table><td>The mill.</table>",
    ],
)
def test_a_table_that_lays_out_the_page_gives_no_row_with_all_in_it(table: str) -> None:
    assert not any("Home" in line and "mill" in line for line in read(table).text.split("\n"))
    assert "The mill." in read(table).text.split("\n\n")


def joined(page: str) -> JoinedBlocks:
    """What is made of a page with nothing left out as navigation."""
    writer = BlockWriter()
    feed_html(page, writer)
    return join_blocks(writer.close())


Lines = list[str]


def tables_of(page: str) -> list[tuple[Lines, Lines, tuple[str, ...]]]:
    """The lines of each table's header, those of its other rows, and its columns' names."""
    text, _, tables, _ = joined(page)
    return [
        ([text[a:b] for a, b in t.header], [text[a:b] for a, b in t.rows], t.columns)
        for t in tables
    ]


def questions_of(page: str) -> list[str]:
    headings = joined(page).headings
    return [heading.title for heading in headings if heading.level == QUESTION_LEVEL]


def code_of(page: str) -> list[tuple[str, str]]:
    """The language and the lines of each code."""
    text, _, _, code = joined(page)
    return [(part.language, text[slice(*part.content)]) for part in code]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<ul><li>a<ul><li>b<ul><li>c</ul></ul><li>d</ul>", "- a\n  - b\n    - c\n- d"),
        ("<ol><li>a<ol start=4><li>b</ol><li>c</ol>", "1. a\n  4. b\n2. c"),
        ("<ul><li>a<ol><li>b<li>c</ol></ul>", "- a\n  1. b\n  2. c"),
        ("<dl><dt>a<dd><ul><li>b<ul><li>c</ul></ul></dl>", "a\n- b\n  - c"),
        ("<ul><li>a</ul><p>b</p><ul><li>c</ul>", "- a\n\nb\n\n- c"),
        ("<table><tr><td>a<td><ul><li>b<ul><li>c</ul></ul></table>", "a\n\n- b\n  - c"),
        ("<table><tr><td>a<td>b<tr><td>c<td><ul><li>d<ul><li>e</ul></ul></table>", None),
    ],
)
def test_an_item_is_indented_for_each_list_around_its_own(markup: str, text: str | None) -> None:
    assert text_of(markup) == (text or "a | b\nc | - d - e")


@pytest.mark.parametrize(
    ("markup", "language", "lines"),
    [
        ("<pre>a = 1\n\n  b\n</pre>", "", "a = 1\n\n  b\n"),
        ("<pre>  indented\nnot</pre>", "", "  indented\nnot\n"),
        ("<pre><code class=language-python>x</code></pre>", "python", "x\n"),
        ("<pre class='lang-js'>x</pre>", "js", "x\n"),
        ("<pre class='sourceCode haskell'>x</pre>", "haskell", "x\n"),
        ("<pre><code class='hljs rust'>x</code></pre>", "rust", "x\n"),
        ("<pre class='brush: css notranslate'>x</pre>", "css", "x\n"),
        ("<pre data-lang=c++>x</pre>", "c++", "x\n"),
        ("<div class='highlight-toml notranslate'><div><pre>x</pre></div></div>", "toml", "x\n"),
        ("<div class='highlight highlight-source-sh'><pre>x</pre></div>", "sh", "x\n"),
        ("<figure class='highlight go'><div><pre>x</pre></div></figure>", "go", "x\n"),
        ("<div class=highlight><pre><span>x</span></pre></div>", "", "x\n"),
        ("<div class='highlight-default notranslate'><pre>x</pre></div>", "", "x\n"),
        ("<div class=language-c><p>In C:</p><pre>x</pre></div>", "", "x\n"),
        ("<body class=lang-en><pre>x</pre></body>", "", "x\n"),
        ("<pre class='x&#96;y'>x</pre>", "", "x\n"),
        ("<p><code class=language-c>int</code></p><pre>x</pre>", "", "x\n"),
        ("<pre><div class=l>a</div><div><br></div><div> b</div></pre>", "", "a\n\n b\n"),
        ("<pre class=lang-py><ol><li>a</li><li>b</li></ol></pre>", "py", "a\nb\n"),
        ("<ul><li>so:<pre>x</pre></ul>", "", "x\n"),
    ],
)
def test_code_stands_between_fences_with_its_language_and_its_lines(
    markup: str, language: str, lines: str
) -> None:
    assert code_of(markup) == [(language, lines)]
    assert f"```{language}\n{lines}```" in text_of(markup)


def test_fences_are_longer_than_any_backticks_in_the_code() -> None:
    assert text_of("<pre>```\nx</pre>") == "````\n```\nx\n````"
    assert code_of("<p>```</p><pre>x</pre>") == [("", "x\n")]


def test_code_in_a_line_is_words_of_its_sentence() -> None:
    assert text_of("<p>Run <code>make</code> now.</p>") == "Run make now."
    assert code_of("<p>Run <code class=language-sh>make</code>.</p>") == []


def test_code_that_was_never_closed_ends_at_the_next_heading() -> None:
    assert code_of("<pre>x<h2>Gates</h2><p>They open.</p>") == [("", "x\n")]


def test_code_in_a_cell_keeps_its_lines_and_leaves_their_numbers_out() -> None:
    listing = "<table><tr><td><pre>7\n8</pre><td><pre>a\n  b</pre></table>"
    assert text_of(listing) == "```\na\n  b\n```"
    assert text_of("<table><tr><td><pre>1</pre><td><pre>a</pre></table>") == "```\na\n```"
    rows = "<tr><th>Name<th>Code<tr><td>one<td><pre>1</pre><tr><td>two<td><pre>x</pre>"
    assert text_of(f"<table>{rows}</table>") == "Name | Code\none | 1\ntwo | x"


HEAD = "<thead><tr><th>Item<th>Cost</thead>"


@pytest.mark.parametrize(
    ("rows", "header", "columns"),
    [
        (f"{HEAD}<tr><td>ale<td>red<tr><td>bun<td>dry", 1, ("Item", "Cost")),
        ("<tr><th>Item<th>Cost<tr><td>ale<td>red", 1, ("Item", "Cost")),
        ("<thead><tr><td>Item<td>Cost<tbody><tr><td>ale<td>red", 1, ("Item", "Cost")),
        ("<tr><td><th>North<th>South<tr><th>ale<td>1<td>2", 1, ("", "North", "South")),
        ("<tr><td><b>Item</b><td><b>Cost</b><tr><td>ale<td>red", 1, ("Item", "Cost")),
        ("<tr><td>Item<td>Cost<tr><td>ale<td>£3<tr><td>bun<td>£1.50", 1, ("Item", "Cost")),
        ("<tr><td>Day<td>Low<td>High<tr><td>one<td>3<td>4 m", 1, ("Day", "Low", "High")),
        ("<tr><th>Item<th>Cost<tr><th scope=row>ale<td>red", 1, ("Item", "Cost")),
        ("<tr><th>1 | 2<th>b<tr><td>c<td>d", 1, ("1 | 2", "b")),
        ("<tr><td>ale<td>red<tr><td>bun<td>dry", 0, ()),
        ("<tr><td>2001<td>3<tr><td>2002<td>5", 0, ()),
        ("<tr><td>Drops<td>heart<tr><td>Level<td>45<tr><td>Lives<td>forest", 0, ()),
        ("<tr><th>Drops<td>heart<tr><th>Level<td>45<tr><th>Lives<td>46", 0, ()),
        ("<tr><th scope=row>Drops<td>heart<tr><th scope=row>Level<td>45", 0, ()),
        ("<tr><th>Drops<td><tr><th>Level<td>45", 0, ()),
        ("<tr><td><b>ale</b><td><b>red</b><tr><td><b>bun</b><td><b>dry</b>", 0, ()),
        ("<tr><th>Drops<td>heart", 0, ()),
    ],
)
def test_a_header_is_what_the_page_states_or_a_first_row_that_looks_like_one(
    rows: str, header: int, columns: tuple[str, ...]
) -> None:
    [(header_lines, other_lines, names)] = tables_of(f"<table>{rows}</table>")
    assert (len(header_lines), names) == (header, columns)
    assert len(other_lines) == rows.count("<tr>") - header


def test_names_over_names_are_joined_column_by_column() -> None:
    page = (
        "<table><tr><th rowspan=2>Plan<th colspan=2>Price per<th rowspan=2>Seats"
        "<tr><th>month<th>year<tr><td>Solo<td>£3<td>£30<td>1</table>"
    )
    [(header, rows, columns)] = tables_of(page)
    assert columns == ("Plan", "Price per month", "Price per year", "Seats")
    assert (len(header), rows) == (2, ["Solo | £3 | £30 | 1"])


def test_a_cell_is_repeated_in_each_row_that_it_covers() -> None:
    page = (
        "<table><tr><th>Town<th>Day<th>Open<tr><td rowspan=2>Ford<td>Mon<td>9–5<tr><td>Tue<td>shut"
        "<tbody><tr><td rowspan=0>Mill<td>Mon<td>8–4<tr><td>Tue<td>8–4<tbody><tr><td>Weir<td>x<td>y"
        "</table>"
    )
    [(_, rows, _)] = tables_of(page)
    assert [row.split(" | ")[0] for row in rows] == ["Ford", "Ford", "Mill", "Mill", "Weir"]


def test_a_cell_over_several_columns_is_the_value_of_each_or_the_name_of_its_row() -> None:
    page = (
        "<table><tr><th>Time<th>Mon<th>Tue<tr><td>noon<td colspan=2>shut"
        "<tr><td colspan=2>Total<td>9</table>"
    )
    [(_, rows, _)] = tables_of(page)
    assert rows == ["noon | shut | shut", "Total |  | 9"]


def test_cells_stand_apart_whatever_is_in_them() -> None:
    page = "<table><tr><th>a<th>b<th>c<tr><td><td>x|y<td>z<tr><td>v<td><td></table>"
    text, _, [table], _ = joined(page)
    cells = [[text[a:b] for a, b in cells_in(text, *row, "|")] for row in table.rows]
    assert cells == [["", "x\\|y", "z"], ["v", ""]]


def test_a_row_over_all_columns_ends_a_table_whose_names_hold_on() -> None:
    page = f"<table>{HEAD}<tr><td>ale<td>3<tr><td colspan=2>Baked<tr><td>bun<td>2</table>"
    assert text_of(page) == "Item | Cost\nale | 3\n\nBaked\n\nbun | 2"
    assert [(rows, columns) for _, rows, columns in tables_of(page)] == [
        (["ale | 3"], ("Item", "Cost")),
        (["bun | 2"], ("Item", "Cost")),
    ]


def test_names_amid_the_rows_hold_for_the_rows_below_them() -> None:
    page = "<table><tr><th>a<th>b<tr><td>1<td>2<tr><th>c<th>d<tr><td>3<td>4</table>"
    assert [columns for _, _, columns in tables_of(page)] == [("a", "b"), ("c", "d")]


LONG = "The mill was built by a clothier from the next valley, who had seen such machines. " * 2


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>Home<td>The mill burnt.</table>",
        "<table><tr><td>One.<tr><td>Two.</table>",
        f"<table><tr><td>{LONG}<td>{LONG}<tr><td>{LONG}<td>{LONG}</table>",
        "<table role=presentation><tr><th>a<th>b<tr><td>c<td>d</table>",
        "<table><tr><td><h2>The mill</h2><td>It burnt.</table>",
    ],
)
def test_a_table_that_lays_out_the_page_is_no_table(table: str) -> None:
    assert tables_of(table) == []


@pytest.mark.parametrize("cell", ["<td colspan=1000 rowspan=9999>abc", "<td rowspan=0>abcd"])
def test_cells_that_cover_millions_are_not_all_repeated(cell: str) -> None:
    assert len(text_of(f"<table>{f'<tr>{cell * 20}<td>12' * 3_000}</table>")) < 3_000_000


@pytest.mark.parametrize(
    ("markup", "questions"),
    [
        ("<details><summary>How far?</summary><p>A mile.</p></details>", ["How far?"]),
        ("<details><summary><b>Fees</b></summary>Five.</details>", ["Fees"]),
        ("<dl><dt>Ale<dd>A drink.<dt>Bun<dd><p>A cake.</p></dl>", ["Ale", "Bun"]),
        ("<dl><div><dt>Ale</dt><dd>A drink.</dd></div></dl>", ["Ale"]),
        ("<dl><dt>Ale<dd><pre>x</pre></dl>", ["Ale"]),
        ("<p><strong>How far?</strong></p><p>A mile.</p>", ["How far?"]),
        ("<div><b>How </b><strong><i>far</i></strong>?</div><p>A mile.</p>", ["How far?"]),
        ("<p style='font-weight:700'>How far?</p><p>A mile.</p>", ["How far?"]),
        ("<p><b>How far?</b><br>A mile.</p>", ["How far?"]),
        ("<ol><li><b>How far?</b><p>A mile.</p><li><b>Why?</b><br>So.</ol>", ["How far?", "Why?"]),
        ("<button aria-expanded=false>How far?</button><div>A mile.</div>", ["How far?"]),
        ("<button class=accordion>Fees</button><div>Five.</div>", ["Fees"]),
        ("<div class=faq-item><button>How far?</button><p>A mile.</p></div>", ["How far?"]),
        ("<div role=button aria-expanded=false>How far?</div><p>A mile.</p>", ["How far?"]),
        ("<dl><dt>Ale<dt>Bun</dl>", []),
        ("<p>How far?</p><p>A mile.</p>", []),
        ("<p><b>Note:</b> how far?</p><p>A mile.</p>", []),
        ("<p><b>Far.</b></p><p>A mile.</p>", []),
        ("<ul><li><b>How far?</b><li><b>Why?</b></ul>", []),
        ("<ul><li><b>How far?</b><ul><li>a mile</ul></ul>", []),
        (f"<p><b>{LONG * 3}?</b></p><p>A mile.</p>", []),
        ("<table><tr><td><b>How far?</b><td>A mile.<tr><td><b>Why?</b><td>So.</table>", []),
        ("<p>So <button aria-expanded=false>why?</button> it is.</p>", []),
        ("<div role=button aria-expanded=false>Filter</div>", []),
    ],
)
def test_a_question_over_its_answer_is_a_heading_below_all_others(
    markup: str, questions: list[str]
) -> None:
    assert questions_of(markup) == questions
    text, headings, _, _ = joined(f"<h2>Top</h2>{markup}")
    assert [text[h.start : h.end] for h in headings] == ["Top", *questions]


def test_terms_that_share_a_definition_are_one_heading_over_it() -> None:
    text, headings, _, _ = joined(
        "<dl><dt>Ale<dd>A drink.<dt>Colour<dt>Hue<dd>What is seen.<dt>Bun<dd>A cake.</dl>"
    )
    assert [heading.title for heading in headings] == ["Ale", "Colour · Hue", "Bun"]
    assert text[headings[1].start : headings[1].end] == "Colour\nHue"


def test_each_definition_of_a_term_is_a_paragraph() -> None:
    text = joined("<dl><dt>Bun<dd>a cake<dd>hair in a knot</dl>").text
    assert text == "Bun\na cake\n\nhair in a knot"


def test_the_title_over_very_many_terms_stays_short() -> None:
    _, [heading], _, _ = joined("<dl>" + "<dt>Ale" * 500 + "<dd>A drink.</dl>")
    assert len(heading.title) <= 300


@pytest.mark.parametrize(
    "button",
    [
        "<button>Copy?</button>",
        "<button aria-controls=menu>Menu</button>",
        "<button aria-expanded=false aria-haspopup=true>Who?</button>",
        "<div class=accordion><button class=expand-all>Expand all?</button></div>",
        "<div class=accordion><button>Copy</button></div>",
    ],
)
def test_a_button_that_opens_no_answer_is_no_words_of_the_page(button: str) -> None:
    assert text_of(f"<p>one</p>{button}<p>two</p>") == "one\n\ntwo"


def test_a_question_that_is_a_heading_of_the_page_keeps_its_level() -> None:
    page = "<details><summary><h3>How far?</h3></summary>A mile.</details>"
    assert [(h.title, h.level) for h in joined(page).headings] == [("How far?", 3)]


def test_a_page_is_read_with_its_tables_and_code() -> None:
    [table] = (reading := read(ARTICLE)).tables
    assert (table.columns, reading.code) == (("Month", "Cost"), ())
    assert [reading.text[a:b] for a, b in table.rows] == ["March | £100,000"]
    [code] = (reading := read("<p>Run it:</p><pre class=lang-sh>make\n</pre>")).code
    assert (code.language, reading.text[slice(*code.content)]) == ("sh", "make\n")


def test_a_question_is_no_title_of_its_page() -> None:
    assert read("<p><b>How far?</b></p><p>A mile.</p>").metadata.title is None


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("<h2>Gates<span class=mw-editsection>[<a href=/e>edit</a>]</span></h2>", "Gates"),
        (
            "<h2>Gates <small>[<a href=/e>edit</a> | <a href=/s>edit source</a>]</small></h2>",
            "Gates",
        ),
        ("<h2>Gates [edit section]</h2>", "Gates"),
        ("<div><h2>Gates</h2><span class=mw-editsection>[edit]</span></div>", "Gates"),
        ("<h2>Gates<a class=headerlink href=#gates>¶</a></h2>", "Gates"),
        ("<h2>Gates <span class=headerlink>¶</span></h2>", "Gates"),
        ("<h2><a href=#gates>#</a> Gates</h2>", "Gates"),
        ("<h2>How to edit</h2>", "How to edit"),
        ("<h2>Tags [editing]</h2>", "Tags [editing]"),
        ("<h2>C #</h2>", "C #"),
        ("<h2><a href=#gates>Gates</a></h2>", "Gates"),
    ],
)
def test_what_edits_or_links_a_heading_is_none_of_its_words(heading: str, title: str) -> None:
    text, [found], _, _ = joined(f"{heading}<p>They open.</p>")
    assert found.title == title
    assert text == f"{title}\n\nThey open."


QUESTIONS = "".join(f"<dt>May I bring dog {n}?<dd>Yes, on a lead. {n}." for n in range(9))
SHORT = {
    "one sentence": ("<p>One sentence.</p>", "One sentence."),
    "bare words": ("The library is closed on Monday.", "The library is closed on Monday."),
    "a notice": (
        "<body><nav><a href=/>Home</a></nav><h1>Notice</h1><p>Closed.</p></body>",
        "Notice\n\nClosed.",
    ),
    "a table": (
        "<table><tr><td>2001<td>wet<tr><td>2002<td>dry</table>",
        "2001 | wet\n2002 | dry",
    ),
    "headings": ("<h1>Gates</h1><h2>Stiles</h2>", "Gates\n\nStiles"),
    "a form around all": (
        "<form><nav>Home</nav><h1>Notice</h1><p>The gate is shut.</p><input></form>",
        "Notice\n\nThe gate is shut.",
    ),
    "questions": (f"<nav>Home</nav><dl>{QUESTIONS}</dl>", None),
}


@pytest.mark.parametrize("name", SHORT)
def test_a_page_that_is_no_article_is_read_whole(name: str) -> None:
    page, text = SHORT[name]
    found = read(page).text
    if text is None:
        assert [line for line in found.split("\n") if "dog 8" in line] == ["May I bring dog 8?"]
        assert found.count("on a lead") == 9
    else:
        assert found == text
    assert "Home" not in found


def test_documentation_keeps_its_code_and_leaves_its_contents_out() -> None:
    chapters = "".join(f'<li><a href="{n}.html">Chapter {n} of it</a></li>' for n in range(30))
    page = (
        f'<html><body><div class="sidebar"><ul>{chapters}</ul></div><div role="main">'
        '<section id="install"><h1>Install<a class="headerlink" href="#install">¶</a></h1>'
        "<p>To install <code>pump</code>, run <kbd>make</kbd> as root, and wait.</p>"
        "<div><pre><span>$ </span>tar xf pump.tar\n<span>$ </span>make\n</pre></div>"
        f"<p>{'The pump must be primed before it is used for the first time. ' * 9}</p>"
        "</section></div>"
    )
    reading = read(page)
    assert reading.text.startswith(
        "Install\n\nTo install pump, run make as root, and wait.\n\n"
        "```\n$ tar xf pump.tar\n$ make\n```\n\n"
        "The pump must be primed before it is used for the first time."
    )
    assert reading.headings[0].anchor == "install"


def test_a_page_of_which_little_is_kept_says_so() -> None:
    links = "".join(f"<li><a href=/{n}>Story {n} of the valley</a>" for n in range(99))
    page = f"<nav><ul>{links}</ul></nav><p>{'The gate is shut for now. ' * 20}</p>"
    (warning,) = read(page).warnings
    assert warning == "kept 120 of 714 words: the rest was taken for headers, footers and menus"


def test_text_that_stands_loose_in_a_page_is_not_lost() -> None:
    long = "The mill was built by a clothier from the next valley, who had seen such machines. "
    loose = "".join(f"<h2>Part {n}</h2><div>Loose {n}. {long}</div>" for n in range(9))
    page = f"<body><div>{f'<p>{long * 4}</p>' * 5}{loose}</div></body>"
    assert re.findall(r"Loose (\d)", read(page).text) == list("012345678")


def test_a_page_too_large_to_be_judged_is_read_with_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(html_reader, "MOST_JUDGED", 20)
    reading = read(ARTICLE)
    assert "Reader: what a splendid piece!" in reading.text
    assert "All rights reserved" not in reading.text
    assert reading.warnings[0].startswith("too large to tell its text from its headers")


def test_a_page_that_cannot_be_judged_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise IndexError

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    assert "Reader: what a splendid piece!" in read(ARTICLE).text


def test_nothing_is_written_to_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    read("<p></p>")
    assert capfd.readouterr() == ("", "")


CAFE = "<p>Café – “£5” for naïve users</p>"


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + CAFE.encode(),
        codecs.BOM_UTF16_LE + CAFE.encode("utf-16-le"),
        CAFE.encode(),
        CAFE.encode("cp1252"),
        b"<meta charset=utf-8>" + CAFE.encode(),
        b"<meta charset='ISO-8859-1'>" + CAFE.encode("cp1252"),
        b'<meta http-equiv=Content-Type content="text/html; charset=mac-roman">'
        + CAFE.encode("mac-roman"),
        b'<?xml version="1.0" encoding="windows-1252"?>' + CAFE.encode("cp1252"),
        b"<meta charset=utf-8>" + CAFE.encode("cp1252"),
        b"<meta charset=no-such-thing>" + CAFE.encode(),
        b"<meta charset=unicode_escape>" + CAFE.encode(),
        b"<meta charset=utf-16>" + CAFE.encode(),
    ],
)
def test_letters_are_read_as_marked_as_declared_or_as_they_must_be(data: bytes) -> None:
    reading = read(data)
    assert reading.text == "Café – “£5” for naïve users"
    assert reading.warnings == ()


def test_characters_that_are_lost_are_counted() -> None:
    reading = read(b"<meta charset=utf-8>" + CAFE.encode() + b"<p>cut \xe2\x80 off</p>")
    assert reading.text.endswith("cut \ufffd off")
    assert reading.warnings == ("1 characters are not utf-8 as declared; they are read as \ufffd",)


def head(markup: str, body: str = "<p>Some words.</p>") -> Reading:
    return read(f"<html><head>{markup}</head><body>{body}</body></html>")


JSON = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("markup", "body", "title"),
    [
        ("<title>Gates | Post</title><meta property=og:title content=Gates>", "", "Gates"),
        ("<title>Gates | Post</title>", "<h1>Gates</h1>", "Gates"),
        ("<title>Post: Gates</title>", "<h1>Gates</h1>", "Gates"),
        (
            "<title>On Gates - A Handbook</title>",
            "<h1>A Handbook</h1><h2>On gates</h2>",
            "On gates",
        ),
        ("<title>Gates | Post</title><meta property=og:site_name content=Post>", "", "Gates"),
        (JSON.format('{"@type": "NewsArticle", "headline": "Tom &amp; Ann"}'), "", "Tom & Ann"),
        ("<title>Untitled</title>", "", None),
        ("<title>Gates</title><title>x</title>", "<svg><title>Arrow</title></svg>", "Gates"),
        ("", "<h2>Gates</h2>", "Gates"),
        ("", "", None),
    ],
)
def test_the_title_is_that_of_the_article(markup: str, body: str, title: str | None) -> None:
    assert head(markup, f"{body}<p>Gates open at nine.</p>").metadata.title == title


@pytest.mark.parametrize(
    ("markup", "date"),
    [
        ("<meta property=article:published_time content=2024-03-02T08:15:00Z>", "2024-03-02"),
        ("<meta name=citation_publication_date content=2019/07>", "2019-07"),
        ("<meta name=date content=2019>", "2019"),
        (JSON.format('{"@graph": [{"@type": ["Article"], "datePublished": "2020"}]}'), "2020"),
        (JSON.format('{"@type": "WebPage", "datePublished": "2020-02-03"}'), "2020-02-03"),
        (JSON.format('{"@type": "Event", "datePublished": "2020-02-03"}'), None),
        ('<time pubdate datetime="2021-01-31">then</time>', "2021-01-31"),
        ('<time itemprop=datePublished datetime="2021-01-31T10:00">then</time>', "2021-01-31"),
        ('<time datetime="2021-01-31">then</time>', None),
        ("<p>Posted on 3 May 2020. Copyright 2019.</p>", None),
        ("<meta property=article:modified_time content=2024-03-02>", None),
        ("<meta name=date content=02/03/2024>", None),
        ("<meta name=date content='last week'>", None),
        ("<meta name=date content=2024-13-02>", None),
        ("<meta name=date content=2023-02-29>", None),
        ("<meta name=date content=0001-01-01>", None),
        ("<meta name=date content=1970-01-01T00:00:00Z>", None),
    ],
)
def test_only_a_date_that_is_stated_counts(markup: str, date: str | None) -> None:
    assert head("", f"{markup}<p>Gates open at nine.</p>").metadata.date == date


@pytest.mark.parametrize(
    ("markup", "author"),
    [
        ("<meta name=author content='Jane Doe'>", "Jane Doe"),
        (
            "<meta name=citation_author content=Ann><meta name=citation_author content=Bo>",
            "Ann, Bo",
        ),
        ("<meta property=article:author content=https://post.example/jane>", None),
        ("<meta name=author content=admin>", None),
        ("<meta name=author content='Microsoft Office User'>", None),
        ("<meta name=author content='Pandoc 3.1'>", None),
        ("<meta name=author content=''><a rel=author href=/j>Jane <b>Doe</b></a>", "Jane Doe"),
        (JSON.format('{"@type": "Article", "author": [{"name": "Ann"}, "Bo"]}'), "Ann, Bo"),
        (JSON.format('{"@type": "Article", "author": {"name": "A\\ud800nn"}}'), "Ann"),
        (JSON.format("{not json"), None),
        (JSON.format("[" * 100_000), None),
    ],
)
def test_authors_are_those_stated(markup: str, author: str | None) -> None:
    assert head(markup).metadata.author == author


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ("<link rel=canonical href=https://post.example/a>", "https://post.example/a"),
        ("<meta property=og:url content=http://post.example/a>", "http://post.example/a"),
        ("<!-- saved from url=(0022)https://post.example/a -->", "https://post.example/a"),
        ("<link rel=canonical href=/a>", None),
        ("<link rel=canonical href=javascript:alert(1)>", None),
        ("<link rel=canonical href='https://[bad'>", None),
        ("<link rel=canonical href='https://post.example/a b'>", None),
        ("<a href=https://post.example/a>elsewhere</a>", None),
    ],
)
def test_an_address_is_one_of_the_web_or_none(markup: str, url: str | None) -> None:
    assert head(markup).metadata.url == url


@pytest.mark.parametrize(
    ("lang", "code"), [("en-GB", "en"), ("de", "de"), ("und", None), ("", None)]
)
def test_a_language_is_its_code(lang: str, code: str | None) -> None:
    assert read(f'<html lang="{lang}"><p>Some words.</p></html>').metadata.language == code


def test_the_publisher_is_the_site() -> None:
    about = read(ARTICLE).metadata
    assert (about.title, about.publisher) == ("Old bridge shut", "The Valley Post")
    assert (about.author, about.date, about.url, about.language) == (None, None, None, "en")


HOSTILE = {
    **{name: f"<{name}>" * 5_000 + "deep" for name in "div b table ul h2 a td x-y".split()},
    "bad ends": "<div>" * 500 + "</x>" * 300_000,
    "tags": "<b></b>" * 500_000,
    "breaks": "<br>" * 100_000,
    "bold breaks": f"<b>{'w<br>' * 100_000}",
    "spans": f"<table>{'<tr><td colspan=1000 rowspan=9999>abc<td>12' * 20_000}</table>",
    "attributes": f"<p {' '.join(f'a{n}=1' for n in range(200_000))}>w",
    "attribute": f"<p title='{'x' * 5_000_000}'>w",
    "no ends": "<p>word" * 3_000,
    "entities": '<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><p>&b;</p>',
    "file": '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>&a;</p>',
    "open comment": "<!-- " * 100_000,
    "open quote": "<a href='" * 100_000,
    "nul": "<p>a\0b</p>",
    "one line": "word " * 300_000,
    "large": "x" * 16_000_001,
    "nothing": "",
    "space": " \n ",
    "comment": "<!-- x -->",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_or_refused(name: str) -> None:
    try:
        text = read(HOSTILE[name]).text
    except Unreadable as reason:
        text = str(reason)
        assert len(text) < 100
    assert "lol" not in text
    assert "root:" not in text


REFUSED = {
    "div": "tags nested more than 512 deep",
    "tags": "1,000,000 tags in it (at most 500,000)",
    "large": "16,000,001 bytes of HTML",
    "one line": "a line of 1,499,999 characters",
    "nul": "control characters",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_says_what_is_too_much(name: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(REFUSED[name])):
        read(HOSTILE[name])


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(Unreadable):
        read(data)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_any_damaged_page_is_read_or_refused(data: st.DataObject) -> None:
    page = bytearray(ARTICLE.encode())
    for _ in range(data.draw(st.integers(1, 5))):
        page[data.draw(st.integers(0, len(page) - 1))] = data.draw(st.integers(0, 255))
    try:
        reading = read(bytes(page[: data.draw(st.integers(0, len(page)))]))
    except Unreadable:
        return
    ends = [0, *(offset for h in reading.headings for offset in (h.start, h.end))]
    assert ends == sorted(ends)
    assert ends[-1] <= len(reading.text)


INSIDE = "p div span b i em a section blockquote center font article h1 h3 q sub time label".split()
WORDS = st.lists(st.sampled_from("alpha beta gamma delta omega Ⅷ Öl £5".split()), min_size=1)


@st.composite
def markup(draw: st.DrawFn, depth: int = 4) -> str:
    if depth == 0 or draw(st.booleans()):
        return " ".join(draw(WORDS)) + " "
    parts = draw(st.lists(markup(depth - 1), min_size=1, max_size=4))
    kind = draw(st.sampled_from([*INSIDE, "ul", "ol", "dl", "table"]))
    if kind in ("ul", "ol"):
        return f"<{kind}><li>{'<li>'.join(parts)}</{kind}>"
    if kind == "dl":
        return f"<dl><dt>{'<dd>'.join(parts)}</dl>"
    if kind == "table":
        return f"<table><tr><td>{'<td>'.join(parts)}</table>"
    return f"<{kind}>{'<br>'.join(parts)}</{kind}>"


@settings(deadline=None)
@given(markup())
def test_all_words_of_a_page_stand_in_its_text_in_order(page: str) -> None:
    plain = re.sub(r"<[^>]*>", " ", page).split()
    shown = [word for word in text_of(page).split() if not re.fullmatch(r"-|\||\d+\.", word)]
    assert shown == plain


def test_a_list_inside_a_term_keeps_its_numbers() -> None:
    reading = read("<dl><dt><ol><li>Open the tap.<li>Wait.</ol><dd>Then close it.</dl>")
    assert reading.text.split("\n") == ["1. Open the tap.", "2. Wait.", "Then close it."]
    assert reading.headings == ()


@settings(max_examples=50, deadline=None)
@given(st.lists(markup(), min_size=1, max_size=5))
def test_each_heading_is_a_line_of_the_text_and_each_line_is_of_the_page(parts: list[str]) -> None:
    page = "".join(parts)
    reading = read(page)
    lines = reading.text.split("\n")
    assert all(reading.text[h.start : h.end] == h.title for h in reading.headings)
    assert all(h.title in lines for h in reading.headings)
    assert set(lines) <= set(text_of(page).split("\n"))


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>It costs <s> £12 </s> £9.</p>", "It costs ~~£12~~ £9."),
        ("<ul><li><del>A <b>rope</b></del><li>A lamp</ul>", "- ~~A rope~~\n- A lamp"),
        ("<del><p>One.</p><p>Two.</p></del><p>Three.</p>", "~~One.~~\n\n~~Two.~~\n\nThree."),
        ("<p><i style='text-decoration: line-through'>Six</i> ten</p>", "~~Six~~ ten"),
        ("<p><del>a <s>b</s> c</del> d <del> </del></p>", "~~a b c~~ d"),
        ("<p><ins>Nine</ins> <span style='text-decoration: none'>ten</span></p>", "Nine ten"),
    ],
)  # fmt: skip
def test_what_a_page_strikes_out_is_marked_in_its_text(page: str, text: str) -> None:
    assert text_of(page) == text


def test_a_box_that_an_item_begins_with_is_read_with_its_state() -> None:
    tar, row = "<input type=checkbox checked> Tar ", "<label><input type='checkbox'>Row</label>"
    page = f"<ul><li>{tar}<li>{row}</ul><p><input type=checkbox> Write to me"
    assert text_of(page) == "- ☑ Tar\n- ☐ Row\n\nWrite to me"


def test_a_notice_or_a_placeholder_is_not_shown_as_the_title() -> None:
    [reading] = read_html(
        b"<html><head><title>Untitled-1</title></head><body><h1>We value your privacy</h1>"
        b"<p>Choose.</p><h1>Rules of the allotments</h1><p>Plots are let for a year.</p></body>"
    )
    assert reading.metadata.title == "Rules of the allotments"


def test_a_name_of_code_stays_the_title_of_its_page() -> None:
    [reading] = read_html(
        b"<html><head><title>parse_date</title></head><body><h1>parse_date</h1>"
        b"<p>It reads a date from a text that is given.</p></body>"
    )
    assert reading.metadata.title == "parse_date"


HIDDEN = {
    "attribute": "<p hidden>{}</p>",
    "attribute with a value": '<div hidden="hidden"><p>{}</p></div>',
    "style": '<div style="color: red; display:none"><p>{}</p></div>',
    "important": '<span style="DISPLAY : none !important">{}</span>',
    "invisible": '<p style="visibility: hidden">{}</p>',
    "for screens only": '<p aria-hidden="true">{}</p>',
    "template": "<template><p>{}</p></template>",
    "without scripts": "<noscript><p>{}</p></noscript>",
    "class of the page": (
        "<style>p {{ margin: 0 }} .off, .x {{ display: none }}</style><p class='b off'>{}</p>"
    ),
    "id of the page": "<style>/* a {{ */ div#off {{ display: none; }}</style><div id=off>{}</div>",
    "a row": "<table><tr><td>a</td><td>b</td></tr><tr hidden><td>{}</td><td>c</td></tr></table>",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_nobody_sees_is_left_out_and_told(name: str) -> None:
    words = "The tram is free on Sundays."
    page = f"<h1>Tram</h1><p>It runs every nine minutes, all day.</p>{HIDDEN[name].format(words)}"
    reading = read(f"{page}<p>Children ride at half price until fourteen.</p>")
    assert "free" not in reading.text
    assert "Children ride" in reading.text
    assert len([w for w in reading.warnings if "hidden" in w and "free on Sundays" in w]) == 1


SHOWN = {
    "button": "<button aria-expanded=false>Fare?</button><div hidden>{}</div>",
    "named by a button": (
        "<button aria-controls=fare>Fare?</button><p>Or not.</p><div id=fare hidden>{}</div>"
    ),
    "bootstrap": (
        '<a data-toggle="collapse" href="#fare">Fare?</a><div id=fare style="display:none">{}</div>'
    ),
    "tab panel": '<div role="tabpanel" aria-hidden="true"><p>{}</p></div>',
    "tab of a script": "<style>.tabcontent {{display:none}}</style><div class=tabcontent>{}</div>",
    "opened by a click": (
        "<span onclick=\"show('fare')\">Fare?</span><div id=fare style='display:none'>{}</div>"
    ),
    "found by the browser": '<div hidden="until-found">{}</div>',
    "shown by a class": (
        "<style>.a {{display:none}} .a.open {{display:block}}</style><p class=a>{}</p>"
    ),
    "hidden in print": "<style>@media print {{ .a {{display:none}} }}</style><p class=a>{}</p>",
    "details": "<details><summary>Fare?</summary><p>{}</p></details>",
    "whole page": '<article style="visibility:hidden"><p>{}</p></article>',
    "under a window": '<div aria-hidden="true"><p>{}</p>'
    + "<p>All words of the page.</p>" * 9
    + "</div>",
    "small letters": '<p style="display:block">{}</p>',
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_the_page_opens_is_read(name: str) -> None:
    words = "The tram is free on Sundays."
    page = f"<h1>Tram</h1><p>It runs every nine minutes, all day.</p>{SHOWN[name].format(words)}"
    reading = read(f"{page}<p>Children ride at half price.</p>")
    assert words in reading.text
    assert not any("hidden" in warning for warning in reading.warnings)


def test_the_words_of_an_icon_are_left_out_without_a_warning() -> None:
    reading = read('<p>Close <span aria-hidden="true">× now</span> the gate.</p>')
    assert (reading.text, reading.warnings) == ("Close the gate.", ())


@pytest.mark.parametrize("style", ["/*" * 200_000, "@a" * 200_000, "@a{" * 200_000, "x" * 900_000])
def test_hostile_style_is_read_in_one_go(style: str) -> None:
    assert read(f"<style>{style}</style>" + "<style>" * 9 + "</style><p>Row.</p>").text == "Row."


def sections_of(page: str) -> dict[str, tuple[str, ...]]:
    """Each paragraph, item and row, and the headings that it stands under."""
    reading = read(page)
    document = Document("a.html", reading.text, "", Metadata(), reading.headings)
    document = document._replace(tables=reading.tables)
    return {
        reading.text[block.start : block.end]: block.section
        for block in clean(document)
        if block.label in INDEXED
    }


def test_a_question_is_over_its_answer_and_over_nothing_behind_its_part() -> None:
    page = (
        "<h1>Fern</h1><details><summary>Is it wet?</summary><p>Yes.</p></details><p>Go on.</p>"
        "<div class=accordion><button aria-expanded=false>Is it old?</button><p>No.</p>"
        "<button aria-expanded=false>Is it big?</button><p>Quite.</p></div><ul><li>Soil</li></ul>"
        "<dl><dt>Pot</dt><dd>Of clay.</dd></dl><p>That is all.</p>"
    )
    assert sections_of(page) == {
        "Yes.": ("Fern", "Is it wet?"),
        "Go on.": ("Fern",),
        "No.": ("Fern", "Is it old?"),
        "Quite.": ("Fern", "Is it big?"),
        "Soil": ("Fern",),
        "Of clay.": ("Fern", "Pot"),
        "That is all.": ("Fern",),
    }


def test_a_caption_is_over_the_rows_of_its_table_alone() -> None:
    rows = "<tr><th>Who</th><th>Fare</th></tr><tr><td>Dogs</td><td>{}</td></tr>"
    winter = f"<table><caption>Winter fares.</caption>{rows.format(1)}</table>"
    summer = f"<table><caption>Summer fares.</caption>{rows.format(2)}</table>"
    page = f"<h1>Ferry</h1>{winter}{summer}<p>Go on board.</p>"
    assert sections_of(page) == {
        "Dogs | 1": ("Ferry", "Winter fares."),
        "Dogs | 2": ("Ferry", "Summer fares."),
        "Go on board.": ("Ferry",),
    }


@pytest.mark.parametrize(
    "label",
    [
        "<span>Step {}</span>",
        '<div class="badge">STEP {}</div>',
        "<p><b>Step {}:</b></p>",
        "<p>Step {} of 2</p>",
    ],
)
def test_the_label_of_a_step_is_a_heading_over_its_text(label: str) -> None:
    steps = [
        f"<div>{label.format(n)}<p>{words}</p></div>" for n, words in ((1, "Dig."), (2, "Go."))
    ]
    sections = sections_of(f"<h1>Fern</h1>{''.join(steps)}")
    assert list(sections) == ["Dig.", "Go."]
    assert [is_step_label(section[-1]) for section in sections.values()] == [True, True]


def test_a_step_in_a_sentence_or_in_a_cell_is_no_label() -> None:
    rows = "<tr><td>Step 1</td><td>Dig</td></tr><tr><td>Step 2</td><td>Rest</td></tr>"
    page = f"<p>Step 1 is hard.</p><p>Rest.</p><table>{rows}</table>"
    assert read(page).headings == ()


TAB_LISTS = {
    "named": "<ul role=tablist><li role=tab aria-controls=b>Linux</li><li role=tab aria-controls=a>"
    "Windows</li></ul><div role=tabpanel id=a><p>Open it.</p></div>"
    "<div role=tabpanel id=b hidden><p>Run it.</p></div>",
    "in order": "<ul role=tablist><li role=tab>Windows</li><li role=tab>Linux</li></ul>"
    "<div role=tabpanel><p>Open it.</p></div><div role=tabpanel hidden><p>Run it.</p></div>",
    "buttons": '<div><button role=tab data-bs-toggle=tab data-bs-target="#a">Windows</button>'
    '<button role=tab data-bs-toggle=tab data-bs-target="#b">Linux</button></div>'
    "<div role=tabpanel id=a><p>Open it.</p></div><div role=tabpanel id=b><p>Run it.</p></div>",
}


@pytest.mark.parametrize("name", TAB_LISTS)
def test_the_panel_of_a_tab_stands_under_its_label(name: str) -> None:
    sections = sections_of(f"<h1>Setup</h1>{TAB_LISTS[name]}<p>Then wait.</p>")
    assert sections["Open it."] == ("Setup", "Windows")
    assert sections["Run it."] == ("Setup", "Linux")
    assert sections["Then wait."] == ("Setup",)


def test_numbers_drawn_over_texts_are_the_numbers_of_these() -> None:
    step = '<div class="step"><span class="badge">{}</span><div><p>{}</p></div></div>'
    steps = "".join(
        step.format(n, words) for n, words in ((1, "Dig."), (2, "Plant."), (3, "Rest."))
    )
    assert read(f"<h1>Fern</h1>{steps}").text == "Fern\n\n1. Dig.\n\n2. Plant.\n\n3. Rest."
    titled = "<div>{}</div><h3>{}</h3><p>Slowly.</p>"
    page = titled.format(1, "Dig") + titled.format(2, "Plant")
    assert [heading.title for heading in read(page).headings] == ["1. Dig", "2. Plant"]


def test_numbers_that_do_not_count_stay_paragraphs() -> None:
    votes = "<div>{}</div><p>{}</p>"
    page = votes.format(12, "Use vinegar.") + votes.format(3, "Paint them.")
    assert read(page).text == "12\n\nUse vinegar.\n\n3\n\nPaint them."

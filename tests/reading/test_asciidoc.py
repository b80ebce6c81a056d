"""AsciiDoc is read as the page that it is written for."""

import pytest

from index.documents import Metadata
from index.reading.formats.asciidoc import read_asciidoc
from index.reading.formats.reading import Reading, Unreadable


def read(source: str) -> Reading:
    (reading,) = read_asciidoc(source.encode())
    return reading


def rows(source: str) -> list[str]:
    reading = read(source)
    return [reading.text[slice(*row)] for table in reading.tables for row in table.rows]


def test_the_header_says_who_wrote_it_and_when() -> None:
    reading = read(
        "// a comment\n= The Mill: *Handbook*\nAnn Cole <ann@example.org>\nv1.2, 2025-06-02\n"
        ":toc:\n\nIntro.\n\n== Fees ==\n\nFive.\n\n=== Children\n\nNone.\n"
    )
    assert reading.text == ("The Mill: Handbook\n\nIntro.\n\nFees\n\nFive.\n\nChildren\n\nNone.")
    assert reading.metadata == Metadata(
        title="The Mill: Handbook", author="Ann Cole", date="2025-06-02"
    )
    assert [(h.title, h.level) for h in reading.headings] == [
        ("The Mill: Handbook", 1),
        ("Fees", 2),
        ("Children", 3),
    ]


def test_titles_with_a_line_below_are_headings() -> None:
    reading = read("Fees\n----\n\nFive.\n\nMore\n~~~~\n\n----\ncode\n----\n")
    assert [(h.title, h.level) for h in reading.headings] == [("Fees", 2), ("More", 3)]
    assert reading.text.endswith("```\ncode\n```")


def test_attributes_are_replaced_and_unknown_ones_stay() -> None:
    source = ":price: 5 euros\n:fee: a fee of {price}\n\nIt has {fee}.{nbsp}See {unknown}.\n"
    assert read(source).text == "It has a fee of 5 euros. See {unknown}."
    assert read("a {plus}1\n\n:b: x\n\n{b}\n\n:!b:\n\n{b}").text == "a +1\n\nx\n\n{b}"


def test_lists_are_nested_and_blocks_join_their_item() -> None:
    source = (
        "* one\ngoes on\n** two\n. first\n. second\n+\nMore of it.\n* [x] three\n\nBehind it.\n"
    )
    assert read(source).text == (
        "- one goes on\n  - two\n    1. first\n    2. second\n\nMore of it.\n\n- ☑ three\n\n"
        "Behind it."
    )


def test_terms_stand_over_what_they_mean() -> None:
    reading = read("Range:: sixty feet\nCost::\n\n  five euros\n\nAfter.\n")
    assert reading.text == "Range\nsixty feet\n\nCost\nfive euros\n\nAfter."
    assert [heading.title for heading in reading.headings] == ["Range", "Cost"]


@pytest.mark.parametrize(
    "table",
    [
        "|===\n|Day |Open\n\n|Mon |9\n|Tue |10\n|===",
        '[cols="1,2", options="header"]\n|===\n|Day |Open\n|Mon\n|9\n|Tue\n|10\n|===',
        "[%header,cols=2*]\n|===\n|Day\n|Open\n|Mon |9 |Tue |10\n|===",
        '[%header,format=csv]\n|===\nDay,Open\n"Mon",9\nTue,10\n|===',
        ",===\nDay,Open\n\nMon,9\nTue,10\n,===",
    ],
)
def test_tables_of_all_kinds_have_their_columns(table: str) -> None:
    assert read(table).tables[0].columns == ("Day", "Open")
    assert rows(table) == ["Mon | 9", "Tue | 10"]


def test_cells_that_cover_others_are_repeated() -> None:
    source = (
        "[%header,cols=3*]\n|===\n|Day |From |To\n.2+|Mon |9 |12\n|14 |18\n|Tue 2+|closed\n|==="
    )
    assert rows(source) == ["Mon | 9 | 12", "Mon | 14 | 18", "Tue | closed | closed"]
    assert rows("[cols=2*,%header]\n|===\n|A |B\n|x\\|y a|*z*\n|===") == ["x\\|y | z"]


def test_code_keeps_its_words_and_its_language() -> None:
    source = (
        "[source,python]\n----\nprint('*a*') # <1>\n----\n<1> Says a.\n\n```sh\nmake\n```\n\n"
        " indented {x}\n\n....\n  two\n....\n"
    )
    reading = read(source)
    assert [reading.text[slice(*code.content)] for code in reading.code] == [
        "print('*a*') # <1>\n",
        "make\n",
        "indented {x}\n",
        "two\n",
    ]
    assert [code.language for code in reading.code] == ["python", "sh", "", ""]
    assert "1. Says a." in reading.text


def test_admonitions_say_their_kind() -> None:
    source = (
        "NOTE: Dogs stay\noutside.\n\n[WARNING]\n.Danger\n====\nNever touch it.\n\n* ever\n====\n"
    )
    assert read(source).text == (
        "NOTE: Dogs stay outside.\n\nDanger\n\nWARNING: Never touch it.\n\n- ever"
    )


def test_marks_inside_a_line_are_taken_away() -> None:
    line = (
        "*Bold _and_ so*, `a *b*`, `+{c}+`, +d*e*+, [line-through]#old#, [.red]#new#, x^2^, H~2~O,"
        " <<fees,the fees>>, <<id>>, https://x.org/a_b[the site^], link:b.adoc[role=x,window=_w], "
        "xref:c.adoc#d[], kbd:[Ctrl+C], menu:File[Save], image:https://x.org/a.png[no], \\*kept*, "
        '"`quoted`"'
    )
    assert read(line).text == (
        "Bold and so, a *b*, {c}, d*e*, ~~old~~, new, x², H2O, the fees, id, the site, b.adoc, "
        'c.adoc#d, Ctrl+C, File > Save, , *kept*, "quoted"'
    )
    assert read("*--mode*=_SAFE_MODE_ of {url}/a_b[the #1 page^]").text == (
        "--mode=SAFE_MODE of the #1 page"
    )
    kept = "a_b_c and 2*3*4, C# and F#, ~5 to ~6, https://x.org/a_b_c <tag> & {so}"
    assert read(kept).text == kept


def test_what_is_for_programs_is_no_text() -> None:
    source = (
        "////\nno\n////\n[[id]]\n[#other.role]\nOne. // kept\n\nifdef::x[]\nTwo.\nendif::[]\n"
        "include::/etc/passwd[]\n\nimage::a.png[Alt]\n\n'''\n\n(((index)))Three ((shown)).\n"
    )
    reading = read(source)
    assert reading.text == "One. // kept\n\nTwo.\n\nThree shown."
    assert reading.warnings == ("line 11: another file is not inserted",)


def test_what_is_never_closed_is_text() -> None:
    assert "Words." in read("====\nWords.").text
    assert "Words." in read("|===\nWords.").text


def test_attributes_that_grow_without_end_are_not_put_in() -> None:
    bomb = ":a: xxxxxxxxxx\n" + "".join(
        f":{name}: {f'{{{below}}}' * 10}\n"
        for below, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert len(read(f"{bomb}\n{'{i} ' * 5_000}").text) < 2_000_000


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("".join("=" * n + "\n" for n in range(4, 70)) * 2, None),
        ("\n".join("=" * n for n in [*range(4, 70), *range(69, 3, -1)]), "blocks nested more than"),
        ("* a\n" * 280_000, "[0-9,]+ tags in it"),
        ("a\n" * 300_001, "600,002 bytes in 300,001 lines; split it"),
        ("|===\n|a |b\n" + "200*|x " * 1_000 + "\n|===\n", "more than 100,000 cells in a table"),
        ("\x00", "not text"),
    ],
)
def test_hostile_files_are_refused_in_one_line(source: str, reason: str | None) -> None:
    if reason is None:
        read(source)
        return
    with pytest.raises(Unreadable, match=f"^{reason}"):
        read(source)


MARKS = '"`a |pass:[a |+++a +|**a |__a |##a *|*a |`a |_a |#a |<<a|[[|+a |((|{a|[x]#|https://a['


@pytest.mark.parametrize("mark", MARKS.split("|"))
def test_many_marks_take_no_long_time(mark: str) -> None:
    assert read(mark * 20_000).text


@pytest.mark.parametrize("mark", ["link:", "{x}", "https://", "xref:a", "mailto:{b}"])
def test_many_links_without_an_end_take_no_long_time(mark: str) -> None:
    assert read(mark * 19_000).text


@pytest.mark.parametrize(
    "line", ["= a{}b", "== a{}b ==", "a{}b:", "* a{}b", ".a{}b", "include::{}[", "[a{}b"]
)
def test_a_line_of_many_spaces_takes_no_long_time(line: str) -> None:
    assert read("Words.\n\n" + line.format(" " * 90_000) + "\n\nMore.").text.endswith("More.")


def test_a_heading_may_end_with_its_marks_and_spaces() -> None:
    source = "== A ==  \n\n=== B == \n\n== == C\t==\n\n==   D   E   \n"
    titles = [heading.title for heading in read(source).headings]
    assert titles == ["A", "B ==", "== C", "D E"]


def test_a_link_shows_its_words_and_not_where_it_points_to() -> None:
    source = "See link:a/b.html[the page], https://example.org/a,b[a site] and {x}/c[this]."
    assert read(source).text == "See the page, a site and this."

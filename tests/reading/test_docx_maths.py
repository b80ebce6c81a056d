"""Equations of Word documents are read on one line, as people type them."""

import pytest

from tests.reading.word_files import mark, paragraph, read, run


def m(name: str, *inner: str, **properties: str) -> str:
    """An element of an equation; words stand in a run."""
    stated = "".join(f'<m:{key} m:val="{value}"/>' for key, value in properties.items())
    stated = f"<m:{name}Pr>{stated}</m:{name}Pr>" if stated else ""
    content = (i if i.startswith("<") else f"<m:r><m:t>{i}</m:t></m:r>" for i in inner)
    return f"<m:{name}>{stated}{''.join(content)}</m:{name}>"


def over(above: str, below: str, **properties: str) -> str:
    return m("f", m("num", above), m("den", below), **properties)


@pytest.mark.parametrize(
    ("equation", "text"),
    [
        (over("1", "2"), "1/2"),
        (over("a+b", "2c"), "(a+b)/2c"),
        (over(over("1", "2"), "3"), "(1/2)/3"),
        (over("n", "k", type="noBar"), "(n over k)"),
        (m("sSup", m("e", "x"), m("sup", "2")), "x^2"),
        (m("sSup", m("e", "x"), m("sup", "n+1")), "x^(n+1)"),
        (m("sSub", m("e", "t"), m("sub", "0")), "t_0"),
        (m("sSubSup", m("e", "x"), m("sub", "i"), m("sup", "2")), "x_i^2"),
        (m("sSup", m("e", m("d", m("e", over("1", "x")))), m("sup", "2")), "(1/x)^2"),
        (m("sSup", m("e", "(a)(b)"), m("sup", "2")), "((a)(b))^2"),
        (m("rad", m("deg"), m("e", "y")), "sqrt(y)"),
        (m("rad", m("deg", "3"), m("e", "8")), "root(3, 8)"),
        (m("nary", m("sub", "i=1"), m("sup", "n"), m("e", "i"), chr="∑"), "∑_(i=1)^n i"),
        (m("d", m("e", "a"), m("e", "b"), begChr="[", endChr="]", sepChr=","), "[a,b]"),
        (m("d", m("e", "a+b")), "(a+b)"),
        (m("func", m("fName", "sin"), m("e", "x")), "sin(x)"),
        (m("limLow", m("e", "lim"), m("lim", "x→0")), "lim_(x→0)"),
        (
            m("m", m("mr", m("e", "1"), m("e", "0")), m("mr", m("e", "0"), m("e", "1"))),
            "[1, 0; 0, 1]",
        ),
        (m("eqArr", m("e", "x&amp;=1"), m("e", "y&amp;=2")), "x=1; y=2"),
        (m("acc", m("e", "v"), chr="\u20d7"), "v\u20d7"),
    ],
)
def test_an_equation_is_one_line(equation: str, text: str) -> None:
    assert read(paragraph(m("oMath", equation))).text == text


def test_an_equation_stands_in_its_sentence() -> None:
    body = paragraph("Take ", m("oMath", over("3", "4")), " of a cup.")
    assert read(body).text == "Take 3/4 of a cup."
    assert (
        read(paragraph("Take 2", m("oMath", over("1", "2")), " cups.")).text == "Take 2 1/2 cups."
    )


def test_an_equation_of_its_own_paragraph_is_read() -> None:
    inner = m("oMath", "E=m", m("sSup", m("e", "c"), m("sup", "2")))
    assert read(paragraph(f"<m:oMathPara>{inner}</m:oMathPara>")).text == "E=mc^2"


def test_words_deleted_in_an_equation_are_not_read() -> None:
    gone = "<w:del><m:r><m:t>y</m:t></m:r></w:del>"
    assert read(paragraph(m("oMath", "x", gone, "=1"))).text == "x=1"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (r"EQ \f(3,4)", "3/4"),
        (r" EQ \f(a+b;2)", "(a+b)/2"),
        (r"EQ \r(3,x)", "root(3, x)"),
        (r"EQ \r(,\f(1,2))", "sqrt(1/2)"),
        (r"EQ x\s\up8(2)", "x^2"),
        (r"EQ t\s\do4(0)", "t_0"),
        (r"EQ \b(\f(1,2))", "(1/2)"),
        (r"EQ \o(a)", "a"),
        (r"EQ \f(1", r"\f(1"),
        ("REF here", ""),
        ("", ""),
    ],
)
def test_the_equation_of_a_field_is_read(code: str, text: str) -> None:
    field = mark("begin") + f"<w:r><w:instrText>{code}</w:instrText></w:r>" + mark("end")
    assert read(paragraph("It is ", field, ".")).text == f"It is {text}."


RAISED = '<w:vertAlign w:val="superscript"/>'


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("10", run("6", RAISED), " cells"), "10⁶ cells"),
        (("20 m", run("2", RAISED)), "20 m²"),
        (("10", run("-3", RAISED)), "10⁻³"),
        (("the 2", run("nd", RAISED), " day"), "the 2nd day"),
        (("2", run("1", RAISED), "/", run("2", '<w:vertAlign w:val="subscript"/>')), "2 1/2"),
        (("CO", run("2", '<w:vertAlign w:val="subscript"/>')), "CO2"),
    ],
)
def test_a_raised_number_is_no_figure_of_the_one_before(parts: tuple[str, ...], text: str) -> None:
    assert read(paragraph(*parts)).text == text


def test_forged_signs_are_short() -> None:
    forged = m("d", *["<m:e/>"] * 2_000, sepChr="x" * 9_999)
    assert len(read(paragraph(m("oMath", forged))).text) < 20_000

"""Parts of Markdown that are set apart are read as the text around them, without their marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.blocks import INDEXED, Label
from index.reading.cleaning.pipeline import clean
from index.shown_form import show
from index.text.admonitions import title_in, without_parts_apart
from tests.reading.cleaned import labelled_words, markdown

PIECES = ["!!! note", ' "Title"', "??? tip", ":::", ":::tip", " Title", "    ", "\t", "\n", "\r\n",
          "```", "- ", "words", "{.a}", "[b]"]  # fmt: skip


def shown(text: str) -> str:
    blocks = [block.span for block in clean(markdown(text)) if block.label in INDEXED]
    spans = [(block.start, block.end) for block in blocks]
    return show(text, spans, blocks, markdown=True).text


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ('!!! warning "Mind the gap"', "Mind the gap"),
        ('???+ note inline "Tides"', "Tides"),
        ("!!! danger", ""),
        (":::tip Tides", "Tides"),
        (":::note[High tides]", "High tides"),
        ("::: warning Low tides {.wide}", "Low tides"),
        ("::: {.callout #tide}", ""),
        ("::::", ""),
        ("!!!", None),
        ("?? note", None),
        ("Ships :::note", None),
        ("::", None),
        ("!!! Stop now, or else.", None),
        (":::" + "a " * 200, None),
    ],
)
def test_a_line_that_sets_a_part_apart_is_known_by_its_title(line: str, title: str | None) -> None:
    span = title_in(line)
    assert (None if span is None else line[slice(*span)]) == title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('!!! tip "Tides"\n    Row.\n\n    Rest.\n\nGo on.\n', "Row.\nRest.\nGo on."),
        ("??? note\n\n    Row.\n\n    ```\n    row\n    ```\n\nRest.\n", "Row.\nrow\nRest."),
        (":::note Tides\nRow at noon.\n:::\nRest at two.\n", "Row at noon.\nRest at two."),
        ("```{tip} Tides\nRow at noon.\n```\nRest at two.\n", "Row at noon.\nRest at two."),
        ("{% tab title='A' %}\nRow.\n{% endtab %}\n\nRest.\n", "Row.\nRest."),
        ("::: {.tip}\n- oars\n- rope\n:::\n", "- oars\n- rope"),
    ],
)  # fmt: skip
def test_only_its_words_are_shown(text: str, expected: str) -> None:
    assert shown(f"Go.\n\n{text}") == f"Go.\n{expected}"


def test_code_that_shows_such_marks_stays_as_it_is() -> None:
    text = '```\n!!! note "Tides"\n    Row.\n:::\n```\n'
    assert without_parts_apart(text) == (text, ())
    assert labelled_words(markdown(text), Label.CODE) == ['!!! note "Tides" Row. :::']


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_no_line_is_added_and_no_word_lost(text: str) -> None:
    lines, plain = text.split("\n"), without_parts_apart(text).text.split("\n")
    assert len(lines) == len(plain)
    for line, left in zip(lines, plain, strict=True):
        assert left.strip() == line.strip() or (
            not left.strip() and (title_in(line.strip()) is not None or line.strip("> \t`~") == "")
        )


PARTS = {
    "mkdocs tabs": '=== "A"\n\n    Row.\n\n=== "B"\n\n    Rest.\n\nGo.\n',
    "docusaurus": "::: tab A\nRow.\n:::\n::: tab B\nRest.\n:::\nGo.\n",
    "nested": (
        "::::: tabs\n:::: tab A\n::: note\nRow.\n:::\n::::\n:::: tab B\nRest.\n::::\n"
        ":::::\nGo.\n"
    ),
    "vitepress": ":::tabs\n== A\nRow.\n== B\nRest.\n:::\nGo.\n",
    "sphinx": "::::{tab-set}\n:::{tab-item} A\nRow.\n:::\n:::{tab-item} B\nRest.\n:::\n::::\nGo.\n",
    "myst": "````{tab-set}\n```{tab-item} A\nRow.\n```\n```{tab-item} B\nRest.\n```\n````\n\nGo.\n",
    "gitbook": (
        '{% tabs %}\n{% tab title="A" %}\nRow.\n{% endtab %}\n{% tab title="B" %}\nRest.\n'
        "{% endtab %}\n{% endtabs %}\nGo.\n"
    ),
    "hugo": (
        '{{< tabs >}}\n{{< tab "A" >}}\nRow.\n{{< /tab >}}\n{{% tab name="B" %}}\nRest.\n'
        "{{% /tab %}}\n{{< /tabs >}}\nGo.\n"
    ),
    "docsy": (
        '{{< tab header="A" lang="en" >}}\nRow.\n{{< /tab >}}\n{{< tab header="B" >}}\n'
        "Rest.\n{{< /tab >}}\n\nGo.\n"
    ),
    "in a list": "1. See:\n\n    === \"A\"\n        Row.\n\n    === \"B\"\n        Rest.\n\nGo.\n",
    "mdx": (
        '<Tabs>\n<TabItem value="a" label="A">\n\nRow.\n\n</TabItem>\n'
        '<TabItem value="B" default={() => 1}>\n\nRest.\n\n</TabItem>\n</Tabs>\n\nGo.\n'
    ),
    "on one line": "<Tabs><Tab title=\"A\">Row.</Tab><Tab title=\"B\">Rest.</Tab></Tabs>\n\nGo.\n",
    "callouts": "> [!tip] A\n> Row.\n\n> [!note]+ B\n> Rest.\n\nGo.\n",
    "quoted at once": "> [!tip] A\n> Row.\n> > [!note]- B\n> > Rest.\n\nGo.\n",
    "admonitions": '!!! note "A"\n    Row.\n\n??? tip "B"\n    Rest.\nGo.\n',
    "details": (
        "<details>\n<summary>A</summary>\n\nRow.\n\n</details>\n"
        "<details><summary>B</summary>Rest.</details>\n\nGo.\n"
    ),
    "headings inside": '=== "A"\n\n    ### Why\n\n    Row.\n\n=== "B"\n\n    Rest.\n\nGo.\n',
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_the_label_of_a_part_is_over_its_words_and_over_no_others(name: str) -> None:
    under = {}
    of = markdown(f"# Boat\n\n{PARTS[name]}")
    for block in clean(of):
        if block.label in INDEXED:
            words = show(of.text, [(block.start, block.end)], [block.span], markdown=True).text
            under[words.strip("1. ")] = block.section
    assert {title for title in under.pop("Row") if title != "Why"} == {"Boat", "A"}
    assert under.pop("Rest")[-1] == "B"
    assert under.pop("Go") == ("Boat",)
    assert set(under) <= {"See:"}


@pytest.mark.parametrize(
    "text",
    [
        "Total\n===\n\nRow.\n",
        "```{python}\nrow()\n```\n",
        "Use {{ name }} here: {% raw %} is no tab.\n",
        "a == b\n\n== c == d\n",
    ],
)
def test_what_only_looks_like_a_label_is_none(text: str) -> None:
    assert without_parts_apart(text).parts == ()

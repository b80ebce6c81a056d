"""Comments and other parts of Markdown that no page shows are no words of the document."""

import pytest

from index.blocks import INDEXED
from index.reading.cleaning.pipeline import clean
from index.shown_form import show
from index.text.hidden_parts import hidden_parts
from tests.reading.cleaned import markdown


def shown(text: str) -> str:
    of = markdown(text)
    blocks = [block.span for block in clean(of) if block.label in INDEXED]
    return show(of.text, [block[:2] for block in blocks], blocks, markdown=True).text


@pytest.mark.parametrize(
    "part",
    [
        "<!-- Nobody reads this. -->",
        "<!--\nNobody\n\n## Reads\n\nthis.\n-->",
        "%%\nNobody\n\nreads this.\n%%",
        "%% Nobody reads this. %%",
        "{/* Nobody\n\nreads this. */}",
        "{% comment %}\nNobody reads this.\n\nNo.\n{% endcomment %}",
        "<style>\n.a { color: red }\n\n.b { color: blue }\n</style>",
        "<script>\nvar a = 1;\n\nvar b = 2;\n</script>",
        "import Tabs from '@theme/Tabs';\nimport {\n  Card,\n} from \"./card\";",
        "import './style.css'",
        "export const colour = 'red';",
        "[TOC]",
        "[[_TOC_]]",
        "{{< youtube a1b2 >}}",
        '{% include "note.html" %}',
        "![[plan.png|300]]",
        "<br>",
        '<img src="a.png">',
    ],
)
def test_what_no_page_shows_is_not_shown(part: str) -> None:
    text = f"# Weir\n\nIt was mended.\n\n{part}\n\n## Lock\n\nIt held.\n"
    assert shown(text) == "It was mended.\nIt held."
    assert [heading.title for heading in markdown(text).headings] == ["Weir", "Lock"]


@pytest.mark.parametrize(
    "text",
    [
        "```html\n<!-- Shown. -->\n```\n",
        "The price fell by 5 %% in May and by 3 % in June.\n",
        "import duties fell from '20 on.\n",
        "export figures rose.\n",
        "Write `<!--` before and `-->` behind it.\n",
        "<!-- This was never closed.\n",
    ],
)
def test_what_only_looks_like_it_is_shown(text: str) -> None:
    found = [text[a:b] for a, b in hidden_parts(text, 0, len(text), [(0, len(text))])]
    assert not found
    assert "Shown" not in text or "Shown" in shown(text)


NEVER_CLOSED = ["<!--", "%% a", "{/*", "<style>", "{% comment %}", "import a", "import {"]


@pytest.mark.parametrize("part", NEVER_CLOSED)
def test_many_that_were_never_closed_are_read_in_one_go(part: str) -> None:
    text = f"{part}\n" * 100_000
    assert sum(end - start for start, end in hidden_parts(text, 0, len(text))) <= len(text)

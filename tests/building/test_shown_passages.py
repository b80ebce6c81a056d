"""No passage of any document is shown with the marks that its format is written in."""

import re
from pathlib import Path

import pytest

from index.building.splitting import split
from index.documents import Document, is_markdown
from index.reading.corpus import read_corpus
from index.shown_form import show
from tests.conftest import ROOT, WordEncoder

MARKS = re.compile(
    r"^\s*(?:```|~~~|\||#{1,6} |---$|>|\w+: [\"'\[])|\]\(|\[\^|\[[ x]\] |\[!\w+\]|\*\*|<[a-z/]|\{#",
    re.MULTILINE,
)
HANDBOOK = """---
title: "Boat house"
author: 'Ann Cole'
tags: [boats, rules]
---
# Rules {#rules}

Read **all** of [the rules](rules.md "Rules")[^1] and ![a plan](plan.png) first.

> [!NOTE]
> The _weir_ is closed.

- [ ] Untie the `rope`.
- [x] Push <b>off</b>.
  - Mind the *swans*.

| Boat | Price \\| day |
|:-----|------:|
| **Skiff** | [£9](a.md) |
| Punt | £7 |

```sh
make all | tee log
```

<details><summary>May I bring a dog?</summary>

Yes, on a lead.

</details>

[^1]: They were printed in 1921.
"""
PAGE = """<html><head><title>Boat house</title></head><body><h1>Boat house</h1>
<p>Read <b>all</b> of <a href="rules.html">the rules</a> before you row out on the lake.</p>
<ul><li>Untie the rope.<li>Push off.</ul>
<table><tr><th>Boat<th>Price</tr><tr><td>Skiff<td>&pound;9</tr></table>
<pre><code>make all</code></pre></body></html>
"""


def passages_shown(corpus: Path) -> list[str]:
    return [words for document in read_corpus(corpus).documents for words in shown_of(document)]


def shown_of(document: Document) -> list[str]:
    return [
        show(
            document.text, passage.sentences, passage.blocks, markdown=is_markdown(document.id)
        ).text
        for passage in split(document, WordEncoder().count_tokens, 256)
    ]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "handbook.md").write_text(HANDBOOK)
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "boats.csv").write_text('boat,price\nSkiff,"£9, a day"\nPunt,£7\n')
    return tmp_path


def test_no_passage_of_the_shipped_corpus_shows_a_mark() -> None:
    shown = passages_shown(ROOT / "corpus")
    assert len(shown) > 100
    assert [words for words in shown if MARKS.search(words)] == []


def test_no_passage_of_a_document_full_of_marks_shows_one(own: Path) -> None:
    shown = passages_shown(own)
    assert [words for words in shown if MARKS.search(words)] == []
    for words in ("Push off.", "Boat: Punt · Price | day: £7", "make all | tee log", "£9, a day"):
        assert any(words in passage for passage in shown), words

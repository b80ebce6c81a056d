"""A post of a thread stands under what it is and who wrote it."""

import pytest

from index.blocks import INDEXED
from index.documents import Document, Metadata
from index.reading.cleaning.pipeline import clean
from index.reading.formats.html import read_html

SCHEMA = "https://schema.org"
PERSON = f'<div itemprop="author" itemscope itemtype="{SCHEMA}/Person"><a>{{}}</a></div>'


def posts_of(page: str) -> list[tuple[str, ...]]:
    """Each paragraph below the headings that it stands under."""
    reading = next(read_html(page.encode()))
    of = Document("a.html", reading.text, "", Metadata(), reading.headings)
    return [
        (*block.section, reading.text[block.start : block.end])
        for block in clean(of)
        if block.label in INDEXED
    ]


STACK = f"""<main itemscope itemtype="{SCHEMA}/QAPage"><div itemprop="mainEntity" itemscope
itemtype="{SCHEMA}/Question"><h1 itemprop="name">Salt on suede</h1>
<div class="question"><p>How is salt taken off suede?</p>{PERSON.format("Ann")}</div>
<h2>2 Answers</h2>
<div class="answer" itemprop="suggestedAnswer" itemscope itemtype="{SCHEMA}/Answer">
<p>Paint them black.</p>{PERSON.format("Hal")}</div>
<div class="answer accepted-answer" itemprop="acceptedAnswer" itemscope
itemtype="{SCHEMA}/Answer"><p>Dab it with vinegar.</p>{PERSON.format("Bo")}</div>
</div></main><p>All rights are reserved.</p>"""


def test_the_question_and_its_answers_are_told_apart_with_their_authors() -> None:
    assert posts_of(STACK) == [
        ("Salt on suede", "Question by Ann", "How is salt taken off suede?"),
        ("Salt on suede", "2 Answers", "Answer by Hal", "Paint them black."),
        ("Salt on suede", "2 Answers", "Accepted answer by Bo", "Dab it with vinegar."),
        ("Salt on suede", "2 Answers", "All rights are reserved."),
    ]


def test_who_wrote_the_posts_is_not_the_author_of_the_page() -> None:
    assert next(read_html(STACK.encode())).metadata.author is None


@pytest.mark.parametrize(
    "page",
    [
        '<h1>Oar</h1><div class="question"><b class="author">Gwen</b><p>Which glue?</p></div>'
        '<div class="answer best-answer"><b class="author">Hal</b><p>Epoxy.</p></div>',
        '<h1>Oar</h1><article data-author="Gwen"><h4>Gwen</h4><p>Which glue?</p></article>'
        '<article data-author="Hal"><p>Epoxy.</p></article>',
        f'<h1>Oar</h1><div itemscope itemtype="{SCHEMA}/DiscussionForumPosting"><p>Which glue?</p>'
        f'{PERSON.format("Gwen")}<div itemscope itemtype="{SCHEMA}/Comment"><p>Epoxy.</p>'
        f"{PERSON.format('Hal')}</div></div>",
    ],
)
def test_posts_are_known_by_classes_attributes_and_schema(page: str) -> None:
    question, answer = posts_of(page)
    assert question == ("Oar", "Question by Gwen", "Which glue?")
    assert answer[1].endswith(" by Hal")
    assert answer[2] == "Epoxy."


def test_questions_with_their_answers_are_no_thread() -> None:
    pair = '<div class="question"><h3>Is it {}?</h3></div><div class="answer"><p>{}.</p></div>'
    page = f"<h1>Ferry</h1>{pair.format('dry', 'Yes')}{pair.format('late', 'No')}"
    assert posts_of(page) == [("Ferry", "Is it dry?", "Yes."), ("Ferry", "Is it late?", "No.")]


def test_a_post_of_nobody_has_no_heading() -> None:
    post = f'<div itemscope itemtype="{SCHEMA}/Comment"><p>{{}}</p></div>'
    page = f"<p>{SCHEMA}/DiscussionForumPosting</p>{post.format('Row on.')}{post.format('Yes.')}"
    assert [post[:-1] for post in posts_of(page)] == [(), (), ()]

"""An answer as Discord messages: what a user sees is what stands in the document."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.chat.render.citation_lines import short_source_lines, source_lines
from bot.chat.render.escaping import escape, unescaped
from bot.chat.render.limits import MESSAGE_LIMIT
from bot.chat.render.plain_messages import (
    answer_messages,
    context_messages,
    more_quotes_messages,
)
from bot.chat.render.translations import ENGLISH, texts_in
from index import Answer, Outcome, Quote
from index.answering.quoted_before import Surroundings
from index.blocks import Context, ContextKind, Label
from index.shown_form import ShownBlock
from tests.chat.answers import HOSTILE, answer, answers, citation, quote, quotes
from tests.chat.messages import LINK, joined, read, read_line, sendable, squeezed


@settings(deadline=None)
@given(answers, st.booleans())
def test_any_answer_fits_into_messages(random_answer: Answer, echo: bool) -> None:
    messages = answer_messages(random_answer, echo=echo)
    assert messages
    assert all(1 <= len(message) <= MESSAGE_LIMIT and message.strip() for message in messages)


@settings(deadline=None)
@given(quotes())
@example(quote(HOSTILE, (0, len(HOSTILE))))
@example(quote("# No heading", (0, 12)))
@example(quote("1. No list. - Nor this.", (12, 23)))
def test_what_is_shown_is_the_quote_and_its_bold_sentence(random_quote: Quote) -> None:
    messages = [read(message) for message in answer_messages(answer(random_quote))]
    bold = " ".join(words for message in messages for words in message.bold)
    assert joined(line for m in messages for line in m.quoted) == joined([random_quote.text])
    assert squeezed(bold) == squeezed(random_quote.text[slice(*random_quote.bold)])
    assert not any(message.items or message.code for message in messages)


@settings(deadline=None)
@given(quotes())
def test_a_quote_that_fits_stands_on_one_line_letter_for_letter(random_quote: Quote) -> None:
    short = random_quote._replace(text=random_quote.text[:900], bold=(0, 0))
    lines = [line for message in answer_messages(answer(short)) for line in read(message).quoted]
    assert lines == [sendable(short.text.strip())]


@settings(deadline=None)
@given(answers)
def test_nothing_in_a_message_pings_links_or_opens_code(random_answer: Answer) -> None:
    for message in answer_messages(random_answer, echo=True):
        text = re.sub(rf"{LINK}|<https?://[^ >]+>|(?<!\\)`[^`]+`", "", message)
        assert not re.search(r"(?<!\\)[@`\[\]<]|https?://", text)
        read(message)


SENTENCE_WORDS = st.sampled_from(["the", "river", "_rises_", "slowly", "in", "may*"])

sentences = st.builds(
    lambda words, times, mark: " ".join(["It", *words * times]) + mark,
    st.lists(SENTENCE_WORDS, min_size=2, max_size=12),
    st.integers(1, 30),
    st.sampled_from(".!?"),
)


@settings(deadline=None)
@given(st.lists(sentences, min_size=1, max_size=8, unique=True), st.data())
def test_a_sentence_that_fits_into_a_message_is_never_cut(
    sentence_list: list[str], data: st.DataObject
) -> None:
    text = " ".join(sentence_list)
    best = data.draw(st.sampled_from(sentence_list))
    start = text.index(best)
    messages = answer_messages(answer(quote(text, (start, start + len(best)))))
    shown_messages = [read(message) for message in messages]
    lines = [line for message in shown_messages for line in message.quoted]
    assert joined(lines) == joined([text])
    if all(len(escape(sentence)) + len("> ****") <= MESSAGE_LIMIT for sentence in sentence_list):
        assert all(line[0].isupper() and line[-1] in ".!?" for line in lines)
        assert [words for message in shown_messages for words in message.bold] == [best]


def test_a_sentence_longer_than_a_message_is_cut_between_words() -> None:
    text = "Short one. " + " ".join(f"W{n}_" for n in range(900)) + "."
    lines = [line for m in answer_messages(answer(quote(text))) for line in read(m).quoted]
    assert lines[0] == "Short one."
    assert len(lines) > 2
    assert all(line.endswith("_ …") for line in lines[1:-1])
    assert " ".join(line.removesuffix(" …") for line in lines) == text


def test_a_word_longer_than_a_message_is_cut_but_loses_nothing() -> None:
    text = "https://example.org/" + "a_" * 3_000
    lines = [line for m in answer_messages(answer(quote(text))) for line in read(m).quoted]
    assert all(line.endswith("…") for line in lines[:-1])
    assert "".join(line.removesuffix("…") for line in lines) == text


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    text = " ".join(f"Visit {n} was led by Dr. Smith of St. Mary's." for n in range(99))
    lines = [line for m in answer_messages(answer(quote(text))) for line in read(m).quoted]
    assert len(lines) > 1
    assert all(line.startswith("Visit") and line.endswith("Mary's.") for line in lines)


def test_the_citation_stands_under_the_quote_in_full() -> None:
    source = citation(
        document="my_notes.md",
        title="Good *news*",
        author="Ada Green",
        publisher="Press",
        date="2020-02-05",
        url="https://example.org/a_b",
        basis="our summary of “News”",
        section=("One", "Two"),
        page=3,
        spans=((78, 290),),
    )
    around = Surroundings("It rains. It pours.", (10, 19), quote("It rains.", source=source))
    (message,) = context_messages(around, ENGLISH)
    assert read(message).small == [
        "In its context · Good *news*",
        "Good *news* · Ada Green · Press · 2020-02-05",
        "our summary of “News”",
        "One › Two · page 3",
        "my_notes.md:78-290 · open at the place",
    ]
    assert "`my_notes.md:78-290` · [open at the place](<https://example.org/a_b>)" in message
    assert message.index("It rains.") < message.index("Ada Green")


def test_what_a_person_needs_first_stands_on_two_lines_and_a_link_opens_the_place() -> None:
    source = citation(
        title="Good *news*",
        author="Ada Green",
        date="2020-02-05",
        url="https://example.org/a_(b)",
        basis="our summary of “News”",
        section=("One", "Two"),
        page=3,
        context=(Context(ContextKind.SPEAKER, "Ann Lee"),),
    )
    (message,) = answer_messages(answer(quote("It rains.", (0, 9), source)))
    assert message.split("\n")[1:] == [
        r"-# Good \*news\* · page 3 · 2020-02-05"
        " · [open at the place](<https://example.org/a_%28b%29>)",
        "-# said by Ann Lee · Ada Green · our summary of “News”",
    ]


def test_a_slide_a_sheet_a_time_and_a_scan_are_told_in_the_readers_language() -> None:
    german = texts_in("de")
    for fields, english_place, german_place in (
        ({"page_label": "xii"}, "page xii (3 in the file)", "Seite xii (3 in der Datei)"),
        ({"page_kind": "slide"}, "slide 3", "Folie 3"),
        ({"page_kind": "sheet", "page_label": "Prices"}, "sheet Prices", "Blatt Prices"),
        ({"page_kind": "time", "page_label": "0:12:40"}, "at 0:12:40", "bei 0:12:40"),
    ):
        source = citation(title="News", page=3, scan_certainty=96, **fields)
        title, details = short_source_lines(source, ENGLISH)
        assert title.replace("\\", "") == f"-# News · {english_place}"
        assert details == "-# read from a scan, 96 % sure"
        title, details = short_source_lines(source, german)
        assert title.replace("\\", "") == f"-# News · {german_place}"
        assert details == "-# aus einem Scan gelesen, zu 96 % sicher"


def test_a_section_stands_where_there_is_no_page_and_lines_where_there_is_neither() -> None:
    for fields, place in (
        ({"section": ("One", "Two"), "lines": (3, 4)}, "One › Two"),
        ({"section": ("x" * 78, "Two"), "lines": (3, 4)}, "Two"),
        ({"lines": (3, 4)}, "lines 3–4"),
    ):
        (message,) = answer_messages(answer(quote("It rains.", source=citation(**fields))))
        assert read(message).small == [f"a.md · {place}"]


def test_a_long_title_is_cut_at_a_word() -> None:
    title = "The annual report of the society " * 9
    (message,) = answer_messages(answer(quote("It rains.", source=citation(title=title))))
    [shown_title] = read(message).small
    assert title.startswith(shown_title.removesuffix("…"))
    assert re.fullmatch(r"The annual .{50,66}[a-y]…", shown_title)
    assert title[len(shown_title) - 1] == " "


def test_what_the_quote_itself_shows_is_not_told_again_below_it() -> None:
    contexts = (
        Context(ContextKind.LEAD, "Collections"),
        Context(ContextKind.DATE, "2020"),
    )
    row = ShownBlock(Label.ROW, 0, 23, cells=(("Collections", "Friday"),))
    source = citation(date="2020", context=contexts)
    told = quote("Collections: Friday", (0, 19), source)._replace(blocks=(row,))
    (message,) = answer_messages(answer(told))
    assert read(message).small == ["a.md · 2020"]
    (message,) = answer_messages(answer(quote("It rains.", source=source)))
    assert read(message).small == ["a.md · 2020", "under Collections"]


def test_other_documents_that_say_the_same_are_named() -> None:
    elsewhere = quote("It rains.")._replace(also_at=("b.md:1-2", "b.md:5-6", "a.md:7-8", "c:3-4"))
    (message,) = answer_messages(answer(elsewhere))
    assert read(message).small == ["a.md", "also in b.md, c"]


def test_what_a_document_does_not_state_leaves_no_gap() -> None:
    (message,) = answer_messages(answer(quote("It rains.")))
    assert message == "> It rains.\n-# a.md"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a b", "https://a>b", "data:,x"])
def test_an_address_that_is_no_safe_link_is_text_in_context_alone(url: str) -> None:
    unsafe = quote("It rains.", source=citation(title="News", url=url))
    (message,) = answer_messages(answer(unsafe))
    assert read(message).small == ["News"]
    (message,) = context_messages(Surroundings("It rains.", (0, 9), unsafe), ENGLISH)
    assert url in read(message).small[-2]
    assert "<" not in message.replace("\\<", "")


@pytest.mark.parametrize(
    "title", ["News", "a [b]", "b]", "[c", "d\\", "https://e.example", "f.example", "***", "\u200b"]
)
def test_a_link_stands_beside_any_title(title: str) -> None:
    source = citation(title=title, url="https://a.example/x")
    (message,) = answer_messages(answer(quote("It rains.", source=source)))
    assert read(message).small == [f"{sendable(title)} · open at the place"]
    assert message.endswith(" · [open at the place](<https://a.example/x>)")


FRAGMENT = "#:~:text=Roses%20are%20pruned%20%28in%20March%29,before%20the%20%5Bbuds%5D%20open."


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        (f"https://a.example/b{FRAGMENT}", f"https://a.example/b{FRAGMENT}"),
        ("https://a.example/b#:~:text=a(b)[c]", "https://a.example/b#:~:text=a%28b%29%5Bc%5D"),
        ('https://a.example/?x[]=`"', "https://a.example/?x%5B%5D=%60%22"),
        ("https://a.example/a_b*c~d|e", "https://a.example/a_b*c~d|e"),
        ("https://a.example/" + "x" * 800, "https://a.example/" + "x" * 800),
    ],
)
def test_a_link_says_what_it_opens_and_leads_to_the_place(url: str, opened: str) -> None:
    shown_quote = quote("It rains.", (0, 9), citation(url="https://a.example/b", link=url))
    for language, words in (("en", "open at the place"), ("de", "an der Stelle öffnen")):
        texts = texts_in(language)
        around = Surroundings("It rains.", (0, 9), shown_quote)
        for (message,) in (
            answer_messages(answer(shown_quote), texts),
            context_messages(around, texts),
        ):
            assert f"[{words}](<{opened}>)" in message
            assert re.search(LINK, message)
            assert not re.search(r"(?<!\()<?https?://", message.replace("(<https", "(https"))
            read(message)


@pytest.mark.parametrize(
    "url", ["https://a b", "https://a.example/\\b", "https://a>b", "https://a.example/" + "x" * 900]
)
def test_an_address_that_discord_takes_for_no_link_is_none(url: str) -> None:
    (message,) = answer_messages(answer(quote("It rains.", source=citation(url=url))))
    assert "](" not in message


def test_quotes_that_fit_together_share_a_message() -> None:
    (message,) = answer_messages(answer(quote("It rains."), quote("It pours.")))
    assert read(message).quoted == ["It rains.", "It pours."]


def test_one_quote_is_shown_whole_and_of_the_others_what_answers() -> None:
    first = quote("Before. It rains.", (8, 17))
    others = [quote(f"Before. It pours {n}.", (8, 19)) for n in (1, 2)]
    (message,) = answer_messages(answer(first, *others))
    assert read(message).quoted == ["Before. It rains.", "It pours 1.", "It pours 2."]
    assert read(message).small == ["a.md", "Also", "a.md", "a.md"]
    (more,) = more_quotes_messages(others, ENGLISH)
    assert read(more).quoted == ["Before. It pours 1.", "Before. It pours 2."]


def test_a_quote_that_fits_into_a_message_is_kept_with_its_citation() -> None:
    several = [quote(f"{n} {'rain ' * 200}falls.") for n in range(3)]
    messages = answer_messages(answer(*several))
    assert len(messages) == 3
    assert all(len(read(m).quoted) == 1 and read(m).small for m in messages)


def test_silence_is_said_plainly_with_a_hint() -> None:
    (message,) = answer_messages(answer(outcome=Outcome.NOT_IN_DOCUMENTS))
    assert message == f"{ENGLISH('silence')}\n{ENGLISH('silence_hint')}"
    assert message.startswith("The documents do not say.\n")


def test_the_closest_passages_are_named_as_such_and_never_as_an_answer() -> None:
    (message,) = answer_messages(answer(quote("It rains."), outcome=Outcome.CLOSEST))
    assert message.startswith(ENGLISH("closest"))
    assert "answer" not in message.lower()


def test_the_question_is_echoed_without_its_marks_and_cut_short() -> None:
    long_question = answer(quote("It rains."), question="@everyone **why** " * 100)
    first = answer_messages(long_question, echo=True)[0].split("\n")[0]
    assert read(first).small[0].startswith("Asked: @everyone **why** ")
    assert read(first).small[0].endswith("…")
    assert len(first) < 700


@given(st.text(max_size=200))
def test_escaped_text_reads_as_itself(text: str) -> None:
    assert read_line(escape(text)) == (sendable(text), [])
    assert unescaped(escape(text)) == sendable(text)


def test_all_that_is_known_names_a_writer_and_a_sheet_once() -> None:
    writer = Context(ContextKind.SPEAKER, "Ann Lee")
    of_sheet = {"page": 2, "page_kind": "sheet", "page_label": "Fees", "section": ("Fees", "Boats")}
    source = citation(author="Ann Lee", publisher="A Press", context=(writer,), **of_sheet)
    lines = "\n".join(source_lines(source, ENGLISH))
    assert [lines.count(name) for name in ("Ann Lee", "A Press", "Fees", "Boats")] == [1, 1, 1, 1]

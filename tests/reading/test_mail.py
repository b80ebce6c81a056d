"""A message is read as it was written: who to whom, when, about what, and its words."""

from email.message import EmailMessage

import pytest

from index.blocks import INDEXED, Label
from index.building.splitting import split_blocks
from index.documents import Document, Metadata
from index.reading.cleaning.pipeline import clean
from index.reading.formats.mail import read_mailbox, read_message
from index.reading.formats.reading import Reading, Unreadable
from tests.conftest import WordEncoder

HEAD = (
    "From: Ann Cole <ann@example.org>\n"
    'To: "Reed, Tom" <tom@example.org>, hall@example.org\n'
    "Subject: The hall in June\n"
    "Date: Mon, 02 Jun 2025 23:30:00 -0500\n"
)


def read(source: str | bytes) -> Reading:
    data = source.encode() if isinstance(source, str) else source
    (reading,) = read_message(data)
    return reading


def made(plain: str | None = None, rich: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = "The hall", "ann@example.org"
    if plain is not None:
        message.set_content(plain)
    if rich is not None:
        (message.add_alternative if plain is not None else message.set_content)(
            rich, subtype="html"
        )
    return message


def test_the_head_becomes_metadata_and_the_body_the_text() -> None:
    reading = read(f"{HEAD}\nThe hall is open.\r\n\r\nAnn\r\n")
    assert reading.text == "The hall is open.\r\n\r\nAnn"
    assert reading.metadata == Metadata(
        title="The hall in June",
        author="Ann Cole",
        date="2025-06-02",
        recipient="Reed, Tom, hall@example.org",
    )
    assert (reading.key, reading.warnings) == ("", ())


def test_encoded_heads_and_bodies_are_read_in_their_encoding() -> None:
    message = (
        b"Subject: =?utf-8?q?F=C3=AAte?= =?iso-8859-1?q?_d=27=E9t=E9?=\nFrom: =?utf-8?b?w4lkaXRo?="
        b" <e@example.org>\nContent-Type: text/plain; charset=iso-8859-15\n"
        b"Content-Transfer-Encoding: quoted-printable\n\nIt costs 5 =A4, =\nnot 6.\n"
    )
    reading = read(message)
    assert (reading.metadata.title, reading.metadata.author) == ("Fête d'été", "Édith")
    assert reading.text == "It costs 5 €, not 6."


@pytest.mark.parametrize("charset", ["no-such", "us-ascii", "rot13", "utf-7-x"])
def test_a_wrong_encoding_is_replaced_by_the_one_that_the_bytes_have(charset: str) -> None:
    head = f"Subject: a\nContent-Type: text/plain; charset={charset}\n\n"
    assert read(head.encode() + "Café".encode()).text == "Café"


def test_the_plain_part_is_read_and_not_the_html_part_beside_it() -> None:
    assert read(bytes(made("We open at nine.\n", "<p>We open at <b>nine</b>.</p>"))).text == (
        "We open at nine."
    )


def test_the_html_part_is_read_where_no_plain_part_says_it() -> None:
    page = "<h1>News</h1><p>We open at <b>nine</b>.</p><table><tr><th>Day</th><th>Time</th></tr>"
    page += "<tr><td>Monday</td><td>9 to 5</td></tr></table>"
    for message in (made(rich=page), made("", page), made("See HTML", page)):
        reading = read(bytes(message))
        assert reading.text == "News\n\nWe open at nine.\n\nDay | Time\nMonday | 9 to 5"
        assert [h.title for h in reading.headings] == ["News"]
        assert reading.tables[0].columns == ("Day", "Time")


def test_parts_that_follow_each_other_are_all_read() -> None:
    parts = ["First.", "<h2>Second</h2><p>Part.</p>", "Third."]
    kinds = ["plain", "html", "plain"]
    body = "".join(
        f"--b\nContent-Type: text/{kind}\n\n{part}\n"
        for part, kind in zip(parts, kinds, strict=True)
    )
    reading = read(f"Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n{body}--b--\n")
    assert reading.text == "First.\n\nSecond\n\nPart.\n\nThird."
    assert [reading.text[h.start : h.end] for h in reading.headings] == ["Second"]


def test_what_stands_where_parts_are_missing_is_read() -> None:
    assert read("Subject: a\nContent-Type: multipart/mixed; boundary=b\n\nWords.").text == "Words."


def test_attachments_are_named_in_a_warning() -> None:
    message = made("See the plan.")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="plan.pdf")
    message.add_attachment("Not the body.", filename="notes.txt")
    message.add_attachment(made("Forwarded."))
    reading = read(bytes(message))
    assert reading.text == "See the plan."
    assert reading.warnings == (
        "attachments are not read: plan.pdf, notes.txt, a part of the kind message/rfc822",
    )


def test_flowed_lines_are_put_together_and_quoted_ones_keep_their_margin() -> None:
    kind = "Content-Type: text/plain; format=flowed\n"
    body = "A long \nline.\n> quoted \n> words\n>> deep\n stuffed\n-- \nAnn\n"
    reading = read(f"{HEAD}{kind}\n{body}")
    assert reading.text == "A long line.\n> quoted words\n>> deep\nstuffed\n-- \nAnn"


def test_a_question_that_is_quoted_belongs_to_its_answer() -> None:
    text = "Hi,\n\n> Is the hall free on Friday?\n\nYes, until ten.\n"
    reading = read(f"{HEAD}\n{text}")
    of = Document("a.eml", reading.text, "", reading.metadata)
    answers = [block for block in clean(of) if "until ten" in of.text[block.start : block.end]]
    assert "Is the hall free on Friday?" in [context.text for context in answers[0].context]


@pytest.mark.parametrize("document_id", ["a.eml", "a.mbox#2", "b.zip#a.mbox#2"])
def test_what_stands_below_a_list_is_no_part_of_its_last_item(document_id: str) -> None:
    reading = read(
        f"{HEAD}\nPlease bring:\n\n- a ladder\n- two brushes\nAll else is in the shed.\n"
    )
    blocks = clean(Document(document_id, reading.text, "", reading.metadata))
    assert reading.text[blocks[-1].start : blocks[-1].end] == "All else is in the shed."


MAILBOX = (
    "From ann@example.org Mon Jun  2 10:00:00 2025\nSubject: One\nFrom: Ann Cole <a@b.org>\n\n"
    "First.\n>From here on it is quiet.\n\nFrom Monday to Friday: closed.\n\n"
    "From - Tue Jun  3 10:00:00 2025\nSubject: Two\nX: y\n\nSecond.\n"
)


def test_each_message_of_a_mailbox_is_a_document() -> None:
    first, second = read_mailbox(MAILBOX.encode())
    assert (first.key, first.metadata.title, first.metadata.author) == ("#1", "One", "Ann Cole")
    assert first.text == "First.\nFrom here on it is quiet.\n\nFrom Monday to Friday: closed."
    assert (second.key, second.metadata.title, second.text) == ("#2", "Two", "Second.")


def test_a_message_that_cannot_be_read_is_told_and_the_others_are_read() -> None:
    damaged = MAILBOX.replace("Subject: One\nFrom: Ann Cole <a@b.org>", "X: y")
    (reading,) = read_mailbox(damaged.encode())
    assert (reading.key, reading.text) == ("#2", "Second.")
    assert reading.warnings == (
        "left out message 1: no message: it has no Subject, From, To or Date",
    )


def test_words_of_the_head_stay_on_one_line() -> None:
    subject = b"Subject: =?utf-8?q?One=0ABcc:_all=07?=\n"
    assert read(subject + b"\nWords.").metadata.title == "One Bcc: all"
    injected = read(subject + b"From: =?utf-8?q?A=0D=0AB?= <a@b.c>\n\nWords.")
    assert injected.metadata.author is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x00\x01\x02 binary", "no message: it does not begin with header lines"),
        (b"Dear Ann,\n\nyours: Tom", "no message: it does not begin with header lines"),
        (b"X-Any: 1\n\nWords.", "no message: it has no Subject, From, To or Date"),
        (b"Subject: " + b"a" * 200_000 + b"\n\nx", "a head of 200,009 bytes"),
        (b"Subject: a\nContent-Type: image/png\n\nx", "no text in it"),
        (b"Subject: a\n\n" + b"\n--b" * 6_000, "more than 5,000 parts in the message"),
        (b"Subject: a\n\n" + b"boundary\n" * 5_000, "too many parts for so many lines"),
        (b"Subject: a\n\n" + b"\n" * 2_100_000, "a message of 2,100,012 bytes"),
    ],
)
def test_what_is_no_message_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=f"^{reason}"):
        read(data)


def test_parts_nested_without_end_are_refused() -> None:
    kind = "Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n"
    nested = "".join(kind.format(number) for number in range(2_000))
    with pytest.raises(Unreadable, match="nested too deep"):
        read(f"Subject: a\n{nested}\n\nx")


def test_a_file_without_messages_is_no_mailbox() -> None:
    with pytest.raises(Unreadable, match="no mailbox"):
        list(read_mailbox(b"From here to there.\n\nWords."))


@pytest.mark.parametrize("name", [b"From", b"To", b"Subject", b"Date", b"Content-Type"])
@pytest.mark.parametrize(
    "strange", [b"=?utf-8?b?!!!?=", b"<<>>@@", b"a" * 90_000, b"\xff\xfe", b"Mon, 99 Foo 2025"]
)
def test_strange_words_in_the_head_cost_nothing_but_themselves(name: bytes, strange: bytes) -> None:
    assert read(b"Subject: a\n" + name + b": " + strange + b"\n\nWords.").text == "Words."


def cited(body: str, kind: str = "plain") -> dict[str, list[str]]:
    """What is said of each block that may be quoted, by its words without margins."""
    reading = read(f"{HEAD}Content-Type: text/{kind}\n\n{body}")
    of = Document("a.eml", reading.text, "", reading.metadata, reading.headings)
    of = of._replace(tables=reading.tables)
    return {
        " ".join(of.text[block.start : block.end].replace(">", "").split()): [
            context.description for context in block.context
        ]
        for block in clean(of)
        if block.label in INDEXED
    }


BY_SENDER = ["by Ann Cole", "to Reed, Tom, hall@example.org"]


@pytest.mark.parametrize(
    "lead",
    [
        "On Mon, 3 Nov 2025, Ruth Amos wrote:",
        "Ruth Amos <ruth@x.example> wrote:",
        "Am 3.11.2025 um 18:02 schrieb Ruth Amos:",
        "Le lun. 3 nov. 2025 à 18:02, Ruth Amos\n<ruth@x.example> a écrit :",
    ],
)
def test_quoted_lines_are_by_who_is_named_above_them(lead: str) -> None:
    found = cited(f"I can come.\n\n{lead}\n> Bring the keys.\n\nI have none.\n")
    assert found == {
        "I can come.": BY_SENDER,
        "Bring the keys.": [f"under {' '.join(lead.split())}"],
        "I have none.": BY_SENDER,
    }


def test_quoted_lines_of_nobody_knows_whom_are_not_by_the_sender() -> None:
    assert cited("> Bring the keys.\n\nI have none.\n") == {
        "Bring the keys.": [],
        "I have none.": BY_SENDER,
    }


@pytest.mark.parametrize(
    "head",
    [
        "-----Original Message-----\nFrom: Uwe Kranz <u@x.example>\nSent: 2 June\nTo: Ann Cole\n"
        "Subject: Keys",
        "---------- Forwarded message ---------\nFrom: Uwe Kranz <u@x.example>\nDate: 2 June\n"
        "Subject: Keys\nTo: Ann Cole <ann@example.org>\n",
        "Begin forwarded message:\n\nFrom: Uwe Kranz\nSubject: Keys\nDate: 2 June\nTo: Ann Cole\n",
        "________________________________\nVon: Uwe Kranz\nGesendet: 2 June\nAn: Ann Cole\n"
        "Betreff: Schlüssel\n",
        "From: Uwe Kranz\n\nSent: 2 June\n\nTo: Ann Cole\n\nSubject: Keys\n",
    ],
)
def test_what_is_forwarded_is_by_its_own_sender(head: str) -> None:
    assert cited(f"See below.\n\n{head}\nThe keys are with the baker.\n\nUwe\n") == {
        "See below.": BY_SENDER,
        "The keys are with the baker.": ["by Uwe Kranz", "to Ann Cole", "dated 2 June"],
        "Uwe": ["by Uwe Kranz", "to Ann Cole", "dated 2 June"],
    }


def test_what_is_forwarded_without_a_name_is_by_nobody() -> None:
    found = cited("See below.\n\n-----Original Message-----\nThe keys are with the baker.\n")
    assert found == {"See below.": BY_SENDER, "The keys are with the baker.": []}


def test_what_a_program_quotes_without_margins_is_not_by_the_sender() -> None:
    lead = "On Thu, Jun 5, 2025 at 8:11 AM Bob Hill <bob@x.example> wrote:"
    found = cited(f"It can stay.\n\n{lead}\n\nThe pump is old.\n\nShall it stay?\n")
    assert found["The pump is old."] == found["Shall it stay?"] == [f"under {lead}"]


@pytest.mark.parametrize(
    "text",
    [
        "From: 10 o'clock\nTo: 12 o'clock\n",
        "In 1871 Darwin wrote:\n\nMan is descended from apes.\n",
        "The date: 3 June\n\nSubject: the hall\n",
    ],
)
def test_what_only_looks_like_a_head_is_by_the_sender(text: str) -> None:
    found = cited(f"Hello.\n\n{text}\nI shall be there.\n")
    assert len(found) > 2
    assert all(said[:2] == BY_SENDER for said in found.values())


def test_the_quotation_of_an_html_message_is_not_by_the_sender() -> None:
    lead = "On 5 June Lars wrote:"
    quoted = "<p>When do they play?</p><table><tr><th>Day<th>Band<tr><td>Mon<td>Rooks</table>"
    for body in (
        f"<p>At seven.</p><p>{lead}</p><blockquote>{quoted}</blockquote><p>Then we close.</p>",
        f"<p>At seven.</p><blockquote><p>{lead}</p>{quoted}</blockquote><p>Then we close.</p>",
    ):
        found = cited(body, "html")
        assert found.pop("Mon | Rooks") == found["When do they play?"] == [f"under {lead}"]
        assert found["At seven."] == BY_SENDER
        assert found["Then we close."][:2] == BY_SENDER


def test_a_quotation_in_html_has_the_margins_of_a_plain_one() -> None:
    page = "<p>Yes.</p><blockquote><h2>Fees</h2><p>How <b>much</b>?</p><pre>a\nb</pre>"
    page += "<blockquote>Why?</blockquote></blockquote><p>Bye.</p>"
    reading = read(bytes(made(rich=page)))
    assert reading.text == ("Yes.\n\n> Fees\n\n> How much?\n\n```\na\nb\n```\n\n> > Why?\n\nBye.")
    assert [reading.text[h.start : h.end] for h in reading.headings] == ["Fees"]
    assert [reading.text[slice(*code.content)] for code in reading.code] == ["a\nb\n"]


def test_a_signature_stands_apart_from_the_words_over_it() -> None:
    reading = read(
        f"{HEAD}\nIt is mended.\n\nAnn\n-- \nAnn Cole\nCole & Co\n0113 555 0199\n\n> Is it?\n"
    )
    blocks = clean(Document("a.eml", reading.text, "", reading.metadata))
    labels = {reading.text[b.start : b.end]: b.label for b in blocks}
    assert labels == {
        "It is mended.": Label.PROSE,
        "Ann": Label.PROSE,
        "--": Label.FURNITURE,
        "Ann Cole\nCole & Co\n0113 555 0199": Label.CARD,
        "> Is it?": Label.PROSE,
    }


def test_words_of_two_writers_share_no_passage_but_a_question_has_its_answer() -> None:
    head = "-----Original Message-----\nFrom: Uwe Kranz\nSent: 2 June\nSubject: Keys\n\n"
    body = f"See below.\n\n> Is it open?\n\nYes, it is.\n\n{head}The keys are with the baker.\n"
    reading = read(f"{HEAD}\n{body}")
    of = Document("a.eml", reading.text, "", reading.metadata)
    passages = split_blocks(of, clean(of), WordEncoder().count_tokens, 256)
    texts = [" ".join(of.text[a:b] for a, b in passage.sentences) for passage in passages]
    assert texts == ["See below.", "Is it open? Yes, it is.", "The keys are with the baker."]


@pytest.mark.parametrize("words", [b"11:11 ", b"1", b"a:"])
def test_a_long_line_that_is_no_separator_takes_no_long_time(words: bytes) -> None:
    with pytest.raises(Unreadable, match="no mailbox"):
        list(read_mailbox(b"From " + words * 200_000 + b"\nno message\n"))

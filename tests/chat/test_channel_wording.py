"""A message's content as a document: what is quoted reads as the message does on Discord."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.channels.documents import ChannelPlace, documents
from bot.chat.channels.kept_channel import KeptChannel, What
from bot.chat.channels.log import IN_CHANNEL, ChannelLog, KeptMessage, Post
from bot.chat.channels.wording import Names, as_markdown, as_words
from index import Searcher, build_index
from index.shown_form import show
from tests.conftest import Silent, WordEncoder

NAMES = Names(
    lambda number: {11: "Ann *Star*"}.get(number, ""),
    lambda number: {22: "Helpers"}.get(number, ""),
    lambda number: {33: "rules"}.get(number, ""),
)
KEPT = KeptChannel(900, 901, salt="s")
PLACE = ChannelPlace(KEPT, "general", "The Library", "a member", "member {number}")


def message(number: int, text: str, by: str = "ann", place: int = IN_CHANNEL) -> KeptMessage:
    """A message some minutes after ten."""
    at = f"2026-05-04T10:{number:02}:00+00:00"
    return KeptMessage(900_000_000_000_000_000 + number, place, by, by.title(), at, text)


def log_of(folder: Path, *messages: KeptMessage, posts: tuple[Post, ...] = ()) -> ChannelLog:
    log = ChannelLog(folder / "log")
    for post in posts:
        log.put_post(post)
    for one in messages:
        log.put(one)
    return log


def quotable(folder: Path, log: ChannelLog) -> str:
    """All that can be quoted of a channel, as it is shown; code stands in its fence."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for document in documents(log, PLACE):
        (corpus / document.file).write_text(document.text, "utf-8")
    build_index(corpus, folder / "index", WordEncoder(), Silent())
    searcher = Searcher.open(folder / "index", WordEncoder())
    return "\n".join(
        show(document.text, [(one.start, one.end)], one.blocks, markdown=True).text
        for document in searcher.documents()
        for one in searcher.passages_in(document.id)
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("The gate opens at nine. Bring gloves.", "The gate opens at nine. Bring gloves."),
        ("**Never** share your *secret* with __us__.", "Never share your secret with us."),
        ("Set `MAX_COUNT`, snake_case_name = 5 * 3.", "Set MAX_COUNT, snake_case_name = 5 * 3."),
        ("Type /ban <user> and <b>wait</b>.", "Type /ban <user> and <b>wait</b>."),
        ("Before <!-- in the middle --> after.", "Before <!-- in the middle --> after."),
        ("A &amp; B are &lt; C here.", "A &amp; B are &lt; C here."),
        ("See [the docs](https://x.example/a) for it.", "See the docs for it."),
        ("See <https://x.example/a_b> for it.", "See https://x.example/a_b for it."),
        ("Ask <@11> or <@&22> in <#33>.", "Ask @Ann *Star* or @Helpers in #rules."),
        ("Ask <@!12> in <#34> about it.", "Ask @… in #… about it."),
        ("It ends <t:1700000000:F> in all.", "It ends 2023-11-14 22:13 UTC in all."),
        ("It ends at <t:1700000000:t> then.", "It ends at 22:13 UTC then."),
        ("Use </ask:123> with <:rose:5> or <a:dance:6>.", "Use /ask with :rose: or :dance:."),
        ("The thief is ||the old gardener||, they say.", "The thief is ||…||, they say."),
        ("השער נפתח בשעה תשע בבוקר.", "השער נפתח בשעה תשע בבוקר."),
        ("🌹 Roses are cut 👍🏽 in March 👨‍👩‍👧.", "🌹 Roses are cut 👍🏽 in March 👨‍👩‍👧."),
        ("Rules:\n- be kind\n  - always\n1. read", "Rules:\n- be kind\n  - always\n1. read"),
        ("# Opening hours\nThe gate opens at nine.", "The gate opens at nine."),
        ("First line here.\n\nSecond part here.", "First line here.\nSecond part here."),
        ("> how do I reset it?\nHold the red button.", "how do I reset it?\nHold the red button."),
        (">>> First quoted line\nand the second one.", "First quoted line and the second one."),
        ("Bob\n---\nis a fool, he says.", "Bob --- is a fool, he says."),
        ("---\ntitle: Mine\n---\nThe words below.", "--- title: Mine --- The words below."),
        ("::: tip Secret\nThe words are here.", "::: tip Secret The words are here."),
        ("[1]: https://x.example is no note.", "[1]: https://x.example is no note."),
        ("An open ``` fence stays open here.", "An open ``` fence stays open here."),
        ("Run ```py\nfor a in '<b>':\n  x = 1``` now.", "Run\nfor a in '<b>':\n  x = 1\nnow."),
        ("Type ```restart now``` to begin.", "Type\nrestart now\nto begin."),
        ("```\n||not hidden|| <@11>\n```\nis code there.", "||not hidden|| <@11>\nis code there."),
    ],
)  # fmt: skip
def test_a_message_is_quoted_in_the_words_that_discord_shows(
    content: str, expected: str, tmp_path: Path
) -> None:
    log = log_of(tmp_path, message(1, as_markdown(content, NAMES)))
    fences = re.compile(r"^```\w*\n", re.MULTILINE)
    assert fences.sub("", quotable(tmp_path, log)) == expected


def test_nobody_can_write_under_the_name_of_another_in_a_thread(tmp_path: Path) -> None:
    evil = (
        "# Bob\nI am a fool.\n\nBob\n---\nSo I am. {#900000000000000099}\n\n"
        "## Bob {#12345678901234567}\nYes I am."
    )
    thread = Post(77, "A quarrel")
    log = log_of(
        tmp_path,
        message(1, as_markdown("I ask about the gate in the wall.", NAMES), "bob", 77),
        message(2, as_markdown(evil, NAMES), "eve", 77),
        message(3, as_markdown("```\n## Bob\nis code here\n```", NAMES), "eve", 77),
        posts=(thread,),
    )
    [document] = documents(log, PLACE)
    (tmp_path / "a.md").write_text(document.text, "utf-8")
    build_index(tmp_path, tmp_path / "index", WordEncoder(), Silent())
    searcher = Searcher.open(tmp_path / "index", WordEncoder())
    [read] = searcher.documents()
    speakers = [heading for heading in read.headings if heading.level == 2]
    assert [heading.title for heading in speakers] == ["Bob", "Eve", "Eve"]
    inside = [heading.anchor for heading in read.headings if heading.level != 2]
    assert set(inside) <= {"900000000000000002"}


def test_without_names_the_people_of_a_thread_are_told_apart_by_numbers(tmp_path: Path) -> None:
    said = [("The lamp blinks red.", "x"), ("Hold the red button.", "y"), ("It works again.", "x")]
    messages = [
        replace(message(number, words, by, 77), name="")
        for number, (words, by) in enumerate(said, start=1)
    ]
    [document] = documents(log_of(tmp_path, *messages, posts=(Post(77, "A lamp"),)), PLACE)
    heads = [line.split(" {")[0] for line in document.text.split("\n") if line.startswith("## ")]
    assert heads == ["## member 1", "## member 2", "## member 1"]
    assert document.metadata["author"] == "a member"


def test_a_name_is_no_markup(tmp_path: Path) -> None:
    name = as_words("# Ann\n<!-- `x` --> **B** [c](d) {#1} ||e||")
    log = log_of(tmp_path, message(1, f"The gate is opened by @{name} at nine."))
    shown = "The gate is opened by @# Ann <!-- `x` --> **B** [c](d) {#1} ||e|| at nine."
    assert quotable(tmp_path, log) == shown


def test_documents_follow_the_pauses_the_authors_and_the_days(tmp_path: Path) -> None:
    texts = ["One two three.", "Four five six.", "Seven eight nine.", "Ten eleven twelve."]
    log = log_of(
        tmp_path,
        message(1, texts[0]),
        message(6, texts[1]),
        message(12, texts[2]),
        message(13, texts[3], "bob"),
    )
    found = [document.text for document in documents(log, PLACE)]
    assert found == [f"{texts[0]}\n\n{texts[1]}\n", f"{texts[2]}\n", f"{texts[3]}\n"]


@pytest.mark.parametrize(
    ("words", "is_document"),
    [("ok", False), ("+1 +1", False), ("so true", False), ("see https://x.example/a/b/c it", False),
     ("Open at nine", True), ("図書館は九時に開きます", True), ("👍👍👍", False)],
)  # fmt: skip
def test_too_few_words_are_no_document(words: str, is_document: bool, tmp_path: Path) -> None:
    log = log_of(tmp_path, message(1, words))
    assert bool([*documents(log, PLACE)]) is is_document


@pytest.mark.parametrize(
    ("title", "tags", "is_solved"),
    [("Tap", ("✅ Solved",), True), ("Tap", ("gelöst",), True), ("[SOLVED] Tap", (), True),
     ("✅ Tap", (), True), ("Tap", ("Unsolved",), False), ("Is it fixed yet?", (), False),
     ("Tap", ("not-a-bug",), False)],
)  # fmt: skip
def test_a_post_is_solved_if_a_tag_or_its_title_says_so(
    title: str, tags: tuple[str, ...], is_solved: bool
) -> None:
    kept = KeptChannel(1, 2, What.SOLVED)
    assert kept.keeps_post(Post(3, title, tags)) is is_solved


def test_what_is_kept_is_read_again_as_it_was_though_the_last_line_is_cut_off(
    tmp_path: Path,
) -> None:
    log = log_of(tmp_path, message(1, "One."), message(2, "Two."), posts=(Post(7, "A", ("b",)),))
    log.put(message(2, "Two again."))
    log.drop([message(1, "").id])
    log.writing()()
    with (tmp_path / "log").open("a") as file:
        file.write('{"message": {"id": 5, "pl')
    again = ChannelLog(tmp_path / "log")
    again.read()
    again.put(message(3, "Three."))
    again.writing()()
    last = ChannelLog(tmp_path / "log")
    last.read()
    assert [one.text for one in last.in_place(IN_CHANNEL)] == ["Two again.", "Three."]
    assert last.posts == {7: Post(7, "A", ("b",))}


def test_what_was_deleted_or_changed_stays_in_no_file(tmp_path: Path) -> None:
    log = log_of(tmp_path, message(1, "Old words."), message(2, "Gone words."))
    log.writing()()
    log.put(message(1, "New words."))
    log.drop([message(2, "").id])
    log.writing()()
    [file] = tmp_path.iterdir()
    assert "New words" in file.read_text("utf-8")
    assert not {"Old", "Gone"} & set(file.read_text("utf-8").replace('"', " ").split())

"""The picture of an answer: its page shows what the message says, and nothing of it is obeyed."""

import struct
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.picture.page import WIDTH, Scene, page

PICTURE = ROOT / "tests" / "picture" / "answer.png"
HOSTILE = '<script>alert("1")</script> & </style><img src=x onerror=\'a\'> "><b onclick="b">'


class Seen(HTMLParser):
    """The tags of a page with their classes, and its text as a reader sees it."""

    def __init__(self, drawn: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.classes: list[str] = []
        self.styles: list[str] = []
        self._open: list[str] = []
        self._text: list[tuple[str, str]] = []
        self.feed(drawn)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append(tag)
        self.classes += (known.get("class") or "").split()
        self.styles += [known["style"] or ""] if "style" in known else []
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self._text.append((self._open[-1] if self._open else "", data))

    @property
    def text(self) -> str:
        return "".join(data for _, data in self._text)

    def within(self, tag: str) -> list[str]:
        return [data for opened, data in self._text if opened == tag]


def seen(*components: dict[str, Any], asker: str = "alice", bot: str = "pincite") -> Seen:
    return Seen(page(Scene(bot, asker, "/ask", "Today at 10:00", components)))


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def row(**button: Any) -> dict[str, Any]:
    return {"type": 1, "components": [{"type": 2, "style": 2, "label": "Press", **button}]}


def test_the_head_tells_who_asked_whom_and_how() -> None:
    assert seen().text == "alice used /askpinciteAPPToday at 10:00"


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("It rains.", "It rains."),
        (r"\[S1\] \*a\* \\ 1\. C:\\b", r"[S1] *a* \ 1. C:\b"),
        ("> **It rains.** It pours.", "It rains. It pours."),
        ("-# Title · 2020", "Title · 2020"),
        ("`my_notes.md:1-2`", "my_notes.md:1-2"),
        (r"`a\*b`", r"a\*b"),
        ("<https://a.example/b_c?d=1&e=2>", "https://a.example/b_c?d=1&e=2"),
        (r"**a \*\* b** c", "a ** b c"),
        ("1 > 2 & 3 < 4", "1 > 2 & 3 < 4"),
    ],
)
def test_a_reader_sees_the_words_without_the_marks(content: str, shown: str) -> None:
    assert seen(text(content)).text.endswith(f"Today at 10:00{shown}")


def test_each_mark_is_drawn() -> None:
    drawn = seen(text("> **It rains.** So\n> it is.\n-# small\n`a.md`\n<https://b.example>"))
    assert drawn.tags.count("blockquote") == 1
    assert drawn.within("b") == ["It rains."]
    assert drawn.within("code") == ["a.md"]
    assert drawn.classes.count("small") == 1
    assert drawn.classes.count("address") == 1


def test_code_in_a_quotation_is_drawn_as_it_stands() -> None:
    drawn = seen(text("> Run **this**:\n> ```sh\n> a  **b** \\*\n> \n>   - <c>\n> ```\n> Done."))
    assert drawn.tags.count("blockquote") == drawn.tags.count("pre") == 1
    assert drawn.within("pre") == ["a  **b** \\*\n\n  - <c>"]
    assert drawn.within("b") == ["this"]
    assert drawn.text.endswith("Done.")


def test_a_list_in_a_quotation_is_drawn_with_its_levels() -> None:
    drawn = seen(text("> 3. **Open** it\n>   - with a coin\n> 4\\. no item"))
    assert drawn.classes.count("item") == 2
    assert drawn.text.endswith("3.Open it•with a coin4. no item")
    left = [int(style.removeprefix("margin-left:").removesuffix("px")) for style in drawn.styles]
    assert left[0] < left[1]


def test_a_text_may_be_a_link() -> None:
    drawn = seen(text(r"-# [My \*first\* notes](<https://a.example/b>) · page 3"))
    assert drawn.text.endswith("My *first* notes · page 3")
    assert drawn.classes.count("address") == 1


def test_a_message_without_components_is_drawn_too() -> None:
    drawn = Seen(page(Scene("pincite", "alice", "/ask", "now", content="**Right.**\n> Words.")))
    assert drawn.within("b") == ["Right."]
    assert drawn.tags.count("blockquote") == 1


@pytest.mark.parametrize(
    "mark",
    [
        "{}",
        "> {}",
        "> - {}",
        "> ```\n> {}\n> ```",
        "[{}](<https://a.b>)",
        "-# {}",
        "**{}**",
        "`{}`",
        "> **{}**",
        "*{}*",
    ],
)
def test_nothing_of_a_hostile_text_becomes_markup(mark: str) -> None:
    drawn = seen(text(mark.format(HOSTILE)))
    assert HOSTILE in drawn.text
    assert drawn.tags == seen(text(mark.format("words"))).tags


def test_nothing_of_a_hostile_name_label_or_address_becomes_markup() -> None:
    address = text('<https://a.example/"onclick="b">')
    drawn = seen(row(label=HOSTILE), address, asker=HOSTILE, bot=HOSTILE)
    assert drawn.text.count(HOSTILE) == 3
    assert drawn.tags == seen(row(), text("<https://a.example>")).tags


def test_a_container_has_its_colour_and_what_is_in_it() -> None:
    inner = [text("one"), {"type": 14, "divider": True, "spacing": 2}, text("two"), row()]
    drawn = seen({"type": 17, "accent_color": 0x2E7D, "components": inner})
    assert drawn.styles == ["border-left-color:#002e7d"]
    assert {"container", "divider", "wide", "row", "button"} <= set(drawn.classes)
    assert drawn.text.endswith("onetwoPress")
    assert seen({"type": 17, "components": []}).styles == []


def test_a_separator_may_be_a_mere_gap() -> None:
    assert "divider" not in seen({"type": 14, "divider": False, "spacing": 1}).classes


@pytest.mark.parametrize(
    ("style", "look"),
    [(1, "primary"), (2, "secondary"), (3, "success"), (4, "danger"), (5, "link")],
)
def test_a_button_has_the_look_of_its_style(style: int, look: str) -> None:
    drawn = seen(row(style=style))
    assert look in drawn.classes
    assert ("svg" in drawn.tags) == (look == "link")


def test_a_button_may_be_disabled_or_have_an_emoji() -> None:
    drawn = seen(row(disabled=True, emoji={"name": "🔍"}))
    assert "disabled" in drawn.classes
    assert drawn.text.endswith("🔍 Press")


@pytest.mark.parametrize(
    ("content", "shown", "look"),
    [
        ("<#general> is read.", "#general is read.", "mention"),
        ("<@alice> and <@&Support>", "@alice and @Support", "mention"),
        ("Use </settings show:900>.", "Use /settings show.", "mention"),
        ("Begun <t:1767225600:d>.", "Begun 01/01/2026.", "moment"),
        ("Begun <t:1767225600:R>.", "Begun a minute ago.", "moment"),
        ("See https://a.example/b c", "See https://a.example/b c", "address"),
    ],
)
def test_a_mention_is_drawn_as_the_name_that_it_shows(content: str, shown: str, look: str) -> None:
    drawn = seen(text(content))
    assert drawn.text.endswith(f"Today at 10:00{shown}")
    assert look in drawn.classes


def test_a_section_has_its_button_beside_its_text() -> None:
    section = {"type": 9, "components": [text("*Language*")], "accessory": row()["components"][0]}
    drawn = seen({"type": 17, "components": [section]})
    assert drawn.text.endswith("LanguagePress")
    assert drawn.within("i") == ["Language"]
    assert {"section", "button"} <= set(drawn.classes)


def test_a_form_is_drawn_with_its_hints_and_with_what_stands_in_it() -> None:
    typed = {"type": 4, "value": HOSTILE}
    options = [{"label": "guides", "default": True}, {"label": "town"}]
    fields = [
        {"type": 18, "label": "Name", "description": "Any.", "component": typed},
        {"type": 18, "label": "Sets", "component": {"type": 3, "options": options}},
    ]
    drawn = seen({"type": 17, "components": fields})
    assert drawn.text.endswith(f"NameAny.{HOSTILE}Setsguides")
    assert drawn.classes.count("input") == 2


def test_a_message_may_have_pictures_and_need_not_answer_a_command() -> None:
    drawn = Seen(page(Scene("pincite", "alice", "", "now", content="Look", pictures=[b"PNG"])))
    assert drawn.text == "pinciteAPPnowLook"
    assert drawn.tags.count("img") == 1


def test_what_is_not_known_is_not_left_out_in_silence() -> None:
    with pytest.raises(ValueError, match="component of type 12"):
        seen({"type": 17, "components": [{"type": 12, "items": []}]})
    with pytest.raises(ValueError, match="component of type None"):
        seen({})
    with pytest.raises(ValueError, match="button of style 6"):
        seen(row(style=6))


def test_the_picture_is_a_png_of_the_right_size() -> None:
    png = PICTURE.read_bytes()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    assert width == 2 * WIDTH
    assert WIDTH < height < 4 * WIDTH
    assert 20_000 < len(png) < 200_000

"""A quote holds the blocks that belong to what answers, and no others."""

from index.answering.relations import following, related
from index.blocks import INDEXED, BlockSpan
from index.reading.cleaning.pipeline import clean
from tests.reading.cleaned import document, markdown


def words_related_to(words: str, text: str) -> set[str]:
    blocks = [block.span for block in clean(markdown(text)) if block.label in INDEXED]
    shown = [words_of(text, block) for block in blocks]
    return {shown[number] for number in related(text, blocks, shown.index(words))}


def words_of(text: str, block: BlockSpan) -> str:
    return text[block.start : block.end].strip("- \n")


def test_items_under_a_lead_in_belong_together() -> None:
    text = "Bring with you:\n\n- a rope\n- a lamp\n\nThe weir opens at ten.\n"
    assert words_related_to("a lamp", text) == {"Bring with you:", "a rope", "a lamp"}


def test_items_that_only_stand_side_by_side_do_not() -> None:
    text = "# Rules\n\n- Dogs are kept on a lead.\n- Fires are lit on the beach alone.\n"
    assert words_related_to("Dogs are kept on a lead.", text) == {"Dogs are kept on a lead."}


def test_steps_that_count_belong_together() -> None:
    text = "# Start\n\n1. Turn the key.\n2. Press the pedal.\n3. Let go.\n"
    assert len(words_related_to("2. Press the pedal.", text)) == 3


def test_what_is_nested_belongs_to_its_item() -> None:
    text = "# Fees\n\n- Boats pay nine pounds.\n  - Rafts pay two.\n- Swimmers pay nothing.\n"
    assert words_related_to("Boats pay nine pounds.", text) == {
        "Boats pay nine pounds.",
        "Rafts pay two.",
    }


def test_a_row_stands_for_itself() -> None:
    text = "| Year | Boats |\n|---|---|\n| 1921 | 9 |\n| 1922 | 4 |\n"
    assert words_related_to("| 1922 | 4 |", text) == {"| 1922 | 4 |"}


def test_code_belongs_to_the_paragraph_above_it() -> None:
    text = "Build it like this.\n\n```sh\nmake all\n```\n\nThen go home.\n"
    assert words_related_to("make all", text) == {"make all", "Build it like this."}


STEPS = """\
# Start

1. Open the box.
2. Fill the tank:

   ```sh
   tank --fill
   ```

3. Close it.
"""


def test_code_in_an_item_belongs_to_it_and_is_no_end_of_the_list() -> None:
    steps = {"1. Open the box.", "2. Fill the tank:", "tank --fill", "3. Close it."}
    assert words_related_to("2. Fill the tank:", STEPS) == steps
    assert words_related_to("tank --fill", STEPS) == {"2. Fill the tank:", "tank --fill"}


def test_code_at_the_margin_below_a_list_is_not_of_its_last_item() -> None:
    text = "# Start\n\n- Open it.\n- Close it.\n\n```sh\nmake all\n```\n"
    assert words_related_to("make all", text) == {"make all"}


def test_an_item_leads_to_what_is_nested_in_it_and_to_no_item_beside_it() -> None:
    text = "# Start\n\n- Take with you:\n  - a rope\n  - a lamp\n- Go home.\n"
    blocks = [block.span for block in clean(markdown(text)) if block.label in INDEXED]
    assert following(text, blocks, 0) == [1, 2]
    assert words_related_to("Take with you:", text) == {"Take with you:", "a rope", "a lamp"}


def test_the_end_of_a_sentence_below_its_list_belongs_to_each_item() -> None:
    text = "Visitors park\n  - by the gate,\n  - by the hedge,\nbut never on the grass.\n"
    blocks = [block.span for block in clean(document(text)) if block.label in INDEXED]
    shown = [words_of(text, block) for block in blocks]
    found = {shown[number] for number in related(text, blocks, shown.index("by the gate,"))}
    assert {"by the hedge,", "but never on the grass."} <= found


def test_paragraphs_and_code_inside_an_item_do_not_end_its_list() -> None:
    inside = "   Only by hand.\n\n   ```sh\n   turn\n   ```\n\n   Then wait.\n"
    text = f"# Shelf\n\n1. Lay it down.\n2. Screw it in.\n\n{inside}\n3. Turn it.\n7. Nail it.\n"
    assert len(words_related_to("2. Screw it in.", text)) == 7


def test_what_stands_at_the_margin_between_numbers_that_count_on_is_of_the_item() -> None:
    text = "# Shelf\n\n1. Lay it down.\n\nMind the floor.\n\n2. Screw it in.\n"
    assert len(words_related_to("2. Screw it in.", text)) == 3


def test_a_paragraph_between_two_lists_is_of_neither() -> None:
    text = "# Shelf\n\n1. Lay it down.\n2. Turn it.\n\nFor the door:\n\n1. Lift it.\n2. Hang it.\n"
    assert "1. Lift it." not in words_related_to("1. Lay it down.", text)

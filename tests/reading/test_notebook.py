"""A notebook is read cell by cell: its text, its code, and what the code printed."""

import json
from typing import Any

import pytest

from index.reading.formats.notebook import MOST_OUTPUT_LINES, read_notebook
from index.reading.formats.reading import Reading, Unreadable


def read(*cells: dict[str, Any], **more: Any) -> Reading:
    notebook = {"cells": cells, "nbformat": 4, "metadata": {}, **more}
    (reading,) = read_notebook(json.dumps(notebook).encode())
    return reading


def markdown(source: str | list[str]) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source}


def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": outputs}


def printed(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def shown(**data: str) -> dict[str, Any]:
    kinds = {name.replace("_", "/"): value for name, value in data.items()}
    return {"output_type": "execute_result", "data": kinds}


def test_text_code_and_output_follow_each_other_as_in_the_notebook() -> None:
    about = {"language_info": {"name": "python"}, "authors": [{"name": "Ann Cole"}]}
    reading = read(
        markdown(["# Tides\n", "\n", "High water **twice** a day:\n", "- one\n", "- two"]),
        code("print(level)\n", printed("4.2 m\n")),
        {"cell_type": "raw", "source": "As it is."},
        metadata=about,
    )
    assert reading.text == (
        "Tides\n\nHigh water twice a day:\n\n- one\n- two\n\n```python\nprint(level)\n```\n\n"
        "```\n4.2 m\n```\n\nAs it is."
    )
    assert (reading.metadata.title, reading.metadata.author) == ("Tides", "Ann Cole")
    assert [reading.text[h.start : h.end] for h in reading.headings] == ["Tides"]
    code_text = [reading.text[slice(*found.content)] for found in reading.code]
    assert code_text == ["print(level)\n", "4.2 m\n"]
    assert [found.language for found in reading.code] == ["python", ""]


def test_a_table_that_the_code_shows_is_a_table() -> None:
    table = "<table><tr><th>Port</th><th>m</th></tr><tr><td>Brest</td><td>6</td></tr></table>"
    reading = read(code("frame", shown(text_html=table, text_plain="Port m")))
    [found] = reading.tables
    assert reading.text[slice(*found.rows[0])] == "Brest | 6"
    assert found.columns == ("Port", "m")


def test_what_a_heading_is_over_moves_with_its_cell() -> None:
    rows = "<tr><th>Who</th><th>Fee</th></tr><tr><td>Dogs</td><td>2</td></tr>"
    table = markdown(f"<table><caption>Fees</caption>{rows}</table>\n\nGo on board.")
    reading = read(markdown("# Ferry\n\nIt runs all year."), table)
    [fees] = [heading for heading in reading.headings if heading.title == "Fees"]
    assert fees.until is not None
    assert reading.text[fees.start : fees.until].startswith("Fees")
    assert reading.text[fees.until :].strip() == "Go on board."


@pytest.mark.parametrize("tab", ['<div role="tabpanel">', '<div role="tab">Linux</div><div>'])
def test_tabs_outside_a_page_are_read(tab: str) -> None:
    assert "Open it." in read(markdown(f"{tab}<p>Open it.</p></div>")).text


def test_formulas_keep_their_signs() -> None:
    reading = read(markdown(r"So $a_1 * b_2 * c$ costs *much*: $$\{x\}_1 \\ y$$"))
    assert reading.text == r"So $a_1 * b_2 * c$ costs much: $$\{x\}_1 \\ y$$"


def test_words_in_angle_brackets_are_no_tags() -> None:
    assert read(markdown("Use `run` <name> twice.")).text == "Use run <name> twice."


def test_a_long_output_is_cut_and_the_report_says_so() -> None:
    lines = [f"line {number}" for number in range(MOST_OUTPUT_LINES + 5)]
    reading = read(code("run()", printed("\n".join(lines))))
    assert lines[MOST_OUTPUT_LINES - 1] in reading.text
    assert lines[MOST_OUTPUT_LINES] not in reading.text
    assert reading.warnings == (f"outputs that are cut after {MOST_OUTPUT_LINES} lines: 1",)


def test_pictures_are_told_and_colours_are_not_shown() -> None:
    reading = read(
        code("a", printed("\x1b[31mred\x1b[0m"), shown(image_png="aGk=", text_plain="<F>"))
    )
    assert reading.text == "```\na\n```\n\n```\nred\n```"
    assert reading.warnings == ("pictures and widgets in its outputs are not read: 1",)


def test_an_error_is_its_kind_and_its_reason() -> None:
    error = {"output_type": "error", "ename": "KeyError", "evalue": "'tide'", "traceback": ["x"]}
    assert "KeyError: 'tide'" in read(code("a", error)).text


def test_a_notebook_of_version_3_is_read_too() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Old"]},
        {"cell_type": "code", "input": ["1+1"], "outputs": [{"output_type": "pyout", "text": "2"}]},
    ]
    (reading,) = read_notebook(json.dumps({"worksheets": [{"cells": cells}]}).encode())
    assert reading.text == "Old\n\n```\n1+1\n```\n\n```\n2\n```"
    assert reading.metadata.title == "Old"


def test_a_tag_that_a_cell_leaves_open_ends_with_its_cell() -> None:
    reading = read(markdown("<div><table><tr><td>One"), markdown("# Two\n\nThree."))
    assert [heading.title for heading in reading.headings] == ["Two"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "not JSON: line 1"),
        (b"[1, 2]", "no notebook: it has no cells"),
        (b'{"cells": 3}', "no notebook: it has no cells"),
        (b"[" * 100_000, "lists nested too deep in it"),
        (b"[" * 300 + b"]" * 300, "lists nested more than 100 deep"),
        (b"[" + b"[],[],[],[]," * 500_000 + b"1]", "more than 3,000,000 values in it; split it"),
        (b'{"cells": [' + b"{}," * 20_001 + b"{}]}", "20,002 cells"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "not JSON: Exceeds the limit"),
    ],
)
def test_what_is_no_notebook_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=f"^{reason}"):
        list(read_notebook(data))


def test_more_text_than_a_long_book_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"^3,000,001 characters of text"):
        read(markdown("a" * 3_000_001))


def test_values_of_the_wrong_kind_are_left_out() -> None:
    cells: list[Any] = [3, {"cell_type": "code", "source": 4, "outputs": [5, {"data": 6}]}, None]
    reading = read(*cells, markdown("Words \ud800."), metadata=[7])
    assert reading.text == "Words \ufffd."

"""Pages in reStructuredText are read as docutils shows them, those for Sphinx too."""

from pathlib import Path

import pytest

from index.documents import Metadata
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.rst import read_rst


def read(source: str) -> Reading:
    (reading,) = read_rst(source.encode())
    return reading


PAGE = """\
========
Handbook
========

:Author: Ann Cole
:Date: 2025-06-02
:orphan:

.. contents::

Fees
====

The **mill** opens at ``9``; see `the site <https://example.org>`_.

- one

  - two

1. first
2. second

Range
   Sixty feet.

Deeper
------

::

   as it is
"""


def test_headings_lists_terms_and_code_keep_their_form() -> None:
    reading = read(PAGE)
    assert reading.text == (
        "Handbook\n\nFees\n\nThe mill opens at 9; see the site.\n\n- one\n  - two\n\n1. first\n"
        "2. second\n\nRange\nSixty feet.\n\nDeeper\n\n```\nas it is\n```"
    )
    assert reading.metadata == Metadata(title="Handbook", author="Ann Cole", date="2025-06-02")
    assert [(h.title, h.level, h.anchor) for h in reading.headings] == [
        ("Handbook", 1, "handbook"),
        ("Fees", 2, "fees"),
        ("Range", 7, None),
        ("Deeper", 3, "deeper"),
    ]


def test_tables_of_all_kinds_have_their_columns() -> None:
    simple = "===== ====\nDay   Open\n===== ====\nMon   9\n===== ====\n"
    grid = "+-----+------+\n| Day | Open |\n+=====+======+\n| Mon | 9    |\n+-----+------+\n"
    rows = "   * - Day\n     - Open\n   * - Mon\n     - 9\n"
    listed = f".. list-table:: Hours\n   :header-rows: 1\n\n{rows}"
    values = ".. csv-table::\n   :header: Day, Open\n\n   Mon, 9\n"
    for source in (simple, grid, listed, values):
        reading = read(source)
        [table] = reading.tables
        assert table.columns == ("Day", "Open")
        assert [reading.text[slice(*row)] for row in table.rows] == ["Mon | 9"]


def test_roles_of_sphinx_show_their_words_and_not_their_targets() -> None:
    roles = ":ref:`the fees <fees>`, :doc:`guide`, :py:func:`~shop.buy`, :kbd:`Ctrl`, :new:`word`"
    assert read(f"See {roles}.").text == "See the fees, guide, buy, Ctrl, word."


def test_what_cannot_be_resolved_stays_as_words() -> None:
    assert read("Of |version| see `Foo`_ and `the page <page_>`_.").text == (
        "Of |version| see Foo and the page."
    )


def test_directives_of_sphinx_show_what_they_hold() -> None:
    source = """
.. code-block:: python
   :linenos:
   :caption: Greeting

   print("hi")

.. versionadded:: 2.1
   It is *fast*.

.. tab-set::

   .. tab-item:: Windows
      :sync: w

      Run ``setup``.

.. seealso:: The guide.

.. toctree::
   :maxdepth: 2

   one
"""
    reading = read(source)
    assert reading.text == (
        'Greeting\n\n```python\nprint("hi")\n```\n\nNew in version 2.1: It is fast.\n\nWindows\n\n'
        "Run setup.\n\nThe guide."
    )
    assert reading.code[0].language == "python"


def test_a_description_stands_under_its_signature() -> None:
    reading = read(
        ".. option:: --fast, -f\n\n   Be fast.\n\n.. py:function:: run(a)\n\n   Runs it.\n"
    )
    assert reading.text == "--fast, -f\nBe fast.\n\nrun(a)\nRuns it."
    assert [heading.title for heading in reading.headings] == ["--fast, -f", "run(a)"]


def test_lists_with_letters_are_not_given_numbers() -> None:
    assert "1." not in read("a. one\nb. two\n").text


def test_no_file_is_inserted_and_no_raw_html_is_taken(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the password")
    source = f"""
Before.

.. include:: {secret}

.. literalinclude:: {secret}

.. raw:: html
   :file: {secret}

.. raw:: html

   <script>run()</script>

.. csv-table::
   :file: {secret}

.. image:: http://127.0.0.1:9/a.png

After.
"""
    reading = read(source)
    assert reading.text == "Before.\n\nAfter."
    assert reading.warnings == (
        "what the directive include inserts is not read",
        "what the directive literalinclude inserts is not read",
        "what the directive raw inserts is not read",
        "line 15: another file is not inserted",
    )


def test_a_file_of_settings_in_the_folder_is_not_obeyed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docutils.conf").write_text("[general]\nfile_insertion_enabled: true\n")
    monkeypatch.chdir(tmp_path)
    assert read(".. csv-table::\n   :file: docutils.conf\n").text == ""


def test_what_docutils_does_not_understand_is_kept_as_it_stands(
    capsys: pytest.CaptureFixture[str],
) -> None:
    reading = read(
        "Before.\n\n.. figure:: a.png\n   :odd: 3\n\n   The wheel.\n\nTitle\n==\n\nAfter.\n"
    )
    assert "The wheel." in reading.text
    assert "After." in reading.text
    assert reading.warnings[0].startswith('line 3: Error in "figure" directive: unknown option')
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a" * 1_500_001, "1,500,001 bytes"),
        ("a_ |b| [1]_\n" * 700, "more than 2,000 references in a paragraph"),
        ("*a* b\n" * 12_000, "71,999|72,000 characters without a blank line"),
        ("\n".join(f".. a{n}:: b" for n in range(600)), "more than 500 kinds of directives"),
        ("\n".join("  " * n + "a\n" for n in range(900)), "its parts are nested too deep"),
    ],
)
def test_too_much_is_refused_in_one_line(source: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=f"^{reason}"):
        read(source)


@pytest.mark.parametrize(
    ("mark", "shown"),
    [("[1]_", "[1]"), ("[#]_", "[1]"), ("[#a]_", "[1]"), ("[Cole20]_", "[Cole20]")],
)
def test_the_mark_of_a_note_stays_in_its_sentence(mark: str, shown: str) -> None:
    reading = read(f"It was mended {mark}, but not for long.\n\n.. {mark[:-1]} By *Carl*.\n")
    assert reading.text == f"It was mended {shown}, but not for long.\n\n{shown} By Carl."


def test_words_in_brackets_are_no_notes() -> None:
    text = "It was mended [1] in May, [see there]."
    assert read(f"{text}\n").text == text


@pytest.mark.parametrize(
    "source",
    [
        "* .. boxy:: Words here\n\n     More words.\n",
        "1. - .. boxy:: Words here\n\n        More words.\n",
        "+---------------------+\n| .. boxy:: Words here|\n|                     |\n"
        "|    More words.      |\n+---------------------+\n",
    ],
)
def test_a_directive_is_read_inside_items_and_cells(source: str) -> None:
    reading = read(source)
    assert ("Words here" in reading.text, "More words." in reading.text) == (True, True)
    assert "::" not in reading.text
    assert reading.warnings == ()


@pytest.mark.parametrize(
    "other", [".. boxy:: a\n\n   b\n", ".. role:: warm\n\nA :warm:`b`.\n", "A :warm:`b`.\n"]
)
def test_a_file_does_not_change_how_another_one_is_read(other: str) -> None:
    page = "Roses [#]_\n\n.. [#] .. boxy:: c\n\n.. role:: cold(warm)\n\nA :cold:`d`.\n"
    before = read(page)
    read(other)
    assert read(page) == before


def test_what_inserts_another_file_is_told_in_an_item_but_not_in_a_sentence() -> None:
    assert read("* .. autoclass:: a.B\n").warnings == (
        "what the directive autoclass inserts is not read",
    )
    assert read("Write .. autoclass:: here.\n").warnings == ()

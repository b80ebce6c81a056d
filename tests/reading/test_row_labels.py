"""The label of a sum at the end of a bill is no value of the column that it stands in."""

import pytest

from tests.reading.cleaned import columns_of, markdown

BILL = """
| Work | Hours | Rate | Amount |
|---|---|---|---|
| Planing | 3 | £20.00 | £60.00 |
| Gluing | 2 | £18.50 | £37.00 |
"""
COLUMNS = ("Work", "Hours", "Rate", "Amount")
NO_RATE = ("Work", "Hours", "", "Amount")


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ("|  |  | Total due | £97.00 |", NO_RATE),
        ("|  |  | VAT 20% | £19.40 |", NO_RATE),
        ("|  | In all | 5 | £97.00 |", ("Work", "", "Rate", "Amount")),
        ("| Total |  |  | £97.00 |", COLUMNS),
        ("| Sanding | 1 | free | £0.00 |", COLUMNS),
        ("|  |  | 19.00 | £19.00 |", COLUMNS),
        ("|  |  | on request |  |", COLUMNS),
    ],
)
def test_only_a_label_of_a_sum_loses_the_name_of_its_column(
    row: str, names: tuple[str, ...]
) -> None:
    assert columns_of(markdown(BILL + row + "\n"))[" ".join(row.split())] == names


def test_labels_of_several_sums_stand_below_each_other() -> None:
    rows = ("|  |  | Sum | £97.00 |", "|  |  | Discount | £7.00 |", "|  |  | To pay | £90.00 |")
    found = columns_of(markdown(BILL + "\n".join(rows) + "\n"))
    assert [found[" ".join(row.split())] for row in rows] == [NO_RATE] * 3


def test_words_in_a_column_of_words_or_among_other_rows_keep_its_name() -> None:
    free = BILL + "| Oiling | 1 | free | £0.00 |\n|  |  | Total | £97.00 |\n"
    assert columns_of(markdown(free))["| | | Total | £97.00 |"] == COLUMNS
    inside = BILL + "|  |  | by hand | £5.00 |\n| Oiling | 1 | £9.00 | £9.00 |\n"
    assert columns_of(markdown(inside))["| | | by hand | £5.00 |"] == COLUMNS

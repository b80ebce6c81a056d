"""Numbers that a page draws over the texts that they count → the texts with their numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.reading.formats.html_text import HtmlBlock

_NUMBER = re.compile(r"(\d{1,2})[.)]?")
_NEAR = 12
"""Blocks from one number to the next."""


def with_numbers(blocks: Sequence[HtmlBlock]) -> list[HtmlBlock]:
    """The blocks; numbers that stand alone and count 1, 2, 3 are those of the texts below them."""
    places = _counting(blocks)
    found: list[HtmlBlock] = []
    for number, block in enumerate(blocks):
        if number in places:
            continue
        if mark := places.get(number - 1):
            block = replace(block, text=f"{mark}. {block.text}", mark=f"{mark}. ")
        found.append(block)
    return found


def _counting(blocks: Sequence[HtmlBlock]) -> dict[int, str]:
    """The places of the numbers, each with itself."""
    alone = [(n, match[1]) for n, match in _alone(blocks)]
    runs: list[list[tuple[int, str]]] = [[]]
    for place, number in alone:
        before = runs[-1][-1] if runs[-1] else (place, "0")
        if int(number) != int(before[1]) + 1 or place - before[0] > _NEAR:
            runs.append([])
        if runs[-1] or number == "1":
            runs[-1].append((place, number))
    return dict(one for run in runs if len(run) > 1 for one in run)


def _alone(blocks: Sequence[HtmlBlock]) -> Iterator[tuple[int, re.Match[str]]]:
    """The numbers that are all of a paragraph over a text."""
    for number, (block, below) in enumerate(pairwise(blocks)):
        match = _NUMBER.fullmatch(block.text)
        is_plain = not (block.level or block.row or block.mark) and block.language is None
        is_text = not (below.row or below.mark) and below.language is None
        if match and is_plain and is_text and not _NUMBER.fullmatch(below.text):
            yield number, match

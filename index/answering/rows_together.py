"""A row among the first hits, and a question for several things → one hit of all rows that answer.

    which plans do not include support     the rows that say no in the column of that name
    which tools are in the shed            the rows that have the question's other words
    how many plans are there, list all     all rows, if the question says nothing else

Nothing is counted or summed up: the rows are shown as they stand, if all of them can be shown.
"""

import re
from collections.abc import Iterator, Sequence, Set
from itertools import chain, islice, takewhile
from typing import NamedTuple

from index.answering.highlighting import Asked, ScoredHit
from index.answering.promotion import LOOKED_AT
from index.answering.quotes import LONGEST_QUOTE, is_unchanged
from index.documents import Document, text_sha256
from index.passages import Passage
from index.search.rewording import Wording
from index.search.searcher import Searcher
from index.search.word_matches import content_words
from index.storage.bm25 import Bm25Index
from index.text.table_cells import cells_in

MOST_PASSAGES = 1_000
"""Of a document whose rows are looked through, since all of them are read."""

LONGEST_SHOWN = 1_000
"""Characters of the rows as shown, with the names of their columns."""

_SEVERAL = re.compile(
    r"\b(?:which|what)(?: of the| other)? (?!(?:is|was|does|has)\b)(?:\w+ )?\w+s\b"
    r"|\bhow many\b|\b(?:list|name|show)\b|\ball\b|\bwhat are\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|no|without|never|lacks?|lacking)\b|n['’]t\b", re.IGNORECASE)
_YES = frozenset("yes y true ✓ ✔ ✅ included x".split())
_NO = frozenset(["no", "n", "none", "false", "✗", "✘", "❌", "-", "–", "—", "", "not included"])


class _Rows(NamedTuple):
    """Rows of one table: their passages, and the words of their cells in lower case."""

    passages: list[Passage]
    cells: list[list[str]]


def together(
    hits: Iterator[ScoredHit], searcher: Searcher, wording: Wording, asked: Asked
) -> Iterator[ScoredHit]:
    """The hits; if several rows of a table answer, one of them all goes first."""
    if not _SEVERAL.search(asked.text):
        yield from hits
        return
    first = list(islice(hits, LOOKED_AT))
    row = next((hit for hit in first if _is_row(hit)), None)
    gathered = row and _gathered(row, row is first[0], searcher, wording)
    if row is None or gathered is None:
        yield from first
        yield from hits
        return
    yield gathered
    # The other rows of the table do not answer.
    yield from (
        hit for hit in chain(first, hits) if not _is_of_one_table(hit.hit.passage, row.hit.passage)
    )


def _is_row(hit: ScoredHit) -> bool:
    return hit.hit.passage.is_table_row and bool(hit.hit.passage.blocks[0].shape.columns)


def _is_of_one_table(passage: Passage, row: Passage) -> bool:
    """Whether a passage is a row too, of the same columns under the same heading."""
    if not passage.is_table_row:
        return False
    places = ((p.document, p.section, p.blocks[0].shape.columns) for p in (passage, row))
    return len(set(places)) == 1


def _gathered(
    row: ScoredHit, is_first: bool, searcher: Searcher, wording: Wording
) -> ScoredHit | None:
    """The hit of all rows that answer; ``None`` unless there are several and all can be shown."""
    if searcher.passage_count(row.document.id) > MOST_PASSAGES:
        return None
    rows = _rows_of(row, searcher)
    chosen = _chosen(row, rows, wording, searcher.bm25, is_first)
    passages = [rows.passages[number] for number in chosen]
    between = rows.passages[chosen[0] : chosen[-1] + 1] if chosen else []
    is_sound = all(is_unchanged(passage, row.document) for passage in passages)
    size = sum(passage.end - passage.start for passage in passages)
    if len(passages) < 2 or size > LONGEST_QUOTE or not is_sound:
        return None
    hit = _of_all(row, passages, between)
    return hit if sum(map(len, hit.shown_texts())) <= LONGEST_SHOWN else None


def _rows_of(row: ScoredHit, searcher: Searcher) -> _Rows:
    """The rows around one, of the same columns and with nothing else between."""
    own = row.hit.passage
    passages = list(searcher.passages_in(own.document))
    at = next(n for n, passage in enumerate(passages) if passage.id == own.id)

    def belongs(passage: Passage) -> bool:
        return _is_of_one_table(passage, own)

    before = [*takewhile(belongs, reversed(passages[:at]))]
    rows = [*reversed(before), *takewhile(belongs, passages[at:])]
    return _Rows(rows, [_cells(passage, row.document.text) for passage in rows])


def _cells(row: Passage, text: str) -> list[str]:
    block = row.blocks[0]
    spans = cells_in(text, block.start, block.end, block.shape.delimiter)
    return [text[start:end].strip("*_` ").lower() for start, end in spans]


def _chosen(
    row: ScoredHit, rows: _Rows, wording: Wording, bm25: Bm25Index, is_first: bool
) -> Sequence[int]:
    """The numbers of the rows that answer."""
    columns = row.hit.passage.blocks[0].shape.columns
    asked = {term for word in content_words(wording) for term in bm25.terms(word.text)}
    asked |= {term for term in bm25.terms(wording.text) if term[0].isdigit()}
    is_not = _NOT.search(wording.text) is not None
    names = [set(bm25.terms(name)) for name in columns]
    decided = [n for n, name in enumerate(names) if n and name & asked and _decides(rows, n)]
    if len(decided) > 1:  # One asked for and one not, or both: too much to be sure.
        return []
    if decided and is_first:
        wanted = _NO if is_not else _YES
        return [n for n, cells in enumerate(rows.cells) if cells[decided[0]] in wanted]
    named = {term for name in names for term in name}
    held = [set(bm25.terms(" ".join(cells))) - named for cells in rows.cells]
    values = asked & {term for terms in held for term in terms}
    if values and is_first:
        return [n for n, terms in enumerate(held) if _fits(terms, values, is_not=is_not)]
    about = {*names[0], *bm25.terms(" ".join(_titles(row)))}
    is_meant = not asked.isdisjoint(about if is_first else names[0])
    is_all = not values and not is_not and is_meant and asked <= about | named
    return range(len(rows.cells)) if is_all else []


def _fits(terms: Set[str], values: Set[str], *, is_not: bool) -> bool:
    return values.isdisjoint(terms) if is_not else values <= terms


def _decides(rows: _Rows, column: int) -> bool:
    """Whether a column says yes or no, and does not say the same of all."""
    cells: Set[str] = {row[column] if column < len(row) else "?" for row in rows.cells}
    return cells <= _YES | _NO and not cells.isdisjoint(_YES) and not cells.isdisjoint(_NO)


def _titles(row: ScoredHit) -> list[str]:
    return [*row.hit.passage.section, row.document.metadata.title or ""]


def _of_all(row: ScoredHit, passages: list[Passage], between: list[Passage]) -> ScoredHit:
    """A hit of rows that were verified; all of it answers."""
    passage = joined(passages, between, row.document)
    scores = [0.0] * len(passage.sentences)
    hit = row.hit._replace(passage=passage, sentences=tuple(scores))
    return ScoredHit(hit, row.document, scores, 0, whole=True)


def joined(rows: Sequence[Passage], between: Sequence[Passage], document: Document) -> Passage:
    """Rows of a document as one passage, with the hash of all between the first and the last.

    ``between`` are all rows from the first to the last: its blocks tell what is left out.
    """
    return rows[0]._replace(
        sentences=tuple(span for row in rows for span in row.sentences),
        sha256=text_sha256(document.text[rows[0].start : rows[-1].end]),
        context_spans=tuple(context for row in rows for context in row.context_spans),
        repeated_spans=tuple(repeat for row in rows for repeat in row.repeated_spans),
        blocks=tuple(block for row in between for block in row.blocks),
    )

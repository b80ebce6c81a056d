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
from index.answering.quotes import LONGEST_QUOTE, is_unchanged
from index.documents import Document, text_sha256
from index.passages import Passage
from index.search.rewording import Wording
from index.search.searcher import Searcher
from index.search.word_matches import content_words
from index.storage.bm25 import Bm25Index
from index.text.table_cells import cells_in

LOOKED_AT = 5
"""Hits among which there must be a row."""

MOST_PASSAGES = 1_000
"""Of a document whose rows are looked through; no answer of more can be shown anyway."""

_SEVERAL = re.compile(
    r"\b(?:which|what)(?: of the| other)? (?:\w+ )?\w+s\b|\bhow many\b|\b(?:list|name|show)\b"
    r"|\ball\b|\bwhat are\b",
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
    yield from (hit for hit in chain(first, hits) if not _is_of_the_table(hit, row))


def _is_row(hit: ScoredHit) -> bool:
    return hit.hit.passage.is_table_row and bool(hit.hit.passage.blocks[0].shape.columns)


def _is_of_the_table(hit: ScoredHit, row: ScoredHit) -> bool:
    own, other = row.hit.passage, hit.hit.passage
    if not _is_row(hit) or own.document != other.document:
        return False
    return own.blocks[0].shape.columns == other.blocks[0].shape.columns


def _gathered(
    row: ScoredHit, is_first: bool, searcher: Searcher, wording: Wording
) -> ScoredHit | None:
    """The hit of all rows that answer; ``None`` unless there are several and all can be shown."""
    if searcher.passage_count(row.document.id) > MOST_PASSAGES:
        return None
    rows = _rows_of(row, searcher)
    chosen = _chosen(row, rows, wording, searcher.bm25, is_first)
    passages = [rows.passages[number] for number in chosen]
    size = sum(passage.end - passage.start for passage in passages)
    is_sound = all(is_unchanged(passage, row.document) for passage in passages)
    if len(passages) < 2 or size > LONGEST_QUOTE or not is_sound:
        return None
    return _of_all(row, passages)


def _rows_of(row: ScoredHit, searcher: Searcher) -> _Rows:
    """The rows around one, of the same columns and with nothing else between."""
    own = row.hit.passage
    passages = list(searcher.passages_in(own.document))
    at = next(n for n, passage in enumerate(passages) if passage.id == own.id)
    columns = own.blocks[0].shape.columns

    def belongs(passage: Passage) -> bool:
        return passage.is_table_row and passage.blocks[0].shape.columns == columns

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
    if decided and is_first:
        column = max(decided, key=lambda n: len(names[n] & asked))
        wanted = _NO if is_not else _YES
        return [n for n, cells in enumerate(rows.cells) if cells[column] in wanted]
    named = {term for name in names for term in name}
    held = [set(bm25.terms(" ".join(cells))) - named for cells in rows.cells]
    values = asked & {term for terms in held for term in terms}
    if values and is_first:
        return [n for n, terms in enumerate(held) if (values <= terms) is not is_not]
    about = {*names[0], *bm25.terms(" ".join(_titles(row)))}
    is_all = not values and not is_not and asked & about and asked <= about | named
    return range(len(rows.cells)) if is_all else []


def _decides(rows: _Rows, column: int) -> bool:
    """Whether a column says yes or no, and does not say the same of all."""
    cells: Set[str] = {row[column] if column < len(row) else "?" for row in rows.cells}
    return cells <= _YES | _NO and not cells.isdisjoint(_YES) and not cells.isdisjoint(_NO)


def _titles(row: ScoredHit) -> list[str]:
    return [*row.hit.passage.section, row.document.metadata.title or ""]


def _of_all(row: ScoredHit, passages: list[Passage]) -> ScoredHit:
    """A hit of rows that were verified; all of it answers."""
    passage = joined(passages, row.document)
    scores = [0.0] * len(passage.sentences)
    hit = row.hit._replace(passage=passage, sentences=tuple(scores))
    return ScoredHit(hit, row.document, scores, 0, whole=True)


def joined(rows: Sequence[Passage], document: Document) -> Passage:
    """Rows of a document as one passage, with the hash of all between the first and the last."""
    return rows[0]._replace(
        sentences=tuple(span for row in rows for span in row.sentences),
        sha256=text_sha256(document.text[rows[0].start : rows[-1].end]),
        context_spans=tuple(context for row in rows for context in row.context_spans),
        repeated_spans=tuple(repeat for row in rows for repeat in row.repeated_spans),
        blocks=tuple(block for row in rows for block in row.blocks),
    )

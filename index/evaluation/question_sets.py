"""A set on disk → its questions, with their gold as far as the set has it.

A folder is in the form of the BEIR benchmark (Thakur et al., 2021): ``corpus.jsonl``,
``queries.jsonl`` and ``qrels/*.tsv``. Where a query's ``metadata`` has ``doc`` and ``spans``, each
span of that document's text is an answer. Every ``unanswerable*.jsonl`` beside them, in the form
of the queries, is a kind of questions that the documents do not answer.

A file holds JSON lines on the owner's documents: ``id``, ``question``, ``kind``, ``answerable``,
``gold``, a list of ``file``, exact ``quote`` and ``part``, and ``previous``, earlier questions of
the same conversation. Of each part one quote must be shown.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.errors import CorpusError
from index.text.views import Span

CORPUS = "corpus.jsonl"
OWN = "own"
"""The kind of a BEIR set's queries."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A place that answers one part of a question: its offsets, or its exact words."""

    document: str
    place: Span | str
    part: int = 1

    def spans(self, text: str) -> tuple[Span, ...]:
        """Where it stands in the document's text: words may stand there more than once."""
        if isinstance(self.place, str):
            return tuple(match.span() for match in re.finditer(re.escape(self.place), text))
        return (self.place,)


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question, the grade of each relevant document, and where the answer stands, if known."""

    id: str
    question: str
    kind: str
    answerable: bool
    grades: dict[str, int]
    gold: tuple[Gold, ...]
    previous: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions on one corpus: a BEIR file, or without one the owner's documents."""

    name: str
    corpus: Path | None
    questions: tuple[JudgedQuestion, ...]


def read_set(path: Path) -> QuestionSet:
    """A BEIR folder or a question file; raises ``CorpusError`` saying what is wrong with it."""
    if not path.exists():
        raise CorpusError(f"{path} is not a BEIR set and no file of questions: it does not exist")
    return _read_folder(path) if path.is_dir() else _read_file(path)


def bare_id(document: str) -> str:
    """A document's id as its set names it."""
    return document.removeprefix(f"{CORPUS}#")


def sample_questions(question_set: QuestionSet, limit: int) -> QuestionSet:
    """The set with at most so many questions of each kind, evenly spread over it."""
    kinds: dict[tuple[str, bool], list[JudgedQuestion]] = {}
    for question in question_set.questions:
        kinds.setdefault((question.kind, question.answerable), []).append(question)
    chosen = [
        group[number * len(group) // min(limit, len(group))]
        for group in kinds.values()
        for number in range(min(limit, len(group)))
    ]
    return replace(question_set, questions=tuple(chosen))


def _read_folder(folder: Path) -> QuestionSet:
    grades: dict[str, dict[str, int]] = {}
    for question, document, grade in _qrels(folder):
        if grade > 0:
            grades.setdefault(question, {})[document] = grade
    queries = _read_lines(folder / "queries.jsonl", _beir_question)
    own = [replace(q, grades=grades[q.id]) for q in queries if q.id in grades]
    if not own:
        raise CorpusError(f"{folder} has no question with a relevant document")
    if not (folder / CORPUS).is_file():
        raise CorpusError(f"{folder} is not a BEIR set: it has no {CORPUS}")
    foreign = [
        replace(question, kind=path.stem, answerable=False, gold=())
        for path in sorted(folder.glob("unanswerable*.jsonl"))
        for question in _read_lines(path, _beir_question)
    ]
    return QuestionSet(folder.resolve().name, folder / CORPUS, (*own, *foreign))


def _read_file(path: Path) -> QuestionSet:
    questions = tuple(_read_lines(path, _question))
    if not questions:
        raise CorpusError(f"{path} has no question")
    return QuestionSet(path.stem, None, questions)


def _beir_question(entry: dict[str, Any]) -> JudgedQuestion:
    """A line of ``queries.jsonl`` or of a file beside it."""
    metadata = entry.get("metadata") or {}
    gold = tuple(Gold(metadata["doc"], (int(a), int(b))) for a, b in metadata.get("spans") or ())
    return JudgedQuestion(str(entry["_id"]), _checked_text(entry["text"]), OWN, True, {}, gold)


def _question(entry: dict[str, Any]) -> JudgedQuestion:
    """A line of a question file."""
    answerable = bool(entry["answerable"])
    gold_entries = entry["gold"] if answerable else []
    gold = tuple(
        Gold(
            _checked_text(entry_gold["file"]),
            _checked_text(entry_gold["quote"]),
            int(entry_gold.get("part", 1)),
        )
        for entry_gold in gold_entries
    )
    return JudgedQuestion(
        id=str(entry["id"]),
        question=_checked_text(entry["question"]),
        kind=_checked_text(entry["kind"]),
        answerable=answerable,
        grades={bare_id(place.document): 1 for place in gold},
        gold=gold,
        previous=tuple(_checked_text(turn) for turn in entry.get("previous") or ()),
    )


def _checked_text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError(f"{value!r} is not a text")
    return value


def _read_lines(
    path: Path, read: Callable[[dict[str, Any]], JudgedQuestion]
) -> Iterator[JudgedQuestion]:
    for number, line in enumerate(_file_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield read(json.loads(line))
        except KeyError as error:
            raise CorpusError(f"{path}, line {number}: {error} is missing") from error
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise CorpusError(f"{path}, line {number}, is not a question: {error}") from error


def _qrels(folder: Path) -> Iterator[tuple[str, str, int]]:
    paths = sorted((folder / "qrels").glob("*.tsv"))
    if not paths:
        raise CorpusError(f"{folder} is not a BEIR set: it has no qrels/*.tsv")
    for path in paths:
        for row in csv.reader(_file_text(path).splitlines(), delimiter="\t"):
            if len(row) == 3 and row[2].lstrip("-").isdecimal():
                yield row[0], row[1], int(row[2])


def _file_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8: {error}") from error

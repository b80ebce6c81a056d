"""Paths of the command line → the question sets there."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.evaluation.question_sets import QuestionSet


def read_sets(paths: list[Path], sample: int | None) -> list["QuestionSet"]:
    """The question sets of these paths, with at most ``sample`` questions of a kind."""
    from index.evaluation.question_sets import read_set, sample_questions

    sets = [read_set(path) for path in paths]
    return (
        sets
        if sample is None
        else [sample_questions(question_set, sample) for question_set in sets]
    )

"""A question set → its figures."""

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED, UNREADABLE
from bot.cli.flags import SET_HELP, add_folders, add_json, add_sample
from bot.cli.opening import bars_for, searcher_of, threshold_of
from bot.cli.printing import console, print_json
from bot.cli.question_sets import read_sets

if TYPE_CHECKING:
    from bot.config import Config


GROUP = "Checks"
EXAMPLES = (
    "pincite eval questions.jsonl",
    "pincite eval questions.jsonl --sample 50 --json",
)
EXIT_CODES = {ANSWERED: "measured", **UNREADABLE}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("dataset", type=Path, metavar="SET", help=SET_HELP)
    add_sample(parser)
    add_json(parser)
    add_folders(parser)


def run(config: "Config", dataset: Path, sample: int | None, as_json: bool) -> None:
    """Measure how well the documents are found, quoted and left in silence."""
    from bot.rendering.figures import figures_json, figures_table
    from index.evaluation.evaluate import evaluate as run

    [question_set] = read_sets([dataset], sample)
    with (
        bars_for(config, [question_set]) as bars,
        searcher_of(config, question_set, bars) as searcher,
    ):
        figures = run(searcher, question_set.questions, threshold_of(config), bars.asking)
    if as_json:
        print_json(figures_json(question_set.name, figures))
    else:
        console().print(figures_table(question_set.name, figures))

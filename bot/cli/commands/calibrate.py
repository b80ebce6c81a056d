"""Question sets → the threshold that they suggest."""

from argparse import ArgumentParser, ArgumentTypeError
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED, UNREADABLE
from bot.cli.flags import SET_HELP, add_folders, add_json, add_sample
from bot.cli.opening import bars_for, searcher_of
from bot.cli.output_files import check_writable, write_text
from bot.cli.printing import console, print_json
from bot.cli.question_sets import read_sets
from bot.cli.streams import note
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.config import Config
    from index.evaluation.calibrate import Calibration, Group, Plan


GROUP = "Checks"
EXAMPLES = (
    "pincite calibrate questions.jsonl",
    "pincite calibrate questions.jsonl --plot trade-off.svg",
)
EXIT_CODES = {ANSWERED: "measured", **UNREADABLE}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("datasets", nargs="+", type=Path, metavar="SET", help=SET_HELP)
    parser.add_argument(
        "--other",
        action="append",
        type=Path,
        metavar="SET",
        help="A set whose questions are foreign to the others'.",
    )
    parser.add_argument(
        "--false-answers",
        type=_percent,
        default=5.0,
        metavar="PERCENT",
        help="Foreign questions answered at most (default: 5).",
    )
    parser.add_argument(
        "--plot", type=Path, metavar="FILE", help="Draw the trade-off into an SVG file."
    )
    parser.add_argument("--write", action="store_true", help="Set it in ./pincite.toml.")
    parser.add_argument(
        "--yes", action="store_true", help="Write it even if something speaks against it."
    )
    add_sample(parser)
    add_json(parser)
    add_folders(parser)


def run(
    config: "Config",
    datasets: list[Path],
    other: list[Path] | None,
    false_answers: float,
    plot: Path | None,
    write: bool,
    yes: bool,
    sample: int | None,
    as_json: bool,
) -> None:
    """Weigh own questions answered against foreign ones, and suggest the threshold."""
    from bot.config import FILE_NAME
    from bot.rendering.figures import calibration_json, calibration_table
    from bot.rendering.plot import calibration_svg
    from index.evaluation.calibrate import calibrated, plan

    settings = Path.cwd() / FILE_NAME
    check_writable(plot, settings if write else None)
    sets = read_sets(datasets, sample)
    foreign_sets = read_sets(other or [], sample)
    calibration = calibrated(_ask_plan(config, plan(sets, foreign_sets)), false_answers / 100)
    if as_json:
        print_json(calibration_json(calibration))
    else:
        console().print(calibration_table(calibration))
    if plot:
        write_text(plot, calibration_svg(calibration))
    if write:
        _write(settings, calibration, even_if_doubtful=yes)


def _write(settings: Path, calibration: "Calibration", *, even_if_doubtful: bool) -> None:
    """Set the threshold in the settings; raises ``UsageError`` if something speaks against it."""
    from bot.config_file import write_threshold
    from bot.rendering.figures import calibration_doubts

    doubts = "; ".join(calibration_doubts(calibration))
    if doubts and not even_if_doubtful:
        raise UsageError(f"nothing was written: {doubts}; --yes writes it all the same")
    write_threshold(settings, calibration.threshold)
    note(f"threshold = {calibration.threshold} is now in {settings.name}")


def _ask_plan(config: "Config", plan: "Plan") -> "list[Group]":
    """The confidences of all questions of the plan, with one progress bar."""
    from index.evaluation.calibrate import ask_tasks

    total = sum(len(task.questions) for _, tasks in plan for task in tasks)
    numbers = count(1)
    groups: list[Group] = []
    with bars_for(config, [question_set for question_set, _ in plan]) as bars:
        for question_set, tasks in plan:
            with searcher_of(config, question_set, bars) as searcher:
                groups += ask_tasks(
                    searcher, question_set.name, tasks, lambda: bars.asking(next(numbers), total)
                )
    return groups


def _percent(word: str) -> float:
    try:
        if 0 <= float(word) <= 99:
            return float(word)
    except ValueError:
        pass
    raise ArgumentTypeError(f"{word!r} is no number from 0 to 99")

"""A command and its arguments → what it prints, and an exit code.

This is the one place where the parts meet: arguments → index → rendering.

Results go to stdout, everything else to stderr. Exit codes: 0 answered, 1 the documents do not
say, 2 usage or settings, 3 no usable index or model, 4 the corpus could not be read,
5 the bot had to end by force, 6 a source failed, 130 interrupted.
"""

import atexit
import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.arguments import read_arguments
from bot.cli.asking import ask_batch, batch_lines, talk
from bot.cli.opening import bars_for, open_searcher, progress_bars, searcher_of, threshold_of
from bot.cli.printing import console, print_answer, print_json, print_report, print_verdict
from bot.service import builds
from index.errors import ConfigError, CorpusError, PinciteError, SourceError, UsageError

# Everything that takes long to import is imported by the command that needs it, so that help
# and mistakes in usage answer at once.
if TYPE_CHECKING:
    from bot.config import Config
    from bot.service.checks import Check
    from index import Answer, Searcher
    from index.evaluation.calibrate import Group, Plan
    from index.evaluation.question_sets import QuestionSet

# One question is too little work for several threads: with two threads, and another busy process
# on the machine, it took 9 s instead of 0.2 s. It must be set before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

QUOTES = 3
"""Unless the asker names a number: then all of them are shown whole, else the first alone."""

ANSWERED, SILENT, USAGE, NO_INDEX, NO_CORPUS, SOURCE_FAILED, INTERRUPTED = 0, 1, 2, 3, 4, 6, 130


def main() -> None:
    """Run the command line; each of Pincite's own errors ends in one line and an exit code."""
    name, arguments = read_arguments(sys.argv[1:], COMMANDS)
    try:
        code = COMMANDS[name](_config(arguments), **arguments)
        _flush()
        if name in ("ask", "bot"):
            _exit_now(code or ANSWERED)
        sys.exit(code)
    except OSError as error:
        if error.filename is not None:
            raise
        sys.exit(_output_failure(error))
    except PinciteError as error:
        print(f"pincite: {error}", file=sys.stderr)
        sys.exit(_exit_code(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _exit_now(code: int) -> None:
    """End the process at once: unloading what was imported takes half as long as the answer, and
    a bot that is told to end would wait for a thread that hangs."""
    atexit._run_exitfuncs()
    os._exit(code)


def _flush() -> None:
    """Write out what was printed; a stream that is closed from the start is ``None`` in Python."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.flush()


def _output_failure(error: OSError) -> int:
    """The exit code after a failed output; when the reader closed the pipe, nothing is printed."""
    # Python would try to write the rest when it ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if isinstance(error, BrokenPipeError):
        return INTERRUPTED
    print(f"pincite: the output cannot be written: {error.strerror}", file=sys.stderr)
    return USAGE


def _exit_code(error: PinciteError) -> int:
    if isinstance(error, UsageError | ConfigError):
        return USAGE
    if isinstance(error, SourceError):
        return SOURCE_FAILED
    return NO_CORPUS if isinstance(error, CorpusError) else NO_INDEX


def ask(
    config: "Config",
    question: list[str],
    k: int | None,
    as_json: bool,
    batch: str | None,
    explain: bool,
) -> int:
    """Answer a question with quotes from the documents; builds the index first if there is none.

    Without a question, on a terminal, ask one after the other; a later one may lean on the last.
    """
    from index.answering.answers import answer, checked_question
    from index.answering.refusal import Outcome

    quotes = QUOTES if k is None else k
    if batch is not None and question:
        raise UsageError("give a question or --batch, not both")
    if batch is not None:
        with batch_lines(batch) as lines:
            ask_batch(config, lines, quotes, only_near=k is None)
        return ANSWERED
    if not question and sys.stdin.isatty() and sys.stdout.isatty():
        talk(config, quotes, whole=k is not None)
        return ANSWERED
    question_text = checked_question(" ".join(question))
    searcher = open_searcher(config)
    result = answer(searcher, question_text, quotes, threshold_of(config))
    shown = result if k else result.only_near()
    print_answer(shown, as_json, config.corpus, whole=k is not None)
    if explain:
        _explain(searcher, result, quotes)
    return ANSWERED if result.outcome is Outcome.ANSWERED else SILENT


def build(config: "Config", report: Path | None, dry_run: bool, full: bool) -> None:
    """Read what is new or changed and publish a new index; the old one answers until then."""
    from bot.rendering.report_page import report_page

    build_or_try = builds.dry_run if dry_run else builds.build_and_publish
    with build_or_try(config, progress_bars(), full=full) as (result, documents):
        print_report(result)
        if report:
            _write_text(report, report_page(result, documents.cleaned_documents()))


def rollback(config: "Config") -> None:
    """Go back to the index before the last build; the next build starts from it."""
    from bot.rendering.report import counted_noun
    from index.storage.generation import roll_back

    generation = roll_back(config.index)
    counts = generation.manifest.counts
    passages = counted_noun(counts["passages"], "passage")
    documents = counted_noun(counts["documents"], "document")
    print(f"{generation.name} of {generation.manifest.created}: {passages} of {documents}")


def add(
    config: "Config",
    address: str,
    set_name: str,
    page_only: bool,
    most: int,
    no_build: bool,
) -> int:
    """Take in a page, a file, a site or a git repository from the web; then build."""
    from bot.cli import looking

    is_well = looking.add(
        config,
        address,
        set_name=set_name,
        page_only=page_only,
        most=most,
        build=not no_build,
    )
    return ANSWERED if is_well else SOURCE_FAILED


def refresh(config: "Config", names: list[str], no_build: bool) -> int:
    """Look again at what came from the web, all of it or by name; then build what changed."""
    from bot.cli import looking

    is_well = looking.refresh(config, names, build=not no_build)
    return ANSWERED if is_well else SOURCE_FAILED


def remove(config: "Config", name: str, no_build: bool) -> None:
    """Remove a source with its documents; then build."""
    from bot.cli import looking

    looking.remove(config, name, build=not no_build)


def sources(config: "Config", as_json: bool, added: bool) -> None:
    """List what came from outside, and the documents that are in the index."""
    from bot.cli.looking import print_sources, source_names
    from bot.rendering.plain import document_json
    from bot.rendering.terminal import documents_table
    from index.sources.registry import SourceRegistry

    if added:
        print_sources(config, as_json)
        return
    documents = open_searcher(config, verify=True).documents()
    of_files = source_names(SourceRegistry(config.corpus).all())
    if as_json:
        print_json([document_json(d, of_files.get(d.id.partition("#")[0])) for d in documents])
        return
    if of_files:
        print_sources(config, as_json)
        print()
    console().print(documents_table(documents))


def show(config: "Config", address: str) -> None:
    """Print a document, or the part of it that a citation points to."""
    from bot.rendering.safe_text import printable

    name, span = _parsed_address(address)
    searcher = open_searcher(config, verify=True)
    document = searcher.document(name) or searcher.document(address)
    if document is None:
        raise UsageError(f"no document {name!r} in the index; pincite sources lists them")
    is_document = document.id == address or span is None
    start, end = (0, len(document.text)) if is_document or span is None else span
    if not 0 <= start < end <= len(document.text):
        raise UsageError(f"{name} has characters 0 to {len(document.text)}, not {start}-{end}")
    print(printable(document.text[start:end]))


def verify_quote(config: "Config", text: list[str], as_json: bool) -> int:
    """Tell whether a text is in the documents word for word, and where; else what is nearest."""
    from index.answering.verify_quote import checked_text, verify

    argument = " ".join(text)
    quote_text = checked_text(_stdin() if argument == "-" else argument)
    verdict = verify(open_searcher(config, verify=True), quote_text)
    print_verdict(verdict, as_json, config.corpus)
    return ANSWERED if verdict.exact else SILENT


def doctor(config: "Config", as_json: bool) -> int:
    """Check libraries, model, index, disk, clock and corpus; each line is ok or says what to do."""
    from bot.cli.doctor import run_checks

    return _print_checks(run_checks(config), as_json)


def _print_checks(checks: "Iterable[Check]", as_json: bool) -> int:
    """Print each line as soon as its check is done; the exit code says whether all are good."""
    from bot.rendering.safe_text import printable
    from bot.service.checks import checks_json

    results = []
    for check in checks:
        results.append(check)
        if not as_json:
            print(f"{'ok ' if check.ok else 'BAD'}  {check.name:8} {printable(check.message)}")
    if as_json:
        print_json(checks_json(results))
    return ANSWERED if all(check.ok for check in results) else NO_INDEX


def evaluate(config: "Config", dataset: Path, sample: int | None, as_json: bool) -> None:
    """Measure how well the documents are found, quoted and left in silence."""
    from bot.rendering.figures import figures_json, figures_table
    from index.evaluation.evaluate import evaluate as run

    [question_set] = _question_sets([dataset], sample)
    with (
        bars_for(config, [question_set]) as bars,
        searcher_of(config, question_set, bars) as searcher,
    ):
        figures = run(searcher, question_set.questions, threshold_of(config), bars.asking)
    if as_json:
        print_json(figures_json(question_set.name, figures))
    else:
        console().print(figures_table(question_set.name, figures))


def calibrate(
    config: "Config",
    datasets: list[Path],
    other: list[Path] | None,
    false_answers: float,
    plot: Path | None,
    write: bool,
    sample: int | None,
    as_json: bool,
) -> None:
    """Weigh own questions answered against foreign ones, and suggest the threshold."""
    from bot.config import FILE_NAME
    from bot.config_file import write_threshold
    from bot.rendering.figures import calibration_json, calibration_table
    from bot.rendering.plot import calibration_svg
    from index.evaluation.calibrate import calibrated, plan

    sets = _question_sets(datasets, sample)
    foreign_sets = _question_sets(other or [], sample)
    calibration = calibrated(_ask_plan(config, plan(sets, foreign_sets)), false_answers / 100)
    if as_json:
        print_json(calibration_json(calibration))
    else:
        console().print(calibration_table(calibration))
    if plot:
        _write_text(plot, calibration_svg(calibration))
    if write:
        write_threshold(Path.cwd() / FILE_NAME, calibration.threshold)
        print(f"threshold = {calibration.threshold} is now in {FILE_NAME}", file=sys.stderr)


def bot(config: "Config", check: bool, invite: bool) -> int:
    """Answer on Discord; the token comes from the environment, DISCORD_TOKEN."""
    from bot.chat.invite import invite_link
    from bot.cli.serving import bot_checks, serve

    if check:
        return _print_checks(bot_checks(config), as_json=False)
    if not config.discord.token:
        raise ConfigError("DISCORD_TOKEN is not set; put the bot's token into the environment")
    if invite:
        print(invite_link(config.discord.token, threads=config.discord.threads))
    else:
        serve(config)
    return ANSWERED


def show_config(config: "Config") -> None:
    """Print the settings in force, without secrets."""
    from bot.config import KEYS

    for name in KEYS:
        value = getattr(config, name)
        print(f"{name} = {', '.join(value) if isinstance(value, tuple) else value}")
    for name in (field.name for field in fields(config.discord) if field.name != "token"):
        print(f"discord.{name} = {_as_setting(getattr(config.discord, name))}")
    print(f"DISCORD_TOKEN is {'set' if config.discord.token else 'not set'}")


def completion(_: "Config", shell: str) -> None:
    """Print what makes a shell complete commands and flags."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["pincite"], shell=shell))


def _as_setting(value: Any) -> str:
    """A setting of the bot, written as in the settings file."""
    return json.dumps(list(value) if isinstance(value, tuple) else value)


def _config(arguments: dict[str, Any]) -> "Config":
    """The settings. Flags that are settings are removed from the arguments."""
    from bot.config import load_config

    flags = {name: arguments.pop(name, None) for name in ("corpus", "index")}
    return load_config(os.environ, Path.cwd(), **flags)


def _explain(searcher: "Searcher", answer: "Answer", k: int) -> None:
    from bot.rendering.plain import doubt_lines, hit_lines
    from index.answering.answers import prepare

    wording = prepare(searcher, answer.question).wording
    is_reworded = wording.searched != answer.question
    searched = [f"searched for: {wording.searched}"] if is_reworded else []
    print(
        "",
        *searched,
        *doubt_lines(answer),
        *hit_lines(searcher.search_wording(wording, k)),
        sep="\n",
    )


def _question_sets(paths: list[Path], sample: int | None) -> list["QuestionSet"]:
    from index.evaluation.question_sets import read_set, sample_questions

    sets = [read_set(path) for path in paths]
    return (
        sets
        if sample is None
        else [sample_questions(question_set, sample) for question_set in sets]
    )


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


def _write_text(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def _stdin() -> str:
    return sys.stdin.buffer.read().decode("utf-8", "replace")


def _parsed_address(address: str) -> tuple[str, tuple[int, int] | None]:
    name, _, span = address.rpartition(":")
    start, _, end = span.partition("-")
    if name and start.isdecimal() and end.isdecimal():
        return name, (int(start), int(end))
    return address, None


COMMANDS: dict[str, Callable[..., int | None]] = {
    "ask": ask,
    "build": build,
    "rollback": rollback,
    "add": add,
    "refresh": refresh,
    "remove": remove,
    "sources": sources,
    "show": show,
    "verify-quote": verify_quote,
    "doctor": doctor,
    "eval": evaluate,
    "calibrate": calibrate,
    "bot": bot,
    "config": show_config,
    "completion": completion,
}
"""Each command by its name; it takes the settings and its arguments, and returns the exit code."""

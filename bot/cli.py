"""The commands, and the one place where the parts meet: arguments → index → rendering.

Results go to stdout, everything else to stderr. Exit codes: 0 answered, 1 the documents do not
say, 2 usage or settings, 3 no usable index or model, 4 the corpus could not be read,
130 interrupted.
"""

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import fields
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.asking import ask_batch, batch_lines, talk
from bot.opening import (
    bars_for,
    open_searcher,
    published,
    searcher_of,
    threshold_of,
    tried,
)
from bot.printing import console, print_answer, print_json, print_report, print_verdict
from index.errors import ConfigError, CorpusError, PinciteError, UsageError

# Everything that takes long to import is imported by the command that needs it, so that help
# and mistakes in usage answer at once.
if TYPE_CHECKING:
    from bot.checks import Check
    from bot.config import Config
    from index import Searcher
    from index.calibrate import Group, Plan
    from index.questionsets import QuestionSet

# One question is too little work for several threads: with two, and another process busy beside
# it, it took 9 s instead of 0.2 s. It must be set before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ANSWERED, SILENT, USAGE, NO_INDEX, NO_CORPUS, INTERRUPTED = 0, 1, 2, 3, 4, 130

app = typer.Typer(
    name="pincite",
    help="Ask your own documents: word-for-word quotes with pinpoint citations.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

CorpusFlag = Annotated[
    Path | None, typer.Option("--corpus", help="The folder of documents (default: ./corpus).")
]
IndexFlag = Annotated[
    Path | None, typer.Option("--index", help="The index folder (default: one for each corpus).")
]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SampleFlag = Annotated[
    int | None,
    typer.Option(min=1, help="Ask at most so many questions of a kind, evenly spread."),
]
_SET = "A folder in BEIR form, or a file of questions on the documents."


def main() -> None:
    """Run the command line; every error of ours ends in one line and an exit code."""
    try:
        app()
    except PinciteError as error:
        print(f"pincite: {error}", file=sys.stderr)
        sys.exit(_exit_code(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _exit_code(error: PinciteError) -> int:
    if isinstance(error, UsageError | ConfigError):
        return USAGE
    return NO_CORPUS if isinstance(error, CorpusError) else NO_INDEX


@app.command()
def ask(
    question: Annotated[list[str] | None, typer.Argument(help="The question.")] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=20, help="Quotes at most.")] = 3,
    as_json: JsonFlag = False,
    batch: Annotated[
        str | None,
        typer.Option(help='JSON lines of {"id", "question"}, from a file or - for stdin.'),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print what each hit's score is made of.")
    ] = False,
    index: IndexFlag = None,
    corpus: CorpusFlag = None,
) -> None:
    """Answer a question with quotes from the documents; builds the index first if there is none.

    Without a question, on a terminal, ask one after the other; a later one may lean on the last.
    """
    from index.answers import Outcome, answer, checked_question

    if batch is not None and question:
        raise UsageError("give a question or --batch, not both")
    config = _config(corpus=corpus, index=index)
    if batch is not None:
        with batch_lines(batch) as lines:
            ask_batch(config, lines, k)
        return
    if not question and sys.stdin.isatty() and sys.stdout.isatty():
        talk(config, k)
        return
    asked = checked_question(" ".join(question or []))
    searcher = open_searcher(config)
    found = answer(searcher, asked, k, threshold_of(config))
    print_answer(found, as_json)
    if explain:
        _explain(searcher, asked, k)
    raise typer.Exit(ANSWERED if found.outcome is Outcome.ANSWERED else SILENT)


@app.command()
def build(
    report: Annotated[
        Path | None, typer.Option(help="Write what was made of each document to an HTML file.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Report what would change, and publish nothing.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Read and embed everything again, keep nothing.")
    ] = False,
    corpus: CorpusFlag = None,
    index: IndexFlag = None,
) -> None:
    """Read what is new or changed and publish a new index; the old one answers until then."""
    from bot.reportpage import report_page

    config = _config(corpus=corpus, index=index)
    with (tried if dry_run else published)(config, full) as (made, documents):
        print_report(made)
        if report:
            _write_text(report, report_page(made, documents.cleaned()))


@app.command()
def rollback(index: IndexFlag = None, corpus: CorpusFlag = None) -> None:
    """Go back to the index before the last build; the next build starts from it."""
    from bot.report import some
    from index.store import roll_back

    now = roll_back(_config(corpus=corpus, index=index).index)
    counts = now.manifest.counts
    size = f"{some(counts['passages'], 'passage')} of {some(counts['documents'], 'document')}"
    print(f"{now.name} of {now.manifest.created}: {size}")


@app.command()
def sources(index: IndexFlag = None, corpus: CorpusFlag = None, as_json: JsonFlag = False) -> None:
    """List the documents that are in the index."""
    from bot.render import document_json
    from bot.terminal import documents_table

    documents = open_searcher(_config(corpus=corpus, index=index), verify=True).documents()
    if as_json:
        print_json([document_json(document) for document in documents])
    else:
        console().print(documents_table(documents))


@app.command()
def show(
    address: Annotated[str, typer.Argument(help="DOCUMENT or DOCUMENT:START-END.")],
    index: IndexFlag = None,
    corpus: CorpusFlag = None,
) -> None:
    """Print a document, or the part of it that a citation points to."""
    from bot.render import safe

    name, span = _parsed_address(address)
    searcher = open_searcher(_config(corpus=corpus, index=index), verify=True)
    document = searcher.document(name) or searcher.document(address)
    if document is None:
        raise UsageError(f"no document {name!r} in the index; pincite sources lists them")
    whole = document.id == address or span is None
    start, end = (0, len(document.text)) if whole or span is None else span
    if not 0 <= start < end <= len(document.text):
        raise UsageError(f"{name} has characters 0 to {len(document.text)}, not {start}-{end}")
    print(safe(document.text[start:end]))


@app.command(name="verify-quote")
def verify_quote(
    text: Annotated[list[str] | None, typer.Argument(help="The text, or - for stdin.")] = None,
    as_json: JsonFlag = False,
    index: IndexFlag = None,
    corpus: CorpusFlag = None,
) -> None:
    """Tell whether a text is in the documents word for word, and where; else what is nearest."""
    from index.verify import checked_text, verify

    given = " ".join(text or [])
    asked = checked_text(_stdin() if given == "-" else given)
    found = verify(open_searcher(_config(corpus=corpus, index=index), verify=True), asked)
    print_verdict(found, as_json)
    raise typer.Exit(ANSWERED if found.exact else SILENT)


@app.command()
def doctor(corpus: CorpusFlag = None, index: IndexFlag = None, as_json: JsonFlag = False) -> None:
    """Check libraries, model, index, disk, clock and corpus; each line is ok or says what to do."""
    from bot.checks import run_checks

    _print_checks(run_checks(_config(corpus=corpus, index=index)), as_json)


def _print_checks(found: "Iterable[Check]", as_json: bool) -> None:
    """Each line as soon as it is known; the exit code says whether all is well."""
    from bot.checks import checks_json
    from bot.render import safe

    checks = []
    for check in found:
        checks.append(check)
        if not as_json:
            print(f"{'ok ' if check.ok else 'BAD'}  {check.name:8} {safe(check.message)}")
    if as_json:
        print_json(checks_json(checks))
    raise typer.Exit(ANSWERED if all(check.ok for check in checks) else NO_INDEX)


@app.command(name="eval")
def evaluate(
    dataset: Annotated[Path, typer.Argument(metavar="SET", help=_SET)],
    sample: SampleFlag = None,
    as_json: JsonFlag = False,
    index: IndexFlag = None,
    corpus: CorpusFlag = None,
) -> None:
    """Measure how well the documents are found, quoted and left in silence."""
    from bot.figures import figures_json, figures_table
    from index.evaluate import evaluate as run

    config = _config(corpus=corpus, index=index)
    [one] = _question_sets([dataset], sample)
    with bars_for(config, [one]) as bars, searcher_of(config, one, bars) as searcher:
        figures = run(searcher, one.questions, threshold_of(config), bars.asking)
    if as_json:
        print_json(figures_json(one.name, figures))
    else:
        console().print(figures_table(one.name, figures))


@app.command()
def calibrate(
    datasets: Annotated[list[Path], typer.Argument(metavar="SET", help=_SET)],
    other: Annotated[
        list[Path] | None, typer.Option(help="A set whose questions are foreign to the others'.")
    ] = None,
    false_answers: Annotated[
        float, typer.Option(min=0, max=99, help="Foreign questions answered at most, in %.")
    ] = 5.0,
    plot: Annotated[Path | None, typer.Option(help="Draw the trade-off into an SVG file.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Set it in ./pincite.toml.")] = False,
    sample: SampleFlag = None,
    as_json: JsonFlag = False,
    index: IndexFlag = None,
    corpus: CorpusFlag = None,
) -> None:
    """Weigh own questions answered against foreign ones, and suggest the threshold."""
    from bot.config import FILE
    from bot.figures import calibration_json, calibration_table
    from bot.plot import calibration_svg
    from bot.settings import write_threshold
    from index.calibrate import calibrated, plan

    config = _config(corpus=corpus, index=index)
    sets = _question_sets(datasets, sample)
    others = _question_sets(other or [], sample)
    found = calibrated(_asked(config, plan(sets, others)), false_answers / 100)
    if as_json:
        print_json(calibration_json(found))
    else:
        console().print(calibration_table(found))
    if plot:
        _write_text(plot, calibration_svg(found))
    if write:
        write_threshold(Path.cwd() / FILE, found.threshold)
        print(f"threshold = {found.threshold} is now in {FILE}", file=sys.stderr)


@app.command()
def bot(
    check: Annotated[
        bool,
        typer.Option("--check", help="Say whether index, token, rights and commands are well."),
    ] = False,
    invite: Annotated[
        bool, typer.Option("--invite", help="Print the link that adds the bot to a server.")
    ] = False,
    corpus: CorpusFlag = None,
    index: IndexFlag = None,
) -> None:
    """Answer on Discord; the token comes from the environment, DISCORD_TOKEN."""
    from bot.chat.invitation import invitation
    from bot.serving import bot_checks, serve

    config = _config(corpus=corpus, index=index)
    if check:
        _print_checks(bot_checks(config), as_json=False)
    if not config.discord.token:
        raise ConfigError("DISCORD_TOKEN is not set; put the bot's token into the environment")
    if invite:
        print(invitation(config.discord.token))
    else:
        serve(config)


@app.command(name="config")
def show_config(corpus: CorpusFlag = None, index: IndexFlag = None) -> None:
    """Print the settings in force, without secrets."""
    config = _config(corpus=corpus, index=index)
    for name in (field.name for field in fields(config) if field.name != "discord"):
        print(f"{name} = {getattr(config, name)}")
    for name in (field.name for field in fields(config.discord) if field.name != "token"):
        print(f"discord.{name} = {_shown(getattr(config.discord, name))}")
    print(f"DISCORD_TOKEN is {'set' if config.discord.token else 'not set'}")


def _shown(value: Any) -> str:
    """A setting of the bot as it is written in the file."""
    return json.dumps(list(value) if isinstance(value, tuple) else value)


def _config(**flags: Any) -> "Config":
    from bot.config import load_config

    return load_config(os.environ, Path.cwd(), **flags)


def _explain(searcher: "Searcher", question: str, k: int) -> None:
    from bot.render import hit_lines

    print("", *hit_lines(searcher.search(question, k)), sep="\n")


def _question_sets(paths: list[Path], sample: int | None) -> list["QuestionSet"]:
    from index.questionsets import read_set, thinned

    sets = [read_set(path) for path in paths]
    return sets if sample is None else [thinned(one, sample) for one in sets]


def _asked(config: "Config", todo: "Plan") -> "list[Group]":
    """The confidences of all that is planned, under one bar."""
    from index.calibrate import ask_tasks

    total = sum(len(task.questions) for _, tasks in todo for task in tasks)
    numbers = count(1)
    groups: list[Group] = []
    with bars_for(config, [one for one, _ in todo]) as bars:
        for one, tasks in todo:
            with searcher_of(config, one, bars) as searcher:
                groups += ask_tasks(
                    searcher, one.name, tasks, lambda: bars.asking(next(numbers), total)
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


if __name__ == "__main__":
    main()

"""A rebuild → what owners read of it: its stages, its report, and what stands in its way. Pure."""

from collections.abc import Collection, Sequence

from bot.chat.render.escaping import cut_at_word, escape, isolated_direction, joined_fields
from bot.chat.render.fitting import fitting_text
from bot.chat.render.problems import kind_text
from bot.chat.render.reasons import reason_text
from bot.chat.render.translations import Texts
from bot.service.build_report import LineKind, ReportLine
from bot.service.rebuilder import BuildResult, RunningBuild, Stage

LONGEST_TEXT = 1_900
"""Characters of a text; the rest of a message's limit is left for markup."""

_LONGEST_PLAN = 1_200
"""Characters of what would change, while the stages stand below it."""

LONGEST_NAME = 80
"""Characters of a document's name."""

_MINUTE = 60


def progress_text(stages: Sequence[Stage], generation: str, plan: str, texts: Texts) -> str:
    """What would change, all stages up to the one that runs, and which index answers meanwhile."""
    *finished, running = stages
    lines = [
        *([fitting_text(plan, _LONGEST_PLAN), ""] if plan else []),
        *(_stage_line("stage_finished", stage, texts) for stage in finished),
        _stage_line("stage_running", running, texts),
        texts("meanwhile", generation=generation),
    ]
    return "\n".join(lines)


def plan_text(result: BuildResult, texts: Texts, sets: Collection[str]) -> str:
    """What a build would change, for somebody who may see these sets."""
    return _report(texts("would_change"), result, texts, sets)


def result_text(
    result: BuildResult, texts: Texts, sets: Collection[str] = (), *, dry_run: bool = False
) -> str:
    """What came of a build, for somebody who may see these sets."""
    if result.failed:
        return fitting_text(texts("not_built", why=_reason(result, texts)), LONGEST_TEXT)
    if dry_run:
        return plan_text(result, texts, sets)
    if not result.is_new:
        return published_text(result, texts)
    return _report(published_text(result, texts), result, texts, sets)


def published_text(result: BuildResult, texts: Texts) -> str:
    """Which index answers after a build, and whether it is a new one."""
    name = "published" if result.is_new else "nothing_changed"
    return texts(name, generation=result.generation)


def refusal_text(running: RunningBuild, texts: Texts) -> str:
    """Why no rebuild can begin: another one runs."""
    since = running.since
    if running.outside and running.process:
        return texts("rebuild_runs_outside", process=escape(running.process), since=since)
    if running.outside:
        return texts("rebuild_runs_unknown")
    if not running.person:
        return texts("rebuild_runs_scheduled", since=since)
    return texts("rebuild_runs", person=running.person, since=since)


def cut_text(since: int, before: str, now: str, texts: Texts) -> str:
    """That a rebuild was cut off, and which index answers ``now``."""
    return texts(
        "rebuild_cut" if before == now else "rebuild_cut_published", since=since, generation=now
    )


def _stage_line(name: str, stage: Stage, texts: Texts) -> str:
    counts = {"done": f"{stage.done:,}", "total": f"{stage.total:,}"}
    return texts(name, stage=texts(stage.name, **counts), time=_elapsed(stage.seconds, texts))


def _elapsed(seconds: int, texts: Texts) -> str:
    if seconds < _MINUTE:
        return texts("elapsed_seconds", seconds=seconds)
    minutes, rest = divmod(seconds, _MINUTE)
    return texts("elapsed_minutes", minutes=minutes, seconds=rest)


def _reason(result: BuildResult, texts: Texts) -> str:
    if result.error:
        return kind_text(result.kind, texts) or texts("see_log")
    if result.signal_name:
        return texts("build_ended_by", signal=result.signal_name)
    return texts("build_crashed", code=result.exit_code)


def _report(head: str, result: BuildResult, texts: Texts, sets: Collection[str]) -> str:
    lines = [_line(line, texts, sets) for line in result.report.lines]
    if not result.report.sets <= set(sets):
        lines.append(texts("no_report"))
    return fitting_text("\n".join([head, *lines]), LONGEST_TEXT)


def _line(line: ReportLine, texts: Texts, sets: Collection[str]) -> str:
    """A line of a report; documents of other sets are counted and not named."""
    numbers = {name: f"{number:,}" for name, number in line.numbers.items()}
    if line.kind is LineKind.LEFT_OUT:
        counts = [texts(f"left_out_{name}", count=count) for name, count in numbers.items()]
        return texts("report_left_out", what=joined_fields(counts))
    if line.kind in (LineKind.SKIPPED, LineKind.SKIPPED_STAYS):
        name = f"obstacle_{line.obstacle.value}"
        numbers["why"] = reason_text(name, line.obstacle_values, texts)
    if line.documents:
        numbers["documents"] = _documents(line, texts, sets)
    return texts(f"report_{line.kind.value}", **numbers)


def _documents(line: ReportLine, texts: Texts, sets: Collection[str]) -> str:
    """How many documents, and the first names."""
    names = line.names(sets)
    more, listed = line.count - len(names), ", ".join(map(_shown, names))
    count = f"{line.count:,}"
    if not names:
        return count
    if not more:
        return texts("report_named", count=count, names=listed)
    return texts("report_named_more", count=count, names=listed, more=f"{more:,}")


def _shown(name: str) -> str:
    return escape(isolated_direction(cut_at_word(name, LONGEST_NAME)), opens_line=False)

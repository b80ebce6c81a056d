"""A rebuild → what owners read of it: its stages, its report, and what stands in its way. Pure."""

from collections.abc import Sequence

from bot.chat.render.escaping import escape
from bot.chat.render.fitting import fitting_text
from bot.chat.render.translations import Texts
from bot.service.rebuilder import BuildResult, RunningBuild, Stage

LONGEST_TEXT = 1_900
"""Characters of a text; the rest of a message's limit is left for markup."""

_LONGEST_PLAN = 1_200
"""Characters of what would change, while the stages stand below it."""

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


def plan_text(result: BuildResult, texts: Texts) -> str:
    """What a build would change."""
    return _report(texts("would_change"), result)


def result_text(result: BuildResult, texts: Texts, *, dry_run: bool = False) -> str:
    """What came of a build."""
    if result.failed:
        return fitting_text(texts("not_built", why=_reason(result, texts)), LONGEST_TEXT)
    if dry_run:
        return plan_text(result, texts)
    if not result.is_new:
        return published_text(result, texts)
    return _report(published_text(result, texts), result)


def published_text(result: BuildResult, texts: Texts) -> str:
    """Which index answers after a build, and whether it is a new one."""
    name = "published" if result.is_new else "nothing_changed"
    return texts(name, generation=result.generation)


def nameless_text(result: BuildResult, texts: Texts) -> str:
    """What came of a build, for a channel in which not every document may be named."""
    if result.failed:
        return texts("not_built", why=texts("see_log"))
    head = published_text(result, texts)
    if not result.is_new:
        return head
    return "\n".join([head, *map(escape, result.lines[:1]), texts("no_report")])


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
        return escape(result.error, opens_line=False)
    if result.signal_name:
        return texts("build_ended_by", signal=result.signal_name)
    return texts("build_crashed", code=result.exit_code)


def _report(head: str, result: BuildResult) -> str:
    return fitting_text("\n".join([head, *map(escape, result.lines)]), LONGEST_TEXT)

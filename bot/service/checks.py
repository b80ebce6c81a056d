"""Check functions → a line for each check: ok, or what is wrong and what to do."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.config import Config
from index.errors import PinciteError

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the output of ``pincite doctor``."""

    name: str
    ok: bool
    message: str


CheckFunction = Callable[[Config], Iterable[Check]]


def run_all(config: Config, checks: Mapping[str, CheckFunction]) -> Iterator[Check]:
    """The lines of each check, in order; a check that raises becomes one bad line of its name."""
    for name, check in checks.items():
        try:
            yield from check(config)
        except (PinciteError, OSError) as error:
            yield Check(name, False, str(error))


def checks_json(checks: Iterable[Check]) -> dict[str, Any]:
    """The lines in the form that ``doctor --json`` promises."""
    entries = [asdict(check) for check in checks]
    ok = all(entry["ok"] for entry in entries)
    return {"schema_version": SCHEMA_VERSION, "ok": ok, "checks": entries}

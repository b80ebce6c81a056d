"""A list of checks → a line each: ok, or what is wrong and what to do."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.config import Config
from index.errors import PinciteError

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's."""

    name: str
    ok: bool
    message: str


CheckFunction = Callable[[Config], Iterable[Check]]


def run_all(config: Config, looks: Mapping[str, CheckFunction]) -> Iterator[Check]:
    """What each look finds, in order; one that fails is a line of its name and stops no other."""
    for name, look in looks.items():
        try:
            yield from look(config)
        except (PinciteError, OSError) as error:
            yield Check(name, False, str(error))


def checks_json(checks: Iterable[Check]) -> dict[str, Any]:
    """The lines in the form that ``doctor --json`` promises."""
    entries = [asdict(check) for check in checks]
    well = all(entry["ok"] for entry in entries)
    return {"schema_version": SCHEMA_VERSION, "ok": well, "checks": entries}

"""Something outside, the files that came from it, and how the last look at it went. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from index.errors import ErrorKind, SourceError, Value


class Kind(StrEnum):
    """What a source is."""

    FILE = "file"
    PAGE = "page"
    SITE = "site"
    REPOSITORY = "repository"
    CHANNEL = "channel"
    ANSWERS = "answers"


class State(StrEnum):
    """Whether the index has what the source has."""

    READY = "ready"
    WAITING = "waiting"
    FAILED = "failed"


Setting = str | int | bool


@dataclass(frozen=True, slots=True)
class Item:
    """One file that came from a source. Times are UTC, in ISO form."""

    file: str
    """The path below the corpus."""
    sha256: str
    """Of what was fetched."""
    fetched: str
    etag: str = ""
    modified: str = ""
    """What the server said of the version, to be told again at the next look."""
    looked: str = ""
    """When it was last asked for; a look that goes on does not ask again."""
    by: str = ""
    """Codes of the people whose words it has, with spaces between; what a code stands for, only who
    made it can tell."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something outside from which files of the corpus come. Times are UTC, in ISO form."""

    name: str
    """The folder of its files below the corpus; the first part of it is their set."""
    kind: Kind
    origin: str
    """The address that people read and open."""
    ordered_by: str
    """Who added it, in words; from outside, so to be escaped wherever it is shown."""
    added: str
    looked: str = ""
    """When it was last looked at, whatever came of it."""
    changed: str = ""
    """When a file of it was last written or removed."""
    problem: str = ""
    """Why the last look failed, in a sentence; empty if it went well."""
    problem_kind: str = ErrorKind.SOURCE.value
    """The kind of that reason, for whoever says it in other words."""
    problem_values: Mapping[str, Value] = field(default_factory=dict)
    """What that reason names, such as the status that a server answered."""
    settings: Mapping[str, Setting] = field(default_factory=dict)
    """What its kind needs to look again."""
    items: Mapping[str, Item] = field(default_factory=dict)
    """Its files by the address of each."""
    aside: Mapping[str, Item] = field(default_factory=dict)
    """What was fetched and is no document, such as a copy of a page, by its address; a file of it
    is hidden. It is known so that it need not be sent again."""

    def failed(self, error: SourceError) -> "Source":
        """The source after a look that failed."""
        kind, values = error.kind.value, dict(error.values)
        return replace(self, problem=str(error), problem_kind=kind, problem_values=values)

    def state(self, built: str) -> State:
        """Where it stands when the index in use was built at ``built``."""
        if self.problem:
            return State.FAILED
        return State.WAITING if self.changed > built or not self.looked else State.READY

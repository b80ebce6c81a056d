"""A body → what is wrong with it, and the answer Discord gives for that."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .wire import Json

INVALID_FORM_BODY = 50035


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken limit; `where` is the dotted path into the body."""

    where: str
    says: str

    def __str__(self) -> str:
        return f"{self.where}: {self.says}" if self.where else self.says


class Refused(Exception):
    """A request that Discord answers with an error object."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> Json:
        """The error object."""
        body: Json = {"message": self.message, "code": self.code}
        return body | {"errors": self.errors} if self.errors else body


def invalid(faults: Iterable[Fault]) -> Refused:
    """The 400 that names each fault at its place in the body."""
    return Refused(400, INVALID_FORM_BODY, "Invalid Form Body", _tree(faults))


def unknown(what: str, code: int) -> Refused:
    """The 404 for something that is not there."""
    return Refused(404, code, f"Unknown {what}")


def text(where: str, value: object, most: int, least: int = 1) -> Iterator[Fault]:
    """A string of `least` to `most` characters."""
    if not isinstance(value, str):
        yield Fault(where, "must be a string")
    elif len(value) > most:
        yield Fault(where, f"{len(value):,} characters, at most {most:,}")
    elif len(value) < least:
        yield Fault(where, "must not be empty")


def optional_text(where: str, value: object, most: int) -> Iterator[Fault]:
    """A string that may be missing or empty."""
    return iter(()) if value is None else text(where, value, most, least=0)


def several(where: str, value: object, most: int | None, least: int = 0) -> Iterator[Fault]:
    """A list of `least` to `most` objects; as many as you like without `most`."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        yield Fault(where, "must be a list of objects")
    elif most is not None and len(value) > most:
        yield Fault(where, f"{len(value)} items, at most {most}")
    elif len(value) < least:
        yield Fault(where, "must not be empty")


def objects(value: object) -> list[Json]:
    """The objects of a list; nothing where the body holds something else."""
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict)]


def within(where: str, name: str | int) -> str:
    """The path of a member of `where`."""
    return f"{where}.{name}" if where else str(name)


def _tree(faults: Iterable[Fault]) -> Json:
    tree: Json = {}
    for fault in faults:
        node = tree
        for step in fault.where.split(".") if fault.where else ():
            node = node.setdefault(step, {})
        error = {"code": "INVALID", "message": fault.says}
        node.setdefault("_errors", []).append(error)
    return tree

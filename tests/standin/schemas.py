"""Discord's published description of its API → what is wrong with a body the bot sent.

The description is an OpenAPI 3.1 document, named by the environment variable
`DISCORD_OPENAPI`; without it nothing is looked at, and `jsonschema` is not needed.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .faults import Fault
from .wire import Json

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

VARIABLE = "DISCORD_OPENAPI"
LONGEST = 160
"""Characters of an explanation: it quotes the body, which may be long."""

_DOCUMENT = "urn:discord"
_METHODS = ("post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of a route, and what its body must be."""

    method: str
    path: str
    validator: "Draft202012Validator"

    def fits(self, method: str, path: str) -> bool:
        """Whether a request is one of these."""
        return method == self.method and _pattern(self.path).fullmatch(path) is not None

    def faults(self, value: object) -> Iterator[Fault]:
        """Each mismatch at its place in the body."""
        for error in chain.from_iterable(map(_causes, self.validator.iter_errors(value))):
            where = ".".join(map(str, error.absolute_path))
            said = error.message
            shown = said if len(said) <= LONGEST else f"…{said[-LONGEST:]}"
            yield Fault(where, f"{shown} (schema of {self.method} {self.path})")


class Schemas:
    """The operations of a description that take a JSON body."""

    def __init__(self, operations: list[Operation]) -> None:
        # "@original" must be found before the placeholder that would fit it too.
        self._operations = sorted(operations, key=lambda each: each.path.count("{"))

    def faults(self, method: str, path: str, value: object) -> Iterator[Fault]:
        """What is wrong with a body; nothing where the description is silent."""
        for operation in self._operations:
            if operation.fits(method, path):
                yield from operation.faults(value)
                return


def described() -> Schemas:
    """The description that the environment names; an empty one without."""
    path = os.environ.get(VARIABLE)
    return _load(Path(path)) if path else Schemas([])


@lru_cache(maxsize=4)
def _load(path: Path) -> Schemas:
    from jsonschema import Draft202012Validator
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    document = json.loads(path.read_text("utf-8"))
    _relax(document)
    _add_media_channels(document)
    resource = DRAFT202012.create_resource(document)
    registry: Registry[Any] = Registry().with_resource(_DOCUMENT, resource)
    return Schemas(
        [
            Operation(method, path, Draft202012Validator({"$ref": place}, registry=registry))
            for method, path, place in _bodies(document)
        ]
    )


def _bodies(document: Json) -> Iterator[tuple[str, str, str]]:
    """Method, path and the address of the schema of each JSON body."""
    for path, methods in document["paths"].items():
        for method in _METHODS:
            body = methods.get(method, {}).get("requestBody", {})
            if "application/json" in body.get("content", {}):
                at = ("paths", path, method, "requestBody", "content", "application/json", "schema")
                yield method.upper(), path, f"{_DOCUMENT}#/" + "/".join(map(_escaped, at))


def _escaped(name: str) -> str:
    # The pointer stands in a URI, where braces need their codes.
    pointer = name.replace("~", "~0").replace("/", "~1")
    return pointer.replace("{", "%7B").replace("}", "%7D")


def _relax(node: object) -> None:
    """Take snowflakes as numbers too: Discord does, and clients send them so."""
    if isinstance(node, dict):
        if node.get("format") == "snowflake" and node.get("type") == "string":
            node["type"] = ["string", "integer"]
        for inner in node.values():
            _relax(inner)
    elif isinstance(node, list):
        for inner in node:
            _relax(inner)


def _add_media_channels(document: Json) -> None:
    """Take 16 as a channel type: Discord documents media channels, and clients name them."""
    kinds = document.get("components", {}).get("schemas", {}).get("ChannelTypes", {}).get("oneOf")
    if kinds and all(kind.get("const") != 16 for kind in kinds):
        kinds.append({"title": "GUILD_MEDIA", "const": 16})


@lru_cache(maxsize=512)
def _pattern(path: str) -> re.Pattern[str]:
    parts = (r"[^/]+" if part.startswith("{") else re.escape(part) for part in path.split("/"))
    return re.compile("/".join(parts))


def _causes(error: "ValidationError") -> "Iterator[ValidationError]":
    """The mismatches inside a choice: those of the branch which the body was meant for."""
    branches: dict[object, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    for inner in min(branches.values(), key=_distance, default=[]):
        yield from _causes(inner)
    if not branches:
        yield error


def _distance(errors: "list[ValidationError]") -> tuple[bool, int]:
    """How far a body is from a branch; of another type, it was meant for another branch."""
    return any(map(_of_another_type, errors)), len(errors)


def _of_another_type(error: "ValidationError") -> bool:
    path = list(error.relative_path)
    return path == ["type"] or (not path and error.validator == "type")

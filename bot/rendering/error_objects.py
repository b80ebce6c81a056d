"""Errors → JSON. Pure, and quick to import."""

from typing import Any

from index.errors import PinciteError

SCHEMA_VERSION = 2
"""Of what ``ask`` prints, and of errors. Since 2 a quote has ``blocks``: see ``block_json``."""

_FAULT = "fault"
"""What is no error of ours: a fault of Pincite itself."""


def error_json(error: Exception, message: str, exit_code: int) -> dict[str, Any]:
    """What ended a command; its ``code`` is one of ``ErrorKind``, or that of a fault."""
    return {
        "schema_version": SCHEMA_VERSION,
        "error": {"code": _code(error), "message": message, "exit_code": exit_code},
    }


def line_error_json(
    error: PinciteError, line: int, question: object, question_id: object
) -> dict[str, Any]:
    """What is wrong with a line of a batch; ``id`` and ``question`` as far as they are known."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": question_id,
        "question": question,
        "error": {"code": _code(error), "message": str(error), "line": line},
    }


def _code(error: Exception) -> str:
    return error.kind.value if isinstance(error, PinciteError) else _FAULT

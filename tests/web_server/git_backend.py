"""A git repository on this machine, given away over HTTP by git's own program for that."""

import os
import subprocess
from email.parser import BytesParser
from pathlib import Path

from tests.web_server.server import Reply, Request, Route


def git_routes(repository: Path) -> dict[str, Route]:
    """The routes by which git reads a repository; they begin with the name of its folder."""

    def route(request: Request) -> Reply:
        return _reply(repository.parent, request)

    return {f"/{repository.name}/{end}": route for end in ("info/refs", "git-upload-pack")}


def _reply(root: Path, request: Request) -> Reply:
    path, _, query = request.path.partition("?")
    stated = {
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_PROJECT_ROOT": str(root),
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REQUEST_METHOD": request.method,
        "CONTENT_LENGTH": str(len(request.content)),
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "HTTP_CONTENT_ENCODING": request.headers.get("content-encoding", ""),
        "GIT_PROTOCOL": request.headers.get("git-protocol", ""),
    }
    done = subprocess.run(
        ["git", "http-backend"],
        input=request.content,
        env={**os.environ, **stated},
        check=True,
        capture_output=True,
    )
    head, _, content = done.stdout.partition(b"\r\n\r\n")
    headers = dict(BytesParser().parsebytes(head + b"\r\n\r\n").items())
    status = int(headers.pop("Status", "200").split()[0])
    return Reply(content, status, headers)

"""The files of users as Discord serves them, apart from the API: to whoever has the address."""

import asyncio

from aiohttp import web

from .messages import Attachment
from .state import State
from .wire import number

CDN = "/cdn/attachments"
FILES_PATH = f"{CDN}/{{channel}}/{{id}}/{{name}}"

_PART = 64


class Files:
    """Serves what was uploaded, whatever size was stated of it."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """A file, whole or in slow parts; 404 if it has expired."""
        file = self._state.files.get(number(request.match_info["id"]) or 0)
        if file is None:
            raise web.HTTPNotFound
        self._state.downloads.append(file.id)
        self._state.changed.ring()
        if file.expired:
            raise web.HTTPNotFound
        return await _slowly(request, file) if file.pause else web.Response(body=file.content)


async def _slowly(request: web.Request, file: Attachment) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for start in range(0, len(file.content), _PART):
        await response.write(file.content[start : start + _PART])
        await asyncio.sleep(file.pause)
    return response

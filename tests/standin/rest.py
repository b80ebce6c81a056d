"""The REST side of Discord: routes, authorization, troubles, and a log of requests.

A route the stand-in does not know is a violation: a test must not pass because a request
went nowhere.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

from aiohttp import web

from .bodies import answer, read_before
from .faults import Refused
from .schemas import Schemas
from .state import Request, State
from .troubles import Troubles, status

PREFIX = "/api/v10"
LARGEST_BODY = 32 * 1024 * 1024

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# A token in the path stands for the authorization there.
_OPEN = ("/interactions/", "/webhooks/", "/gateway")


class Resource(Protocol):
    """A group of routes; paths are below the prefix."""

    def routes(self) -> list[web.RouteDef]:
        """The routes with their handlers."""


class Rest:
    """The application that serves the resources."""

    def __init__(
        self,
        state: State,
        token: str,
        resources: Iterable[Resource],
        troubles: Troubles,
        schemas: Schemas,
    ) -> None:
        self._state = state
        self._token = token
        self._resources = resources
        self._troubles = troubles
        self._schemas = schemas

    def application(self) -> web.Application:
        """An application with every route."""

        @web.middleware
        async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._watch(request, handler)

        app = web.Application(middlewares=[watch], client_max_size=LARGEST_BODY)
        for resource in self._resources:
            for route in resource.routes():
                app.router.add_route(route.method, PREFIX + route.path, route.handler)
        return app

    async def _watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(PREFIX):
            return await handler(request)
        path = request.path.removeprefix(PREFIX)
        response = await self._fare(request, handler, path)
        now = asyncio.get_running_loop().time()
        self._state.requests.append(Request(request.method, path, status(response), now))
        self._state.changed.ring()
        return response

    async def _fare(self, request: web.Request, handler: Handler, path: str) -> web.StreamResponse:
        async def onwards() -> web.StreamResponse:
            response = await self._respond(request, handler)
            # A body that was refused is known to be wrong.
            if response.status < 400:
                self._compare(request, path)
            return response

        trouble = self._troubles.next(request.method, path)
        return await (onwards() if trouble is None else trouble.meet(request, onwards))

    def _compare(self, request: web.Request, path: str) -> None:
        body = read_before(request)
        if body is not None:
            for fault in self._schemas.faults(request.method, path, body.sent):
                self._state.violate(str(fault))

    async def _respond(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            self._authorize(request)
            return await handler(request)
        except Refused as refused:
            return answer(refused.body(), refused.status)
        except web.HTTPException as error:
            self._state.violate(f"{request.method} {request.path} is no route of the stand-in")
            return answer({"message": f"{error.status}: {error.reason}", "code": 0}, error.status)
        except Exception as error:
            self._state.violate(f"the stand-in broke on {request.method} {request.path}: {error!r}")
            # Not a 5xx: a client would repeat that for half a minute.
            return answer({"message": repr(error), "code": 0}, 400)

    def _authorize(self, request: web.Request) -> None:
        path = request.path.removeprefix(PREFIX)
        is_open = path.startswith(_OPEN) and path != "/gateway/bot"
        if not is_open and request.headers.get("Authorization") != f"Bot {self._token}":
            raise Refused(401, 0, "401: Unauthorized")

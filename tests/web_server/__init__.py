"""A web on loopback: a real server with a dict of routes, and the traps that a web may hold.

``server`` is the server, which keeps every request; ``traps`` are answers that hurt a careless
client; ``internet`` gives names to servers, so that a process may ask for docs.example.org.
"""

from tests.web_server.internet import Internet
from tests.web_server.server import Reply, Request, Route, WebServer

__all__ = ["Internet", "Reply", "Request", "Route", "WebServer"]

"""What stands before every request: names this server answers to, foreign pages, sizes, times, headers of safety."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.refusal import RefusalError, problem

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
BODY = 256 << 10  # bytes of a request's body; the query's own limit lies below
BODY_SECONDS = 10.0  # from the end of the headers to the end of the body
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::[0-9]{1,5})?")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with none at all, the forms of our own pages would have no Origin
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class Shield:
    """Refuses what no handler should see, and adds the headers of safety to all that leaves."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        """Remember the host names that requests may be for; a port in them does not matter."""
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with a refusal."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        try:
            self._judge(headers)
        except RefusalError as error:
            return await problem(error, headers.get("accept"))(scope, receive, _safe(send))
        return await self._app(scope, _bounded(receive), _safe(send))

    def _judge(self, headers: Headers) -> None:
        named = headers.getlist("host")
        if len(named) != 1 or _name(named[0]) not in self._hosts:
            raise RefusalError(
                421, "This server does not answer to that host name; see kg serve --allow-host."
            )
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != named[0].lower():
            raise RefusalError(403, "Pages of other origins may not ask this server.")
        foreign = headers.get("sec-fetch-site") in {"cross-site", "same-site"}
        if foreign and headers.get("sec-fetch-mode") != "navigate":
            raise RefusalError(403, "Pages of other origins may not ask this server.")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > BODY:
            raise RefusalError(413, f"A request's body may have {BODY} bytes.")


def _name(host: str) -> str:
    """The host name in a Host header, without port and brackets; empty for what is no host."""
    match = _HOST.fullmatch(host.strip())
    return (match[1] or match[2]).lower() if match else ""


def _bounded(receive: Receive) -> Receive:
    """A body that ends with an error when it is too long or too slow."""
    size, whole = 0, False
    until = asyncio.get_running_loop().time() + BODY_SECONDS

    async def bounded() -> Message:
        nonlocal size, whole
        try:
            async with asyncio.timeout_at(None if whole else until):
                message = await receive()
        except TimeoutError as error:
            raise RefusalError(408, "The body came too slowly.", {"Connection": "close"}) from error
        if message["type"] == "http.request":
            size += len(message.get("body", b""))
            if size > BODY:
                raise RefusalError(413, f"A request's body may have {BODY} bytes.", {"Connection": "close"})
            whole = not message.get("more_body")  # what follows is only the wait for the client to go away
        return message

    return bounded


def _safe(send: Send) -> Send:
    async def safe(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        await send(message)

    return safe

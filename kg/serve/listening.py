"""The server process: uvicorn with limits on headers and on slow clients, and a stop that lets answers finish."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.errors import SettingsError

HEADERS = 80 << 10  # bytes of a request's head; a query in an address must fit
HEAD_SECONDS = 10.0  # from the first byte of a head (or the connection) to its end
IDLE_SECONDS = 5
CONNECTIONS = 800  # at once; fewer than the files that systems let a process open
FULL = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
GRACE_SECONDS = 20


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection whose head does not arrive in time."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock with the connection, or let it go where there are too many."""
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS:
            transport.write(FULL)
            transport.close()
        else:
            self._start()

    def data_received(self, data: bytes) -> None:
        """Stop the clock when a head is whole; start it at the first bytes of the next one."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop()
        elif self._timer is None:
            self._start()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop()
        super().connection_lost(exc)

    def _start(self) -> None:
        self._timer = self.loop.call_later(HEAD_SECONDS, self._late)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        self._timer = None
        if not self.transport.is_closing():
            self.transport.abort()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[int], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Both signals mean the same and are the usual end; the original raises them again afterwards."""
        before = {kind: signal.signal(kind, self.handle_exit) for kind in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self.servers:
            self._ready(self.servers[0].sockets[0].getsockname()[1])


def listen(app: ASGIApp, host: str, port: int, ready: Callable[[int], None]) -> None:
    """Serve until a signal asks to stop; `ready` is told the port once connections are taken.

    Raises SettingsError where the address cannot be used.
    """
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # clients' mistakes are not our news
    config = uvicorn.Config(
        app, host=host, port=port, http=PatientProtocol, ws="none", lifespan="on", access_log=False, log_config=None,
        server_header=False, date_header=True, proxy_headers=False, h11_max_incomplete_event_size=HEADERS,
        timeout_keep_alive=IDLE_SECONDS, timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=512,
    )  # fmt: skip
    try:
        _Server(config, ready).run()
    except SystemExit as error:  # how uvicorn says that it cannot listen
        raise SettingsError(f"{host}:{port} cannot be used; choose another --port.") from error

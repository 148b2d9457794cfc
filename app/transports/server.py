"""uvicorn as the streams need it: ends promptly, gives up peers that do not read, compresses no frame."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.envelope import MAX_MESSAGE_BYTES

STALLED = 15.0
"""Seconds without room in the operating system's buffers, after which a connection is aborted."""


class _GivesUp:
    """Mixed into a protocol: a peer that reads nothing must not hold memory for ever. (Closing would wait for it.)"""

    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop
    _stalled: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        super().pause_writing()  # type: ignore[misc]
        self._stalled = self.loop.call_later(STALLED, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()  # type: ignore[misc]
        self._calm()

    def connection_lost(self, exc: Exception | None) -> None:
        self._calm()
        super().connection_lost(exc)  # type: ignore[misc]

    def _calm(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None


AT_ONCE = "rvs.at_once"
"""An extension of ASGI, by the name that scopes have it under."""


def said_at_once(scope: Scope, head: bytes, body: bytes) -> bool:
    """Answer 200 with these headers (lines as they are sent, without the length) and this body in one write; False: not
    here, or not now."""
    say = scope.get("extensions", {}).get(AT_ONCE)
    return say is not None and say(scope, head, body)


class _Http(_GivesUp, HttpToolsProtocol):
    """Offers AT_ONCE: by messages an answer is checked header for header and written in two pieces, which costs as much
    as making it (docs/performance.md)."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {AT_ONCE: self._say}  # type: ignore[dict-item]

    def _say(self, scope: Scope, head: bytes, body: bytes) -> bool:
        cycle = self.cycle
        if (
            cycle.scope is not scope
            or cycle.response_started
            or cycle.disconnected
            or cycle.access_log
            or not cycle.keep_alive
            or self.flow.write_paused
        ):
            return False
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        always = b"".join([b"%b: %b\r\n" % header for header in cycle.default_headers])
        self.transport.write(b"HTTP/1.1 200 OK\r\n%b%bcontent-length: %d\r\n\r\n%b" % (always, head, len(body), body))
        cycle.message_event.set()
        cycle.on_response()
        return True


class _WebSocket(_GivesUp, WebSocketsSansIOProtocol):
    pass


class Server(uvicorn.Server):
    """Ends the streams before it waits for connections to end (uvicorn by itself would wait for ever)."""

    def __init__(
        self,
        config: uvicorn.Config,
        before_shutdown: Callable[[], None],
        ready: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        super().__init__(config)
        self._before_shutdown, self._ready = before_shutdown, ready
        self.ended = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._ready is not None and self.started:
            await self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._before_shutdown()
        await asyncio.sleep(0.05)  # their last frames
        await super().shutdown(sockets)
        self.ended = True


def config(app: ASGIApp, **options: Any) -> uvicorn.Config:
    """`options`: host, port, uds and so on, as for uvicorn.Config."""
    return uvicorn.Config(
        app,
        http=_Http,
        ws=_WebSocket,
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,  # 2.5 times the deliveries
        timeout_graceful_shutdown=5,
        proxy_headers=False,  # by itself it believes X-Forwarded-For of 127.0.0.1: app.security.client_address decides
        **options,
    )

"""All sockets and event streams of a process: what the application mounts, opens and closes."""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Self

from starlette.types import Receive, Scope, Send

from app.envelope import Envelope
from app.events.feed import Feeds
from app.events.rights import Guard
from app.security.client_address import ClientAddresses
from app.transports.engine import Engine
from app.transports.origin import is_allowed
from app.transports.shared import Limits, Shared
from app.transports.socket import SUBPROTOCOL, Socket
from app.transports.sse import EventStream, headers_of
from app.viewer import Viewer

AWAY = (1001, "The server goes away")


class Live:
    """`socket` is an ASGI application for a WebSocketRoute; `stream` makes the response of a request that
    `sse.is_asked_for`."""

    def __init__(
        self,
        engine: Engine,
        feeds: Feeds,
        guard: Guard,
        *,
        allowed_origins: Collection[str] = (),
        https: bool = False,
        limits: Limits | None = None,
        addresses: ClientAddresses | None = None,
    ) -> None:
        """`https`: browsers reach the service so. `addresses`: whose word on a client's address is believed;
        default nobody's but the socket's."""
        self._shared = Shared(
            engine, feeds, guard, limits or Limits(), allowed_origins, https, addresses or ClientAddresses(())
        )
        self.socket = _Sockets(self._shared)
        self._pulse: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._pulse = asyncio.create_task(self._keep_alive())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()
        assert self._pulse is not None
        self._pulse.cancel()
        with suppress(asyncio.CancelledError):
            await self._pulse

    @property
    def open_streams(self) -> int:
        return len(self._shared.streams)

    def close(self) -> None:
        """End every stream, and each that still comes, so that the server can end: `server.Server` calls it."""
        self.socket.closed = True
        for stream in tuple(self._shared.streams):
            stream.close(*AWAY)

    def stream(self, envelope: Envelope, viewer: Viewer, headers: Mapping[str, str]) -> EventStream:
        """The response to a request for an event stream; `headers` have lower-case names."""
        return EventStream(self._shared, envelope, viewer, headers)

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(self._shared.limits.keep_alive_seconds)
            for stream in tuple(self._shared.streams):
                stream.ping()


class _Sockets:
    """An object, since Starlette takes functions and methods for endpoints of its own kind."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self.closed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One WebSocket."""
        headers = headers_of(scope)
        await receive()  # websocket.connect
        origin, shared = headers.get("origin"), self._shared
        if not is_allowed(origin, headers.get("host"), shared.allowed_origins, https=shared.https):
            await send({"type": "websocket.close", "code": 4403, "reason": "Origin"})  # before accept: HTTP 403
            return
        if SUBPROTOCOL not in scope["subprotocols"]:
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": 4406, "reason": "Subprotocol not acceptable"})
            return
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        socket = Socket(self._shared, headers, receive, send, address=self._shared.addresses.of(scope))
        if self.closed:
            socket.close(*AWAY)
        await socket.run()

"""GraphQL over WebSocket: the subprotocol graphql-transport-ws, and no other.

Close codes beside those of the protocol's own description: 4403 the credentials are no good (any more), 4510 the
client reads too slowly, 1009 a message was too large, 1001 the server goes away. Whoever has a cursor loses nothing.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from starlette.requests import cookie_parser
from starlette.types import Receive, Send

from app.bad_envelope import BadEnvelope, BodyTooLarge
from app.envelope import Complete, ConnectionInit, Message, Ping, Subscribe, parse_message
from app.errors import ApiError
from app.transports.engine import Engine
from app.transports.errors import TooManyOperations, Unexpected
from app.transports.operation import Operation
from app.transports.outbox import Outbox
from app.transports.shared import Limits, Shared
from app.viewer import Viewer

SUBPROTOCOL = "graphql-transport-ws"
TOO_SLOW = 4510

logger = logging.getLogger("rvs.transports")


class _Frames:
    """How an operation of a socket speaks."""

    __slots__ = ("_before", "_id")

    def __init__(self, id: str) -> None:
        self._id = json.dumps(id, ensure_ascii=False)
        self._before = f'{{"id":{self._id},"type":"next","payload":'

    def next(self, outbox: Outbox, text: str, cursor: str | None) -> None:
        outbox.put(self._before, text, "}")

    def error(self, outbox: Outbox, errors: str) -> None:
        outbox.put(f'{{"id":{self._id},"type":"error","payload":', errors, "}")

    def complete(self, outbox: Outbox) -> None:
        outbox.put("", f'{{"id":{self._id},"type":"complete"}}', "")


class Socket:
    """One connection, accepted already."""

    def __init__(
        self, shared: Shared, headers: Mapping[str, str], receive: Receive, send: Send, *, address: str = ""
    ) -> None:
        self._shared, self._headers, self._receive, self._send = shared, dict(headers), receive, send
        self._cookies = cookie_parser(headers.get("cookie", ""))
        self._authorization = headers.get("authorization")
        self._address = address
        self._outbox = Outbox(self._write, lambda: self.close(TOO_SLOW, "Too slow", drop=True))
        self._operations: dict[str, Operation] = {}
        self._viewers: set[Viewer] = set()
        self._viewer: Viewer | None = None
        self._closing: tuple[int, str] | None = None

    async def run(self) -> None:
        """Until either side ends it."""
        loop = asyncio.get_running_loop()
        init = loop.call_later(self._limits.init_seconds, self._init_missing)
        writer = asyncio.create_task(self._write_all())
        if self._closing is None:
            self._shared.streams.add(self)
        try:
            while True:
                event = await self._receive()
                if event["type"] == "websocket.disconnect":
                    return
                if self._closing is None:
                    await self._hear(event)
        finally:
            init.cancel()
            self._shared.streams.discard(self)
            self._leave_all()
            self._outbox.end(drop=True)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    def close(self, code: int, reason: str, *, drop: bool = False) -> None:
        """Write what waits (unless `drop`), then the close frame."""
        if self._closing is None:
            self._closing = (code, reason)
            self._shared.streams.discard(self)
            self._leave_all()
            self._outbox.end(drop=drop)

    def ping(self) -> None:
        """Keep proxies from thinking that nobody is there."""
        self._outbox.put("", '{"type":"ping"}', "")

    @property
    def _limits(self) -> Limits:
        return self._shared.limits

    @property
    def _engine(self) -> Engine:
        return self._shared.engine

    def _init_missing(self) -> None:
        if self._viewer is None:
            self.close(4408, "Connection initialisation timeout")

    def _leave_all(self) -> None:
        for operation in self._operations.values():
            operation.stop()
        self._operations.clear()
        for viewer in self._viewers:
            self._shared.guard.unwatch(viewer, self._refused)
        self._viewers.clear()

    async def _write(self, text: str) -> None:
        await self._send({"type": "websocket.send", "text": text})

    async def _write_all(self) -> None:
        with suppress(OSError):  # the peer is gone: `receive` says so too
            await self._outbox.run()
            code, reason = self._closing or (1000, "")
            await self._send({"type": "websocket.close", "code": code, "reason": reason})

    async def _hear(self, event: Mapping[str, Any]) -> None:
        text = event.get("text")
        try:
            message = parse_message(text if text is not None else event["bytes"], max_bytes=self._limits.message_bytes)
        except BodyTooLarge as error:
            self.close(1009, error.code)
        except BadEnvelope as error:
            if error.operation_id is None:
                self.close(4400, error.code)
            elif self._may_subscribe(error.operation_id):
                self._operation(error.operation_id).fail(error)
        else:
            await self._obey(message)

    async def _obey(self, message: Message) -> None:
        match message:
            case Subscribe(id, envelope):
                if self._may_subscribe(id):
                    operation = self._operation(id)
                    if len(self._operations) > self._limits.operations:
                        operation.fail(TooManyOperations())
                    else:
                        operation.start(envelope, self._now_viewer)
            case Complete(id):
                if (stopped := self._operations.pop(id, None)) is not None:
                    stopped.stop()
            case Ping(payload):
                pong = '{"type":"pong"}' if payload is None else json.dumps({"type": "pong", "payload": payload})
                self._outbox.put("", pong, "")
            case ConnectionInit(payload):
                await self._init(payload)

    def _may_subscribe(self, id: str) -> bool:
        if self._viewer is None:
            self.close(4401, "Unauthorized")
        elif id in self._operations:
            self.close(4409, "Subscriber already exists")
        else:
            return True
        return False

    def _operation(self, id: str) -> Operation:
        operation = Operation(
            self._engine,
            self._shared.feeds,
            self._outbox,
            _Frames(id),
            lambda: self._ended(id),
            address=self._address,
        )
        self._operations[id] = operation
        return operation

    def _ended(self, id: str) -> None:
        self._operations.pop(id, None)

    async def _init(self, payload: Mapping[str, Any]) -> None:
        if self._viewer is not None:
            self.close(4429, "Too many initialisation requests")
            return
        if isinstance(authorization := payload.get("authorization"), str):
            self._authorization = authorization
        if isinstance(language := payload.get("language"), str):
            self._headers["accept-language"] = language
        try:
            self._viewer = await self._now_viewer()
        except ApiError as error:
            self.close(4403, error.code)
        except Exception:
            logger.exception("A connection could not be initialised")
            self.close(4500, Unexpected.code)
        else:
            self._outbox.put("", '{"type":"connection_ack"}', "")

    async def _now_viewer(self) -> Viewer:
        """As of now, and watched from now on."""
        viewer = await self._engine.viewer(self._authorization, self._cookies, self._headers, address=self._address)
        if self._closing is None and viewer not in self._viewers:
            self._viewers.add(viewer)
            self._shared.guard.watch(viewer, self._refused)
        return viewer

    def _refused(self, error: ApiError) -> None:
        """A viewer of this socket may listen no longer: every operation hears it, then the socket closes."""
        for operation in tuple(self._operations.values()):
            operation.fail(error)
        self.close(4403, error.code)

"""GraphQL over server-sent events: one operation a request ("distinct connections" of the graphql-sse protocol).

A `next` event's id is the cursor: a browser that connects again sends it as Last-Event-ID and misses nothing.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from starlette.types import Receive, Scope, Send

from app.envelope import Envelope
from app.errors import ApiError
from app.transports.errors import TooSlow
from app.transports.operation import Operation
from app.transports.outbox import Outbox
from app.transports.shared import Shared
from app.viewer import Viewer

MEDIA_TYPE = "text/event-stream"
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


def is_asked_for(accept: str | None) -> bool:
    """Whether the request's Accept names event streams (wildcards mean JSON)."""
    if accept is None or "event-stream" not in accept.lower():
        return False
    ranges = (part.split(";") for part in accept.split(","))
    return any(
        media_type.strip().lower() == MEDIA_TYPE
        and not any(parameter.replace(" ", "").rstrip("0.") == "q=" for parameter in parameters)
        for media_type, *parameters in ranges
    )


class _Events:
    """How the operation of an event stream speaks."""

    def next(self, outbox: Outbox, text: str, cursor: str | None) -> None:
        place = "" if cursor is None else f"id: {cursor}\n"
        outbox.put(f"{place}event: next\ndata: ", _one_line(text), "\n\n")

    def error(self, outbox: Outbox, errors: str) -> None:
        outbox.put('event: next\ndata: {"errors":', _one_line(errors), "}\n\n")
        self.complete(outbox)

    def complete(self, outbox: Outbox) -> None:
        outbox.put("", "event: complete\ndata: \n\n", "")


class EventStream:
    """The response, an ASGI application."""

    def __init__(self, shared: Shared, envelope: Envelope, viewer: Viewer, headers: Mapping[str, str]) -> None:
        """`headers` have lower-case names."""
        self._shared, self._envelope, self._viewer = shared, envelope, viewer
        self._after = headers.get("last-event-id") or None
        self._closed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def write(text: str) -> None:
            await send({"type": "http.response.body", "body": text.encode(), "more_body": True})

        self._outbox = Outbox(write, self._too_slow)
        self._operation = Operation(
            self._shared.engine,
            self._shared.feeds,
            self._outbox,
            _Events(),
            self._outbox.end,
            address=self._shared.addresses.of(scope),
        )
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        self._shared.streams.add(self)
        self._shared.guard.watch(self._viewer, self._refused)
        try:
            await self._serve(receive)
        finally:
            self._shared.streams.discard(self)
            self._shared.guard.unwatch(self._viewer, self._refused)
            self._operation.stop()
            self._outbox.end(drop=True)
        with suppress(OSError):
            await send({"type": "http.response.body", "body": b""})

    async def _serve(self, receive: Receive) -> None:
        """Until all is written or the client has gone."""
        self.ping()  # at once: the client sees that the stream is open
        self._operation.start(self._envelope, self._own_viewer, self._after)
        tasks = (asyncio.create_task(self._outbox.run()), asyncio.create_task(_gone(receive)))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _own_viewer(self) -> Viewer:
        return self._viewer

    def close(self, code: int, reason: str) -> None:
        """The server goes away: the client may come back with its cursor."""
        self._operation.stop()
        self._outbox.end()

    def ping(self) -> None:
        self._outbox.put("", ":\n\n", "")

    def _refused(self, error: ApiError) -> None:
        self._operation.fail(error)

    def _too_slow(self) -> None:
        if not self._closed:
            self._closed = True
            self._shared.streams.discard(self)
            self._outbox.clear()
            self._operation.fail(TooSlow())


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _one_line(text: str) -> str:
    """JSON has line breaks between its tokens only; in an event they would end the field."""
    return text.replace("\r", " ").replace("\n", " ") if "\n" in text or "\r" in text else text


def headers_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """Of an ASGI scope, by lower-case names; several values of one name are joined."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        joint = "; " if name == "cookie" else ", "
        headers[name] = f"{headers[name]}{joint}{value}" if name in headers else value
    return headers

"""One operation: of a socket, or the only one of an event stream."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol

import orjson

from app.bad_envelope import BadEnvelope
from app.envelope import Envelope
from app.errors import ApiError
from app.events.feed import Feeds
from app.events.subscription import Subscriber
from app.events.watching import Watched, Watcher
from app.transports.engine import Engine
from app.transports.errors import Unexpected
from app.transports.outbox import Outbox
from app.viewer import Viewer

logger = logging.getLogger("rvs.transports")


class Framing(Protocol):
    """How the protocol at hand says it."""

    def next(self, outbox: Outbox, text: str, cursor: str | None) -> None: ...

    def error(self, outbox: Outbox, errors: str) -> None:
        """`errors`: a JSON list. It ends the operation."""

    def complete(self, outbox: Outbox) -> None: ...


class Operation:
    """Answers once, or as often as its subscription has something to say. It is its own Sink."""

    def __init__(
        self,
        engine: Engine,
        feeds: Feeds,
        outbox: Outbox,
        framing: Framing,
        ended: Callable[[], None],
        *,
        address: str = "",
    ) -> None:
        """`ended` is called when the operation ends by itself; `address` is the client's."""
        self._engine, self._feeds, self._outbox = engine, feeds, outbox
        self._framing, self._ended, self._address = framing, ended, address
        self._viewer: Viewer | None = None
        self._task: asyncio.Task[None] | None = None
        self._subscriber: Subscriber | Watcher | None = None

    def start(self, envelope: Envelope, viewer: Callable[[], Awaitable[Viewer]], after: str | None = None) -> None:
        """`viewer` is asked again for each operation; `after` goes before the document's own."""
        self._task = asyncio.create_task(self._run(envelope, viewer, after))

    def stop(self) -> None:
        """Nothing is sent from now on."""
        if self._task is not None:
            self._task.cancel()
        if self._subscriber is not None:
            self._subscriber.leave()

    @property
    def roomy(self) -> bool:
        return self._outbox.roomy

    def when_roomy(self, call: Callable[[], None]) -> None:
        self._outbox.when_roomy(call)

    def send(self, text: str, cursor: str | None) -> None:
        self._framing.next(self._outbox, text, cursor)

    def complete(self) -> None:
        self._framing.complete(self._outbox)
        self._ended()

    def fail(self, error: ApiError | BadEnvelope) -> None:
        self._fail(f"[{self._engine.error(error, self._viewer).decode()}]")

    def _fail(self, errors: str) -> None:
        self.stop()
        self._framing.error(self._outbox, errors)
        self._ended()

    async def _run(self, envelope: Envelope, viewer: Callable[[], Awaitable[Viewer]], after: str | None) -> None:
        try:
            self._viewer = await viewer()
            answer = await self._engine.subscribe(envelope, self._viewer, address=self._address)
            if isinstance(answer, bytes):
                self._answer(answer)
                return
            if after is not None and not isinstance(answer, Watched):
                answer = replace(answer, after=after)
            self._subscriber = self._feeds.subscribe(self._viewer, answer, self, address=self._address or None)
        except ApiError as error:
            self._end_with(error)
        except Exception:
            logger.exception("An operation failed")
            self._end_with(Unexpected())

    def _end_with(self, error: ApiError) -> None:
        self._task = None  # it is this very task: not to be cancelled
        self.fail(error)

    def _answer(self, answer: bytes) -> None:
        self._task = None
        if not answer.startswith(b'{"data":'):
            response = orjson.loads(answer)
            if "data" not in response:
                self._fail(orjson.dumps(response["errors"]).decode())
                return
        self._framing.next(self._outbox, answer.decode(), None)
        self._framing.complete(self._outbox)
        self._ended()

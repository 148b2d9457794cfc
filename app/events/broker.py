"""Wake-ups between those who commit and those who wait. They may be lost, and nothing may depend on them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

Topic = Literal["organisation", "job", "viewer", "session", "mail"]


@dataclass(frozen=True, slots=True)
class Wake:
    """Something about `id` is worth looking at."""

    topic: Topic
    """organisation: new events; job: its row changed; viewer: this user marked shares as seen;
    session: this account's rights changed."""
    id: UUID
    number: int | None = None
    """For organisations: the log's head."""


Hear = Callable[[Wake | None], None]
"""Called in the event loop; None: some wake-ups may have been lost. Must neither block nor raise."""


class Broker(Protocol):
    """Carries wake-ups to every listener of every process, the sender's own among them."""

    def publish(self, wake: Wake) -> None:
        """Never blocks, never raises."""

    def listen(self, hear: Hear) -> AbstractContextManager[None]:
        """Until the context ends."""

    async def close(self) -> None:
        """Send what is still to be sent (for a moment only), then let go."""


class LocalBroker:
    """One process is all there is."""

    def __init__(self) -> None:
        self._listeners: list[Hear] = []

    def publish(self, wake: Wake) -> None:
        self.tell(wake)

    def tell(self, wake: Wake | None) -> None:
        """All who listen; None: some wake-ups may have been lost."""
        for hear in tuple(self._listeners):
            hear(wake)

    @contextmanager
    def listen(self, hear: Hear) -> Iterator[None]:
        self._listeners.append(hear)
        try:
            yield
        finally:
            self._listeners.remove(hear)

    async def close(self) -> None:
        """Nothing is ever left to be sent."""

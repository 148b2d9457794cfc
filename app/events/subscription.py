"""Who wants to hear what of an organisation's log, and where it goes."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from app.errors import ApiError
from app.events.cursor import cursor, sequence_of
from app.events.page import LoggedEvent
from app.models.enums import EventKind
from app.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Seen:
    """A user marked shares as seen on another screen. No event: its cursor is the last event's."""

    organisation_id: UUID
    sequence: int

    @property
    def cursor(self) -> str:
        return cursor(self.organisation_id, self.sequence)


Change = LoggedEvent | Seen
Render = Callable[[Change], Awaitable[str | None]]
"""The response's JSON text with its holes (app.events.holes), as things are now; None: nothing to send. It lets
psycopg.OperationalError through, and is then tried again."""


@dataclass(frozen=True, slots=True, eq=False)
class Subscription:
    """What the GraphQL engine makes of a subscription's document."""

    organisation_id: UUID
    kinds: frozenset[EventKind]
    key: Hashable
    """Equal keys: equal texts, holes apart. Of document, operation, variables except `after`, and viewer.shape; the
    user's id too where more than the holes differs per user."""
    render: Render
    after: str | None = None
    """Replay from this cursor; None: live only."""
    seen: bool = False
    """Whether it wants `Seen`."""


class Sink(Protocol):
    """Where one subscription's payloads go: an operation of a socket, or an event stream."""

    @property
    def roomy(self) -> bool:
        """Whether a page of payloads may come."""

    def when_roomy(self, call: Callable[[], None]) -> None:
        """Call once as soon as there is room, or the sink is gone."""

    def send(self, text: str, cursor: str | None) -> None:
        """Queue a payload; never blocks. Too many of them: the sink closes itself and leaves. Of a log it has
        a cursor."""

    def complete(self) -> None:
        """End the subscription: nothing more will come."""

    def fail(self, error: ApiError) -> None:
        """End the subscription with this error."""


class Subscriber:
    """One subscription of one viewer, and how far it has come."""

    __slots__ = ("_left", "address", "left", "position", "sink", "subscription", "viewer")

    def __init__(
        self,
        viewer: Viewer,
        subscription: Subscription,
        sink: Sink,
        left: Callable[["Subscriber"], None],
        address: str | None = None,
    ) -> None:
        """`address`: where the viewer listens. Raises CursorInvalid where `after` is no cursor of this organisation."""
        self.viewer, self.subscription, self.sink, self._left = viewer, subscription, sink, left
        self.address = address
        self.left = False
        self.position: int | None = None
        """Everything up to this sequence was sent or is not wanted; None until the first look at the log."""
        if subscription.after is not None:
            self.position = sequence_of(subscription.after, subscription.organisation_id)

    def leave(self) -> None:
        """Nothing is sent from now on."""
        if not self.left:
            self.left = True
            self._left(self)

    def fail(self, error: ApiError) -> None:
        """Leave, with a word."""
        if not self.left:
            self.leave()
            self.sink.fail(error)

"""What all streams of a process share."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

from app.envelope import MAX_MESSAGE_BYTES
from app.events.feed import Feeds
from app.events.rights import Guard
from app.security.client_address import ClientAddresses
from app.transports.engine import Engine


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one connection."""

    init_seconds: float = 10.0
    """Until connection_init must have come."""
    keep_alive_seconds: float = 15.0
    """Between signs of life; proxies hang up after some 30 s of silence."""
    message_bytes: int = MAX_MESSAGE_BYTES
    operations: int = 50
    """Open at once on one socket."""


class Stream(Protocol):
    """A connection that is kept open."""

    def close(self, code: int, reason: str) -> None: ...

    def ping(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Shared:
    engine: Engine
    feeds: Feeds
    guard: Guard
    limits: Limits = field(default_factory=Limits)
    allowed_origins: Collection[str] = ()
    https: bool = False
    addresses: ClientAddresses = field(default_factory=lambda: ClientAddresses(()))
    streams: set[Stream] = field(default_factory=set)

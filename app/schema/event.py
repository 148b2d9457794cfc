"""An organisation's event log."""

import strawberry

from app.models.enums import EventKind
from app.schema.actor import Actor
from app.schema.common import Node, PageInfo, described
from app.schema.download import Download
from app.schema.result import Result, ResultVersion
from app.schema.scalars import DateTime, Long
from app.schema.share import Share
from app.schema.verification import Verification


@strawberry.type(
    description="One change. Objects are as they are now; what is not concerned or no longer visible is null."
)
class Event(Node):
    cursor: str = described("The same everywhere: events, eventCursor, subscriptions.")
    sequence: Long = described("Gap-free within the organisation.")
    kind: EventKind = described("What happened.")
    occurred_at: DateTime = described("When.")
    actor: Actor = described("Who did it.")
    share: Share | None = described("The share concerned.")
    result: Result | None = described("The result concerned.")
    result_version: ResultVersion | None = described("The version that this event brought.")
    verification: Verification | None = described("The check concerned.")
    download: Download | None = described("The download concerned.")


@strawberry.type(description="An event and its place in the log.")
class EventEdge:
    cursor: str = described("For after and before.")
    node: Event = described("The event.")


@strawberry.type(description="A page of events.")
class EventConnection:
    edges: list[EventEdge] = described("The events with their cursors.")
    nodes: list[Event] = described("The events.")
    page_info: PageInfo = described("On an empty page endCursor is the `after` that was given.")
    total_count: int = described("How many there are on all pages.")

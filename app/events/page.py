"""Reading the event log, as the system: a page of it, or where several logs stand."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.database import Database
from app.events.cursor import cursor
from app.models.enums import ActorKind, EventKind
from app.viewer import SYSTEM

BEYOND = 2**63 - 1
"""As `after`: no events, only the log's position."""


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """A row of the log."""

    organisation_id: UUID
    sequence: int
    id: UUID
    kind: EventKind
    occurred_at: datetime
    actor_kind: ActorKind
    actor_id: UUID | None
    share_id: UUID | None
    result_id: UUID | None
    result_version: int | None
    verification_id: UUID | None

    @property
    def cursor(self) -> str:
        return cursor(self.organisation_id, self.sequence)


@dataclass(frozen=True, slots=True)
class Page:
    """Some events of one log, and the log's ends in the same moment."""

    events: list[LoggedEvent]
    position: int
    """All events of the wanted kinds up to this one have been read."""
    last: int
    pruned: int


_PAGE = """
SELECT json_build_object('last', coalesce(head.last, 0), 'pruned', coalesce(head.pruned, 0), 'events', (
    SELECT coalesce(json_agg(wanted), '[]') FROM (
        SELECT sequence, id, kind, occurred_at, actor_kind, actor_id, share_id, result_id, result_version,
            verification_id
        FROM event
        WHERE organisation_id = %(organisation)s AND sequence > %(after)s AND kind = ANY(%(kinds)s)
        ORDER BY sequence LIMIT %(limit)s
    ) AS wanted))::text
FROM (SELECT) AS always LEFT JOIN event_head AS head ON head.organisation_id = %(organisation)s
"""

_HEADS = """
SELECT json_object_agg(organisation_id, last)::text FROM event_head WHERE organisation_id = ANY($1)
"""


async def page(database: Database, organisation_id: UUID, after: int, kinds: Collection[EventKind], limit: int) -> Page:
    """The first `limit` events of these kinds after sequence `after`."""
    parameters = {
        "organisation": organisation_id,
        "after": after,
        "kinds": [kind.value for kind in kinds],
        "limit": limit,
    }
    async with database.snapshot(SYSTEM) as snapshot:
        found = orjson.loads(await snapshot.text(_PAGE, parameters, last=True) or "null")
    events = [_event(organisation_id, row) for row in found["events"]]
    position = events[-1].sequence if len(events) == limit else max(after, found["last"])
    return Page(events, position if after < BEYOND else found["last"], found["last"], found["pruned"])


async def heads(database: Database, organisation_ids: Iterable[UUID]) -> Mapping[UUID, int]:
    """Where these logs stand; one that has no event yet is left out."""
    async with database.snapshot(SYSTEM) as snapshot:
        found = orjson.loads(await snapshot.text(_HEADS, [list(organisation_ids)], last=True) or "null")
    return {UUID(organisation): last for organisation, last in (found or {}).items()}


def _event(organisation_id: UUID, row: Mapping[str, Any]) -> LoggedEvent:
    def uuid(name: str) -> UUID | None:
        return None if row[name] is None else UUID(row[name])

    return LoggedEvent(
        organisation_id=organisation_id,
        sequence=row["sequence"],
        id=UUID(row["id"]),
        kind=EventKind(row["kind"]),
        occurred_at=datetime.fromisoformat(row["occurred_at"]),
        actor_kind=ActorKind(row["actor_kind"]),
        actor_id=uuid("actor_id"),
        share_id=uuid("share_id"),
        result_id=uuid("result_id"),
        result_version=row["result_version"],
        verification_id=uuid("verification_id"),
    )

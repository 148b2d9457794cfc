"""Writing the event log: gap-free and ordered by commit within each organisation.

Actions queue drafts; whoever commits writes them last, with one statement however many they are. It locks the
heads in the order of organisations' ids: two transactions that met in another order would deadlock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.database import become
from app.events.broker import Wake
from app.models.enums import EventKind, ShareChangeKind
from app.viewer import SYSTEM, Viewer

RECEIVED = frozenset({EventKind.SHARE_RECEIVED})

#: What `shareChanged` calls the events that it sends. SEEN is no event: it concerns one user alone.
CHANGES: Mapping[EventKind, ShareChangeKind] = {
    EventKind.SHARE_OPENED: ShareChangeKind.OPENED,
    EventKind.SHARE_UPDATED: ShareChangeKind.UPDATED,
    EventKind.SHARE_REVOKED: ShareChangeKind.REVOKED,
    EventKind.SHARE_EXPIRED: ShareChangeKind.EXPIRED,
    EventKind.RESULT_CORRECTED: ShareChangeKind.CORRECTED,
    EventKind.RESULT_CANCELLED: ShareChangeKind.CANCELLED,
    EventKind.RESULT_WITHHELD: ShareChangeKind.WITHHELD,
    EventKind.RESULT_RELEASED: ShareChangeKind.RELEASED,
}


@dataclass(frozen=True, slots=True)
class EventDraft:
    """What happened; its number and moment are given as it is written."""

    organisation_id: UUID
    kind: EventKind
    share_id: UUID | None = None
    result_id: UUID | None = None
    result_version: int | None = None
    verification_id: UUID | None = None
    download_id: UUID | None = None


#: A UUIDv7 made by PostgreSQL (before version 18 it has no function for that).
_NEW_ID = """encode(set_bit(set_bit(overlay(
        uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
        FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid"""

_WRITE = """
WITH draft AS MATERIALIZED ({source}),
head AS (
    INSERT INTO event_head (organisation_id, last, pruned)
    SELECT organisation_id, count(*), 0 FROM draft GROUP BY organisation_id ORDER BY organisation_id
    ON CONFLICT (organisation_id) DO UPDATE SET last = event_head.last + excluded.last
    RETURNING organisation_id, last
),
numbered AS MATERIALIZED (
    SELECT draft.*, head.last + 1 - row_number() OVER (
        PARTITION BY draft.organisation_id ORDER BY draft.position DESC
    ) AS sequence
    FROM draft JOIN head USING (organisation_id)
),
written AS (
    INSERT INTO event (organisation_id, sequence, id, kind, occurred_at, actor_kind, actor_id,
                       share_id, result_id, result_version, verification_id, download_id)
    SELECT organisation_id, sequence, {new_id}, kind, clock_timestamp(), %(actor_kind)s, %(actor_id)s::uuid,
           share_id, result_id, result_version, verification_id, {download}
    FROM numbered ORDER BY organisation_id, sequence
),
received AS (
    UPDATE share SET sequence = numbered.sequence FROM numbered
    WHERE numbered.kind = 'SHARE_RECEIVED' AND share.id = numbered.share_id AND share.sequence IS NULL
)
SELECT organisation_id, last FROM head
"""

_DRAFTS = """
SELECT * FROM unnest(%(organisations)s::uuid[], %(kinds)s::text[], %(shares)s::uuid[], %(results)s::uuid[],
                     %(versions)s::int[], %(verifications)s::uuid[], %(downloads)s::uuid[]) WITH ORDINALITY
    AS draft (organisation_id, kind, share_id, result_id, result_version, verification_id, download_id, position)
"""

_EVENTS, _WAKES = "rvs.events", "rvs.wakes"


def record(session: AsyncSession, draft: EventDraft) -> None:
    """Queue an event of this transaction."""
    session.info.setdefault(_EVENTS, []).append(draft)


def wake(session: AsyncSession, what: Wake) -> None:
    """Queue a wake-up for after the commit (those of written events come by themselves)."""
    session.info.setdefault(_WAKES, []).append(what)


def wakes(session: AsyncSession) -> list[Wake]:
    """Take the queued wake-ups."""
    taken: list[Wake] = session.info.pop(_WAKES, [])
    return taken


async def write(session: AsyncSession, viewer: Viewer) -> Mapping[UUID, int]:
    """Write the queued events as the system, by `viewer`; the new heads. COMMIT has to follow at once: until then
    these organisations' logs are locked."""
    drafts: list[EventDraft] = session.info.pop(_EVENTS, [])
    if not drafts:
        return {}
    await session.flush()
    await become(session, SYSTEM)
    columns = {
        "organisations": [draft.organisation_id for draft in drafts],
        "kinds": [draft.kind.value for draft in drafts],
        "shares": [draft.share_id for draft in drafts],
        "results": [draft.result_id for draft in drafts],
        "versions": [draft.result_version for draft in drafts],
        "verifications": [draft.verification_id for draft in drafts],
        "downloads": [draft.download_id for draft in drafts],
    }
    connection = await session.connection()
    rows = await connection.exec_driver_sql(_WRITE_DRAFTS, columns | by(viewer))
    return {row["organisation_id"]: row["last"] for row in rows.mappings()}


def statement(source: str) -> str:
    """The SQL that writes all events of `source` on any psycopg connection whose viewer is the system.

    `source` is a SELECT of organisation_id, kind, share_id, result_id, result_version, verification_id and position
    (their order within an organisation). Parameters: `by(viewer)` and the source's own. Gives rows of
    organisation_id and last, for wake-ups after the commit."""
    return _WRITE.format(source=source, new_id=_NEW_ID, download="NULL::uuid")


_WRITE_DRAFTS = _WRITE.format(source=_DRAFTS, new_id=_NEW_ID, download="download_id")


def by(viewer: Viewer) -> dict[str, Any]:
    """Parameters of `statement`: who did it."""
    return {"actor_kind": viewer.actor_kind.value, "actor_id": viewer.id}

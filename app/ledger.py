"""The access ledger: which organisation came to know which version of whose result, when, and by which way.

What users do is entered by the action that does it. What API keys read is found in the answer itself: each result
that the projection builds for one leaves a trace in the text (`Node.trace`), `\\x01res:<result id>:<version>\\x01`.
JSON text cannot hold that character, so an answer's last step takes the traces away and knows what the answer tells,
whatever the document looked like. Entries are committed before the answer is given out."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import psycopg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.expression import ColumnElement

from app.audit.entry import Who, acting, note
from app.database import Database
from app.models import new_id
from app.models.enums import AccessWay, DisclosureKind
from app.projection.node import Piece
from app.viewer import SYSTEM, Viewer, ViewerKind

TRACE = "res"
_TRACES = re.compile(rb"\x01res:([0-9a-f-]{36}):([0-9]+)\x01")


class Version(NamedTuple):
    """What is disclosed."""

    result_id: UUID
    version: int


def trace(result_id: ColumnElement[UUID], version: ColumnElement[int]) -> Sequence[Piece]:
    """What an object that tells this version leaves in a traced text."""
    mark: ColumnElement[str] = sa.literal_column("chr(1)")
    return [mark, f"{TRACE}:", result_id, ":", version, mark]


def untraced(text: bytes) -> tuple[bytes, frozenset[Version]]:
    """The text without its traces, and what it tells."""
    if b"\x01" not in text:
        return text, frozenset()
    told = frozenset(Version(UUID(id_.decode()), int(version)) for id_, version in _TRACES.findall(text))
    return _TRACES.sub(b"", text), told


def versions(marks: Iterable[str]) -> frozenset[Version]:
    """What traces say that were taken out of a text already (`app.events.holes`)."""
    parts = (mark.split(":") for mark in marks)
    return frozenset(Version(UUID(id_), int(version)) for _, id_, version in parts)


_ENTER = sa.text("""
INSERT INTO disclosure (id, kind, way, occurred_at, on_day, organisation_id, actor_kind, actor_id, candidate_id,
                        result_id, version, share_id, verification_id)
SELECT told.id, :kind, :way, CAST(:now AS timestamptz), CAST(:day AS date), CAST(:organisation AS uuid), :actor_kind,
       CAST(:actor AS uuid), result.candidate_id, result.id, told.version, CAST(:share AS uuid),
       CAST(:verification AS uuid)
FROM unnest(CAST(:ids AS uuid[]), CAST(:results AS uuid[]), CAST(:versions AS int[])) WITH ORDINALITY
    AS told (id, result_id, version, place)
JOIN result ON result.id = told.result_id
ORDER BY told.place
ON CONFLICT DO NOTHING
""")


async def disclose(
    session: AsyncSession,
    viewer: Viewer,
    kind: DisclosureKind,
    told: Collection[Version],
    *,
    now: datetime,
    share_id: UUID | None = None,
    verification_id: UUID | None = None,
) -> None:
    """Enter that `viewer` came to know these versions. Of what is repeated without end (reading by key, photos) the
    index lets in one entry a day (UTC), viewer and version. As the viewer, who has to see the results, or the system.
    """
    ordered = sorted(told)  # two that meet at the index wait for each other in one order
    values = {
        "kind": kind.value,
        "way": (AccessWay.API if viewer.kind is ViewerKind.API_KEY else AccessWay.CONSOLE).value,
        "now": now,
        "day": now.astimezone(UTC).date(),
        "organisation": viewer.organisation_id,
        "actor_kind": viewer.actor_kind.value,
        "actor": viewer.id,
        "share": share_id,
        "verification": verification_id,
        "ids": [new_id() for _ in ordered],
        "results": [each.result_id for each in ordered],
        "versions": [each.version for each in ordered],
    }
    await session.execute(_ENTER, values)


_MAILED = sa.text("""
INSERT INTO disclosure (id, kind, way, occurred_at, on_day, organisation_id, actor_kind, actor_id, candidate_id,
                        result_id, version)
SELECT told.id, 'RECEIVED', 'MAIL', CAST(:now AS timestamptz), CAST(:day AS date), told.organisation_id, 'USER',
       told.reader_id, result.candidate_id, result.id, told.version
FROM unnest(CAST(:ids AS uuid[]), CAST(:organisations AS uuid[]), CAST(:readers AS uuid[]), CAST(:results AS uuid[]),
            CAST(:versions AS int[])) WITH ORDINALITY
    AS told (id, organisation_id, reader_id, result_id, version, place)
JOIN result ON result.id = told.result_id
ORDER BY told.place
ON CONFLICT DO NOTHING
""")


async def mailed(session: AsyncSession, told: Iterable[tuple[Viewer, Collection[Version]]], *, now: datetime) -> None:
    """Enter what mails are about to tell users: once a mail and version; of one that is sent again, once a day (UTC).
    As the system."""
    rows = sorted(
        (version.result_id, version.version, reader.organisation_id, reader.id)
        for reader, versions in told
        for version in versions
    )
    values = {
        "now": now,
        "day": now.astimezone(UTC).date(),
        "ids": [new_id() for _ in rows],
        "results": [row[0] for row in rows],
        "versions": [row[1] for row in rows],
        "organisations": [row[2] for row in rows],
        "readers": [row[3] for row in rows],
    }
    await session.execute(_MAILED, values)


async def received(
    database: Database, viewer: Viewer, told: Collection[Version], *, address: str | None = None
) -> None:
    """Enter what an answer tells an API key: one statement and one audit entry, however much it is. Committed when this
    returns; raises psycopg.Error."""
    if told:
        await _enter(database, viewer, DisclosureKind.RECEIVED, told, "readResults", address)


async def photo_viewed(database: Database, viewer: Viewer, seen: Version, *, address: str | None = None) -> None:
    """Enter that a photo is about to be given out. Committed when this returns; raises psycopg.Error."""
    await _enter(database, viewer, DisclosureKind.PHOTO_VIEWED, [seen], "viewPhoto", address)


async def _enter(
    database: Database,
    viewer: Viewer,
    kind: DisclosureKind,
    told: Collection[Version],
    action: str,
    address: str | None,
) -> None:
    # As the system: a share may have ended since the answer was made, and what was told was told all the same.
    try:
        async with database.session(SYSTEM) as session:
            acting(session, Who(viewer, address))
            note(session, action, count=len(told))
            await disclose(session, viewer, kind, told, now=datetime.now(UTC))
            await session.commit()  # tells nobody anything, so it needs no `app.events.work`
    except sa.exc.DBAPIError as error:
        if isinstance(error.orig, psycopg.Error):
            raise error.orig from error
        raise

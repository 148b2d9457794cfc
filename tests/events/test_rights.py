import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from app.database import Database
from app.errors import ApiError
from app.events.broker import LocalBroker, Wake
from app.events.rights import Guard, session_rights
from app.models import Session, new_id
from app.models.enums import AccountKind, UserRole
from app.viewer import SYSTEM, Viewer, anonymous
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)
IDLE = timedelta(hours=12)


async def signed_in(database: Database, **values: Any) -> Viewer:
    """A user with a session, of an organisation of its own."""
    async with database.session(SYSTEM) as session:
        user = await Factory(session).user()
        row = Session(
            **{
                "token_hash": new_id().bytes,
                "kind": AccountKind.ORGANISATION,
                "user_id": user.id,
                "started_at": NOW,
                "last_used_at": NOW,
                "expires_at": NOW + timedelta(days=1),
                "address": "192.0.2.1",
            }
            | values
        )
        session.add(row)
        await session.commit()
        return replace(viewer_of(user), session_id=row.id)


async def api_key(database: Database, **values: Any) -> Viewer:
    """A key of an organisation of its own."""
    async with database.session(SYSTEM) as session:
        key = await Factory(session).api_key(**values)
        await session.commit()
        return viewer_of(key)


async def test_those_who_may_no_longer_listen_and_why(fresh_database: Database, owner: psycopg.Connection) -> None:
    fine = await signed_in(fresh_database)
    ended = await signed_in(fresh_database, ended_at=NOW)
    expired = await signed_in(fresh_database, expires_at=NOW - timedelta(seconds=1))
    idle = await signed_in(fresh_database, last_used_at=NOW - IDLE - timedelta(seconds=1))
    suspended, demoted, seeing, managing, removed = [await signed_in(fresh_database) for _ in range(5)]
    async with fresh_database.session(SYSTEM) as session:
        account = await Factory(session).account()
        await session.commit()
    key = await api_key(fresh_database)
    revoked = await api_key(fresh_database, revoked_at=NOW)
    outlived = await api_key(fresh_database, expires_at=NOW - timedelta(seconds=1))
    suspended_key = await api_key(fresh_database)
    of_suspended = [suspended.organisation_id, suspended_key.organisation_id]
    of_nobody = replace(key, id=new_id())
    candidate = replace(viewer_of(account), session_id=new_id())
    owner.execute("UPDATE organisation SET status = 'SUSPENDED' WHERE id = ANY (%s)", [of_suspended])
    owner.execute("UPDATE app_user SET role = 'PRIMARY' WHERE id = %s", [demoted.id])
    owner.execute("UPDATE app_user SET may_view_photos = true WHERE id = %s", [seeing.id])
    owner.execute("UPDATE app_user SET may_manage_api = true WHERE id = %s", [managing.id])
    owner.execute("UPDATE app_user SET removed_at = now() WHERE id = %s", [removed.id])

    everybody = (
        *(fine, ended, expired, idle, suspended, demoted, seeing, managing, removed, candidate),
        *(key, revoked, outlived, suspended_key, of_nobody),
        *(anonymous(), SYSTEM, replace(demoted, role=UserRole.PRIMARY)),
    )
    found = await session_rights(fresh_database, IDLE)(everybody)

    assert {viewer: error.code for viewer, error in found.items()} == {
        ended: "UNAUTHENTICATED",
        expired: "UNAUTHENTICATED",
        idle: "UNAUTHENTICATED",
        suspended: "FORBIDDEN",
        demoted: "RIGHTS_CHANGED",
        seeing: "RIGHTS_CHANGED",
        managing: "RIGHTS_CHANGED",
        removed: "UNAUTHENTICATED",
        revoked: "UNAUTHENTICATED",
        outlived: "UNAUTHENTICATED",
        suspended_key: "FORBIDDEN",
        of_nobody: "UNAUTHENTICATED",
        candidate: "UNAUTHENTICATED",
    }


async def test_removed_staff_may_listen_no_longer(fresh_database: Database, owner: psycopg.Connection) -> None:
    viewers = []
    for _ in range(2):
        async with fresh_database.session(SYSTEM) as session:
            make = Factory(session)
            staff = await make.staff()
            row = await make.sign_in(staff, last_used_at=NOW)
            await session.commit()
        viewers.append(replace(viewer_of(staff), session_id=row.id))
    owner.execute("UPDATE staff SET removed_at = now() WHERE id = %s", [viewers[0].id])

    found = await session_rights(fresh_database, IDLE)(viewers)
    assert {viewer: error.code for viewer, error in found.items()} == {viewers[0]: "UNAUTHENTICATED"}


@pytest.mark.parametrize("word", [True, False])
async def test_silence_does_not_keep_anybody_in(
    fresh_database: Database, owner: psycopg.Connection, word: bool
) -> None:
    """With a wake-up at once, without one at the next look."""
    viewer = await signed_in(fresh_database)
    broker, told = LocalBroker(), asyncio.Queue[ApiError]()
    rights = session_rights(fresh_database, IDLE)
    async with Guard(rights, broker, every=3600 if word else 0.01) as guard:
        guard.watch(viewer, told.put_nowait)
        owner.execute("UPDATE session SET ended_at = now()")
        await asyncio.sleep(0)  # lets the guard begin to listen
        if word:
            broker.publish(Wake("session", viewer.id or new_id()))
        assert (await asyncio.wait_for(told.get(), 10)).code == "UNAUTHENTICATED"

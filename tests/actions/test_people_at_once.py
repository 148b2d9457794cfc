"""Two at once, on connections of their own: an organisation keeps a primary user, a key gets one successor."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.add_user import NewUser, add_user
from app.actions.remove_user import remove_user
from app.actions.rotate_api_key import rotate_api_key
from app.actions.tell_expiring_keys import tell_expiring_keys
from app.actions.transfer_primary import transfer_primary
from app.actions.update_user import UserChange, update_user
from app.database import Database
from app.errors import Conflict, Forbidden, Refusal
from app.events.broker import LocalBroker
from app.events.work import work
from app.models import User
from app.models.enums import Language, UserRole
from app.settings import Settings
from app.viewer import SYSTEM, Viewer
from tests.actions.conftest import NOW
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

SETTINGS = Settings(secret_key="for tests only, forty characters or so..")
PRIMARIES = "SELECT count(*) FROM app_user WHERE role = 'PRIMARY' AND removed_at IS NULL"


@pytest.fixture
async def two(fresh_database: Database) -> list[User]:
    """The primary users of one organisation."""
    async with fresh_database.session(SYSTEM) as session:
        make = Factory(session)
        organisation = await make.organisation()
        users = [await make.user(organisation, role=UserRole.PRIMARY) for _ in range(2)]
        await session.commit()
    return users


async def done(database: Database, viewer: Viewer, action: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
    try:
        async with work(database, LocalBroker(), viewer) as session:
            return await action(session)
    except Refusal as refusal:
        return refusal


WAYS: dict[str, Callable[[Viewer, User], Callable[[AsyncSession], Awaitable[Any]]]] = {
    "demote each other": lambda viewer, other: (
        lambda session: update_user(session, viewer, other.id, UserChange(role=UserRole.MEMBER))
    ),
    "remove each other": lambda viewer, other: lambda session: remove_user(session, viewer, other.id, now=NOW),
    "step down": lambda viewer, _other: (
        lambda session: update_user(session, viewer, viewer.id, UserChange(role=UserRole.MEMBER))  # type: ignore[arg-type]
    ),
    "leave": lambda viewer, _other: lambda session: remove_user(session, viewer, viewer.id, now=NOW),  # type: ignore[arg-type]
    "hand over to each other": lambda viewer, other: lambda session: transfer_primary(session, viewer, other.id),
}


@pytest.mark.parametrize("way", WAYS)
async def test_one_primary_user_is_left(
    fresh_database: Database, owner: psycopg.Connection, two: list[User], way: str
) -> None:
    a, b = two

    answers = await asyncio.gather(
        done(fresh_database, viewer_of(a), WAYS[way](viewer_of(a), b)),
        done(fresh_database, viewer_of(b), WAYS[way](viewer_of(b), a)),
    )

    refusals = [answer for answer in answers if isinstance(answer, Refusal)]
    expected = Conflict if way in ("step down", "leave") else Forbidden
    if way == "hand over to each other":  # the second is a primary user still: the first made it one
        assert owner.execute(PRIMARIES).fetchone() == (1,)
        return
    assert [type(refusal) for refusal in refusals] == [expected]
    assert owner.execute(PRIMARIES).fetchone() == (1,)


async def test_an_address_is_added_once(fresh_database: Database, owner: psycopg.Connection, two: list[User]) -> None:
    new = NewUser("ada@example.org", "Fieldstone", "Ada", Language.EN)
    async with fresh_database.session(SYSTEM) as session:
        elsewhere = viewer_of(await Factory(session).user(role=UserRole.PRIMARY))
        await session.commit()

    async def add(viewer: Viewer) -> Any:
        return await done(
            fresh_database, viewer, lambda session: add_user(session, viewer, new, settings=SETTINGS, now=NOW)
        )

    answers = await asyncio.gather(*map(add, 3 * [viewer_of(two[0]), elsewhere]))

    assert Counter(map(type, answers)) == {User: 1, Conflict: 5}
    assert owner.execute("SELECT count(*) FROM app_user WHERE email = 'ada@example.org'").fetchone() == (1,)
    assert owner.execute("SELECT count(*) FROM mail").fetchone() == (1,)


async def test_a_key_gets_one_successor(fresh_database: Database, owner: psycopg.Connection, two: list[User]) -> None:
    async with fresh_database.session(SYSTEM) as session:
        key = await Factory(session).api_key(expires_at=NOW + timedelta(days=9))
        owner_viewer = viewer_of(key)
        await session.commit()

    async def rotate(session: AsyncSession) -> Any:
        return await rotate_api_key(
            session, owner_viewer, key.id, expires_at=NOW + timedelta(days=99), overlap_hours=24, now=NOW
        )

    answers = await asyncio.gather(*(done(fresh_database, owner_viewer, rotate) for _ in range(4)))

    assert sum(isinstance(answer, Conflict) for answer in answers) == 3
    assert owner.execute("SELECT count(*) FROM api_key WHERE replaces_id = %s", [key.id]).fetchone() == (1,)


async def test_two_schedules_tell_once(fresh_database: Database, owner: psycopg.Connection, two: list[User]) -> None:
    async with fresh_database.session(SYSTEM) as session:
        make = Factory(session)
        organisation = await make.organisation()
        await make.user(organisation, role=UserRole.PRIMARY)
        for _ in range(5):
            await make.api_key(organisation, created_at=NOW - timedelta(days=99), expires_at=NOW + timedelta(days=9))
        await session.commit()

    told = await asyncio.gather(
        *(done(fresh_database, SYSTEM, lambda session: tell_expiring_keys(session, NOW)) for _ in range(3))
    )

    assert sum(told) == 5
    assert owner.execute("SELECT count(*) FROM mail WHERE kind = 'key_expires'").fetchone() == (5,)

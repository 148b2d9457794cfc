"""Tokens that are good for nothing leave a trace: in the trail of whose they were, and not without end."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from app.models import ApiKey, Organisation, Staff, User
from app.models.enums import UserRole
from app.schema.ids import id_of
from app.security.api_keys import new_secret
from app.security.tokens import new_session_token, token_hash
from tests.api.service import Service
from tests.transports.client import socket_to
from tests.transports.serving import served

pytestmark = pytest.mark.anyio

PAST = datetime.now(UTC) - timedelta(days=1)
WHO = {"query": "{ viewer { __typename } }"}
TRAIL = "{ organisation { auditTrail { nodes { action code subjectId address actor { kind } summary } } } }"
COUNTS = "SELECT count(*), sum(coalesce(count, 1)) FROM audit_entry WHERE action = 'useToken'"


@dataclass
class World:
    service: Service
    owner: psycopg.Connection
    organisation: Organisation
    primary: User

    async def key(self, **values: Any) -> tuple[ApiKey, str]:
        secret = new_secret()
        async with self.service.making() as make:
            return await make.api_key(self.organisation, secret_hash=token_hash(secret), **values), secret

    async def session_id(self) -> str:
        row = self.owner.execute("SELECT id FROM session ORDER BY id DESC LIMIT 1").fetchone()
        assert row is not None
        return id_of("Session", row[0])

    def entries(self) -> list[tuple[Any, ...]]:
        return self.owner.execute(
            "SELECT action, code, subject_id, organisation_id, actor_kind, actor_id, address FROM audit_entry"
            " ORDER BY occurred_at"
        ).fetchall()

    def entry(self, subject_id: str | None, code: str = "UNAUTHENTICATED", *, own: bool = True) -> tuple[Any, ...]:
        organisation = self.organisation.id if own and subject_id is not None else None
        return ("useToken", code, subject_id, organisation, "ANONYMOUS", None, "127.0.0.1")


@pytest.fixture
async def world(service: Service, owner: psycopg.Connection) -> World:
    async with service.making() as make:
        organisation = await make.organisation()
        return World(service, owner, organisation, await make.user(organisation, role=UserRole.PRIMARY))


async def test_keys_that_are_over_are_told_of_in_their_organisations_trail(world: World) -> None:
    expected = []
    for values in ({"revoked_at": PAST}, {"expires_at": PAST}):
        key, secret = await world.key(**values)
        assert (await world.service.post(WHO, secret)).status_code == 401
        expected.append(world.entry(id_of("ApiKey", key.id)))
    key, secret = await world.key(networks=["192.0.2.0/24"])
    assert (await world.service.post(WHO, secret)).status_code == 403
    expected.append(world.entry(id_of("ApiKey", key.id), "FORBIDDEN"))

    assert world.entries() == expected
    shown = await world.service.ask(TRAIL, await world.service.token(world.primary))
    assert shown["organisation"]["auditTrail"]["nodes"][0] == {
        "action": "useToken",
        "code": "FORBIDDEN",
        "subjectId": id_of("ApiKey", key.id),
        "address": "127.0.0.1",
        "actor": {"kind": "ANONYMOUS"},
        "summary": "Use of a session's token or an API key: refused, FORBIDDEN",
    }


async def test_sessions_that_are_over(world: World) -> None:
    service = world.service
    async with service.making() as make:
        staff = await make.staff()
    expected = []
    ended, expired = {"ended_at": PAST}, {"expires_at": PAST}
    for holder, values in ((world.primary, ended), (world.primary, expired), (staff, ended)):
        token = await service.token(holder, **values)
        assert (await service.post(WHO, token)).status_code == 401
        expected.append(world.entry(await world.session_id(), own=not isinstance(holder, Staff)))

    assert world.entries() == expected


async def test_of_a_suspended_organisation(world: World) -> None:
    key, secret = await world.key()
    token = await world.service.token(world.primary)
    session_id = await world.session_id()
    world.owner.execute("UPDATE organisation SET status = 'SUSPENDED'")

    for each in (secret, token):
        assert (await world.service.post(WHO, each)).status_code == 401

    assert world.entries() == [world.entry(id_of("ApiKey", key.id)), world.entry(session_id)]


async def test_what_was_never_a_token_is_nobodys(world: World) -> None:
    for authorization in (f"Bearer {new_secret()}", f"Bearer {new_session_token()}", "Bearer x", "Basic eDp5"):
        assert (await world.service.post(WHO, authorization=authorization)).status_code == 401

    assert world.entries() == [world.entry(None)] * 4


async def test_a_good_token_and_an_old_cookie_leave_nothing(world: World) -> None:
    _, secret = await world.key()
    old = await world.service.token(world.primary, ended_at=PAST)

    assert (await world.service.post(WHO, secret)).status_code == 200
    assert (await world.service.post(WHO, cookie=f"rvs_session={old}")).status_code == 200

    assert world.entries() == []


async def test_a_flood_fills_no_trail(world: World) -> None:
    _, secret = await world.key(revoked_at=PAST)

    for token in (*[secret] * 15, *(new_secret() for _ in range(25))):
        assert (await world.service.post(WHO, token)).status_code == 401

    assert world.owner.execute(COUNTS).fetchone() == (20, 20)


async def test_over_a_socket(world: World) -> None:
    key, secret = await world.key(revoked_at=PAST)

    async with (
        served(world.service.parts.live, world.service.app) as address,
        socket_to(address) as client,
    ):
        assert await client.init(secret) == ("closed", 4403, "UNAUTHENTICATED")

    assert world.entries() == [world.entry(id_of("ApiKey", key.id))]

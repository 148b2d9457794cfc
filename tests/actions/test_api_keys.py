"""API keys: made, rotated, revoked; and who is told before one expires."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.create_api_key import NewKey, create_api_key
from app.actions.revoke_api_key import revoke_api_key
from app.actions.rotate_api_key import rotate_api_key
from app.actions.tell_expiring_keys import tell_expiring_keys
from app.database import become
from app.errors import Conflict, Forbidden, InvalidInput, NotFound, NotSignedIn, Refusal
from app.events.broker import Wake
from app.events.log import wakes
from app.models import ApiKey, AuditEntry, Mail, Organisation, User
from app.models.enums import ApiScope, Language, UserRole, UserStatus
from app.schema.ids import id_of
from app.security.api_keys import is_api_key
from app.security.tokens import token_hash
from app.viewer import SYSTEM, Viewer, anonymous
from tests.actions.conftest import NOW, TOMORROW, YESTERDAY
from tests.conftest import SessionFor
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

IN_A_YEAR = NOW + timedelta(days=365)
NEW = NewKey(" Admissions ", [ApiScope.FEED, ApiScope.READ, ApiScope.FEED], ["192.0.2.7/24", "2001:DB8::1"], IN_A_YEAR)


@dataclass
class Scene:
    organisation: Organisation
    primary: User
    manager: User
    member: User
    key: ApiKey


@pytest.fixture
async def scene(make: Factory) -> Scene:
    organisation = await make.organisation(name="Northmoor University")
    return Scene(
        organisation,
        await make.user(organisation, role=UserRole.PRIMARY),
        await make.user(organisation, may_manage_api=True),
        await make.user(organisation),
        await make.api_key(organisation, expires_at=IN_A_YEAR, scopes=["VERIFY"], networks=["192.0.2.0/24"]),
    )


async def all_of(session: AsyncSession, model: Any) -> list[Any]:
    await session.flush()
    await become(session, SYSTEM)
    return list(await session.scalars(sa.select(model).execution_options(populate_existing=True)))


async def refused(action: Any, viewer: Viewer, session_for: SessionFor, contents: Any) -> Refusal:
    before = await contents()
    session = await session_for(viewer)
    with pytest.raises(Refusal) as caught:
        await action(session, viewer)
    await session.rollback()
    assert await contents() == before
    assert wakes(session) == []
    return caught.value


@pytest.mark.parametrize("who", ["primary", "manager"])
async def test_a_key_is_made(scene: Scene, session_for: SessionFor, who: str) -> None:
    maker = getattr(scene, who)
    viewer = viewer_of(maker)
    session = await session_for(viewer)

    key, secret = await create_api_key(session, viewer, NEW, now=NOW)

    assert is_api_key(secret)
    assert (key.prefix, key.secret_hash) == (secret[:12], token_hash(secret))
    assert (key.name, key.scopes, key.networks) == (
        "Admissions",
        ["READ", "FEED"],
        ["192.0.2.0/24", "2001:db8::1/128"],
    )
    assert (key.organisation_id, key.created_by, key.created_at) == (scene.organisation.id, maker.id, NOW)
    assert (key.expires_at, key.revoked_at, key.last_used_at) == (IN_A_YEAR, None, None)
    assert len(await all_of(session, ApiKey)) == 2
    (entry,) = await all_of(session, AuditEntry)
    assert (entry.action, entry.subject_id) == ("createApiKey", id_of("ApiKey", key.id))
    assert secret not in repr(await all_of(session, ApiKey))


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"name": " "}, [("REQUIRED", "name")]),
        ({"name": "x" * 101}, [("TOO_LONG", "name")]),
        ({"scopes": []}, [("REQUIRED", "scopes")]),
        ({"networks": ["192.0.2.0/24", "192.0.2.0/33", "fe80::1%eth0", "here"]}, [("INVALID", "networks")] * 3),
        ({"networks": ["192.0.2.0/24"] * 101}, [("TOO_MANY", "networks")]),
        ({"expires_at": NOW}, [("IN_THE_PAST", "expiresAt")]),
        ({"expires_at": NOW + timedelta(days=733)}, [("OUT_OF_RANGE", "expiresAt")]),
    ],
)
async def test_what_is_no_key(
    scene: Scene, session_for: SessionFor, contents: Any, given: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    refusal = await refused(
        lambda session, viewer: create_api_key(session, viewer, replace(NEW, **given), now=NOW),
        viewer_of(scene.primary),
        session_for,
        contents,
    )

    assert isinstance(refusal, InvalidInput)
    assert [(each.code, each.path[1]) for each in refusal.problems] == problems


ACTIONS = {
    "create": lambda scene, session, viewer: create_api_key(session, viewer, NEW, now=NOW),
    "rotate": lambda scene, session, viewer: rotate_api_key(
        session, viewer, scene.key.id, expires_at=IN_A_YEAR, overlap_hours=24, now=NOW
    ),
    "revoke": lambda scene, session, viewer: revoke_api_key(session, viewer, scene.key.id, now=NOW),
}


@pytest.mark.parametrize("name", ACTIONS)
async def test_who_may_not(scene: Scene, make: Factory, session_for: SessionFor, contents: Any, name: str) -> None:
    def action(session: AsyncSession, viewer: Viewer) -> Any:
        return ACTIONS[name](scene, session, viewer)

    foreign = NotFound if name != "create" else None
    another_key = viewer_of(await make.api_key(scene.organisation))
    for viewer, kind in (
        (viewer_of(scene.member), Forbidden),
        (another_key, NotFound if name == "rotate" else Forbidden),
        (viewer_of(await make.account()), Forbidden),
        (viewer_of(await make.staff()), Forbidden),
        (anonymous(), NotSignedIn),
        (viewer_of(await make.user(role=UserRole.PRIMARY)), foreign),
    ):
        if kind is not None:
            assert type(await refused(action, viewer, session_for, contents)) is kind


async def test_a_key_gets_a_successor(scene: Scene, session_for: SessionFor) -> None:
    viewer = viewer_of(scene.manager)
    session = await session_for(viewer)

    rotated = await rotate_api_key(
        session, viewer, scene.key.id, expires_at=NOW + timedelta(days=90), overlap_hours=48, now=NOW
    )

    key, previous = rotated.key, rotated.previous
    assert (previous.id, previous.expires_at) == (scene.key.id, NOW + timedelta(hours=48))
    assert (key.replaces_id, key.created_by) == (previous.id, scene.manager.id)
    assert key.expires_at == NOW + timedelta(days=90)
    assert (key.name, key.scopes, key.networks) == (previous.name, ["VERIFY"], ["192.0.2.0/24"])
    assert key.secret_hash == token_hash(rotated.secret) != previous.secret_hash
    assert wakes(session) == [Wake("session", previous.id)]
    (entry,) = await all_of(session, AuditEntry)
    assert (entry.action, entry.subject_id) == ("rotateApiKey", id_of("ApiKey", previous.id))


async def test_an_overlap_does_not_make_a_key_last_longer(scene: Scene, make: Factory, session_for: SessionFor) -> None:
    short = await make.api_key(scene.organisation, expires_at=TOMORROW)
    viewer = viewer_of(scene.primary)

    rotated = await rotate_api_key(
        await session_for(viewer), viewer, short.id, expires_at=IN_A_YEAR, overlap_hours=168, now=NOW
    )

    assert rotated.previous.expires_at == TOMORROW


async def test_a_key_rotates_itself(scene: Scene, session_for: SessionFor) -> None:
    """Whatever its scopes. Nobody made the new one but the old one."""
    viewer = viewer_of(scene.key)
    session = await session_for(viewer)

    rotated = await rotate_api_key(session, viewer, scene.key.id, expires_at=IN_A_YEAR, overlap_hours=0, now=NOW)

    assert (rotated.key.created_by, rotated.key.replaces_id) == (None, scene.key.id)
    assert rotated.previous.expires_at == NOW
    (entry,) = await all_of(session, AuditEntry)
    assert (entry.actor_kind, entry.actor_id) == ("API_KEY", scene.key.id)


@pytest.mark.parametrize("how", ["revoked", "expired", "replaced"])
async def test_what_has_ended_gets_no_successor(
    scene: Scene, make: Factory, session_for: SessionFor, contents: Any, how: str
) -> None:
    key = await make.api_key(
        scene.organisation,
        revoked_at=YESTERDAY if how == "revoked" else None,
        expires_at=NOW if how == "expired" else IN_A_YEAR,
    )
    if how == "replaced":
        await make.api_key(scene.organisation, replaces_id=key.id)

    refusal = await refused(
        lambda session, viewer: rotate_api_key(session, viewer, key.id, expires_at=IN_A_YEAR, overlap_hours=1, now=NOW),
        viewer_of(scene.primary),
        session_for,
        contents,
    )

    assert isinstance(refusal, Conflict)
    assert (refusal.refusal_code, refusal.path) == ("ALREADY_FINISHED", ["input", "id"])


@pytest.mark.parametrize("overlap", [-1, 2161])
async def test_an_overlap_has_bounds(scene: Scene, session_for: SessionFor, contents: Any, overlap: int) -> None:
    refusal = await refused(
        lambda session, viewer: rotate_api_key(
            session, viewer, scene.key.id, expires_at=NOW, overlap_hours=overlap, now=NOW
        ),
        viewer_of(scene.primary),
        session_for,
        contents,
    )

    assert isinstance(refusal, InvalidInput)
    assert [each.path[1] for each in refusal.problems] == ["expiresAt", "overlapHours"]


async def test_a_key_is_revoked_once(scene: Scene, session_for: SessionFor) -> None:
    viewer = viewer_of(scene.manager)
    session = await session_for(viewer)

    key = await revoke_api_key(session, viewer, scene.key.id, now=NOW)
    assert key.revoked_at == NOW
    assert wakes(session) == [Wake("session", key.id)]

    key = await revoke_api_key(session, viewer, scene.key.id, now=TOMORROW)
    assert key.revoked_at == NOW
    assert wakes(session) == []


async def mails(session: AsyncSession) -> list[tuple[str, str]]:
    return sorted((mail.recipient, mail.subject) for mail in await all_of(session, Mail))


async def test_primary_users_are_told_once(scene: Scene, make: Factory, session_for: SessionFor) -> None:
    organisation = scene.organisation
    japanese = await make.user(organisation, role=UserRole.PRIMARY, language=Language.JA)
    await make.user(organisation, role=UserRole.PRIMARY, status=UserStatus.INVITED, password_hash=None)
    await make.user(organisation, role=UserRole.PRIMARY, removed_at=YESTERDAY)
    await make.user(role=UserRole.PRIMARY)
    soon, long_ago = NOW + timedelta(days=13), NOW - timedelta(days=300)

    async def key(name: str, expires_at: datetime = soon, **values: Any) -> ApiKey:
        return await make.api_key(organisation, name=name, expires_at=expires_at, **{"created_at": long_ago} | values)

    told = await key("soon")
    await key("later", NOW + timedelta(days=15))
    await key("over", YESTERDAY)
    await key("revoked", revoked_at=YESTERDAY)
    await key("told before", expiry_told_at=YESTERDAY)
    await key("young", NOW + timedelta(days=3), created_at=NOW - timedelta(days=1))
    replaced = await key("replaced")
    await make.api_key(organisation, name="its successor", replaces_id=replaced.id, expires_at=IN_A_YEAR)
    session = await session_for(SYSTEM)

    assert await tell_expiring_keys(session, NOW) == 1

    assert await mails(session) == sorted(
        [
            (scene.primary.email, "The API key “soon” is about to expire"),
            (japanese.email, "APIキー「soon」の有効期限が近づいています"),
        ]
    )
    (mail,) = [mail for mail in await all_of(session, Mail) if mail.recipient == scene.primary.email]
    assert f"({told.prefix}…) of Northmoor University expires on {soon.date()}" in mail.text
    assert await tell_expiring_keys(session, NOW + timedelta(hours=1)) == 0
    assert await tell_expiring_keys(session, NOW + timedelta(days=2)) == 2  # "later", and "young" at last
    assert len(await mails(session)) == 6

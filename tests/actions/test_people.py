"""The users of an organisation: added, changed, removed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.add_user import add_user
from app.actions.remove_user import remove_user
from app.actions.resend_invitation import resend_invitation
from app.actions.transfer_primary import transfer_primary
from app.actions.update_organisation import OrganisationChange, update_organisation
from app.actions.update_user import UserChange, update_user
from app.errors import Conflict, Forbidden, InvalidInput, NotFound, NotSignedIn, RefusalCode
from app.events.broker import Wake
from app.events.log import wakes
from app.mail.outbox import EVERYBODY
from app.models import Challenge, Link, Mail, SecondFactor, Session
from app.models.enums import Language, UserRole, UserStatus
from app.schema.ids import id_of
from app.security.tokens import token_hash
from app.viewer import Viewer, anonymous
from tests.actions import people
from tests.actions.conftest import NOW, TOMORROW, YESTERDAY
from tests.actions.people import NEW, SETTINGS, Scene, noted, refused, rows
from tests.conftest import SessionFor
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio


@pytest.fixture
async def scene(make: Factory) -> Scene:
    return await people.scene(make)


async def test_a_user_is_added_and_invited(scene: Scene, make: Factory, session_for: SessionFor) -> None:
    await make.share(organisation=scene.organisation)
    session = await session_for(scene.viewer)

    user = await add_user(session, scene.viewer, NEW, settings=SETTINGS, now=NOW)

    assert (user.email, user.family_name, user.given_name) == ("ada@example.org", "Fieldstone", "Ada")
    assert (user.organisation_id, user.role, user.status) == (scene.organisation.id, "MEMBER", "INVITED")
    assert (user.password_hash, user.invited_at, user.seen_until) == (None, NOW, 1)  # what came before is not new
    assert not user.may_view_photos
    assert not user.may_manage_api
    (mail,) = await rows(session, Mail)
    assert (mail.kind, mail.recipient, mail.recipient_name) == ("user_invited", "ada@example.org", "Ada Fieldstone")
    (link,) = await rows(session, Link)
    assert (link.purpose, link.user_id, link.expires_at) == ("SET_PASSWORD", user.id, NOW + timedelta(hours=24))
    token = mail.text.split("https://rvs.example/links/")[1].split()[0]
    assert token_hash(token) == link.token_hash
    assert await noted(session) == [("addUser", id_of("User", user.id))]
    assert wakes(session) == [Wake("mail", EVERYBODY)]


@pytest.mark.parametrize("whose", ["member", "invited", "stranger"])
async def test_an_address_that_is_taken_tells_no_more(
    scene: Scene, session_for: SessionFor, contents: Any, whose: str
) -> None:
    new = replace(NEW, email=getattr(scene, whose).email)

    refusal = await refused(
        lambda session, viewer: add_user(session, viewer, new, settings=SETTINGS, now=NOW),
        scene.viewer,
        session_for,
        contents,
    )

    assert (refusal.refusal_code, refusal.message) == ("ALREADY_MEMBER", "This e-mail address is a user's already.")
    assert refusal.path == ["input", "email"]


async def test_an_address_is_free_again_after_its_user_was_removed(scene: Scene, session_for: SessionFor) -> None:
    session = await session_for(scene.viewer)
    await remove_user(session, scene.viewer, scene.member.id, now=NOW)

    again = await add_user(session, scene.viewer, replace(NEW, email=scene.member.email), settings=SETTINGS, now=NOW)

    assert again.id != scene.member.id
    assert again.email == scene.member.email


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"email": " "}, [("REQUIRED", "email")]),
        ({"email": "ada"}, [("EMAIL_INVALID", "email")]),
        ({"email": "a@b.org, c@d.org"}, [("EMAIL_INVALID", "email")]),
        ({"email": "a@b.org\nBcc:c@d.org"}, [("EMAIL_INVALID", "email")]),
        ({"family_name": "", "given_name": " "}, [("REQUIRED", "familyName")]),
        ({"family_name": "x" * 101, "given_name": "\0"}, [("TOO_LONG", "familyName"), ("INVALID", "givenName")]),
    ],
)
async def test_what_is_no_user(
    scene: Scene, session_for: SessionFor, contents: Any, given: dict[str, str], problems: list[tuple[str, str]]
) -> None:
    refusal = await refused(
        lambda session, viewer: add_user(session, viewer, replace(NEW, **given), settings=SETTINGS, now=NOW),
        scene.viewer,
        session_for,
        contents,
    )

    assert isinstance(refusal, InvalidInput)
    assert [(each.code, each.path) for each in refusal.problems] == [
        (code, ("input", field)) for code, field in problems
    ]


async def test_who_has_one_name_has_one(scene: Scene, session_for: SessionFor) -> None:
    session = await session_for(scene.viewer)

    user = await add_user(session, scene.viewer, replace(NEW, family_name=""), settings=SETTINGS, now=NOW)

    assert (user.family_name, user.given_name) == ("", "Ada")


ACTIONS = {
    "add": lambda scene, session, viewer: add_user(session, viewer, NEW, settings=SETTINGS, now=NOW),
    "update": lambda scene, session, viewer: update_user(
        session, viewer, scene.member.id, UserChange(may_view_photos=True)
    ),
    "rename": lambda scene, session, viewer: update_user(session, viewer, scene.primary.id, UserChange(given_name="X")),
    "remove": lambda scene, session, viewer: remove_user(session, viewer, scene.invited.id, now=NOW),
    "resend": lambda scene, session, viewer: resend_invitation(
        session, viewer, scene.invited.id, settings=SETTINGS, now=NOW
    ),
    "transfer": lambda scene, session, viewer: transfer_primary(session, viewer, scene.member.id),
    "organisation": lambda scene, session, viewer: update_organisation(
        session, viewer, OrganisationChange(city="X"), now=NOW
    ),
}


@pytest.mark.parametrize("name", ACTIONS)
async def test_nobody_else_manages_people(
    scene: Scene, make: Factory, session_for: SessionFor, contents: Any, name: str
) -> None:
    def action(session: AsyncSession, viewer: Viewer) -> Any:
        return ACTIONS[name](scene, session, viewer)

    for viewer, kind in (
        (viewer_of(scene.member), Forbidden),
        (viewer_of(await make.api_key(scene.organisation)), Forbidden),
        (viewer_of(await make.account()), Forbidden),
        (viewer_of(await make.staff()), Forbidden),
        (anonymous(), NotSignedIn),
        # Demoted since this request's viewer was looked up.
        (replace(viewer_of(scene.member), role=UserRole.PRIMARY), Forbidden),
    ):
        refusal = await refused(action, viewer, session_for, contents)
        assert type(refusal) is kind
    of_primaries = await refused(action, viewer_of(scene.member), session_for, contents)
    assert isinstance(of_primaries, Forbidden)
    assert of_primaries.role is UserRole.PRIMARY


@pytest.mark.parametrize("name", ["update", "remove", "resend", "transfer"])
async def test_users_of_others_are_not_there(scene: Scene, session_for: SessionFor, contents: Any, name: str) -> None:
    elsewhere = viewer_of(scene.stranger)

    refusal = await refused(
        lambda session, viewer: ACTIONS[name](scene, session, viewer), elsewhere, session_for, contents
    )

    assert isinstance(refusal, NotFound)


async def test_a_user_is_changed(scene: Scene, session_for: SessionFor) -> None:
    session = await session_for(scene.viewer)
    change = UserChange(family_name=" Field ", role=UserRole.PRIMARY, may_view_photos=True, may_manage_api=True)

    user = await update_user(session, scene.viewer, scene.member.id, change)

    assert (user.family_name, user.given_name) == ("Field", scene.member.given_name)
    assert (user.role, user.may_view_photos, user.may_manage_api) == (UserRole.PRIMARY, True, True)
    assert wakes(session) == [Wake("session", user.id)]
    assert await noted(session) == [("updateUser", id_of("User", user.id))]


async def test_one_changes_own_name_and_language(scene: Scene, session_for: SessionFor) -> None:
    viewer = viewer_of(scene.member)
    session = await session_for(viewer)

    user = await update_user(session, viewer, scene.member.id, UserChange(given_name="花", language=Language.JA))

    assert (user.given_name, user.language) == ("花", Language.JA)
    assert wakes(session) == [Wake("session", user.id)]


async def test_a_new_name_closes_nothing(scene: Scene, session_for: SessionFor) -> None:
    session = await session_for(scene.viewer)

    await update_user(
        session, scene.viewer, scene.primary.id, UserChange(given_name="Bo", role=UserRole.PRIMARY, language=None)
    )

    assert wakes(session) == []


@pytest.mark.parametrize("with_invited", [False, True])
@pytest.mark.parametrize("way", ["demote", "remove"])
async def test_the_last_primary_user_stays(
    scene: Scene, make: Factory, session_for: SessionFor, contents: Any, way: str, with_invited: bool
) -> None:
    """One who never signed in does not count."""
    if with_invited:
        await make.user(scene.organisation, status=UserStatus.INVITED, password_hash=None, role=UserRole.PRIMARY)
    actions = {
        "demote": lambda session, viewer: update_user(session, viewer, viewer.id, UserChange(role=UserRole.MEMBER)),
        "remove": lambda session, viewer: remove_user(session, viewer, viewer.id, now=NOW),
    }

    refusal = await refused(actions[way], scene.viewer, session_for, contents)

    assert isinstance(refusal, Conflict)
    assert (refusal.refusal_code, refusal.path) == (
        RefusalCode.LAST_PRIMARY,
        ["input", "role"] if way == "demote" else ["id"],
    )


@pytest.mark.parametrize("way", ["demote", "remove"])
async def test_one_of_two_primary_users_may_go(scene: Scene, make: Factory, session_for: SessionFor, way: str) -> None:
    await make.user(scene.organisation, role=UserRole.PRIMARY)
    viewer = scene.viewer
    session = await session_for(viewer)

    if way == "demote":
        user = await update_user(session, viewer, scene.primary.id, UserChange(role=UserRole.MEMBER))
        assert user.role is UserRole.MEMBER
    else:
        user = await remove_user(session, viewer, scene.primary.id, now=NOW)
        assert user.removed_at == NOW
    assert wakes(session) == [Wake("session", scene.primary.id)]


async def test_who_is_removed_is_shut_out(scene: Scene, make: Factory, session_for: SessionFor) -> None:
    member = scene.member
    before = await make.sign_in(member, ended_at=YESTERDAY)
    now = await make.sign_in(member)
    elsewhere = await make.sign_in(scene.primary)
    await make.add(SecondFactor(user_id=member.id, sealed_secret=b"x", started_at=NOW))
    await make.add(Challenge(user_id=member.id, token_hash=bytes(32), created_at=NOW, expires_at=TOMORROW))
    link = {"purpose": "SET_PASSWORD", "created_at": YESTERDAY, "expires_at": TOMORROW}
    await make.add(Link(user_id=member.id, token_hash=b"1" * 32, **link))
    await make.add(Link(user_id=scene.invited.id, token_hash=b"2" * 32, **link))
    session = await session_for(scene.viewer)

    user = await remove_user(session, scene.viewer, member.id, now=NOW)

    assert (user.removed_at, user.family_name) == (NOW, member.family_name)
    ended = {row.id: row.ended_at for row in await rows(session, Session)}
    assert ended == {before.id: YESTERDAY, now.id: NOW, elsewhere.id: None}
    assert {row.user_id: row.withdrawn_at for row in await rows(session, Link)} == {
        member.id: NOW,
        scene.invited.id: None,
    }
    assert await rows(session, SecondFactor) == [] == await rows(session, Challenge)
    assert wakes(session) == [Wake("session", member.id)]
    assert await noted(session) == [("removeUser", id_of("User", member.id))]


async def test_who_was_removed_is_not_there(scene: Scene, session_for: SessionFor, contents: Any) -> None:
    session = await session_for(scene.viewer)
    await remove_user(session, scene.viewer, scene.member.id, now=NOW)
    await session.commit()
    wakes(session)

    refusal = await refused(
        lambda session, viewer: remove_user(session, viewer, scene.member.id, now=NOW),
        scene.viewer,
        session_for,
        contents,
    )

    assert (type(refusal), refusal.path) == (NotFound, ["id"])

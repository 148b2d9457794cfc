"""Invitations sent again, the role of primary user handed over, the organisation itself changed."""

from datetime import timedelta
from typing import Any

import pytest

from app.actions.resend_invitation import resend_invitation
from app.actions.transfer_primary import transfer_primary
from app.actions.update_organisation import OrganisationChange, update_organisation
from app.errors import InvalidInput, RefusalCode, Throttled
from app.events.broker import Wake
from app.events.log import wakes
from app.models import Link, Mail
from app.models.enums import ExamCode, Language, UserRole
from app.schema.ids import id_of
from tests.actions import people
from tests.actions.conftest import NOW, TOMORROW, YESTERDAY
from tests.actions.people import SETTINGS, Scene, noted, refused, rows
from tests.conftest import SessionFor
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio


@pytest.fixture
async def scene(make: Factory) -> Scene:
    return await people.scene(make)


async def test_an_invitation_is_sent_again(scene: Scene, make: Factory, session_for: SessionFor) -> None:
    link = {"purpose": "SET_PASSWORD", "created_at": YESTERDAY, "expires_at": TOMORROW}
    old = await make.add(Link(user_id=scene.invited.id, token_hash=bytes(32), **link))
    session = await session_for(scene.viewer)

    user = await resend_invitation(session, scene.viewer, scene.invited.id, settings=SETTINGS, now=NOW)

    assert user.invited_at == NOW
    withdrawn = {row.id == old.id: row.withdrawn_at for row in await rows(session, Link)}
    assert withdrawn == {True: NOW, False: None}
    assert [mail.recipient for mail in await rows(session, Mail)] == [scene.invited.email]


async def test_an_accepted_invitation_is_not_sent_again(scene: Scene, session_for: SessionFor, contents: Any) -> None:
    refusal = await refused(
        lambda session, viewer: resend_invitation(session, viewer, scene.member.id, settings=SETTINGS, now=NOW),
        scene.viewer,
        session_for,
        contents,
    )

    assert refusal.refusal_code is RefusalCode.ALREADY_MEMBER


async def test_invitations_have_a_minute_between_them(scene: Scene, session_for: SessionFor, contents: Any) -> None:
    soon = YESTERDAY + timedelta(seconds=10)

    refusal = await refused(
        lambda session, viewer: resend_invitation(session, viewer, scene.invited.id, settings=SETTINGS, now=soon),
        scene.viewer,
        session_for,
        contents,
    )

    assert isinstance(refusal, Throttled)
    assert refusal.retry_after == 50


async def test_the_role_is_handed_over(scene: Scene, session_for: SessionFor) -> None:
    session = await session_for(scene.viewer)

    before, after = await transfer_primary(session, scene.viewer, scene.member.id)

    assert (before.id, before.role) == (scene.primary.id, UserRole.MEMBER)
    assert (after.id, after.role) == (scene.member.id, UserRole.PRIMARY)
    assert wakes(session) == [Wake("session", before.id), Wake("session", after.id)]


@pytest.mark.parametrize("to", ["primary", "invited"])
async def test_the_role_is_handed_to_somebody_else_who_is_there(
    scene: Scene, session_for: SessionFor, contents: Any, to: str
) -> None:
    refusal = await refused(
        lambda session, viewer: transfer_primary(session, viewer, getattr(scene, to).id),
        scene.viewer,
        session_for,
        contents,
    )

    assert isinstance(refusal, InvalidInput)
    assert refusal.path == ["input", "userId"]


async def test_the_organisation_is_changed(scene: Scene, session_for: SessionFor) -> None:
    session = await session_for(scene.viewer)
    change = OrganisationChange(
        name=" ØSTRE Høyskole ",
        website="https://ostre.example",
        recognised_exams=[ExamCode.C1_ADVANCED, ExamCode.B2_FIRST, ExamCode.C1_ADVANCED],
    )

    found = await update_organisation(session, scene.viewer, change, now=NOW)

    assert (found.name, found.sort_name, found.city) == ("ØSTRE Høyskole", "ostre hoyskole", scene.organisation.city)
    assert (found.website, found.recognised_exams) == ("https://ostre.example", ["B2_FIRST", "C1_ADVANCED"])
    found = await update_organisation(session, scene.viewer, OrganisationChange(website=None), now=NOW)
    assert (found.website, found.name) == (None, "ØSTRE Høyskole")
    id_ = id_of("Organisation", found.id)
    assert sorted(await noted(session)) == 2 * [("changeIdentity", id_)] + 2 * [("updateOrganisation", id_)]


async def test_staff_are_told_of_another_name_city_or_website(
    scene: Scene, make: Factory, session_for: SessionFor
) -> None:
    english, japanese = await make.staff(), await make.staff(language=Language.JA)
    await make.staff(removed_at=NOW)
    session = await session_for(scene.viewer)
    before = ", ".join([scene.organisation.name, scene.organisation.city, scene.organisation.country])

    change = OrganisationChange(name="Another", city="Elsewhere", website="https://another.example")
    await update_organisation(session, scene.viewer, change, now=NOW)

    told = {mail.recipient: mail for mail in await rows(session, Mail)}
    assert told.keys() == {english.email, japanese.email}
    assert {mail.kind for mail in told.values()} == {"identity_changed"}
    after = "Another, Elsewhere, GB, https://another.example"
    for said in (f"Before: {before}", f"Now: {after}"):
        assert said in told[english.email].text
    assert f"変更後：{after}" in told[japanese.email].text


@pytest.mark.parametrize(
    "change",
    [
        OrganisationChange(recognised_exams=[ExamCode.B2_FIRST]),
        OrganisationChange(name="Northmoor", city="Northmoor", website=None),
    ],
    ids=["exams", "as it was"],
)
async def test_nobody_is_told_of_what_is_no_other_identity(
    make: Factory, session_for: SessionFor, change: OrganisationChange
) -> None:
    organisation = await make.organisation(name="Northmoor", city="Northmoor", website=None)
    viewer = viewer_of(await make.user(organisation, role=UserRole.PRIMARY))
    await make.staff()
    session = await session_for(viewer)

    await update_organisation(session, viewer, change, now=NOW)

    assert await rows(session, Mail) == []
    assert await noted(session) == [("updateOrganisation", id_of("Organisation", organisation.id))]


async def test_a_name_is_no_letter(scene: Scene, session_for: SessionFor, contents: Any) -> None:
    change = OrganisationChange(name="Win at www.evil.example", city="write to a@evil.example")

    refusal = await refused(
        lambda session, viewer: update_organisation(session, viewer, change, now=NOW),
        scene.viewer,
        session_for,
        contents,
    )

    assert isinstance(refusal, InvalidInput)
    assert [each.path for each in refusal.problems] == [("input", "name"), ("input", "city")]


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "www.example.org", "https://", "https://a b.org", "ftp://a.b"]
)
async def test_what_is_no_website(scene: Scene, session_for: SessionFor, contents: Any, website: str) -> None:
    change = OrganisationChange(name="", city="x" * 201, website=website)

    refusal = await refused(
        lambda session, viewer: update_organisation(session, viewer, change, now=NOW),
        scene.viewer,
        session_for,
        contents,
    )

    assert isinstance(refusal, InvalidInput)
    assert [(each.code, each.path[1]) for each in refusal.problems] == [
        ("REQUIRED", "name"),
        ("TOO_LONG", "city"),
        ("INVALID", "website"),
    ]

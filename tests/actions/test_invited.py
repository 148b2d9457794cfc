"""Sharing with an organisation that is not registered: invited by mail, waiting, delivered once when it is approved."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.deliver_invited import deliver_invited
from app.actions.invite_organisation import Invited
from app.actions.revoke_share import revoke_share
from app.actions.share_results import share_results, share_results_with_invited
from app.actions.update_share import update_share
from app.errors import AlreadyShared, Conflict, InvalidInput, RefusalCode, Throttled
from app.models import Candidate, CandidateAccount, Invitation, Mail, Result, Share
from app.models.enums import EventKind, Language, OrganisationStatus
from app.scopes import visible_shares
from app.viewer import SYSTEM, Viewer
from tests.actions.conftest import NOW, TOMORROW, Events
from tests.api.service import SETTINGS
from tests.conftest import SessionFor
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

SALTMARSH = Invited("Saltmarsh College", "Saltmarsh", "GB", "office@saltmarsh.example.org")


@pytest.fixture
async def account(make: Factory) -> CandidateAccount:
    return await make.account()


@pytest.fixture
async def result(make: Factory, account: CandidateAccount) -> Result:
    candidate = await make.session.get_one(Candidate, account.candidate_id)
    return await make.result(candidate)


async def share(
    session: AsyncSession, viewer: Viewer, *results: Result, invited: Invited = SALTMARSH, now: Any = NOW, **more: Any
) -> list[Share]:
    return await share_results_with_invited(
        session,
        viewer,
        result_ids=[each.id for each in results],
        invited=invited,
        settings=SETTINGS,
        now=now,
        **more,
    )


async def mails(session_for: SessionFor) -> list[tuple[str, Language]]:
    session = await session_for(SYSTEM)
    rows = await session.scalars(sa.select(Mail).order_by(col(Mail.id)))
    return [(mail.recipient, mail.language) for mail in rows]


async def test_it_is_invited_and_the_share_waits(
    account: CandidateAccount, result: Result, session_for: SessionFor, events: Events
) -> None:
    viewer = viewer_of(account)
    session = await session_for(viewer)

    (made,) = await share(session, viewer, result, expires_at=TOMORROW, hide_photo=True)

    assert await events(session, viewer) == []
    session = await session_for(viewer)
    invitation = (await session.scalars(sa.select(Invitation))).one()
    assert invitation.model_dump(exclude={"id"}) == {
        "candidate_id": account.candidate_id,
        "name": "Saltmarsh College",
        "sort_name": "saltmarsh college",
        "city": "Saltmarsh",
        "country": "GB",
        "email": "office@saltmarsh.example.org",
        "invited_at": NOW,
        "organisation_id": None,
    }
    waiting = await session.get_one(Share, made.id)
    assert (waiting.organisation_id, waiting.invitation_id, waiting.expires_at, waiting.hide_photo) == (
        None,
        invitation.id,
        TOMORROW,
        True,
    )
    assert await mails(session_for) == [("office@saltmarsh.example.org", Language.EN)]


async def test_the_same_to_the_same_address_is_refused_with_the_share(
    account: CandidateAccount, result: Result, session_for: SessionFor
) -> None:
    viewer = viewer_of(account)
    (made,) = await share(await session_for(viewer), viewer, result)

    with pytest.raises(AlreadyShared) as raised:
        await share(await session_for(viewer), viewer, result)

    assert raised.value.share_ids == [made.id]
    assert len(await mails(session_for)) == 1


async def test_one_mail_an_address_and_day(make: Factory, session_for: SessionFor) -> None:
    for hours in (0, 1, 25):
        candidate = await make.candidate()
        account = await make.account(candidate)
        result = await make.result(candidate)
        viewer = viewer_of(account)
        await share(await session_for(viewer), viewer, result, now=NOW + timedelta(hours=hours))

    assert len(await mails(session_for)) == 2


async def test_five_invitations_a_day(account: CandidateAccount, result: Result, session_for: SessionFor) -> None:
    viewer = viewer_of(account)
    others = [Invited(f"College {n}", "Town", "JP", f"office{n}@example.jp") for n in range(6)]
    for invited in others[:5]:
        await share(await session_for(viewer), viewer, result, invited=invited)

    with pytest.raises(Throttled) as raised:
        await share(await session_for(viewer), viewer, result, invited=others[5], now=NOW + timedelta(hours=1))
    assert raised.value.retry_after == 23 * 3600
    await share(await session_for(viewer), viewer, result, invited=others[5], now=NOW + timedelta(days=1, seconds=1))
    assert [language for _, language in await mails(session_for)] == [Language.JA] * 6


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (OrganisationStatus.APPROVED, RefusalCode.ALREADY_MEMBER),
        (OrganisationStatus.SUSPENDED, RefusalCode.ORGANISATION_SUSPENDED),
    ],
)
async def test_a_member_is_not_invited(
    status: Any, code: RefusalCode, make: Factory, account: CandidateAccount, result: Result, session_for: SessionFor
) -> None:
    await make.organisation(name="SALTMARSH  College", city="saltmarsh", country="GB", status=status)
    await make.organisation(name="Saltmarsh College", city="Saltmarsh", country="NZ")
    viewer = viewer_of(account)

    with pytest.raises(Conflict) as raised:
        await share(await session_for(viewer), viewer, result)

    assert (raised.value.refusal_code, raised.value.path) == (code, ["input", "inviteOrganisation"])
    assert await mails(session_for) == []


def test_what_is_no_name_is_told() -> None:
    with pytest.raises(InvalidInput) as raised:
        Invited.tidied(name="Win now: ｗｗｗ．example.com", city=" ", country="GB", email="nobody")

    assert [(problem.code, problem.path[2]) for problem in raised.value.problems] == [
        (RefusalCode.INVALID, "name"),
        (RefusalCode.REQUIRED, "city"),
        (RefusalCode.EMAIL_INVALID, "email"),
    ]


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Quite Another Name", "office@saltmarsh.example.org"),
        ("ＳＡＬＴＭＡＲＳＨ college", "head@saltmarsh.example.org"),
    ],
    ids=["by address", "by name"],
)
async def test_it_is_delivered_once_when_approved(
    name: str,
    email: str,
    make: Factory,
    account: CandidateAccount,
    result: Result,
    session_for: SessionFor,
    events: Events,
) -> None:
    viewer = viewer_of(account)
    (made,) = await share(await session_for(viewer), viewer, result)
    organisation = await make.organisation(name=name, city="Saltmarsh", country="GB")
    user = viewer_of(await make.user(organisation))
    session = await session_for(user)
    assert (await session.scalars(visible_shares(user), {"viewer_organisation": organisation.id})).all() == []

    later = NOW + timedelta(days=3)
    session = await session_for(SYSTEM)
    counts = [await deliver_invited(session, organisation, email=email, now=later) for _ in range(2)]
    written = await events(session, SYSTEM)

    assert counts == [1, 0]
    assert [event[:3] for event in written] == [(EventKind.SHARE_RECEIVED, made.id, result.id)]
    session = await session_for(user)
    (seen,) = (await session.scalars(visible_shares(user), {"viewer_organisation": organisation.id})).all()
    assert (seen.id, seen.shared_at, seen.sequence) == (made.id, later, 1)
    session = await session_for(viewer)
    assert (await session.scalars(sa.select(col(Invitation.organisation_id)))).one() == organisation.id


async def test_what_has_ended_or_is_shared_already_stays_away(
    make: Factory, account: CandidateAccount, result: Result, session_for: SessionFor, events: Events
) -> None:
    viewer = viewer_of(account)
    candidate = await make.session.get_one(Candidate, account.candidate_id)
    over, back, twice = [await make.result(candidate) for _ in range(3)]
    (expired,) = await share(await session_for(viewer), viewer, over, expires_at=NOW + timedelta(hours=1))
    revoked, double, kept = await share(await session_for(viewer), viewer, back, twice, result)
    session = await session_for(viewer)
    await revoke_share(session, viewer, revoked.id, now=NOW)
    await update_share(session, viewer, kept.id, hide_photo=True, now=NOW)
    assert await events(session, viewer) == []
    organisation = await make.organisation(name="Other", city="Elsewhere", country="GB")
    await share_results(
        await session_for(viewer), viewer, result_ids=[twice.id], organisation_id=organisation.id, now=NOW
    )
    await events(await session_for(viewer), viewer)

    later = NOW + timedelta(days=3)
    session = await session_for(SYSTEM)
    assert await deliver_invited(session, organisation, email=SALTMARSH.email, now=later) == 1
    written = await events(session, SYSTEM)

    assert [event[:2] for event in written] == [(EventKind.SHARE_RECEIVED, kept.id)]
    session = await session_for(SYSTEM)
    found = {row.id: (row.organisation_id, row.ended_at) for row in await session.scalars(sa.select(Share))}
    assert found[expired.id] == (None, NOW + timedelta(hours=1))
    assert found[revoked.id] == (None, NOW)
    assert found[double.id] == (None, later)
    assert found[kept.id] == (organisation.id, None)

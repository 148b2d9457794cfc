"""Staff decide on applications and organisations."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.approve_organisation import approve_organisation
from app.actions.merge_application import merge_application
from app.actions.refuse_organisation import refuse_organisation
from app.actions.restore_organisation import restore_organisation
from app.actions.set_verification_budget import set_verification_budget
from app.actions.suspend_organisation import suspend_organisation
from app.database import Database
from app.errors import Conflict, Forbidden, InvalidInput, NotFound, NotSignedIn, Refusal, RefusalCode
from app.events.broker import LocalBroker, Wake
from app.events.log import wakes
from app.events.work import work
from app.models import Application, AuditEntry, Link, Mail, Organisation, User
from app.models.enums import ApplicationStatus, LinkPurpose, OrganisationStatus, UserRole, UserStatus
from app.settings import Settings
from app.viewer import SYSTEM, Viewer, anonymous
from tests.actions.conftest import NOW
from tests.conftest import SessionFor
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

SETTINGS = Settings(base_url="https://results.example")


@pytest.fixture
async def staff(make: Factory) -> Viewer:
    return viewer_of(await make.staff())


async def test_an_approved_applicant_is_the_primary_user(make: Factory, staff: Viewer, session_for: SessionFor) -> None:
    waiting = await make.application(recognised_exams=["B2_FIRST"], website="saltmarsh.example")
    await make.add(_state_link(waiting))
    session = await session_for(staff)
    application, organisation = await approve_organisation(session, staff, waiting.id, settings=SETTINGS, now=NOW)
    await session.flush()
    session = await session_for(SYSTEM)

    row = await session.get_one(Organisation, organisation.id)
    assert row.model_dump(exclude={"id"}) == {
        "name": "Saltmarsh College",
        "sort_name": "saltmarsh college",
        "city": "Saltmarsh",
        "country": "GB",
        "website": "saltmarsh.example",
        "status": OrganisationStatus.APPROVED,
        "recognised_exams": ["B2_FIRST"],
        "approved_at": NOW,
        "suspended_at": None,
        "suspended_reason": None,
        "verifications_per_day": None,
    }
    user = (await session.scalars(sa.select(User).where(col(User.organisation_id) == organisation.id))).one()
    assert (user.email, user.role, user.status, user.password_hash, user.invited_at) == (
        waiting.email,
        UserRole.PRIMARY,
        UserStatus.INVITED,
        None,
        NOW,
    )
    assert (application.status, application.decided_by, application.decided_at, application.organisation_id) == (
        ApplicationStatus.APPROVED,
        staff.id,
        NOW,
        organisation.id,
    )
    links = await session.scalars(sa.select(Link))
    assert {(link.purpose, link.user_id, link.expires_at) for link in links} == {
        (LinkPurpose.SET_PASSWORD, user.id, NOW + timedelta(hours=24)),
        (LinkPurpose.REGISTRATION, None, NOW + timedelta(days=90)),
    }
    mail = (await session.scalars(sa.select(Mail))).one()
    assert (mail.kind, mail.recipient) == ("registration_approved", waiting.email)
    assert "https://results.example/links/rvs_l_" in mail.text
    entry = (await session.scalars(sa.select(AuditEntry))).one()
    assert (entry.action, entry.subject_id, entry.organisation_id, entry.actor_id) == (
        "approveOrganisation",
        f"app_{waiting.id}",
        organisation.id,
        staff.id,
    )


async def test_a_refused_applicant_is_told_why(make: Factory, staff: Viewer, session_for: SessionFor) -> None:
    waiting = await make.application()
    session = await session_for(staff)
    refused = await refuse_organisation(session, staff, waiting.id, reason=" Not a school. ", now=NOW)
    await session.flush()
    session = await session_for(SYSTEM)
    mail = (await session.scalars(sa.select(Mail))).one()

    assert (refused.status, refused.reason, refused.decided_by, refused.organisation_id) == (
        ApplicationStatus.REFUSED,
        "Not a school.",
        staff.id,
        None,
    )
    assert (mail.kind, mail.recipient, "Not a school." in mail.text) == ("registration_refused", waiting.email, True)


async def test_merged_the_applicant_is_a_user_of_the_other(
    make: Factory, staff: Viewer, session_for: SessionFor
) -> None:
    waiting, organisation = await make.application(), await make.organisation()
    share = await make.share(organisation=organisation)
    session = await session_for(staff)
    merged = await merge(session, staff, waiting.id, organisation.id)
    await session.flush()
    session = await session_for(SYSTEM)
    user = (await session.scalars(sa.select(User).where(col(User.organisation_id) == organisation.id))).one()
    mail = (await session.scalars(sa.select(Mail))).one()

    assert (merged.status, merged.organisation_id) == (ApplicationStatus.MERGED, organisation.id)
    assert (user.email, user.role, user.status) == (waiting.email, UserRole.MEMBER, UserStatus.INVITED)
    assert (mail.kind, mail.recipient) == ("user_invited", waiting.email)
    assert user.seen_until == share.sequence == 1  # it came before this user


async def merge(session: AsyncSession, viewer: Viewer, application_id: Any, organisation_id: Any) -> Application:
    return await merge_application(
        session,
        viewer,
        application_id,
        organisation_id=organisation_id,
        role=UserRole.MEMBER,
        settings=SETTINGS,
        now=NOW,
    )


Decide = Callable[[AsyncSession, Viewer, Any, Any], Awaitable[Any]]
DECISIONS: dict[str, Decide] = {
    "approve": lambda session, viewer, application, _: approve_organisation(
        session, viewer, application, settings=SETTINGS, now=NOW
    ),
    "refuse": lambda session, viewer, application, _: refuse_organisation(
        session, viewer, application, reason="No.", now=NOW
    ),
    "merge": merge,
}
ORGANISATIONS: dict[str, Decide] = {
    "suspend": lambda session, viewer, _, organisation: suspend_organisation(
        session, viewer, organisation, reason="Guessing.", now=NOW
    ),
    "restore": lambda session, viewer, _, organisation: restore_organisation(session, viewer, organisation),
    "budget": lambda session, viewer, _, organisation: set_verification_budget(
        session, viewer, organisation, per_day=5
    ),
}


@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS)
@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"status": ApplicationStatus.REFUSED, "decided_at": NOW}, RefusalCode.ALREADY_DECIDED),
        ({"status": ApplicationStatus.UNCONFIRMED, "confirmed_at": None}, RefusalCode.ORGANISATION_WAITING),
    ],
)
async def test_only_what_waits_is_decided(
    make: Factory,
    staff: Viewer,
    session_for: SessionFor,
    contents: Any,
    decide: Decide,
    values: dict[str, Any],
    code: RefusalCode,
) -> None:
    application, organisation = await make.application(**values), await make.organisation()
    before = await contents()
    session = await session_for(staff)
    with pytest.raises(Conflict) as refusal:
        await decide(session, staff, application.id, organisation.id)
    await session.rollback()

    assert (refusal.value.refusal_code, refusal.value.path) == (code, ["input", "applicationId"])
    assert await contents() == before


@pytest.mark.parametrize("decide", [DECISIONS["approve"], DECISIONS["merge"]], ids=["approve", "merge"])
async def test_one_organisation_a_user(
    make: Factory, staff: Viewer, session_for: SessionFor, contents: Any, decide: Decide
) -> None:
    member = await make.user()
    application, organisation = await make.application(email=member.email), await make.organisation()
    before = await contents()
    session = await session_for(staff)
    with pytest.raises(Conflict) as refusal:
        await decide(session, staff, application.id, organisation.id)
    await session.rollback()

    assert refusal.value.refusal_code is RefusalCode.ALREADY_MEMBER
    assert await contents() == before


async def test_nobody_is_merged_into_what_is_suspended_or_not_there(
    make: Factory, staff: Viewer, session_for: SessionFor
) -> None:
    application = await make.application()
    suspended = await make.organisation(status=OrganisationStatus.SUSPENDED)
    session = await session_for(staff)
    with pytest.raises(Conflict) as refusal:
        await merge(session, staff, application.id, suspended.id)
    await session.rollback()
    session = await session_for(staff)
    with pytest.raises(NotFound) as absent:
        await merge(session, staff, application.id, uuid4())

    assert refusal.value.refusal_code is RefusalCode.ORGANISATION_SUSPENDED
    assert absent.value.path == ["input", "organisationId"]


@pytest.mark.parametrize("act", [*DECISIONS.values(), *ORGANISATIONS.values()], ids=[*DECISIONS, *ORGANISATIONS])
async def test_staff_alone_decide(make: Factory, session_for: SessionFor, contents: Any, act: Decide) -> None:
    application, organisation = await make.application(), await make.organisation()
    primary = viewer_of(await make.user(organisation, role=UserRole.PRIMARY))
    candidate, key = viewer_of(await make.account()), viewer_of(await make.api_key(organisation))
    before = await contents()
    refusals = [(anonymous(), NotSignedIn), (primary, Forbidden), (candidate, Forbidden), (key, Forbidden)]
    for viewer, refused in refusals:
        with pytest.raises(refused):
            await act(await session_for(viewer), viewer, application.id, organisation.id)
    assert await contents() == before


@pytest.mark.parametrize("act", [*DECISIONS.values(), *ORGANISATIONS.values()], ids=[*DECISIONS, *ORGANISATIONS])
async def test_what_is_not_there(staff: Viewer, session_for: SessionFor, act: Decide) -> None:
    with pytest.raises(NotFound):
        await act(await session_for(staff), staff, uuid4(), uuid4())


async def test_suspended_and_restored(make: Factory, staff: Viewer, session_for: SessionFor) -> None:
    organisation = await make.organisation()
    user, key = await make.user(organisation), await make.api_key(organisation)
    session = await session_for(staff)
    wakes(session)
    row = await suspend_organisation(session, staff, organisation.id, reason="Guessing.", now=NOW)
    assert (row.status, row.suspended_at, row.suspended_reason) == (OrganisationStatus.SUSPENDED, NOW, "Guessing.")
    assert wakes(session) == [Wake("session", user.id), Wake("session", key.id)]
    with pytest.raises(Conflict) as again:
        await suspend_organisation(session, staff, organisation.id, reason="Guessing.", now=NOW)
    assert again.value.refusal_code is RefusalCode.ORGANISATION_SUSPENDED

    session = await session_for(staff)
    row = await restore_organisation(session, staff, organisation.id)
    assert (row.status, row.suspended_at, row.suspended_reason) == (OrganisationStatus.APPROVED, None, None)
    with pytest.raises(Conflict) as restored:
        await restore_organisation(session, staff, organisation.id)
    assert restored.value.refusal_code is RefusalCode.ALREADY_DECIDED


@pytest.mark.parametrize("reason", ["", " \n", "x" * 2_001, "\x07"])
async def test_a_reason_is_needed(make: Factory, staff: Viewer, session_for: SessionFor, reason: str) -> None:
    application, organisation = await make.application(), await make.organisation()
    session = await session_for(staff)
    with pytest.raises(InvalidInput):
        await refuse_organisation(session, staff, application.id, reason=reason, now=NOW)
    with pytest.raises(InvalidInput):
        await suspend_organisation(session, staff, organisation.id, reason=reason, now=NOW)


@pytest.mark.parametrize("per_day", [0, -1, 1_000_001])
async def test_budgets_out_of_range(make: Factory, staff: Viewer, session_for: SessionFor, per_day: int) -> None:
    organisation = await make.organisation()
    with pytest.raises(InvalidInput):
        await set_verification_budget(await session_for(staff), staff, organisation.id, per_day=per_day)


async def test_two_decide_at_once_and_one_wins(fresh_database: Database) -> None:
    async with fresh_database.session(SYSTEM) as session:
        make = Factory(session)
        application, organisation = await make.application(), await make.organisation()
        people = [viewer_of(await make.staff()) for _ in range(3)]
        await session.commit()

    async def decided(name: str, viewer: Viewer) -> RefusalCode | str:
        try:
            async with work(fresh_database, LocalBroker(), viewer) as session:
                await DECISIONS[name](session, viewer, application.id, organisation.id)
        except Refusal as refusal:
            return refusal.refusal_code
        return "won"

    answers = await asyncio.gather(*(decided(*each) for each in zip(DECISIONS, people, strict=True)))
    assert sorted(answers) == [RefusalCode.ALREADY_DECIDED, RefusalCode.ALREADY_DECIDED, "won"]
    async with fresh_database.session(SYSTEM) as session:
        mails = list(await session.scalars(sa.select(col(Mail.recipient))))
    assert mails == [application.email]


def _state_link(application: Application) -> Link:
    return Link(
        token_hash=bytes(32),
        purpose=LinkPurpose.REGISTRATION,
        application_id=application.id,
        created_at=NOW,
        expires_at=NOW + timedelta(days=300),
    )

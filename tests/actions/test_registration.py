"""From registering to waiting for a decision."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.actions.confirm_email import confirm_email
from app.actions.expire_registrations import REASON, expire_registrations
from app.actions.register_organisation import Registrant, register_organisation
from app.database import become
from app.errors import InvalidInput, LinkExpired, RefusalCode
from app.models import Application, AuditEntry, Link, Mail
from app.models.enums import ApplicationStatus, ExamCode, Language, LinkPurpose
from app.settings import Settings
from app.viewer import SYSTEM, anonymous
from tests.actions.conftest import NOW
from tests.conftest import SessionFor
from tests.factories import Factory

pytestmark = pytest.mark.anyio

SETTINGS = Settings(base_url="https://results.example/")
MOMENT = datetime(2026, 5, 1, 12, tzinfo=UTC)
_TOKEN = re.compile(r"/links/(rvs_l_[A-Za-z0-9_-]{43})")


def registrant(**values: Any) -> Registrant:
    usual: dict[str, Any] = {
        "name": " Northmoor   University ",
        "city": "Northmoor",
        "country": "GB",
        "website": "www.northmoor.example",
        "recognised_exams": [ExamCode.B2_FIRST, ExamCode.C1_ADVANCED, ExamCode.B2_FIRST],
        "family_name": "Adeyemi",
        "given_name": "Tola",
        "email": " Tola@Northmoor.Example ",
        "language": Language.EN,
    }
    return Registrant(**usual | values)


async def registered(session_for: SessionFor, now: datetime = MOMENT, **values: Any) -> tuple[Application, list[str]]:
    """The application, and the tokens in its mail: to confirm, to look its state up."""
    session = await session_for(anonymous())
    application = await register_organisation(session, anonymous(), registrant(**values), settings=SETTINGS, now=now)
    await session.flush()
    session = await session_for(SYSTEM)
    mail = await session.scalar(sa.select(Mail).where(col(Mail.recipient) == application.email))
    assert mail is not None
    state, confirm = _TOKEN.findall(mail.text)
    return application, [confirm, state]


async def test_an_application_is_unconfirmed_and_due(session_for: SessionFor) -> None:
    application, tokens = await registered(session_for)

    assert application.model_dump(exclude={"id"}) == {
        "name": "Northmoor University",
        "sort_name": "northmoor university",
        "city": "Northmoor",
        "country": "GB",
        "website": "www.northmoor.example",
        "recognised_exams": ["B2_FIRST", "C1_ADVANCED"],
        "family_name": "Adeyemi",
        "given_name": "Tola",
        "email": "tola@northmoor.example",
        "language": Language.EN,
        "status": ApplicationStatus.UNCONFIRMED,
        "submitted_at": MOMENT,
        "due_on": date(2026, 5, 11),
        "confirmed_at": None,
        "decided_at": None,
        "decided_by": None,
        "reason": None,
        "organisation_id": None,
    }
    session = await session_for(SYSTEM)
    links = await session.scalars(sa.select(Link).where(col(Link.application_id) == application.id))
    assert {link.purpose: link.expires_at - MOMENT for link in links} == {
        LinkPurpose.CONFIRM_EMAIL: timedelta(hours=24),
        LinkPurpose.REGISTRATION: timedelta(days=365),
    }
    entry = (await session.scalars(sa.select(AuditEntry))).one()
    assert (entry.action, entry.subject_id, entry.actor_kind) == (
        "registerOrganisation",
        f"app_{application.id}",
        "ANONYMOUS",
    )
    assert len(set(tokens)) == 2


async def test_all_that_is_wrong_at_once_and_nothing_is_kept(session_for: SessionFor, contents: Any) -> None:
    before = await contents()
    wrong = registrant(
        name=" ", city="x" * 201, website="javascript:alert(1)", recognised_exams=[], family_name="\0", email="nobody"
    )
    with pytest.raises(InvalidInput) as refusal:
        await register_organisation(await session_for(anonymous()), anonymous(), wrong, settings=SETTINGS, now=NOW)

    assert [(problem.code, problem.path[-1]) for problem in refusal.value.problems] == [
        (RefusalCode.REQUIRED, "name"),
        (RefusalCode.TOO_LONG, "city"),
        (RefusalCode.INVALID, "familyName"),
        (RefusalCode.INVALID, "website"),
        (RefusalCode.EMAIL_INVALID, "email"),
        (RefusalCode.REQUIRED, "recognisedExams"),
    ]
    assert await contents() == before


@pytest.mark.parametrize("field", ["name", "given_name"])
async def test_names_are_no_advertisement(session_for: SessionFor, field: str) -> None:
    """Anybody may have a mail with them sent to anybody."""
    wrong = registrant(**{field: "Win now: ＷＷＷ.prize.example"})
    with pytest.raises(InvalidInput) as refusal:
        await register_organisation(await session_for(anonymous()), anonymous(), wrong, settings=SETTINGS, now=NOW)

    assert [problem.code for problem in refusal.value.problems] == [RefusalCode.INVALID]


@pytest.mark.parametrize(
    "website", ["northmoor", "ftp://a.example", "https://", "https://a b.example", "http://[", "x\n.y"]
)
async def test_what_is_no_website(session_for: SessionFor, website: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await register_organisation(
            await session_for(anonymous()), anonymous(), registrant(website=website), settings=SETTINGS, now=NOW
        )
    assert [problem.path for problem in refusal.value.problems] == [("input", "website")]


async def test_a_known_address_is_no_different(make: Factory, session_for: SessionFor) -> None:
    await make.user(email="tola@northmoor.example")
    again, _ = await registered(session_for)

    assert (again.status, again.email) == (ApplicationStatus.UNCONFIRMED, "tola@northmoor.example")


async def test_confirmed_once(session_for: SessionFor) -> None:
    application, (confirm, state) = await registered(session_for)
    later = MOMENT + timedelta(hours=1)
    session = await session_for(anonymous())
    with pytest.raises(LinkExpired):
        await confirm_email(session, anonymous(), state, now=later)
    session = await session_for(anonymous())
    confirmed = await confirm_email(session, anonymous(), confirm, now=later)
    assert (confirmed.id, confirmed.status, confirmed.confirmed_at) == (
        application.id,
        ApplicationStatus.WAITING,
        later,
    )
    session = await session_for(anonymous())
    with pytest.raises(LinkExpired) as again:
        await confirm_email(session, anonymous(), confirm, now=later)
    assert again.value.refusal_code is RefusalCode.LINK_USED


@pytest.mark.parametrize("token", ["", "rvs_l_" + "A" * 43, "x" * 49])
async def test_no_such_link(session_for: SessionFor, contents: Any, token: str) -> None:
    before = await contents()
    with pytest.raises(LinkExpired):
        await confirm_email(await session_for(anonymous()), anonymous(), token, now=NOW)
    assert await contents() == before


async def test_the_end_is_told_in_the_applicants_language(make: Factory, session_for: SessionFor) -> None:
    rows = [
        await make.application(
            email=f"{language.value.lower()}@example.org",
            language=language,
            status=ApplicationStatus.UNCONFIRMED,
            confirmed_at=None,
        )
        for language in Language
    ]
    session = await session_for(SYSTEM)

    assert await expire_registrations(session, now=NOW) == 2

    reasons = [(await session.get_one(Application, row.id, populate_existing=True)).reason for row in rows]
    assert reasons == [REASON, "期限までにメールアドレスの確認がありませんでした。もう一度ご登録ください。"]


async def test_what_nobody_confirms_comes_to_its_end(make: Factory, session_for: SessionFor) -> None:
    late, (confirm, _) = await registered(session_for)
    waiting = await make.application(email="w@example.org")
    session = await session_for(SYSTEM)
    assert await expire_registrations(session, now=MOMENT + timedelta(hours=23)) == 0
    ended = MOMENT + timedelta(hours=25)
    assert await expire_registrations(session, now=ended) == 1
    assert await expire_registrations(session, now=ended) == 0

    session = await session_for(SYSTEM)
    row = await session.get_one(Application, late.id)
    assert (row.status, row.decided_at, row.decided_by, row.reason) == (ApplicationStatus.REFUSED, ended, None, REASON)
    assert (await session.get_one(Application, waiting.id)).status is ApplicationStatus.WAITING
    state = await session.scalar(
        sa.select(col(Link.expires_at)).where(
            col(Link.application_id) == late.id, col(Link.purpose) == LinkPurpose.REGISTRATION
        )
    )
    assert state == ended + timedelta(days=90)
    await become(session, anonymous())
    with pytest.raises(LinkExpired):
        await confirm_email(session, anonymous(), confirm, now=ended)

"""Claiming: three wrong secrets lock the number, whoever asks and however many at once; nothing tells which exist."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.candidate_accounts import Claim
from app.actions.claim_candidate_account import Claimed, checked_claim, claim_candidate_account
from app.database import Database
from app.errors import AccountLocked, Conflict, InvalidInput, LinkExpired, RefusalCode, WrongSecret
from app.events.broker import LocalBroker
from app.events.work import work
from app.models import AuditEntry, Candidate, CandidateAccount, ClaimAttempt, Link, Mail, SecondFactor, Session
from app.models.enums import Language, LinkPurpose
from app.security import passwords
from app.security.claims import LOCKED_FOR, Tries, number_hash
from app.security.links import new_link, working_link
from app.security.secrets import secret_hash
from app.viewer import SYSTEM, ViewerKind, anonymous
from tests.actions.conftest import NOW
from tests.api.service import SETTINGS
from tests.conftest import SessionFor
from tests.factories import NO_PASSWORD, Factory

pytestmark = pytest.mark.anyio

SECRET = "five brown owls"
assert SETTINGS.secret_key is not None
KEY = SETTINGS.secret_key.get_secret_value().encode()
ANYBODY = anonymous()


async def candidate(make: Factory, **values: Any) -> Candidate:
    number = f"C{make.number():07}"
    return await make.candidate(candidate_number=number, secret_hash=secret_hash(KEY, number, SECRET), **values)


def claim(number: str, secret: str = SECRET, email: str = "amara@example.org") -> Claim:
    return Claim(number, secret, email, NO_PASSWORD, Language.JA)


async def tried(session: AsyncSession, claim: Claim, now: Any = NOW) -> Any:
    return await claim_candidate_account(
        session,
        ANYBODY,
        claim,
        address="192.0.2.7",
        user_agent="Firefox",
        settings=SETTINGS,
        now=now,
    )


async def test_the_right_secret_makes_an_account_and_a_session(make: Factory, session_for: SessionFor) -> None:
    somebody = await candidate(make)
    await make.add(ClaimAttempt(number_hash=number_hash(somebody.candidate_number), failures=2, tried_at=NOW))
    session = await session_for(ANYBODY)

    claimed = await tried(session, claim(somebody.candidate_number))

    assert isinstance(claimed, Claimed)
    assert claimed.viewer.kind is ViewerKind.CANDIDATE
    assert (claimed.viewer.candidate_id, claimed.viewer.language) == (somebody.id, Language.JA)
    session = await session_for(SYSTEM)
    account = await session.get_one(CandidateAccount, claimed.viewer.id)
    assert account.model_dump() == {
        "id": claimed.viewer.id,
        "candidate_id": somebody.id,
        "email": "amara@example.org",
        "password_hash": NO_PASSWORD,
        "language": Language.JA,
        "claimed_at": NOW,
        "email_confirmed_at": None,
    }
    (link,) = await session.scalars(sa.select(Link))
    assert (link.purpose, link.candidate_account_id) == (LinkPurpose.CONFIRM_EMAIL, account.id)
    (mail,) = await session.scalars(sa.select(Mail))
    assert (mail.kind, mail.recipient, mail.recipient_name) == ("confirm_candidate_email", "amara@example.org", "")
    assert (somebody.family_name in mail.text, somebody.candidate_number in mail.text) == (False, False)
    begun = await session.get_one(Session, claimed.viewer.session_id)
    assert (begun.candidate_account_id, begun.address, begun.user_agent) == (account.id, "192.0.2.7", "Firefox")
    assert begun.expires_at == claimed.expires_at
    assert await session.scalar(sa.select(col(ClaimAttempt.failures))) == 0
    entries = (await session.scalars(sa.select(AuditEntry))).all()
    assert [(entry.action, entry.actor_id, entry.subject_id, entry.code) for entry in entries] == [
        ("claimCandidateAccount", account.id, f"cac_{account.id}", None)
    ]


@pytest.mark.parametrize("exists", [True, False], ids=["wrong secret", "unknown number"])
async def test_three_wrong_ones_lock_for_half_an_hour(exists: bool, make: Factory, session_for: SessionFor) -> None:
    number = (await candidate(make)).candidate_number if exists else "C9999999"
    wrong = claim(number, "guess")
    session = await session_for(ANYBODY)

    answers = [await tried(session, wrong) for _ in range(4)]
    later = [await tried(session, wrong, NOW + after) for after in (LOCKED_FOR / 2, LOCKED_FOR)]

    assert [type(answer) for answer in answers + later] == [
        *[WrongSecret] * 3,
        AccountLocked,
        AccountLocked,
        WrongSecret,
    ]
    assert (answers[3].retry_after, later[0].retry_after) == (1800, 900)


async def test_while_it_is_locked_the_right_secret_is_not_even_looked_at(
    make: Factory, session_for: SessionFor
) -> None:
    somebody = await candidate(make)
    locked = {"number_hash": number_hash(somebody.candidate_number), "locked_until": NOW + timedelta(minutes=1)}
    await make.add(ClaimAttempt(tried_at=NOW, **locked))

    answer = await tried(await session_for(ANYBODY), claim(somebody.candidate_number))

    assert isinstance(answer, AccountLocked)
    session = await session_for(SYSTEM)
    assert await session.scalar(sa.select(sa.func.count()).select_from(CandidateAccount)) == 0


async def test_unknown_number_and_wrong_secret_run_the_same_statements(make: Factory, session_for: SessionFor) -> None:
    somebody = await candidate(make)
    ran, answers = [], []
    for number in (somebody.candidate_number, "C9999999"):
        session = await session_for(ANYBODY)
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any, ran: list[str] = statements) -> None:
            ran.append(statement)

        connection = (await session.connection()).sync_connection
        sa.event.listen(connection, "before_cursor_execute", note)
        answers.append(await tried(session, claim(number, "guess")))
        await session.flush()
        sa.event.remove(connection, "before_cursor_execute", note)
        ran.append(statements)

    assert ran[0] == ran[1] != []
    assert [(type(answer), answer.message, answer.path) for answer in answers] == [
        (WrongSecret, "The candidate number or the secret is wrong.", None)
    ] * 2


async def test_only_with_the_right_secret_one_learns_what_is_taken(make: Factory, session_for: SessionFor) -> None:
    taken = await make.account(await candidate(make), email="taken@example.org")
    owner = await (await session_for(SYSTEM)).get_one(Candidate, taken.candidate_id)
    other = await candidate(make)
    session = await session_for(ANYBODY)

    assert isinstance(await tried(session, claim(owner.candidate_number, "guess")), WrongSecret)
    with pytest.raises(Conflict) as raised:
        await tried(await session_for(ANYBODY), claim(owner.candidate_number))
    assert (raised.value.refusal_code, raised.value.path) == (
        RefusalCode.ALREADY_FINISHED,
        ["input", "candidateNumber"],
    )
    with pytest.raises(Conflict) as raised:
        await tried(await session_for(ANYBODY), claim(other.candidate_number, email="taken@example.org"))
    assert (raised.value.refusal_code, raised.value.path) == (RefusalCode.ALREADY_MEMBER, ["input", "email"])


async def test_until_the_address_is_confirmed_number_and_secret_claim_anew(
    make: Factory, session_for: SessionFor
) -> None:
    somebody = await candidate(make)
    mistyped = await make.account(somebody, email="amaar@example.org", email_confirmed_at=None)
    old = await make.sign_in(mistyped)
    await make.add(SecondFactor(candidate_account_id=mistyped.id, sealed_secret=b"", started_at=NOW, confirmed_at=NOW))
    session = await session_for(SYSTEM)
    token = await new_link(session, LinkPurpose.CONFIRM_EMAIL, now=NOW, hours=24, candidate_account_id=mistyped.id)

    claimed = await tried(await session_for(ANYBODY), claim(somebody.candidate_number))

    assert isinstance(claimed, Claimed)
    assert claimed.viewer.id == mistyped.id  # the same account: what it did stays its own
    session = await session_for(SYSTEM)
    account = await session.get_one(CandidateAccount, mistyped.id, populate_existing=True)
    assert (account.email, account.email_confirmed_at) == ("amara@example.org", None)
    assert (await session.get_one(Session, old.id, populate_existing=True)).ended_at == NOW
    assert (await session.scalars(sa.select(SecondFactor))).all() == []
    with pytest.raises(LinkExpired):
        await working_link(session, token, LinkPurpose.CONFIRM_EMAIL, now=NOW)
    (mail,) = await session.scalars(sa.select(Mail))
    assert (mail.kind, mail.recipient) == ("confirm_candidate_email", "amara@example.org")


@pytest.mark.parametrize(("hours", "confirmed"), [(23, False), (25, True)], ids=["in time", "confirmed"])
async def test_an_address_is_kept_for_a_day_or_once_it_is_confirmed(
    hours: int, confirmed: bool, make: Factory, session_for: SessionFor
) -> None:
    claimed_at = NOW - timedelta(hours=hours)
    at = {"claimed_at": claimed_at, "email_confirmed_at": claimed_at if confirmed else None}
    first = await make.account(await candidate(make), email="amara@example.org", **at)
    other = await make.account(await candidate(make), email="elsewhere@example.org", email_confirmed_at=None)
    numbers = [(await candidate(make)).candidate_number]
    numbers.append((await (await session_for(SYSTEM)).get_one(Candidate, other.candidate_id)).candidate_number)

    for number in numbers:  # a first claim, and one made anew
        with pytest.raises(Conflict) as raised:
            await tried(await session_for(ANYBODY), claim(number))
        assert raised.value.refusal_code is RefusalCode.ALREADY_MEMBER

    session = await session_for(SYSTEM)
    emails = dict((await session.execute(sa.select(col(CandidateAccount.id), col(CandidateAccount.email)))).all())
    assert emails == {first.id: "amara@example.org", other.id: "elsewhere@example.org"}


async def test_an_address_that_nobody_confirmed_is_kept_from_nobody(make: Factory, session_for: SessionFor) -> None:
    squatter = await make.account(
        await candidate(make),
        email="amara@example.org",
        email_confirmed_at=None,
        claimed_at=NOW - timedelta(hours=24),
    )
    await make.sign_in(squatter)
    somebody = await candidate(make)

    claimed = await tried(await session_for(ANYBODY), claim(somebody.candidate_number))

    assert isinstance(claimed, Claimed)
    session = await session_for(SYSTEM)
    (account,) = await session.scalars(sa.select(CandidateAccount))
    assert (account.id, account.candidate_id) == (claimed.viewer.id, somebody.id)
    assert (await session.scalars(sa.select(col(Session.candidate_account_id)))).all() == [account.id]


@pytest.mark.parametrize("exists", [True, False], ids=["wrong secret", "unknown number"])
async def test_fifty_at_once_are_at_most_three_tries(fresh_database: Database, exists: bool) -> None:
    """In as many processes as there are: what is counted is in the database."""
    broker, number = LocalBroker(), "C9999999"
    if exists:
        async with work(fresh_database, broker, SYSTEM) as session:
            number = (await candidate(Factory(session))).candidate_number

    async def once(place: int) -> Any:
        async with work(fresh_database, broker, ANYBODY) as session:
            right = SECRET if place == 49 else "guess"
            return await tried(session, claim(number, right))

    answers = await asyncio.gather(*map(once, range(50)))

    assert [type(answer) for answer in answers].count(WrongSecret) <= 3
    assert {type(answer) for answer in answers} <= {WrongSecret, AccountLocked, Claimed}
    async with fresh_database.session(SYSTEM) as session:
        assert await session.scalar(sa.select(col(ClaimAttempt.locked_until))) == NOW + LOCKED_FOR
        codes = (await session.scalars(sa.select(col(AuditEntry.code)))).all()
        assert len(codes) == 50


async def test_what_is_typed_is_read_as_imports_read_it() -> None:
    made = await checked_claim(
        candidate_number=" ｃ-0000 123 ",
        secret="　cafe\u0301 ",
        email=" Amara@EXAMPLE.org",
        password="a long password",
        language=Language.EN,
    )

    assert (made.candidate_number, made.secret, made.email) == ("C0000123", "café", "amara@example.org")
    assert await passwords.verified("a long password", made.password_hash)


async def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as raised:
        await checked_claim(candidate_number=" ", secret="x" * 201, email="x", password="", language=Language.EN)

    assert [(problem.code, problem.path[1]) for problem in raised.value.problems] == [
        (RefusalCode.REQUIRED, "candidateNumber"),
        (RefusalCode.TOO_LONG, "secret"),
        (RefusalCode.EMAIL_INVALID, "email"),
        (RefusalCode.PASSWORD_TOO_SHORT, "password"),
    ]


def test_a_right_secret_forgives_and_a_lock_begins_anew() -> None:
    assert Tries(1).failed(NOW) == Tries(2)
    assert Tries(2).failed(NOW) == Tries(0, NOW + LOCKED_FOR)
    assert Tries(0, NOW).locked(NOW) is None

"""Those who are beside the story: staff, applications that wait, an API key, a candidate who has no account yet."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.demo.accounts import Accounts
from app.demo.world import BOARD_MAILBOX, KESTREL_BAY
from app.folding import sort_name
from app.models import ApiKey, Application, Candidate, CandidateAccount, Organisation, Staff
from app.models.enums import ApiScope, ApplicationStatus, ExamCode, Language
from app.security.api_keys import SHOWN
from app.security.secrets import secret_hash
from app.security.tokens import token_hash

KEY_NAME = "Admissions system"


async def add_newcomers(
    session: AsyncSession, accounts: Accounts, staff_password_hash: str, secret_key: bytes, now: datetime
) -> None:
    """Make them, or give those who are there the secrets of `accounts`."""
    await _staff(session, staff_password_hash, now)
    await _applications(session, now)
    await _key(session, accounts.api_key, now)
    unclaimed = accounts.unclaimed_candidate
    await session.execute(
        sa.update(Candidate)
        .where(col(Candidate.candidate_number) == unclaimed.candidateNumber)
        .values(secret_hash=secret_hash(secret_key, unclaimed.candidateNumber, unclaimed.secret))
    )


async def unclaimed_number(session: AsyncSession) -> str:
    """The candidate number of somebody without an account: always the same one, as long as nobody claims it."""
    statement = (
        sa.select(col(Candidate.candidate_number))
        .where(~sa.exists().where(col(CandidateAccount.candidate_id) == col(Candidate.id)))
        .order_by(col(Candidate.candidate_number).desc())
        .limit(1)
    )
    return (await session.scalars(statement)).one()


async def _staff(session: AsyncSession, password_hash: str, now: datetime) -> None:
    found = await session.scalar(sa.select(Staff).where(col(Staff.email) == BOARD_MAILBOX))
    if found is None:
        found = Staff(email=BOARD_MAILBOX, family_name="Achterberg", given_name="Noor", added_at=now)
        session.add(found)
    found.password_hash = password_hash
    await session.flush()


async def _applications(session: AsyncSession, now: datetime) -> None:
    """One that is new and looks like a member's second registration, and one that is overdue."""
    if await session.scalar(sa.select(sa.func.count()).select_from(Application)):
        return
    for name, city, country, domain, person, language, days in (
        ("Kestrel Bay University, Languages", "Kestrel Bay", "GB", "kestrelbay.example", ("Ravel", "Ines"), "EN", 1),
        ("汐見坂看護専門学校", "横浜", "JP", "shiomizaka.example", ("野口", "真央"), "JA", 12),
    ):
        submitted = now - timedelta(days=days)
        session.add(
            Application(
                name=name,
                sort_name=sort_name(name),
                city=city,
                country=country,
                website=f"https://www.{domain}/",
                recognised_exams=[ExamCode.B2_FIRST.value, ExamCode.C1_ADVANCED.value],
                family_name=person[0],
                given_name=person[1],
                email=f"office@{domain}",
                language=Language(language),
                status=ApplicationStatus.WAITING,
                submitted_at=submitted,
                confirmed_at=submitted + timedelta(minutes=20),
                due_on=(submitted + timedelta(days=7)).date(),
            )
        )
    await session.flush()


async def _key(session: AsyncSession, secret: str, now: datetime) -> None:
    organisation = await session.scalar(
        sa.select(col(Organisation.id)).where(col(Organisation.sort_name) == sort_name(KESTREL_BAY.name))
    )
    assert organisation is not None
    known = await session.scalar(sa.select(ApiKey).where(col(ApiKey.secret_hash) == token_hash(secret)))
    if known is None:
        session.add(
            ApiKey(
                organisation_id=organisation,
                name=KEY_NAME,
                prefix=secret[:SHOWN],
                secret_hash=token_hash(secret),
                scopes=[scope.value for scope in ApiScope],
                created_at=now,
                expires_at=now + timedelta(days=365),
            )
        )
        await session.flush()

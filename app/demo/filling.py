"""An empty database becomes the demo's: candidates by a real import, the rest in one transaction.

An interrupted filling begins again: the import adds nothing twice, and of the rest there is all or nothing.
"""

import asyncio
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from secrets import token_urlsafe

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from app.asgi import Parts
from app.demo import story
from app.demo.accounts import Accounts, Statement
from app.demo.newcomers import add_newcomers, unclaimed_number
from app.demo.story import Cast
from app.demo.world import ELSEWHERE, ORGANISATIONS, STAFF, Colleague, Place
from app.demo_data import write
from app.events.work import work
from app.folding import sort_name
from app.imports.run import run_import
from app.models import Candidate, CandidateAccount, Organisation, Result, User
from app.models.enums import UserRole
from app.security.passwords import hashed
from app.serving import Prepared
from app.viewer import SYSTEM

SEED = 26
CANDIDATES = 2_000


async def filled(database: Prepared, parts: Parts, kept: Accounts | None) -> Accounts:
    """The accounts of a database that is the demo's: those kept by an earlier run, or new ones."""
    async with parts.database.session(SYSTEM) as session:
        emails = set(await session.scalars(sa.select(col(User.email))))
        if kept is not None and kept.primary_user.email in emails:
            return kept
        if emails:
            return await _with_new_passwords(parts, database.secret_key)
    await _import(database)
    return await _tell(parts, database.secret_key)


async def _import(database: Prepared) -> None:
    with tempfile.TemporaryDirectory(prefix="rvs-demo-") as name:
        folder = Path(name)
        results, photos = folder / "results.csv", folder / "photos"
        await asyncio.to_thread(
            write, results, seed=SEED, candidates=CANDIDATES, photos_dir=photos, photos=CANDIDATES * 6
        )
        await run_import(
            results, database_url=database.url, secret_key=database.secret_key, photos_dir=photos, broker=None
        )


async def _tell(parts: Parts, secret_key: bytes) -> Accounts:
    """Organisations, users and all that has happened so far."""
    now = datetime.now(UTC)
    async with work(parts.database, parts.broker, SYSTEM) as session:
        cast = await _cast(session)
        accounts = Accounts.new(_statement(cast.unshared), await unclaimed_number(session))
        locked = await hashed(token_urlsafe(32))  # that nobody knows: for those as whom nobody signs in
        known = await _hashes(accounts)

        organisations = {place: _organisation(place, now) for place in ORGANISATIONS}
        candidates = story.accounts(cast, known, locked, now)
        await _add(session, [*organisations.values(), *candidates])
        by_candidate = {account.candidate_id: account for account in candidates}
        for number, (place, organisation) in enumerate(organisations.items()):
            users = [
                (who, _user(who, place, organisation, known, locked, now)) for who in STAFF.get(place, (ELSEWHERE,))
            ]
            chapter = story.Chapter(place, organisation, users, Random(SEED + number), now)  # noqa: S311
            story.tell(chapter, cast, by_candidate)
            for rows in chapter.rows():
                await _add(session, rows)
        await add_newcomers(session, accounts, await hashed(accounts.staff.password), secret_key, now)
    return accounts


async def _with_new_passwords(parts: Parts, secret_key: bytes) -> Accounts:
    """demo.json was lost: what it said of the statement is found again, the passwords are made anew."""
    async with work(parts.database, parts.broker, SYSTEM) as session:
        statement = _statement((await _cast(session)).unshared)
        accounts = Accounts.new(statement, await unclaimed_number(session))
        staff = await hashed(accounts.staff.password)
        await add_newcomers(session, accounts, staff, secret_key, datetime.now(UTC))
        for email, password_hash in (await _hashes(accounts)).items():
            model = CandidateAccount if email == accounts.candidate.email else User
            await session.execute(sa.update(model).where(col(model.email) == email).values(password_hash=password_hash))
    return accounts


async def _cast(session: AsyncSession) -> Cast:
    results = (await session.scalars(sa.select(Result))).all()
    numbers = dict(
        (await session.execute(sa.select(col(Candidate.id), col(Candidate.candidate_number)))).tuples().all()
    )
    return Cast.of(results, numbers)


async def _hashes(accounts: Accounts) -> dict[str, str]:
    people = (accounts.primary_user, accounts.member, accounts.other_organisation_user, accounts.candidate)
    return {who.email: await hashed(who.password) for who in people}


async def _add(session: AsyncSession, rows: Iterable[SQLModel]) -> None:
    """In the order of the calls: the foreign keys need it."""
    session.add_all(rows)
    await session.flush()


def _statement(result: Result) -> Statement:
    return Statement(result.statement_number, result.date_of_birth.isoformat())


def _organisation(place: Place, now: datetime) -> Organisation:
    return Organisation(
        name=place.name,
        sort_name=sort_name(place.name),
        city=place.city,
        country=place.country,
        website=f"https://www.{place.domain}/",
        recognised_exams=[code.value for code in place.exams],
        approved_at=now - timedelta(days=90),
    )


def _user(
    who: Colleague, place: Place, organisation: Organisation, known: dict[str, str], locked: str, now: datetime
) -> User:
    email = f"{who.mailbox}@{place.domain}"
    return User(
        organisation_id=organisation.id,
        email=email,
        password_hash=known.get(email, locked),
        family_name=who.family_name,
        given_name=who.given_name,
        role=who.role,
        language=who.language,
        may_view_photos=True,
        may_manage_api=who.role is UserRole.PRIMARY,
        joined_at=now - timedelta(days=who.joined_days_ago),
    )

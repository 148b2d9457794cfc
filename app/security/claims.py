"""Wrong secrets at a candidate number: three lock it for half an hour.

Numbers that do not exist are counted as those that do, in the same table and by the same statements: otherwise the
third guess would tell which numbers there are."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.models import ClaimAttempt, new_id

FAILURES = 3
LOCKED_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Tries:
    """How it stands with one candidate number."""

    failures: int = 0
    """Since the last lock, or the last right secret."""
    locked_until: datetime | None = None

    def locked(self, now: datetime) -> timedelta | None:
        """For how long still; None: one may try."""
        return None if self.locked_until is None or self.locked_until <= now else self.locked_until - now

    def failed(self, now: datetime) -> "Tries":
        """After one more wrong secret."""
        if self.failures + 1 < FAILURES:
            return Tries(self.failures + 1)
        return Tries(0, now + LOCKED_FOR)


def number_hash(number: str) -> bytes:
    """As a number's row is found."""
    return hashlib.sha256(number.encode()).digest()


async def held_tries(session: AsyncSession, number: str, now: datetime) -> Tries:
    """How it stands with the number. From here to the end of the transaction others who claim it wait; as the
    system."""
    row = {"id": new_id(), "number_hash": number_hash(number), "failures": 0, "tried_at": now}
    statement = insert(ClaimAttempt).values(row)
    statement = statement.on_conflict_do_update(index_elements=["number_hash"], set_={"tried_at": now})
    columns = col(ClaimAttempt.failures), col(ClaimAttempt.locked_until)
    found = (await session.execute(statement.returning(*columns))).one()
    return Tries(found.failures, found.locked_until)


async def keep_tries(session: AsyncSession, number: str, tries: Tries) -> None:
    """From now on."""
    statement = sa.update(ClaimAttempt).where(col(ClaimAttempt.number_hash) == number_hash(number))
    values = {"failures": tries.failures, "locked_until": tries.locked_until}
    await session.execute(statement.values(values).execution_options(synchronize_session=False))

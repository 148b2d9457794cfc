"""How often somebody may guess a date of birth: counted in the database, from the verifications themselves. The
budgets are in docs/limits.md; those of passwords are token buckets (app.security.buckets).
"""

from datetime import datetime, timedelta
from math import ceil

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import become
from app.errors import Throttled
from app.settings import Settings
from app.viewer import SYSTEM, Viewer

HOUR = 3_600

_LOCKS = sa.text(
    "SELECT pg_advisory_xact_lock(hashtextextended('guesses of ' || :organisation, 0)),"
    " pg_advisory_xact_lock(hashtextextended('guesses at ' || :number, 0))"
)
_WRONG = "(SELECT checked_at FROM verification WHERE {} AND outcome = 'NO_MATCH' AND checked_at > :since"
_OLDEST_OF_FULL = sa.text(
    "SELECT greatest("
    + ", ".join(
        f"{_WRONG.format(whose)} ORDER BY checked_at DESC OFFSET :{budget} LIMIT 1)"
        for whose, budget in (
            ("actor_id = :user", "user_budget"),
            ("organisation_id = :organisation", "organisation_budget"),
            ("statement_number = :number", "number_budget"),
        )
    )
    + ")"
).columns(sa.column("greatest", sa.DateTime(timezone=True)))


async def admit_verification(
    session: AsyncSession, viewer: Viewer, statement_number: str, settings: Settings, now: datetime
) -> None:
    """Raises Throttled where an hour's wrong dates and numbers are used up: this user's, this organisation's, or this
    statement number's by anybody. Until this transaction ends, no other of the organisation or at the number is
    admitted, so that many at once find each other's rows."""
    if viewer.id is None or viewer.organisation_id is None:
        raise ValueError("only an organisation's own people verify")
    hour = timedelta(seconds=HOUR)
    who = {"organisation": viewer.organisation_id, "number": statement_number}
    await session.execute(_LOCKS, {name: str(value) for name, value in who.items()})
    await become(session, SYSTEM)  # row-level security would hide what other organisations tried
    oldest = await session.scalar(
        _OLDEST_OF_FULL,
        who
        | {
            "user": viewer.id,
            "since": now - hour,
            "user_budget": settings.verification_attempts_per_hour - 1,
            "organisation_budget": settings.organisation_attempts_per_hour - 1,
            "number_budget": settings.statement_attempts_per_hour - 1,
        },
    )
    await become(session, viewer)
    if oldest is not None:
        raise Throttled(retry_after=max(1, ceil((oldest + hour - now).total_seconds())))

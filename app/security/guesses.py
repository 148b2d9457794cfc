"""How often somebody may guess a date of birth: counted in the database, from the verifications themselves. The
budgets are in docs/limits.md; those of passwords are token buckets (app.security.buckets).
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from math import ceil
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import become
from app.errors import Throttled
from app.models.organisation import WRONG_CHECKS_PER_DAY
from app.settings import Settings
from app.viewer import SYSTEM, Viewer

HOUR = 3_600
REMEMBERED_FULL = 10_000

_LOCKS = sa.text(
    "SELECT pg_advisory_xact_lock(hashtextextended('guesses of ' || :organisation, 0)),"
    " pg_advisory_xact_lock(hashtextextended('guesses at ' || :number, 0))"
)
_WRONG = "(SELECT checked_at FROM verification WHERE {} AND outcome = 'NO_MATCH' AND checked_at > {}"
_NTH = " ORDER BY checked_at DESC OFFSET {} LIMIT 1)"
_PER_DAY = "(SELECT coalesce(verifications_per_day, :usual_day) FROM organisation WHERE id = :organisation)"


def _nth(whose: str, since: str, budget: str) -> str:
    """The two guesses at which the budget is full, and at which the next wrong one fills it."""
    wrong = _WRONG.format(whose, since)
    last_free = f"coalesce({wrong}{_NTH.format(f'greatest({budget} - 2, 0)')}, CASE WHEN {budget} = 1 THEN :now END)"
    return f"{wrong}{_NTH.format(f'{budget} - 1')}, {last_free}"


_STANDING = sa.text(
    "SELECT "
    + ", ".join(
        _nth(*each)
        for each in (
            ("actor_id = :user", ":hour_ago", ":user_budget"),
            ("organisation_id = :organisation", ":hour_ago", ":organisation_budget"),
            ("statement_number = :number", ":hour_ago", ":number_budget"),
            ("organisation_id = :organisation", ":midnight", _PER_DAY),
        )
    )
)


async def admit_verification(
    session: AsyncSession, viewer: Viewer, statement_number: str, settings: Settings, now: datetime
) -> bool:
    """Raises Throttled where wrong dates and numbers are used up: an hour's of this user (or API key), of this
    organisation, or at this statement number by anybody; or the organisation's of the day. Until this transaction
    ends, no other of the organisation or at the number is admitted, so that many at once find each other's rows.

    True where one more wrong answer uses up the organisation's budget, or the number's: staff are told then."""
    if viewer.id is None or viewer.organisation_id is None:
        raise ValueError("only an organisation's own people verify")
    who = {"organisation": viewer.organisation_id, "number": statement_number}
    await session.execute(_LOCKS, {name: str(value) for name, value in who.items()})
    await become(session, SYSTEM)  # row-level security would hide what other organisations tried
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    hour = timedelta(seconds=HOUR)
    found = await session.execute(
        _STANDING,
        who
        | {
            "user": viewer.id,
            "now": now,
            "hour_ago": now - hour,
            "midnight": midnight - timedelta(microseconds=1),
            "usual_day": WRONG_CHECKS_PER_DAY,
            "user_budget": settings.verification_attempts_per_hour,
            "organisation_budget": settings.organisation_attempts_per_hour,
            "number_budget": settings.statement_attempts_per_hour,
        },
    )
    user, _, organisation, organisation_last, number, number_last, day, day_last = found.one()
    await become(session, viewer)
    again = [full + hour for full in (user, organisation, number) if full is not None]
    if day is not None:
        again.append(midnight + timedelta(days=1))
    if again:
        raise Throttled(retry_after=max(1, ceil((max(again) - now).total_seconds())))
    return any(last is not None for last in (organisation_last, number_last, day_last))


class FullBudgets:
    """Who was told just now that a budget is used up, and is told so again without asking the database. Whoever sends
    thousands of guesses at once costs next to nothing; what staff set is in force a second later."""

    FOR_SECONDS = 1.0

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told: OrderedDict[tuple[UUID | None, str], tuple[float, int]] = OrderedDict()

    def check(self, viewer: Viewer, statement_number: str) -> None:
        """Raises Throttled."""
        told_at, retry_after = self._told.get((viewer.id, statement_number), (0.0, 0))
        if retry_after and self._clock() - told_at < self.FOR_SECONDS:
            raise Throttled(retry_after=retry_after)

    @contextmanager
    def remembering(self, viewer: Viewer, statement_number: str) -> Iterator[None]:
        """Around what may raise Throttled."""
        try:
            yield
        except Throttled as refusal:
            self._told[viewer.id, statement_number] = self._clock(), refusal.retry_after
            if len(self._told) > REMEMBERED_FULL:
                self._told.popitem(last=False)
            raise

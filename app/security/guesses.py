"""How often somebody may guess; the budgets are in docs/limits.md.

Passwords are counted in this process, by where the guesses come from: nobody can lock another out by guessing wrong
on purpose. Dates of birth are counted in the database, from the verifications themselves.
"""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import become
from app.errors import Throttled
from app.models.organisation import WRONG_CHECKS_PER_DAY
from app.settings import Settings
from app.viewer import SYSTEM, Viewer

K = TypeVar("K")

FREE_FAILURES = 5
"""From one address for one e-mail address, before each further one has to wait."""
LONGEST_WAIT = 15 * 60
ADDRESS_FAILURES = 100
"""From one address for all e-mail addresses together, in an hour."""
HOUR = 3_600
REMEMBERED_FULL = 10_000
REMEMBERED = 10_000
"""Of each counter; the longest untouched go first."""


@dataclass(slots=True)
class _Count:
    failures: int
    since: float
    """Of the last failure for a pair; of the hour's first for an address."""


class SignInGuesses:
    """Wrong passwords by source address, and by source address and e-mail address. Each attempt counts as a wrong
    one until it proves right, so that a hundred at once are a hundred."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pairs: OrderedDict[tuple[str, str], _Count] = OrderedDict()
        self._addresses: OrderedDict[str, _Count] = OrderedDict()

    def attempt(self, address: str, email: str) -> None:
        """Count one; raises Throttled, uncounted, where one has to wait."""
        now, network = self._clock(), _network(address)
        pair = self._pairs.get((network, email))
        whole = self._addresses.get(network)
        if whole is not None and now - whole.since >= HOUR:
            del self._addresses[network]
            whole = None
        wait = 0.0 if pair is None else pair.since + _pause(pair.failures) - now
        if whole is not None and whole.failures >= ADDRESS_FAILURES:
            wait = max(wait, whole.since + HOUR - now)
        if wait > 0:
            raise Throttled(retry_after=ceil(wait))
        if pair is not None and now - pair.since >= HOUR:
            pair = None
        _put(self._pairs, (network, email), _Count(1 if pair is None else pair.failures + 1, now))
        _put(self._addresses, network, _Count(1, now) if whole is None else whole)
        if whole is not None:
            whole.failures += 1

    def succeeded(self, address: str, email: str) -> None:
        """The last attempt was right: forget the pair's failures, and give the address its attempt back."""
        network = _network(address)
        self._pairs.pop((network, email), None)
        if network in self._addresses:
            self._addresses[network].failures -= 1


def _pause(failures: int) -> float:
    """Seconds to wait after so many failures: none, then 1, 2, 4, …"""
    return 0 if failures < FREE_FAILURES else min(LONGEST_WAIT, 2.0 ** (failures - FREE_FAILURES))


def _network(address: str) -> str:
    """Who is assumed to be one: an IPv4 address, or an IPv6 /64, which a single line is given whole."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)


def _put(counts: "OrderedDict[K, _Count]", key: K, count: _Count) -> None:
    counts[key] = count
    counts.move_to_end(key)
    if len(counts) > REMEMBERED:
        counts.popitem(last=False)


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

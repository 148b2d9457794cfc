"""How often somebody may guess; the budgets are in docs/limits.md.

Passwords are counted in this process, by where the guesses come from: nobody can lock another out by guessing wrong
on purpose. Dates of birth are counted in the database, from the verifications themselves.
"""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.budgets import VERIFICATIONS_PER_DAY
from app.database import become
from app.errors import Throttled
from app.settings import Settings
from app.viewer import SYSTEM, Viewer

K = TypeVar("K")

FREE_FAILURES = 5
"""From one address for one e-mail address, before each further one has to wait."""
LONGEST_WAIT = 15 * 60
ADDRESS_FAILURES = 100
"""From one address for all e-mail addresses together, in an hour."""
HOUR = 3_600
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
_WRONG = "(SELECT checked_at FROM verification WHERE {} AND outcome = 'NO_MATCH' AND checked_at > :since"
_DAY = timedelta(hours=24)
#: The oldest of a whole day's budget of failed checks: as staff set it for the organisation, or the usual one.
_OLDEST_OF_FULL_DAY = sa.text(
    "SELECT checked_at FROM verification WHERE organisation_id = :organisation AND outcome = 'NO_MATCH'"
    " AND checked_at > :since ORDER BY checked_at DESC OFFSET coalesce("
    "(SELECT verifications_per_day FROM organisation WHERE id = :organisation), :usual) - 1 LIMIT 1"
)
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
    statement number's by anybody; or this organisation's of a day (`app.budgets`).

    Until this transaction ends, no other of the organisation or at the number is admitted, so that many at once find
    each other's rows."""
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
    oldest_of_day = await session.scalar(
        _OLDEST_OF_FULL_DAY,
        {"organisation": viewer.organisation_id, "since": now - _DAY, "usual": VERIFICATIONS_PER_DAY},
    )
    await become(session, viewer)
    free = [moment + span for moment, span in ((oldest, hour), (oldest_of_day, _DAY)) if moment is not None]
    if free:
        raise Throttled(retry_after=max(1, ceil((max(free) - now).total_seconds())))

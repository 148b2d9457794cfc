"""Token buckets: how often something may be tried. Each holds some tokens, which an attempt takes and time restores.

`LocalBuckets` are this process's; `app.security.redis_buckets` shares them between processes. docs/limits.md tells the
budgets, and why nobody can lock another out with them.
"""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Protocol

from app.errors import Throttled
from app.viewer import Viewer

REMEMBERED = 10_000
"""Buckets, and sources known, that one process holds; the longest untouched go first."""
KNOWN_FOR = 30 * 24 * 3_600
"""Seconds that a source is remembered from which an account was signed in to."""


class Kind(StrEnum):
    """What is counted."""

    SIGN_IN_SOURCE = "sign_in_source"
    SIGN_IN_PAIR = "sign_in_pair"
    SIGN_IN_ACCOUNT = "sign_in_account"
    SECOND_FACTOR = "second_factor"
    OWN_PASSWORD = "own_password"  # noqa: S105 - what is counted
    PASSWORD_LINK_SOURCE = "password_link_source"  # noqa: S105
    PASSWORD_LINK_EMAIL = "password_link_email"  # noqa: S105
    SET_PASSWORD = "set_password"  # noqa: S105
    CLAIM = "claim"
    REGISTRATION = "registration"
    REGISTRATION_EMAIL = "registration_email"
    ADD_USER = "add_user"
    IDENTITY = "identity"
    MUTATION_VIEWER = "mutation_viewer"
    MUTATION_ORGANISATION = "mutation_organisation"
    MUTATION_SOURCE = "mutation_source"


@dataclass(frozen=True, slots=True)
class Budget:
    """The size of a bucket, and how fast it fills again."""

    tokens: float
    per_hour: float

    @property
    def per_second(self) -> float:
        return self.per_hour / 3_600


BUDGETS: Mapping[Kind, Budget] = {
    Kind.SIGN_IN_SOURCE: Budget(100, 100),
    Kind.SIGN_IN_PAIR: Budget(5, 20),
    Kind.SIGN_IN_ACCOUNT: Budget(100, 100),
    Kind.SECOND_FACTOR: Budget(10, 10),
    Kind.OWN_PASSWORD: Budget(5, 20),
    Kind.PASSWORD_LINK_SOURCE: Budget(20, 20),
    Kind.PASSWORD_LINK_EMAIL: Budget(3, 3),
    Kind.SET_PASSWORD: Budget(30, 60),
    Kind.CLAIM: Budget(20, 20),
    Kind.REGISTRATION: Budget(5, 5),
    Kind.REGISTRATION_EMAIL: Budget(3, 3),
    Kind.ADD_USER: Budget(100, 60),
    Kind.IDENTITY: Budget(10, 2),
}


def budgets(mutations_per_minute: int) -> Mapping[Kind, Budget]:
    """All budgets of a deployment: `mutations_per_minute` is one viewer's, from which the others follow."""
    each = float(mutations_per_minute)
    return {
        **BUDGETS,
        Kind.MUTATION_VIEWER: Budget(each, each * 60),
        Kind.MUTATION_ORGANISATION: Budget(each * 5, each * 300),
        Kind.MUTATION_SOURCE: Budget(each / 5, each * 12),
    }


class Buckets(Protocol):
    """Where tokens are kept. Keys may be anything: they are told apart by `kind`."""

    async def spend(self, kind: Kind, key: str, cost: float = 1) -> None:
        """Take so many tokens; raises Throttled, and takes none, where there are not so many."""

    async def refund(self, kind: Kind, key: str, cost: float = 1) -> None:
        """Give tokens back: what they were for was none of what is counted."""

    async def know(self, key: str) -> None:
        """Remember for a month that this source has proven itself to be this account's (one text names both)."""

    async def knows(self, key: str) -> bool:
        """Whether `know` was told so."""

    async def close(self) -> None:
        """Let connections go."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class LocalBuckets:
    """Those of one process."""

    def __init__(self, budgets: Mapping[Kind, Budget], clock: Callable[[], float] = time.monotonic) -> None:
        self._budgets, self._clock = budgets, clock
        self._buckets: OrderedDict[tuple[Kind, str], _Bucket] = OrderedDict()
        self._known: OrderedDict[str, float] = OrderedDict()

    async def spend(self, kind: Kind, key: str, cost: float = 1) -> None:
        budget, bucket = self._budgets[kind], self._now(kind, key)
        if bucket.tokens < cost:
            raise Throttled(retry_after=wait(cost - bucket.tokens, budget))
        bucket.tokens = min(budget.tokens, bucket.tokens - cost)

    async def refund(self, kind: Kind, key: str, cost: float = 1) -> None:
        await self.spend(kind, key, -cost)

    async def know(self, key: str) -> None:
        _put(self._known, key, self._clock() + KNOWN_FOR)

    async def knows(self, key: str) -> bool:
        return self._known.get(key, float("-inf")) > self._clock()

    async def close(self) -> None:
        """Nothing to let go."""

    def _now(self, kind: Kind, key: str) -> _Bucket:
        """The bucket, with what time has restored."""
        budget, now = self._budgets[kind], self._clock()
        bucket = self._buckets.get((kind, key)) or _Bucket(budget.tokens, now)
        bucket.tokens = min(budget.tokens, bucket.tokens + (now - bucket.at) * budget.per_second)
        bucket.at = now
        _put(self._buckets, (kind, key), bucket)
        return bucket


def wait(missing: float, budget: Budget) -> int:
    """Whole seconds until so many tokens are there again, at least one."""
    return max(1, ceil(round(missing / budget.per_second, 6)))


async def spend_all(buckets: Buckets, wanted: Sequence[tuple[Kind, str]]) -> None:
    """One token of each; raises Throttled, and takes none, where one of them is empty."""
    for position, (kind, key) in enumerate(wanted):
        try:
            await buckets.spend(kind, key)
        except Throttled:
            for taken_kind, taken_key in wanted[:position]:
                await buckets.refund(taken_kind, taken_key)
            raise


async def admit_mutation(buckets: Buckets, viewer: Viewer, address: str | None) -> None:
    """One of the viewer's mutations, and of its organisation's; where nobody is signed in, of the address. Raises
    Throttled."""
    if viewer.id is None:
        wanted = [(Kind.MUTATION_SOURCE, source(address or ""))]
    else:
        wanted = [(Kind.MUTATION_VIEWER, str(viewer.id))]
    if viewer.organisation_id is not None:
        wanted.append((Kind.MUTATION_ORGANISATION, str(viewer.organisation_id)))
    await spend_all(buckets, wanted)


def source(address: str) -> str:
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


def _put(kept: OrderedDict, key: object, value: object) -> None:  # type: ignore[type-arg]
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > REMEMBERED:
        kept.popitem(last=False)

"""Wrong secrets at a candidate number: three lock it for half an hour.

What is counted for a number that exists stands in its row. A number that does not exist is counted here, in this
process, by the same rule: otherwise the third guess would tell which numbers do."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

FAILURES = 3
LOCKED_FOR = timedelta(minutes=30)
REMEMBERED = 10_000
"""Unknown numbers; the longest untouched go first."""


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


class UnknownNumbers:
    """Tries at candidate numbers that nobody has."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, Tries] = OrderedDict()

    def of(self, number: str) -> Tries:
        """How it stands."""
        return self._tries.get(number, Tries())

    def put(self, number: str, tries: Tries) -> None:
        """From now on."""
        self._tries[number] = tries
        self._tries.move_to_end(number)
        if len(self._tries) > REMEMBERED:
            self._tries.popitem(last=False)

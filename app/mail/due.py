"""When the next mail on shares is due, by the clock that its reader chose."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from app.local_time import next_moment, zone_of
from app.models.enums import NotificationFrequency, Weekday

_DAYS = list(Weekday)


class Clock(Protocol):
    """Of `Notification`'s columns those that say when."""

    @property
    def frequency(self) -> NotificationFrequency: ...
    @property
    def hour(self) -> int: ...
    @property
    def weekday(self) -> Weekday: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def resumes_at(self) -> datetime | None: ...


def pause_end(clock: Clock, now: datetime) -> datetime | None:
    """When the pause ends; None where there is none now."""
    return clock.resumes_at if clock.resumes_at is not None and clock.resumes_at > now else None


def next_due(clock: Clock, now: datetime, at_once: datetime | None) -> datetime | None:
    """The first moment after `now` and any pause; `at_once` where mails go by no clock; None where there are none."""
    resumes = pause_end(clock, now)
    if clock.frequency is NotificationFrequency.OFF:
        return None
    if clock.frequency is NotificationFrequency.IMMEDIATELY:
        return resumes or at_once
    weekday = _DAYS.index(clock.weekday) if clock.frequency is NotificationFrequency.WEEKLY else None
    after = now if resumes is None else resumes - timedelta(microseconds=1)
    return next_moment(after.astimezone(UTC), zone_of(clock.time_zone), clock.hour, weekday)

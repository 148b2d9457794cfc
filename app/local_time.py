"""Moments by somebody's own clock, whatever that clock is made to do: `zoneinfo` knows when it is put forward or back.

An hour that does not exist on a day (the clock was put forward over it) is the moment at which it was put forward
beyond it; of an hour that comes twice the first counts. So each local day has exactly one moment for each hour."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones


@cache
def time_zones() -> frozenset[str]:
    """Names of the IANA time zone database."""
    return frozenset(available_timezones() - {"Factory", "localtime"})


def zone_of(name: str) -> ZoneInfo:
    """The zone, or UTC where this machine's database knows none of that name (any more): one reader's zone must not
    keep everybody's mails."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def moment_on(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """When it is this hour on this day there, in UTC."""
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def next_moment(after: datetime, zone: ZoneInfo, hour: int, weekday: int | None = None) -> datetime:
    """The first moment after `after` at which it is this hour there, on any day or on one of the week (Monday is 0)."""
    day = after.astimezone(zone).date() - timedelta(days=1)
    while True:
        if weekday in (None, day.weekday()) and (moment := moment_on(day, hour, zone)) > after:
            return moment
        day += timedelta(days=1)

"""Clocks that are put forward and back, and days that never were."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from app.local_time import moment_on, next_moment, time_zones, zone_of

#: Zone, hour, from, then the moments (UTC) at which it is that hour on the days that follow.
CHANGES = {
    "London forward, an hour that is": ("Europe/London", 8, "2026-03-28T12", ["29T07", "30T07", "31T07"]),
    "London forward, an hour that is not": ("Europe/London", 1, "2026-03-27T12", ["28T01", "29T01", "30T00"]),
    "London forward, midnight": ("Europe/London", 0, "2026-03-28T12", ["29T00", "29T23", "30T23"]),
    "London back, an hour that is": ("Europe/London", 8, "2026-10-24T12", ["25T08", "26T08", "27T08"]),
    "London back, an hour that is twice": ("Europe/London", 1, "2026-10-23T12", ["24T00", "25T00", "26T01"]),
    "London back, midnight": ("Europe/London", 0, "2026-10-24T12", ["24T23", "26T00", "27T00"]),
    "New York forward, an hour that is not": ("America/New_York", 2, "2026-03-07T00", ["07T07", "08T07", "09T06"]),
    "New York back, an hour that is twice": ("America/New_York", 1, "2026-10-31T00", ["31T05", "01T05", "02T06"]),
    "Tokyo never changes": ("Asia/Tokyo", 8, "2026-03-28T12", ["28T23", "29T23", "30T23"]),
    "Santiago forward over midnight": ("America/Santiago", 0, "2026-09-04T12", ["05T04", "06T04", "07T03"]),
    "Lord Howe forward by half an hour": (
        "Australia/Lord_Howe",
        2,
        "2026-10-02T12",
        ["02T15:30", "03T15:30", "04T15"],
    ),
    "Apia leaves out a day": ("Pacific/Apia", 8, "2011-12-28T12", ["28T18", "29T18", "30T18", "31T18"]),
    "Kathmandu, not on the hour": ("Asia/Kathmandu", 9, "2026-05-01T00", ["01T03:15", "02T03:15"]),
}


def moments(zone: str, hour: int, after: datetime, weekday: int | None = None) -> Iterator[datetime]:
    while True:
        after = next_moment(after, ZoneInfo(zone), hour, weekday)
        yield after


@pytest.mark.parametrize("case", CHANGES)
def test_changes_of_clocks(case: str) -> None:
    zone, hour, start, expected = CHANGES[case]
    found = moments(zone, hour, datetime.fromisoformat(start).replace(tzinfo=UTC))

    said = [f"{moment:%dT%H:%M}".removesuffix(":00") for moment, _ in zip(found, expected, strict=False)]

    assert said == expected


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe"])
def test_exactly_one_a_day_all_through_a_year(zone: str, hour: int) -> None:
    start = datetime(2026, 1, 1, 12, 15, tzinfo=UTC)

    days = []
    for moment in moments(zone, hour, start):
        if moment >= start + timedelta(days=365):
            break
        days.append(moment.astimezone(ZoneInfo(zone)).date())

    assert [(after - before).days for before, after in pairwise(days)] == [1] * (len(days) - 1)
    assert len(days) == 365


@pytest.mark.parametrize("hour", [0, 8])
def test_the_day_that_apia_left_out_has_none_of_its_own(hour: int) -> None:
    """30 December 2011 did not come; what was due on it is due when the clock passes it, once."""
    start, zone = datetime(2011, 12, 27, tzinfo=UTC), ZoneInfo("Pacific/Apia")
    found = [moment.astimezone(zone) for moment, _ in zip(moments("Pacific/Apia", hour, start), range(5), strict=False)]

    assert [moment.day for moment in found] == [27, 28, 29, 31, 1]
    assert moment_on(date(2011, 12, 30), hour, zone) == moment_on(date(2011, 12, 31), hour, zone)


@pytest.mark.parametrize("weekday", range(7))
def test_one_a_week_on_its_day(weekday: int) -> None:
    """Both changes in London are on Sundays at one."""
    start = datetime(2026, 1, 1, tzinfo=UTC)

    found = [moment for moment, _ in zip(moments("Europe/London", 1, start, weekday), range(52), strict=False)]

    local = [moment.astimezone(ZoneInfo("Europe/London")) for moment in found]
    assert {moment.weekday() for moment in local} == {weekday}
    assert {(b.date() - a.date()).days for a, b in pairwise(local)} == {7}


def test_a_moment_is_never_its_own_next_one() -> None:
    at = datetime(2026, 5, 4, 7, tzinfo=UTC)

    assert next_moment(at, ZoneInfo("Europe/London"), 8) == at + timedelta(days=1)
    assert next_moment(at - timedelta(microseconds=1), ZoneInfo("Europe/London"), 8) == at


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Asia"])
def test_a_zone_that_is_no_more_is_utc(name: str) -> None:
    assert zone_of(name) == ZoneInfo("UTC")


def test_names_of_zones() -> None:
    assert {"Asia/Tokyo", "Europe/London", "Pacific/Apia", "UTC"} <= time_zones()
    assert {"Factory", "localtime", "posixrules", "asia/tokyo", ""} & time_zones() == set()

"""Daily and weekly mails by the reader's own clock, pauses, and changes of the settings."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.models import User
from app.models.enums import NotificationFrequency, Weekday
from tests.digests.post_office import GATHER, PostOffice, to

pytestmark = pytest.mark.anyio

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFF, AT_ONCE, DAILY, WEEKLY = NotificationFrequency


async def next_at(office: PostOffice, user: User) -> datetime | None:
    ((found,),) = await office.rows("SELECT next_at FROM notification WHERE user_id = :id", id=user.id)
    return found  # type: ignore[no-any-return]


#: Zone, hour, first day, and the moments (UTC) of the mails of the days from then on.
DAYS = {
    "London forward": ("Europe/London", 1, datetime(2026, 3, 28, 12), ["29T01", "30T00", "31T00"]),
    "London back": ("Europe/London", 1, datetime(2026, 10, 24, 12), ["25T00", "26T01", "27T01"]),
    "London forward, at eight": ("Europe/London", 8, datetime(2026, 3, 28, 12), ["29T07", "30T07"]),
    "New York": ("America/New_York", 2, datetime(2026, 3, 7, 12), ["08T07", "09T06"]),
    "Tokyo": ("Asia/Tokyo", 8, datetime(2026, 3, 28, 12), ["28T23", "29T23"]),
    "Apia": ("Pacific/Apia", 8, datetime(2011, 12, 29, 12), ["29T18", "30T18", "31T18"]),
}


@pytest.mark.parametrize("case", DAYS)
async def test_one_mail_a_day(office: PostOffice, case: str) -> None:
    """Something is shared every hour; the clock is looked at every quarter of an hour."""
    zone, hour, start, expected = DAYS[case]
    office.now = start.replace(tzinfo=UTC)
    async with office.making() as make:
        organisation = await make.organisation()
    user = await office.user(organisation)
    await office.choose(user, frequency=DAILY, hour=hour, time_zone=zone)

    arrived = []
    while len(arrived) < len(expected):
        await office.share(organisation)
        for _ in range(4):
            office.now += HOUR / 4
            await office.plan()
            arrived += [f"{office.now:%dT%H}"] * len(await office.send())

    assert arrived == expected


async def test_weekly_on_its_day(office: PostOffice) -> None:
    office.now = datetime(2026, 3, 24, 12, tzinfo=UTC)  # a Tuesday
    async with office.making() as make:
        organisation = await make.organisation()
    user = await office.user(organisation)
    await office.choose(user, frequency=WEEKLY, hour=1, weekday=Weekday.SUNDAY, time_zone="Europe/London")

    arrived = []
    for _ in range(20):
        office.now += DAY / 2 + HOUR / 60
        await office.share(organisation)
        await office.plan()
        arrived += [(office.now.date(), letter["Subject"].split()[0]) for letter in await office.send()]

    assert arrived == [(date(2026, 3, 29), "10")]
    assert await next_at(office, user) == datetime(2026, 4, 5, tzinfo=UTC)


async def test_a_worker_that_was_away_makes_one_mail_of_all_days(office: PostOffice) -> None:
    async with office.making() as make:
        organisation = await make.organisation()
    await office.user(organisation, "DAILY")
    await office.share(organisation, 2)
    office.now += 10 * DAY

    assert [letter["Subject"].split()[0] for letter in await office.post()] == ["2"]
    assert await office.post() == []


async def test_a_pause_keeps_what_comes_and_the_first_mail_after_has_the_rest(office: PostOffice) -> None:
    """Corrections too."""
    office.now = datetime(2126, 5, 4, 12, tzinfo=UTC)
    async with office.making() as make:
        organisation = await make.organisation()
    at_once = await office.user(organisation, "IMMEDIATELY", email="at-once@example.org")
    daily = await office.user(organisation, "DAILY", email="daily@example.org")
    (told,) = await office.share(organisation)
    assert len(await office.post()) == 1
    for user in (at_once, daily):
        await office.choose(user, time_zone="Asia/Tokyo", paused_until=date(2126, 5, 20))
    await office.share(organisation, 2)
    await office.correct(told)

    for day in range(5, 20):
        office.now = datetime(2126, 5, day, 14, 50, tzinfo=UTC)
        await office.share(organisation)
        assert await office.post() == []
    resumes = datetime(2126, 5, 19, 15, tzinfo=UTC)
    assert await next_at(office, at_once) == resumes
    assert await next_at(office, daily) == resumes + 8 * HOUR
    office.now = resumes
    first = await office.post()
    office.now = resumes + 8 * HOUR
    second = await office.post()

    assert sorted((letter["To"].addresses[0].username, letter["Subject"].split()[0]) for letter in first) == [
        ("at-once", "17"),
        ("at-once", "A"),
        ("daily", "A"),
    ]
    assert [(letter["To"].addresses[0].username, letter["Subject"].split()[0]) for letter in second] == [
        ("daily", "18")
    ]


async def test_a_pause_that_is_ended_early(office: PostOffice) -> None:
    async with office.making() as make:
        organisation = await make.organisation()
    user = await office.user(organisation, "IMMEDIATELY")
    await office.choose(user, paused_until=office.now.date() + 9 * DAY)
    await office.share(organisation, 3)
    assert await office.post() == []
    await office.choose(user, paused_until=None)

    assert [letter["Subject"].split()[0] for letter in await office.post()] == ["3"]


@pytest.mark.parametrize("then", ["pause", "off", "corrections off"])
async def test_what_waits_unsent_is_taken_back(office: PostOffice, then: str) -> None:
    async with office.making() as make:
        organisation = await make.organisation()
    user = await office.user(organisation, "IMMEDIATELY")
    shares = await office.share(organisation, 2)
    await office.correct(shares[0])
    office.now += 2 * GATHER
    assert await office.plan() == 2
    changes: dict[str, dict[str, Any]] = {
        "pause": {"paused_until": office.now.date() + 3 * DAY},
        "off": {"frequency": OFF},
        "corrections off": {"corrections": False},
    }

    await office.choose(user, **changes[then])
    assert [letter["Subject"].split()[0] for letter in await office.post()] == {
        "pause": [],
        "off": ["A"],
        "corrections off": ["2"],
    }[then]
    office.now += 4 * DAY
    assert (
        sorted(letter["Subject"].split()[0] for letter in await office.post())
        == {
            "pause": ["2", "A"],
            "off": [],
            "corrections off": [],
        }[then]
    )


async def test_another_frequency_keeps_what_was_not_told_yet(office: PostOffice) -> None:
    async with office.making() as make:
        organisation = await make.organisation()
    user = await office.user(organisation, "WEEKLY")
    await office.share(organisation, 2)
    await office.choose(user, frequency=DAILY)
    await office.share(organisation)
    await office.choose(user, frequency=AT_ONCE)

    assert [letter["Subject"].split()[0] for letter in await office.post()] == ["3"]
    await office.share(organisation)
    await office.choose(user, frequency=DAILY)
    assert await office.post() == []
    office.now += DAY
    assert [letter["Subject"].split()[0] for letter in await office.post()] == ["1"]


async def test_who_switches_on_again_hears_of_what_comes_after(office: PostOffice) -> None:
    async with office.making() as make:
        organisation = await make.organisation()
    user = await office.user(organisation, "IMMEDIATELY")
    await office.choose(user, frequency=OFF)
    await office.share(organisation, 5)
    await office.choose(user, frequency=AT_ONCE)
    await office.share(organisation)

    assert [letter["Subject"].split()[0] for letter in await office.post()] == ["1"]


async def test_a_mail_gathers_for_its_time_from_the_first_share_on(office: PostOffice) -> None:
    async with office.making() as make:
        organisation = await make.organisation()
    user = await office.user(organisation, "IMMEDIATELY")
    await office.post()
    assert await next_at(office, user) is None
    await office.share(organisation)
    ((first,),) = await office.rows("SELECT max(occurred_at) FROM event")

    office.now = first + GATHER - timedelta(microseconds=1)
    assert await office.plan() == 0
    await office.share(organisation)
    assert await office.plan() == 0
    assert await next_at(office, user) == first + GATHER
    office.now = first + GATHER
    assert await office.plan() == 1
    assert [letter["Subject"].split()[0] for letter in await office.send()] == ["2"]


async def test_all_of_an_organisation_are_told_but_who_did_not_ask(office: PostOffice) -> None:
    async with office.making() as make:
        organisation, elsewhere = await make.organisation(), await make.organisation()
    for name in ("a", "b"):
        await office.user(organisation, "IMMEDIATELY", email=f"{name}@example.org")
    await office.user(organisation, "OFF", email="off@example.org")
    await office.user(organisation, email="never-chose@example.org")
    await office.user(elsewhere, "IMMEDIATELY", email="elsewhere@example.org")
    await office.share(organisation)

    assert to(await office.post()) == ["a@example.org", "b@example.org"]

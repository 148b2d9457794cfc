"""The verbs of rows with a lease, each on a connection of its own that commits."""

import asyncio
import contextlib
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from app.database import Database
from app.events.broker import LocalBroker, Wake
from app.events.work import work
from app.jobs import lease
from app.jobs.lease import Hold, Patience
from app.jobs.queue import enqueue, is_open
from app.models import Job
from app.viewer import SYSTEM

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def put_in(database: Database, *kinds: str) -> None:
    async with work(database, LocalBroker(), SYSTEM) as session:
        for number, kind in enumerate(kinds):
            enqueue(session, kind, {"number": number}, now=NOW + timedelta(seconds=number))


async def claimed(database: Database, kinds: list[str] | None = None, **how: Any) -> Job | None:
    async with work(database, LocalBroker(), SYSTEM) as session:
        return await lease.claim(session, Job, **{"lease": MINUTE, "kinds": kinds} | how)


def rows(owner: psycopg.Connection) -> list[tuple[Any, ...]]:
    columns = "kind, status, attempt, lease_until IS NULL, failure"
    return owner.execute(f"SELECT {columns} FROM job ORDER BY run_at").fetchall()  # type: ignore[arg-type]


async def test_a_job_is_there_if_its_transaction_is(fresh_database: Database, owner: psycopg.Connection) -> None:
    broker, heard = LocalBroker(), []
    with broker.listen(heard.append), contextlib.suppress(ZeroDivisionError):
        async with work(fresh_database, broker, SYSTEM) as session:
            enqueue(session, "count", now=NOW)
            raise ZeroDivisionError
    assert (rows(owner), heard) == ([], [])

    with broker.listen(heard.append):
        async with work(fresh_database, broker, SYSTEM) as session:
            job_id = enqueue(session, "count", now=NOW)
            assert await is_open(session, "count")
            assert not await is_open(session, "other")
    assert rows(owner) == [("count", "QUEUED", 0, True, None)]
    assert heard == [Wake("job", job_id)]


async def test_jobs_are_claimed_in_their_order_if_they_are_due_and_somebody_can_do_them(
    fresh_database: Database,
) -> None:
    await put_in(fresh_database, "a", "b", "a")
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        enqueue(session, "a", now=datetime(2126, 1, 1, tzinfo=UTC))

    taken = [await claimed(fresh_database, ["a"]) for _ in range(3)]

    assert [job and (job.kind, job.arguments, job.attempt) for job in taken] == [
        ("a", {"number": 0}, 1),
        ("a", {"number": 2}, 1),
        None,
    ]


async def test_two_workers_never_take_one_job(fresh_database: Database) -> None:
    await put_in(fresh_database, *["a"] * 40)

    async def take_all() -> list[Any]:
        taken = []
        while (job := await claimed(fresh_database)) is not None:
            taken.append(job.id)
        return taken

    taken = await asyncio.gather(*(take_all() for _ in range(4)))

    every = list(itertools.chain(*taken))
    assert (len(every), len(set(every))) == (40, 40)


async def test_a_job_that_somebody_is_claiming_is_passed_over(fresh_database: Database) -> None:
    await put_in(fresh_database, "a", "b")
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        first = await lease.claim(session, Job, lease=MINUTE)
        second = await claimed(fresh_database)
        third = await claimed(fresh_database)

    assert (first and first.kind, second and second.kind, third) == ("a", "b", None)


async def test_a_stalled_workers_late_words_change_nothing(fresh_database: Database, owner: psycopg.Connection) -> None:
    await put_in(fresh_database, "a")
    stalled = await claimed(fresh_database, lease=timedelta(seconds=-1))
    other = await claimed(fresh_database)
    assert stalled is not None
    assert other is not None
    assert (stalled.id, stalled.attempt, other.attempt) == (other.id, 1, 2)
    before = rows(owner)

    late = Hold.of(stalled)
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        said = [
            await lease.done(session, late),
            await lease.retry(session, late, "late", MINUTE),
            await lease.bury(session, late, "late"),
            await lease.heartbeat(session, late, lease=MINUTE),
            await lease.keep(session, late),
        ]

    assert said == [False] * 5
    assert rows(owner) == before == [("a", "RUNNING", 2, False, None)]
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        assert await lease.done(session, Hold.of(other))
        assert not await lease.done(session, Hold.of(other))
    assert rows(owner) == [("a", "DONE", 2, True, None)]


async def test_a_heartbeat_keeps_it_and_a_kept_row_is_nobody_elses(fresh_database: Database) -> None:
    await put_in(fresh_database, "a")
    job = await claimed(fresh_database, lease=timedelta(seconds=-1))
    assert job is not None
    hold = Hold.of(job)
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        assert await lease.keep(session, hold)
        assert await claimed(fresh_database) is None
        async with work(fresh_database, LocalBroker(), SYSTEM) as other:  # is not kept from its heartbeat meanwhile
            assert await lease.heartbeat(other, hold, lease=MINUTE)

    assert await claimed(fresh_database) is None


async def test_again_later_and_at_last_the_dead_letter(fresh_database: Database, owner: psycopg.Connection) -> None:
    await put_in(fresh_database, "a")
    job = await claimed(fresh_database)
    assert job is not None
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        assert await lease.retry(session, Hold.of(job), "busy", MINUTE)
    assert rows(owner) == [("a", "QUEUED", 1, True, "busy")]
    assert await claimed(fresh_database) is None
    owner.execute("UPDATE job SET run_at = now()")
    again = await claimed(fresh_database)
    assert again is not None
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        assert await lease.bury(session, Hold.of(again), "no use")

    assert rows(owner) == [("a", "FAILED", 2, True, "no use")]
    assert await claimed(fresh_database) is None


def test_the_delay_doubles_up_to_a_limit() -> None:
    patience = Patience(first=timedelta(seconds=8), longest=MINUTE, tries=9)
    delays = [patience.delay(attempt).total_seconds() for attempt in (1, 2, 3, 4, 400)]

    for delay, expected in zip(delays, (8, 16, 32, 60, 60), strict=True):
        assert expected * 0.75 <= delay <= expected * 1.25

"""The worker with lines of jobs and schedules, on a real database."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from app.database import Database
from app.events.broker import LocalBroker, Wake
from app.events.work import work
from app.jobs.lease import Patience
from app.jobs.queue import enqueue
from app.jobs.running import GivenUp, Handler, Jobs, LeaseLost, Task
from app.jobs.schedule import Every, Schedules
from app.jobs.worker import Worker, working
from app.mail.outbox import EVERYBODY
from app.viewer import SYSTEM

pytestmark = pytest.mark.anyio

SOON = 10.0
AT_ONCE = Patience(first=timedelta(), longest=timedelta(), tries=3)


async def put_in(database: Database, broker: LocalBroker, kind: str = "a") -> None:
    async with work(database, broker, SYSTEM) as session:
        enqueue(session, kind, {"of": kind}, now=datetime(2026, 5, 4, tzinfo=UTC))


def rows(owner: psycopg.Connection) -> list[tuple[Any, ...]]:
    return owner.execute("SELECT kind, status, attempt, failure FROM job ORDER BY created_at, id").fetchall()


def line(database: Database, handlers: Mapping[str, Handler], **how: Any) -> Jobs:
    return Jobs(database, LocalBroker(), handlers, **{"patience": AT_ONCE} | how)


async def finish(task: Task) -> None:
    async with task.step(last=True):
        pass


def failing(error: Exception) -> Callable[[Task], Awaitable[None]]:
    async def handler(_task: Task) -> None:
        raise error

    return handler


async def test_a_worker_is_woken_and_does_the_job(fresh_database: Database, owner: psycopg.Connection) -> None:
    broker, seen = LocalBroker(), asyncio.Queue[Any]()

    async def handler(task: Task) -> None:
        seen.put_nowait(dict(task.arguments))

    async with asyncio.timeout(SOON), working(Worker(broker, [line(fresh_database, {"a": handler})], poll=600)):
        await put_in(fresh_database, broker)
        assert await seen.get() == {"of": "a"}

    assert rows(owner) == [("a", "DONE", 1, None)]


async def test_without_a_wake_up_it_looks_by_itself(fresh_database: Database, owner: psycopg.Connection) -> None:
    seen = asyncio.Event()

    async def handler(_task: Task) -> None:
        seen.set()

    worker = Worker(LocalBroker(), [line(fresh_database, {"a": handler})], poll=0.02)
    async with asyncio.timeout(SOON), working(worker):
        await put_in(fresh_database, LocalBroker())  # whose wake-up this worker does not hear
        await seen.wait()

    assert rows(owner) == [("a", "DONE", 1, None)]


async def test_what_has_begun_is_done_before_the_worker_ends(
    fresh_database: Database, owner: psycopg.Connection
) -> None:
    broker, begun, go_on = LocalBroker(), asyncio.Event(), asyncio.Event()

    async def handler(_task: Task) -> None:
        begun.set()
        await go_on.wait()

    worker = Worker(broker, [line(fresh_database, {"a": handler})])
    await put_in(fresh_database, broker)
    await put_in(fresh_database, broker)
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(SOON):
        await begun.wait()
        worker.stop()
        go_on.set()
        await running

    assert sorted(rows(owner)) == [("a", "DONE", 1, None), ("a", "QUEUED", 0, None)]


async def test_what_takes_too_long_then_goes_back(fresh_database: Database, owner: psycopg.Connection) -> None:
    broker, begun = LocalBroker(), asyncio.Event()

    async def handler(_task: Task) -> None:
        begun.set()
        await asyncio.Event().wait()

    worker = Worker(broker, [line(fresh_database, {"a": handler})], drain=0.01)
    await put_in(fresh_database, broker)
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(SOON):
        await begun.wait()
        worker.stop()
        await running

    assert rows(owner) == [("a", "QUEUED", 1, "Its worker ended.")]


async def test_one_that_fails_is_tried_again_and_given_up(
    fresh_database: Database, owner: psycopg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    jobs = line(fresh_database, {"a": failing(ValueError("of yamada@example.org"))})
    await put_in(fresh_database, LocalBroker())

    said = [(await jobs.turn(), rows(owner)) for _ in range(4)]

    assert said == [
        (True, [("a", "QUEUED", 1, "ValueError")]),
        (True, [("a", "QUEUED", 2, "ValueError")]),
        (True, [("a", "FAILED", 3, "ValueError")]),
        (False, [("a", "FAILED", 3, "ValueError")]),
    ]
    assert [record.levelno for record in caplog.records if record.name == "rvs.jobs"] == [logging.ERROR] * 3


async def test_a_handler_may_give_up_at_once(fresh_database: Database, owner: psycopg.Connection) -> None:
    await put_in(fresh_database, LocalBroker())
    await line(fresh_database, {"a": failing(GivenUp("There is no such template."))}).turn()

    assert rows(owner) == [("a", "FAILED", 1, "There is no such template.")]


async def test_one_that_ends_its_workers_is_given_up(fresh_database: Database, owner: psycopg.Connection) -> None:
    await put_in(fresh_database, LocalBroker())
    owner.execute("UPDATE job SET status = 'RUNNING', attempt = 3, lease_until = now() - interval '1 second'")
    await line(fresh_database, {"a": failing(AssertionError())}).turn()

    assert rows(owner) == [("a", "FAILED", 4, "Its workers ended while they did it.")]


async def test_a_stalled_worker_writes_nothing(fresh_database: Database, owner: psycopg.Connection) -> None:
    """Another has taken the job over while the handler was between two steps."""
    broker = LocalBroker()

    async def handler(task: Task) -> None:
        owner.execute("UPDATE job SET attempt = attempt + 1, lease_until = now() + interval '1 minute'")
        async with task.step(last=True) as session:
            enqueue(session, "effect", now=datetime.now(UTC))

    await put_in(fresh_database, broker)
    await line(fresh_database, {"a": handler}).turn()

    assert rows(owner) == [("a", "RUNNING", 2, None)]


async def test_who_lost_the_lease_is_stopped_by_the_heartbeat(
    fresh_database: Database, owner: psycopg.Connection
) -> None:
    stopped = asyncio.Event()

    async def handler(_task: Task) -> None:
        owner.execute("UPDATE job SET attempt = attempt + 1, lease_until = now() + interval '1 minute'")
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    await put_in(fresh_database, LocalBroker())
    async with asyncio.timeout(SOON):
        assert await line(fresh_database, {"a": handler}, lease=timedelta(milliseconds=30)).turn()

    assert stopped.is_set()
    assert rows(owner) == [("a", "RUNNING", 2, None)]


async def test_the_heartbeat_keeps_a_long_job(fresh_database: Database, owner: psycopg.Connection) -> None:
    lease_until = "SELECT lease_until FROM job"

    async def handler(_task: Task) -> None:
        first = owner.execute(lease_until).fetchone()
        while owner.execute(lease_until).fetchone() == first:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.005)

    await put_in(fresh_database, LocalBroker())
    async with asyncio.timeout(SOON):
        await line(fresh_database, {"a": handler}, lease=timedelta(milliseconds=300)).turn()

    assert rows(owner) == [("a", "DONE", 1, None)]


async def test_a_step_that_failed_left_nothing(fresh_database: Database, owner: psycopg.Connection) -> None:
    async def handler(task: Task) -> None:
        with contextlib.suppress(ZeroDivisionError):
            async with task.step(last=True) as session:
                enqueue(session, "effect", now=datetime.now(UTC))
                raise ZeroDivisionError
        raise LeaseLost

    await put_in(fresh_database, LocalBroker())
    await line(fresh_database, {"a": handler}).turn()

    assert rows(owner) == [("a", "RUNNING", 1, None)]


async def test_schedules_put_in_jobs_that_somebody_can_do(fresh_database: Database, owner: psycopg.Connection) -> None:
    schedule = [Every("a", timedelta(minutes=1)), Every("unknown", timedelta(minutes=1))]
    two = [Schedules(fresh_database, LocalBroker(), schedule, {"a": finish}) for _ in range(2)]

    first = [await one.turn() for one in two]
    assert first == [True, False]
    assert rows(owner) == [("a", "QUEUED", 0, None)]
    scheduled = owner.execute("SELECT name, next_run_at > now(), next_run_at <= now() + '1 minute' FROM schedule")
    assert scheduled.fetchall() == [("a", True, True)]

    owner.execute("UPDATE schedule SET next_run_at = now() - interval '10 minutes'")
    assert [await one.turn() for one in two] == [True, False]
    assert rows(owner) == [("a", "QUEUED", 0, None)]  # the last one is not done yet

    await line(fresh_database, {"a": finish}).turn()
    owner.execute("UPDATE schedule SET next_run_at = now() - interval '10 minutes'")
    assert sorted(await asyncio.gather(*(one.turn() for one in two))) == [False, True]
    assert rows(owner) == [("a", "DONE", 1, None), ("a", "QUEUED", 0, None)]


def test_what_was_missed_is_not_made_up_for() -> None:
    every = Every("a", timedelta(minutes=1))
    last = datetime(2026, 5, 4, 12, tzinfo=UTC)

    assert [every.after(last, last + timedelta(seconds=late)) for late in (0, 59, 60, 3601)] == [
        last + timedelta(minutes=minutes) for minutes in (1, 1, 2, 61)
    ]


async def test_a_turn_that_fails_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    class Stumbling:
        topic = "mail"

        def __init__(self) -> None:
            self.turns, self.closed = 0, False
            self.again = asyncio.Event()

        async def turn(self) -> bool:
            self.turns += 1
            if self.turns == 1:
                raise OSError
            self.again.set()
            return False

        async def close(self) -> None:
            self.closed = True

    one, broker = Stumbling(), LocalBroker()
    async with asyncio.timeout(SOON), working(Worker(broker, [one], poll=0.01)):  # type: ignore[list-item]
        await one.again.wait()
        broker.publish(Wake("mail", EVERYBODY))

    assert one.closed
    assert [record.message for record in caplog.records] == ["A turn of Stumbling failed"]

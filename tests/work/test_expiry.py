"""Shares that have run out: noted once each, with an event each, however many workers note them."""

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from app.actions.expire_shares import expire_shares
from app.database import Database
from app.events.broker import LocalBroker
from app.events.work import work
from app.jobs.queue import enqueue
from app.jobs.running import Jobs
from app.models import Invitation, Share
from app.settings import Settings
from app.viewer import SYSTEM
from app.work.handlers import SCHEDULE, handlers
from tests.factories import SHARED, Factory

pytestmark = pytest.mark.anyio

PAST, FUTURE = datetime(2026, 6, 1, tzinfo=UTC), datetime(2126, 6, 1, tzinfo=UTC)


async def put_in_shares(database: Database, number: int) -> None:
    """`number` that have run out, of two organisations; one that has not, one for ever, one revoked, one waiting."""
    async with database.session(SYSTEM) as session:
        make = Factory(session)
        result = await make.result()
        organisations = [await make.organisation(), await make.organisation()]
        for place in range(number):
            over = await make.result()
            await make.share(over, organisations[place % 2], expires_at=PAST + timedelta(minutes=place))
        await make.share(await make.result(), organisations[0], expires_at=FUTURE)
        await make.share(result, organisations[0])
        await make.share(result, organisations[1], expires_at=PAST, revoked_at=SHARED, ended_at=SHARED)
        invitation = await make.add(
            Invitation(
                candidate_id=result.candidate_id,
                name="Saltmarsh",
                sort_name="saltmarsh",
                city="Saltmarsh",
                country="GB",
                email="office@saltmarsh.example.org",
                invited_at=SHARED,
            )
        )
        share = await make.share(await make.result(), organisations[0])
        values = share.model_dump(exclude={"id", "organisation_id", "sequence", "invitation_id", "expires_at"})
        await make.add(Share(**values, invitation_id=invitation.id, expires_at=PAST))
        await session.commit()


def check(owner: psycopg.Connection, number: int) -> None:
    ended = "SELECT count(*) FROM share WHERE ended_at = expires_at AND revoked_at IS NULL"
    assert owner.execute(ended).fetchone() == (number + 1,)  # the waiting one too: nobody hears of it
    assert owner.execute("SELECT count(*) FROM share WHERE ended_at IS NULL").fetchone() == (3,)
    told = owner.execute(
        "SELECT count(*), count(DISTINCT share_id), count(*) FILTER (WHERE share.ended_at = share.expires_at),"
        " count(*) FILTER (WHERE event.actor_kind = 'SYSTEM' AND event.result_id = share.result_id)"
        " FROM event JOIN share ON share.id = share_id WHERE event.kind = 'SHARE_EXPIRED'"
    )
    assert told.fetchone() == (number,) * 4
    gaps = (
        "SELECT organisation_id FROM event JOIN event_head USING (organisation_id) GROUP BY organisation_id, last"
        " HAVING count(*) <> last OR max(sequence) <> last OR min(sequence) <> 1"
    )
    assert owner.execute(gaps).fetchall() == []


async def test_two_at_once_end_each_share_once(fresh_database: Database, owner: psycopg.Connection) -> None:
    await put_in_shares(fresh_database, 24)

    async def expire_all() -> int:
        total = 0
        while True:
            async with work(fresh_database, LocalBroker(), SYSTEM) as session:
                ended = await expire_shares(session, most=3)
            total += ended
            if not ended:
                return total

    totals = await asyncio.gather(*(expire_all() for _ in range(3)))

    assert sum(totals) == 25
    check(owner, 24)


async def test_the_job_that_is_done_every_minute(fresh_database: Database, owner: psycopg.Connection) -> None:
    await put_in_shares(fresh_database, 3)
    broker = LocalBroker()
    async with work(fresh_database, broker, SYSTEM) as session:
        enqueue(session, "expire_shares", now=SHARED)

    jobs = Jobs(fresh_database, broker, handlers(Settings()))
    assert [await jobs.turn(), await jobs.turn()] == [True, False]

    check(owner, 3)
    assert {every.kind: every.interval for every in SCHEDULE}["expire_shares"] == timedelta(minutes=1)


async def test_one_that_its_candidate_holds_is_passed_over(fresh_database: Database, owner: psycopg.Connection) -> None:
    await put_in_shares(fresh_database, 2)
    with owner.transaction():
        owner.execute("SELECT FROM share WHERE expires_at = %s FOR NO KEY UPDATE", [PAST + timedelta(minutes=1)])
        async with work(fresh_database, LocalBroker(), SYSTEM) as session:
            assert await expire_shares(session) == 2
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        assert await expire_shares(session) == 1

    check(owner, 2)

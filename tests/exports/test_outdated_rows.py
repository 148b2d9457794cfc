"""Rows of files go out of date as the log says so, whatever happens at the same moment."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.cancel_result import cancel_result
from app.actions.expire_shares import expire_shares
from app.actions.result_versions import Decision
from app.actions.revoke_share import revoke_share
from app.database import Database
from app.events import log
from app.events.broker import LocalBroker
from app.events.log import EventDraft
from app.events.work import work
from app.exports.entry import Made, begin, finish
from app.models import Download, DownloadRow, Organisation, Result, Share, User
from app.models.enums import EventKind
from app.viewer import SYSTEM, Viewer, ViewerKind
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
BROKER = LocalBroker()


@asynccontextmanager
async def making(database: Database) -> AsyncIterator[Factory]:
    async with work(database, BROKER, SYSTEM) as session:
        yield Factory(session)


async def some_shares(database: Database, number: int) -> tuple[User, list[Share]]:
    """Of one organisation, each of a result of its own; and who makes files there."""
    async with making(database) as make:
        user = await make.user()
        organisation = await make.session.get_one(Organisation, user.organisation_id)
        return user, [await make.share(await make.result(), organisation) for _ in range(number)]


async def running(database: Database, user: User, shares: Sequence[Share]) -> Download:
    """A run whose rows are kept, and that has not ended."""
    async with making(database) as make:
        download = await make.download(user)
        await begin(make.session, download.id, 1)
        for place, share in enumerate(shares, start=1):
            row = {"result_id": share.result_id, "candidate_id": share.candidate_id, "share_id": share.id}
            keys = {"download_id": download.id, "attempt": 1, "place": place, "version": 1}
            await make.add(DownloadRow(organisation_id=user.organisation_id, **keys, **row))
    return download


async def end(session: AsyncSession, download: Download, rows: int) -> None:
    made = Made(
        key=f"{download.id}-1", size=1, sha256=bytes(32), rows=rows, rows_left_out=0, notes={}, has_photos=False
    )
    await finish(session, download.id, 1, made, kept=DAY)


async def file(database: Database, user: User, shares: Sequence[Share]) -> Download:
    download = await running(database, user, shares)
    async with work(database, BROKER, SYSTEM) as session:
        await end(session, download, len(shares))
    return download


async def counts(database: Database, user: User, *downloads: Download) -> list[int]:
    """As their organisation sees it."""
    counted = []
    async with database.snapshot(viewer_of(user)) as snapshot:
        for download in downloads:
            text = await snapshot.text("SELECT outdated_rows($1, NULL)::text", [download.id])
            counted.append(int(text or b"-1"))
    return counted


async def revoke(database: Database, share: Share) -> None:
    candidate = Viewer(ViewerKind.CANDIDATE, id=share.candidate_id, candidate_id=share.candidate_id)
    async with work(database, BROKER, candidate) as session:
        await revoke_share(session, candidate, share.id, now=datetime.now(UTC))


async def cancel(database: Database, result_id: UUID) -> None:
    async with making(database) as make:
        staff = await make.staff()
    decided = Decision(result_id=result_id, version=1, reason="Collusion.", note="By seat.")
    async with work(database, BROKER, viewer_of(staff)) as session:
        await cancel_result(session, viewer_of(staff), decided, now=datetime.now(UTC))


async def test_each_row_counts_once_in_each_file_that_holds_it(fresh_database: Database) -> None:
    user, (cancelled, revoked, both, untouched) = await some_shares(fresh_database, 4)
    all_of_them = await file(fresh_database, user, [cancelled, revoked, both, untouched])
    one = await file(fresh_database, user, [cancelled])
    none = await file(fresh_database, user, [untouched])
    async with making(fresh_database) as make:
        other = await make.user()
        elsewhere = await make.session.get_one(Organisation, other.organisation_id)
        shared = await make.share(await make.session.get_one(Result, revoked.result_id), elsewhere)
    theirs = await file(fresh_database, other, [shared])

    await cancel(fresh_database, cancelled.result_id)
    await revoke(fresh_database, revoked)
    await cancel(fresh_database, both.result_id)
    await revoke(fresh_database, both)

    assert await counts(fresh_database, user, all_of_them, one, none) == [3, 1, 0]
    assert await counts(fresh_database, other, theirs, all_of_them) == [0, 0]
    assert await counts(fresh_database, user, await file(fresh_database, user, [cancelled])) == [1]


async def test_a_share_whose_time_is_over_counts_before_and_after_the_job_that_ends_it(
    fresh_database: Database, owner: psycopg.Connection
) -> None:
    user, (over, lasting) = await some_shares(fresh_database, 2)
    made = await file(fresh_database, user, [over, lasting])
    owner.execute("UPDATE share SET expires_at = now() - interval '1 s' WHERE id = %s", (over.id,))

    before = await counts(fresh_database, user, made)
    async with work(fresh_database, BROKER, SYSTEM) as session:
        ended = await expire_shares(session)

    assert (before, ended, await counts(fresh_database, user, made)) == ([1], 1, [1])
    assert owner.execute("SELECT share_id FROM download_row WHERE is_outdated").fetchall() == [(over.id,)]


async def test_what_changed_while_the_file_was_made(fresh_database: Database) -> None:
    user, (cancelled, revoked, untouched) = await some_shares(fresh_database, 3)
    made = await running(fresh_database, user, [cancelled, revoked, untouched])
    await cancel(fresh_database, cancelled.result_id)
    await revoke(fresh_database, revoked)

    before = await counts(fresh_database, user, made)
    async with work(fresh_database, BROKER, SYSTEM) as session:
        await end(session, made, 3)

    assert (before, await counts(fresh_database, user, made)) == ([0], [2])


@pytest.mark.parametrize("first", ["the change", "the end of the run"])
async def test_neither_misses_the_other(fresh_database: Database, first: str) -> None:
    """Both are uncommitted at the same time; whoever writes its event first has the head of the log, and the other
    waits for it. Without that neither would see the other."""
    user, (share,) = await some_shares(fresh_database, 1)
    made = await running(fresh_database, user, [share])
    async with fresh_database.session(SYSTEM) as changing, fresh_database.session(SYSTEM) as ending:
        result = await changing.get_one(Result, share.result_id)
        result.version = 2
        assert share.organisation_id is not None
        draft = {"share_id": share.id, "result_id": share.result_id, "result_version": 2}
        log.record(changing, EventDraft(share.organisation_id, EventKind.RESULT_CORRECTED, **draft))
        await changing.flush()
        old = await changing.connection()
        await old.exec_driver_sql(
            "INSERT INTO result_version SELECT (jsonb_populate_record(old, jsonb_build_object('version', 2,"
            " 'recorded_at', now()))).* FROM result_version AS old WHERE result_id = %(id)s",
            {"id": share.result_id},
        )
        await end(ending, made, 1)
        one, other = (changing, ending) if first == "the change" else (ending, changing)
        await log.write(one, SYSTEM)
        waits = asyncio.create_task(log.write(other, SYSTEM))
        await blocked(fresh_database)
        await one.commit()
        await waits
        await other.commit()

    assert await counts(fresh_database, user, made) == [1]


async def blocked(database: Database) -> None:
    """Until a transaction of this database waits for another."""
    query = (
        "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(20):
        waiting: bytes | None = b"0"
        while waiting == b"0":
            async with database.snapshot(SYSTEM) as snapshot:
                waiting = await snapshot.text(query, [])


async def test_only_finished_files_are_touched(fresh_database: Database, owner: psycopg.Connection) -> None:
    """Others' rows may be removed at the same time, by who would wait for us."""
    user, (share,) = await some_shares(fresh_database, 1)
    await running(fresh_database, user, [share])

    await revoke(fresh_database, share)

    assert owner.execute("SELECT is_outdated FROM download_row").fetchall() == [(False,)]

"""Files whose time is over, and what attempts left behind: the bytes go, entries and ledger stay."""

import os
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from app.database import Database
from app.events.broker import LocalBroker
from app.events.work import work
from app.exports.local_store import LocalStore
from app.exports.store import NotThere, Store, key_for
from app.jobs.queue import enqueue
from app.jobs.running import Handler, Jobs
from app.models import new_id
from app.models.enums import DownloadFormat, JobStatus
from app.viewer import SYSTEM
from app.work.keeping_files import expiring_files, sweeping_files
from tests.api.files import FOR_EVER, a_download, a_file, a_row
from tests.exports.buckets import Bucket, S3Server, s3_server
from tests.factories import Factory

pytestmark = pytest.mark.anyio

ENTRY = "SELECT id, status, object_key, size, sha256, rows, fetch_count, expires_at FROM download ORDER BY id"
LONG_AGO = 1_000_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture(scope="module")
def s3() -> AsyncIterator[S3Server]:
    with s3_server() as server:
        yield server


async def done(database: Database, kind: str, handler: Handler) -> None:
    """The job, by a worker's own line; its first attempt is its last."""
    async with work(database, LocalBroker(), SYSTEM) as session:
        enqueue(session, kind, now=datetime.now(UTC))
    jobs: Mapping[str, Handler] = {kind: handler}
    assert await Jobs(database, LocalBroker(), jobs).turn()


async def bytes_of(store: Store, key: str) -> int | None:
    try:
        return await store.size(key)
    except NotThere:
        return None


@pytest.mark.parametrize("kind", ["folder", "bucket"])
async def test_bytes_go_when_their_time_is_over_and_the_entry_stays(
    fresh_database: Database, owner: psycopg.Connection, folder: Path, s3: S3Server, kind: str
) -> None:
    bucket: Bucket | None = s3.bucket() if kind == "bucket" else None
    store: Store = LocalStore(folder) if bucket is None else bucket.store()
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        make = Factory(session)
        user, result = await make.user(), await make.result()
        organisation = await make.organisation()
        share = await make.share(result, organisation)
        now = datetime.now(UTC)
        over, kept = [
            await a_file(make, store, user, organisation, b"bytes", shares=[(share, result)], expires_at=expires)
            for expires in (now - timedelta(seconds=1), now + timedelta(minutes=5))
        ]
    before = owner.execute(ENTRY).fetchall()
    over_key, kept_key = over.download.object_key, kept.download.object_key
    assert over_key is not None
    assert kept_key is not None

    for _ in range(2):  # again: nothing more happens
        await done(fresh_database, "expire_files", expiring_files(store))

        assert (await bytes_of(store, over_key), await bytes_of(store, kept_key)) == (None, 5)
        assert owner.execute(ENTRY).fetchall() == [
            (*row[:2], None if row[0] == over.download.id else row[2], *row[3:]) for row in before
        ]
    assert owner.execute("SELECT count(*) FROM download_row").fetchone() == (2,)


async def test_where_the_store_is_away_the_entry_keeps_the_key_and_it_is_done_later(
    fresh_database: Database, owner: psycopg.Connection, s3: S3Server
) -> None:
    bucket = s3.bucket()
    store = bucket.store()
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        make = Factory(session)
        user, organisation = await make.user(), await make.organisation()
        past = datetime.now(UTC) - timedelta(seconds=1)
        made = await a_file(make, store, user, organisation, b"bytes", expires_at=past)
    before = owner.execute(ENTRY).fetchall()
    s3.stop()
    try:
        await done(fresh_database, "expire_files", expiring_files(store))
        away = owner.execute(ENTRY).fetchall()
    finally:
        s3.start()
    (held,) = bucket.files().values()
    owner.execute("UPDATE job SET run_at = now()")
    await Jobs(fresh_database, LocalBroker(), {"expire_files": expiring_files(store)}).turn()

    assert (away, held) == (before, made.data)
    assert owner.execute("SELECT object_key FROM download").fetchall() == [(None,)]
    assert bucket.files() == {}


async def test_what_attempts_left_behind_goes_and_nothing_else(
    fresh_database: Database, owner: psycopg.Connection, folder: Path
) -> None:
    store = LocalStore(folder)
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        make = Factory(session)
        user, result, organisation = await make.user(), await make.result(), await make.organisation()
        share = await make.share(result, organisation)
        lately = datetime.now(UTC)
        made = await a_file(
            make, store, user, organisation, b"kept", shares=[(share, result)], finished_at=lately, expires_at=FOR_EVER
        )
        await make.add(a_row(made.download, 1, share, result, attempt=1))
        open_values = {
            "finished_at": None,
            "expires_at": None,
            "size": None,
            "sha256": None,
            "status": JobStatus.RUNNING,
        }
        running = await a_download(make, organisation, user, **open_values)
        failed = await a_download(
            make,
            organisation,
            user,
            **open_values | {"status": JobStatus.FAILED, "failure": "BROKEN", "finished_at": lately},
        )
        for download in (running, failed):
            await make.add(a_row(download, 1, share, result, attempt=1))
    keys = {
        "kept": made.download.object_key or "",
        "earlier": key_for(organisation.id, made.download.id, 1, made.download.format),
        "running": key_for(organisation.id, running.id, 1, DownloadFormat.PDF),
        "failed": key_for(organisation.id, failed.id, 1, DownloadFormat.PDF),
        "nobody's": key_for(organisation.id, new_id(), 1, DownloadFormat.CSV),
        "foreign": "lost+found/readme.txt",
        "young": key_for(organisation.id, new_id(), 2, DownloadFormat.CSV),
    }
    for name, key in keys.items():
        path = folder / key
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode())
        if name != "young":
            os.utime(path, (LONG_AGO, LONG_AGO))
    before = owner.execute(ENTRY).fetchall()

    await done(fresh_database, "sweep_files", sweeping_files(store))

    assert {name for name, key in keys.items() if (folder / key).exists()} == {"kept", "running", "foreign", "young"}
    assert sorted(owner.execute("SELECT download_id, attempt FROM download_row").fetchall()) == sorted(
        [(made.download.id, 2), (running.id, 1)]
    )
    assert owner.execute(ENTRY).fetchall() == before

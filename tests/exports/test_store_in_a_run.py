"""A bucket that is away from beginning to end of a run, or for a while; a disk that is full while a file is made."""

import hashlib
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from app.database import Database
from app.exports.store import key_for
from app.models.enums import DownloadFormat
from tests.exports.buckets import Bucket, S3Server, s3_server
from tests.exports.running import Office, office

pytestmark = pytest.mark.anyio

JOB = "SELECT status, attempt, failure FROM job WHERE kind = 'download'"
AWAY = "The store of files could not be reached. Try again later."
FULL = "The store of files is full. Try again later."


@pytest.fixture
def server() -> Iterator[S3Server]:
    """This test's own: it is stopped and started."""
    with s3_server() as server:
        yield server


@pytest.fixture
async def there(fresh_database: Database, tmp_path: Path, server: S3Server) -> AsyncIterator[tuple[Office, Bucket]]:
    bucket = server.bucket()
    async with office(fresh_database, tmp_path, object_store_url=SecretStr(bucket.url)) as there:
        yield there, bucket


def told(state: dict[str, object]) -> tuple[object, ...]:
    return tuple(state[name] for name in ("status", "failure", "url", "bytes", "sha256"))


async def test_a_run_into_a_bucket(there: tuple[Office, Bucket], owner: psycopg.Connection) -> None:
    office, bucket = there
    async with office.at_work():
        state = await office.ended(await office.started())

    (row,) = owner.execute("SELECT organisation_id, id, attempt, object_key, size FROM download").fetchall()
    key = key_for(row[0], row[1], row[2], DownloadFormat.CSV)
    assert (state["status"], row[3]) == ("DONE", key)
    assert {name: len(data) for name, data in bucket.files().items()} == {f"kept/{key}": row[4]}
    assert office.files == []
    fetched = await office.service.http.get(state["url"], headers={"authorization": f"Bearer {office.token}"})
    assert (fetched.status_code, fetched.content) == (200, bucket.files()[f"kept/{key}"])
    assert hashlib.sha256(fetched.content).hexdigest() == state["sha256"]
    assert (await office.state(state["id"]))["fetchCount"] == 1


async def test_a_bucket_that_is_away_to_the_end(there: tuple[Office, Bucket], owner: psycopg.Connection) -> None:
    office, bucket = there
    bucket.server.stop()
    try:
        async with office.at_work():
            state = await office.until(await office.started(), lambda state: state["status"] == "FAILED", within=180)
    finally:
        bucket.server.start()

    assert told(state) == ("FAILED", AWAY, None, None, None)
    assert owner.execute(JOB).fetchone() == ("FAILED", 3, "STORE_AWAY")
    assert owner.execute("SELECT count(*) FROM download_row").fetchone() == (0,)
    assert owner.execute("SELECT count(*) FROM event WHERE kind = 'DOWNLOAD_FINISHED'").fetchone() == (1,)
    assert (bucket.files(), bucket.uploads()) == ({}, [])


async def test_a_bucket_that_comes_back(there: tuple[Office, Bucket], owner: psycopg.Connection) -> None:
    office, bucket = there
    bucket.server.stop()
    try:
        async with office.at_work():
            id_ = await office.started()
            await office.until(id_, lambda state: state["status"] == "RUNNING")
            bucket.server.start()
            state = await office.ended(id_)
    finally:
        if bucket.server._server is None:
            bucket.server.start()

    assert state["status"] == "DONE"
    assert [len(data) for data in bucket.files().values()] == [int(state["bytes"])]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Of 64 KB, of its own; only root makes one."""
    folder = tmp_path / "files"
    folder.mkdir(mode=0o700)
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("this user mounts no disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


async def test_a_disk_that_is_full(
    small_disk: Path, fresh_database: Database, tmp_path: Path, owner: psycopg.Connection
) -> None:
    others = small_disk / "others"
    others.write_bytes(b"x" * 60_000)
    async with office(fresh_database, tmp_path) as there, there.at_work():
        state = await there.ended(await there.started(format="PDF"))
        left = there.files
        others.unlink()
        again = await there.ended(await there.started())

    assert told(state) == ("FAILED", FULL, None, None, None)
    assert owner.execute(JOB + " ORDER BY id").fetchall() == [("FAILED", 3, "NO_SPACE"), ("DONE", 1, None)]
    assert left == []
    assert again["status"] == "DONE"
    assert owner.execute("SELECT count(*) FROM download_row").fetchone() == (3,)

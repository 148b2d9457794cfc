"""kill -9 of a real `rvs worker` at random moments, again and again, until each download has ended by itself.

python -m tests.exports.chaos [TIMES] [SEED]      in a database of its own
"""

import asyncio
import contextlib
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from app.database import Database
from app.embedded import EmbeddedPostgres
from app.migrating import migrate, provision
from tests.exports.running import Office, alive, office

ROOT = Path(__file__).parents[2]
LONGEST = 1.2
"""Seconds within which a worker is killed after it is seen to begin: some are killed before, some after the end."""


class WorkerProcess:
    """`rvs worker`, which can be killed."""

    def __init__(self, there: Office, url: str) -> None:
        secret = there.settings.secret_key
        assert secret is not None
        self._environment = os.environ | {
            "DATABASE_URL": url,
            "SECRET_KEY": secret.get_secret_value(),
            "DATA": str(there.settings.data),
        }
        self.process = self._begun()

    def _begun(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, env=self._environment, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        """At once, and another takes its place."""
        children = children_of(self.process.pid)
        self.process.kill()
        self.process.wait()
        for child in children:
            while alive(child):  # it ends by itself
                os.sched_yield()
        self.process = self._begun()

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def children_of(pid: int) -> list[int]:
    """The processes that it has started."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


async def killed_again_and_again(there: Office, owner: psycopg.Connection, url: str, times: int, seed: int) -> None:
    """Each download is either not there at all, or whole and right; and it ends."""
    moments = random.Random(seed)
    worker = WorkerProcess(there, url)
    kills, formats = 0, ("CSV", "XLSX", "JSON_LINES", "PDF")
    try:
        while kills < times:
            id_ = await there.started(format=moments.choice(formats))
            key = id_.partition("_")[2]
            for _ in range(moments.randint(1, 2)):
                await there.until(id_, lambda state: state["status"] != "QUEUED" or worker.process.poll() is not None)
                await asyncio.sleep(moments.uniform(0, LONGEST))
                worker.kill()
                kills += 1
                whole_or_none(there, owner, key)
                # What a killed worker had is another's once its lease has run out: that is not waited for here.
                owner.execute("UPDATE job SET lease_until = now() - interval '1 s' WHERE status = 'RUNNING'")
            state = await there.ended(id_)
            assert state["status"] == "DONE", state
            whole_or_none(there, owner, key)
            assert owner.execute(
                "SELECT count(*) FROM event WHERE kind = 'DOWNLOAD_FINISHED' AND download_id = %s", (key,)
            ).fetchone() == (1,)
            assert owner.execute(
                "SELECT array_agg(DISTINCT row.attempt) = array_agg(DISTINCT download.attempt), count(*)"
                " FROM download JOIN download_row AS row ON row.download_id = download.id"
                " AND row.attempt = download.attempt WHERE download.id = %s",
                (key,),
            ).fetchone() == (True, len(there.shares))
    finally:
        worker.end()


def whole_or_none(there: Office, owner: psycopg.Connection, key: str) -> None:
    """What is offered is what its entry says, to the last byte."""
    row = owner.execute("SELECT status, object_key, size, sha256 FROM download WHERE id = %s", (key,)).fetchone()
    assert row is not None
    status, object_key, size, sha256 = row
    if status != "DONE":
        assert (object_key, size, sha256) == (None, None, None)
        return
    file = (there.settings.data / "files" / object_key).read_bytes()
    assert (len(file), hashlib.sha256(file).digest()) == (size, sha256)


async def main(times: int, seed: int) -> None:
    """The whole of it."""
    with tempfile.TemporaryDirectory(prefix="rvs-chaos-") as folder, contextlib.ExitStack() as stack:
        embedded = EmbeddedPostgres.start(Path(folder) / "pg", durable=False)
        stack.callback(embedded.stop)
        urls = provision(embedded.url("postgres", embedded.superuser))
        migrate(urls.owner)
        database = await Database.open(urls.app)
        owner = stack.enter_context(psycopg.connect(urls.owner, autocommit=True))
        owner.execute("SET app.kind = 'system'")
        async with office(database, Path(folder) / "data", shares=200, downloads_at_once=1000) as there:
            await killed_again_and_again(there, owner, urls.app, times, seed)
        await database.close()
    print(f"{times} workers killed (seed {seed}): each download was whole or not there, and ended.")


if __name__ == "__main__":
    times, seed, *_ = (*map(int, sys.argv[1:]), *(20, 1)[len(sys.argv) - 1 :])
    asyncio.run(main(times, seed))

"""However a download goes, it ends: with the whole right file, or with none and a reason."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from app.database import Database
from app.errors import RefusalCode
from app.events.work import work
from app.jobs.lease import claim
from app.models import Job
from app.schema.ids import id_of
from app.security.api_keys import new_secret
from app.security.tokens import token_hash
from app.viewer import SYSTEM
from app.work.children import Child, Children
from tests.exports.running import CANCEL, SOON, Office, alive, office
from tests.transports.serving import free_port

pytestmark = pytest.mark.anyio


@pytest.fixture
async def there(fresh_database: Database, tmp_path: Path) -> AsyncIterator[Office]:
    async with office(fresh_database, tmp_path) as there:
        yield there


def nothing_is_left(there: Office, owner: psycopg.Connection) -> None:
    """Neither file nor rows, nor a job that goes on."""
    assert there.files == []
    assert owner.execute("SELECT count(*) FROM download_row").fetchone() == (0,)
    assert owner.execute("SELECT count(*) FROM job WHERE status IN ('QUEUED', 'RUNNING')").fetchone() == (0,)


ENDINGS = {
    "user": "UPDATE app_user SET removed_at = now()",
    "organisation": "UPDATE organisation SET status = 'SUSPENDED', suspended_at = now()",
}


@pytest.mark.parametrize("whose", ENDINGS)
async def test_who_may_no_longer_gets_no_file(there: Office, owner: psycopg.Connection, whose: str) -> None:
    id_ = await there.started()
    async with there.service.making() as make:
        witness = await make.user(there.organisation)
    owner.execute(ENDINGS[whose] + (" WHERE id = %s" if whose == "user" else ""), [there.user.id][: whose == "user"])
    async with there.at_work():
        await until(owner, "SELECT status <> 'QUEUED' AND finished_at IS NOT NULL FROM download")
    owner.execute("UPDATE organisation SET status = 'APPROVED', suspended_at = NULL")
    there.token = await there.service.token(witness)

    state = await there.state(id_)
    assert (state["status"], state["failure"]) == ("FAILED", "Whoever started it may not download any more.")
    nothing_is_left(there, owner)
    assert owner.execute("SELECT count(*) FROM event WHERE kind = 'DOWNLOAD_FINISHED'").fetchone() == (1,)


@pytest.mark.parametrize(
    "change", ["revoked_at = now()", "expires_at = now()", "scopes = '{READ}'"], ids=["revoked", "expired", "scope"]
)
async def test_a_key_that_is_no_more_gets_no_file(there: Office, owner: psycopg.Connection, change: str) -> None:
    secret = new_secret()
    async with there.service.making() as make:
        await make.api_key(there.organisation, secret_hash=token_hash(secret))
    payload = await there.start(secret)
    owner.execute(f"UPDATE api_key SET {change}")  # type: ignore[arg-type]
    async with there.at_work():
        state = await there.ended(payload["download"]["id"])

    assert (state["status"], state["failure"]) == ("FAILED", "Whoever started it may not download any more.")
    nothing_is_left(there, owner)


async def until(owner: psycopg.Connection, question: str) -> None:
    """The answer is yes."""
    async with asyncio.timeout(SOON):
        while owner.execute(question).fetchone() != (True,):  # type: ignore[arg-type]  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def cancel(there: Office, id_: str) -> dict[str, object]:
    answer: dict[str, object] = (await there.service.ask(CANCEL, there.token, id=id_))["cancelDownload"]
    return answer


async def test_cancelled_before_it_begins(there: Office, owner: psycopg.Connection) -> None:
    id_ = await there.started()
    first, again = [await cancel(there, id_) for _ in range(2)]
    async with there.at_work():
        other, _ = await there.finished()

    assert first == again == {"__typename": "DownloadCancelled", "download": {"id": id_, "status": "CANCELLED"}}
    assert (await there.state(id_))["status"] == "CANCELLED"
    assert [path.name.partition(".")[0] for path in there.files] == [other["id"].partition("_")[2]]


async def test_cancelled_while_it_runs(there: Office, owner: psycopg.Connection) -> None:
    async with there.at_work(), held_up(owner):
        id_ = await there.started()
        await until(owner, "SELECT status = 'RUNNING' FROM download")
        await waits_for_a_lock(owner)
        assert (await cancel(there, id_))["__typename"] == "DownloadCancelled"
        await lets_go(owner)

    assert (await there.state(id_))["status"] == "CANCELLED"
    nothing_is_left(there, owner)


async def test_done_is_done(there: Office, owner: psycopg.Connection) -> None:
    async with there.at_work():
        state, file = await there.finished()
    refused = await cancel(there, state["id"])

    assert refused == {"__typename": "Conflict", "code": RefusalCode.ALREADY_FINISHED, "path": ["id"]}
    assert await there.state(state["id"]) == state
    assert there.file(state["id"]) == file


class held_up:
    """Whoever reads centres waits: of all that is done here, children do."""

    def __init__(self, owner: psycopg.Connection) -> None:
        self._url = owner.info.dsn
        self._owner = owner

    async def __aenter__(self) -> psycopg.Connection:
        self._connection = psycopg.connect(f"{self._owner.info.dsn}")
        self._connection.execute("LOCK TABLE centre IN ACCESS EXCLUSIVE MODE")
        return self._connection

    async def __aexit__(self, *_: object) -> None:
        self._connection.close()


_WAITING = "SELECT count(*) FROM pg_locks WHERE relation = 'centre'::regclass AND NOT granted"


async def waits_for_a_lock(owner: psycopg.Connection) -> None:
    await until(owner, f"SELECT ({_WAITING}) > 0")


async def lets_go(owner: psycopg.Connection) -> None:
    await until(owner, f"SELECT ({_WAITING}) = 0")


async def test_a_child_that_is_killed_is_followed_by_another(there: Office, owner: psycopg.Connection) -> None:
    async with there.at_work() as children:
        async with held_up(owner):
            id_ = await there.started()
            await waits_for_a_lock(owner)
            os.kill(await child_of(there), signal.SIGKILL)
            await until(owner, "SELECT attempt = 2 FROM download")
        state = await there.ended(id_)
        assert children is not None

    assert (state["status"], state["rows"]) == ("DONE", 3)
    assert owner.execute("SELECT DISTINCT attempt FROM download_row").fetchall() == [(2,)]
    assert [path.name.split(".")[1] for path in there.files if not path.name.startswith(".")] == ["2"]


async def child_of(there: Office) -> int:
    """The process that has a file open in the store, once there is one."""
    async with asyncio.timeout(SOON):
        while (found := writer_of(there)) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return found


def writer_of(there: Office) -> int | None:
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                opened = [os.readlink(fd) for fd in (process / "fd").iterdir()]
            except OSError:
                continue
            if any(name.startswith(str(there.settings.data / "files")) for name in opened):
                return int(process.name)
    return None


async def test_children_that_are_always_killed_end_it(there: Office, owner: psycopg.Connection) -> None:
    async with there.at_work():
        async with held_up(owner):
            id_ = await there.started()
            for attempt in (1, 2, 3):
                await until(owner, f"SELECT attempt = {attempt} AND status = 'RUNNING' FROM download")
                os.kill(await child_of(there), signal.SIGKILL)
        state = await there.ended(id_)

    assert (state["status"], state["failure"]) == ("FAILED", "The processes that worked on it ended. Try again.")
    assert [path for path in there.files if not path.name.endswith(".part")] == []


async def test_a_stalled_worker_whose_lease_ran_out_cannot_finish(there: Office, owner: psycopg.Connection) -> None:
    async with there.at_work(), held_up(owner):
        id_ = await there.started()
        await waits_for_a_lock(owner)
        owner.execute("UPDATE job SET lease_until = now() - interval '1 s' WHERE kind = 'download'")
        async with work(there.service.database, there.service.broker, SYSTEM) as session:
            taken = await claim(session, Job, lease=timedelta(minutes=5), kinds=["download"])
        assert taken is not None
        assert taken.attempt == 2
    await lets_go(owner)

    state = await there.state(id_)
    assert (state["status"], state["url"]) == ("RUNNING", None)  # it is the other one's now
    assert owner.execute("SELECT status, attempt FROM job WHERE kind = 'download'").fetchone() == ("RUNNING", 2)
    assert there.files == []


async def test_two_workers_make_each_file_once(there: Office, owner: psycopg.Connection) -> None:
    there.settings = there.settings.model_copy(update={"downloads_at_once": 50})
    async with there.at_work(), there.at_work():
        ids = [await there.started(format="JSON_LINES") for _ in range(5)]
        states = [await there.ended(id_) for id_ in ids]

    assert [state["status"] for state in states] == ["DONE"] * 5
    attempts = owner.execute("SELECT attempt FROM job WHERE kind = 'download'").fetchall()
    assert attempts == [(1,)] * 5
    assert owner.execute("SELECT count(*) FROM event WHERE kind = 'DOWNLOAD_FINISHED'").fetchone() == (5,)
    assert len(there.files) == 5


async def test_a_store_that_is_away_is_tried_again_then_told(there: Office, owner: psycopg.Connection) -> None:
    there.settings.data.joinpath("files").write_text("where the folder should be")
    async with there.at_work():
        state = await there.ended(await there.started())

    assert (state["status"], state["failure"]) == (
        "FAILED",
        "The store of files could not be reached. Try again later.",
    )
    assert owner.execute("SELECT status, attempt, failure FROM job WHERE kind = 'download'").fetchone() == (
        "FAILED",
        3,
        "STORE_AWAY",
    )
    assert owner.execute("SELECT count(*) FROM download_row").fetchone() == (0,)


async def test_in_japanese_it_is_told_in_japanese(there: Office, owner: psycopg.Connection) -> None:
    owner.execute("UPDATE app_user SET language = 'JA'")
    id_ = await there.started()
    owner.execute("UPDATE download SET status = 'FAILED', failure = 'NO_SPACE', finished_at = now()")

    assert (await there.state(id_))["failure"] == "ファイルの保管先がいっぱいです。しばらくしてからお試しください。"


async def test_what_takes_too_long_ends(there: Office, owner: psycopg.Connection) -> None:
    there.settings = there.settings.model_copy(update={"download_minutes": 0.02})
    async with there.at_work(), held_up(owner):
        state = await there.ended(await there.started())

    assert (state["status"], state["failure"]) == ("FAILED", "It took longer than a download may. Choose fewer rows.")
    nothing_is_left(there, owner)


async def test_a_worker_that_ends_gives_its_job_back(there: Office, owner: psycopg.Connection) -> None:
    async with held_up(owner):
        async with there.at_work():
            id_ = await there.started()
            await waits_for_a_lock(owner)
        state = await there.state(id_)
        assert (state["status"], state["rowsDone"]) == ("QUEUED", 0)
        await lets_go(owner)
        assert there.files == []
    async with there.at_work():
        assert (await there.ended(id_))["status"] == "DONE"


async def test_a_child_ends_with_whoever_started_it(there: Office) -> None:
    child = await Child.started()
    pid = child.pid
    assert alive(pid)
    stdin = child._process.stdin
    assert stdin is not None
    stdin.close()
    async with asyncio.timeout(SOON):
        while alive(pid):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await child.end()


async def test_no_secret_is_among_the_arguments(there: Office) -> None:
    child = await Child.started()
    try:
        arguments = Path(f"/proc/{child.pid}/cmdline").read_bytes()  # noqa: ASYNC240
        assert arguments.split(b"\0")[1:-1] == [b"-P", b"-m", b"app.exports.child"]
        assert os.getpriority(os.PRIO_PROCESS, child.pid) > os.getpriority(os.PRIO_PROCESS, os.getpid())
        assert os.getpgid(child.pid) == child.pid
    finally:
        await child.end()
    assert not alive(child.pid)


async def test_a_spare_that_has_died_is_replaced(there: Office) -> None:
    children = Children()
    children.keep_ready()
    assert children._spare is not None
    spare = await children._spare
    assert spare is not None
    os.kill(spare.pid, signal.SIGKILL)
    await spare._process.wait()
    child = await children.take()
    assert child.is_alive
    await child.end()
    await children.close()


async def test_an_organisation_has_so_many_at_a_time(there: Office, owner: psycopg.Connection) -> None:
    payloads = [await there.start() for _ in range(6)]

    assert [payload["__typename"] for payload in payloads] == ["DownloadStarted"] * 5 + ["Throttled"]
    assert owner.execute("SELECT count(*) FROM download").fetchone() == (5,)
    async with there.at_work():
        for payload in payloads[:5]:
            await there.ended(payload["download"]["id"])
        assert (await there.start())["__typename"] == "DownloadStarted"


async def test_two_who_start_at_once_do_not_both_get_the_last_place(there: Office, owner: psycopg.Connection) -> None:
    payloads = await asyncio.gather(*(there.start() for _ in range(8)))

    assert sorted(payload["__typename"] for payload in payloads) == ["DownloadStarted"] * 5 + ["Throttled"] * 3
    assert owner.execute("SELECT count(*) FROM download").fetchone() == (5,)


async def test_an_unreachable_bucket(fresh_database: Database, tmp_path: Path, owner: psycopg.Connection) -> None:
    url = SecretStr(f"s3://k:s@bucket/?endpoint=http://127.0.0.1:{free_port()}&region=eu-west-1")
    async with office(fresh_database, tmp_path, object_store_url=url) as there, there.at_work():
        id_ = await there.started()
        await until(owner, "SELECT attempt >= 1 FROM download")
        assert (await there.state(id_))["url"] is None
        assert id_of("Download", owner.execute("SELECT id FROM download").fetchone()[0]) == id_  # type: ignore[index]

"""downloadProgressed over real sockets and event streams: the state at once, each change, the end."""

from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from app.database import Database
from app.events.broker import Wake
from tests.exports.running import Office, office
from tests.transports.client import socket_to, stream_from
from tests.transports.serving import served

pytestmark = pytest.mark.anyio
WATCH = "subscription ($of: ID!) { downloadProgressed(id: $of) { id status rows rowsDone secondsLeft failure } }"


@pytest.fixture
async def there(fresh_database: Database, tmp_path: Path) -> AsyncIterator[Office]:
    async with office(fresh_database, tmp_path) as there:
        yield there


@pytest.fixture
async def address(there: Office) -> AsyncIterator[str]:
    async with served(there.service.parts.live, there.service.app) as address:
        yield address


def told(id_: str, status: str, done: int = 0) -> dict[str, object]:
    state = {"id": id_, "status": status, "rows": 3, "rowsDone": done, "secondsLeft": None, "failure": None}
    return {"data": {"downloadProgressed": state}}


async def test_over_a_socket_it_is_told_until_the_end(there: Office, address: str) -> None:
    id_ = await there.started()
    async with socket_to(address) as client:
        await client.init(there.token)
        await client.subscribe("1", WATCH, of=id_)
        assert (await client.next())["payload"] == told(id_, "QUEUED")
        async with there.at_work():
            states = []
            while (message := await client.next())["type"] == "next":
                states.append(message["payload"])

    assert message == {"id": "1", "type": "complete"}
    assert states[-1] == told(id_, "DONE", 3)
    assert states[:-1] in ([], [told(id_, "RUNNING")])


async def test_over_an_event_stream_too_without_a_cursor(there: Office, address: str) -> None:
    async with there.at_work():
        state, _ = await there.finished()
    body = {"query": WATCH, "variables": {"of": state["id"]}}
    async with stream_from(address, body, there.token) as events:
        said = [event async for event in events]

    assert [event["event"] for event in said] == ["next", "complete"]
    assert '"status":"DONE"' in said[0]["data"]
    assert "id" not in said[0]


async def test_how_far_it_is(there: Office, address: str, owner: psycopg.Connection) -> None:
    id_ = await there.started()
    async with socket_to(address) as client:
        await client.init(there.token)
        await client.subscribe("1", WATCH, of=id_)
        assert (await client.next())["payload"] == told(id_, "QUEUED")
        owner.execute(
            "UPDATE download SET status = 'RUNNING', rows = 3000, rows_done = 1000, begun_at = now() - interval '10 s'"
        )
        job_id = owner.execute("SELECT job_id FROM download").fetchone()
        assert job_id is not None
        there.service.broker.publish(Wake("job", job_id[0]))
        state = (await client.next())["payload"]["data"]["downloadProgressed"]

    assert (state["status"], state["rowsDone"]) == ("RUNNING", 1000)
    assert 19 <= state["secondsLeft"] <= 25


async def test_without_a_wake_up_it_looks_by_itself(there: Office, address: str, owner: psycopg.Connection) -> None:
    id_ = await there.started()
    async with socket_to(address) as client:
        await client.init(there.token)
        await client.subscribe("1", WATCH, of=id_)
        await client.next()
        owner.execute("UPDATE download SET status = 'CANCELLED', finished_at = now()")

        assert (await client.next())["payload"] == told(id_, "CANCELLED")
        assert await client.next() == {"id": "1", "type": "complete"}


async def test_where_rights_go_it_ends_with_an_error(there: Office, address: str, owner: psycopg.Connection) -> None:
    id_ = await there.started()
    async with socket_to(address) as client:
        await client.init(there.token)
        await client.subscribe("1", WATCH, of=id_)
        await client.next()
        owner.execute("UPDATE app_user SET removed_at = now()")
        there.service.broker.publish(Wake("session", there.user.id))
        error, closed = await client.next(), await client.next()

    assert error["type"] == "error"
    assert error["payload"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
    assert closed[:2] == ("closed", 4403)


async def test_of_another_organisation_there_is_none(there: Office, address: str) -> None:
    id_ = await there.started()
    async with there.service.making() as make:
        stranger = await make.user()
    async with socket_to(address) as client:
        await client.init(await there.service.token(stranger))
        await client.subscribe("1", WATCH, of=id_)
        error = await client.next()

    assert error["type"] == "error"
    assert error["payload"][0]["extensions"] == {"code": "NOT_FOUND"}

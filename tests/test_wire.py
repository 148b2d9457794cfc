"""Reads straight on libpq: what is prepared stays known, whatever becomes of the statement."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from app import wire
from app.migrating import Urls
from app.wire import Connection, read_text

pytestmark = pytest.mark.anyio

SLOW = "SELECT pg_sleep($1::float8)::text"
FAILING = "SELECT (1 / $1::int)::text"
WRONG = "SELECT nothing_of_this_name"


@pytest.fixture
async def connection(shared_urls: Urls) -> AsyncIterator[Connection]:
    options = "-c statement_timeout=100ms"
    async with await psycopg.AsyncConnection.connect(shared_urls.app, autocommit=True, options=options) as connection:
        yield connection


async def prepared(connection: Connection) -> list[str]:
    """What the server has, in the order of its coming."""
    rows = await connection.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time, name")
    return [statement for (statement,) in await rows.fetchall()]


def known(connection: Connection) -> list[str]:
    return list(wire._wires[connection].prepared)


async def test_a_statement_that_ran_out_of_time_is_prepared_once(connection: Connection) -> None:
    for _ in range(3):
        with pytest.raises(psycopg.errors.QueryCanceled):
            await read_text(connection, (SLOW, [60]))

    assert await read_text(connection, (SLOW, [0])) == b""
    assert await prepared(connection) == known(connection) == [SLOW]


async def test_so_is_one_that_failed_as_it_ran(connection: Connection) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        await read_text(connection, (FAILING, [0]), ("SELECT $1::text", ["never sent on"]))

    assert await read_text(connection, (FAILING, [1])) == b"1"
    assert await prepared(connection) == known(connection) == [FAILING]


async def test_one_that_cannot_be_prepared_is_not_kept(connection: Connection) -> None:
    for _ in range(2):
        with pytest.raises(psycopg.errors.UndefinedColumn):
            await read_text(connection, ("SELECT 1", []), (WRONG, []))

    assert await prepared(connection) == known(connection) == ["SELECT 1"]


async def test_what_was_to_go_after_an_error_is_still_there(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "_MOST_PREPARED", 2)
    for statement in ("SELECT 1::text", "SELECT 2::text"):
        await read_text(connection, (statement, []))

    with pytest.raises(psycopg.errors.DivisionByZero):  # the first goes, the second was to go after the error
        await read_text(connection, (FAILING, [0]), ("SELECT 3::text", []))
    assert known(connection) == ["SELECT 2::text", FAILING]
    assert set(await prepared(connection)) == set(known(connection))

    assert await read_text(connection, ("SELECT 2::text", [])) == b"2"
    assert await read_text(connection, ("SELECT 3::text", [])) == b"3"
    assert set(await prepared(connection)) == set(known(connection)) == {"SELECT 2::text", "SELECT 3::text"}


async def test_what_somebody_else_deallocated_is_prepared_again(connection: Connection) -> None:
    await read_text(connection, ("SELECT 1::text", []))
    await connection.execute("DEALLOCATE ALL")

    assert await read_text(connection, ("SELECT 1::text", [])) == b"1"
    assert await prepared(connection) == known(connection) == ["SELECT 1::text"]

"""Reads straight on libpq: what is prepared stays known, whatever becomes of the statement."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import psycopg
import pytest

from app import wire
from app.migrating import Urls
from app.wire import Read, Wire, dumped

pytestmark = pytest.mark.anyio

SLOW = "SELECT pg_sleep($1::float8)::text"
FAILING = "SELECT (1 / $1::int)::text"
WRONG = "SELECT nothing_of_this_name"


@pytest.fixture
async def connection(shared_urls: Urls) -> AsyncIterator[Wire]:
    options = "-c statement_timeout=100ms"
    async with await psycopg.AsyncConnection.connect(shared_urls.app, autocommit=True, options=options) as connection:
        yield Wire(connection, lambda _: None)


async def read_text(connection: Wire, *statements: tuple[str, Sequence[Any]]) -> bytes | None:
    read = Read(asyncio.get_running_loop(), [(statement, dumped(values)) for statement, values in statements])
    connection.begin(read)
    answer: bytes | None = await read.answer
    return answer


async def executed(connection: Wire, statement: str) -> list[tuple[Any, ...]]:
    rows = await connection.leave().execute(statement)
    found = await rows.fetchall() if rows.description else []
    connection.watch()
    return found


async def prepared(connection: Wire) -> list[str]:
    """What the server has, in the order of its coming."""
    rows = await executed(connection, "SELECT statement FROM pg_prepared_statements ORDER BY prepare_time, name")
    return [statement for (statement,) in rows]


def known(connection: Wire) -> list[str]:
    return list(connection.prepared)


async def test_a_statement_that_ran_out_of_time_is_prepared_once(connection: Wire) -> None:
    for _ in range(3):
        with pytest.raises(psycopg.errors.QueryCanceled):
            await read_text(connection, (SLOW, [60]))

    assert await read_text(connection, (SLOW, [0])) == b""
    assert await prepared(connection) == known(connection) == [SLOW]


async def test_so_is_one_that_failed_as_it_ran(connection: Wire) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        await read_text(connection, (FAILING, [0]), ("SELECT $1::text", ["never sent on"]))

    assert await read_text(connection, (FAILING, [1])) == b"1"
    assert await prepared(connection) == known(connection) == [FAILING]


async def test_one_that_cannot_be_prepared_is_not_kept(connection: Wire) -> None:
    for _ in range(2):
        with pytest.raises(psycopg.errors.UndefinedColumn):
            await read_text(connection, ("SELECT 1", []), (WRONG, []))

    assert await prepared(connection) == known(connection) == ["SELECT 1"]


async def test_what_was_to_go_after_an_error_is_still_there(connection: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
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


async def test_what_somebody_else_deallocated_is_prepared_again(connection: Wire) -> None:
    await read_text(connection, ("SELECT 1::text", []))
    await executed(connection, "DEALLOCATE ALL")

    assert await read_text(connection, ("SELECT 1::text", [])) == b"1"
    assert await prepared(connection) == known(connection) == ["SELECT 1::text"]


async def test_values_arrive_as_they_are(connection: Wire) -> None:
    id_, at = UUID(int=7), datetime(2026, 11, 25, 20, 6, 0, 5, timezone(timedelta(hours=9)))
    texts = ["", "it's", 'a "b"', "back\\slash", "{,}", "NULL", "山田 é"]
    values = [b"\\\x00'\xff", id_, at, at.date(), 2**40, None, True, texts, [id_, id_], [1, 2], "back\\slash 山田"]
    kinds = ["bytea", "uuid", "timestamptz", "date", "int8", "text", "bool", "text[]", "uuid[]", "int[]", "text"]
    taken = ", ".join(f"${number}::{kind}" for number, kind in enumerate(kinds, 1))

    found = await read_text(connection, (f"SELECT json_build_array({taken})::text", values))

    assert found is not None
    raw, uuid, moment, day, *others = json.loads(found)
    assert (bytes.fromhex(raw[2:]), uuid, datetime.fromisoformat(moment), day) == (
        values[0],
        str(id_),
        at,
        "2026-11-25",
    )
    assert others == [2**40, None, True, texts, [str(id_)] * 2, [1, 2], "back\\slash 山田"]


async def test_what_no_text_can_hold_is_refused_before_it_is_sent(connection: Wire) -> None:
    with pytest.raises(psycopg.DataError):
        await read_text(connection, ("SELECT $1::text", ["a\0b"]))

    assert await read_text(connection, ("SELECT $1::text", ["a"])) == b"a"

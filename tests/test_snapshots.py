"""Reads of one moment: what fails in it fails alone."""

import psycopg
import pytest

from app.database import Database
from app.migrating import Urls
from app.viewer import SYSTEM

pytestmark = pytest.mark.anyio

NOW = "SELECT txid_current_snapshot()::text || now()::text"


async def test_a_statement_that_fails_leaves_the_others_of_its_snapshot(shared_urls: Urls) -> None:
    database = await Database.open(shared_urls.app, read_connections=1, write_connections=1, statement_timeout_ms=100)
    async with database.snapshot(SYSTEM) as snapshot:
        first = await snapshot.text(NOW, [])
        with pytest.raises(psycopg.errors.QueryCanceled):
            await snapshot.rows("SELECT pg_sleep($1::float8)", [60])
        again = await snapshot.text(NOW, [])
        with pytest.raises(psycopg.errors.DivisionByZero):
            await snapshot.text("SELECT (1 / %(number)s::int)::text", {"number": 0})
        kind = await snapshot.text("SELECT current_setting('app.kind')", [])
        last = await snapshot.text(NOW, [], last=True)
    assert first == again == last
    assert kind == b"system"

    async with database.snapshot(SYSTEM) as snapshot:
        with pytest.raises(psycopg.errors.QueryCanceled):  # the very first, which began the transaction
            await snapshot.rows("SELECT pg_sleep($1::float8)", [60])
        assert await snapshot.text("SELECT current_setting('app.kind')", []) == b"system"
    async with database.snapshot(SYSTEM) as snapshot:
        assert await snapshot.text("SELECT 'alone'", [], last=True) == b"alone"
    await database.close()

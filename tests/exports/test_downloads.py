"""Downloads end to end: asked for through the API, made by a child process, kept in a store, told in the history."""

import csv
import hashlib
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from python_calamine import CalamineWorkbook

from app.database import Database
from app.schema.ids import id_of
from tests.exports.poppler import words
from tests.exports.running import Office, office

pytestmark = pytest.mark.anyio


@pytest.fixture
async def there(fresh_database: Database, tmp_path: Path) -> AsyncIterator[Office]:
    async with office(fresh_database, tmp_path) as there:
        yield there


def read(format: str, file: bytes) -> list[dict[str, Any]]:
    """The rows, by heading, by something else than what wrote them."""
    if format == "XLSX":
        heading, *rows = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()
        return [dict(zip(map(str, heading), row, strict=True)) for row in rows]
    if format == "CSV":
        return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))
    return [json.loads(line) for line in file.decode().splitlines()]


@pytest.mark.parametrize("format", ["XLSX", "CSV", "JSON_LINES"])
async def test_each_format_of_data(there: Office, owner: psycopg.Connection, format: str) -> None:
    async with there.at_work():
        state, file = await there.finished(format=format)

    rows = read(format, file)
    numbers = owner.execute(
        "SELECT result.statement_number FROM unnest(%s::uuid[]) WITH ORDINALITY AS asked (id, place)"
        " JOIN share ON share.id = asked.id JOIN result ON result.id = share.result_id ORDER BY place",
        ([share.id for share in there.shares],),
    ).fetchall()
    assert [(row["Statement number"],) for row in rows] == numbers
    assert (state["rows"], state["rowsDone"], state["rowsLeftOut"]) == (3, 3, 0)
    assert (state["bytes"], state["sha256"]) == (len(file), hashlib.sha256(file).hexdigest())

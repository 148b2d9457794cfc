"""The statements that the product sends, to the byte, with their parameters: caught in process, without HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import patch
from uuid import UUID

import orjson
from pydantic import SecretStr

from app.api import Api
from app.database import Database, Snapshot
from app.envelope import Envelope
from app.events.broker import LocalBroker
from app.settings import Settings
from app.viewer import Viewer, ViewerKind
from bench.workload import PAGE, Variables


@dataclass(frozen=True, slots=True)
class Statement:
    """What one request comes to: the text, its parameters as PostgreSQL reads them, who asks."""

    sql: str
    parameters: tuple[str, ...]
    viewer: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Captured:
    """Statements in the order of the requests, and the session options that the product's connections have."""

    statements: Sequence[Statement]
    options: str


async def captured(app_url: str, asked: Sequence[tuple[Viewer, Variables]], document: str = PAGE) -> Captured:
    """Execute the document for each viewer, with a database that answers `{}`."""
    seen: list[Statement] = []

    async def text(self: Snapshot, statement: str, parameters: Sequence[Any], *, last: bool = False) -> bytes:
        assert last, "the page is one statement in one round trip"
        seen.append(Statement(statement, tuple(map(as_text, parameters)), self._viewer.settings))
        return b"{}"

    database = await Database.open(app_url, read_connections=1, write_connections=1)
    try:
        options: str = database._pool.kwargs["options"]  # type: ignore[index]
        api = _api(database, app_url)
        with patch.object(Snapshot, "text", text):
            for viewer, variables in asked:
                answer = await api.execute(Envelope(document, None, variables), viewer)
                if answer.body.startswith(b'{"errors"') or b'"errors":' in answer.body[:2_000]:
                    raise ValueError(answer.body.decode())
    finally:
        await database.close()
    if len(seen) != len(asked):
        raise ValueError(f"{len(seen)} statements for {len(asked)} pages")
    return Captured(seen, options)


async def answered(app_url: str, asked: Sequence[tuple[Viewer, Variables]], document: str = PAGE) -> list[Any]:
    """The organisation of each answer, in process."""
    database = await Database.open(app_url, read_connections=1, write_connections=1)
    try:
        api = _api(database, app_url)
        answers = [(await api.execute(Envelope(document, None, variables), viewer)).body for viewer, variables in asked]
    finally:
        await database.close()
    return [orjson.loads(answer)["data"]["organisation"] for answer in answers]


def _api(database: Database, app_url: str) -> Api:
    settings = Settings(database_url=SecretStr(app_url), secret_key=SecretStr("x" * 32))
    return Api(database, LocalBroker(), settings)


def user(id_: UUID, organisation_id: UUID) -> Viewer:
    """A user as the dataset's are."""
    return Viewer(ViewerKind.USER, id=id_, organisation_id=organisation_id, may_view_photos=True)


def as_text(value: Any) -> str:
    """The value in PostgreSQL's input syntax."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, str | int | date | UUID):
        return str(value)
    if isinstance(value, list | tuple):
        items = (str(item).replace("\\", "\\\\").replace('"', '\\"') for item in value)
        return "{" + ",".join(f'"{item}"' for item in items) + "}"
    raise TypeError(f"{value!r} has no text here")

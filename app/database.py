"""Connections, each with its viewer set: the only place that tells PostgreSQL who asks.

Reads go through psycopg alone (`Snapshot`: one read-only transaction, one round trip where one statement is enough);
writes through SQLAlchemy's `AsyncSession`. Row-level security reads the transaction-local settings made here.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self

import psycopg
import sqlalchemy as sa
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from app.viewer import Viewer

Parameters = Mapping[str, Any] | Sequence[Any]

_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_VIEWER = (
    "SELECT set_config('app.kind', %s, true), set_config('app.organisation', %s, true),"
    " set_config('app.person', %s, true), set_config('app.candidate', %s, true)"
)
_VIEWER_NAMED = sa.text(
    "SELECT set_config('app.kind', :kind, true), set_config('app.organisation', :organisation, true),"
    " set_config('app.person', :person, true), set_config('app.candidate', :candidate, true)"
)


def viewer_settings(viewer: Viewer) -> tuple[str, str, str, str]:
    """kind, organisation, person (user or account) and candidate, as the policies read them; '' is none."""
    return (
        viewer.kind.value,
        "" if viewer.organisation_id is None else str(viewer.organisation_id),
        "" if viewer.id is None else str(viewer.id),
        "" if viewer.candidate_id is None else str(viewer.candidate_id),
    )


class Snapshot:
    """One read-only transaction as one viewer. Statements run one after the other and see the same moment."""

    def __init__(self, pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]], viewer: Viewer) -> None:
        self._pool, self._viewer = pool, viewer
        self._connection: psycopg.AsyncConnection[Any] | None = None

    async def text(self, statement: str, parameters: Parameters, *, last: bool = False) -> str | None:
        """The first column of the first row, or None without a row. With `last` the snapshot ends in the same
        round trip; a further statement would begin another."""
        if self._connection is None:
            self._connection = await self._pool.getconn()
            return await self._run(self._connection, statement, parameters, begin=True, end=last)
        return await self._run(self._connection, statement, parameters, begin=False, end=last)

    async def _run(
        self,
        connection: psycopg.AsyncConnection[Any],
        statement: str,
        parameters: Parameters,
        *,
        begin: bool,
        end: bool,
    ) -> str | None:
        async with connection.pipeline():
            if begin:
                await connection.execute(_BEGIN, prepare=True)
                await connection.execute(_VIEWER, viewer_settings(self._viewer), prepare=True)
            cursor = await connection.execute(statement, parameters, prepare=True)
            if end:
                await connection.execute("COMMIT", prepare=True)
        row = await cursor.fetchone()
        if end:
            self._connection = None
            await self._pool.putconn(connection)
        return None if row is None else row[0]

    async def close(self) -> None:
        """End the transaction, if one is open. The pool discards a connection that is in an unknown state."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            await connection.rollback()
        finally:
            await self._pool.putconn(connection)


class Database:
    """The app role's two pools over one PostgreSQL: `snapshot()` reads, `session()` writes."""

    def __init__(self, pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]], engine: AsyncEngine) -> None:
        self._pool, self.engine = pool, engine

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        read_connections: int = 8,
        write_connections: int = 4,
        statement_timeout_ms: int = 10_000,
    ) -> Self:
        """`url` is a libpq one, postgresql://…; raises psycopg.OperationalError where nobody answers."""
        options = (
            f"-c TimeZone=UTC -c DateStyle=ISO -c statement_timeout={statement_timeout_ms}"
            " -c idle_in_transaction_session_timeout=60000 -c application_name=rvs -c jit=off"
        )
        pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]] = AsyncConnectionPool(
            url,
            min_size=min(2, read_connections),
            max_size=read_connections,
            open=False,
            kwargs={"autocommit": True, "options": options},
        )
        await pool.open(wait=True, timeout=30)
        engine = create_async_engine(
            sa.make_url(url).set(drivername="postgresql+psycopg"),
            pool_size=write_connections,
            max_overflow=write_connections,
            pool_pre_ping=True,
            connect_args={"options": options},
        )
        return cls(pool, engine)

    async def close(self) -> None:
        """Let every connection go."""
        await self._pool.close()
        await self.engine.dispose()

    @asynccontextmanager
    async def snapshot(self, viewer: Viewer) -> AsyncIterator[Snapshot]:
        """A read-only moment as `viewer`; it costs nothing until the first statement."""
        snapshot = Snapshot(self._pool, viewer)
        try:
            yield snapshot
        finally:
            await snapshot.close()

    @asynccontextmanager
    async def session(self, viewer: Viewer) -> AsyncIterator[AsyncSession]:
        """A transaction as `viewer`: rolled back unless somebody commits (`app.events.work` alone does)."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            await become(session, viewer)
            yield session


async def become(session: AsyncSession, viewer: Viewer) -> None:
    """Set who asks for the rest of this transaction."""
    kind, organisation, person, candidate = viewer_settings(viewer)
    await session.execute(
        _VIEWER_NAMED,
        {"kind": kind, "organisation": organisation, "person": person, "candidate": candidate},
    )

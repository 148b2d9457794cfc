"""Connections, each with its viewer set: the only place that tells PostgreSQL who asks.

Reads go through psycopg alone (`Snapshot`: one read-only transaction, one round trip where one statement is enough);
writes through SQLAlchemy's `AsyncSession`. Row-level security reads the transaction-local settings made here.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self

import psycopg
import sqlalchemy as sa
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from app.connections import Connections, Pool
from app.viewer import SYSTEM, Viewer
from app.wire import Wire, dumped

Connection = psycopg.AsyncConnection[Any]
Parameters = Sequence[Any] | Mapping[str, Any]

_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_VIEWER = (
    "SELECT set_config('app.kind', $1, true), set_config('app.organisation', $2, true),"
    " set_config('app.person', $3, true), set_config('app.candidate', $4, true)"
)
_VIEWER_OWN = (
    "SELECT set_config('app.kind', %s, true), set_config('app.organisation', %s, true),"
    " set_config('app.person', %s, true), set_config('app.candidate', %s, true)"
)
_VIEWER_NAMED = sa.text(
    "SELECT set_config('app.kind', :kind, true), set_config('app.organisation', :organisation, true),"
    " set_config('app.person', :person, true), set_config('app.candidate', :candidate, true)"
)


class Snapshot:
    """One read-only transaction as one viewer. Statements run one after the other and see the same moment.

    With a sequence of parameters the placeholders are PostgreSQL's own, $1 and on: what the projection wrote is run as
    it is. With a mapping they are psycopg's, %(name)s.
    """

    def __init__(self, connections: Connections, viewer: Viewer) -> None:
        self._connections, self._viewer = connections, viewer
        self._wire: Wire | None = None
        self._turn = asyncio.Lock()

    async def text(self, statement: str, parameters: Parameters, *, last: bool = False) -> bytes | None:
        """The first column of the first row, a text as UTF-8; None without a row. With `last` the snapshot ends with
        it: one alone costs one round trip."""
        if last and self._wire is None and not isinstance(parameters, Mapping):
            return await read(self._connections, self._viewer, statement, parameters)
        row = await (await self._run(statement, parameters, end=last)).fetchone()
        return None if row is None or row[0] is None else row[0].encode()

    async def rows(self, statement: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        """All rows."""
        return await (await self._run(statement, parameters, end=False)).fetchall()

    async def _run(self, statement: str, parameters: Parameters, *, end: bool) -> psycopg.AsyncCursor[Any]:
        async with self._turn:
            begin = self._wire is None
            if self._wire is None:
                self._wire = await self._connections.take()
            wire, connection = self._wire, self._wire.connection
            try:
                async with connection.pipeline():
                    if begin:
                        await connection.execute(_BEGIN, prepare=True)
                        await connection.execute(_VIEWER, self._viewer.settings, prepare=True)
                    if not end:
                        await connection.execute("SAVEPOINT statement", prepare=True)
                    if isinstance(parameters, Mapping):
                        cursor = psycopg.AsyncCursor(connection)
                        await cursor.execute(statement, parameters, prepare=True)
                    else:
                        cursor = await connection.execute(statement, parameters, prepare=True)
                    if end:
                        await connection.execute("COMMIT", prepare=True)
            except psycopg.Error:
                # One that fails (out of time, a cursor that the log does not know) is not to fail those beside it.
                if not end and connection.info.transaction_status is psycopg.pq.TransactionStatus.INERROR:
                    await connection.execute("ROLLBACK TO SAVEPOINT statement")
                raise
            if end:
                self._wire = None
                self._connections.give(wire)
            return cursor

    async def close(self) -> None:
        """End the transaction, if one is open. A connection that is in an unknown state is discarded."""
        wire, self._wire = self._wire, None
        if wire is None:
            return
        connection = wire.connection
        try:
            if connection.info.transaction_status is psycopg.pq.TransactionStatus.INTRANS:
                await connection.commit()  # nothing was written; a roll-back would deallocate all that is prepared
            else:
                await connection.rollback()
        finally:
            self._connections.give(wire)


async def read(connections: Connections, viewer: Viewer, statement: str, parameters: Sequence[Any]) -> bytes | None:
    """One statement that is a transaction by itself, in one round trip; the first column of the first row."""
    both = (_VIEWER, dumped(viewer.settings)), (statement, dumped(parameters))
    try:
        return await connections.text(*both)
    except psycopg.OperationalError as error:
        if isinstance(error, PoolTimeout) or (error.sqlstate is not None and not error.sqlstate.startswith("57P")):
            raise
        # The connection was lost while it lay idle (the server was restarted): once more, on another.
        return await connections.text(*both)


class SessionReader:
    """Reads within a session's transaction, with the same placeholders as `Snapshot`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._turn = asyncio.Lock()

    async def text(self, statement: str, parameters: Parameters, *, last: bool = False) -> bytes | None:
        """The first column of the first row, a text as UTF-8; None without a row."""
        rows = await self.rows(statement, parameters)
        return rows[0][0].encode() if rows and rows[0][0] is not None else None

    async def rows(self, statement: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        """All rows."""
        async with self._turn:
            await self._session.flush()
            adapted = await (await self._session.connection()).get_raw_connection()
            connection = adapted.driver_connection
            assert connection is not None
            kind = psycopg.AsyncCursor if isinstance(parameters, Mapping) else psycopg.AsyncRawCursor
            cursor = kind(connection)
            await cursor.execute(statement, parameters)
            return await cursor.fetchall()


class Database:
    """The app role's two pools over one PostgreSQL: `snapshot()` reads, `session()` writes."""

    def __init__(self, pool: Pool, engine: AsyncEngine) -> None:
        self._pool, self.engine = pool, engine
        self._connections = Connections(pool, pool.max_size)

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
        pool: Pool = AsyncConnectionPool(
            url,
            min_size=min(2, read_connections),
            max_size=read_connections,
            open=False,
            # Generic plans: planning a page anew costs more than running it (docs/performance.md; plans are tested).
            kwargs={
                "autocommit": True,
                "options": f"{options} -c plan_cache_mode=force_generic_plan -c default_transaction_read_only=on",
                "cursor_factory": psycopg.AsyncRawCursor,
            },
            configure=_configured,
        )
        await pool.open(wait=True, timeout=30)
        engine = create_async_engine(
            sa.make_url(url).set(drivername="postgresql+psycopg"),
            pool_size=write_connections,
            max_overflow=write_connections,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"options": options},
        )
        return cls(pool, engine)

    @property
    def url(self) -> str:
        """As it was opened, password included: for processes of one's own."""
        return self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    async def close(self) -> None:
        """Let every connection go."""
        await self._connections.close()
        await self._pool.close()
        await self.engine.dispose()

    async def problem(self, revision: str) -> str | None:
        """Why the database cannot serve this code, which needs that schema revision; None if it can."""
        try:
            async with asyncio.timeout(3):
                found = await self._connections.text(("SELECT version_num FROM alembic_version", []))
        except (psycopg.Error, TimeoutError) as error:
            return f"database: {type(error).__name__}"
        if found is None or found.decode() != revision:
            return f"database: schema {found and found.decode()}, needed {revision}"
        return None

    async def text(self, viewer: Viewer, statement: str, parameters: Sequence[Any]) -> bytes | None:
        """What `Snapshot.text` gives for a statement that is alone."""
        return await Snapshot(self._connections, viewer).text(statement, parameters, last=True)

    @asynccontextmanager
    async def snapshot(self, viewer: Viewer) -> AsyncIterator[Snapshot]:
        """A read-only moment as `viewer`; it costs nothing until the first statement."""
        snapshot = Snapshot(self._connections, viewer)
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
    kind, organisation, person, candidate = viewer.settings
    await session.execute(
        _VIEWER_NAMED,
        {"kind": kind, "organisation": organisation, "person": person, "candidate": candidate},
    )


@asynccontextmanager
async def elevated(session: AsyncSession, viewer: Viewer) -> AsyncIterator[None]:
    """Within, the transaction is the system's: for what an action does after it has checked that `viewer` may. What
    raises rolls the transaction back, so the viewer is set again only where nothing did."""
    await session.flush()
    await become(session, SYSTEM)
    yield
    await session.flush()
    await become(session, viewer)


async def _configured(connection: Connection) -> None:
    connection.prepared_max = 1_000


async def become_on(connection: Connection, viewer: Viewer) -> None:
    """The same on a psycopg connection of one's own (imports), inside a transaction."""
    await connection.execute(_VIEWER_OWN, viewer.settings)

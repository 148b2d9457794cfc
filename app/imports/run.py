"""A whole import: its row in the database, its batches, its end."""

import asyncio
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg

from app.database import Connection, become_on
from app.events.broker import Broker, Wake
from app.imports.batch import BATCH_ROWS, Batch, Batches
from app.imports.columns import WrongHeadings
from app.imports.load import Loaded, Loader
from app.imports.reader import Source, Unreadable
from app.imports.rejects import RejectsFile
from app.imports.row import RowCheck
from app.models import new_id
from app.models.enums import JobStatus
from app.viewer import SYSTEM

_OPTIONS = "-c TimeZone=UTC -c DateStyle=ISO -c statement_timeout=0 -c client_encoding=UTF8"

_BEGIN = """
INSERT INTO import (id, filename, status, started_at, rows, added, changed, unchanged, rejected, photos)
VALUES (%s, %s, 'RUNNING', %s, 0, 0, 0, 0, 0, 0)
"""
_READ = "UPDATE import SET sha256 = %s WHERE id = %s"
_END = "UPDATE import SET status = %s, finished_at = %s, rejects_path = %s, failure = %s WHERE id = %s"

#: A living import has a connection by its name; one without was killed.
_ALIVE = "SELECT FROM pg_stat_activity WHERE application_name = 'rvs import ' || import.id"
_BURY = f"""
UPDATE import SET status = 'FAILED', finished_at = now(), failure = 'Interrupted: the rows counted here are loaded.'
WHERE status = 'RUNNING' AND id <> %s AND NOT EXISTS ({_ALIVE})
"""  # noqa: S608 - constants
_SAME_FILE = f"SELECT FROM import WHERE status = 'RUNNING' AND id <> %s AND sha256 = %s AND EXISTS ({_ALIVE})"
#: Two imports of one file that begin at the same moment must see each other.
_LOCK = "SELECT pg_advisory_xact_lock(x'72767362'::int)"


class ImportFailed(Exception):
    """The file could not be loaded, or not to its end. What `summary` counts is loaded."""

    def __init__(self, reason: str, summary: "Summary") -> None:
        super().__init__(reason)
        self.summary = summary


@dataclass(slots=True)
class Summary:
    """What an import did so far."""

    import_id: UUID
    sha256: bytes | None = None
    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    photos: int = 0
    photos_refused: int = 0
    rejects_path: Path | None = None
    """None where nothing was rejected."""

    def count(self, batch: Batch, loaded: Loaded) -> None:
        self.rows += batch.rows
        self.added += loaded.added
        self.changed += loaded.changed
        self.unchanged += loaded.unchanged
        self.rejected += loaded.rejected
        self.photos += loaded.photos
        self.photos_refused += loaded.photos_refused


Progress = Callable[[int, int, Summary], None]
"""Bytes done, bytes in all, and what they came to; after each batch."""


def default_rejects_path(path: Path) -> Path:
    """Beside the file: results.csv -> results.csv.rejects.csv."""
    return path.with_name(path.name + ".rejects.csv")


async def run_import(
    path: Path,
    *,
    database_url: str,
    secret_key: bytes,
    photos_dir: Path | None = None,
    rejects_path: Path | None = None,
    broker: Broker | None = None,
    progress: Progress | None = None,
    batch_rows: int = BATCH_ROWS,
) -> Summary:
    """Load a file of results as the app role; a batch at a time, each wholly or not at all.

    Raises ImportFailed: the file is unreadable, or something broke on the way; OSError if it is not there;
    psycopg.OperationalError without a database.
    """
    summary = Summary(new_id())
    try:
        source = Source(path)
    except Unreadable as error:
        raise ImportFailed(str(error), summary) from error
    rejects = RejectsFile(rejects_path or default_rejects_path(path))
    try:
        async with _connection(database_url, summary.import_id) as connection:
            await _begin(connection, summary, path.name)
            try:
                with rejects:
                    await _register(connection, summary, source)
                    batches = Batches(source, RowCheck(secret_key), photos_dir, batch_rows)
                    loader = Loader(connection, summary.import_id)
                    await _load(batches, loader, rejects, summary, broker, source.size, progress)
            except BaseException as error:
                summary.rejects_path = rejects.path if rejects.written else None
                reason = _reason(error)
                await _end(database_url, summary, JobStatus.FAILED, reason)
                if isinstance(error, Exception):
                    raise ImportFailed(reason, summary) from error
                raise
            summary.rejects_path = rejects.path if rejects.written else None
            await _end(database_url, summary, JobStatus.DONE, None)
    finally:
        source.close()
    return summary


async def _load(
    batches: Batches,
    loader: Loader,
    rejects: RejectsFile,
    summary: Summary,
    broker: Broker | None,
    size: int,
    progress: Progress | None,
) -> None:
    """While the database merges one batch, a thread reads and checks the next."""
    async with _ahead(iter(batches)) as ready:
        async for batch in ready:
            loaded = await loader.load(batch)
            summary.count(batch, loaded)
            if broker is not None:
                for organisation_id, last in loaded.heads.items():
                    broker.publish(Wake("organisation", organisation_id, last))
            rejects.write(loaded.rejects)
            if progress is not None:
                progress(batch.done, size, summary)


@asynccontextmanager
async def _ahead(batches: Generator[Batch, None, None]) -> AsyncIterator[AsyncIterator[Batch]]:
    """The same batches, each made in a thread while the one before is in use."""
    coming = asyncio.create_task(asyncio.to_thread(next, batches, None))

    async def ready() -> AsyncIterator[Batch]:
        nonlocal coming
        while (batch := await asyncio.shield(coming)) is not None:
            coming = asyncio.create_task(asyncio.to_thread(next, batches, None))
            yield batch

    try:
        yield ready()
    finally:
        # Nobody may close the file under the thread.
        await asyncio.gather(coming, return_exceptions=True)
        batches.close()


@asynccontextmanager
async def _connection(url: str, import_id: UUID) -> AsyncIterator[Connection]:
    connection = await psycopg.AsyncConnection.connect(
        url,
        autocommit=True,
        options=_OPTIONS,
        application_name=f"rvs import {import_id}",
        prepare_threshold=None,  # temporary tables are new in each transaction, and so must plans be
    )
    try:
        yield connection
    finally:
        await connection.close()


async def _begin(connection: Connection, summary: Summary, filename: str) -> None:
    async with connection.transaction():
        await become_on(connection, SYSTEM)
        await connection.execute(_BEGIN, (summary.import_id, filename, datetime.now(UTC)))
        await connection.execute(_BURY, [summary.import_id])


async def _register(connection: Connection, summary: Summary, source: Source) -> None:
    """Read the file once, for its SHA-256; refuse it while another import is loading it."""
    summary.sha256 = await asyncio.to_thread(source.digest)
    async with connection.transaction():
        await become_on(connection, SYSTEM)
        await connection.execute(_LOCK)
        if await (await connection.execute(_SAME_FILE, (summary.import_id, summary.sha256))).fetchone() is not None:
            raise Unreadable("Another import is loading this file at this moment.")
        await connection.execute(_READ, (summary.sha256, summary.import_id))


async def _end(url: str, summary: Summary, status: JobStatus, failure: str | None) -> None:
    """On a new connection: the import's own may be what broke. Without a database the row stays RUNNING, and the next
    import finds that out."""
    rejects = None if summary.rejects_path is None else str(summary.rejects_path)
    try:
        async with _connection(url, summary.import_id) as connection, connection.transaction():
            await become_on(connection, SYSTEM)
            await connection.execute(_END, (status.value, datetime.now(UTC), rejects, failure, summary.import_id))
    except psycopg.OperationalError:
        if status is JobStatus.DONE:
            raise


def _reason(error: BaseException) -> str:
    """For the import's row and the operator. A database's message may quote a row: its kind is enough."""
    if isinstance(error, Unreadable | WrongHeadings):
        return str(error) or error.__doc__ or ""
    if isinstance(error, asyncio.CancelledError | KeyboardInterrupt):
        return "Interrupted: the rows counted here are loaded."
    if isinstance(error, psycopg.Error):
        return f"The database refused a batch ({error.sqlstate or type(error).__name__}); those before it are loaded."
    if isinstance(error, OSError):
        return f"{error.strerror}: {error.filename}" if error.filename else str(error)
    return f"Unexpected: {type(error).__name__}"

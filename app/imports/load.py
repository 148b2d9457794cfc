"""One batch, one transaction: staged, merged, counted, told; all of it or nothing."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import namedtuple_row

from app import result_locks
from app.database import Connection, become_on
from app.events import log
from app.folding import search_text, sort_name
from app.imports import merge
from app.imports.batch import Batch
from app.imports.columns import Column
from app.imports.photos import PhotoFile, encoded
from app.imports.rejects import Code, Reject, Rejected
from app.models import new_id
from app.viewer import SYSTEM

_CHUNK = 1 << 18
_ATTEMPTS = 5

_CONFLICTS = {
    Code.OTHER_CANDIDATE: (
        Column.CANDIDATE_NUMBER,
        "This statement number belongs to a result of another candidate number.",
    ),
    Code.OTHER_DATE_OF_BIRTH: (
        Column.DATE_OF_BIRTH,
        "This candidate number belongs to somebody with another date of birth. To correct a date of birth, send the"
        " statements that were printed with the wrong one again.",
    ),
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a batch."""

    added: int
    changed: int
    unchanged: int
    rejected: int
    photos: int
    photos_refused: int
    heads: Mapping[UUID, int]
    """The event logs that grew."""
    rejects: list[Reject]
    """By line: for the rejects file, which nothing takes back, hence once it is certain that this is loaded."""


class Loader:
    """Loads the batches of one import, over a connection of its own."""

    def __init__(self, connection: Connection, import_id: UUID) -> None:
        self._connection, self._import_id = connection, import_id
        self._centres: dict[str, tuple[str, str, str]] = {}

    async def load(self, batch: Batch) -> Loaded:
        """Raises psycopg.Error, with nothing of the batch loaded. Somebody else's lock in the way is waited for; a
        deadlock with one is tried again."""
        photos, refused = await self._new_photos(batch)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return await self._transaction(batch, photos, [*batch.refused_photos, *refused])
            except (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure):
                if attempt == _ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    async def _transaction(self, batch: Batch, photos: list[tuple[int, bytes, bytes]], refused: list[Reject]) -> Loaded:
        centres = {number: details for number, details in batch.centres.items() if self._centres.get(number) != details}
        async with self._connection.transaction():
            async with self._connection.pipeline():
                await self._connection.execute(merge.PLANS)
                await become_on(self._connection, SYSTEM)
                await self._connection.execute(merge.LOCK)
                await self._connection.execute(merge.STAGED)
                await self._connection.execute(merge.STAGED_PHOTO)
                if centres:
                    await self._connection.execute(merge.CENTRES, _columns(centres))
            await self._stage(batch.lines, photos)
            loaded = await self._merge(batch, len(photos), refused)
        self._centres |= centres
        return loaded

    async def _stage(self, lines: list[str], photos: list[tuple[int, bytes, bytes]]) -> None:
        block = memoryview("".join(lines).encode())
        async with self._connection.cursor().copy(merge.COPY) as copy:
            for start in range(0, len(block), _CHUNK):
                await copy.write(block[start : start + _CHUNK])
        if photos:
            await self._connection.cursor().executemany(merge.ADD_STAGED_PHOTO, photos)

    async def _merge(self, batch: Batch, photos: int, refused: list[Reject]) -> Loaded:
        await self._connection.execute(merge.MATCHED)
        counts = await self._one(merge.COUNTS)
        statements = [
            (counts.new_candidates, merge.ADD_CANDIDATES),
            (counts.new_secrets, merge.CHANGE_SECRETS),
            (counts.added, merge.ADD_RESULTS),
            (counts.changed + counts.beside, result_locks.CHANGING),
            (counts.changed, merge.LOCK_RESULTS),
            (counts.changed + counts.beside, merge.CHANGE_RESULTS),
            (photos, merge.ADD_PHOTOS),
            (counts.added + counts.changed, merge.ADD_VERSIONS),
            (counts.new_people, merge.CHANGE_CANDIDATES),
        ]
        async with self._connection.pipeline():
            for needed, statement in statements:
                if needed:
                    await self._connection.execute(statement)
        if counts.changed + counts.beside:
            await self._refresh_shares()
        rejects = [*batch.rejects, *refused, *(await self._conflicts() if counts.rejected else [])]
        rejected = len(batch.rejects) + counts.rejected
        unchanged = batch.rows - rejected - counts.added - counts.changed
        await self._connection.execute(
            merge.COUNT, (batch.rows, counts.added, counts.changed, unchanged, rejected, photos, self._import_id)
        )
        heads = {}
        if counts.changed:  # last of all: from here to the commit these organisations' logs are locked
            cursor = await self._connection.execute(merge.EVENTS, log.by(SYSTEM))
            heads = dict(await cursor.fetchall())
        rejects.sort(key=lambda reject: reject.line)
        return Loaded(counts.added, counts.changed, unchanged, rejected, photos, len(refused), heads, rejects)

    async def _refresh_shares(self) -> None:
        cursor = self._connection.cursor(row_factory=namedtuple_row)
        shares: list[Any] = await (await cursor.execute(merge.STALE_SHARES)).fetchall()
        if not shares:
            return
        columns = (
            [share.id for share in shares],
            [share.display_name for share in shares],
            [sort_name(share.display_name) for share in shares],
            [share.overall_score for share in shares],
            [share.session_date for share in shares],
            [search_text(s.family_name, s.given_name, s.native_name, s.statement_number) for s in shares],
        )
        await self._connection.execute(merge.CHANGE_SHARES, columns)

    async def _conflicts(self) -> list[Reject]:
        cursor = await self._connection.execute(merge.CONFLICTS)
        return [Reject(line, *_conflict(Code(code))) for line, code in await cursor.fetchall()]

    async def _one(self, statement: str) -> Any:
        cursor = self._connection.cursor(row_factory=namedtuple_row)
        return await (await cursor.execute(statement)).fetchone()

    async def _new_photos(self, batch: Batch) -> tuple[list[tuple[int, bytes, bytes]], list[Reject]]:
        """Line, SHA-256 as delivered and JPEG of those that are not stored already, and those that are no photos."""
        if not batch.photos:
            return [], []
        numbers = [photo.statement_number for photo in batch.photos]
        async with self._connection.transaction():
            await become_on(self._connection, SYSTEM)
            cursor = await self._connection.execute(merge.STORED_PHOTOS, [numbers])
            stored = dict(await cursor.fetchall())
        new = [photo for photo in batch.photos if stored.get(photo.statement_number) != photo.sha256]
        return await asyncio.to_thread(_encoded, new)


def _encoded(photos: list[PhotoFile]) -> tuple[list[tuple[int, bytes, bytes]], list[Reject]]:
    good, refused = [], []
    for photo in photos:
        try:
            good.append((photo.line, photo.sha256, encoded(photo.content)))
        except Rejected as rejected:
            refused.append(rejected.at(photo.line))
    return good, refused


def _conflict(code: Code) -> tuple[Column, Code, str]:
    column, reason = _CONFLICTS[code]
    return column, code, reason


def _columns(centres: Mapping[str, tuple[str, str, str]]) -> tuple[list[Any], ...]:
    names, cities, countries = (list(column) for column in zip(*centres.values(), strict=True))
    return [new_id() for _ in centres], list(centres), names, cities, countries

"""The sealer: numbers and chains what has committed, every second, one process at a time.

Entries are written unchained in the transactions that they tell of: nobody waits for a place in the chain. A trigger
puts each into `audit_pending`; what the sealer sees there has committed. One that commits late gets a later number.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.chain import GENESIS, Head, Signer, canonical, chained
from app.audit.head_file import head_file, keep_head, kept_head
from app.database import Database
from app.settings import Settings
from app.viewer import SYSTEM

MOST = 5_000
"""Entries in one sealing; what is left is sealed straight after."""

logger = logging.getLogger("rvs.audit")

_TURN = sa.text("SELECT pg_try_advisory_xact_lock(hashtextextended('the audit sealer', 0))")
_LAST = sa.text("SELECT sequence, hash FROM audit_seal ORDER BY sequence DESC LIMIT 1")
_HASH_AT = sa.text("SELECT hash FROM audit_seal WHERE sequence = :sequence")
_LAST_HEAD = sa.text("SELECT sequence, hash, signed_at, signature FROM audit_head ORDER BY sequence DESC LIMIT 1")
_TAKEN = sa.text(
    "WITH due AS (SELECT entry.id FROM audit_pending JOIN audit_entry AS entry ON entry.id = audit_pending.entry_id"
    " ORDER BY entry.occurred_at, entry.id LIMIT :most),"
    " taken AS (DELETE FROM audit_pending USING due WHERE audit_pending.entry_id = due.id RETURNING entry_id)"
    " SELECT entry.* FROM taken"
    " JOIN audit_entry AS entry ON entry.id = taken.entry_id ORDER BY entry.occurred_at, entry.id"
)
_SEAL = sa.text(
    "INSERT INTO audit_seal (sequence, entry_id, previous_hash, hash, sealed_at)"
    " SELECT sequence, entry_id, previous_hash, hash, :at"
    " FROM unnest(:sequences, :entries, :previous, :hashes) AS made (sequence, entry_id, previous_hash, hash)"
).bindparams(
    sa.bindparam("sequences", type_=ARRAY(sa.BigInteger)),
    sa.bindparam("entries", type_=ARRAY(sa.Uuid)),
    sa.bindparam("previous", type_=ARRAY(sa.LargeBinary)),
    sa.bindparam("hashes", type_=ARRAY(sa.LargeBinary)),
    sa.bindparam("at", type_=sa.DateTime(timezone=True)),
)
_HEAD = sa.text(
    "INSERT INTO audit_head (sequence, hash, signed_at, signature) VALUES (:sequence, :hash, :signed_at, :signature)"
)


class Sealer:
    """Runs beside the server and in workers; as many as there are, one seals at a time."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        every: float = 1.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        assert settings.secret_key is not None, "made, or given beside DATABASE_URL"
        self._database, self._every, self._now = database, every, now
        self._signer = Signer(settings.secret_key.get_secret_value().encode())
        self._file: Path = head_file(settings)
        self._astray = False
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def seal(self) -> int:
        """Seal what has committed; how many entries, 0 too while another process is at it. Raises SQLAlchemyError."""
        sealed = 0
        while True:
            head, number = await self._seal_some()
            sealed += number
            if head is not None:
                await self._keep(head)
            if number < MOST:
                return sealed

    async def catch_up(self) -> None:
        """Bring the file up to the database's last head: a process may have ended between COMMIT and file."""
        async with self._database.session(SYSTEM) as session:
            row = (await session.execute(_LAST_HEAD)).one_or_none()
        if row is not None:
            await self._keep(Head(row.sequence, bytes(row.hash), row.signed_at, bytes(row.signature)))

    async def _seal_some(self) -> tuple[Head | None, int]:
        async with self._database.session(SYSTEM) as session:
            if not await session.scalar(_TURN):
                return None, 0
            entries = (await session.execute(_TAKEN, {"most": MOST})).mappings().all()
            if not entries:
                return None, 0
            last = (await session.execute(_LAST)).one_or_none()
            sequence, hash_ = (0, GENESIS) if last is None else (last.sequence, bytes(last.hash))
            head = await self._chain(session, entries, sequence, hash_)
            await session.commit()  # tells nobody anything, so it needs no `app.events.work`
        return head, len(entries)

    async def _chain(
        self, session: AsyncSession, entries: "list[Mapping[str, Any]] | Any", sequence: int, hash_: bytes
    ) -> Head:
        hashes = [hash_]
        for number, entry in enumerate(entries, sequence + 1):
            hashes.append(chained(hashes[-1], number, canonical(entry)))
        at, last = self._now(), sequence + len(entries)
        seals = {
            "sequences": list(range(sequence + 1, last + 1)),
            "entries": [entry["id"] for entry in entries],
            "previous": hashes[:-1],
            "hashes": hashes[1:],
            "at": at,
        }
        await session.execute(_SEAL, seals)
        head = self._signer.signed(last, hashes[-1], at)
        signed = {"sequence": last, "hash": head.hash, "signed_at": at, "signature": head.signature}
        await session.execute(_HEAD, signed)
        return head

    async def _keep(self, head: Head) -> None:
        """Never over a head that this chain does not contain: the file is then the evidence."""
        try:
            kept = False
            while not kept:
                seen = await asyncio.to_thread(kept_head, self._file)
                if seen is not None and not await self._contains(seen):
                    if not self._astray:
                        logger.error("The audit trail is not the one whose head %s keeps: rvs audit verify", self._file)
                    self._astray = True
                    return
                self._astray = False
                kept = await asyncio.to_thread(keep_head, self._file, head, seen=seen)
        except (OSError, ValueError) as error:
            logger.warning("The head of the audit trail could not be kept in %s: %s", self._file, error)

    async def _contains(self, kept: Head) -> bool:
        async with self._database.session(SYSTEM) as session:
            return bytes(await session.scalar(_HASH_AT, {"sequence": kept.sequence}) or b"") == kept.hash

    async def _run(self) -> None:
        caught_up = False
        while True:
            try:
                if not caught_up:
                    await self.catch_up()
                    caught_up = True
                await self.seal()
            except (SQLAlchemyError, psycopg.Error, OSError) as error:
                logger.warning("The audit trail could not be sealed: %s", type(error).__name__)
            except Exception:
                logger.exception("The sealer stumbled; it goes on")
            await asyncio.sleep(self._every)

"""Proof of the audit trail: the chain read from its beginning, with flat memory, against entries, seals and heads."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from app.audit.chain import GENESIS, Head, Signer, canonical, chained
from app.database import become_on
from app.viewer import SYSTEM

LATE = 5.0
"""Seconds after which an entry without its seal is reported."""
_AT_ONCE = 2_000
_MOST_MISSING = 1_000
"""So many taken out at once are told from an edit."""

_CHAIN = """
SELECT entry.*, seal.sequence, seal.entry_id, seal.previous_hash, seal.hash,
       head.hash AS head_hash, head.signed_at AS head_signed_at, head.signature AS head_signature
FROM audit_seal AS seal
LEFT JOIN audit_entry AS entry ON entry.id = seal.entry_id
LEFT JOIN audit_head AS head ON head.sequence = seal.sequence
ORDER BY seal.sequence
"""
_ENTRIES = "SELECT * FROM audit_entry"
_STRAY = """
SELECT id FROM audit_entry AS entry
WHERE NOT EXISTS (SELECT FROM audit_seal WHERE audit_seal.entry_id = entry.id)
  AND NOT EXISTS (SELECT FROM audit_pending WHERE audit_pending.entry_id = entry.id)
ORDER BY occurred_at, id LIMIT 1
"""
_TAIL = """
SELECT count(*) AS waiting, min(entry.occurred_at) AS since
FROM audit_pending LEFT JOIN audit_entry AS entry ON entry.id = audit_pending.entry_id
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is not as it was sealed."""

    what: str
    """edited, deleted, reordered, inserted, cut off, head forged."""
    sequence: int | None
    """Where; None of an entry that has no place."""
    details: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found. The chain is proven where there is no fault."""

    entries: int
    head: Head | None
    """Of the chain's end."""
    fault: Fault | None
    waiting: int
    """Entries not sealed yet: nothing proves these."""
    oldest_waiting: float
    """Seconds."""

    @property
    def late(self) -> bool:
        """Sealing does not keep up, or does not run."""
        return self.oldest_waiting > LATE


@dataclass(slots=True)
class _Walk:
    """Where the reading is."""

    sequence: int = 0
    hash: bytes = GENESIS
    before: bytes = GENESIS
    """The hash before that."""
    head: Head | None = None
    """The last good one."""

    @property
    def since_head(self) -> str:
        """Between which entries something was rewritten."""
        first = 1 if self.head is None else self.head.sequence + 1
        return f"of entries {first} to {self.sequence}"


async def verify(url: str, signer: Signer, kept: Head | None = None) -> Proof:
    """Read the whole trail at one moment, as the app role; `kept` is a head from outside the database. Raises
    psycopg.Error."""
    async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row) as connection:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        await become_on(connection, SYSTEM)
        walk = _Walk()
        fault = _not_ours(signer, kept) or await _chain_fault(connection, signer, kept, walk)
        fault = fault or _end_fault(walk, kept) or await _stray_fault(connection)
        tail: Any = await (await connection.execute(_TAIL)).fetchone()
    age = 0.0 if tail["since"] is None else (datetime.now(UTC) - tail["since"]).total_seconds()
    return Proof(walk.sequence, walk.head, fault, tail["waiting"], max(0.0, age))


async def last_head(url: str) -> Head | None:
    """The chain's end as it was signed last; None before the first sealing."""
    async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row) as connection:
        await become_on(connection, SYSTEM)
        cursor = await connection.execute("SELECT * FROM audit_head ORDER BY sequence DESC LIMIT 1")
        row = await cursor.fetchone()
    return None if row is None else _head(row, "")


def _not_ours(signer: Signer, kept: Head | None) -> Fault | None:
    if kept is None or signer.is_genuine(kept):
        return None
    return Fault("head forged", kept.sequence, "the head that was kept is not signed with this SECRET_KEY")


async def _chain_fault(connection: Any, signer: Signer, kept: Head | None, walk: _Walk) -> Fault | None:
    async for row in _rows(connection, _CHAIN, "chain"):
        expected = walk.sequence + 1
        if row["sequence"] != expected:
            return Fault("deleted", expected, "its place in the chain is empty")
        if row["id"] is None:
            return Fault("deleted", expected, f"the entry {row['entry_id']} is gone, its seal is here")
        found = chained(walk.hash, expected, canonical(row))
        if bytes(row["previous_hash"]) != walk.hash or bytes(row["hash"]) != found:
            return _shifted(walk, row) or await _told(connection, walk.hash, row)
        walk.sequence, walk.before, walk.hash = expected, walk.hash, found
        if (fault := _head_fault(signer, kept, walk, row)) is not None:
            return fault
    return None


def _head_fault(signer: Signer, kept: Head | None, walk: _Walk, row: dict[str, Any]) -> Fault | None:
    """Hashes that fit each other prove nothing to one who can compute them: signatures do."""
    if kept is not None and kept.sequence == walk.sequence and kept.hash != walk.hash:
        return Fault("edited", walk.sequence, f"one {walk.since_head} is not what the kept head was signed for")
    if row["head_hash"] is None:
        return None
    head = replace(_head(row, "head_"), sequence=walk.sequence)
    if head.hash != walk.hash:
        return Fault("edited", walk.sequence, f"one {walk.since_head} is not what its head was signed for")
    if not signer.is_genuine(head):
        return Fault("edited", walk.sequence, f"one {walk.since_head}: the head is not signed with this SECRET_KEY")
    walk.head = head
    return None


def _end_fault(walk: _Walk, kept: Head | None) -> Fault | None:
    if kept is not None and kept.sequence > walk.sequence:
        return Fault("cut off", walk.sequence + 1, f"the kept head says that there were {kept.sequence} entries")
    signed = 0 if walk.head is None else walk.head.sequence
    if signed < walk.sequence:
        return Fault("inserted", signed + 1, "no head was signed for it, or that head was deleted")
    return None


def _shifted(walk: _Walk, row: dict[str, Any]) -> Fault | None:
    """Is this the seal of a neighbouring place, moved up or down?"""
    entry, previous, sealed = canonical(row), bytes(row["previous_hash"]), bytes(row["hash"])
    if walk.sequence and chained(walk.before, walk.sequence, entry) == sealed:
        return Fault("inserted", walk.sequence, f"the entry {row['entry_id']} was sealed in its place")
    for missing in range(1, _MOST_MISSING + 1):
        if chained(previous, row["sequence"] + missing, entry) == sealed:
            return Fault("deleted", row["sequence"], f"{missing} were taken out and the rest moved up")
    return None


async def _told(connection: Any, before: bytes, row: dict[str, Any]) -> Fault:
    """What became of the entry in this place: is the one that was sealed here somewhere else?"""
    sequence, sealed = row["sequence"], bytes(row["hash"])
    if chained(before, sequence, canonical(row)) == sealed:
        return Fault("edited", sequence, "its seal names another predecessor")
    async for entry in _rows(connection, _ENTRIES, "entries"):
        if chained(before, sequence, canonical(entry)) == sealed:
            return Fault(
                "reordered", sequence, f"the entry {entry['id']} was sealed here, {row['entry_id']} stands here"
            )
    return Fault("edited", sequence, f"the entry {row['entry_id']} or its seal is not as it was sealed")


async def _stray_fault(connection: Any) -> Fault | None:
    row = await (await connection.execute(_STRAY)).fetchone()
    if row is None:
        return None
    return Fault("inserted", None, f"the entry {row['id']} has no seal and does not wait for one")


async def _rows(connection: Any, statement: str, name: str) -> AsyncIterator[dict[str, Any]]:
    """Through a cursor of the server's: a few thousand rows in memory at any time."""
    async with connection.cursor(name=name) as cursor:
        cursor.itersize = _AT_ONCE
        await cursor.execute(statement)
        async for row in cursor:
            yield row


def _head(row: dict[str, Any], prefix: str) -> Head:
    return Head(
        row.get("sequence") or 0,
        bytes(row[f"{prefix}hash"]),
        row[f"{prefix}signed_at"],
        bytes(row[f"{prefix}signature"]),
    )

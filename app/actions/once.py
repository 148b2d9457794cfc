"""A change that may be asked for twice (a time-out, a second click) is done once: rule 9 of the API.

The row of the key is written first, in the transaction of the change itself. A second request with the same key waits
at the unique index until the first one's transaction has ended, and then finds what it did; where that was rolled back
(it was refused), the second one is the first. What is kept are digests and ids for a day: neither key nor input can be
read from them, and the repeated answer shows the objects as they are now, to who may see them now."""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.audit.entry import nothing_to_note
from app.database import elevated
from app.errors import Conflict, InvalidInput, RefusalCode
from app.models import FirstAnswer, new_id
from app.problems import key_too_long, required
from app.security.buckets import source
from app.viewer import Viewer

KEPT = timedelta(hours=24)
LONGEST = 200
"""Characters of a key."""
PATH = ("input", "idempotencyKey")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may come again. `given` is its input as it was coerced, without the key."""

    mutation: str
    key: str
    given: Mapping[str, Any]
    address: str | None
    """Of who is nobody: there it stands for the viewer."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: by this request, or by the first one."""

    ids: Sequence[UUID]
    """Of which the answer is made again."""
    secret: str | None = None
    """Told by the first answer alone."""
    repeated: bool = False


async def once(
    session: AsyncSession, viewer: Viewer, asked: Asked, act: Callable[[], Awaitable[Done]], *, now: datetime
) -> Done:
    """What `act` does, unless this viewer has had it done with this key in the last 24 hours. Call it before anything
    is locked or written. Raises InvalidInput, Conflict (IDEMPOTENCY_KEY_REUSED: with another input), and what `act`
    does."""
    _check(asked.key)
    key_hash, input_hash = _key_hash(viewer, asked), _input_hash(asked)
    async with elevated(session, viewer):
        first = await _first(session, key_hash, input_hash, now)
    if first is None:
        done = await act()
        async with elevated(session, viewer):
            statement = sa.update(FirstAnswer).where(col(FirstAnswer.key_hash) == key_hash)
            statement = statement.values(subject_ids=list(done.ids))
            await session.execute(statement.execution_options(synchronize_session=False))
        return done
    if not hmac.compare_digest(first.input_hash, input_hash):
        message = "This idempotency key was used for another input already."
        raise Conflict(RefusalCode.IDEMPOTENCY_KEY_REUSED, message, path=PATH)
    nothing_to_note(session)
    return Done(first.subject_ids, repeated=True)


def _check(key: str) -> None:
    if not key:
        raise InvalidInput([required(*PATH)])
    if len(key) > LONGEST:
        raise InvalidInput([key_too_long(*PATH)])


async def _first(session: AsyncSession, key_hash: bytes, input_hash: bytes, now: datetime) -> Any:
    """The row of the first answer; None: this is the first, and the key is its own now. One that is too old counts no
    longer, whether or not it has been cleared away."""
    row = {"id": new_id(), "key_hash": key_hash, "input_hash": input_hash, "subject_ids": [], "created_at": now}
    begun = await session.scalar(
        insert(FirstAnswer)
        .values(row)
        .on_conflict_do_update(
            index_elements=["key_hash"],
            set_={"input_hash": input_hash, "subject_ids": [], "created_at": now},
            where=col(FirstAnswer.created_at) <= now - KEPT,
        )
        .returning(sa.literal(1))
    )
    if begun is not None:
        return None
    columns = sa.select(col(FirstAnswer.input_hash), col(FirstAnswer.subject_ids))
    return (await session.execute(columns.where(col(FirstAnswer.key_hash) == key_hash))).one()


def _key_hash(viewer: Viewer, asked: Asked) -> bytes:
    who = str(viewer.id) if viewer.id is not None else source(asked.address or "")
    parts = json.dumps([viewer.kind.value, who, asked.mutation, asked.key])
    return hashlib.sha256(parts.encode()).digest()


def _input_hash(asked: Asked) -> bytes:
    """Keyed with the key, which is kept nowhere: an input that can be guessed (an address) is not found by trying."""
    given = json.dumps(asked.given, sort_keys=True, default=str)
    return hmac.digest(asked.key.encode("utf-8", "surrogatepass"), given.encode(), "sha256")

"""Sessions: begun at sign-in, looked up at every request, ended by sign-out, by disuse, or by age."""

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.database import Database
from app.models import Session, User, new_id
from app.models.enums import AccountKind, Language, OrganisationStatus, UserRole
from app.security.tokens import is_session_token, new_session_token, token_hash
from app.settings import Settings
from app.viewer import Viewer, ViewerKind, anonymous

REMEMBERED = 10_000
"""Sessions held in memory, the longest unused go first; as many ended ones."""
USE_NOTED_EVERY = timedelta(minutes=1)
LONGEST_USER_AGENT = 300

_LOOK_UP = "SELECT row_to_json(found)::text FROM session_viewer($1) AS found"


def utc_now() -> datetime:
    """The clock that tests replace."""
    return datetime.now(UTC)


async def start(
    session: AsyncSession,
    account: Viewer,
    *,
    address: str,
    user_agent: str | None,
    settings: Settings,
    now: datetime,
) -> tuple[str, Session]:
    """Begin a session of this account, whose own the transaction has to be. The token is told here, and
    never again."""
    token = new_session_token()
    row = Session(
        id=new_id(),
        token_hash=token_hash(token),
        **_holder(account),
        started_at=now,
        last_used_at=now,
        expires_at=now + timedelta(hours=settings.session_hours),
        address=address,
        user_agent=None if user_agent is None else user_agent[:LONGEST_USER_AGENT],
    )
    session.add(row)
    await session.flush()
    return token, row


def _holder(account: Viewer) -> dict[str, Any]:
    match account.kind:
        case ViewerKind.USER:
            return {"kind": AccountKind.ORGANISATION, "user_id": account.id}
        case ViewerKind.STAFF:
            return {"kind": AccountKind.STAFF, "staff_id": account.id}
        case _:
            return {"kind": AccountKind.CANDIDATE, "candidate_account_id": account.id}


@dataclass(slots=True)
class _Found:
    viewer: Viewer
    expires_at: datetime
    last_used_at: datetime
    looked_up_at: datetime


class Sessions:
    """Who is behind a token. Answers are kept for `settings.session_cache_seconds`: so long may an ended session, a
    removed user or a suspended organisation still be served by another process than the one that ended it."""

    def __init__(self, database: Database, settings: Settings, now: Callable[[], datetime] = utc_now) -> None:
        self._database, self._now = database, now
        self._kept_for = timedelta(seconds=settings.session_cache_seconds)
        self._idle = timedelta(hours=settings.session_idle_hours)
        self._found: OrderedDict[bytes, _Found] = OrderedDict()
        self._changes = 0
        """Of rights that were heard of: an answer that was asked for before the last one is not kept."""
        self._ended: OrderedDict[bytes, None] = OrderedDict()

    async def viewer(self, token: str, *, use: bool = True) -> Viewer | None:
        """None: unknown, ended, expired, idle too long, or its organisation is suspended. With `use=False` the look
        does not keep the session from going idle: so sockets ask again whether they may stay."""
        if not is_session_token(token):
            return None
        key, now = token_hash(token), self._now()
        found = self._found.get(key)
        if found is None or now - found.looked_up_at >= self._kept_for:
            found = await self._look_up(key, now)
        if found is None or key in self._ended:
            return None
        if now >= found.expires_at or now - found.last_used_at >= self._idle:
            return None
        if use and now - found.last_used_at >= USE_NOTED_EVERY:
            found.last_used_at = now  # first, so that requests at the same time do not all write it
            await self._note_use(found.viewer, now)
        return found.viewer

    def forget(self, token: str) -> None:
        """After a sign-out is committed: refuse the token here from now on, whatever look-ups are under way."""
        key = token_hash(token)
        self._found.pop(key, None)
        _put(self._ended, key, None)

    def forget_account(self, account_id: UUID) -> None:
        """After a change of rights: the next request of this user or candidate asks the database."""
        self._changes += 1
        for key in [key for key, found in self._found.items() if found.viewer.id == account_id]:
            del self._found[key]

    def forget_all(self) -> None:
        """Word of changes may have been lost: ask the database about everybody."""
        self._changes += 1
        self._found.clear()

    async def _look_up(self, key: bytes, now: datetime) -> _Found | None:
        asked_at = self._changes
        async with self._database.snapshot(anonymous()) as snapshot:
            text = await snapshot.text(_LOOK_UP, [key], last=True)
        found = None if text is None else _found(json.loads(text), now)
        if found is None:  # not kept: whoever sends rubbish must not push out those who are signed in
            self._found.pop(key, None)
        elif asked_at == self._changes:
            _put(self._found, key, found)
        return found

    async def _note_use(self, viewer: Viewer, now: datetime) -> None:
        async with self._database.session(viewer) as session:
            await session.execute(
                sa.update(Session)
                .where(col(Session.id) == viewer.session_id, col(Session.last_used_at) < now)
                .values(last_used_at=now)
            )
            if viewer.kind is ViewerKind.USER:
                await session.execute(sa.update(User).where(col(User.id) == viewer.id).values(last_seen_at=now))
            await session.commit()  # tells nobody anything, so it needs no `app.events.work`


def _found(row: dict[str, Any], now: datetime) -> _Found | None:
    """From the columns of `session_viewer`; None where the account's organisation is suspended."""
    if row["kind"] == AccountKind.CANDIDATE:
        viewer = Viewer(
            ViewerKind.CANDIDATE,
            id=UUID(row["candidate_account_id"]),
            candidate_id=UUID(row["candidate_id"]),
            session_id=UUID(row["session_id"]),
            language=Language(row["language"]),
        )
    elif row["kind"] == AccountKind.STAFF:
        viewer = Viewer(
            ViewerKind.STAFF,
            id=UUID(row["staff_id"]),
            session_id=UUID(row["session_id"]),
            may_view_photos=True,
            language=Language(row["language"]),
        )
    elif row["organisation_status"] != OrganisationStatus.APPROVED:
        return None
    else:
        viewer = Viewer(
            ViewerKind.USER,
            id=UUID(row["user_id"]),
            organisation_id=UUID(row["organisation_id"]),
            session_id=UUID(row["session_id"]),
            role=UserRole(row["role"]),
            may_view_photos=row["may_view_photos"],
            may_manage_api=row["may_manage_api"],
            language=Language(row["language"]),
        )
    expires_at, last_used_at = (datetime.fromisoformat(row[name]) for name in ("expires_at", "last_used_at"))
    return _Found(viewer, expires_at, last_used_at, looked_up_at=now)


def _put(kept: OrderedDict[bytes, Any], key: bytes, value: Any) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > REMEMBERED:
        kept.popitem(last=False)

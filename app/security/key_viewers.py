"""Who is behind an API key: looked up at every request, kept for a few seconds, as sessions are."""

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.database import Database
from app.errors import ApiError
from app.models import ApiKey
from app.models.enums import ApiScope, Language, OrganisationStatus
from app.security.api_keys import is_api_key
from app.security.networks import lies_in
from app.security.sessions import REMEMBERED, USE_NOTED_EVERY, utc_now
from app.security.tokens import token_hash
from app.settings import Settings
from app.viewer import Viewer, ViewerKind, anonymous

_LOOK_UP = "SELECT row_to_json(found)::text FROM api_key_viewer($1) AS found"


class KeyFromElsewhere(ApiError):
    """This API key may not be used from this address."""

    code = "FORBIDDEN"


@dataclass(slots=True)
class _Found:
    viewer: Viewer
    networks: tuple[str, ...]
    expires_at: datetime
    last_used_at: datetime | None
    looked_up_at: datetime


class KeyViewers:
    """Answers are kept for `settings.session_cache_seconds`: so long may a key still serve that another process has
    revoked, where word of it is lost."""

    def __init__(self, database: Database, settings: Settings, now: Callable[[], datetime] = utc_now) -> None:
        self._database, self._now = database, now
        self._kept_for = timedelta(seconds=settings.session_cache_seconds)
        self._found: OrderedDict[bytes, _Found] = OrderedDict()
        self._changes = 0
        """Of rights that were heard of: an answer that was asked for before the last one is not kept."""

    async def viewer(self, secret: str, *, address: str, language: Language) -> Viewer | None:
        """None: unknown, revoked, expired, or its organisation is suspended. Raises KeyFromElsewhere where the client's
        address lies in none of the key's networks. A key has no language of its own: it reads in the request's."""
        if not is_api_key(secret):
            return None
        key, now = token_hash(secret), self._now()
        found = self._found.get(key)
        if found is None or now - found.looked_up_at >= self._kept_for:
            found = await self._look_up(key, now)
        if found is None or now >= found.expires_at:
            return None
        if found.networks and not lies_in(address, found.networks):
            raise KeyFromElsewhere
        if found.last_used_at is None or now - found.last_used_at >= USE_NOTED_EVERY:
            found.last_used_at = now  # first, so that requests at the same time do not all write it
            await self._note_use(found.viewer, now)
        return found.viewer if language is found.viewer.language else replace(found.viewer, language=language)

    def forget(self, key_id: UUID) -> None:
        """After a change of rights: the next request with this key asks the database."""
        self._changes += 1
        for key in [key for key, found in self._found.items() if found.viewer.id == key_id]:
            del self._found[key]

    def forget_all(self) -> None:
        """Word of changes may have been lost: ask the database about every key."""
        self._changes += 1
        self._found.clear()

    async def _look_up(self, key: bytes, now: datetime) -> _Found | None:
        asked_at = self._changes
        async with self._database.snapshot(anonymous()) as snapshot:
            text = await snapshot.text(_LOOK_UP, [key], last=True)
        found = None if text is None else _found(json.loads(text), now)
        if found is None:  # not kept: whoever sends rubbish must not push out those who are known
            self._found.pop(key, None)
            return None
        if asked_at != self._changes:
            return found
        self._found[key] = found
        self._found.move_to_end(key)
        if len(self._found) > REMEMBERED:
            self._found.popitem(last=False)
        return found

    async def _note_use(self, viewer: Viewer, now: datetime) -> None:
        async with self._database.session(viewer) as session:
            await session.execute(
                sa.update(ApiKey)
                .where(
                    col(ApiKey.id) == viewer.id,
                    sa.or_(col(ApiKey.last_used_at).is_(None), col(ApiKey.last_used_at) < now),
                )
                .values(last_used_at=now)
            )
            await session.commit()  # tells nobody anything, so it needs no `app.events.work`


def _found(row: dict[str, Any], now: datetime) -> _Found | None:
    """From the columns of `api_key_viewer`; None where the organisation is suspended."""
    if row["organisation_status"] != OrganisationStatus.APPROVED:
        return None
    scopes = frozenset(map(ApiScope, row["scopes"]))
    viewer = Viewer(
        ViewerKind.API_KEY,
        id=UUID(row["api_key_id"]),
        organisation_id=UUID(row["organisation_id"]),
        may_view_photos=ApiScope.PHOTO in scopes,
        scopes=scopes,
    )
    used = row["last_used_at"]
    return _Found(
        viewer,
        tuple(row["networks"]),
        datetime.fromisoformat(row["expires_at"]),
        None if used is None else datetime.fromisoformat(used),
        looked_up_at=now,
    )

"""Whether those who listen may still listen: asked before each delivery, and every few seconds of silence."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Self

import orjson
import psycopg

from app.database import Database
from app.errors import ApiError, ForbiddenField, Unauthenticated
from app.events.broker import Broker, Wake
from app.viewer import SYSTEM, Viewer, ViewerKind

Rights = Callable[[Collection[Viewer]], Awaitable[Mapping[Viewer, ApiError]]]
"""Which of these viewers may listen no longer, and why."""

logger = logging.getLogger("rvs.events")


class RightsChanged(ApiError):
    """This account's rights have changed: connect again."""

    code = "RIGHTS_CHANGED"


_REFUSED = """
SELECT json_agg(json_build_array(asked.position, CASE
    WHEN session.id IS NULL OR (session.user_id IS NOT NULL AND app_user.id IS NULL)
        OR (session.staff_id IS NOT NULL AND staff.id IS NULL) THEN 'ended'
    WHEN organisation.status <> 'APPROVED' THEN 'suspended'
    ELSE 'changed' END))::text
FROM unnest(%(sessions)s::uuid[], %(roles)s::text[], %(photos)s::boolean[], %(managers)s::boolean[]) WITH ORDINALITY
    AS asked (id, role, photos, manages, position)
LEFT JOIN session ON session.id = asked.id AND session.ended_at IS NULL
    AND session.expires_at > now() AND session.last_used_at > now() - %(idle)s
LEFT JOIN app_user ON app_user.id = session.user_id AND app_user.removed_at IS NULL
LEFT JOIN organisation ON organisation.id = app_user.organisation_id
LEFT JOIN staff ON staff.id = session.staff_id AND staff.removed_at IS NULL
WHERE session.id IS NULL OR (session.staff_id IS NOT NULL AND staff.id IS NULL)
    OR (session.user_id IS NOT NULL AND (app_user.id IS NULL OR organisation.status <> 'APPROVED'
        OR app_user.role <> asked.role OR app_user.may_view_photos <> asked.photos
        OR app_user.may_manage_api <> asked.manages))
"""
_REFUSED_KEYS = """
SELECT json_agg(json_build_array(asked.position, CASE WHEN api_key.id IS NULL THEN 'ended' ELSE 'suspended' END))::text
FROM unnest(%(keys)s::uuid[]) WITH ORDINALITY AS asked (id, position)
LEFT JOIN api_key ON api_key.id = asked.id AND api_key.revoked_at IS NULL AND api_key.expires_at > now()
LEFT JOIN organisation ON organisation.id = api_key.organisation_id
WHERE api_key.id IS NULL OR organisation.status <> 'APPROVED'
"""
_WHY: Mapping[str, type[ApiError]] = {
    "ended": Unauthenticated,
    "suspended": ForbiddenField,
    "changed": RightsChanged,
}


def session_rights(database: Database, idle: timedelta) -> Rights:
    """Rights as the tables of sessions, users, API keys and organisations state them; one statement for all who have a
    session, and one for all keys."""

    async def refused(viewers: Collection[Viewer]) -> Mapping[Viewer, ApiError]:
        sessions = [viewer for viewer in viewers if viewer.session_id is not None]
        keys = [viewer for viewer in viewers if viewer.kind is ViewerKind.API_KEY]
        found = await of_sessions(sessions) if sessions else {}
        return {**found, **await of_keys(keys)} if keys else found

    async def of_keys(asked: Sequence[Viewer]) -> Mapping[Viewer, ApiError]:
        return await which(asked, _REFUSED_KEYS, {"keys": [viewer.id for viewer in asked]})

    async def of_sessions(asked: Sequence[Viewer]) -> Mapping[Viewer, ApiError]:
        parameters = {
            "sessions": [viewer.session_id for viewer in asked],
            "roles": [None if viewer.role is None else viewer.role.value for viewer in asked],
            "photos": [viewer.may_view_photos for viewer in asked],
            "managers": [viewer.may_manage_api for viewer in asked],
            "idle": idle,
        }
        return await which(asked, _REFUSED, parameters)

    async def which(
        asked: Sequence[Viewer], statement: str, parameters: Mapping[str, Any]
    ) -> Mapping[Viewer, ApiError]:
        async with database.snapshot(SYSTEM) as snapshot:
            found = orjson.loads(await snapshot.text(statement, parameters, last=True) or "null")
        return {asked[position - 1]: _WHY[reason]() for position, reason in found or ()}

    return refused


Refused = Callable[[ApiError], None]


class Guard:
    """Knows all who listen in this process, and turns out who may no longer."""

    def __init__(self, rights: Rights, broker: Broker, *, every: float = 4.0) -> None:
        self._rights, self._broker, self._every = rights, broker, every
        self._watched: dict[Viewer, set[Refused]] = {}
        self._soon = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    def watch(self, viewer: Viewer, refused: Refused) -> None:
        """Call `refused` once this viewer may not listen any more; until `unwatch`."""
        self._watched.setdefault(viewer, set()).add(refused)

    def unwatch(self, viewer: Viewer, refused: Refused) -> None:
        callbacks = self._watched.get(viewer, set())
        callbacks.discard(refused)
        if not callbacks:
            self._watched.pop(viewer, None)

    async def check(self, viewers: Iterable[Viewer]) -> None:
        """Turn out those of `viewers` who may listen no longer. Raises psycopg.OperationalError."""
        for viewer, error in (await self._rights(frozenset(viewers))).items():
            for refused in tuple(self._watched.get(viewer, ())):
                refused(error)

    def _hear(self, wake: Wake | None) -> None:
        if wake is None or wake.topic == "session":
            self._soon.set()

    async def _run(self) -> None:
        with self._broker.listen(self._hear):
            while True:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._soon.wait(), self._every)
                self._soon.clear()
                try:
                    await self.check(self._watched)
                except (psycopg.Error, OSError) as error:
                    logger.warning("Rights of open streams could not be checked: %s", error)
                except Exception:
                    logger.exception("The watch over open streams stumbled; it goes on")

"""A small engine over the real database, in raw SQL: its documents are single words. And an application around it."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp

from app.bad_envelope import BadEnvelope
from app.database import Database
from app.envelope import Envelope, parse_body
from app.errors import ApiError, BadInput, Unauthenticated
from app.events import holes
from app.events.broker import Broker, LocalBroker
from app.events.feed import Feeds
from app.events.redis_broker import RedisBroker
from app.events.rights import Guard, session_rights
from app.events.subscription import Change, Seen, Subscription
from app.models.enums import EventKind, Language, UserRole
from app.transports.live import Live
from app.transports.shared import Limits
from app.viewer import SYSTEM, Viewer, ViewerKind, anonymous

_WHO = """
SELECT json_build_object('session', session.id, 'id', app_user.id, 'organisation', organisation_id, 'role', role,
    'photos', may_view_photos, 'language', language)::text
FROM session JOIN app_user ON app_user.id = user_id WHERE session.id = $1 AND ended_at IS NULL
"""
_SHARES = {
    "feed": "SELECT json_build_object('name', candidate_name)::text FROM share WHERE id = $1",
    "console": (
        "SELECT json_build_object('share', to_json(share), 'result', to_json(result))::text"
        " FROM share JOIN result ON result.id = result_id WHERE share.id = $1"
    ),
}


class SmallEngine:
    """Tokens are session ids. Its documents are the cases in `subscribe`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.made = 0
        self.hanging = asyncio.Event()

    async def viewer(
        self, authorization: str | None, cookies: Mapping[str, str], headers: Mapping[str, str], *, address: str = ""
    ) -> Viewer:
        token = cookies.get("session") if authorization is None else authorization.removeprefix("Bearer ")
        if token is None:
            return anonymous(Language.JA if headers.get("accept-language", "").startswith("ja") else Language.EN)
        if token == "bug":
            raise RuntimeError("looking the viewer up failed")
        try:
            session_id = UUID(token)
        except ValueError:
            raise Unauthenticated from None
        async with self._database.snapshot(SYSTEM) as snapshot:
            found = orjson.loads(await snapshot.text(_WHO, [session_id], last=True) or "null")
        if found is None:
            raise Unauthenticated
        return Viewer(
            ViewerKind.USER,
            id=UUID(found["id"]),
            organisation_id=UUID(found["organisation"]),
            session_id=UUID(found["session"]),
            role=UserRole(found["role"]),
            may_view_photos=found["photos"],
            language=Language(found["language"]),
        )

    async def subscribe(self, envelope: Envelope, viewer: Viewer, *, address: str = "") -> Subscription | bytes:
        match envelope.query:
            case "hello":
                return b'{"data":{"hello":"\xe4\xb8\x96\xe7\x95\x8c"}}'
            case "language":
                return orjson.dumps({"extensions": {}, "data": {"language": viewer.language}})
            case "broken":
                return b'{"errors":[{"message":"Syntax Error","extensions":{"code":"GRAPHQL_PARSE_FAILED"}}]}'
            case "refused":
                raise BadInput("refused")
            case "bug":
                raise RuntimeError("executing failed")
            case "hang":
                self.hanging.set()
                await asyncio.Event().wait()
            case "feed" | "console":
                return self._feed(envelope, viewer)
        return b'{"errors":[{"message":"unknown"}]}'

    def _feed(self, envelope: Envelope, viewer: Viewer) -> Subscription:
        if viewer.organisation_id is None:
            raise Unauthenticated

        async def render(change: Change) -> str | None:
            self.made += 1
            share: Any = None
            marks = ""
            if not isinstance(change, Seen) and change.share_id is not None:
                async with self._database.snapshot(viewer) as snapshot:
                    share = orjson.loads(
                        await snapshot.text(_SHARES[envelope.query], [change.share_id], last=True) or "null"
                    )
                marks = f',"isNew":{holes.is_new(change.share_id)}'
            kind = "SEEN" if isinstance(change, Seen) else change.kind.value
            return (
                f'{{"data":{{"cursor":"{change.cursor}","kind":"{kind}",\n"share":{json.dumps(share)},'
                f'"newShareCount":{holes.new_share_count()}{marks}}}}}'
            )

        return Subscription(
            viewer.organisation_id,
            frozenset(EventKind),
            (envelope.query, viewer.shape),
            render,
            envelope.variables.get("after"),
            seen=True,
        )

    def error(self, error: ApiError | BadEnvelope, viewer: Viewer | None) -> bytes:
        return orjson.dumps({"message": error.message, "extensions": {"code": error.code}})


@asynccontextmanager
async def application(
    database: Database, broker: Broker, *, limits: Limits | None = None, allowed: tuple[str, ...] = ()
) -> AsyncIterator[tuple[Live, SmallEngine, ASGIApp]]:
    """Everything but the server."""
    engine = SmallEngine(database)
    rights = session_rights(database, timedelta(hours=12))
    async with AsyncExitStack() as stack:
        guard = await stack.enter_async_context(Guard(rights, broker, every=0.1))
        feeds = await stack.enter_async_context(Feeds(database, broker, guard, poll=0.1))
        live = Live(engine, feeds, guard, allowed_origins=allowed, limits=limits)
        await stack.enter_async_context(live)

        async def graphql(request: Request) -> Response:
            envelope = parse_body(await request.body(), "application/json", None)
            viewer = await engine.viewer(request.headers.get("authorization"), request.cookies, request.headers)
            return live.stream(envelope, viewer, request.headers)  # type: ignore[return-value]

        routes = [Route("/graphql", graphql, methods=["POST"]), WebSocketRoute("/graphql", live.socket)]
        yield live, engine, Starlette(routes=routes)


def broker_at(url: str) -> Broker:
    """Redis, or in-process for no URL."""
    return RedisBroker(url) if url else LocalBroker()

"""The peer's server: `python -m bench.peers.strawberry_plain.server` with DATABASE_URL and PORT.

GraphQL at /graphql, over HTTP and graphql-transport-ws. POST /publish {"organisationId", "shareId"} says that a share
was made: the benchmark's stand-in for the mutation.
"""

import contextlib
import os
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import orjson
import uvicorn
from cross_web import HTTPException
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.websockets import WebSocket
from strawberry import UNSET
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from bench.peers.strawberry_plain.context import Operation, Sessions
from bench.peers.strawberry_plain.live import events
from bench.peers.strawberry_plain.schema import schema


class Handler(GraphQL[Any, Any]):
    """Strawberry's own, signed in, with orjson."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(schema, graphql_ide=None, subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL])
        self._engine, self._sessions = engine, Sessions(engine)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Operation:
        viewer = await self._sessions.viewer(request.headers.get("authorization", ""))
        if viewer is None and isinstance(request, Request):
            raise HTTPException(401, "Sign in first.")
        return Operation(self._engine, viewer)

    async def on_ws_connect(self, context: Operation) -> Any:
        authorization = context.connection_params.get("authorization")
        if authorization is not None:
            context.signed_in = await self._sessions.viewer(authorization)
        return UNSET

    def encode_json(self, data: object) -> str:
        return orjson.dumps(data).decode()


async def publish(request: Request) -> Response:
    body = orjson.loads(await request.body())
    for share_id in body["shareIds"]:
        events.publish(UUID(body["organisationId"]), UUID(share_id))
    return Response(status_code=204)


def main() -> None:
    url = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg")
    options = "-c TimeZone=UTC -c DateStyle=ISO -c jit=off -c application_name=strawberry"
    engine = create_async_engine(url, pool_size=8, max_overflow=0, connect_args={"options": options})
    events.engine = engine

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    routes = [Route("/publish", publish, methods=["POST"]), Mount("/", Handler(engine))]
    uvicorn.run(
        Starlette(routes=routes, lifespan=lifespan),
        port=int(os.environ["PORT"]),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()

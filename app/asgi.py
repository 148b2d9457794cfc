"""The web application: what it is made of, routes, lifespan."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.actions.confirm_email import confirm_email
from app.api import Api
from app.audit.sealing import Sealer
from app.database import Database
from app.errors import ApiError, Unauthenticated
from app.events.broker import Broker
from app.events.feed import Feeds
from app.events.rights import Guard, session_rights
from app.exports.store import Store
from app.exports.storing import store_of
from app.migrating import head
from app.photos import photo
from app.rejects import rejects
from app.security.buckets import budgets
from app.security.client_address import ClientAddresses
from app.security.redis_buckets import made
from app.settings import Settings
from app.transports.download import DownloadEndpoint
from app.transports.http import GraphQLEndpoint
from app.transports.live import Live
from app.transports.origin import comes_from_here
from app.viewer import Viewer
from app.web.dev_mail import dev_mail_routes
from app.web.graphiql_page import graphiql_routes
from app.web.links_page import LinkActions, links_routes


@dataclass(frozen=True, slots=True)
class Parts:
    """What the application is made of; the lifespan opens and closes it."""

    settings: Settings
    database: Database
    broker: Broker
    api: Api
    live: Live
    feeds: Feeds
    guard: Guard
    sealer: Sealer
    addresses: ClientAddresses
    store: Store


def assemble(settings: Settings, database: Database, broker: Broker) -> Parts:
    """Everything of one process, over a database and a broker that the caller opened."""
    redis = None if settings.redis_url is None else settings.redis_url.get_secret_value()
    api = Api(database, broker, settings, buckets=made(redis, budgets(settings.mutations_per_minute)))
    guard = Guard(session_rights(database, settings.session_idle), broker)
    feeds = Feeds(database, broker, guard)
    origins = settings.origins
    addresses = ClientAddresses(settings.trusted_proxies)
    live = Live(api, feeds, guard, allowed_origins=origins, https=settings.https, addresses=addresses)
    sealer, store = Sealer(database, settings), store_of(settings)
    return Parts(settings, database, broker, api, live, feeds, guard, sealer, addresses, store)


def application(parts: Parts) -> "Front":
    """The ASGI application."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        with parts.broker.listen(parts.api.hear):
            async with parts.guard, parts.feeds, parts.live, parts.sealer:
                yield
        await parts.api.buckets.close()

    settings, addresses = parts.settings, parts.addresses
    endpoint = GraphQLEndpoint(
        parts.api, parts.live, https=settings.https, origins=settings.origins, addresses=addresses
    )
    downloads = DownloadEndpoint(parts.api, parts.database, parts.store, addresses)
    links = LinkActions(parts.database, parts.broker, parts.api.buckets, addresses.of, _confirmed)
    rest = Starlette(
        routes=[
            WebSocketRoute("/graphql", _Socket(parts.live)),
            Route("/photos/{id}", PhotoEndpoint(parts), methods=["GET"]),
            Route("/downloads/{id}", downloads, methods=["GET"]),
            Route("/imports/{id}/rejects", RejectsEndpoint(parts), methods=["GET"]),
            Route("/healthz", healthz),
            Route("/readyz", Readiness(parts.database)),
            *graphiql_routes(),
            *links_routes(links, lambda headers: comes_from_here(headers, settings.origins, https=settings.https)),
            *(dev_mail_routes(parts.settings.data / "mail") if parts.settings.shows_mail else ()),
        ],
        lifespan=lifespan,
    )
    return Front(endpoint, rest)


async def _confirmed(session: AsyncSession, viewer: Viewer, token: str, now: datetime) -> object:
    return await confirm_email(session, viewer, token, now=now)


class Front:
    """The API first, for it is nearly all there is; everything else by Starlette's routes."""

    def __init__(self, graphql: ASGIApp, rest: ASGIApp) -> None:
        self._graphql, self._rest = graphql, rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/graphql":
            await self._graphql(scope, receive, send)
        else:
            await self._rest(scope, receive, send)


class _Socket:
    """Starlette takes classes and functions for endpoints; this is an ASGI application."""

    def __init__(self, live: Live) -> None:
        self._live = live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._live.socket(scope, receive, send)


class PhotoEndpoint:
    """GET /photos/res_…: as private as the result itself."""

    def __init__(self, parts: Parts) -> None:
        self._api, self._database, self._addresses = parts.api, parts.database, parts.addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        headers = {"cache-control": "private, no-store", "x-content-type-options": "nosniff"}
        try:
            address = self._addresses.of(scope)
            viewer = await self._api.viewer(
                request.headers.get("authorization"), request.cookies, request.headers, address=address
            )
            jpeg = await photo(self._database, viewer, request.path_params["id"], address=address)
        except ApiError as error:
            body = b'{"errors":[' + self._api.error(error, None) + b"]}"
            response = Response(body, 401 if isinstance(error, Unauthenticated) else 403, headers, "application/json")
        else:
            if jpeg is None:
                body = orjson.dumps({"errors": [{"message": "Not found.", "extensions": {"code": "NOT_FOUND"}}]})
                response = Response(body, 404, headers, "application/json")
            else:
                response = Response(jpeg, 200, headers, "image/jpeg")
        await response(scope, receive, send)


class RejectsEndpoint:
    """GET /imports/imp_…/rejects: for staff, where the import ran on this machine."""

    def __init__(self, parts: Parts) -> None:
        self._api, self._database, self._addresses = parts.api, parts.database, parts.addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        headers = {"cache-control": "private, no-store", "x-content-type-options": "nosniff"}
        try:
            viewer = await self._api.viewer(
                request.headers.get("authorization"),
                request.cookies,
                request.headers,
                address=self._addresses.of(scope),
            )
            csv = await rejects(self._database, viewer, request.path_params["id"])
        except ApiError as error:
            body = b'{"errors":[' + self._api.error(error, None) + b"]}"
            response = Response(body, 401 if isinstance(error, Unauthenticated) else 403, headers, "application/json")
        else:
            if csv is None:
                body = orjson.dumps({"errors": [{"message": "Not found.", "extensions": {"code": "NOT_FOUND"}}]})
                response = Response(body, 404, headers, "application/json")
            else:
                headers["content-disposition"] = 'attachment; filename="rejects.csv"'
                response = Response(csv, 200, headers, "text/csv")
        await response(scope, receive, send)


async def healthz(_request: Request) -> Response:
    """The process answers."""
    return Response("ok\n", media_type="text/plain")


class Readiness:
    """GET /readyz: the database answers too, and has the schema that this code needs."""

    def __init__(self, database: Database) -> None:
        self._database, self._revision = database, head()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        problem = await self._database.problem(self._revision)
        response = Response("ready\n" if problem is None else problem + "\n", 200 if problem is None else 503)
        await response(scope, receive, send)

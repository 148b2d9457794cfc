"""The web application: routes, lifespan, and the checks that come before any GraphQL."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import orjson
from graphql import OperationType
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api import Answer, Api
from app.bad_envelope import BadEnvelope, BodyTooLarge
from app.database import Database
from app.envelope import MAX_BODY_BYTES, Envelope, check_headers, parse_body, parse_query_string
from app.errors import ApiError, Unauthenticated
from app.events.broker import Broker
from app.events.feed import Feeds
from app.events.rights import Guard, session_rights
from app.migrating import head
from app.photos import photo
from app.resolvers.operation import Client
from app.security.cookies import clear_cookie, credential
from app.settings import Settings
from app.transports import sse
from app.transports.live import Live
from app.transports.origin import is_allowed
from app.viewer import Viewer
from app.web.graphiql_page import graphiql_routes, page

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff", "vary": "accept, authorization, cookie"}


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


def assemble(settings: Settings, database: Database, broker: Broker) -> Parts:
    """Everything of one process, over a database and a broker that the caller opened."""
    api = Api(database, broker, settings)
    guard = Guard(session_rights(database, settings.session_idle), broker)
    feeds = Feeds(database, broker, guard)
    origins = settings.origins
    live = Live(api, feeds, guard, allowed_origins=origins)
    return Parts(settings, database, broker, api, live, feeds, guard)


def application(parts: Parts) -> Starlette:
    """The ASGI application."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        with parts.broker.listen(parts.api.hear):
            async with parts.guard, parts.feeds, parts.live:
                yield

    endpoint = GraphQLEndpoint(parts)
    return Starlette(
        routes=[
            Route("/graphql", endpoint, methods=["GET", "POST"]),
            WebSocketRoute("/graphql", _Socket(parts.live)),
            Route("/photos/{id}", PhotoEndpoint(parts)),
            Route("/healthz", healthz),
            Route("/readyz", Readiness(parts.database)),
            *graphiql_routes(),
        ],
        lifespan=lifespan,
    )


class _Socket:
    """Starlette takes classes and functions for endpoints; this is an ASGI application."""

    def __init__(self, live: Live) -> None:
        self._live = live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._live.socket(scope, receive, send)


class GraphQLEndpoint:
    """GraphQL over HTTP, event streams, and GraphiQL for those who ask for a page."""

    def __init__(self, parts: Parts) -> None:
        self._api, self._live, self._settings = parts.api, parts.live, parts.settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._respond(request)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> ASGIApp:
        headers = request.headers
        accept = headers.get("accept", "")
        if request.method == "GET" and "text/html" in accept and not request.url.query:
            return page(request)
        viewer: Viewer | None = None
        try:
            viewer = await self._viewer(request)
            envelope = await _envelope(request)
            if sse.is_asked_for(accept):
                self._check_change(request, envelope)
                return self._live.stream(envelope, viewer, dict(headers))
            self._check_change(request, envelope)
            answer = await self._api.execute(envelope, viewer, self._client(request))
        except ClientDisconnect:
            return Response(status_code=400)
        except (ApiError, BadEnvelope) as error:
            return self._error(error, viewer, accept)
        return _answered(answer, accept)

    async def _viewer(self, request: Request) -> Viewer:
        headers = request.headers
        return await self._api.viewer(headers.get("authorization"), request.cookies, headers)

    def _client(self, request: Request) -> Client:
        found = credential(request.headers, https=self._settings.https)
        return Client(
            address="" if request.client is None else request.client.host,
            user_agent=(request.headers.get("user-agent") or "")[:300] or None,
            token=None if found is None else found.token,
            https=self._settings.https,
        )

    def _check_change(self, request: Request, envelope: Envelope) -> None:
        """Changes come by POST; with a cookie they must come from a page of ours: browsers send cookies unasked."""
        kind = self._api.operation_type(envelope)
        if kind is not OperationType.MUTATION:
            return
        if request.method != "POST":
            raise MutationByGet
        found = credential(request.headers, https=self._settings.https)
        if found is None or not found.from_cookie:
            origin = request.headers.get("origin")
            if origin is None or found is not None:
                return
        origin = request.headers.get("origin")
        if origin is None or not is_allowed(origin, request.headers.get("host"), self._settings.origins):
            raise ForeignOrigin

    def _error(self, error: ApiError | BadEnvelope, viewer: Viewer | None, accept: str) -> Response:
        body = b'{"errors":[' + self._api.error(error, viewer) + b"]}"
        status = error.http_status if isinstance(error, BadEnvelope) else _STATUS.get(type(error), 200)
        response = Response(body, status, _HEADERS, _media_type(accept))
        if isinstance(error, MutationByGet):
            response.headers["allow"] = "POST"
        if isinstance(error, Unauthenticated):
            response.headers["www-authenticate"] = "Bearer"
            response.headers.append("set-cookie", clear_cookie(https=self._settings.https))
        return response


class MutationByGet(ApiError):
    """Mutations are sent with POST."""

    code = "MUTATION_BY_GET"


class ForeignOrigin(ApiError):
    """This page may not make changes with your session."""

    code = "ORIGIN_FORBIDDEN"


_STATUS: Mapping[type[ApiError], int] = {Unauthenticated: 401, MutationByGet: 405, ForeignOrigin: 403}


async def _envelope(request: Request) -> Envelope:
    """Read no more than may come; raises BadEnvelope."""
    if request.method == "GET":
        return parse_query_string(request.scope["query_string"])
    headers = request.headers
    media_type, encoding = headers.get("content-type"), headers.get("content-encoding")
    check_headers(media_type, encoding)
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise BodyTooLarge
        chunks.append(chunk)
    return parse_body(b"".join(chunks), media_type, encoding)


def _media_type(accept: str) -> str:
    return GRAPHQL_RESPONSE if GRAPHQL_RESPONSE in accept else JSON


def _answered(answer: Answer, accept: str) -> Response:
    """Documents that were not executed are 400 to those who know GraphQL's own media type, 200 to all others."""
    media_type = _media_type(accept)
    status = 400 if media_type == GRAPHQL_RESPONSE and not answer.executed else 200
    response = Response(answer.body, status, _HEADERS, media_type)
    for cookie in answer.cookies:
        response.headers.append("set-cookie", cookie)
    return response


class PhotoEndpoint:
    """GET /photos/res_…: as private as the result itself."""

    def __init__(self, parts: Parts) -> None:
        self._api, self._database = parts.api, parts.database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        headers = {"cache-control": "private, no-store", "x-content-type-options": "nosniff"}
        try:
            viewer = await self._api.viewer(request.headers.get("authorization"), request.cookies, request.headers)
            jpeg = await photo(self._database, viewer, request.path_params["id"])
        except ApiError as error:
            body = b'{"errors":[' + self._api.error(error, None) + b"]}"
            response = Response(body, _STATUS.get(type(error), 403), headers, JSON)
        else:
            if jpeg is None:
                body = orjson.dumps({"errors": [{"message": "Not found.", "extensions": {"code": "NOT_FOUND"}}]})
                response = Response(body, 404, headers, JSON)
            else:
                response = Response(jpeg, 200, headers, "image/jpeg")
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

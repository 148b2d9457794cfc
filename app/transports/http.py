"""GraphQL over HTTP: requests and responses, event streams, and GraphiQL for those who ask for a page.

An ASGI application of its own, without a framework's request and response: they cost as much as the rest of Python
together (docs/performance.md). https://graphql.github.io/graphql-over-http says what the answers are.
"""

import logging
from collections.abc import Collection, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from graphql import OperationType
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from app.answers import Answer
from app.api import Api
from app.bad_envelope import BadEnvelope, BodyTooLarge
from app.envelope import MAX_BODY_BYTES, Envelope, check_headers, parse_body, parse_query_string
from app.errors import ApiError, Unauthenticated
from app.resolvers.operation import Client
from app.security.client_address import ClientAddresses
from app.security.cookies import clear_cookie, credential
from app.security.key_viewers import KeyFromElsewhere
from app.transports import sse
from app.transports.errors import ForeignOrigin, MutationByGet, Unexpected
from app.transports.live import Live
from app.transports.origin import is_allowed
from app.transports.server import said_at_once
from app.viewer import Viewer
from app.web.graphiql_page import page

logger = logging.getLogger("rvs.http")

JSON = b"application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"accept, authorization, cookie"),
)
_HEADS: Mapping[bytes, bytes] = {
    media_type: b"".join(b"%b: %b\r\n" % header for header in ((b"content-type", media_type), *_HEADERS))
    for media_type in (JSON, GRAPHQL_RESPONSE.encode())
}
"""Of nearly all answers, as they are sent."""
_STATUS: Mapping[type[ApiError], int] = {
    Unauthenticated: 401,
    KeyFromElsewhere: 403,
    MutationByGet: 405,
    ForeignOrigin: 403,
    Unexpected: 500,
}


class Disconnected(Exception):
    """The client went away before its request had come."""


class GraphQLEndpoint:
    """POST and GET /graphql."""

    def __init__(
        self, api: Api, live: Live, *, https: bool, origins: Collection[str], addresses: ClientAddresses
    ) -> None:
        self._api, self._live, self._https, self._origins = api, live, https, origins
        self._addresses = addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        accept = headers.get("accept", "")
        method = scope["method"]
        if method not in ("GET", "POST"):
            await _send(send, 405, b"", ((b"allow", b"GET, POST"),), JSON)
            return
        if method == "GET" and "text/html" in accept and not scope["query_string"]:
            await page(Request(scope, receive))(scope, receive, send)
            return
        viewer: Viewer | None = None
        try:
            viewer = await self._api.viewer(
                headers.get("authorization"), _cookies(headers), headers, address=self._addresses.of(scope)
            )
            envelope = await _envelope(scope, headers, receive)
            if sse.is_asked_for(accept):
                self._check(method, headers, self._api.operation_type(envelope))
                await self._live.stream(envelope, viewer, headers)(scope, receive, send)
                return
            answer = await self._api.repeated(envelope, viewer)
            if answer is None:
                client = self._client(scope, headers)
                answer = await self._api.execute(
                    envelope, viewer, client, check=lambda kind: self._check(method, headers, kind)
                )
        except Disconnected:
            return
        except (ApiError, BadEnvelope) as error:
            await self._refuse(send, error, viewer, accept)
        except Exception:
            logger.exception("A request failed")
            await self._refuse(send, Unexpected(), viewer, accept)
        else:
            await _answer(scope, send, answer, accept)

    def _client(self, scope: Scope, headers: Mapping[str, str]) -> Client:
        found = credential(headers, https=self._https)
        return Client(
            address=self._addresses.of(scope),
            user_agent=headers.get("user-agent", "")[:300] or None,
            token=None if found is None else found.token,
            https=self._https,
            from_cookie=found is not None and found.from_cookie,
        )

    def _check(self, method: str, headers: Mapping[str, str], kind: OperationType | None) -> None:
        """Changes come by POST; with a cookie (browsers send it unasked) from a page of ours, sign-in among them."""
        if kind is not OperationType.MUTATION:
            return
        if method != "POST":
            raise MutationByGet
        found = credential(headers, https=self._https)
        origin = headers.get("origin")
        if (found is not None and not found.from_cookie) or (found is None and origin is None):
            return
        if origin is None or not is_allowed(origin, headers.get("host"), self._origins, https=self._https):
            raise ForeignOrigin

    async def _refuse(self, send: Send, error: ApiError | BadEnvelope, viewer: Viewer | None, accept: str) -> None:
        body = b'{"errors":[' + self._api.error(error, viewer) + b"]}"
        more: list[tuple[bytes, bytes]] = []
        if isinstance(error, MutationByGet):
            more.append((b"allow", b"POST"))
        if isinstance(error, Unauthenticated):
            more.append((b"www-authenticate", b"Bearer"))
            more.append((b"set-cookie", clear_cookie(https=self._https).encode("latin-1")))
        status = error.http_status if isinstance(error, BadEnvelope) else _STATUS.get(type(error), 200)
        await _send(send, status, body, more, _media_type(accept))


def _cookies(headers: Mapping[str, str]) -> Mapping[str, str]:
    if "cookie" not in headers:
        return {}
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(headers["cookie"]).items()}
    except CookieError:
        return {}


async def _envelope(scope: Scope, headers: Mapping[str, str], receive: Receive) -> Envelope:
    """Read no more than may come; raises BadEnvelope, Disconnected."""
    if scope["method"] == "GET":
        return parse_query_string(scope["query_string"])
    media_type, encoding = headers.get("content-type"), headers.get("content-encoding")
    check_headers(media_type, encoding)
    body = b""
    while True:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLarge
        if not message.get("more_body", False):
            return parse_body(body, media_type, encoding)


def _media_type(accept: str) -> bytes:
    return GRAPHQL_RESPONSE.encode() if GRAPHQL_RESPONSE in accept else JSON


async def _answer(scope: Scope, send: Send, answer: Answer, accept: str) -> None:
    """Documents that were not executed are 400 to those who know GraphQL's own media type, 200 to all others."""
    media_type = _media_type(accept)
    if answer.executed and not answer.cookies and said_at_once(scope, _HEADS[media_type], answer.body):
        return
    status = 400 if media_type is not JSON and not answer.executed else 200
    cookies = [(b"set-cookie", cookie.encode("latin-1")) for cookie in answer.cookies]
    await _send(send, status, answer.body, cookies, media_type)


async def _send(send: Send, status: int, body: bytes, more: Collection[tuple[bytes, bytes]], media_type: bytes) -> None:
    headers = [
        (b"content-type", media_type),
        (b"content-length", b"%d" % len(body)),
        *_HEADERS,
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

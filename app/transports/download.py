"""GET /downloads/dwn_…: a finished file, all of it or a range, as it comes from the store."""

import contextlib
import logging
from collections.abc import AsyncIterator

import anyio
import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api import Api
from app.byte_ranges import Span, Unsatisfiable, holds_range, is_another, is_known, span_of
from app.database import Database
from app.downloads import File, enter_fetch, finished_file
from app.errors import ApiError, FileAway, Gone, Unauthenticated
from app.exports.store import Store, StoreError
from app.security.client_address import ClientAddresses
from app.transports.file_headers import attachment, content_type, entity_tag, repr_digest
from app.viewer import Viewer

logger = logging.getLogger("rvs.downloads")

_PRIVATE = {"cache-control": "private, no-store", "x-content-type-options": "nosniff"}
_STATUSES: dict[type[ApiError], int] = {Unauthenticated: 401, Gone: 410, FileAway: 503}
_RETRY_AFTER = "30"


class DownloadEndpoint:
    """For an organisation's users and keys; a fetch is in the trail before its first byte goes out."""

    def __init__(self, api: Api, database: Database, store: Store, addresses: ClientAddresses) -> None:
        self._api, self._database, self._store, self._addresses = api, database, store, addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, viewer = Request(scope, receive), None
        address = self._addresses.of(scope)
        try:
            viewer = await self._api.viewer(
                request.headers.get("authorization"), request.cookies, request.headers, address=address
            )
            file = await finished_file(self._database, viewer, request.path_params["id"])
            response = _not_found() if file is None else _without_bytes(request, file)
            if file is not None and response is None:
                await self._give(request, viewer, file, address, send)
                return
        except ApiError as error:
            response = self._refused(error, viewer)
        assert response is not None
        await response(scope, receive, send)

    async def _give(self, request: Request, viewer: Viewer, file: File, address: str, send: Send) -> None:
        """The bytes. Raises ApiErrors, before anything is sent."""
        span = _span(request, file)
        whole = Span(0, file.size)
        start, end = (span or whole).start, (span or whole).end
        async with contextlib.aclosing(self._store.read(file.key, start, end)) as pieces:
            try:
                first = await anext(pieces, b"")
            except StoreError as error:
                logger.error("Download %s: %s", file.id, error)
                raise FileAway from error
            await enter_fetch(self._database, viewer, file, partial=span is not None, address=address)
            headers = _headers(file) | {"content-length": str(end - start)}
            if span is not None:
                headers["content-range"] = span.of(file.size)
            response = Response(None, 200 if span is None else 206, headers)
            await _send(response, first, pieces, request.receive, send)

    def _refused(self, error: ApiError, viewer: Viewer | None) -> Response:
        status = next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), 403)
        headers = _PRIVATE | ({"retry-after": _RETRY_AFTER} if status == 503 else {})
        body = b'{"errors":[' + self._api.error(error, viewer) + b"]}"
        return Response(body, status, headers, "application/json")


def _without_bytes(request: Request, file: File) -> Response | None:
    """The answers in which no byte of the file goes out, and which are no fetch; None: it is to be given."""
    etag = entity_tag(file.sha256)
    if is_another(request.headers.get("if-match"), etag):
        return Response(None, 412, _PRIVATE)
    if is_known(request.headers.get("if-none-match"), etag):
        return Response(None, 304, _PRIVATE | {"etag": etag})
    if request.method == "HEAD":
        return Response(None, 200, _headers(file) | {"content-length": str(file.size)})
    try:
        _span(request, file)
    except Unsatisfiable:
        return Response(None, 416, _PRIVATE | {"content-range": f"bytes */{file.size}", "accept-ranges": "bytes"})
    return None


def _span(request: Request, file: File) -> Span | None:
    """The range to be given; None: all of it. Raises Unsatisfiable."""
    asked = request.headers.getlist("range")
    if len(asked) != 1 or not holds_range(request.headers.get("if-range"), entity_tag(file.sha256)):
        return None
    return span_of(asked[0], file.size)


def _headers(file: File) -> dict[str, str]:
    return _PRIVATE | {
        "accept-ranges": "bytes",
        "content-disposition": attachment(file.filename),
        "content-type": content_type(file.format, file.encoding),
        "etag": entity_tag(file.sha256),
        "repr-digest": repr_digest(file.sha256),
    }


async def _send(response: Response, first: bytes, pieces: AsyncIterator[bytes], receive: Receive, send: Send) -> None:
    """Piece by piece, as fast as the client takes them; until it goes away. Raises the StoreError that breaks it off:
    the server then closes the connection, so that nobody takes what came for the whole."""
    broken: StoreError | None = None

    async def watch() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        group.start_soon(watch)
        with contextlib.suppress(OSError):  # how a server may say that the client has gone
            start = {"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers}
            await send(start)
            await _body(first, send)
            try:
                async for piece in pieces:
                    await _body(piece, send)
            except StoreError as error:
                broken = error
            else:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        group.cancel_scope.cancel()
    if broken is not None:
        raise broken


async def _body(piece: bytes, send: Send) -> None:
    await send({"type": "http.response.body", "body": piece, "more_body": True})


def _not_found() -> Response:
    body = orjson.dumps({"errors": [{"message": "Not found.", "extensions": {"code": "NOT_FOUND"}}]})
    return Response(body, 404, _PRIVATE, "application/json")

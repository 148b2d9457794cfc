"""GraphiQL from the package itself: no request leaves the origin, and a strict policy holds the page to that.

The page lives at the address of the API (boot.js asks where it was loaded from), its assets beside it under a
digest of their content, so that they may be cached for ever.
"""

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

PREFIX = "/graphiql"
MEDIA_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}

# Editor and menus position themselves by style attributes: 'unsafe-inline' for styles, and for them alone.
# 'self' covers sockets to the same host too (CSP level 3).
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
PAGE_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-cache",
    "Vary": "Accept",
}
ASSET_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent, plain and compressed."""

    media_type: str
    plain: bytes
    gzipped: bytes


def graphiql_routes(prefix: str = PREFIX) -> Sequence[BaseRoute]:
    """The assets' routes; `page` must be given the same prefix."""
    return [Route(prefix + "/{digest}/{name}", _asset, methods=["GET"], name="graphiql")]


def page(request: Request, prefix: str = PREFIX) -> Response:
    """The HTML page, for GET at the API's address with `Accept: text/html`."""
    root = request.scope.get("root_path", "") + prefix
    return Response(_page(f"{root}/{digest()}"), media_type="text/html", headers=PAGE_HEADERS)


@cache
def assets() -> dict[str, Asset]:
    """All files the page may load, by name. Read (and compressed, 60 ms) when first asked for."""
    found = {}
    for file in (files(__package__) / "graphiql" / "assets").iterdir():
        suffix = file.name[file.name.rindex(".") :]
        plain = file.read_bytes()
        found[file.name] = Asset(MEDIA_TYPES[suffix], plain, gzip.compress(plain, mtime=0))
    return found


@cache
def digest() -> str:
    """Changes with the content of any asset."""
    whole = hashlib.sha256()
    for name, asset in sorted(assets().items()):
        whole.update(name.encode() + b"\0" + asset.plain)
    return whole.hexdigest()[:16]


@cache
def _template() -> str:
    return (files(__package__) / "graphiql" / "index.html").read_text("utf-8")


def _page(root: str) -> str:
    return _template().replace("__ASSETS__", root)


async def _asset(request: Request) -> Response:
    asset = assets().get(request.path_params["name"])
    if asset is None or request.path_params["digest"] != digest():
        return Response("Not found", 404, media_type="text/plain")
    headers = dict(ASSET_HEADERS)
    content = asset.plain
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        content = asset.gzipped
    return Response(content, media_type=asset.media_type, headers=headers)

"""Whether a page of that origin may use this service with the browser's cookies."""

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


def is_allowed(origin: str | None, host: str | None, allowed: Collection[str], *, https: bool = False) -> bool:
    """Own pages, and the listed ones; no origin at all is no browser. Where browsers reach the service over HTTPS an
    own page came so too: one of the same host over plain HTTP may be whoever's is on the line. Without `https` the
    scheme is not compared."""
    if origin is None or origin in allowed:
        return True
    try:
        theirs = urlsplit(origin)
        if https and theirs.scheme != "https":
            return False
        default = _PORTS[theirs.scheme]
        own = urlsplit(f"{theirs.scheme}://{host or ''}")
        same = (theirs.hostname, theirs.port or default) == (own.hostname, own.port or default)
        return same and theirs.hostname is not None
    except (ValueError, KeyError):  # "null", a port that is no number, another scheme
        return False


def comes_from_here(headers: Mapping[str, str], allowed: Collection[str], *, https: bool = False) -> bool:
    """Whether a form was sent by a page of ours: it says so, or the browser says nothing of another one. With
    `Referrer-Policy: no-referrer` browsers send `Origin: null`, and `Sec-Fetch-Site` tells."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none") or (origin is not None and origin in allowed)
    return origin is not None and is_allowed(origin, headers.get("host"), allowed, https=https)

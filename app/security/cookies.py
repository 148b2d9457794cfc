"""How a session travels: `Authorization: Bearer` for programmes, a cookie for browsers."""

from collections.abc import Mapping
from dataclasses import dataclass

SECURE_COOKIE = "__Host-rvs"
PLAIN_COOKIE = "rvs_session"
"""Browsers take `__Host-` over HTTPS only; a demo on http://127.0.0.1 needs another name."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What came with a request; nobody has looked yet whether it is good."""

    token: str
    from_cookie: bool
    """Sent by the browser on its own accord: a change must then also show its Origin."""


def cookie_name(https: bool) -> str:
    """The name under which this deployment's sessions travel."""
    return SECURE_COOKIE if https else PLAIN_COOKIE


def credential(headers: Mapping[str, str], *, https: bool) -> Credential | None:
    """The bearer token, or else the cookie's. Who sends an Authorization means it, even where it is no use."""
    authorization = headers.get("authorization")
    if authorization is not None:
        return bearer(authorization)
    for pair in headers.get("cookie", "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == cookie_name(https) and value:
            return Credential(value.strip('"'), from_cookie=True)
    return None


def bearer(authorization: str) -> Credential | None:
    """From the header's (or connection_init's) value; None where it is no bearer token."""
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return None
    return Credential(token.strip(), from_cookie=False)


def set_cookie(token: str, *, https: bool, max_age: int) -> str:
    """The value of a Set-Cookie header that signs a browser in."""
    return _cookie(token, https=https, max_age=max_age)


def clear_cookie(*, https: bool) -> str:
    """The value of a Set-Cookie header that signs a browser out."""
    return _cookie("", https=https, max_age=0)


def _cookie(value: str, *, https: bool, max_age: int) -> str:
    secure = "; Secure" if https else ""
    return f"{cookie_name(https)}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}"

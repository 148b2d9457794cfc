"""Tokens of the links that switch a user's mails off (RFC 8058): they say whose and which, and are signed.

Nothing is stored, and each works for as long as its user is one. A token is good for that alone: it signs nobody in,
and tells whoever holds it nothing that the mail it came in did not."""

import base64
import binascii
import hashlib
import hmac
import re
from uuid import UUID

from app.models.enums import DigestKind
from app.security.sealing import derived_key
from app.settings import Settings

PREFIX = "rvs_u_"
_KINDS = {DigestKind.SHARES: b"s", DigestKind.CORRECTIONS: b"c"}
_OF = {letter: kind for kind, letter in _KINDS.items()}
_MAC = 16
_TOKEN = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{44}}", re.ASCII)


def unsubscribe_key(settings: Settings) -> bytes:
    """What tokens are signed with."""
    assert settings.secret_key is not None
    return derived_key(settings.secret_key.get_secret_value().encode(), "unsubscribe")


def unsubscribe_token(key: bytes, user_id: UUID, kind: DigestKind) -> str:
    """Of this user's mails of this kind; always the same."""
    said = user_id.bytes + _KINDS[kind]
    return PREFIX + base64.urlsafe_b64encode(said + _mac(key, said)).decode()


def unsubscribed_by(key: bytes, token: str) -> tuple[UUID, DigestKind] | None:
    """Whose mails, and which; None if we never gave this token."""
    if _TOKEN.fullmatch(token) is None:
        return None
    try:
        raw = base64.urlsafe_b64decode(token.removeprefix(PREFIX))
    except (ValueError, binascii.Error):
        return None
    said, mac = raw[:17], raw[17:]
    kind = _OF.get(said[16:])
    if kind is None or len(mac) != _MAC or not hmac.compare_digest(mac, _mac(key, said)):
        return None
    return UUID(bytes=said[:16]), kind


def _mac(key: bytes, said: bytes) -> bytes:
    return hmac.new(key, said, hashlib.sha256).digest()[:_MAC]

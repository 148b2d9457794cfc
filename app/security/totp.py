"""Codes of an authenticator (RFC 6238, six digits, 30 seconds) and recovery codes for when it is lost."""

import base64
import hmac
import re
import secrets
import unicodedata
from datetime import datetime

import pyotp

ISSUER = "Results verification"
STEP = 30
RECOVERY_CODES = 10
_DRIFT = 1
"""Steps that clocks may differ by, either way."""
_DIGITS = re.compile(r"[0-9]{6}")
_RECOVERY = re.compile(r"[a-z2-7]{16}")


def new_secret() -> str:
    """160 random bits in base 32."""
    return pyotp.random_base32(32)


def uri(secret: str, email: str) -> str:
    """What authenticators read from a QR code."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=email, issuer_name=ISSUER)


def typed(code: str) -> str:
    """As codes are compared: full-width digits are digits, spaces and hyphens are for reading."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code[:100])).lower()


def matching_step(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """The time step that the code belongs to, if it is near now and later than `after`: no code works twice."""
    if _DIGITS.fullmatch(code) is None:
        return None
    current, found = int(now.timestamp()) // STEP, None
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        # All are looked at, so that the time taken does not tell which.
        if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step), code) and step > after:
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """80 random bits each, in groups of four."""
    codes = (base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES))
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in codes]


def recovery_hash(key: bytes, code: str) -> bytes:
    """What is kept of a recovery code: its HMAC."""
    return hmac.digest(key, typed(code).encode("utf-8", "surrogatepass"), "sha256")


def is_recovery_code(code: str) -> bool:
    """Whether it has the form of one, as `typed` gives it."""
    return _RECOVERY.fullmatch(code) is not None

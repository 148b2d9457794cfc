"""API keys' secrets: 256 random bits between a recognisable prefix and a checksum; only their SHA-256 is stored.

The checksum tells a typing error, and tells scanners of public code a real key, without asking the database. It is no
protection: anybody can compute it.
"""

import re
import secrets
import zlib
from string import ascii_lowercase, ascii_uppercase, digits

PREFIX = "rvs_k_"
SHOWN = 12
"""Characters of the secret that lists show, so that a key found somewhere can be told from others."""
_ALPHABET = digits + ascii_uppercase + ascii_lowercase
_CHECKSUM = 6
_KEY = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}[0-9A-Za-z]{{{_CHECKSUM}}}")


def new_secret() -> str:
    """A secret that was never given before: 55 characters."""
    body = PREFIX + secrets.token_urlsafe(32)
    return body + checksum(body)


def is_api_key(text: str) -> bool:
    """Whether it has the form of one and no typing error in it: what has not is refused without asking the database."""
    return _KEY.fullmatch(text) is not None and text[-_CHECKSUM:] == checksum(text[:-_CHECKSUM])


def checksum(body: str) -> str:
    """CRC-32 (as of zip files) of prefix and random part, in base 62 with digits first; six characters."""
    rest, written = zlib.crc32(body.encode("ascii")), ""
    for _ in range(_CHECKSUM):
        rest, digit = divmod(rest, len(_ALPHABET))
        written = _ALPHABET[digit] + written
    return written

"""Session tokens: 256 random bits behind a recognisable prefix; only their SHA-256 is ever stored.

A fast hash is enough: nobody guesses 256 bits, and a look-up must be one equality.
"""

import hashlib
import re
import secrets

SESSION_PREFIX = "rvs_s_"
_SESSION = re.compile(rf"{SESSION_PREFIX}[A-Za-z0-9_-]{{43}}")


def new_session_token() -> str:
    """A token that was never given before, for the one who signed in alone."""
    return SESSION_PREFIX + secrets.token_urlsafe(32)


def is_session_token(text: str) -> bool:
    """Whether it has the form of one: what has not is refused without asking the database."""
    return _SESSION.fullmatch(text) is not None


def token_hash(token: str) -> bytes:
    """What is stored and looked up: 32 bytes."""
    return hashlib.sha256(token.encode("ascii")).digest()

"""Passwords: Argon2id by OWASP's figures (19 MiB, 2 passes, 1 lane), one hash at a time in a process.

A hash takes some 20 ms of a core and 19 MiB; a crowd that signs in at once must leave the rest of both to those who are
already in. So hashes queue for a single thread, and a queue too long is refused.
"""

import asyncio
import os
import sys
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import Throttled

MAX_LENGTH = 1_024
"""Code points that are looked at; NIST SP 800-63B asks for at least 64."""

_MEMORY_KIB, _PASSES, _LANES = 19 * 1024, 2, 1
_MAX_WAITING = 200

_hasher = PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES)


def _step_back() -> None:
    """Linux gives each thread a niceness of its own: whoever answers requests goes first."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="argon2", initializer=_step_back)
_waiting = 0

#: Of no password: costs what a real one costs, so that an unknown address takes as long as a known one.
_NOBODY = f"$argon2id$v=19$m={_MEMORY_KIB},t={_PASSES},p={_LANES}${'A' * 22}${'A' * 43}"


async def hashed(password: str) -> str:
    """The encoded hash, with its own salt and parameters."""
    return await _queued(password, None)


async def verified(password: str, password_hash: str | None) -> bool:
    """Whether it is the password; where there is no hash, no, after the same work."""
    return await _queued(password, password_hash or _NOBODY) == "right" and password_hash is not None


def outdated(password_hash: str) -> bool:
    """Whether it was made with other parameters than today's, and should be made anew at the next sign-in."""
    return _hasher.check_needs_rehash(password_hash)


async def _queued(password: str, password_hash: str | None) -> str:
    global _waiting
    if _waiting >= _MAX_WAITING:
        raise Throttled(retry_after=5)
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_thread, _work, password, password_hash)
    finally:
        _waiting -= 1


def _work(password: str, password_hash: str | None) -> str:
    # NFKC (as NIST asks): the same password typed on a Japanese keyboard in full width is the same password.
    secret = unicodedata.normalize("NFKC", password[:MAX_LENGTH]).encode("utf-8", "surrogatepass")
    if password_hash is None:
        return _hasher.hash(secret)
    try:
        _hasher.verify(password_hash, secret)
    except (VerificationError, InvalidHashError):
        return "wrong"
    return "right"

"""The secret on a candidate's letter, with which an account is claimed once.

Imports load millions of them, which Argon2 (20 ms each) cannot serve; a keyed hash is useless to whoever steals the
database without the key, and guessing at the door is throttled.
"""

import hashlib
import hmac


def secret_hash(key: bytes, candidate_number: str, secret: str) -> bytes:
    """HMAC-SHA256, bound to the candidate so that equal secrets of two candidates do not look equal."""
    message = f"{candidate_number}\0{secret}".encode("utf-8", "surrogatepass")
    return hmac.digest(key, message, hashlib.sha256)


def secret_matches(key: bytes, candidate_number: str, secret: str, expected: bytes) -> bool:
    """Whether it is the secret, in constant time."""
    return hmac.compare_digest(secret_hash(key, candidate_number, secret), expected)

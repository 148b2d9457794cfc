"""Secrets that have to be read again, encrypted at rest: AES-256-GCM under keys made of SECRET_KEY.

One key a purpose (HKDF-SHA256, RFC 5869): what is sealed for one use opens, and tells, nothing of another. Whose it is
is bound in as associated data: a row copied to another account does not open.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class NotSealedHere(Exception):
    """This was sealed with another key, for something else, or was changed."""


def derived_key(secret_key: bytes, purpose: str) -> bytes:
    """32 bytes for this purpose alone."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"rvs {purpose}".encode()).derive(secret_key)


def sealed(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """Random nonce, ciphertext and tag."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def opened(key: bytes, text: bytes, bound_to: bytes) -> bytes:
    """What was sealed; raises NotSealedHere."""
    try:
        return AESGCM(key).decrypt(text[:_NONCE], text[_NONCE:], bound_to)
    except (InvalidTag, ValueError):
        raise NotSealedHere from None

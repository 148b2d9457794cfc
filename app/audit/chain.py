"""What is hashed and what is signed: an entry's canonical bytes, the chain over them, and the signature of its end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

GENESIS = bytes(32)
"""What stands in the place of a hash before the first entry."""
COLUMNS = (
    *("id", "occurred_at", "organisation_id", "actor_kind", "actor_id"),
    *("action", "code", "subject_id", "count", "address"),
)
"""Of an entry, in the order in which they are hashed. Never changed: what is sealed was hashed so."""
_ENTRY, _HEAD, _KEY = b"rvs audit entry 1\n", b"rvs audit head 1\n", b"rvs audit head signing key 1"


def canonical(entry: Mapping[str, Any]) -> bytes:
    """An entry as the bytes that are hashed: a JSON list in UTF-8, moments in UTC to the microsecond."""
    return _ENTRY + json.dumps(
        [_plain(entry[column]) for column in COLUMNS], ensure_ascii=False, separators=(",", ":")
    ).encode("utf-8", "surrogatepass")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    return value if value is None or isinstance(value, int) else str(value)


def moment(value: datetime) -> str:
    """The same text whatever the zone it was read in."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def chained(previous: bytes, sequence: int, entry: bytes) -> bytes:
    """SHA-256(previous hash || sequence, eight bytes || canonical entry)."""
    return sha256(previous + sequence.to_bytes(8) + entry).digest()


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at some moment, signed."""

    sequence: int
    hash: bytes
    signed_at: datetime
    signature: bytes

    @property
    def text(self) -> str:
        """To be kept outside the database."""
        return json.dumps(
            {
                "sequence": self.sequence,
                "hash": self.hash.hex(),
                "signedAt": moment(self.signed_at),
                "signature": self.signature.hex(),
            }
        )

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError where it is none."""
        try:
            said = json.loads(text)
            return cls(
                int(said["sequence"]),
                bytes.fromhex(said["hash"]),
                datetime.fromisoformat(said["signedAt"]),
                bytes.fromhex(said["signature"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError("this is no signed head of the audit trail") from error


class Signer:
    """Signs heads with a key that follows from SECRET_KEY: whoever has the database alone cannot."""

    def __init__(self, secret_key: bytes) -> None:
        seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=_KEY).derive(secret_key)
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._public = self._key.public_key()

    @property
    def public_key(self) -> str:
        """In hexadecimal: with it a kept head can be checked without the secret."""
        return self._public.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def signed(self, sequence: int, hash_: bytes, at: datetime) -> Head:
        """The head, signed."""
        return Head(sequence, hash_, at, self._key.sign(_signed_bytes(sequence, hash_, at)))

    def is_genuine(self, head: Head) -> bool:
        """Whether this service signed it."""
        try:
            self._public.verify(head.signature, _signed_bytes(head.sequence, head.hash, head.signed_at))
        except InvalidSignature:
            return False
        return True


def _signed_bytes(sequence: int, hash_: bytes, at: datetime) -> bytes:
    return _HEAD + sequence.to_bytes(8) + hash_ + moment(at).encode()

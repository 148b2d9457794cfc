"""What a worker tells its child, and the child its worker: JSON, a line each."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

from app.exports.entry import Made
from app.schema.download_words import DownloadFailure


@dataclass(frozen=True, slots=True)
class Order:
    """One file to make. It goes through a pipe: nobody who lists processes sees a password."""

    database_url: str
    object_store_url: str | None
    data: str
    """The folder of files where there is no object store."""
    address: str
    """Of the service, for people to read."""
    download_id: UUID
    attempt: int

    def line(self) -> bytes:
        """For the child's standard input."""
        return json.dumps(asdict(self), default=str).encode() + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Self:
        """Of such a line."""
        given: dict[str, Any] = json.loads(line)
        return cls(**given | {"download_id": UUID(given["download_id"])})


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is no file."""

    failure: DownloadFailure
    again: bool
    """Whether another attempt may help."""
    said: str
    """For the log: a kind of error, and no words of anybody's."""


Word = int | Made | Failed
"""Rows written so far; or how it ended."""


def spoken(word: Word) -> bytes:
    """For the child's standard output."""
    match word:
        case Made():
            told: dict[str, Any] = {"made": asdict(word) | {"sha256": word.sha256.hex()}}
        case Failed():
            told = {"failed": asdict(word)}
        case _:
            told = {"rows": word}
    return json.dumps(told).encode() + b"\n"


def heard(line: bytes) -> Word:
    """Of such a line."""
    told = json.loads(line)
    if "made" in told:
        return Made(**told["made"] | {"sha256": bytes.fromhex(told["made"]["sha256"])})
    if "failed" in told:
        return Failed(**told["failed"] | {"failure": DownloadFailure(told["failed"]["failure"])})
    return int(told["rows"])

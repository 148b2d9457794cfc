"""Where the bytes of finished files are kept: a local folder, or an S3-compatible store. See docs/fetching.md."""

import hashlib
import io
import re
from abc import abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.models.enums import DownloadFormat

#: Of the name in the store only; people see `Download.filename`.
EXTENSIONS = {
    DownloadFormat.XLSX: ".xlsx",
    DownloadFormat.CSV: ".csv",
    DownloadFormat.JSON_LINES: ".jsonl",
    DownloadFormat.PDF: ".pdf",
}
_KEY = re.compile(r"([0-9a-f-]{36})/([0-9a-f-]{36})\.(\d{1,9})\.(?:xlsx|csv|jsonl|pdf)")


class StoreError(Exception):
    """What the store could not do; its words are for operators, never for users."""


class StoreAway(StoreError):
    """The store cannot be reached or used: the same may work later."""


class NoSpace(StoreError):
    """The store is full."""


class NotThere(StoreError):
    """There is no file of this name, or not as many bytes in it."""


class FileWriter(io.BufferedIOBase):
    """A binary file that is written from its start to its end, and knows its size and digest. What wraps it may close
    it, which does nothing: the file is finished by leaving `Store.writing`."""

    def __init__(self) -> None:
        self._digest, self.size = hashlib.sha256(), 0

    @property
    def sha256(self) -> bytes:
        """Of all bytes so far."""
        return self._digest.digest()

    def write(self, data: "io.ReadableBuffer") -> int:  # type: ignore[name-defined]  # typeshed's own
        """Add bytes; all of them, or it raises a StoreError."""
        view = memoryview(data).cast("B")
        self._keep(view)
        self._digest.update(view)
        self.size += view.nbytes
        return view.nbytes

    def writable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """How many bytes there are."""
        return self.size

    @abstractmethod
    def _keep(self, data: memoryview) -> None: ...


class Store(Protocol):
    """Files by key. Written by one process at a time (`writing` blocks), read by many."""

    def writing(self, key: str) -> AbstractContextManager[FileWriter]:
        """A new file. Nothing is at `key` before the block is left without an exception; then all of it. On an
        exception nothing remains.

        Raises StoreAway or NoSpace, from within the block too."""
        ...

    def read(self, key: str, start: int, end: int) -> AsyncGenerator[bytes]:
        """The bytes from `start` up to and without `end`, a piece at a time. Raises StoreAway or NotThere."""
        ...

    async def size(self, key: str) -> int:
        """Of the file. Raises StoreAway or NotThere."""
        ...

    async def remove(self, key: str) -> None:
        """The file goes; nothing happens where there is none. Raises StoreAway."""
        ...

    def older(self, moment: datetime) -> AsyncIterator[str]:
        """Keys of the finished files from before a moment. Raises StoreAway."""
        ...

    async def sweep(self, moment: datetime) -> int:
        """Remove what was begun before a moment and never finished; how many. Raises StoreAway."""
        ...


def key_for(organisation_id: UUID, download_id: UUID, attempt: int, format: DownloadFormat) -> str:
    """What one attempt at a download calls its file: never a word of a user's."""
    return f"{organisation_id}/{download_id}.{attempt}{EXTENSIONS[format]}"


def download_and_attempt(key: str) -> tuple[UUID, int] | None:
    """What `key_for` put into a key; None where it is not of its making."""
    match = _KEY.fullmatch(key)
    return None if match is None else (UUID(match[2]), int(match[3]))

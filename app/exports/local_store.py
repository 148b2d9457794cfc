"""Files in a folder of this machine, for this user alone."""

import contextlib
import errno
import os
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from anyio import to_thread

from app.exports.store import FileWriter, NoSpace, NotThere, StoreAway, StoreError

#: Temporary names begin with a dot and end with this.
PART = ".part"
_PIECE = 256 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class LocalStore:
    """A `Store`. A file is written under a temporary name beside its own, synchronised, then renamed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def writing(self, key: str) -> Iterator[FileWriter]:
        """As `Store.writing`."""
        path = self._path(key)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART}")
        with _named():
            for folder in (self._folder, path.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = open(part, "xb", buffering=_PIECE, opener=_private)  # noqa: SIM115  closed on every way out
        try:
            yield _LocalWriter(file)
            with _named():
                file.flush()
                os.fsync(file.fileno())
                file.close()
                os.replace(part, path)
                _synchronise(path.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                file.close()  # flushes, which fails where the disk is full
            with contextlib.suppress(OSError):
                part.unlink()
            raise

    async def read(self, key: str, start: int, end: int) -> AsyncGenerator[bytes]:
        """As `Store.read`."""
        with _named():
            descriptor = await to_thread.run_sync(os.open, self._path(key), os.O_RDONLY | os.O_CLOEXEC)
            try:
                while start < end:
                    piece = await to_thread.run_sync(os.pread, descriptor, min(_PIECE, end - start), start)
                    if not piece:
                        raise NotThere(f"{key} ends at {start}, not at {end}")
                    yield piece
                    start += len(piece)
            finally:
                os.close(descriptor)

    async def size(self, key: str) -> int:
        """As `Store.size`."""
        with _named():
            return (await to_thread.run_sync(os.stat, self._path(key))).st_size

    async def remove(self, key: str) -> None:
        """As `Store.remove`."""
        with _named():
            await to_thread.run_sync(lambda: self._path(key).unlink(missing_ok=True))

    async def older(self, moment: datetime) -> AsyncIterator[str]:
        """As `Store.older`."""
        for path in await to_thread.run_sync(self._files, moment):
            if not path.name.endswith(PART):
                yield path.relative_to(self._folder).as_posix()

    async def sweep(self, moment: datetime) -> int:
        """As `Store.sweep`: temporary names that nobody has written to since."""
        stale = [path for path in await to_thread.run_sync(self._files, moment) if path.name.endswith(PART)]
        with _named():
            for path in stale:
                path.unlink(missing_ok=True)
        return len(stale)

    def _files(self, moment: datetime) -> list[Path]:
        """Those last written to before a moment, in order."""
        with _named():
            return sorted(
                path
                for path in self._folder.glob("*/*")
                if (stat := _stat(path)) is not None and stat.st_mtime < moment.timestamp()
            )

    def _path(self, key: str) -> Path:
        path = self._folder / key
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise NotThere(f"{key!r} is outside the store")
        return path


class _LocalWriter(FileWriter):
    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file

    def _keep(self, data: memoryview) -> None:
        with _named():
            self._file.write(data)


@contextlib.contextmanager
def _named() -> Iterator[None]:
    """The system's errors by the store's names."""
    try:
        yield
    except OSError as error:
        raise _name(error) from error


def _name(error: OSError) -> StoreError:
    if error.errno in _FULL:
        return NoSpace(str(error))
    return NotThere(str(error)) if isinstance(error, FileNotFoundError) else StoreAway(str(error))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _synchronise(folder: Path) -> None:
    """So that the name survives a loss of power as the bytes do."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:  # gone since it was listed
        return None

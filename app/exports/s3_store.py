"""Files in a bucket of an S3-compatible store."""

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from anyio import to_thread
from obstore.exceptions import BaseError
from obstore.store import S3Store as Bucket

from app.exports.store import FileWriter, NoSpace, NotThere, StoreAway, StoreError
from app.exports.unfinished_uploads import UnfinishedUploads

if TYPE_CHECKING:
    from obstore import WritableFile

_PART = 8 * 1024 * 1024
"""A part of an upload; 10,000 of them are the most of one file: 80 GB."""
_PIECE = 4 * 1024 * 1024
"""Of what is read, each by its own request: one that breaks off is repeated alone."""
_AT_ONCE = 2
"""Parts under way: with the one being filled, what the store holds of a file in memory."""
#: As S3's, MinIO's and others' answers say it.
_FULL = ("XMinioStorageFull", "StorageFull", "QuotaExceeded", "507 Insufficient Storage")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a store that does not answer is waited for, before a StoreAway."""

    retries: int = 6
    first_wait: timedelta = timedelta(milliseconds=200)
    longest_wait: timedelta = timedelta(seconds=10)
    connect: timedelta = timedelta(seconds=5)
    request: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bucket is, as OBJECT_STORE_URL says it."""

    bucket: str
    prefix: str | None
    endpoint: str | None
    region: str | None
    access_key: str | None
    secret_key: str | None

    @classmethod
    def of(cls, url: str) -> Self:
        """Of s3://[key:secret@]bucket/prefix?endpoint=…&region=…; ValueError where it is none such."""
        parts = urlsplit(url)
        query = parse_qs(parts.query, strict_parsing=bool(parts.query))
        if parts.scheme != "s3" or not parts.hostname or set(query) - {"endpoint", "region"}:
            raise ValueError("OBJECT_STORE_URL is not s3://bucket/prefix?endpoint=…&region=…")
        if (parts.username is None) != (parts.password is None):
            raise ValueError("OBJECT_STORE_URL has a key without its secret")
        endpoint = query.get("endpoint", [None])[0]
        if endpoint is not None and urlsplit(endpoint).scheme not in ("http", "https"):
            raise ValueError("OBJECT_STORE_URL: the endpoint is not http://… or https://…")
        return cls(
            bucket=parts.hostname,
            prefix=parts.path.strip("/") or None,
            endpoint=endpoint,
            region=query.get("region", [None])[0],
            access_key=None if parts.username is None else unquote(parts.username),
            secret_key=None if parts.password is None else unquote(parts.password),
        )


class S3Store:
    """A `Store`. A file is one multipart upload, completed last of all: until then nobody sees anything of it, so it
    needs no temporary name. Requests are repeated with growing waits (`Patience`)."""

    def __init__(self, place: Place, patience: Patience | None = None) -> None:
        patience = patience or Patience()
        given: dict[str, Any] = {
            "endpoint": place.endpoint,
            "region": place.region,
            "access_key_id": place.access_key,
            "secret_access_key": place.secret_key,
        }
        self._bucket = Bucket(
            place.bucket,
            prefix=place.prefix,
            config={name: value for name, value in given.items() if value is not None},  # type: ignore[arg-type]
            client_options={
                "allow_http": place.endpoint is not None and place.endpoint.startswith("http://"),
                "connect_timeout": patience.connect,
                "timeout": patience.request,
            },
            retry_config={
                "max_retries": patience.retries,
                "retry_timeout": timedelta(minutes=3),
                "backoff": {"init_backoff": patience.first_wait, "max_backoff": patience.longest_wait, "base": 2},
            },
        )
        self._unfinished = UnfinishedUploads(place)

    @contextlib.contextmanager
    def writing(self, key: str) -> Iterator[FileWriter]:
        """As `Store.writing`."""
        with _named():
            file = obstore.open_writer(self._bucket, key, buffer_size=_PART, max_concurrency=_AT_ONCE)
        try:
            yield _S3Writer(file)
            with _named(found=True):
                file.close()
        except BaseException as error:
            # Aborts the upload, where the store can be reached; else the sweep does it.
            with contextlib.suppress(OSError, BaseError):
                file.__exit__(type(error), error, error.__traceback__)
            raise

    async def read(self, key: str, start: int, end: int) -> AsyncGenerator[bytes]:
        """As `Store.read`."""
        while start < end:
            stop = min(start + _PIECE, end)
            with _named():
                piece = await obstore.get_range_async(self._bucket, key, start=start, end=stop)
            if len(piece) != stop - start:
                raise NotThere(f"{key} ends at {start + len(piece)}, not at {end}")
            yield piece.to_bytes()
            start = stop

    async def size(self, key: str) -> int:
        """As `Store.size`."""
        with _named():
            return (await obstore.head_async(self._bucket, key))["size"]

    async def remove(self, key: str) -> None:
        """As `Store.remove`."""
        with _named(), contextlib.suppress(FileNotFoundError):
            await obstore.delete_async(self._bucket, key)

    async def older(self, moment: datetime) -> AsyncIterator[str]:
        """As `Store.older`."""
        with _named():
            async for found in obstore.list(self._bucket):
                for file in found:
                    if file["last_modified"] < moment:
                        yield file["path"]

    async def sweep(self, moment: datetime) -> int:
        """As `Store.sweep`: uploads that were neither completed nor aborted, as after a loss of power."""
        return await to_thread.run_sync(self._unfinished.abort, moment)


class _S3Writer(FileWriter):
    def __init__(self, file: "WritableFile") -> None:
        super().__init__()
        self._file = file

    def _keep(self, data: memoryview) -> None:
        with _named(found=True):
            self._file.write(data)


@contextlib.contextmanager
def _named(*, found: bool = False) -> Iterator[None]:
    """The library's errors by the store's names; not those of its caller. Where a file is made (`found`), what is not
    found is the bucket."""
    try:
        yield
    except (BaseError, OSError, ValueError) as error:
        raise _name(error, found) from error


def _name(error: Exception, found: bool) -> StoreError:
    words = " ".join(str(error).partition("Debug source:")[0].split())[:500]
    if any(sign in words for sign in _FULL):
        return NoSpace(words)
    return NotThere(words) if isinstance(error, FileNotFoundError) and not found else StoreAway(words)

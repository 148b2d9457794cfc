"""Both kinds of store do the same: a file is there whole or not at all."""

import csv
import hashlib
import io
import random
import zipfile
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exports.store import FileWriter, NotThere, Store, download_and_attempt, key_for
from app.models.enums import DownloadFormat

KEY = "00000000-0000-4000-8000-000000000001/00000000-0000-4000-8000-000000000002.1.csv"
OTHER = "00000000-0000-4000-8000-000000000001/00000000-0000-4000-8000-000000000002.2.csv"
MIB = 1024 * 1024
#: More than two parts of an upload, more than two pieces of a read, and no multiple of either.
LARGE = random.Random(4).randbytes(17 * MIB + 12_345)

pytestmark = pytest.mark.anyio


async def content(store: Store, key: str, start: int, end: int) -> bytes:
    return b"".join([piece async for piece in store.read(key, start, end)])


def raise_after(file: FileWriter, written: int) -> None:
    """As a writer of a format that fails."""
    file.write(LARGE[:written])
    raise KeyError


async def keys(store: Store) -> list[str]:
    """All finished files."""
    return sorted([key async for key in store.older(datetime.now(UTC) + timedelta(days=1))])


async def test_a_file_is_whole_with_its_size_and_digest(store: Store) -> None:
    with store.writing(KEY) as file:
        for start in range(0, len(LARGE), 3 * MIB):
            file.write(LARGE[start : start + 3 * MIB])

    assert (file.size, file.sha256) == (len(LARGE), hashlib.sha256(LARGE).digest())
    assert await store.size(KEY) == len(LARGE)
    assert await content(store, KEY, 0, len(LARGE)) == LARGE
    assert await content(store, KEY, 5 * MIB - 1, 13 * MIB + 1) == LARGE[5 * MIB - 1 : 13 * MIB + 1]
    assert await keys(store) == [KEY]


async def test_a_file_may_be_empty(store: Store) -> None:
    with store.writing(KEY) as file:
        pass

    assert (file.size, file.sha256) == (0, hashlib.sha256().digest())
    assert (await store.size(KEY), await content(store, KEY, 0, 0)) == (0, b"")


async def test_nothing_is_seen_before_it_is_finished(store: Store) -> None:
    with store.writing(KEY) as file:
        file.write(LARGE)
        assert await keys(store) == []
        with pytest.raises(NotThere):
            await store.size(KEY)

    assert await keys(store) == [KEY]


@pytest.mark.parametrize("written", [0, 10, len(LARGE)])
async def test_an_exception_leaves_nothing(store: Store, written: int) -> None:
    with pytest.raises(KeyError), store.writing(KEY) as file:
        raise_after(file, written)

    assert await keys(store) == []
    assert await store.sweep(datetime.now(UTC) + timedelta(days=1)) == 0


async def test_the_next_attempt_has_its_own_file(store: Store) -> None:
    with store.writing(KEY) as first:
        first.write(b"first")
        with store.writing(OTHER) as second:
            second.write(b"second")

    assert (await content(store, KEY, 0, 5), await content(store, OTHER, 0, 6)) == (b"first", b"second")


async def test_a_removed_file_is_gone(store: Store) -> None:
    with store.writing(KEY) as file:
        file.write(b"x")

    await store.remove(KEY)
    await store.remove(KEY)

    assert await keys(store) == []
    with pytest.raises(NotThere):
        await content(store, KEY, 0, 1)


async def test_more_than_there_is_is_not_there(store: Store) -> None:
    with store.writing(KEY) as file:
        file.write(b"ten bytes.")

    with pytest.raises(NotThere):
        await content(store, KEY, 5, 11)


async def test_files_of_before_a_moment(store: Store) -> None:
    with store.writing(KEY) as file:
        file.write(b"x")

    assert [key async for key in store.older(datetime.now(UTC) - timedelta(days=1))] == []
    assert [key async for key in store.older(datetime.now(UTC) + timedelta(days=1))] == [KEY]


async def test_what_writers_wrap_around_it_may_close_it(store: Store) -> None:
    with store.writing(KEY) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        csv.writer(text).writerows([["名前", "a,b"]])
        text.close()
    with store.writing(OTHER) as other, zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.xml", "<a/>")

    assert await content(store, KEY, 0, file.size) == '名前,"a,b"\r\n'.encode()
    with zipfile.ZipFile(io.BytesIO(await content(store, OTHER, 0, other.size))) as archive:
        assert (archive.testzip(), archive.read("a.xml")) == (None, b"<a/>")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 9 * MIB), length=st.integers(0, 9 * MIB))
async def test_any_range_is_the_slice(store: Store, start: int, length: int) -> None:
    data = LARGE[: 9 * MIB]
    end = min(start + length, len(data))
    try:
        await store.size(KEY)
    except NotThere:
        with store.writing(KEY) as file:
            file.write(data)

    assert await content(store, KEY, start, end) == data[start:end]


@pytest.mark.parametrize("format", DownloadFormat)
def test_keys_are_read_back(format: DownloadFormat) -> None:
    organisation, download = UUID(int=1), UUID(int=2)

    assert download_and_attempt(key_for(organisation, download, 12, format)) == (download, 12)


def test_a_foreign_key_is_nobodys() -> None:
    assert download_and_attempt("lost+found/x.csv") is None

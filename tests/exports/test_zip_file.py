"""Archives, small and as if they were large, read by the standard library."""

import io
import zipfile

from app.exports.zip_file import ZipFile

ENTRIES = {"a.xml": b"<a/>" * 1_000, "folder/b.xml": b"", "c.xml": bytes(range(256)) * 300}


def archive(large: int | None = None) -> bytes:
    file = io.BytesIO()
    written = ZipFile(file) if large is None else ZipFile(file, large=large)
    for name, content in ENTRIES.items():
        written.add(name, (content[start : start + 777] for start in range(0, len(content), 777)))
    written.close()
    return file.getvalue()


def test_entries() -> None:
    with zipfile.ZipFile(io.BytesIO(archive())) as read:
        assert read.testzip() is None
        assert {name: read.read(name) for name in read.namelist()} == ENTRIES
        assert {entry.extract_version for entry in read.infolist()} == {20}


def test_entries_with_sizes_of_64_bits() -> None:
    """Local header, list and end of archive each have fields for it; below `large` none is used."""
    data = archive(large=70_000)
    assert data.count(b"\x01\x00\x10\x00") == 1
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        assert read.testzip() is None
        assert {name: read.read(name) for name in read.namelist()} == ENTRIES
        assert [entry.extract_version for entry in read.infolist()] == [20, 20, 45]
    whole = archive(large=1)
    assert b"PK\x06\x06" in whole
    with zipfile.ZipFile(io.BytesIO(whole)) as read:
        assert read.testzip() is None
        assert {name: read.read(name) for name in read.namelist()} == ENTRIES


def test_the_same_bytes_again() -> None:
    assert archive() == archive()

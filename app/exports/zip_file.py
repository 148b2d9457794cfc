"""A zip archive of which nobody knows beforehand how large it gets, written straight to its file.

The standard library's has to be told before an entry begins whether it will be larger than 2 GiB, and Excel offers to
repair workbooks whose small entries say so. Here an entry keeps 20 bytes free behind its name, as the Open Packaging
Conventions have it (a "growth hint", ECMA-376 part 2, annex C), and only a large one's sizes go there. Nothing depends
on the clock: the same entries are the same bytes.
"""

import struct
import zlib
from collections.abc import Iterable
from typing import BinaryIO

_LARGE = 0xFFFFFFFF
_NO_TIME = 0, (1 << 5) | 1
"""Midnight of 1 January 1980: as old as a zip's entries can be."""
_DEFLATED = 8
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_END_64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR = struct.Struct("<4sIQI")
_HINT = struct.pack("<2H2H", 0xA220, 16, 0xA028, 0) + bytes(12)
LEVEL = 6


class ZipFile:
    """Writes entries to a seekable `target`, from where it stands; `close` ends the archive and leaves `target` open.

    `large` is the size from which the 64-bit fields are used."""

    def __init__(self, target: BinaryIO, *, large: int = _LARGE) -> None:
        self._target = target
        self._start = target.tell()
        self._large = large
        self._central: list[bytes] = []

    def add(self, name: str, parts: Iterable[bytes], level: int = LEVEL) -> None:
        """One entry, compressed while its parts come."""
        header = self._target.tell()
        encoded = name.encode("ascii")
        self._target.write(self._local(encoded, 0, 0, 0))
        body = self._target.tell()
        checksum = size = 0
        compressor = zlib.compressobj(level, zlib.DEFLATED, -15)
        for part in parts:
            checksum = zlib.crc32(part, checksum)
            size += len(part)
            self._target.write(compressor.compress(part))
        self._target.write(compressor.flush())
        end = self._target.tell()
        packed = end - body
        self._target.seek(header)
        self._target.write(self._local(encoded, checksum, packed, size))
        self._target.seek(end)
        self._central.append(self._listed(encoded, checksum, packed, size, header - self._start))

    def close(self) -> None:
        """Writes the list of entries."""
        start = self._target.tell() - self._start
        entries = b"".join(self._central)
        self._target.write(entries)
        number, size = len(self._central), len(entries)
        if start >= self._large:
            end = start + size
            self._target.write(_END_64.pack(b"PK\x06\x06", 44, 45, 45, 0, 0, number, number, size, start))
            self._target.write(_LOCATOR.pack(b"PK\x06\x07", 0, end, 1))
            start = _LARGE
        self._target.write(_END.pack(b"PK\x05\x06", 0, 0, number, number, size, start, 0))

    def _local(self, name: bytes, checksum: int, packed: int, size: int) -> bytes:
        if packed >= self._large or size >= self._large:
            extra, version = struct.pack("<2H2Q", 1, 16, size, packed), 45
            packed = size = _LARGE
        else:
            extra, version = _HINT, 20
        fields = (b"PK\x03\x04", version, 0, _DEFLATED, *_NO_TIME, checksum, packed, size, len(name), len(extra))
        return _LOCAL.pack(*fields) + name + extra

    def _listed(self, name: bytes, checksum: int, packed: int, size: int, header: int) -> bytes:
        extra, version = b"", 20
        if max(packed, size, header) >= self._large:
            extra, version = struct.pack("<2H3Q", 1, 24, size, packed, header), 45
            packed = size = header = _LARGE
        sizes = (checksum, packed, size, len(name), len(extra))
        fields = (b"PK\x01\x02", version, version, 0, _DEFLATED, *_NO_TIME, *sizes, 0, 0, 0, 0, header)
        return _CENTRAL.pack(*fields) + name + extra

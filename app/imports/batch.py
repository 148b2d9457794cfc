"""Rows gathered into batches: what one transaction will load."""

import os
import time
from array import array
from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from app.imports.columns import Column
from app.imports.photos import MAX_BATCH_BYTES, PhotoFile, PhotoFolder
from app.imports.reader import Row, Source
from app.imports.rejects import Code, Reject, Rejected
from app.imports.row import Checked, RowCheck

BATCH_ROWS = 10_000


@dataclass(slots=True)
class Batch:
    """Good rows as lines for COPY into merge.STAGED, and what was wrong with the others."""

    rows: int = 0
    """Good or bad; a refused photo is none."""
    lines: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    refused_photos: list[Reject] = field(default_factory=list)
    centres: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Name, city and country by number; the last row has the last word."""
    photos: list[PhotoFile] = field(default_factory=list)
    photo_bytes: int = 0
    done: int = 0
    """Bytes of the file behind this batch."""


class SeenNumbers:
    """The statement numbers of one file, by 64-bit hash in an open-addressed table: 16 to 32 bytes each, where a set
    of strings takes 120. Two numbers of a million share a hash once in 30 million files; the second is then refused."""

    def __init__(self) -> None:
        self._table = array("q", bytes(8 << 16))
        self._count = 0

    def add(self, number: str) -> bool:
        """Whether it is new."""
        key = hash(number) or 1
        mask = len(self._table) - 1
        place = key & mask
        while (there := self._table[place]) != 0:
            if there == key:
                return False
            place = (place + 1) & mask
        self._table[place] = key
        self._count += 1
        if self._count * 2 > len(self._table):
            self._grow()
        return True

    def _grow(self) -> None:
        old = self._table
        self._table = table = array("q", bytes(len(old) * 16))
        mask = len(table) - 1
        for key in old:
            if key:
                place = key & mask
                while table[place]:
                    place = (place + 1) & mask
                table[place] = key


class Batches:
    """The batches of one file."""

    def __init__(
        self, source: Source, check: RowCheck, photos_dir: Path | None = None, batch_rows: int = BATCH_ROWS
    ) -> None:
        self._source, self._check, self._batch_rows = source, check, batch_rows
        self._photos_dir = photos_dir
        self._seen = SeenNumbers()

    def __iter__(self) -> Generator[Batch, None, None]:
        """Raises what Source.rows() raises. The last batch may be empty."""
        folder = None if self._photos_dir is None else PhotoFolder(self._photos_dir)
        try:
            with closing(self._source.rows()) as rows:
                yield from self._batches(rows, folder)
        finally:
            if folder is not None:
                folder.close()

    def _batches(self, rows: Iterable[Row | Reject], folder: PhotoFolder | None) -> Generator[Batch, None, None]:
        gathered = _Gathered(Batch())
        for row in rows:
            batch = gathered.batch
            batch.rows += 1
            if isinstance(row, Reject):
                batch.rejects.append(row)
            else:
                line, cells = row
                try:
                    checked = self._check(cells)
                    if not self._seen.add(checked.statement_number):
                        reason = "An earlier line has this statement number."
                        raise Rejected(Column.STATEMENT_NUMBER, Code.DUPLICATE, reason)
                except Rejected as rejected:
                    batch.rejects.append(rejected.at(line))
                else:
                    gathered.add(line, checked)
                    if folder is not None and checked.photo:
                        _add_photo(batch, folder, line, checked)
            if batch.rows >= self._batch_rows or batch.photo_bytes >= MAX_BATCH_BYTES:
                batch.done = self._source.done
                yield batch
                gathered = _Gathered(Batch())
        gathered.batch.done = self._source.size
        yield gathered.batch


class _Gathered:
    """A batch in the making, with ids for what may turn out to be new."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self._candidates: dict[str, tuple[str, str]] = {}
        """Id and date of birth by candidate number, of the first row."""
        self._stamp = f"{time.time_ns() // 1_000_000:012x}"

    def add(self, line: int, checked: Checked) -> None:
        candidate = self._candidates.get(checked.candidate_number)
        if candidate is None:
            candidate = self._candidates[checked.candidate_number] = (self._new_id(), checked.date_of_birth)
        differs = "f" if candidate[1] == checked.date_of_birth else "t"
        self.batch.lines.append(f"{line}\t{self._new_id()}\t{candidate[0]}\t{differs}\t{checked.fields}\n")
        number, *details = checked.centre
        self.batch.centres[number] = (details[0], details[1], details[2])

    def _new_id(self) -> str:
        """A UUIDv7 in hex, as app.models.new_id makes them one by one."""
        random = os.urandom(10).hex()
        return f"{self._stamp}7{random[:3]}{'89ab'[ord(random[3]) & 3]}{random[4:19]}"


def _add_photo(batch: Batch, folder: PhotoFolder, line: int, checked: Checked) -> None:
    try:
        photo = folder.read(line, checked.exam, checked.statement_number, checked.photo)
    except Rejected as refused:
        batch.refused_photos.append(refused.at(line))
    else:
        batch.photos.append(photo)
        batch.photo_bytes += len(photo.content)

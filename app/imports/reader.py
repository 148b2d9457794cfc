"""CSV or XLSX as numbered rows of cells, one at a time, however long the file.

Unreadable
|-- NotUtf8         a CSV file in another encoding: nothing of it is loaded
|-- NoResults       empty, or no regular file
`-- (WrongHeadings of columns.py)
"""

import codecs
import csv
import hashlib
import os
import stat
import warnings
import zipfile
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from io import TextIOWrapper
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, Self

from app.imports.columns import WrongHeadings, places
from app.imports.rejects import Code, Reject

Row = tuple[int, Sequence[str]]
"""Line number from 1 (the headings' line), and the cells in the order of `Column`."""

_Read = Generator[tuple[int, list[str]] | Reject, None, None]

_LONGEST_LINE = 1 << 16
_BLOCK = 1 << 20


class Unreadable(Exception):
    """The file cannot be read as results."""


class NotUtf8(Unreadable):
    """A CSV file has to be UTF-8."""


class NoResults(Unreadable):
    """There is nothing in this file."""


class Source:
    """An open file of results. `rows()` gives its rows, and a Reject for each line that is no row."""

    def __init__(self, path: Path) -> None:
        # Without O_NONBLOCK, a named pipe would wait for a writer for ever.
        self._file = os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb")
        status = os.fstat(self._file.fileno())
        if not stat.S_ISREG(status.st_mode):
            self._file.close()
            raise NoResults("This is no regular file.")
        self.size = status.st_size
        self.is_xlsx = self._file.read(4) == b"PK\x03\x04"
        self.done = 0

    def close(self) -> None:
        self._file.close()

    def digest(self) -> bytes:
        """The file's SHA-256. Finds out, before anything is loaded, whether a CSV file is UTF-8 to its end; raises
        NotUtf8, NoResults."""
        digest = hashlib.sha256()
        decoder = codecs.getincrementaldecoder("utf-8")()
        self._file.seek(0)
        place = 0
        while block := self._file.read(_BLOCK):
            digest.update(block)
            if not self.is_xlsx:
                _check_utf8(decoder, block, place)
            place += len(block)
        if not self.is_xlsx:
            _check_utf8(decoder, b"", place, final=True)
        if place == 0:
            raise NoResults
        return digest.digest()

    def rows(self) -> Generator[Row | Reject, None, None]:
        """Raises WrongHeadings, Unreadable."""
        self._file.seek(0)
        rows = _xlsx(self._file, self._progress) if self.is_xlsx else _csv(self._file, self._progress)
        with closing(rows):
            first = next(rows, None)
            if first is None:
                raise NoResults
            if isinstance(first, Reject):
                raise WrongHeadings(first.reason)
            width = len(first[1])
            arranged = itemgetter(*places([cell.strip() for cell in first[1]]))
            for row in rows:
                if isinstance(row, Reject):
                    yield row
                    continue
                line, cells = row
                if len(cells) == width:
                    cells.append("")
                    yield line, arranged(cells)
                elif any(cells):
                    yield Reject(line, None, Code.MALFORMED, f"{len(cells)} cells, where the first line has {width}.")

    def _progress(self, done: int) -> None:
        self.done = min(done, self.size)


def _check_utf8(decoder: codecs.IncrementalDecoder, block: bytes, place: int, *, final: bool = False) -> None:
    held = len(decoder.getstate()[0])
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError as error:
        wide = block[:2] in (b"\xff\xfe", b"\xfe\xff") and place == 0
        what = "is UTF-16" if wide else f"has no UTF-8 at byte {place - held + error.start + 1}"
        raise NotUtf8(f"{NotUtf8.__doc__} This one {what}; save it as “CSV UTF-8”.") from None


class _Lines:
    """A file's lines, one for each row. No cell may hold a line break, so a quote that is left open must not swallow
    the rows after it: when the parser asks for a second line, there is none, and the row is malformed."""

    def __init__(self, file: TextIOWrapper) -> None:
        self._file = file
        self.number = 0
        self.taken = False
        self.ended = self.too_long = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if self.taken:
            raise StopIteration
        line = self._file.readline(_LONGEST_LINE)
        if not line:
            self.ended = True
            raise StopIteration
        self.taken = True
        self.number += 1
        if len(line) == _LONGEST_LINE and line[-1] != "\n":
            self._skip()
            self.too_long = True
            return "\n"
        return line

    def _skip(self) -> None:
        while (rest := self._file.readline(_LONGEST_LINE)) and rest[-1] != "\n":
            pass


def _csv(file: IO[bytes], progress: Callable[[int], None]) -> _Read:
    text = TextIOWrapper(file, encoding="utf-8-sig", errors="strict")
    try:
        lines = _Lines(text)
        rows = csv.reader(lines, strict=True)
        while True:
            lines.taken = False
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield Reject(lines.number, None, Code.MALFORMED, f"No CSV: {error}.")
                continue
            if lines.too_long:
                lines.too_long = False
                yield Reject(lines.number, None, Code.MALFORMED, "The line is too long.")
            elif cells:
                yield lines.number, cells
            if not lines.number & 0xFFF:
                progress(file.tell())
    finally:
        text.detach()


def _xlsx(file: IO[bytes], progress: Callable[[int], None]) -> _Read:
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # heavy: only those who need it wait for it

    size = os.fstat(file.fileno()).st_size
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that nobody reads here
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        with closing(book):
            sheet = book.worksheets[0]
            total = sheet.max_row or 0
            sheet.reset_dimensions()  # some writers state wrong ones
            width = 0
            for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
                cells = [_text(value) for value in values]
                while len(cells) > width and not cells[-1]:
                    cells.pop()
                if not any(cells):
                    continue
                width = width or len(cells)
                cells += [""] * (width - len(cells))
                yield line, cells
                if not line & 0xFF:
                    progress(size * line // max(total, line))
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, EOFError, OSError, SyntaxError) as error:
        # SyntaxError: what the XML parser raises is one
        raise Unreadable(f"This is no XLSX file that can be read ({type(error).__name__}).") from error


def _text(value: Any) -> str:
    """A spreadsheet's cell as the same cell of a CSV file has it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)

"""XLSX: our writer beside openpyxl's own write-only mode with lxml, given the same prepared cells."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from tempfile import TemporaryFile
from typing import BinaryIO

import lxml.etree  # noqa: F401 - openpyxl takes it where it is there
from openpyxl import Workbook

from app.exports.table import Column, Row
from app.exports.xlsx_file import write_xlsx
from app.models.enums import ColumnType, Language
from bench import names
from bench.report import Line, Section

ROWS, SEED = 100_000, 4
MOST = 1.2
_TYPES = (
    *(ColumnType.TEXT,) * 12,
    *(ColumnType.NUMBER,) * 3,
    *(ColumnType.DATE,) * 2,
    *(ColumnType.DATE_TIME,) * 2,
    ColumnType.BOOLEAN,
)
COLUMNS = [Column(f"Column {place}", kind, "yyyy-MM-dd") for place, kind in enumerate(_TYPES, 1)]


def run(*, quick: bool) -> Section:
    """Both in turn, in one process; the median of the rounds."""
    began = time.monotonic()
    rows = list(_rows(ROWS // (100 if quick else 1)))
    # openpyxl takes no moments with a zone.
    plain = [tuple(cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell for cell in row) for row in rows]
    ours, bare = [], []
    for _ in range(1 if quick else 5):
        bare.append(_seconds(plain, _bare))
        ours.append(_seconds(rows, _ours))
    ratio = median(one / other for one, other in zip(ours, bare, strict=True))
    line = Line(
        f"XLSX, {len(rows):,} rows x {len(COLUMNS)} columns: ours / bare openpyxl, s",
        f"{median(ours):.2f}",
        f"{median(bare):.2f}",
        ratio,
        most=MOST,
    )
    notes = [
        "12 columns of text, 3 of numbers, 2 of dates, 2 of moments, 1 of yes and no; prepared beforehand, in memory.",
        f"Processor time of this process. Bare: `Workbook(write_only=True)`, `append`, `save`, with lxml. Seed {SEED}.",
        "Ours also looks at each cell (decision 17), sets widths from the first rows and formats dates.",
    ]
    return Section("Workbooks", [line], notes, time.monotonic() - began)


def _rows(count: int) -> Iterator[Row]:
    random = Random(SEED)
    first, midnight = date(2019, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(count):
        texts = (
            *(_name(random), f"126GB{number:07}", "Released", "Shared", "B2 First", "Grade B"),
            *(_name(random), "Level B2", f"GB{number % 997:03}", "Northmoor Test Centre", "Northmoor", "GB"),
        )
        numbers = (160 + number % 31, number % 9, 17.5 + number % 7)
        days = (first + timedelta(days=number % 2_500), first - timedelta(days=number % 9_000))
        moments = (midnight + timedelta(seconds=37 * number), midnight + timedelta(seconds=91 * number))
        yield (*texts, *numbers, *days, *moments, number % 3 == 0)


def _name(random: Random) -> str:
    if random.random() < 1 / 3:
        family, given = random.choice(names.JAPANESE_FAMILIES), random.choice(names.JAPANESE_GIVEN)
        return f"{family.native} {given.native}"
    return f"{random.choice(names.LATIN_GIVEN).latin} {random.choice(names.LATIN_FAMILIES).latin}"


def _seconds(rows: list[Row], write: Callable[[BinaryIO, list[Row]], None]) -> float:
    with TemporaryFile() as file:
        began = time.process_time()
        write(file, rows)
        return time.process_time() - began


def _ours(file: BinaryIO, rows: list[Row]) -> None:
    write_xlsx(file, COLUMNS, iter(rows), title="Results", language=Language.EN)


def _bare(file: BinaryIO, rows: list[Row]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Results")
    sheet.append([column.heading for column in COLUMNS])
    for row in rows:
        sheet.append(row)
    book.save(file)

"""Files of invented results, written row by row."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any, Literal

from app.demo_data.portraits import portrait
from app.demo_data.results import Row, population, rows
from app.exams import EXAMS
from app.imports.columns import HEADINGS, Column
from app.models.enums import ExamCode, ResultStatus

Format = Literal["csv", "xlsx"]
MAX_XLSX_ROWS = 1_048_575
"""Under the headings."""

_SCORES = (Column.OVERALL_SCORE, *range(Column.READING_AND_WRITING, Column.SPEAKING + 1))
_DATES = (Column.DATE_OF_BIRTH, Column.SESSION_DATE)


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it."""

    rows: int
    photos: int


def write(
    path: Path,
    *,
    seed: int,
    number: int | None = None,
    candidates: int | None = None,
    format: Format = "csv",
    photos_dir: Path | None = None,
    photos: int = 0,
) -> Written:
    """Write `number` rows, or the rows of so many candidates, and drawings for the first `photos` results that may
    have one. The same arguments give the same CSV file, byte for byte."""
    source = chain.from_iterable(population(candidates, seed)) if number is None else rows(number, seed)
    album = _Album(seed, photos_dir, photos)
    if photos_dir is not None:
        photos_dir.mkdir(parents=True, exist_ok=True)
    written = (_csv if format == "csv" else _xlsx)(path, album.illustrated(source))
    return Written(written, album.drawn)


class _Album:
    def __init__(self, seed: int, folder: Path | None, photos: int) -> None:
        self._random = Random(f"portraits {seed}")  # noqa: S311 - not for secrecy
        self._folder, self._photos = folder, photos
        self.drawn = 0

    def illustrated(self, source: Iterable[Row]) -> Iterator[Row]:
        for row in source:
            if self._folder is not None and self.drawn < self._photos and _may_have_photo(row):
                row[Column.PHOTO] = f"{row[Column.STATEMENT_NUMBER]}.jpg"
                (self._folder / row[Column.PHOTO]).write_bytes(portrait(self._random))
                self.drawn += 1
            yield row


def _may_have_photo(row: Row) -> bool:
    return EXAMS[ExamCode(row[Column.EXAM])].has_photo and row[Column.STATUS] != ResultStatus.ABSENT


def _csv(path: Path, source: Iterable[Row]) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        number = 0
        for number, row in enumerate(source, 1):  # noqa: B007 - the count is what is wanted
            writer.writerow(row)
    return number


def _xlsx(path: Path, source: Iterable[Row]) -> int:
    from openpyxl import Workbook  # type: ignore[import-untyped]  # heavy: only those who need it wait for it

    book = Workbook(write_only=True)
    sheet = book.create_sheet("results")
    sheet.append(HEADINGS)
    number = 0
    for number, row in enumerate(source, 1):
        if number > MAX_XLSX_ROWS:
            raise ValueError(f"An XLSX sheet has at most {MAX_XLSX_ROWS:,} rows")
        sheet.append(_typed(row))
    book.save(path)
    return number


def _typed(row: Row) -> list[Any]:
    """As a spreadsheet's user would have them: dates, numbers, yes and no."""
    cells: list[Any] = [cell or None for cell in row]
    for column in _SCORES:
        if row[column]:
            cells[column] = int(row[column])
    for column in _DATES:
        cells[column] = date.fromisoformat(row[column])
    cells[Column.CERTIFICATED] = row[Column.CERTIFICATED] == "true"
    return cells

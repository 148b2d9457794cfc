"""The same rows in all formats: whole tables, each read back by something else than what wrote it."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.exports.csv_file import CsvOptions
from app.exports.notes import Notes
from app.models.enums import CsvDelimiter
from tests.exports.files import (
    COLUMNS,
    DELIMITERS,
    ROWS,
    SOFFICE,
    csv_of,
    json_of,
    read_csv,
    read_duckdb,
    read_json,
    read_libreoffice,
    read_xlsx,
    xlsx_of,
)

HEADINGS = [column.heading for column in COLUMNS]
TEXTS = [
    ["0012345E6", "Reyes, Maria", "172", "0.5", "2004年2月29日", "29 Mar 2026 01:30:05", "true", 'a "b"'],
    ["1E100", "佐藤　花子", "-3", "-1.25", "1999年12月31日", "29 Mar 2026 23:30:05", "false", ""],
    ["007", "<i>O'Neil & Sons</i>", "0", "1e-07", "1931年7月8日", "1 Jan 2026 01:30:05", "true", "two\nlines"],
    ["'=1+1", "髙橋 𠮷之助 😀", "", "", "", "", "", ""],
]
#: Numbers and booleans look otherwise in LibreOffice, and nothing is escaped.
SEEN = {"true": "TRUE", "false": "FALSE", "1e-07": "0.0000001", "'=1+1": "=1+1"}


def test_csv_by_the_csv_module() -> None:
    data, notes = csv_of(COLUMNS, ROWS)

    assert read_csv(data) == [HEADINGS, *TEXTS]
    assert notes == Notes(4, escaped=1)


@pytest.mark.parametrize("delimiter", list(CsvDelimiter))
def test_csv_by_duckdb(tmp_path: Path, delimiter: CsvDelimiter) -> None:
    data, _ = csv_of(COLUMNS, ROWS, CsvOptions(delimiter=delimiter))

    assert read_duckdb(data, tmp_path, len(COLUMNS), DELIMITERS[delimiter]) == [HEADINGS, *TEXTS]


def test_json_lines_by_orjson() -> None:
    data, notes = json_of(COLUMNS, ROWS)

    assert read_json(data) == [dict(zip(HEADINGS, map(in_json, row), strict=True)) for row in ROWS]
    assert notes == Notes(4)
    assert b'"Born":"2004-02-29","Shared at":"2026-03-29T01:30:05+09:00","New":true' in data


def in_json(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, date) else cell


def test_xlsx_by_calamine() -> None:
    data, notes = xlsx_of(COLUMNS, ROWS)

    assert read_xlsx(data) == [HEADINGS, *([in_sheet(cell) for cell in row] for row in ROWS)]
    assert notes == Notes(4)


def in_sheet(cell: Any) -> Any:
    """A sheet has no zones, and an empty cell is what calamine gives for nothing."""
    if cell is None:
        return ""
    return cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_xlsx_by_libreoffice(tmp_path: Path) -> None:
    data, _ = xlsx_of(COLUMNS, ROWS)

    seen = [[SEEN.get(cell, cell) for cell in row] for row in TEXTS]
    assert read_libreoffice(data, tmp_path) == [HEADINGS, *seen]


def test_no_rows_are_a_heading_only() -> None:
    assert read_csv(csv_of(COLUMNS, ())[0]) == [HEADINGS]
    assert read_xlsx(xlsx_of(COLUMNS, ())[0]) == [HEADINGS]
    assert json_of(COLUMNS, ()) == (b"", Notes(0))


def test_more_rows_than_a_block_has() -> None:
    rows = [(f"{number:07d}", *ROWS[number % 4][1:]) for number in range(1_003)]
    numbers = [f"{number:07d}" for number in range(1_003)]

    assert [row[0] for row in read_csv(csv_of(COLUMNS, rows)[0])[1:]] == numbers
    assert [row[0] for row in read_xlsx(xlsx_of(COLUMNS, rows)[0])[1:]] == numbers
    assert [row["Statement number"] for row in read_json(json_of(COLUMNS, rows)[0])] == numbers


def test_the_same_rows_are_the_same_bytes() -> None:
    assert csv_of(COLUMNS, ROWS) == csv_of(COLUMNS, ROWS)
    assert json_of(COLUMNS, ROWS) == json_of(COLUMNS, ROWS)
    assert xlsx_of(COLUMNS, ROWS) == xlsx_of(COLUMNS, ROWS)

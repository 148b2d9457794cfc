"""Tables written, and read back by something else than what wrote them."""

import csv
import io
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import orjson
from python_calamine import CalamineWorkbook

from app.exports.csv_file import CsvOptions, write_csv
from app.exports.json_lines import write_json_lines
from app.exports.notes import Notes
from app.exports.table import Column, Row
from app.exports.xlsx_file import write_xlsx
from app.models.enums import ColumnType, CsvDelimiter, CsvEncoding, Language

TOKYO = ZoneInfo("Asia/Tokyo")
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

COLUMNS = (
    Column("Statement number", ColumnType.TEXT),
    Column("Name", ColumnType.TEXT),
    Column("Overall score", ColumnType.NUMBER),
    Column("Weight", ColumnType.NUMBER),
    Column("Born", ColumnType.DATE, "yyyy年M月d日"),
    Column("Shared at", ColumnType.DATE_TIME, "d MMM yyyy HH:mm:ss"),
    Column("New", ColumnType.BOOLEAN),
    Column("Remark, if any", ColumnType.TEXT),
)
_SHARED = datetime(2026, 3, 29, 1, 30, 5, tzinfo=TOKYO)
ROWS: tuple[Row, ...] = (
    ("0012345E6", "Reyes, Maria", 172, 0.5, date(2004, 2, 29), _SHARED, True, 'a "b"'),
    ("1E100", "佐藤　花子", -3, -1.25, date(1999, 12, 31), _SHARED.replace(hour=23), False, None),
    ("007", "<i>O'Neil & Sons</i>", 0, 1e-7, date(1931, 7, 8), _SHARED.replace(month=1, day=1), True, "two\nlines"),
    ("=1+1", "髙橋 𠮷之助 😀", None, None, None, None, None, ""),
)


def csv_of(columns: Sequence[Column], rows: Sequence[Row], options: CsvOptions | None = None) -> tuple[bytes, Notes]:
    file = io.BytesIO()
    notes = write_csv(file, columns, iter(rows), options or CsvOptions())
    return file.getvalue(), notes


def xlsx_of(
    columns: Sequence[Column], rows: Sequence[Row], title: str = "Results", language: Language = Language.EN
) -> tuple[bytes, Notes]:
    file = io.BytesIO()
    notes = write_xlsx(file, columns, iter(rows), title=title, language=language)
    return file.getvalue(), notes


def json_of(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[bytes, Notes]:
    file = io.BytesIO()
    notes = write_json_lines(file, columns, iter(rows))
    return file.getvalue(), notes


_CODECS = {CsvEncoding.UTF_8_BOM: "utf-8-sig", CsvEncoding.UTF_8: "utf-8", CsvEncoding.CP932: "cp932"}
DELIMITERS = {CsvDelimiter.COMMA: ",", CsvDelimiter.SEMICOLON: ";", CsvDelimiter.TAB: "\t"}


def read_csv(data: bytes, options: CsvOptions | None = None) -> list[list[str]]:
    """By the csv module, strictly."""
    options = options or CsvOptions()
    text = io.StringIO(data.decode(_CODECS[options.encoding]), newline="")
    return list(csv.reader(text, delimiter=DELIMITERS[options.delimiter], strict=True))


def read_duckdb(data: bytes, folder: Path, width: int, delimiter: str = ",") -> list[list[str]]:
    """By DuckDB, told how the file is written; all as text."""
    path = folder / "read.csv"
    path.write_bytes(data)
    columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(width))
    written = r"""header=false, auto_detect=false, delim=?, quote='"', escape='"', new_line='\r\n'"""
    with duckdb.connect() as connection:
        asked = f"SELECT * FROM read_csv(?, columns={{{columns}}}, {written})"
        read = connection.execute(asked, [str(path), delimiter]).fetchall()
    return [["" if cell is None else cell for cell in row] for row in read]


def read_xlsx(data: bytes) -> list[list[Any]]:
    """By calamine; an empty cell is an empty text."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    return sheet.to_python(skip_empty_area=False)


def read_json(data: bytes) -> list[dict[str, Any]]:
    assert data == b"" or data.endswith(b"\n")
    return [orjson.loads(line) for line in data.split(b"\n")[:-1]]


def read_libreoffice(data: bytes, folder: Path) -> list[list[str]]:
    """By LibreOffice: what its users see, as CSV."""
    path = folder / "seen.xlsx"
    path.write_bytes(data)
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    to = "csv:Text - txt - csv (StarCalc):44,34,76,1"
    assert SOFFICE is not None
    command = [SOFFICE, home, "--headless", "--convert-to", to, "--outdir", str(folder), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
    seen = folder / "seen.csv"
    assert seen.exists(), done.stderr
    return list(csv.reader(io.StringIO(seen.read_text(encoding="utf-8"), newline="")))

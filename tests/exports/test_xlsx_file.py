"""XLSX: the workbook around the rows, and cells that a sheet cannot have as they are."""

import io
import itertools
import math
import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from app.exports.formats import most_rows
from app.exports.notes import Notes
from app.exports.table import Column, Row
from app.exports.xlsx_file import SheetFull, sheet_name, write_xlsx
from app.models.enums import ColumnType, DownloadFormat, Language
from tests.exports.files import COLUMNS, ROWS, read_xlsx, xlsx_of

TEXT, NUMBER = Column("Text", ColumnType.TEXT), Column("Number", ColumnType.NUMBER)


def test_a_workbook() -> None:
    data, _ = xlsx_of(COLUMNS, ROWS, "Results: 2026/03", Language.JA)

    sheet = load_workbook(io.BytesIO(data)).active
    assert (sheet.title, sheet.freeze_panes, sheet.print_title_rows) == ("Results  2026 03", "A2", "$1:$1")
    assert [cell.font.b for cell in sheet[1]] == [True] * 8
    assert [cell.font.b for cell in sheet[2]] == [False] * 8
    assert {cell.data_type for cell in (*sheet[1], sheet["A2"], sheet["B2"], sheet["A5"], sheet["H2"])} == {"s"}
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "n", "n", "d", "d", "b", "s"]
    assert [cell.number_format for cell in sheet[2][4:6]] == ['yyyy"年"m"月"d"日"', '[$-411]d m"月" yyyy hh:mm:ss']
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEFGH"]
    assert widths == [pytest.approx(width, abs=0.1) for width in (11.6, 22, 9.8, 8, 16, 22, 8, 11)]


def test_nothing_tells_when_or_by_what_it_was_made() -> None:
    data, _ = xlsx_of(COLUMNS, ROWS, "結果", Language.JA)

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        core = archive.read("docProps/core.xml").decode()
    assert "created" not in core
    assert "modified" not in core
    assert "openpyxl" not in core
    assert "結果" in core
    assert ">ja</dc:language>" in core


def test_the_file_may_begin_anywhere_and_stays_open() -> None:
    file = io.BytesIO()
    file.write(b"before")
    write_xlsx(file, [TEXT], [("a",)], title="Results", language=Language.EN)
    end = file.tell()

    assert end == len(file.getvalue())
    assert file.getvalue()[6:] == xlsx_of([TEXT], [("a",)])[0]


def test_what_a_sheet_has_no_number_for() -> None:
    values = (10**15 - 1, -(10**15) + 1, 10**15, -(2**63), math.inf, -math.inf, math.nan, 1e300, None)
    data, notes = xlsx_of([TEXT, NUMBER], [("x", value) for value in values])

    shown = [
        999_999_999_999_999,
        -999_999_999_999_999,
        "1000000000000000",
        "-9223372036854775808",
        "",
        "",
        "",
        1e300,
        "",
    ]
    assert read_xlsx(data)[1:] == [["x", value] for value in shown]
    assert notes == Notes(9)


def test_days_before_sheets_begin_are_text() -> None:
    days = [date(1900, 2, 28), date(1900, 3, 1), date(1, 1, 1), date(9999, 12, 31)]
    moments = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in days]
    columns = [Column("Day", ColumnType.DATE), Column("Moment", ColumnType.DATE_TIME)]
    data, _ = xlsx_of(columns, list(zip(days, moments, strict=True)))

    assert read_xlsx(data)[1:] == [
        ["1900-02-28", "1900-02-28 12:00:00"],
        [days[1], moments[1].replace(tzinfo=None)],
        ["0001-01-01", "0001-01-01 12:00:00"],
        [days[3], moments[3].replace(tzinfo=None)],
    ]


def test_every_second_of_a_day_is_that_second() -> None:
    # All but midnight, which calamine takes for a date.
    moments = [
        datetime(2026, 3, 5, second // 3600, second // 60 % 60, second % 60, tzinfo=UTC) for second in range(1, 86_400)
    ]
    data, _ = xlsx_of([Column("Moment", ColumnType.DATE_TIME)], [(moment,) for moment in moments])

    assert [row[0] for row in read_xlsx(data)[1:]] == [moment.replace(tzinfo=None) for moment in moments]


def test_a_full_sheet_is_refused() -> None:
    row: Row = (None,)

    assert most_rows(DownloadFormat.XLSX) == 1_048_575
    assert {most_rows(kind) for kind in DownloadFormat if kind is not DownloadFormat.XLSX} == {None}
    with pytest.raises(SheetFull):
        xlsx_of([TEXT], list(itertools.repeat(row, 1_048_576)))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Results", "Results"),
        ("[a]:b*c?d/e\\f", "a  b c d e f"),
        ("'quoted'", "quoted"),
        ("", "1"),
        ("  ", "1"),
        ("History", "History 1"),
        ("合" * 40, "合" * 31),
        ("😀" * 20, "😀" * 15),
        ("x" * 30 + " 'y", "x" * 30),
        ("two\r\nlines\x00", "two lines␀"),
    ],
)
def test_names_of_sheets(title: str, name: str) -> None:
    assert sheet_name(title) == name
    assert load_workbook(io.BytesIO(xlsx_of([TEXT], [], title)[0])).sheetnames == [name]

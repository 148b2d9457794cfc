"""What is no table, and what all formats do alike."""

import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from app.exports.cells import WrongCell
from app.exports.csv_file import CsvOptions, write_csv
from app.exports.json_lines import write_json_lines
from app.exports.notes import Notes
from app.exports.table import Column, Row
from app.exports.xlsx_file import write_xlsx
from app.models.enums import ColumnType, Language
from tests.exports.files import COLUMNS, ROWS, TOKYO, csv_of, json_of, read_csv, read_json, read_xlsx, xlsx_of

WRITTEN: dict[str, Callable[[Sequence[Column], Sequence[Row]], tuple[bytes, Notes]]] = {
    "csv": csv_of,
    "xlsx": xlsx_of,
    "json_lines": json_of,
}
WRITERS: dict[str, Callable[[BinaryIO, Sequence[Column], Iterator[Row]], Notes]] = {
    "csv": partial(write_csv, options=CsvOptions()),
    "xlsx": partial(write_xlsx, title="Results", language=Language.EN),
    "json_lines": write_json_lines,
}


@pytest.mark.parametrize("format", list(WRITTEN))
@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (ColumnType.TEXT, 1),
        (ColumnType.NUMBER, "1"),
        (ColumnType.NUMBER, True),
        (ColumnType.DATE, datetime(2026, 1, 1, tzinfo=TOKYO)),
        (ColumnType.DATE_TIME, date(2026, 1, 1)),
        (ColumnType.DATE_TIME, datetime(2026, 1, 1)),
        (ColumnType.BOOLEAN, 1),
    ],
    ids=[
        "number-as-text",
        "text-as-number",
        "boolean-as-number",
        "moment-as-date",
        "date-as-moment",
        "no-zone",
        "one-as-true",
    ],
)
def test_a_cell_is_of_its_columns_type(format: str, kind: ColumnType, cell: Any) -> None:
    with pytest.raises(WrongCell, match=r"^column 'Column' "):
        WRITTEN[format]([Column("Column", kind)], [(None,), (cell,)])


@pytest.mark.parametrize("format", list(WRITTEN))
def test_rows_are_as_wide_as_the_table(format: str) -> None:
    columns = [Column("One", ColumnType.TEXT), Column("Two", ColumnType.TEXT)]

    for rows in ([("a",)], [("a", "b"), ("a",)], [("a", "b", "c")]):
        with pytest.raises(WrongCell):
            WRITTEN[format](columns, rows)


def test_text_of_an_enumeration_is_text() -> None:
    columns, rows = [Column("Type", ColumnType.TEXT)], [(ColumnType.DATE_TIME,), (None,)]

    assert read_csv(csv_of(columns, rows)[0]) == [["Type"], ["DATE_TIME"], [""]]
    assert read_json(json_of(columns, rows)[0]) == [{"Type": "DATE_TIME"}, {"Type": None}]
    assert read_xlsx(xlsx_of(columns, rows)[0])[:2] == [["Type"], ["DATE_TIME"]]


def test_headings_are_unique_in_all_formats() -> None:
    columns = [Column(name, ColumnType.TEXT) for name in ("Name", "Name", "Name (2)", "Name", "name", "=x\x00")]
    headings = ["Name", "Name (2)", "Name (2) (2)", "Name (3)", "name", "=x␀"]
    rows = [("a", "b", "c", "d", "e", "f")]

    assert read_csv(csv_of(columns, rows)[0])[0] == [*headings[:-1], "'=x␀"]
    assert read_xlsx(xlsx_of(columns, rows)[0])[0] == headings
    assert read_json(json_of(columns, rows)[0]) == [dict(zip(headings, rows[0], strict=True))]
    assert csv_of(columns, rows)[1] == Notes(1, controls=1, escaped=1)


def test_infinite_and_undefined_numbers_are_absent() -> None:
    columns, rows = [Column("x", ColumnType.TEXT), Column("n", ColumnType.NUMBER)], [("a", float("nan")), ("b", 1)]

    assert read_csv(csv_of(columns, rows)[0]) == [["x", "n"], ["a", ""], ["b", "1"]]
    assert read_json(json_of(columns, rows)[0]) == [{"x": "a", "n": None}, {"x": "b", "n": 1}]
    assert read_xlsx(xlsx_of(columns, rows)[0]) == [["x", "n"], ["a", ""], ["b", 1]]


@pytest.mark.parametrize("format", list(WRITERS))
def test_memory_does_not_grow_with_rows(tmp_path: Path, format: str) -> None:
    def peak(number: int) -> int:
        rows = (ROWS[place % 4] for place in range(number))
        with (tmp_path / "file").open("wb") as file:
            tracemalloc.start()
            try:
                WRITERS[format](file, COLUMNS, rows)
                return tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    peak(1_000)
    assert peak(20_000) < peak(2_000) * 1.5  # of ten times the rows

"""XLSX: openpyxl makes the workbook with an empty sheet; the rows are put into it as they come.

Bare openpyxl makes an object and several calls of each cell, and a temporary file as large as the sheet is before it is
compressed. Here a block's cells become one text (`sheet_cells`), which is compressed into the target at once.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import chain
from typing import BinaryIO

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.packaging.core import DocumentProperties  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from app.exports import cells
from app.exports.date_format import chosen, of_cells
from app.exports.formats import most_rows
from app.exports.notes import Notes, Tally
from app.exports.sheet_cells import Convert, converter, text_cell
from app.exports.table import Cell, Column, Row
from app.exports.zip_file import ZipFile
from app.models.enums import ColumnType, DownloadFormat, Language

LEVEL = 3
"""Of compression: of a sheet, level 6 takes twice the time and a seventh off the size."""
_SHEET = "xl/worksheets/sheet1.xml"
_CORE = "docProps/core.xml"
_EMPTY = re.compile(rb"<sheetData\s*/>|<sheetData>\s*</sheetData>")
_MOMENTS = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>")
_NARROWEST, _WIDEST = 6, 60
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_DATED = (ColumnType.DATE, ColumnType.DATE_TIME)


class SheetFull(Exception):
    """These are more rows than a sheet holds."""


def write_xlsx(
    target: BinaryIO, columns: Sequence[Column], rows: Iterable[Row], *, title: str, language: Language
) -> Notes:
    """Writes all rows to `target`, which is seekable and stays open. Raises SheetFull."""
    tally = Tally()
    blocks = cells.blocks(rows)
    first = next(blocks, [])
    # Checked before anything is made of it: the widths of columns are.
    sample = cells.turned(first, columns) if first else [()] * len(columns)
    headings = cells.headings(columns, tally)
    parts, converters, heading_style = _workbook(columns, headings, sample, title, language, tally)
    archive = ZipFile(target)
    for name, part in sorted(parts.items()):
        if name != _SHEET:
            archive.add(name, [part])
    before, after = _EMPTY.split(parts[_SHEET])
    top = "".join(
        text_cell(f"{get_column_letter(number)}1", heading, tally, heading_style)
        for number, heading in enumerate(headings, 1)
        if heading
    )
    archive.add(
        _SHEET,
        chain(
            [before, f'<sheetData><row r="1">{top}</row>'.encode()],
            _rows(chain([first], blocks), columns, converters, tally),
            [b"</sheetData>", after],
        ),
        LEVEL,
    )
    archive.close()
    return tally.notes()


def _rows(
    blocks: Iterable[list[Row]], columns: Sequence[Column], converters: Sequence[Convert], tally: Tally
) -> Iterator[bytes]:
    most = most_rows(DownloadFormat.XLSX) or 0
    for block in blocks:
        if not block:
            continue
        start = tally.rows + 2
        tally.rows += len(block)
        if tally.rows > most:
            raise SheetFull
        numbers = list(map(str, range(start, start + len(block))))
        turned = cells.turned(block, columns)
        converted = [convert(column, numbers) for convert, column in zip(converters, turned, strict=True)]
        joined = map("".join, zip(*converted, strict=True))
        yield "".join([f'<row r="{n}">{row}</row>' for n, row in zip(numbers, joined, strict=True)]).encode()


def _workbook(
    columns: Sequence[Column],
    headings: Sequence[str],
    sample: Sequence[Sequence[Cell]],
    title: str,
    language: Language,
    tally: Tally,
) -> tuple[dict[str, bytes], list[Convert], int]:
    """The parts of a workbook whose only sheet is empty, its columns' converters and the style of headings."""
    book = Workbook(write_only=True)
    book.properties = DocumentProperties(creator=None, title=cells.clean(title, tally), language=language.lower())
    sheet = book.create_sheet(sheet_name(title))
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    heading = WriteOnlyCell(sheet)
    heading.font = Font(bold=True)
    heading.fill = PatternFill("solid", fgColor="FFE7ECF3")
    heading.border = Border(bottom=Side("thin", color="FF6B7A90"))
    heading.alignment = Alignment(vertical="center", wrap_text=True)
    # Asking for its number puts a style into the workbook: before that is saved.
    heading_style = heading.style_id
    converters: list[Convert] = []
    for number, column in enumerate(columns):
        letters = get_column_letter(number + 1)
        sheet.column_dimensions[letters].width = _width(column, headings[number], sample[number], language)
        style = 0
        if column.type in _DATED:
            cell = WriteOnlyCell(sheet)
            cell.number_format = chosen(column).number_format(language)
            style = cell.style_id
        converters.append(converter(column, letters, style, language, tally))
    return _saved(book), converters, heading_style


def _saved(book: Workbook) -> dict[str, bytes]:
    """The workbook's parts, without the moment at which they were made."""
    saved = BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[_CORE] = _MOMENTS.sub(b"", parts[_CORE])
    return parts


def sheet_name(title: str) -> str:
    """A name that Excel allows: at most 31 UTF-16 units, none of its signs, not empty."""
    name = _NOT_IN_NAMES.sub(" ", cells.clean(title, Tally())).replace("\n", " ").strip("' \t")
    while len(name.encode("utf-16-le")) > 62:
        name = name[:-1].rstrip("' ")
    return name if name and name.lower() != "history" else f"{name} 1".strip()


def _width(column: Column, heading: str, sample: Sequence[Cell], language: Language) -> float:
    """In characters: what the first block needs; East Asian ones count twice."""
    show = of_cells(column, language)
    widest = max((_wide(show(cell)) for cell in sample if cell is not None), default=0)
    # Headings may take two lines.
    return min(max(widest, _wide(heading) * 0.6, _NARROWEST) + 2, _WIDEST)


def _wide(text: str) -> int:
    text = text[:_WIDEST]
    return len(text) if text.isascii() else sum(1 + (unicodedata.east_asian_width(each) in "WF") for each in text)

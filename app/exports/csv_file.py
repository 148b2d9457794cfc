"""CSV as RFC 4180 has it: CR LF at the end of lines, quotes where they are needed; headings are quoted always.

(A file that begins with the letters ID would be no CSV to Excel, but SYLK.) The csv module asks each cell for itself
whether it needs quotes; the fields here are the same, in half the time.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from app.exports import cells, cp932
from app.exports.date_format import Show, of_cells
from app.exports.notes import Notes, Tally
from app.exports.table import Column, Row
from app.models.enums import ColumnType, CsvDelimiter, CsvEncoding, Language

_DELIMITERS = {CsvDelimiter.COMMA: ",", CsvDelimiter.SEMICOLON: ";", CsvDelimiter.TAB: "\t"}
_CODECS = {CsvEncoding.UTF_8_BOM: "utf-8", CsvEncoding.UTF_8: "utf-8", CsvEncoding.CP932: "cp932"}
_SIGNS = r"'*(?:[\t\n]|[\s\u200b\ufeff]*[=+\-@＝＋－＠\u2212\ufe62\ufe63\ufe66\ufe6b])"
"""Spreadsheets take the full-width signs for formulas too where the language is Japanese. Apostrophes in front count
as nothing, so that taking one away from whatever matches gives the text that was."""
_FORMULA = re.compile(_SIGNS)
_FORMULA_IN_COLUMN = re.compile(_SIGNS.replace("'*", "\n'*", 1).replace(r"[\t\n]", r"\t", 1))
"""The same where each text has a line feed in front, and none inside."""


@dataclass(frozen=True, slots=True)
class CsvOptions:
    """How a CSV file is to be written; `language` is that of names of months and days."""

    encoding: CsvEncoding = CsvEncoding.UTF_8_BOM
    delimiter: CsvDelimiter = CsvDelimiter.COMMA
    escape_formulas: bool = True
    language: Language = Language.EN


def write_csv(target: BinaryIO, columns: Sequence[Column], rows: Iterable[Row], options: CsvOptions) -> Notes:
    """Writes all rows to `target`, which stays open."""
    writer = _Writer(columns, options)
    if options.encoding is CsvEncoding.UTF_8_BOM:
        target.write(b"\xef\xbb\xbf")
    target.write(writer.heading())
    for block in cells.blocks(rows):
        target.write(writer.block(block))
    return writer.tally.notes()


class _Writer:
    """Blocks of rows as bytes. Texts are looked at a column at a time, and one by one only where that is needed."""

    def __init__(self, columns: Sequence[Column], options: CsvOptions) -> None:
        self.tally = Tally()
        self._columns = columns
        self._shows = [of_cells(column, options.language) for column in columns]
        self._escapes = options.escape_formulas
        self._codec = _CODECS[options.encoding]
        self._delimiter = _DELIMITERS[options.delimiter]

    def heading(self) -> bytes:
        headings = cells.headings(self._columns, self.tally)
        return self._lines([[_quoted(self._safe(heading))] for heading in headings])

    def block(self, block: list[Row]) -> bytes:
        """The block's lines."""
        turned = cells.turned(block, self._columns)
        self.tally.rows += len(block)
        return self._lines(
            [
                self._fields(column.type, values, show)
                for column, values, show in zip(self._columns, turned, self._shows, strict=True)
            ]
        )

    def _fields(self, kind: ColumnType, values: Sequence[Any], show: Show) -> Sequence[str]:
        """A column's cells as they stand in the file."""
        if kind is ColumnType.TEXT:
            return self._texts([text or "" for text in values])
        shown = ["" if value is None else show(value) for value in values]
        return shown if kind in (ColumnType.NUMBER, ColumnType.BOOLEAN) else self._texts(shown)

    def _texts(self, texts: list[str]) -> list[str]:
        column = "\n".join(texts)
        inside = column.count("\n") >= len(texts)
        if inside or not self._is_safe(column):
            texts = [self._safe(text) if text else "" for text in texts]
        if inside or self._delimiter in column or '"' in column or "\r" in column:
            texts = [self._field(text) for text in texts]
        return texts

    def _is_safe(self, column: str) -> bool:
        """Whether all texts of a column, a line each, are as they may be."""
        try:
            data = column.encode()
        except UnicodeEncodeError:
            return False
        return not (
            "\r" in column
            or cells.suspect(data)
            or (self._escapes and _FORMULA_IN_COLUMN.search(f"\n{column}"))
            or (self._codec == "cp932" and not cp932.fits(column))
        )

    def _safe(self, text: str) -> str:
        text = cells.clean(text, self.tally)
        if self._codec == "cp932":
            text = cp932.fitted(text, self.tally)
        if self._escapes and _FORMULA.match(text):
            self.tally.escaped += 1
            text = f"'{text}"
        return text

    def _field(self, text: str) -> str:
        return _quoted(text) if self._delimiter in text or '"' in text or "\n" in text else text

    def _lines(self, columns: Sequence[Sequence[str]]) -> bytes:
        rows: Iterable[str] = map(self._delimiter.join, zip(*columns, strict=True))
        if len(columns) == 1:
            # A blank line would be no row.
            rows = (field or _quoted("") for field in rows)
        return "\r\n".join([*rows, ""]).encode(self._codec)


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))

"""Vocabularies of downloads."""

from app.models.enums import CsvDelimiter, CsvEncoding, DownloadFormat
from app.schema import board_enums as _board_enums  # noqa: F401 - describes JobStatus
from app.schema.enums import _described

_described(
    DownloadFormat,
    "Kinds of files.",
    {
        "XLSX": "A workbook for spreadsheets, with real dates and numbers.",
        "CSV": "Text with one line a row.",
        "JSON_LINES": "One JSON object a line.",
        "PDF": "A verified statement for each candidate.",
    },
)
_described(
    CsvEncoding,
    "How a CSV file's characters are written.",
    {
        "UTF_8_BOM": "UTF-8 with a mark in front by which spreadsheets know it.",
        "UTF_8": "UTF-8 alone.",
        "CP932": "Shift_JIS as Windows has it; what it has not is shown as 〓.",
    },
)
_described(CsvDelimiter, "What stands between the cells of a CSV file.")

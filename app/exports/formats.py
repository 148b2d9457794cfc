"""What the formats of downloads are to others: how many rows they hold."""

from app.models.enums import DownloadFormat

SHEET_ROWS = 1_048_576
"""Of an XLSX sheet, the heading's among them."""


def most_rows(format: DownloadFormat) -> int | None:
    """How many rows of data a file of this format can hold; None: as many as there are."""
    return SHEET_ROWS - 1 if format is DownloadFormat.XLSX else None

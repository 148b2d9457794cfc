"""How much a download may be of."""

from app.exports.formats import most_rows
from app.exports.statement.writer import MAX_STATEMENTS
from app.models.enums import DownloadFormat

MOST_ROWS = 1_000_000
"""Shares or verifications of one download, whatever its format."""


def most_in(format: DownloadFormat) -> int:
    """How many rows a file of this format may have; where components are rows of their own, all of these count."""
    if format is DownloadFormat.PDF:
        return MAX_STATEMENTS
    return most_rows(format) or 10 * MOST_ROWS

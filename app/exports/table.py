"""What writers are given: columns, then rows of prepared cells, one after the other, never all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.models.enums import ColumnType

Cell = str | int | float | bool | date | datetime | None
"""A moment is aware, in the time zone of the download. None is absent: an empty cell, `null` in JSON Lines."""
Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file. All its cells are of its type, or None."""

    heading: str
    type: ColumnType
    date_format: str | None = None
    """How dates and moments are shown: letters of Unicode TR 35: `yyyy-MM-dd`, `dd.MM.yyyy`, `d MMM yyyy HH:mm`."""

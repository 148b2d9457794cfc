"""One cell: which characters it may have, and dates and moments in it."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Literal

from app.imports.columns import Cells, Column
from app.imports.rejects import Code, Rejected
from app.problems import OLDEST_BIRTH, storable

#: Longest text in code points.
LIMITS = {
    Column.SECRET: 200,
    Column.FAMILY_NAME: 100,
    Column.GIVEN_NAME: 100,
    Column.NATIVE_NAME: 200,
    Column.CENTRE_NAME: 200,
    Column.CENTRE_CITY: 100,
    Column.REASON: 500,
    Column.PHOTO: 255,
}
_FORMS: tuple[Literal["NFC", "NFKC"], ...] = tuple("NFC" if column in LIMITS else "NFKC" for column in Column)
_LENGTHS = tuple((int(column), limit) for column, limit in LIMITS.items())
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?", re.ASCII
)


def tidy(cells: Sequence[str]) -> Cells:
    """Cells without stray spaces. Printed text stays as it is (composed, NFC); numbers, dates and codes become half
    width (NFKC). Raises Rejected for what is no text: NUL, control characters, halves of surrogate pairs."""
    tidied = list(map(str.strip, cells))
    joined = "".join(tidied)
    printable = joined.isprintable()
    if printable and joined.isascii():
        return Cells._make(tidied)
    for place, cell in enumerate(tidied):
        if not cell.isascii():
            tidied[place] = unicodedata.normalize(_FORMS[place], cell).strip()
    if not printable:  # which may be no more than a full-width space
        for column, cell in zip(Column, tidied, strict=True):
            if not storable(cell):
                raise Rejected(column, Code.CHARACTERS, "There are characters in it that no text can have.")
    return Cells._make(tidied)


def check_lengths(cells: Cells) -> None:
    """Raises Rejected."""
    for column, limit in _LENGTHS:
        if len(cells[column]) > limit:
            raise Rejected(Column(column), Code.TOO_LONG, f"At most {limit} characters.")


def iso_date(column: Column, text: str) -> date:
    """Raises Rejected."""
    if not text:
        raise Rejected(column, Code.REQUIRED, "This must not be empty.")
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Rejected(column, Code.DATE_INVALID, "A date is written YYYY-MM-DD.")


@lru_cache(1 << 16)
def birth_date(text: str) -> str:
    """The date as it is, if somebody may have been born then. Raises Rejected."""
    if iso_date(Column.DATE_OF_BIRTH, text) < OLDEST_BIRTH:
        raise Rejected(Column.DATE_OF_BIRTH, Code.OUT_OF_RANGE, "Nobody who sat an exam was born on this date.")
    return text


@lru_cache(1 << 12)
def moment(text: str) -> str:
    """An ISO 8601 moment in UTC; without offset it is UTC, without time midnight. Raises Rejected."""
    try:
        if _MOMENT.fullmatch(text):
            parsed = datetime.fromisoformat(text)
            return (parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)).isoformat()
    except (ValueError, OverflowError):
        pass
    raise Rejected(Column.RELEASED_AT, Code.DATE_INVALID, "A moment is written YYYY-MM-DDThh:mm:ssZ.")

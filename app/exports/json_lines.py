"""JSON Lines: an object a row, in UTF-8; its fields are the headings, in order, and all of them are there."""

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

import orjson

from app.exports import cells
from app.exports.notes import Notes, Tally
from app.exports.table import Column, Row
from app.models.enums import ColumnType

#: What JSON escapes, of the characters that cells have not.
_CONTROL = re.compile(rb"\\(?:u00|[bfr])")


def write_json_lines(target: BinaryIO, columns: Sequence[Column], rows: Iterable[Row]) -> Notes:
    """Writes all rows to `target`, which stays open. Dates are ISO 8601, moments RFC 3339 with their zone's offset."""
    tally = Tally()
    fields = cells.headings(columns, tally)
    for block in cells.blocks(rows):
        turned = cells.turned(block, columns)
        tally.rows += len(block)
        data = _lines(fields, zip(*turned, strict=True))
        if data is None:
            texts = (number for number, column in enumerate(columns) if column.type is ColumnType.TEXT)
            for number in texts:
                turned[number] = cells.cleaned(turned[number], tally)
            data = _objects(fields, zip(*turned, strict=True))
        target.write(data)
    return tally.notes()


def _lines(fields: list[str], rows: Iterable[Row]) -> bytes | None:
    """None if a text is not as a cell may be."""
    try:
        data = _objects(fields, rows)
    except orjson.JSONEncodeError:
        return None
    return None if cells.suspect(data) or (b"\\" in data and _CONTROL.search(data)) else data


def _objects(fields: list[str], rows: Iterable[Row]) -> bytes:
    option = orjson.OPT_APPEND_NEWLINE
    return b"".join([orjson.dumps(dict(zip(fields, row)), option=option) for row in rows])  # noqa: B905 (checked)

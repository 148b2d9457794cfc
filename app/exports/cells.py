"""Rules for what goes into cells, the same in all data files; docs/decisions/0017-safe-cells.md says why.

Rows come in blocks, and a block is looked at column by column: one search over all texts of a column costs a tenth of a
search in each. Only a column in which something is found is gone through text by text.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from app.exports.notes import Tally
from app.exports.table import Cell, Column, Row
from app.models.enums import ColumnType

BLOCK_ROWS = 500
REPLACEMENT = "\ufffd"

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "\u2421"}
_CONTROL_BYTES = bytes((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F))
_WIDE_CONTROL_BYTES = re.compile(b"\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]")
_TYPES: dict[ColumnType, frozenset[type]] = {
    ColumnType.TEXT: frozenset({str}),
    ColumnType.NUMBER: frozenset({int, float}),
    ColumnType.DATE: frozenset({date}),
    ColumnType.DATE_TIME: frozenset({datetime}),
    ColumnType.BOOLEAN: frozenset({bool}),
}


class WrongCell(TypeError):
    """A cell is not of its column's type, or a row not as wide as the table. This is a fault of the program."""


def blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Up to BLOCK_ROWS rows at a time."""
    iterator = iter(rows)
    while block := list(islice(iterator, BLOCK_ROWS)):
        yield block


def turned(block: list[Row], columns: Sequence[Column]) -> list[tuple[Any, ...]]:
    """The block's columns, with cells checked: what a writer is given to hold for text is text, and so on."""
    try:
        turned = list(zip(*block, strict=True))
    except ValueError:
        raise WrongCell("rows of one table are not equally wide") from None
    if len(turned) != len(columns):
        raise WrongCell(f"{len(turned)} cells a row, {len(columns)} columns")
    for number, column in enumerate(columns):
        turned[number] = _checked(turned[number], column)
    return turned


def _checked(cells: tuple[Cell, ...], column: Column) -> tuple[Cell, ...]:
    expected = _TYPES[column.type]
    found = {*map(type, cells)}
    found.discard(type(None))
    if found <= expected:
        if datetime in found and None in {cell.tzinfo for cell in cells if cell is not None}:  # type: ignore[union-attr]
            raise WrongCell(f"column {column.heading!r} has moments without a time zone")
        # Infinity and NaN are no numbers to any reader: absent. A sum finds them without asking each.
        if float in found and not math.isfinite(sum(cell for cell in cells if cell is not None)):  # type: ignore[misc]
            return tuple(None if isinstance(cell, float) and not math.isfinite(cell) else cell for cell in cells)
        return cells
    if column.type is ColumnType.TEXT and all(issubclass(kind, str) for kind in found):
        return tuple(None if cell is None else str(cell) for cell in cells)
    raise WrongCell(f"column {column.heading!r} is of {column.type}, and has {sorted(kind.__name__ for kind in found)}")


def clean(text: str, tally: Tally) -> str:
    """`text` with control characters shown: C0 and DEL by their pictures (U+2400 on), C1, halves of surrogate pairs,
    U+FFFE and U+FFFF by U+FFFD. Tabs and line feeds are text; CR LF and CR are line feeds."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, shown = _CONTROL.subn(_picture, text)
    tally.controls += shown
    return text


def cleaned(texts: Iterable[str | None], tally: Tally) -> tuple[str | None, ...]:
    """A column of them."""
    return tuple([clean(text, tally) if text else text for text in texts])


def _picture(match: re.Match[str]) -> str:
    return _PICTURES.get(ord(match[0]), REPLACEMENT)


def suspect(data: bytes) -> bool:
    """Whether UTF-8 has a character that `clean` shows; CR is the caller's to find."""
    return len(data.translate(None, _CONTROL_BYTES)) != len(data) or (
        (b"\xc2" in data or b"\xef\xbf" in data) and _WIDE_CONTROL_BYTES.search(data) is not None
    )


def headings(columns: Sequence[Column], tally: Tally) -> list[str]:
    """What stands above the columns, or names the fields: clean, and each only once: `Name`, `Name (2)`."""
    given: set[str] = set()
    unique: list[str] = []
    for column in columns:
        heading = first = clean(column.heading, tally)
        number = 1
        while heading in given:
            number += 1
            heading = f"{first} ({number})"
        given.add(heading)
        unique.append(heading)
    return unique

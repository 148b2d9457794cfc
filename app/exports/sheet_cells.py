"""Cells of an XLSX sheet as XML, a column of a block at a time. Text is `t="inlineStr"`, whatever it begins with."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape

from app.exports import cells
from app.exports.date_format import of_cells
from app.exports.notes import Tally
from app.exports.table import Column
from app.models.enums import ColumnType, Language

LONGEST = 32_767
"""UTF-16 units that a cell holds."""
FIRST_DAY = date(1900, 3, 1)
"""Days before it are text: Excel counts a 29 February 1900, so that readers disagree, and has none before that year."""

Convert = Callable[[Sequence[Any], Sequence[str]], list[str]]
"""A column's cells and the numbers of their rows, as XML; nothing for an empty cell."""

_ZERO = date(1899, 12, 30).toordinal()
_DIGITS = 10**15
"""Numbers as large are text: a sheet's have 15 digits."""
_SPECIAL_BYTES = bytes({*range(0x20), 0x7F, *b"&<>"} - {0x0A})
#: What readers of sheets take for a character's code.
_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def converter(column: Column, letters: str, style: int, language: Language, tally: Tally) -> Convert:
    """For the column at `letters`; `style` is that of its dates."""
    show = of_cells(column, language)
    match column.type:
        case ColumnType.TEXT:
            return _texts(letters, tally)
        case ColumnType.NUMBER:
            return _numbers(letters, tally)
        case ColumnType.BOOLEAN:
            return _booleans(letters)
        case ColumnType.DATE:
            return _dates(letters, style, show, tally)
        case ColumnType.DATE_TIME:
            return _moments(letters, style, show, tally)


def text_cell(place: str, text: str, tally: Tally, style: int = 0) -> str:
    """One cell with any text: clean, cut where it is too long, spaces kept."""
    text = _cut(cells.clean(text, tally), tally)
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    styled = f' s="{style}"' if style else ""
    return f'<c r="{place}"{styled} t="inlineStr"><is><t{kept}>{escape(_CODE.sub("_x005F_", text))}</t></is></c>'


def _cut(text: str, tally: Tally) -> str:
    if len(text) * 2 <= LONGEST:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= LONGEST * 2:
        return text
    tally.cut += 1
    return units[: (LONGEST - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _texts(letters: str, tally: Tally) -> Convert:
    head, middle, tail = f'<c r="{letters}', '" t="inlineStr"><is><t>', "</t></is></c>"

    def convert(texts: Sequence[str | None], numbers: Sequence[str]) -> list[str]:
        if _plain([text for text in texts if text]):
            return [f"{head}{n}{middle}{text}{tail}" if text else "" for n, text in zip(numbers, texts, strict=True)]
        return [text_cell(f"{letters}{n}", text, tally) if text else "" for n, text in zip(numbers, texts, strict=True)]

    return convert


def _plain(texts: list[str]) -> bool:
    """Whether all these are XML as they stand, and short enough."""
    try:
        data = "\n".join(("", *texts, "")).encode()
    except UnicodeEncodeError:
        return False
    return (
        len(data.translate(None, _SPECIAL_BYTES)) == len(data)
        and data.count(b"\n") == len(texts) + 1
        and b"\n " not in data
        and b" \n" not in data
        and b"_x" not in data
        and not cells.suspect(data)
        and (len(data) <= LONGEST or max(map(len, texts)) * 2 <= LONGEST)
    )


def _numbers(letters: str, tally: Tally) -> Convert:
    head = f'<c r="{letters}'

    def convert(values: Sequence[int | float | None], numbers: Sequence[str]) -> list[str]:
        given = [value for value in values if value is not None]
        if not given or (min(given) > -_DIGITS and max(given) < _DIGITS):
            return [
                f'{head}{n}"><v>{value}</v></c>' if value is not None else ""
                for n, value in zip(numbers, values, strict=True)
            ]
        return [_number(f"{letters}{n}", value, tally) for n, value in zip(numbers, values, strict=True)]

    return convert


def _number(place: str, value: int | float | None, tally: Tally) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and abs(value) >= _DIGITS:
        return text_cell(place, str(value), tally)
    return f'<c r="{place}"><v>{value}</v></c>'


def _booleans(letters: str) -> Convert:
    head = f'<c r="{letters}'

    def convert(values: Sequence[bool | None], numbers: Sequence[str]) -> list[str]:
        return [
            f'{head}{n}" t="b"><v>{value:d}</v></c>' if value is not None else ""
            for n, value in zip(numbers, values, strict=True)
        ]

    return convert


def _dates(letters: str, style: int, show: Callable[[date], str], tally: Tally) -> Convert:
    head, middle = f'<c r="{letters}', f'" s="{style}"><v>'
    first = FIRST_DAY.toordinal()

    def cell(n: str, value: date) -> str:
        day = value.toordinal()
        if day < first:
            return text_cell(f"{letters}{n}", show(value), tally)
        return f"{head}{n}{middle}{day - _ZERO}</v></c>"

    def convert(values: Sequence[date | None], numbers: Sequence[str]) -> list[str]:
        return [cell(n, value) if value is not None else "" for n, value in zip(numbers, values, strict=True)]

    return convert


def _moments(letters: str, style: int, show: Callable[[date], str], tally: Tally) -> Convert:
    """A sheet knows no time zones: what the clock shows in the moment's own. To the second, as formats show them."""
    head, middle = f'<c r="{letters}', f'" s="{style}"><v>'
    first = FIRST_DAY.toordinal()

    def cell(n: str, value: datetime) -> str:
        day = value.toordinal()
        if day < first:
            return text_cell(f"{letters}{n}", show(value), tally)
        return (
            f"{head}{n}{middle}{day - _ZERO + (value.hour * 3600 + value.minute * 60 + value.second) / 86400}</v></c>"
        )

    def convert(values: Sequence[datetime | None], numbers: Sequence[str]) -> list[str]:
        return [cell(n, value) if value is not None else "" for n, value in zip(numbers, values, strict=True)]

    return convert

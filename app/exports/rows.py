"""From the JSON text of a row to cells. All that can be decided beforehand is decided once a file, not once a row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import orjson

from app.exports.catalogue import CatalogueColumn
from app.exports.document import Branch
from app.exports.path import Path
from app.exports.table import Cell, Row
from app.models.enums import ColumnType, Language

Values = tuple[Any, ...]
Get = Callable[[Any], Values]
Convert = Callable[[Any], Cell]
_MOST_DATES = 50_000


class Source(NamedTuple):
    """What a row tells of, for the ledger: keys as PostgreSQL writes them. Without a result (of a share that has ended,
    of a check that found none) nothing is told of anybody's."""

    share_id: str | None
    verification_id: str | None
    result_id: str | None
    version: int | None
    candidate_id: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where one column's cells come from."""

    value: int | None
    """Of the row's values; None: such rows have no such value."""
    item: int | None = None
    """Where the value is a list: which of an item's values."""
    convert: Convert | None = None


class Reader:
    """Reads the rows of one selection."""

    def __init__(self, branch: Branch, places: Sequence[Place], sources: Sequence[Path], *, of_shares: bool) -> None:
        known = {path: place for place, path in enumerate(branch.paths())}
        self._values = getter(branch)
        self._source = [known[path] for path in sources]
        self._of_shares = of_shares
        # What such rows do not have is taken from behind their values.
        self._picked = [len(known) if place.value is None else place.value for place in places]
        cells = [(number, place) for number, place in enumerate(places)]
        self._converted = [(number, place.convert) for number, place in cells if place.convert and place.item is None]
        self._of_items = [(number, place.item, place.convert) for number, place in cells if place.item is not None]
        self._list = next((place.value for place in places if place.item is not None), None)
        self._item_values = next((getter(each) for each in lists_in(branch)), _whole)

    def rows(self, texts: Iterable[bytes | str]) -> Iterator[tuple[Source, list[Row]]]:
        """What each text tells of, and its rows: one, or where components are rows, one for each (and one for none)."""
        loads, values_of, picked, converted = orjson.loads, self._values, self._picked, self._converted
        row_id, result_id, version, candidate_id = self._source
        place, of_shares = self._list, self._of_shares
        for text in texts:
            values = (*values_of(loads(text)), None)
            row = [values[number] for number in picked]
            for number, convert in converted:
                value = row[number]
                if value is not None:
                    row[number] = convert(value)
            key, result = values[row_id][4:], values[result_id]
            source = Source(
                key if of_shares else None,
                None if of_shares else key,
                None if result is None else result[4:],
                values[version],
                None if result is None else values[candidate_id][4:],
            )
            yield source, [row] if place is None else [self._with(row, item) for item in values[place] or (None,)]

    def _with(self, row: list[Any], item: Any) -> Row:
        row, values = row.copy(), self._item_values(item)
        for number, place, convert in self._of_items:
            value = values[place]
            row[number] = value if value is None or convert is None else convert(value)
        return row


def lists_in(branch: Branch) -> Iterator[Branch]:
    """The lists in a selection."""
    for each in branch.branches:
        if each.is_list:
            yield each
        else:
            yield from lists_in(each)


def getter(branch: Branch) -> Get:
    """The function that lays an object's values out, in the order of `Branch.paths`; of one that is null, as many
    nulls. It relies on JSON keeping the members in the order that was asked for."""
    if not branch.branches:
        nothing: Values = (None,) * len(branch.leaves)
        return lambda row: nothing if row is None else tuple(row.values())
    own = len(branch.leaves)
    inner = [_whole if each.is_list else getter(each) for each in branch.branches]
    none: Values = (None,) * len(list(branch.paths()))

    def get(row: Any) -> Values:
        if row is None:
            return none
        values = tuple(row.values())
        result = values[:own]
        for within, value in zip(inner, values[own:], strict=True):
            result += within(value)
        return result

    return get


def _whole(value: Any) -> Values:
    return (value,)


def converter(column: CatalogueColumn, language: Language, zone: ZoneInfo) -> Convert | None:
    """From JSON to a cell; None: it is one already."""
    if column.words is not None:
        return column.words[language].get
    if column.type is ColumnType.DATE:
        return _dates()
    if column.type is ColumnType.DATE_TIME:
        read = datetime.fromisoformat
        return lambda text: read(text).astimezone(zone)
    return None


def _dates() -> Convert:
    """Dates come again and again: sessions, birthdays."""
    known: dict[str, date] = {}

    def convert(text: str) -> date:
        day = known.get(text)
        if day is None:
            if len(known) >= _MOST_DATES:
                known.clear()
            day = known[text] = date.fromisoformat(text)
        return day

    return convert

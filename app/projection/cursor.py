"""Opaque cursors: a tag of the ordering and of whose list it is, then the sort keys of a row."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.errors import CursorInvalid
from app.projection.node import Ask, Key, Order, Row

_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class KeysetCursor:
    """A cursor that holds the sort keys. `owner` names whose list it walks: a foreign one is refused."""

    owner: Callable[[Any], Hashable]

    def tag(self, order: Order, asker: Any) -> str:
        """Twelve letters that differ between orderings and between owners."""
        return _tag(order.name, order.descending, self.owner(asker))

    def sql(self, order: Order, keys: Sequence[ColumnElement[Any]], ask: Ask) -> ColumnElement[str]:
        packed = sa.func.convert_to(sa.cast(sa.func.json_build_array(*keys), sa.Text), "UTF8")
        letters = sa.func.translate(
            sa.func.encode(packed, sa.literal_column("'base64'")),
            sa.literal_column(r"E'+/=\n'"),
            sa.literal_column("'-_'"),
        )
        return sa.func.concat(ask.bind("tag", sa.Text()), sa.literal_column("'.'"), letters, type_=sa.Text)

    def values(self, order: Order, asker: Any) -> Mapping[str, Any]:
        return {"tag": self.tag(order, asker)}

    def decode(self, cursor: str, order: Order, asker: Any) -> Sequence[Any]:
        tag, _, letters = cursor.partition(".")
        if tag != self.tag(order, asker) or len(cursor) > _LONGEST or "=" in letters:
            raise CursorInvalid
        try:
            packed = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
            keys = orjson.loads(packed)
            if not isinstance(keys, list) or len(keys) != len(order.keys):
                raise CursorInvalid
            return [key.parse(value) for key, value in zip(order.keys, keys, strict=True)]
        except (binascii.Error, ValueError, TypeError) as error:
            raise CursorInvalid from error


@lru_cache(maxsize=10_000)
def _tag(name: str, descending: bool, owner: Hashable) -> str:
    return hashlib.blake2s(f"{name}:{descending}:{owner}".encode(), digest_size=6).hexdigest()


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    return value


def _whole_number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -(2**15) <= value < 2**15:
        raise ValueError
    return value


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.utcoffset() != timedelta(0):  # ours always are; PostgreSQL knows fewer offsets than Python
        raise ValueError
    return moment


def column_key(name: str) -> Callable[[Row], ColumnElement[Any]]:
    """The expression of a key that is a column."""
    return lambda row: row.c[name]


def uuid_key(name: str = "id") -> Key:
    """A key that makes an ordering unique."""
    return Key(column_key(name), sa.Uuid(), lambda value: UUID(_text(value)))


def text_key(name: str) -> Key:
    return Key(column_key(name), sa.Text(collation="C"), _text)


def text_key_of(expression: Callable[[Row], ColumnElement[Any]]) -> Key:
    """A text that no column holds; the expression has to be ordered by code point."""
    return Key(expression, sa.Text(collation="C"), _text)


def moment_key(name: str) -> Key:
    return Key(column_key(name), sa.DateTime(timezone=True), _moment)


def date_key(name: str) -> Key:
    return Key(column_key(name), sa.Date(), lambda value: date.fromisoformat(_text(value)))


def number_key(expression: Callable[[Row], ColumnElement[Any]]) -> Key:
    """A small whole number."""
    return Key(expression, sa.SmallInteger(), _whole_number)

"""The people of an organisation, as a list to search and page through.

Here alone SQL folds, and only case and width: an organisation has dozens of users, not thousands, and needs no index.
"""

import unicodedata
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import ColumnElement

from app.errors import BadInput
from app.projection.cursor import text_key_of, uuid_key
from app.projection.node import Ask, Clause, Connection, Order, Row
from app.schema.nodes.base import CURSOR


def _folded(*columns: ColumnElement[Any]) -> ColumnElement[str]:
    """Case and width folded, as `_parts` does; ordered by code point, the same on every server."""
    form: ColumnElement[Any] = sa.literal_column("NFKC")
    whole = sa.func.concat_ws(sa.literal_column("' '"), *columns, type_=sa.Text)
    return sa.func.lower(sa.func.normalize(whole, form, type_=sa.Text), type_=sa.Text).collate("C")


def _search(row: Row, value: Any, ask: Ask) -> ColumnElement[bool] | None:
    """Each word somewhere in names or address; blank: everybody."""
    if not value.strip():
        return None
    parts = ask.bind("parts", ARRAY(sa.Text()))
    return _folded(row.c.family_name, row.c.given_name, row.c.email).like(sa.all_(parts))


def _parts(value: Any, _asker: Any) -> dict[str, Any]:
    if len(value) > 200:
        raise BadInput("A search has at most 200 characters.")
    words = unicodedata.normalize("NFKC", value).lower().split()
    plain = (word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in words)
    return {"parts": [f"%{word}%" for word in plain]} if value.strip() else {}


USERS = Connection(
    lambda _args: Order(
        "user",
        (
            text_key_of(lambda row: _folded(row.c.family_name)),
            text_key_of(lambda row: _folded(row.c.given_name)),
            uuid_key(),
        ),
    ),
    CURSOR,
    where=lambda parent, row, _ask: [row.c.organisation_id == parent.c.id, row.c.removed_at.is_(None)],
    clauses={"search": Clause(_search, _parts)},
)
"""By name; those who were removed are not there."""

"""The event log in the database: its cursors, and its connection."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.events.cursor import sequence_of
from app.models import EventHead
from app.projection.node import Ask, Clause, Connection, Key, Order, Row
from app.schema.clauses import one_of


def log_cursor(organisation: ColumnElement[Any], sequence: ColumnElement[Any]) -> ColumnElement[str]:
    """As `app.events.cursor.cursor` makes it."""
    plain = sa.func.replace(sa.cast(organisation, sa.Text), sa.literal_column("'-'"), sa.literal_column("''"))
    return sa.func.concat(plain, sa.literal_column("'-'"), sequence, type_=sa.Text)


def event_cursor(row: Row, _ask: Ask) -> ColumnElement[str]:
    """Of an event's row."""
    return log_cursor(row.c.organisation_id, row.c.sequence)


def head_cursor(row: Row, ask: Ask) -> ColumnElement[str]:
    """Of the log's end; its beginning where nothing has happened yet."""
    head = ask.alias(EventHead)
    last = sa.select(head.c.last).where(head.c.organisation_id == row.c.id).correlate(row).scalar_subquery()
    return log_cursor(row.c.id, sa.func.coalesce(last, sa.literal_column("0")))


class LogCursor:
    """The log's own cursors in its connection: one kind everywhere."""

    def sql(self, order: Order, keys: Sequence[ColumnElement[Any]], ask: Ask) -> ColumnElement[str]:
        return log_cursor(sa.bindparam("viewer_organisation", type_=sa.Uuid()), keys[0])

    def values(self, order: Order, asker: Any) -> Mapping[str, Any]:
        return {}

    def decode(self, cursor: str, order: Order, asker: Any) -> Sequence[Any]:
        return [sequence_of(cursor, asker.organisation_id)]


def place(number: ColumnElement[Any]) -> ColumnElement[Any]:
    """A place in the asker's log, checked in a sub-select: once a statement, whether or not there are rows. What it
    raises, `app.answers` says."""
    organisation = sa.bindparam("viewer_organisation", type_=sa.Uuid())
    return sa.select(sa.func.place_in_log(organisation, number, type_=sa.BigInteger())).scalar_subquery()


def _up_to(row: Row, _value: Any, ask: Ask) -> ColumnElement[bool]:
    return row.c.sequence <= place(ask.bind("number", sa.BigInteger()))


EVENTS = Connection(
    lambda _args: Order("event", (Key(lambda row: row.c.sequence, sa.BigInteger(), int, place),)),
    LogCursor(),
    where=lambda parent, row, _ask: [row.c.organisation_id == parent.c.id],
    clauses={
        "kinds": one_of(lambda row, _ask: row.c.kind),
        "upTo": Clause(_up_to, lambda value, asker: {"number": sequence_of(value, asker.organisation_id)}),
    },
    keeps_cursor=True,
)

"""Downloads in the database, and their place in an organisation."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.messages import translated
from app.models import Download
from app.projection.cursor import moment_key, uuid_key
from app.projection.node import Ask, Connection, Group, Node, One, Order, Row
from app.schema.clauses import between, either, one_id_of, one_of
from app.schema.download_words import WORDS
from app.schema.ids import PREFIXES
from app.schema.nodes.base import CURSOR, literal
from app.schema.nodes.people import ROW_ACTOR

_ALL: ColumnElement[Any] = sa.literal_column("NULL::integer")
_ANY: ColumnElement[Any] = sa.literal_column("1")


def _url(row: Row, _ask: Ask) -> ColumnElement[str]:
    """As `app.asgi` serves it."""
    address = literal(f"/downloads/{PREFIXES['Download']}_").concat(sa.cast(row.c.id, sa.Text))
    there = sa.and_(row.c.object_key.is_not(None), sa.or_(row.c.expires_at.is_(None), row.c.expires_at > sa.func.now()))
    return sa.case((there, address))


def _seconds_left(row: Row, _ask: Ask) -> ColumnElement[int]:
    """At the speed of this attempt so far."""
    spent = sa.func.date_part(literal("epoch"), sa.func.clock_timestamp() - row.c.begun_at, type_=sa.Float)
    left = sa.func.greatest(row.c.rows - row.c.rows_done, sa.literal_column("0"))
    guess = sa.cast(sa.func.ceil(spent * left / sa.func.nullif(row.c.rows_done, sa.literal_column("0"))), sa.Integer)
    return sa.case((row.c.status == literal("RUNNING"), guess))


def _failure(row: Row, ask: Ask) -> ColumnElement[str]:
    language = ask.asker.language
    said = ((code, translated(words, language).replace("'", "''")) for code, words in WORDS.items())
    return sa.case(*((row.c.failure == literal(code), literal(words)) for code, words in said))


def _filter(row: Row, _ask: Ask) -> ColumnElement[Any]:
    filters = (row.c.choice.op("->")(literal(name)) for name in ("filter", "verificationFilter"))
    return sa.func.coalesce(*filters)


def _outdated(row: Row, most: ColumnElement[Any]) -> ColumnElement[int]:
    """A function that looks at what changed since (0005_runs.sql): its cost does not grow with the file."""
    count = sa.func.outdated_rows(row.c.id, most, type_=sa.Integer)
    return sa.case((row.c.status == literal("DONE"), count), else_=sa.literal_column("0"))


def _user(row: Row, _ask: Ask) -> ColumnElement[Any]:
    return sa.case((row.c.actor_kind == literal("USER"), row.c.actor_id))


FILTER = Group(
    {
        "statuses": one_of(lambda row, _ask: row.c.status),
        "formats": one_of(lambda row, _ask: row.c.format),
        "startedAt": between(
            lambda row, _ask: row.c.started_at, sa.DateTime(timezone=True), "from", "before", open_end=True
        ),
        "byUserIds": one_id_of(_user, "User"),
        "outdated": either(lambda row, _ask: _outdated(row, _ANY) > sa.literal_column("0")),
    }
)

DOWNLOAD = Node(
    Download,
    prefix=PREFIXES["Download"],
    columns={
        "url": _url,
        "bytes": lambda row, _ask: row.c.size,
        "sha256": lambda row, _ask: sa.func.encode(row.c.sha256, literal("hex"), type_=sa.Text),
        "secondsLeft": _seconds_left,
        "failure": _failure,
        "filter": _filter,
        "outdatedRows": lambda row, _ask: _outdated(row, _ALL),
    },
    one={
        "by": ROW_ACTOR,
        "template": One(
            lambda parent, row, _ask: [
                row.c.template_id == parent.c.template_id,
                row.c.version == parent.c.template_version,
            ]
        ),
    },
)

DOWNLOADS = Connection(
    lambda _args: Order("download", (moment_key("started_at"), uuid_key()), descending=True),
    CURSOR,
    where=lambda parent, row, _ask: [row.c.organisation_id == parent.c.id],
    clauses={"filter": FILTER},
)

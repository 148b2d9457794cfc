"""Shares as an organisation sees them."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.models import Share, Sighting
from app.projection.node import Ask, ListOf, Node, One, PerUser, Row
from app.schema import shares
from app.schema.ids import PREFIXES
from app.schema.nodes.base import literal
from app.standing import is_active, is_expired, is_revoked


def share_status(row: Row, _ask: Ask) -> ColumnElement[str]:
    return sa.case(
        (is_revoked(row), literal("REVOKED")), (is_expired(row), literal("EXPIRED")), else_=literal("ACTIVE")
    )


def _ended_at(row: Row, _ask: Ask) -> ColumnElement[Any]:
    return sa.case((is_revoked(row), row.c.revoked_at), (is_expired(row), row.c.expires_at))


def _while_active(parent: Row, row: Row, _ask: Ask) -> list[ColumnElement[bool]]:
    return [row.c.id == parent.c.result_id, is_active(parent)]


def _openings(row: Row, ask: Ask) -> sa.Select[Any]:
    sighting = ask.alias(Sighting)
    return (
        sa.select(*sighting.c)
        .where(sighting.c.share_id == row.c.id, sighting.c.opened_at.is_not(None))
        .order_by(sighting.c.opened_at, sighting.c.user_id)
    )


def _marker(word: str) -> Any:
    """Where a value per user belongs in a shared text; no JSON has such a character (see `app.events.feed`)."""
    return lambda row: [sa.literal_column("chr(1)"), f"{word}:", row.c.id, sa.literal_column("chr(1)")]


SHARE = Node(
    Share,
    prefix=PREFIXES["Share"],
    columns={
        "isNew": PerUser(shares.is_new, _marker("new")),
        "isChanged": PerUser(shares.is_changed, _marker("changed")),
        "status": share_status,
        "endedAt": _ended_at,
        "url": lambda row, _ask: literal("/shares/shr_").concat(sa.cast(row.c.id, sa.Text)),
    },
    one={
        "candidate": One(_while_active),
        "result": One(_while_active),
    },
    many={"openings": ListOf(_openings)},
)

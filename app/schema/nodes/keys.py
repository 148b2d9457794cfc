"""API keys, and their place in an organisation."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.models import ApiKey
from app.projection.node import Ask, ListOf, Node, One, Row, Same
from app.schema.ids import PREFIXES
from app.schema.nodes.base import literal, same_key
from app.schema.nodes.people import actor


def _is_active(row: Row, _ask: Ask) -> ColumnElement[bool]:
    return sa.and_(row.c.revoked_at.is_(None), row.c.expires_at > sa.func.now())


def _maker_kind(row: Row) -> ColumnElement[str]:
    return sa.case((row.c.created_by.is_(None), literal("API_KEY")), else_=literal("USER"))


def _of_organisation(row: Row, ask: Ask) -> sa.Select[Any]:
    key = ask.alias(ApiKey)
    return sa.select(*key.c).where(key.c.organisation_id == row.c.id).order_by(key.c.created_at.desc(), key.c.id.desc())


API_KEY = Node(
    ApiKey,
    prefix=PREFIXES["ApiKey"],
    columns={"isActive": _is_active},
    one={
        "createdBy": Same(actor(_maker_kind, lambda row: sa.func.coalesce(row.c.created_by, row.c.replaces_id))),
        "replacedBy": One(lambda parent, row, _ask: [row.c.replaces_id == parent.c.id]),
        "organisation": One(same_key("organisation_id")),
    },
)
API_KEYS = ListOf(_of_organisation)

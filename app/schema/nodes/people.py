"""Names and actors."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.models import ApiKey, Share, User
from app.models.enums import ActorKind
from app.projection.node import Ask, Node, Row, Same
from app.schema.ids import PREFIXES
from app.schema.nodes.base import _FAMILY_FIRST, ONE, literal
from app.viewer import ViewerKind


def display_name(row: Row, *more: str) -> ColumnElement[str]:
    """In the order of the name's own language: family name first where it is written in Han characters, kana or hangul.
    `more` names further columns that tell the language."""
    written = sa.func.concat(row.c.family_name, row.c.given_name, *(row.c[name] for name in more))
    native = written.op("~")(literal(_FAMILY_FIRST))
    given_first = row.c.given_name.concat(literal(" ")).concat(row.c.family_name)
    family_first = row.c.family_name.concat(literal(" ")).concat(row.c.given_name)
    # Who has one name alone has no space beside it.
    return sa.func.btrim(sa.case((native, family_first), else_=given_first), type_=sa.Text)


def actor(kind: Any, key: Any, candidate_name: Any = None, *, people_only: bool = False) -> Node:
    """The actor in a row's columns. Users are named to their own organisation, removed ones too, and API keys to its
    users; others by their kind."""

    def name(row: Row, ask: Ask) -> ColumnElement[str]:
        user = ask.alias(User)
        known = sa.select(display_name(user)).where(user.c.id == key(row)).correlate(row).scalar_subquery()
        cases: list[Any] = [(kind(row) == literal("USER"), sa.func.coalesce(known, literal("user")))]
        if ask.asker.kind is ViewerKind.USER and not people_only:
            made = ask.alias(ApiKey)
            called = sa.select(made.c.name).where(made.c.id == key(row)).correlate(row).scalar_subquery()
            cases.append((kind(row) == literal("API_KEY"), sa.func.coalesce(called, literal("api_key"))))
        if candidate_name is not None:
            cases.append(
                (kind(row) == literal("CANDIDATE"), sa.func.coalesce(candidate_name(row, ask), literal("candidate")))
            )
        return sa.case(*cases, else_=sa.func.lower(kind(row)))

    def node_id(row: Row, ask: Ask) -> ColumnElement[str]:
        """Of those whom node(id) would show to this viewer."""
        asker = ask.asker
        if asker.kind is not ViewerKind.USER:
            return sa.null().cast(sa.Text)
        user = ask.alias(User)
        known = sa.select(ONE).where(user.c.id == key(row), user.c.removed_at.is_(None)).correlate(row).exists()
        cases = [(sa.and_(kind(row) == literal("USER"), known), _id("User", key(row)))]
        if asker.manages_api and not people_only:
            made = ask.alias(ApiKey)
            there = sa.select(ONE).where(made.c.id == key(row)).correlate(row).exists()
            cases.append((sa.and_(kind(row) == literal("API_KEY"), there), _id("ApiKey", key(row))))
        return sa.case(*cases)

    return Node(columns={"kind": lambda row, _ask: kind(row), "name": name, "nodeId": node_id})


def _id(type_name: str, key: Any) -> ColumnElement[str]:
    return literal(f"{PREFIXES[type_name]}_").concat(sa.cast(key, sa.Text))


ROW_ACTOR = Same(actor(lambda row: row.c.actor_kind, lambda row: row.c.actor_id))
USER_OF_SIGHTING = Same(actor(lambda _row: literal(ActorKind.USER), lambda row: row.c.user_id, people_only=True))


def _share_trace_name(row: Row, ask: Ask) -> ColumnElement[str]:
    share = ask.alias(Share)
    return sa.select(share.c.candidate_name).where(share.c.id == row.c.share_id).correlate(row).scalar_subquery()


EVENT_ACTOR = Same(actor(lambda row: row.c.actor_kind, lambda row: row.c.actor_id, _share_trace_name))

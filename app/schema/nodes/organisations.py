"""Organisations, their users, checks and counts."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.models import Exam, Organisation, Share, User, Verification
from app.models.enums import ApiScope
from app.projection.clauses import conditions
from app.projection.cursor import moment_key, uuid_key
from app.projection.node import Ask, Connection, ListOf, Node, One, Order, PerUser, Row, Same
from app.schema import shares, verifications
from app.schema.events import EVENTS, head_cursor
from app.schema.ids import PREFIXES
from app.schema.labels import GRADES
from app.schema.nodes.accounts import own_columns, own_sessions_of
from app.schema.nodes.audit import AUDIT_TRAIL, VERIFICATION_BUDGET
from app.schema.nodes.base import CURSOR, ONE, literal, same_key
from app.schema.nodes.downloads import DOWNLOADS
from app.schema.nodes.guards import api_managers, primary_only, scope, users_only
from app.schema.nodes.keys import API_KEYS
from app.schema.nodes.people import ROW_ACTOR, display_name
from app.schema.nodes.profiles import PROFILE, recognised
from app.schema.nodes.templates import TEMPLATES
from app.schema.nodes.users import USERS
from app.schema.shares import of_result
from app.standing import is_active


def _new_share_count(organisation: Any) -> PerUser:
    def count(row: Row, ask: Ask) -> ColumnElement[int]:
        share = ask.alias(Share)
        new = sa.select(ONE).where(share.c.organisation_id == organisation(row), shares.is_new(share, ask))
        some = new.correlate(row).limit(sa.literal_column("1000")).subquery()
        return sa.select(sa.func.count()).select_from(some).scalar_subquery()

    return PerUser(count, lambda _row: [sa.literal_column("chr(1)"), "count", sa.literal_column("chr(1)")])


NEW_SHARE_COUNT = _new_share_count(lambda row: row.c.id)
NEW_SHARE_COUNT_OF_EVENT = _new_share_count(lambda row: row.c.organisation_id)

VERIFICATIONS = Connection(
    lambda _args: Order("verification", (moment_key("checked_at"), uuid_key()), descending=True),
    CURSOR,
    where=lambda parent, row, _ask: [row.c.organisation_id == parent.c.id],
    clauses={"filter": verifications.FILTER},
)

VERIFICATION = Node(
    Verification,
    prefix=PREFIXES["Verification"],
    columns={"changedSince": verifications.is_changed_since},
    one={"by": ROW_ACTOR, "result": One(same_key("result_id"))},
)


_GROUPINGS: Mapping[str, Any] = {
    "EXAM": of_result("exam_code"),
    "CEFR_LEVEL": of_result("cefr_level"),
    "GRADE": of_result("grade"),
    "DAY_SHARED": lambda share, _ask: sa.cast(share.c.shared_at, sa.Date),
    "SESSION": lambda share, _ask: sa.case((is_active(share), share.c.sort_session)),
}


def _groups(row: Row, ask: Ask) -> sa.Select[Any]:
    """Shares grouped by what the argument says, largest group first."""
    share, exam = ask.alias(Share), ask.alias(Exam)
    grouping = ask.args["by"].value
    expression = _GROUPINGS[grouping](share, ask)
    held = conditions({"filter": shares.FILTER}, ask.args, share, ask, shared=ask.shared)
    inner = (
        sa.select(
            sa.func.coalesce(sa.cast(expression, sa.Text), literal("")).label("key"),
            shares.is_new(share, ask).label("is_new"),
        )
        .where(share.c.organisation_id == row.c.id, *held)
        .correlate(row)
        .subquery()
    )
    label: ColumnElement[Any] = inner.c.key
    if grouping == "EXAM":
        name = exam.c.name_ja if ask.asker.language.value == "JA" else exam.c.name_en
        known = sa.select(name).where(exam.c.code == inner.c.key).correlate(inner).scalar_subquery()
        label = sa.func.coalesce(known, inner.c.key)
    if grouping == "GRADE":
        words = GRADES[ask.asker.language].items()
        label = sa.case(*((inner.c.key == literal(grade), literal(word)) for grade, word in words), else_=inner.c.key)
    count = sa.func.count()
    return (
        sa.select(
            inner.c.key, label.label("label"), count.label("count"), count.filter(inner.c.is_new).label("new_count")
        )
        .group_by(inner.c.key)
        .order_by(count.desc(), inner.c.key)
    )


SHARE_COUNT = Node(columns={"newCount": PerUser(lambda row, _ask: row.c.new_count)})

ORGANISATION = Node(
    Organisation,
    prefix=PREFIXES["Organisation"],
    columns={"eventCursor": head_cursor, "newShareCount": NEW_SHARE_COUNT},
    one={"profile": Same(PROFILE), "verificationBudget": VERIFICATION_BUDGET},
    many={
        "recognisedExams": ListOf(recognised),
        "shares": Connection(
            shares.order,
            CURSOR,
            where=lambda parent, row, _ask: [row.c.organisation_id == parent.c.id],
            clauses={"filter": shares.FILTER},
        ),
        "shareCounts": ListOf(_groups, clauses={"filter": shares.FILTER}),
        "verifications": VERIFICATIONS,
        "events": EVENTS,
        "users": USERS,
        "downloads": DOWNLOADS,
        "apiKeys": API_KEYS,
        "auditTrail": AUDIT_TRAIL,
        "templates": TEMPLATES,
    },
    computed=frozenset({"templateColumns", "templatePreview"}),
    guards={
        "newShareCount": scope(ApiScope.READ),
        "shares": scope(ApiScope.READ),
        "shareCounts": scope(ApiScope.READ),
        "verifications": scope(ApiScope.READ, ApiScope.VERIFY),
        "verificationBudget": scope(ApiScope.READ, ApiScope.VERIFY),
        "events": scope(ApiScope.FEED),
        "users": users_only,
        "downloads": scope(ApiScope.DOWNLOAD),
        "apiKeys": api_managers,
        "auditTrail": primary_only,
        "templates": scope(ApiScope.DOWNLOAD),
        "templateColumns": scope(ApiScope.DOWNLOAD),
        "templatePreview": scope(ApiScope.DOWNLOAD),
    },
)

USER = Node(
    User,
    prefix=PREFIXES["User"],
    columns={"displayName": lambda row, _ask: display_name(row), **own_columns("user_id")},
    one={"organisation": One(same_key("organisation_id"))},
    many={"sessions": own_sessions_of("user_id")},
)

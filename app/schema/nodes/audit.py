"""The audit trail in the database; and the budget of wrong checks, which it tells of when it is used up."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.errors import BadInput
from app.models import AuditEntry, AuditSeal, Verification
from app.models.organisation import WRONG_CHECKS_PER_DAY
from app.projection.cursor import moment_key, uuid_key
from app.projection.node import Ask, Clause, Column, Connection, Group, Node, Order, Row, Same
from app.schema.audit_words import WORDS, actions_said
from app.schema.clauses import between, equals, one_of
from app.schema.ids import PREFIXES, TYPES, key_of
from app.schema.nodes.base import CURSOR, ONE, literal
from app.schema.nodes.people import ROW_ACTOR
from app.viewer import ViewerKind

_ACTORS = {"User": "USER", "ApiKey": "API_KEY", "CandidateAccount": "CANDIDATE", "Staff": "STAFF"}
_LONGEST_SEARCH = 200


def _of_seal(column: str, *, hexadecimal: bool = False) -> Any:
    def value(row: Row, ask: Ask) -> ColumnElement[Any]:
        seal = ask.alias(AuditSeal)
        found: ColumnElement[Any] = seal.c[column]
        if hexadecimal:
            found = sa.func.encode(found, literal("hex"), type_=sa.Text)
        return sa.select(found).where(seal.c.entry_id == row.c.id).correlate(row).scalar_subquery()

    return value


def _summary(row: Row, ask: Ask) -> ColumnElement[str]:
    """The words for the action, why it was refused, and of how many."""
    japanese = ask.asker.language.value == "JA"
    said: ColumnElement[Any] = sa.case(
        *((row.c.action == literal(action), literal(_quoted(words[japanese]))) for action, words in WORDS.items()),
        else_=row.c.action,
    )
    refused = literal("：拒否 " if japanese else ": refused, ")
    many = literal("（" if japanese else " ("), sa.cast(row.c.count, sa.Text), literal("件）" if japanese else ")")
    return sa.func.concat(
        said,
        sa.case((row.c.code.is_not(None), refused.concat(row.c.code)), else_=literal("")),
        sa.case((row.c.count.is_not(None), sa.func.concat(*many)), else_=literal("")),
        type_=sa.Text,
    )


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _search(row: Row, value: Any, ask: Ask) -> ColumnElement[bool] | None:
    if not value.strip():
        return None
    actions, beginning = ask.bind("actions", sa.ARRAY(sa.Text())), ask.bind("beginning", sa.Text())
    return sa.or_(
        row.c.action == sa.any_(actions),
        sa.func.starts_with(row.c.code, sa.func.upper(beginning)),
        sa.func.starts_with(_address(row, ask), beginning),
        sa.func.starts_with(row.c.subject_id, beginning),
    )


def _searched(value: Any, _asker: Any) -> dict[str, Any]:
    if len(value) > _LONGEST_SEARCH:
        raise BadInput("A search has at most 200 characters.")
    return {"actions": actions_said(value.strip()), "beginning": value.strip()} if value.strip() else {}


def _by(row: Row, _value: Any, ask: Ask) -> ColumnElement[bool]:
    kind, key = ask.bind("kind", sa.Text()), ask.bind("key", sa.Uuid())
    return sa.and_(row.c.actor_kind == kind, row.c.actor_id == key)


def _actor(value: Any, _asker: Any) -> Mapping[str, Any]:
    """An id of anything else matches nothing."""
    type_name = TYPES.get(str(value).partition("_")[0], "")
    return {"kind": _ACTORS.get(type_name, ""), "key": key_of(str(value), type_name)}


def _address(row: Row, ask: Ask) -> ColumnElement[Any]:
    """Where staff work from is the board's business."""
    if ask.asker.kind is ViewerKind.STAFF:
        return row.c.address
    return sa.case((row.c.actor_kind != literal("STAFF"), row.c.address))


AUDIT_FILTER = Group(
    {
        "search": Clause(_search, _searched),
        "actions": one_of(lambda row, _ask: row.c.action),
        "occurredAt": between(
            lambda row, _ask: row.c.occurred_at, sa.DateTime(timezone=True), "from", "before", open_end=True
        ),
        "actorId": Clause(_by, _actor),
        "subjectId": equals(lambda row, _ask: row.c.subject_id, sa.Text(), str),
    }
)


def _order(_args: Mapping[str, Any]) -> Order:
    return Order("audit", (moment_key("occurred_at"), uuid_key()), descending=True)


AUDIT_TRAIL = Connection(
    _order,
    CURSOR,
    where=lambda parent, row, _ask: [row.c.organisation_id == parent.c.id],
    clauses={"filter": AUDIT_FILTER},
)
"""An organisation's own."""
AUDIT_TRAIL_OF_ALL = Connection(_order, CURSOR, where=lambda _parent, _row, _ask: [], clauses={"filter": AUDIT_FILTER})
"""The board's."""

AUDIT_ENTRY = Node(
    AuditEntry,
    prefix=PREFIXES["AuditEntry"],
    columns={
        "sequence": _of_seal("sequence"),
        "previousHash": _of_seal("previous_hash", hexadecimal=True),
        "hash": _of_seal("hash", hexadecimal=True),
        "summary": _summary,
        "address": _address,
    },
    one={"actor": ROW_ACTOR},
)


def _per_day(row: Row, _ask: Ask) -> ColumnElement[int]:
    return sa.func.coalesce(row.c.verifications_per_day, sa.literal_column(str(WRONG_CHECKS_PER_DAY)))


def midnight() -> ColumnElement[Any]:
    """When today began. The sessions' time zone is UTC (app.database)."""
    return sa.func.date_trunc(literal("day"), sa.func.now(), type_=sa.DateTime(timezone=True))


def _wrong_today(row: Row, ask: Ask) -> ColumnElement[int]:
    made = ask.alias(Verification)
    return (
        sa.select(sa.func.count(ONE))
        .where(
            made.c.organisation_id == row.c.id,
            made.c.outcome == literal("NO_MATCH"),
            made.c.checked_at >= midnight(),
        )
        .correlate(row)
        .scalar_subquery()
    )


def verification_budget(wrong_today: Column) -> Same:
    """Of an organisation's row; `wrong_today`: how many wrong checks it has made."""
    return Same(
        Node(
            columns={
                "perDay": _per_day,
                "remaining": lambda row, ask: sa.func.greatest(
                    _per_day(row, ask) - wrong_today(row, ask), sa.literal_column("0")
                ),
                "resetsAt": lambda _row, _ask: midnight() + sa.literal_column("interval '1 day'"),
            }
        )
    )


VERIFICATION_BUDGET = verification_budget(_wrong_today)

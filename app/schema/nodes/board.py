"""The exam board's side in the database."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import ColumnElement

from app.errors import BadInput
from app.folding import folded
from app.models import Application, Import, Organisation, Result, ResultNote, Staff, User
from app.projection.cursor import date_key, moment_key, text_key, uuid_key
from app.projection.node import Ask, Clause, Connection, ListOf, Node, One, Order, Row, Same
from app.schema.clauses import either, equals, one_of
from app.schema.ids import PREFIXES
from app.schema.nodes.audit import AUDIT_TRAIL_OF_ALL, midnight, verification_budget
from app.schema.nodes.base import CURSOR, ONE, literal, same_key
from app.schema.nodes.board_results import RESULT_SEARCH
from app.schema.nodes.people import display_name
from app.schema.nodes.profiles import recognised
from app.scopes import receivers_of

_TIMESTAMPS = ARRAY(sa.DateTime(timezone=True))


def _staff_id(row: Row, _ask: Ask) -> ColumnElement[Any]:
    """For node(id), as soon as staff have ids there."""
    prefix = PREFIXES.get("Staff")
    if prefix is None:
        return sa.null()
    return literal(f"{prefix}_").concat(sa.cast(row.c.id, sa.Text))


_STAFF_ACTOR = Node(
    Staff,
    columns={
        "kind": lambda _row, _ask: literal("STAFF"),
        "name": lambda row, _ask: display_name(row),
        "nodeId": _staff_id,
    },
)


def words_in(text: Any) -> Clause:
    """Each folded word must be part of the folded text of the row."""

    def sql(row: Row, value: str, ask: Ask) -> ColumnElement[bool] | None:
        return text(row).like(sa.all_(ask.bind("parts", ARRAY(sa.Text())))) if value.strip() else None

    def values(value: str, _asker: Any) -> Mapping[str, Any]:
        return {"parts": parts_of(value)} if value.strip() else {}

    return Clause(sql, values)


def parts_of(search: str) -> list[str]:
    """Patterns for LIKE of its words. Raises BadInput."""
    if len(search) > 200:
        raise BadInput("A search has at most 200 characters.")
    plain = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return [f"%{word}%" for word in folded(plain).split()]


def _contacts(row: Row, ask: Ask) -> sa.Select[Any]:
    user = ask.alias(User)
    return (
        sa.select(*user.c)
        .where(user.c.organisation_id == row.c.id, user.c.removed_at.is_(None))
        .order_by(user.c.role == literal("MEMBER"), user.c.family_name, user.c.id)
    )


def _failed_today(row: Row, _ask: Ask) -> ColumnElement[int]:
    """By a function that staff may ask: they see no verifications."""
    failed = sa.func.unnest(sa.func.failed_checks(row.c.id, type_=_TIMESTAMPS)).column_valued("failed")
    return sa.select(sa.func.count(ONE)).where(failed >= midnight()).correlate(row).scalar_subquery()


BOARD_ORGANISATION = Node(
    Organisation,
    prefix=PREFIXES["BoardOrganisation"],
    columns={
        "shareCount": lambda row, _ask: sa.func.share_count(row.c.id, type_=sa.Integer),
        "lastActiveAt": lambda row, _ask: sa.func.last_active(row.c.id, type_=sa.DateTime(timezone=True)),
    },
    one={"verificationBudget": verification_budget(_failed_today)},
    many={"contacts": ListOf(_contacts)},
)

CONTACT = Node(User, columns={"displayName": lambda row, _ask: display_name(row)})


def _is_overdue(row: Row, _ask: Ask) -> ColumnElement[bool]:
    return sa.and_(row.c.status == literal("WAITING"), row.c.due_on < sa.func.current_date())


def _duplicates(row: Row, _ask: Ask) -> sa.Select[Any]:
    found = sa.func.possible_duplicates(row.c.id).table_valued(
        sa.column("reasons", ARRAY(sa.Text())),
        sa.column("organisation_id", sa.Uuid()),
        sa.column("application_id", sa.Uuid()),
    )
    return sa.select(*found.c)


POSSIBLE_DUPLICATE = Node(
    one={"organisation": One(same_key("organisation_id")), "application": One(same_key("application_id"))}
)

APPLICATION = Node(
    Application,
    prefix=PREFIXES["Application"],
    columns={"applicantName": lambda row, _ask: display_name(row), "isOverdue": _is_overdue},
    one={
        "decidedBy": One(lambda parent, row, _ask: [row.c.id == parent.c.decided_by], node=_STAFF_ACTOR),
        "organisation": One(same_key("organisation_id")),
    },
    many={"recognisedExams": ListOf(recognised), "possibleDuplicates": ListOf(_duplicates)},
)


def _application_text(row: Row) -> ColumnElement[str]:
    names = sa.func.concat_ws(
        literal(" "), row.c.sort_name, row.c.city, row.c.email, row.c.given_name, row.c.family_name, type_=sa.Text
    )
    return sa.func.lower(names, type_=sa.Text)


def _statuses() -> Clause:
    asked = one_of(lambda row, _ask: row.c.status)
    return Clause(asked.sql, asked.values, lambda row, _ask: row.c.status == literal("WAITING"))


def _everything(_parent: Row, _row: Row, _ask: Ask) -> list[ColumnElement[bool]]:
    return []


def _status() -> Clause:
    return equals(lambda row, _ask: row.c.status, sa.Text(), lambda value: value.value)


BOARD = Node(
    many={
        "applications": Connection(
            lambda _args: Order("application", (date_key("due_on"), uuid_key())),
            CURSOR,
            where=_everything,
            clauses={
                "statuses": _statuses(),
                "search": words_in(_application_text),
                "overdue": either(lambda row, ask: _is_overdue(row, ask)),
            },
        ),
        "organisations": Connection(
            lambda _args: Order("board_organisation", (text_key("sort_name"), uuid_key())),
            CURSOR,
            where=_everything,
            clauses={
                "search": words_in(lambda row: row.c.sort_name.concat(literal(" ")).concat(sa.func.lower(row.c.city))),
                "status": _status(),
            },
        ),
        "results": Connection(
            lambda _args: Order("board_result", (uuid_key(),), descending=True),
            CURSOR,
            where=_everything,
            clauses={"search": RESULT_SEARCH, "status": _status()},
        ),
        "imports": Connection(
            lambda _args: Order("import", (moment_key("started_at"), uuid_key()), descending=True),
            CURSOR,
            where=_everything,
        ),
        "auditTrail": AUDIT_TRAIL_OF_ALL,
    }
)


def _receivers(parent: Row, _ask: Ask) -> Row:
    return receivers_of(parent.c.id)  # type: ignore[no-any-return]


def _notes(row: Row, ask: Ask) -> sa.Select[Any]:
    note = ask.alias(ResultNote)
    return sa.select(*note.c).where(note.c.result_id == row.c.id).order_by(note.c.version.desc())


BOARD_RESULT = Node(
    Result,
    prefix=PREFIXES["BoardResult"],
    one={"result": Same()},
    many={
        "notes": ListOf(_notes),
        "receivers": Connection(
            lambda _args: Order("receiver", (moment_key("last_disclosed_at"), text_key("key")), descending=True),
            CURSOR,
            rows=_receivers,
        ),
    },
)

RECEIVER = Node(prefix=PREFIXES["Receiver"], key="key", one={"organisation": One(same_key("organisation_id"))})

RESULT_NOTE = Node(
    ResultNote, one={"notedBy": One(lambda parent, row, _ask: [row.c.id == parent.c.noted_by], node=_STAFF_ACTOR)}
)


def _rejects_url(row: Row, _ask: Ask) -> ColumnElement[Any]:
    address = literal("/imports/").concat(literal(f"{PREFIXES['Import']}_")).concat(sa.cast(row.c.id, sa.Text))
    return sa.case((row.c.rejects_path.is_not(None), address.concat(literal("/rejects"))))


IMPORT = Node(Import, prefix=PREFIXES["Import"], columns={"rejectsUrl": _rejects_url})

BOARD_NODES: Mapping[str, Node] = {
    "Board": BOARD,
    "Application": APPLICATION,
    "PossibleDuplicate": POSSIBLE_DUPLICATE,
    "BoardOrganisation": BOARD_ORGANISATION,
    "Contact": CONTACT,
    "BoardResult": BOARD_RESULT,
    "Receiver": RECEIVER,
    "ResultNote": RESULT_NOTE,
    "Import": IMPORT,
}

"""What a share is in the database: its conditions, filters and orders."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import ColumnElement

from app.errors import BadInput, CursorInvalid
from app.events.cursor import sequence_of
from app.folding import folded
from app.models import Centre, Result, Sighting, User
from app.projection.clauses import ValuedAsk, conditions, values
from app.projection.cursor import date_key, moment_key, number_key, text_key, uuid_key
from app.projection.node import Ask, Clause, Group, Order, Row
from app.schema.clauses import between, either, equals, one_id_of, one_of, statuses
from app.schema.events import place
from app.scopes import matches
from app.standing import is_active, is_expired, is_revoked
from app.statement_number import normalised
from app.viewer import ViewerKind

PERSON: ColumnElement[Any] = sa.bindparam("viewer_person", type_=sa.Uuid())


def is_new(row: Row, ask: Ask) -> ColumnElement[bool]:
    """Came after this user's mark, and was neither opened nor marked seen by this user. To an API key: opened by nobody
    yet."""
    if _is_key(ask):
        return sa.and_(is_active(row), row.c.opened_at.is_(None))
    user, sighting = ask.alias(User), ask.alias(Sighting)
    mark = sa.select(user.c.seen_until).where(user.c.id == PERSON).scalar_subquery()
    seen: sa.Select[Any] = sa.select(sa.literal_column("1")).where(
        sighting.c.share_id == row.c.id, sighting.c.user_id == PERSON
    )
    # An event's number comes as the transaction ends: a share without one yet is the newest of all.
    number = sa.func.coalesce(row.c.sequence, sa.literal_column("9223372036854775807"))
    return sa.and_(is_active(row), number > mark, ~seen.correlate(row).exists())


def is_changed(row: Row, ask: Ask) -> ColumnElement[bool]:
    """The result has a newer version than this user opened. To an API key: than anybody opened."""
    sighting, result = ask.alias(Sighting), ask.alias(Result)
    if _is_key(ask):
        current: sa.Select[Any] = (
            sa.select(sa.literal_column("1"))
            .select_from(sighting.join(result, result.c.id == row.c.result_id))
            .where(sighting.c.share_id == row.c.id, sighting.c.opened_version >= result.c.version)
        )
        return sa.and_(is_active(row), row.c.opened_at.is_not(None), ~current.correlate(row).exists())
    older: sa.Select[Any] = (
        sa.select(sa.literal_column("1"))
        .select_from(sighting.join(result, result.c.id == row.c.result_id))
        .where(
            sighting.c.share_id == row.c.id,
            sighting.c.user_id == PERSON,
            sighting.c.opened_version < result.c.version,
        )
    )
    return sa.and_(is_active(row), older.correlate(row).exists())


def _is_key(ask: Ask) -> bool:
    return ask.asker.kind is ViewerKind.API_KEY


def of_result(column: str) -> Any:
    """An expression of the share's result."""

    def expression(row: Row, ask: Ask) -> ColumnElement[Any]:
        result = ask.alias(Result)
        return sa.select(result.c[column]).where(result.c.id == row.c.result_id).correlate(row).scalar_subquery()

    return expression


def _of_centre(column: str) -> Any:
    def expression(row: Row, ask: Ask) -> ColumnElement[Any]:
        result, centre = ask.alias(Result), ask.alias(Centre)
        select = sa.select(centre.c[column]).select_from(result.join(centre, centre.c.id == result.c.centre_id))
        return select.where(result.c.id == row.c.result_id).correlate(row).scalar_subquery()

    return expression


def _column(name: str) -> Any:
    return lambda row, _ask: row.c[name]


def _search(row: Row, value: Any, ask: Ask) -> ColumnElement[bool] | None:
    """Blank: everything."""
    return matches(row.c.id, ask.bind("words", ARRAY(sa.Text()))) if value.strip() else None


def _words(value: Any, _asker: Any) -> dict[str, Any]:
    if len(value) > 200:
        raise BadInput("A search has at most 200 characters.")
    words = folded(value).split()
    return {"words": words} if value.strip() else {}


def _skill_scores(row: Row, value: Any, ask: Ask) -> ColumnElement[bool]:
    """Each of them; a skill is a place in the exam's order, which the reference table knows."""
    if len(value) > 20:
        raise BadInput("At most 20 ranges of skills can be asked for.")
    conditions: list[ColumnElement[bool]] = []
    for number, item in enumerate(value):
        score = _score(row, item["skill"], ask)
        ends = [(end, compare) for end, compare in _ENDS if item["score"].get(end) is not None]
        conditions += [score.op(compare)(ask.bind(f"{end}{number}", sa.Integer())) for end, compare in ends]
        if not ends:
            conditions.append(score.is_not(None))
    return sa.and_(sa.true(), *conditions)


_ENDS = (("min", ">="), ("max", "<="))


def _score(row: Row, skill: Enum, ask: Ask) -> ColumnElement[Any]:
    from app.models import Exam

    result, exam = ask.alias(Result), ask.alias(Exam)
    place = sa.func.array_position(exam.c.skills, sa.literal_column(f"'{skill.value}'"), type_=sa.Integer)
    scores: Any = result.c.scores
    select = sa.select(scores[place]).select_from(result.join(exam, exam.c.code == result.c.exam_code))
    return select.where(result.c.id == row.c.result_id).correlate(row).scalar_subquery()


def _skill_score_values(value: Any, _asker: Any) -> dict[str, Any]:
    return {
        f"{end}{number}": item["score"][end]
        for number, item in enumerate(value)
        for end, _ in _ENDS
        if item["score"].get(end) is not None
    }


def _within_days(value: Any, _asker: Any) -> dict[str, Any]:
    if not 0 <= value <= 36_500:
        raise BadInput("Days are counted from 0 to 36,500.")
    return {"days": value}


def _sequence(cursor: Any, asker: Any) -> dict[str, Any]:
    if asker.organisation_id is None:  # a candidate's statement leads to Candidate.shares too
        raise CursorInvalid
    return {"number": sequence_of(cursor, asker.organisation_id)}


def _in_window(compare: str) -> Clause:
    return Clause(
        lambda row, _value, ask: row.c.sequence.op(compare)(place(ask.bind("number", sa.BigInteger()))), _sequence
    )


def _has_score(row: Row, _ask: Ask) -> ColumnElement[bool]:
    """The row keeps what it is sorted by after its end; nobody may find out by asking for it."""
    return sa.and_(row.c.sort_score.is_not(None), is_active(row))


_CLAUSES: Mapping[str, Clause | Group] = {
    "search": Clause(_search, _words),
    "isNew": either(is_new, per_user=True),
    "isChanged": either(is_changed, per_user=True),
    "opened": either(lambda row, _ask: row.c.opened_at.is_not(None)),
    "statuses": statuses({"ACTIVE": is_active, "EXPIRED": is_expired, "REVOKED": is_revoked}, default=["ACTIVE"]),
    "exams": one_of(of_result("exam_code")),
    "cefrLevels": one_of(of_result("cefr_level")),
    "grades": one_of(of_result("grade")),
    "resultStatuses": one_of(of_result("status")),
    "overallScore": between(_column("sort_score"), sa.Integer(), "min", "max", given=_has_score),
    "skillScores": Clause(_skill_scores, _skill_score_values),
    "session": between(_column("sort_session"), sa.Date(), "from", "to", given=lambda row, _ask: is_active(row)),
    "sharedAt": between(_column("shared_at"), sa.DateTime(timezone=True), "from", "before", open_end=True),
    "sharedWithinDays": Clause(
        lambda row, _value, ask: (
            row.c.shared_at >= sa.func.now() - sa.func.make_interval(0, 0, 0, ask.bind("days", sa.Integer()))
        ),
        _within_days,
    ),
    "window": Group({"after": _in_window(">"), "upTo": _in_window("<=")}),
    "dateOfBirth": equals(of_result("date_of_birth"), sa.Date()),
    "centreNumbers": one_of(_of_centre("number")),
    "centreCountries": one_of(_of_centre("country")),
    "statementNumbers": one_of(of_result("statement_number"), normalised),
    "ids": one_id_of(_column("id"), "Share"),
}

FILTER = Group(_CLAUSES)
"""ShareFilter."""


def matching(rows: Row, given: Mapping[str, Any] | None, asker: Any) -> list[ColumnElement[bool]]:
    """The conditions of a ShareFilter with their values, for rows that no document projects."""
    flat = values({"filter": FILTER}, {"filter": given}, asker)
    ask = ValuedAsk(asker, flat)
    return conditions({"filter": FILTER}, {"filter": given}, rows, ask, shared=False)


def _order(field: str, descending: bool) -> Order:
    """A missing score is last either way, by an expression (and an index) of its own each way."""
    missing: ColumnElement[int] = sa.literal_column("'-1'::smallint" if descending else "'32767'::smallint")
    key = {
        "SHARED_AT": moment_key("shared_at"),
        "NAME": text_key("sort_name"),
        "OVERALL_SCORE": number_key(lambda row: sa.case((row.c.sort_score.is_(None), missing), else_=row.c.sort_score)),
        "SESSION": date_key("sort_session"),
    }[field]
    return Order(f"share:{field}", (key, uuid_key()), descending)


_ORDERS = {
    (field, direction): _order(field, direction == "DESC")
    for field in ("SHARED_AT", "NAME", "OVERALL_SCORE", "SESSION")
    for direction in ("ASC", "DESC")
}


def order(args: Mapping[str, Any]) -> Order:
    """The four orders, either way; newest first unless asked otherwise. Raises BadInput where the place in the list
    would tell what an ended share no longer shows."""
    by = args.get("orderBy")
    if by is None:
        return _ORDERS["SHARED_AT", "DESC"]
    field = by["field"].value
    statuses = (args.get("filter") or {}).get("statuses") or ()
    if field in ("OVERALL_SCORE", "SESSION") and any(status.value != "ACTIVE" for status in statuses):
        raise BadInput("Shares that have ended can be ordered by date shared and by name only.")
    return _ORDERS[field, by["direction"].value]

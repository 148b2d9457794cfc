"""Clauses that filters are made of. Scalars are always binds; see `app.projection.node`."""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import ColumnElement

from app.errors import BadInput
from app.projection.node import Ask, Clause, Group, Row
from app.schema.ids import key_of

Expression = Callable[[Row, Ask], ColumnElement[Any]]
_MOST = 1_000


def one_of(expression: Expression, convert: Callable[[Any], Any] = str, type_: Any = None) -> Clause:
    """A list argument that holds if one of its values does; at most 1,000 of them."""
    element = type_ or sa.Text()

    def sql(row: Row, _value: Any, ask: Ask) -> ColumnElement[bool]:
        return expression(row, ask) == sa.any_(ask.bind("any", ARRAY(element)))

    def values(value: Any, _asker: Any) -> dict[str, Any]:
        if len(value) > _MOST:
            raise BadInput("A list has at most 1,000 values.")
        converted = (convert(item.value if isinstance(item, Enum) else item) for item in value)
        return {"any": [item for item in converted if item is not None]}

    return Clause(sql, values)


def one_id_of(column: Expression, type_name: str) -> Clause:
    """Ids of one type; an id of anything else matches nothing."""
    return one_of(column, lambda id_: key_of(id_, type_name), sa.Uuid())


def equals(
    expression: Expression, type_: sa.types.TypeEngine[Any], convert: Callable[[Any], Any] | None = None
) -> Clause:
    """A single value."""
    return Clause(
        lambda row, _value, ask: expression(row, ask) == ask.bind("is", type_),
        lambda value, _asker: {"is": value if convert is None else convert(value)},
    )


def bound(compare: Callable[[Any, Any], Any], expression: Expression, type_: sa.types.TypeEngine[Any]) -> Clause:
    """One end of a range."""
    return Clause(
        lambda row, _value, ask: compare(expression(row, ask), ask.bind("end", type_)),
        lambda value, _asker: {"end": value},
    )


def between(
    expression: Expression,
    type_: sa.types.TypeEngine[Any],
    low: str,
    high: str,
    *,
    open_end: bool = False,
    given: Callable[[Row, Ask], ColumnElement[bool]] | None = None,
) -> Group:
    """A range; its upper end exclusive with `open_end`. `given` must hold too, even of a range without ends."""
    upper = (lambda a, b: a < b) if open_end else (lambda a, b: a <= b)
    return Group(
        {low: bound(lambda a, b: a >= b, expression, type_), high: bound(upper, expression, type_)},
        given=given,
    )


def either(condition: Callable[[Row, Ask], ColumnElement[bool]], *, per_user: bool = False) -> Clause:
    """A boolean argument: the condition, or that it does not hold."""

    def sql(row: Row, value: Any, ask: Ask) -> ColumnElement[bool]:
        return condition(row, ask) if value else sa.not_(condition(row, ask))

    return Clause(sql, per_user=per_user)


def statuses(conditions: dict[str, Callable[[Row], ColumnElement[bool]]], default: Sequence[str] | None) -> Clause:
    """A list of enum values, each a condition of its own: its structure is the values that are in it."""

    def sql(row: Row, value: Any, ask: Ask) -> ColumnElement[bool]:
        wanted = ask.bind("any", ARRAY(sa.Text()))
        return sa.or_(
            *(
                sa.and_(sa.literal_column(f"'{name}'") == sa.any_(wanted), holds(row))
                for name, holds in conditions.items()
            )
        )

    def absent(row: Row, _ask: Ask) -> ColumnElement[bool] | None:
        return None if default is None else sa.or_(*(conditions[name](row) for name in default))

    return Clause(sql, lambda value, _asker: {"any": [item.value for item in value]}, absent)

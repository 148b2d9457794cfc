"""Arguments -> conditions and their binds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.projection.node import Clause, Group, Row

Arguments = Mapping[str, Any]


class NotShareable(Exception):
    """The selection differs between users in a way that no marker can stand for."""


@dataclass(frozen=True, slots=True)
class ValuedAsk:
    """`app.projection.node.Ask` outside a document: its binds have their values at once."""

    asker: Any
    known: Mapping[str, Any]
    """By the names that `values` gives."""
    prefix: str = ""
    args: Arguments = field(default_factory=dict)
    shared: bool = False

    def bind(self, name: str, type_: sa.types.TypeEngine[Any]) -> ColumnElement[Any]:
        return sa.bindparam(None, self.known[self.prefix + name], type_=type_, unique=True)

    def alias(self, model: Any) -> Row:
        table: sa.Table = model.__table__
        return table.alias()

    def inside(self, name: str) -> "ValuedAsk":
        return ValuedAsk(self.asker, self.known, f"{self.prefix}{name}_")


def conditions(
    clauses: Mapping[str, Clause | Group], given: Arguments | None, row: Row, ask: Any, *, shared: bool
) -> list[ColumnElement[bool]]:
    """What the given arguments ask of a row."""
    result: list[ColumnElement[bool]] = []
    for name, clause in clauses.items():
        value = None if given is None else given.get(name)
        if isinstance(clause, Group):
            if value is not None and clause.given is not None:
                result.append(clause.given(row, ask.inside(name)))
            result += conditions(clause.clauses, value, row, ask.inside(name), shared=shared)
            continue
        if value is None:
            condition = clause.absent(row, ask.inside(name)) if clause.absent is not None else None
        else:
            if clause.per_user and shared:
                raise NotShareable
            condition = clause.sql(row, value, ask.inside(name))
        if condition is not None:
            result.append(condition)
    return result


def values(clauses: Mapping[str, Clause | Group], given: Arguments | None, asker: Any) -> dict[str, Any]:
    """The binds of those conditions."""
    result: dict[str, Any] = {}
    if given is None:
        return result
    for name, value in given.items():
        clause = clauses.get(name)
        if clause is None or value is None:
            continue
        inner = values(clause.clauses, value, asker) if isinstance(clause, Group) else clause.values(value, asker)
        for key, bound in inner.items():
            result[f"{name}_{key}"] = bound
    return result

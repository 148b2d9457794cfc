"""Which rows a file holds, in which order: exactly one of several ways of saying so.

A choice is kept with its download as JSON, in the API's own names and spellings; it is read again, with the same
checks, when the file is made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from graphql import GraphQLError, coerce_input_value

from app.errors import BadInput, InvalidInput, Problem
from app.problems import choice_of_rows, except_without_filter, too_many_checks, too_many_exceptions, too_many_shares
from app.projection.graph import Graph

MOST_NAMED = 1_000
"""Shares or verifications."""
MOST_EXCEPTIONS = 10_000
"""The rows that were unticked of all that match."""

KINDS = ("shareIds", "filter", "verificationIds", "verificationFilter")
"""Of which exactly one is given."""
_WITH_FILTER = ("exceptIds", "orderBy")
_INPUTS = {"filter": "ShareFilter", "verificationFilter": "VerificationFilter", "orderBy": "ShareOrder"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of rows. Filters and order are as graphql-core coerces them, by the API's names."""

    kind: str
    """Of KINDS."""
    ids: Sequence[str] = ()
    """Named rows, in the order of the file."""
    filter: Mapping[str, Any] | None = None
    except_ids: Sequence[str] = ()
    order_by: Mapping[str, Any] | None = None

    @property
    def root(self) -> str:
        """What the rows are: a type of the schema."""
        return "Verification" if self.kind.startswith("verification") else "Share"

    @property
    def named(self) -> bool:
        """Whether the rows were named one by one."""
        return self.kind.endswith("Ids")

    def as_json(self) -> dict[str, Any]:
        """For the database; `read` gives the choice back."""
        given: dict[str, Any] = {self.kind: list(self.ids) if self.named else _plain(self.filter)}
        if self.except_ids:
            given["exceptIds"] = list(self.except_ids)
        if self.order_by is not None:
            given["orderBy"] = _plain(self.order_by)
        return given


def chosen(given: Mapping[str, Any], *path: str) -> Choice:
    """The choice in a coerced input, which may hold more than that; null is as good as nothing. Raises InvalidInput."""
    present = {name: given[name] for name in (*KINDS, *_WITH_FILTER) if given.get(name) is not None}
    kinds = [name for name in KINDS if name in present]
    if problems := _problems(present, kinds, path):
        raise InvalidInput(problems)
    kind = kinds[0]
    ids = dict.fromkeys(map(str, present[kind])) if kind.endswith("Ids") else ()
    return Choice(
        kind,
        tuple(ids),
        None if kind.endswith("Ids") else present[kind],
        tuple(dict.fromkeys(map(str, present.get("exceptIds", ())))),
        present.get("orderBy"),
    )


def read(stored: Mapping[str, Any], graph: Graph) -> Choice:
    """A choice that was kept. Raises BadInput where the schema has changed so that it says nothing any more."""
    try:
        coerced = {
            name: coerce_input_value(value, graph.schema.type_map[_INPUTS[name]]) if name in _INPUTS else value  # type: ignore[arg-type]
            for name, value in stored.items()
        }
    except GraphQLError as error:
        raise BadInput("This choice of rows is no longer possible.") from error
    return chosen(coerced)


def _problems(given: Mapping[str, Any], kinds: Sequence[str], path: Sequence[str]) -> list[Problem]:
    if len(kinds) != 1:
        return [choice_of_rows(*path)]
    problems = [except_without_filter(*path, name) for name in _WITH_FILTER if name in given and kinds != ["filter"]]
    (kind,) = kinds
    if kind.endswith("Ids") and len(given[kind]) > MOST_NAMED:
        problems.append(too_many_shares(*path, kind) if kind == "shareIds" else too_many_checks(*path, kind))
    if len(given.get("exceptIds", ())) > MOST_EXCEPTIONS:
        problems.append(too_many_exceptions(*path, "exceptIds"))
    return problems


def _plain(value: Any) -> Any:
    """As JSON, and as the API would take it again."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value

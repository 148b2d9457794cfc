"""What mutations make of their arguments."""

from typing import Any, TypeVar
from uuid import UUID

import strawberry
from graphql.execution.values import get_argument_values

from app.errors import NotFound
from app.resolvers.operation import Info
from app.schema.ids import key_of

T = TypeVar("T")


def key_in(id_: str, type_names: tuple[str, ...], *path: str) -> UUID:
    """The key in an id of one of these types; an id of anything else is of nothing that is here."""
    key = key_of(id_, *type_names)
    if key is None:
        raise NotFound(path=path)
    return key


def coerced_argument(info: Info, name: str) -> Any:
    """An argument of the field being resolved, as graphql-core coerced it."""
    raw = info._raw_info
    definition = raw.parent_type.fields[raw.field_name]
    return get_argument_values(definition, raw.field_nodes[0], info.context.variables)[name]


def or_none(value: T | None) -> T | None:
    """An input field where null says no more than leaving it out."""
    return None if value is strawberry.UNSET else value

"""What mutations make of their arguments."""

from typing import Any
from uuid import UUID

from graphql.execution.values import get_argument_values

from app.errors import NotFound
from app.resolvers.operation import Info
from app.schema.ids import key_of


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

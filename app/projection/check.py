"""The start-up check: a mapping that does not fit its schema is found before the first request, not by it.

Projection skips graphql-core's own checks of values, so what they would find late has to hold from the start.
"""

from typing import Any

import sqlalchemy as sa
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)

from app.projection.graph import Graph, snake_case
from app.projection.node import Connection, ListOf, Node, One, Same, Unrolled

_CONNECTION_FIELDS = frozenset({"edges", "nodes", "pageInfo", "totalCount"})


class MappingError(Exception):
    """The schema and its mapping do not fit."""


def check(graph: Graph) -> None:
    """Raises MappingError with everything that is wrong at once."""
    problems = [
        problem for type_name, node in graph.nodes.items() for problem in _type_problems(graph, type_name, node)
    ]
    if problems:
        raise MappingError("\n".join(sorted(problems)))


def _type_problems(graph: Graph, type_name: str, node: Node) -> list[str]:
    type_ = graph.schema.type_map.get(type_name)
    if not isinstance(type_, GraphQLObjectType):
        return [f"{type_name}: is mapped, but is no object type of the schema"]
    known = {*node.columns, *node.one, *node.many}
    problems = [f"{type_name}.{name}: is mapped, but is no field" for name in known - type_.fields.keys()]
    for name, field in type_.fields.items():
        problems += [f"{type_name}.{name}: {problem}" for problem in _field_problems(graph, node, name, field)]
    return problems


def _field_problems(graph: Graph, node: Node, name: str, field: GraphQLField) -> list[str]:
    problems = []
    if _own_resolver(field):
        problems.append("has a resolver or permissions of its own, which projection would bypass")
    if name in node.one:
        return problems + _one_problems(graph, node.one[name], field)
    if name in node.many:
        return problems + _many_problems(graph, node, name, field)
    if not is_leaf_type(get_named_type(field.type)):
        return [*problems, "is an object, but no relation is mapped"]
    if name in node.columns or (name == "id" and node.prefix is not None):
        return problems
    return problems + _column_problems(node, name, field)


def _own_resolver(field: GraphQLField) -> bool:
    """Strawberry's definition tells a plain attribute, and a signature marked as projected, from a real resolver."""
    definition: Any = (field.extensions or {}).get("strawberry-definition")
    if definition is None:
        return False
    if definition.permission_classes or definition.extensions:
        return True
    return definition.base_resolver is not None and not (definition.metadata or {}).get("projected")


def _one_problems(graph: Graph, relation: Same | One, field: GraphQLField) -> list[str]:
    named = get_named_type(field.type)
    if not is_object_type(named) or is_list_type(get_nullable_type(field.type)):
        return ["is mapped to one row, but is no object type"]
    return [] if relation.node is not None or named.name in graph.nodes else [f"{named.name} is not mapped"]


def _many_problems(graph: Graph, node: Node, name: str, field: GraphQLField) -> list[str]:
    many, named = node.many[name], get_named_type(field.type)
    if isinstance(many, Connection):
        fields = set(getattr(named, "fields", {}))
        return [] if fields == _CONNECTION_FIELDS else ["is mapped to a connection, but its type is none"]
    if isinstance(many, Unrolled):
        return []
    assert isinstance(many, ListOf)
    return [] if many.node is not None or named.name in graph.nodes else [f"{named.name} is not mapped"]


def _column_problems(node: Node, name: str, field: GraphQLField) -> list[str]:
    if node.model is None:
        # Rows of a query of its own (counts, openings): its columns are known only as it is built.
        return []
    table: sa.Table = node.model.__table__
    column = table.c.get(snake_case(name))
    if column is None:
        return [f"has no column {snake_case(name)} in {table.name}, no entry and no relation"]
    problems = []
    if is_non_null_type(field.type) and column.nullable:
        problems.append(f"is not null, but {table.name}.{column.name} may be")
    named = get_named_type(field.type)
    if named.name == "Int" and isinstance(column.type, sa.BigInteger):
        problems.append(f"is an Int, but {table.name}.{column.name} is wider")
    if isinstance(named, GraphQLEnumType) and not is_list_type(get_nullable_type(field.type)):
        problems += _enum_problems(table, column, named)
    return problems


def _enum_problems(table: sa.Table, column: "sa.Column[Any]", enum: GraphQLEnumType) -> list[str]:
    """What the database may hold, the enum must have."""
    if not isinstance(column.type, sa.Enum) or not column.type.create_constraint:
        return [f"is an enum, but no check constraint holds {table.name}.{column.name} to its values"]
    beyond = set(column.type.enums) - enum.values.keys()
    return [f"lacks {', '.join(sorted(beyond))}, which {table.name}.{column.name} may hold"] if beyond else []

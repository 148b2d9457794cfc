"""The start-up check: a mapping that does not fit its schema is found before the first request, not by it.

Projection skips graphql-core's own checks of values, so what they would find late has to hold from the start.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)

from app.projection.graph import Graph, snake_case
from app.projection.node import Clause, Connection, Group, ListOf, Node, One, Same, Unrolled

_PAGING = frozenset({"first", "after", "last", "before"})
_CONNECTION_FIELDS = frozenset({"edges", "nodes", "pageInfo", "totalCount"})


class MappingError(Exception):
    """The schema and its mapping do not fit."""


def check(graph: Graph) -> None:
    """Raises MappingError with everything that is wrong at once."""
    problems = [
        problem
        for type_name, node in graph.nodes.items()
        for problem in _type_problems(graph, type_name, node, node.model)
    ]
    if problems:
        raise MappingError("\n".join(sorted(problems)))


def _type_problems(graph: Graph, type_name: str, node: Node, model: Any) -> list[str]:
    """`model` is the rows': a node of a relation's own may sit on the rows around it."""
    type_ = graph.schema.type_map.get(type_name)
    if not isinstance(type_, GraphQLObjectType):
        return [f"{type_name}: is mapped, but is no object type of the schema"]
    known = {*node.columns, *node.one, *node.many, *node.guards, *node.computed}
    problems = [f"{type_name}.{name}: is mapped, but is no field" for name in known - type_.fields.keys()]
    for name, field in type_.fields.items():
        problems += [f"{type_name}.{name}: {problem}" for problem in _field_problems(graph, node, model, name, field)]
        relation = node.one.get(name) or node.many.get(name)
        if isinstance(relation, Same | One | ListOf) and (own := relation.node) is not None:
            rows = own.model or (model if isinstance(relation, Same) else None)
            inner = _type_problems(graph, get_named_type(field.type).name, own, rows)
            problems += [f"{type_name}.{name}: {problem}" for problem in inner]
    return problems


def _field_problems(graph: Graph, node: Node, model: Any, name: str, field: GraphQLField) -> list[str]:
    problems = []
    if _own_resolver(field):
        problems.append("has a resolver or permissions of its own, which projection would bypass")
    if name in node.computed:
        return problems
    if name in node.one:
        return problems + _one_problems(graph, node.one[name], field)
    if name in node.many:
        return problems + _many_problems(graph, node, name, field)
    if not is_leaf_type(get_named_type(field.type)):
        return [*problems, "is an object, but no relation is mapped"]
    if name in node.columns or (name == "id" and node.prefix is not None):
        return problems
    return problems + _column_problems(model, name, field)


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
    if isinstance(many, Unrolled):
        return _item_problems(many, getattr(named, "fields", {}))
    if isinstance(many, Connection):
        problems = _argument_problems({n: a for n, a in field.args.items() if n not in _PAGING}, many.clauses)
        fields = set(getattr(named, "fields", {}))
        return (
            problems if fields == _CONNECTION_FIELDS else [*problems, "is mapped to a connection, but its type is none"]
        )
    problems = _argument_problems(field.args, many.clauses)
    mapped = many.node is not None or named.name in graph.nodes
    return problems if mapped else [*problems, f"{named.name} is not mapped"]


def _argument_problems(
    arguments: Mapping[str, GraphQLArgument | GraphQLInputField],
    clauses: Mapping[str, Clause | Group],
    within: str = "",
) -> list[str]:
    """An argument without a clause would be ignored, not refused. Only those that choose the statement's structure
    (an enum, an order made of enums) may be read otherwise; within a filter nothing is."""
    problems = [f"clause {within}{name} is for no argument" for name in clauses.keys() - arguments.keys()]
    for name, argument in arguments.items():
        clause, named = clauses.get(name), get_named_type(argument.type)
        if clause is None and (within or not _is_structure(named)):
            problems.append(f"argument {within}{name} has no clause")
        if isinstance(clause, Group) and isinstance(named, GraphQLInputObjectType):
            problems += _argument_problems(named.fields, clause.clauses, f"{within}{name}.")
    return problems


def _is_structure(type_: Any) -> bool:
    if isinstance(type_, GraphQLInputObjectType):
        return all(_is_structure(get_named_type(field.type)) for field in type_.fields.values())
    return isinstance(type_, GraphQLEnumType)


def _item_problems(many: Unrolled, fields: Mapping[str, GraphQLField]) -> list[str]:
    """A null where none is expected would leave a hole in the text."""
    nullable = {name for name, field in fields.items() if not is_non_null_type(field.type)}
    return [f"{name} may be null in the schema or in its items, not in both" for name in nullable ^ many.nullable]


def _column_problems(model: Any, name: str, field: GraphQLField) -> list[str]:
    if model is None:
        # Rows of a query of its own (counts, openings): its columns are known only as it is built.
        return []
    table: sa.Table = model.__table__
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

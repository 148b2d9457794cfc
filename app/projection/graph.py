"""A schema, and what its types are in the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type, is_object_type
from graphql.execution.collect_fields import FieldDetails

from app.projection.clauses import Arguments
from app.projection.node import Connection, Node
from app.projection.variables import Given

Fields = Mapping[str, list[FieldDetails]]
"""Collected fields, by their response names."""


@dataclass(frozen=True, slots=True)
class Graph:
    """The mapping of a schema's types."""

    schema: GraphQLSchema
    nodes: Mapping[str, Node]
    roots: Mapping[str, Connection]
    """Connections whose rows a resolver chooses, by the name of their type."""


@dataclass(frozen=True, slots=True)
class Nested:
    """A field whose arguments give values to binds, at each run."""

    prefix: str
    given: Given
    values: Callable[[Arguments, Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Computed:
    """A field that the statement leaves a place for."""

    type_name: str
    name: str
    field: GraphQLField
    details: list[FieldDetails]

    @staticmethod
    def place(number: int) -> str:
        """Where the answer belongs in the statement's text: no JSON has such a character."""
        return f"\x01computed:{number}\x01"


def object_type(definition: GraphQLField) -> GraphQLObjectType:
    """The object type that a field leads to."""
    named = get_named_type(definition.type)
    if not is_object_type(named):
        raise TypeError(f"{named.name} is projected but is no object type")
    return named


def snake_case(name: str) -> str:
    """sessionDate -> session_date."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)

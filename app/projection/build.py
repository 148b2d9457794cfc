"""Selection set -> JSON text expression: one walk over the collected fields, no row ever touched."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import get_argument_values
from graphql.language import FieldNode
from sqlalchemy.sql.expression import ColumnElement

from app.projection.clauses import Arguments, NotShareable, values
from app.projection.connection import connection
from app.projection.graph import Computed, Fields, Graph, Nested, object_type, snake_case
from app.projection.node import (
    Column,
    Connection,
    ListOf,
    Node,
    One,
    PerUser,
    Piece,
    Row,
    Same,
    Unrolled,
)
from app.projection.text import NULL, joined, leaf, object_of
from app.projection.variables import Given

Collect = Callable[[GraphQLObjectType, list[FieldDetails]], Fields]


@dataclass(frozen=True, slots=True)
class FieldAsk:
    """`app.projection.node.Ask`, for one field of one statement."""

    builder: "Builder"
    args: Arguments
    prefix: str

    @property
    def asker(self) -> Any:
        return self.builder.asker

    @property
    def shared(self) -> bool:
        return self.builder.shared

    def bind(self, name: str, type_: sa.types.TypeEngine[Any]) -> ColumnElement[Any]:
        return sa.bindparam(self.prefix + name, type_=type_)

    def alias(self, model: Any) -> Row:
        return self.builder.alias(model)

    def inside(self, name: str) -> "FieldAsk":
        return FieldAsk(self.builder, self.args, f"{self.prefix}{name}_")


@dataclass(slots=True)
class Builder:
    """Builds one statement. Names of aliases and binds count up, so that equal documents give equal statements."""

    graph: Graph
    collect: Collect
    coerced: Any
    """Variables, as graphql-core's VariableValues."""
    asker: Any
    shared: bool
    """The payload serves all users of an organisation: what differs between them becomes a marker."""
    traced: bool = True
    """Whether objects leave their traces where the asker is traced: not where somebody keeps account otherwise."""
    nested: list[Nested] = field(default_factory=list)
    computed: list[Computed] = field(default_factory=list)
    _names: int = 0

    def name(self, letter: str) -> str:
        self._names += 1
        return f"{letter}{self._names}"

    def alias(self, model: Any) -> Row:
        table: sa.Table = model.__table__
        return table.alias(self.name("t"))

    def pieces(self, type_: GraphQLObjectType, node: Node, row: Row, details: list[FieldDetails]) -> list[Piece]:
        """The object's JSON text for this row."""
        fields = self.collect(type_, details).items()
        text = object_of((name, self._field(type_, node, row, each)) for name, each in fields)
        if node.trace is None or not (self.traced and self.asker.traced):
            return text
        return [*node.trace(row), *text]

    def _field(self, type_: GraphQLObjectType, node: Node, row: Row, details: list[FieldDetails]) -> Sequence[Piece]:
        name = details[0].node.name.value
        if name == "__typename":
            return [f'"{type_.name}"']
        if (guard := node.guards.get(name)) is not None:
            guard(self.asker)
        definition = type_.fields[name]
        if name in node.computed:
            return self._place(type_, definition, name, details)
        ask = self.ask(definition, details[0].node)
        if (relation := node.one.get(name)) is not None:
            return self._one(definition, relation, row, details, ask)
        if (many := node.many.get(name)) is not None:
            return self._many(definition, many, row, details, ask)
        if name == "id" and node.prefix is not None:
            return [f'"{node.prefix}_', row.c[node.key], '"']
        return self._column(name, definition, node, row, ask)

    def _place(
        self, type_: GraphQLObjectType, definition: GraphQLField, name: str, details: list[FieldDetails]
    ) -> Sequence[Piece]:
        if self.shared:
            raise NotShareable
        self.computed.append(Computed(type_.name, name, definition, details))
        mark = sa.literal_column("chr(1)", sa.Text)
        return [mark, Computed.place(len(self.computed) - 1).strip("\x01"), mark]

    def ask(self, definition: GraphQLField, node: FieldNode) -> FieldAsk:
        if not definition.args:
            return FieldAsk(self, {}, "")
        args = get_argument_values(definition, node, self.coerced)
        return FieldAsk(self, args, self.name("a") + "_")

    def _column(self, name: str, definition: GraphQLField, node: Node, row: Row, ask: FieldAsk) -> Sequence[Piece]:
        column: Column | PerUser | None = node.columns.get(name)
        if isinstance(column, PerUser):
            if self.shared:
                if column.marker is None:
                    raise NotShareable
                return column.marker(row)
            column = column.column
        expression = row.c[snake_case(name)] if column is None else column(row, ask)
        return leaf(expression, definition.type, nullable=not is_non_null_type(definition.type))

    def _one(
        self,
        definition: GraphQLField,
        relation: Same | One,
        row: Row,
        details: list[FieldDetails],
        ask: FieldAsk,
    ) -> Sequence[Piece]:
        type_ = object_type(definition)
        node = relation.node or self.graph.nodes[type_.name]
        if isinstance(relation, Same):
            return self.pieces(type_, node, row, details)
        if relation.local is not None and self._is_local(type_, relation.local, details):
            return self.pieces(type_, relation.local, row, details)
        target = self.alias(node.model)
        select = (
            sa.select(joined(self.pieces(type_, node, target, details)))
            .select_from(target)
            .where(*relation.where(row, target, ask))
            .correlate(row)
        )
        if relation.order is not None:
            select = select.order_by(*relation.order(target)).limit(sa.literal_column("1"))
        return [sa.func.coalesce(select.scalar_subquery(), NULL, type_=sa.Text)]

    def _is_local(self, type_: GraphQLObjectType, local: Node, details: list[FieldDetails]) -> bool:
        asked = {fields[0].node.name.value for fields in self.collect(type_, details).values()}
        return asked <= local.columns.keys() | {"__typename", "id"}

    def _many(
        self,
        definition: GraphQLField,
        many: ListOf | Connection | Unrolled,
        row: Row,
        details: list[FieldDetails],
        ask: FieldAsk,
    ) -> Sequence[Piece]:
        type_ = object_type(definition)
        if isinstance(many, Unrolled):
            return [self._unrolled(type_, many, row, details, ask)]
        if isinstance(many, ListOf):
            return [self._list(type_, many, row, details, ask, definition)]
        return [connection(self, type_, many, row, details, ask, definition)]

    def _unrolled(
        self, type_: GraphQLObjectType, many: Unrolled, row: Row, details: list[FieldDetails], ask: FieldAsk
    ) -> ColumnElement[str]:
        fields = self.collect(type_, details)
        whens = []
        for condition, items in many.cases(row, ask):
            pieces: list[Piece] = [] if many.single else ["["]
            for position, item in enumerate(items):
                pieces.append("," if position else "")
                pieces.extend(self._item(type_, item, fields, many.nullable))
            pieces.append("" if many.single else "]")
            whens.append((condition, joined(pieces)))
        return sa.case(*whens, else_=NULL if many.single else sa.literal_column("'[]'", sa.Text))

    @staticmethod
    def _item(
        type_: GraphQLObjectType,
        item: Mapping[str, ColumnElement[Any]],
        fields: Mapping[str, list[FieldDetails]],
        nullable: frozenset[str],
    ) -> list[Piece]:
        def text(name: str) -> list[Piece]:
            if name == "__typename":
                return [f'"{type_.name}"']
            return leaf(item[name], type_.fields[name].type, nullable=name in nullable)

        return object_of((name, text(details[0].node.name.value)) for name, details in fields.items())

    def _list(
        self,
        type_: GraphQLObjectType,
        many: ListOf,
        row: Row,
        details: list[FieldDetails],
        ask: FieldAsk,
        definition: GraphQLField,
    ) -> ColumnElement[str]:
        node = many.node or self.graph.nodes[type_.name]
        rows = many.rows(row, ask).correlate(row).subquery(self.name("r"))
        if many.clauses:
            self.nested.append(
                Nested(ask.prefix, Given(definition, details[0].node), lambda a, v: values(many.clauses, a, v))
            )
        text = joined(self.pieces(type_, node, rows, details))
        return (
            sa.select(joined(["[", sa.func.string_agg(text, sa.literal_column("','")), "]"]))
            .select_from(rows)
            .scalar_subquery()
        )

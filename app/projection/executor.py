"""The seam: where a resolver returned rows, PostgreSQL completes the value.

One override of graphql-core's executor, `complete_value`. Thus queries, payloads of mutations and events of
subscriptions all work the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol

import orjson
import sqlalchemy as sa
from graphql import (
    GraphQLObjectType,
    OperationType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import get_argument_values
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from app.projection.build import Builder
from app.projection.connection import connection
from app.projection.graph import Computed, Graph
from app.projection.plan import Cache, Plan, Reader, compiled, structure
from app.projection.text import joined


@dataclass(frozen=True, slots=True)
class As:
    """Rows together with their type, where the field's own type leaves it open (`node`, unions)."""

    type_name: str
    rows: sa.Select[Any]


@dataclass(frozen=True, slots=True)
class InOrder:
    """Objects of several types in the order of `ids`: rows of each type in one statement, null where there is none.

    `groups` gives the rows of each type.
    """

    ids: Sequence[str]
    groups: Mapping[str, sa.Select[Any]]


class Shape(Enum):
    """What a statement answers: an object, a list of them, or rows of key and object."""

    ONE = auto()
    LIST = auto()
    KEYED = auto()


class NothingToSend(Exception):
    """A subscription's event is not, or no longer, for this viewer."""


class Context(Protocol):
    """What the context of an operation must offer."""

    asker: Any
    reader: Reader
    document: str
    plans: Cache[Plan]
    graph: Graph
    reserved: Mapping[str, Any]
    """Values of the reserved binds: the viewer's own ids."""
    shared: bool
    """The answer serves all users of an organisation."""

    async def compute(self, type_name: str, name: str, arguments: Mapping[str, Any]) -> "Computation":
        """The value of a field that no statement can answer."""


@dataclass(frozen=True, slots=True)
class Computation:
    """A value, which graphql-core completes, and the trace that it leaves in the text."""

    value: Any
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Repeatable:
    """An operation that is one statement over rows which follow from the viewer's shape alone."""

    name: str
    plan: Plan
    fixed: Mapping[str, Any]
    """Values that are the same each time (`Plan.fixed`)."""
    head: bytes

    @classmethod
    def of(cls, name: str, plan: Plan, rows: sa.Select[Any]) -> "Repeatable":
        return cls(name, plan, plan.fixed(rows), b'{"data":{"%s":' % name.encode())

    def answer(self, text: bytes) -> bytes:
        """The whole response."""
        return b"%b%b}}" % (self.head, text)


class ProjectingExecutor(StrawberryGraphQLCoreExecutionContext):
    """Completes a `Select` from the database; all else as ever."""

    _structure: Any = None
    repeatable: Repeatable | None = None
    """Set as it is executed, where it is one."""

    def complete_value(
        self,
        return_type: Any,
        field_details_list: list[FieldDetails],
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        if isinstance(result, sa.Select | As):
            return self._project(return_type, field_details_list, info, path, result, position_context)
        if isinstance(result, InOrder):
            return self._project_in_order(field_details_list, info, path, result, position_context)
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)

    async def _project(
        self,
        return_type: Any,
        details: list[FieldDetails],
        info: Any,
        path: Any,
        result: "sa.Select[Any] | As",
        position_context: Any,
    ) -> orjson.Fragment | None:
        type_ = get_nullable_type(return_type)
        rows = result
        if isinstance(result, As):
            rows, type_ = result.rows, self.schema.type_map[result.type_name]
        assert isinstance(rows, sa.Select)
        context: Context = self.context_value
        plan = self._plan(type_, details, path, rows, Shape.LIST if is_list_type(type_) else Shape.ONE)
        parameters = plan.parameters(rows, self.variable_values, context.asker, context.reserved)
        alone = path.prev is None and self.operation.operation is OperationType.QUERY and self._root_is_single
        alone = alone and not plan.computed
        if alone and not details[0].node.arguments and isinstance(result, sa.Select):
            self.repeatable = Repeatable.of(path.key, plan, rows)
        text = await context.reader.text(plan.sql, parameters, last=alone)
        if text is None:
            if self.operation.operation is OperationType.SUBSCRIPTION:
                raise NothingToSend
            if is_non_null_type(return_type):
                raise TypeError(f"Cannot return null for {info.parent_type}.{info.field_name}.")
            return None
        return orjson.Fragment(await self._filled(text, plan, info, path, position_context))

    async def _filled(self, text: bytes, plan: Plan, info: Any, path: Any, position_context: Any) -> bytes:
        """The text with the answers of its computed fields."""
        for number, computed in enumerate(plan.computed):
            place = Computed.place(number).encode()
            if place in text:  # it is not where the object that it belongs to is null
                text = text.replace(place, await self._computed(computed, info, path, position_context))
        return text

    async def _computed(self, computed: Computed, info: Any, path: Any, position_context: Any) -> bytes:
        node = computed.details[0].node
        arguments = get_argument_values(computed.field, node, self.variable_values)
        made: Computation = await self.context_value.compute(computed.type_name, computed.name, arguments)
        place = path.add_key((node.alias or node.name).value, computed.type_name)
        completed = self.complete_value(
            computed.field.type, computed.details, info, place, made.value, position_context
        )
        if self.is_awaitable(completed):
            completed = await completed
        text: bytes = orjson.dumps(completed)
        return made.trace.encode() + text

    @property
    def _root_is_single(self) -> bool:
        selections = self.operation.selection_set.selections
        return len(selections) == 1 and selections[0].kind == "field"

    def _plan(self, type_: Any, details: list[FieldDetails], path: Any, rows: sa.Select[Any], shape: "Shape") -> Plan:
        context: Context = self.context_value
        named = get_named_type(type_)
        key = self._key(named.name, path, rows, shape)
        plan = None if key is None else context.plans.get(key)
        if plan is None:
            plan = self._build(named, details, rows, shape)
            if key is not None:
                context.plans.put(key, plan)
        return plan

    def _key(self, type_name: str, path: Any, rows: sa.Select[Any], shape: "Shape") -> Any:
        """None: this statement cannot be kept."""
        context: Context = self.context_value
        rows_key = rows._generate_cache_key()
        if rows_key is None:
            return None
        if self._structure is None:
            self._structure = structure(self.variable_values.coerced)
        place = tuple(part for part in path.as_list() if isinstance(part, str))
        return (
            context.document,
            self.operation.name and self.operation.name.value,
            place,
            type_name,
            shape,
            self._structure,
            context.asker.shape,
            context.shared,
            rows_key.key,
        )

    def _build(
        self, type_: GraphQLObjectType, details: list[FieldDetails], rows: sa.Select[Any], shape: "Shape"
    ) -> Plan:
        context: Context = self.context_value
        builder = Builder(context.graph, self._collect, self.variable_values, context.asker, context.shared)
        root = context.graph.roots.get(type_.name)
        if root is not None:
            definition = self._definition(details)
            ask = builder.ask(definition, details[0].node)
            text = connection(builder, type_, root, rows, details, ask, definition)
            return compiled(sa.select(text), builder.nested, rows, builder.computed)
        row = rows.subquery(builder.name("r"))
        node = context.graph.nodes[type_.name]
        text = joined(builder.pieces(type_, node, row, details))
        if shape is Shape.LIST:
            text = joined(["[", sa.func.string_agg(text, sa.literal_column("','")), "]"])
        columns = [row.c[node.key], text] if shape is Shape.KEYED else [text]
        return compiled(sa.select(*columns).select_from(row), builder.nested, rows, builder.computed)

    def _definition(self, details: list[FieldDetails]) -> Any:
        """Of a field at the root: the only place where rows are a whole connection."""
        root = self.schema.get_root_type(self.operation.operation)
        assert root is not None
        return root.fields[details[0].node.name.value]

    def _collect(self, type_: GraphQLObjectType, details: list[FieldDetails]) -> Any:
        return self.collect_subfields(type_, details).grouped_field_set

    async def _project_in_order(
        self, details: list[FieldDetails], info: Any, path: Any, result: InOrder, position_context: Any
    ) -> list[orjson.Fragment | None]:
        context: Context = self.context_value
        found: dict[str, orjson.Fragment] = {}
        for type_name, rows in result.groups.items():
            type_ = self.schema.type_map[type_name]
            plan = self._plan(type_, details, path, rows, Shape.KEYED)
            parameters = plan.parameters(rows, self.variable_values, context.asker, context.reserved)
            prefix = context.graph.nodes[type_name].prefix
            for key_value, text in await context.reader.rows(plan.sql, parameters):
                filled = await self._filled(text.encode(), plan, info, path, position_context)
                found[f"{prefix}_{key_value}"] = orjson.Fragment(filled)
        return [found.get(id_) for id_ in result.ids]

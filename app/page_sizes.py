"""How many rows an operation's pages may come to: the products of `first` along each path, summed.

    organisation { shares(first: 100) { nodes { id history(first: 10) { nodes { id } } } } }
    100 shares + 100 x 10 entries = 1,100 rows

What does not depend on variables is worked out once a document, as steps each after all it is made of; a
request then costs one pass over them. A fragment is one step however often it is spread.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)
from graphql.utilities.coerce_input_value import coerce_default_value

from app.document_size import Outline

DEFAULT_PAGE = 25
PAGE_ARGUMENTS = frozenset({"first", "last"})
LIST_ARGUMENT = "ids"  # of fields that give one thing for each id
MOST = 1 << 63  # stands for all that is larger
WITHOUT_ROWS = frozenset({"totalCount", "__typename"})


@dataclass(frozen=True, slots=True)
class Given:
    """A page's size or list's length that a variable gives; `default` is that of its declaration."""

    variable: str
    default: int | None

    def size(self, variables: Mapping[str, Any]) -> int | None:
        return _length(variables[self.variable]) if self.variable in variables else self.default


@dataclass(frozen=True, slots=True)
class Step:
    """`size` rows for each row around it, and below each of those what the steps of `parts` come to."""

    size: int
    given: tuple[Given, ...]
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """An operation's or fragment's pages."""

    steps: tuple[Step | tuple[int, ...], ...]  # a bare tuple is a fragment: the sum of its parts

    def rows(self, variables: Mapping[str, Any]) -> int:
        """At most so many rows. Exact, however large: what is refused is refused for its true size."""
        totals: list[int] = []
        for step in self.steps:
            if isinstance(step, tuple):
                totals.append(sum([totals[part] for part in step]))
                continue
            size = step.size
            if step.given:
                sizes = [found for given in step.given if (found := given.size(variables)) is not None]
                size = max(sizes, default=size)
            totals.append(size * (1 + sum([totals[part] for part in step.parts])))
        return totals[-1]


def pages_of(operation: OperationDefinitionNode, outline: Outline, schema: GraphQLSchema) -> Pages:
    """Unknown fields, types and fragments count nothing: validation refuses them."""
    return _Compilation(operation, schema).run(operation, outline)


class _Compilation:
    def __init__(self, operation: OperationDefinitionNode, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.steps: list[Step | tuple[int, ...]] = []
        self.fragments: dict[str, int] = {}
        self.defaults: dict[str, int | None] = {
            each.variable.name.value: _literal(each.default_value) if each.default_value else None
            for each in operation.variable_definitions or ()
        }

    def run(self, operation: OperationDefinitionNode, outline: Outline) -> Pages:
        for name, definition in outline.fragments.items():
            condition = definition.node.type_condition.name.value  # type: ignore[union-attr]
            self.add(name, definition.node.selection_set, self.schema.get_type(condition))
        self.add("", operation.selection_set, self.schema.get_root_type(operation.operation))
        return Pages(tuple(self.steps))

    def add(self, fragment: str, selection_set: SelectionSetNode, parent: GraphQLNamedType | None) -> None:
        parts = tuple(self.parts(selection_set, parent))
        self.fragments[fragment] = len(self.steps)
        self.steps.append(parts)

    def parts(self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None) -> Iterable[int]:
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) and (
                    definition := parent.fields.get(selection.name.value)
                ):
                    yield from self.field(selection, definition)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                yield from self.parts(
                    selection.selection_set,
                    self.schema.get_type(condition.name.value) if condition else parent,
                )
            elif selection.name.value in self.fragments:  # type: ignore[attr-defined]
                yield self.fragments[selection.name.value]  # type: ignore[attr-defined]

    def field(self, node: FieldNode, definition: GraphQLField) -> Iterable[int]:
        below: Sequence[int] = ()
        if node.selection_set:
            below = tuple(self.parts(node.selection_set, get_named_type(definition.type)))
        names = PAGE_ARGUMENTS & definition.args.keys()
        size = DEFAULT_PAGE
        if not names and LIST_ARGUMENT in definition.args and is_list_type(get_nullable_type(definition.type)):
            names, size = frozenset({LIST_ARGUMENT}), 1
        if not names:
            yield from below
            return
        for name in names:
            declared = coerce_default_value(definition.args[name])
            size = declared if type(declared) is int else size
        if node.selection_set and _reads_no_rows(node.selection_set):
            size, names = 1, frozenset()
        self.steps.append(self.step(node, names, size, tuple(below)))
        yield len(self.steps) - 1

    def step(self, node: FieldNode, names: frozenset[str], size: int, below: tuple[int, ...]) -> Step:
        given: list[Given] = []
        literal: list[int] = []
        for argument in node.arguments or ():
            if argument.name.value not in names:
                continue
            if isinstance(argument.value, VariableNode):
                name = argument.value.name.value
                given.append(Given(name, self.defaults.get(name)))
            elif (found := _literal(argument.value)) is not None:
                literal.append(found)
        return Step(max(literal, default=size), tuple(given), below)


def _reads_no_rows(selection_set: SelectionSetNode) -> bool:
    return all(isinstance(each, FieldNode) and each.name.value in WITHOUT_ROWS for each in selection_set.selections)


def _literal(value: ValueNode) -> int | None:
    """The size a literal gives; None for null and for what coercion will refuse."""
    if isinstance(value, IntValueNode):
        return _bounded(float(value.value))
    if isinstance(value, ListValueNode):
        return len(value.values)
    return None if isinstance(value, NullValueNode) else 1


def _length(value: Any) -> int | None:
    """The same of a variable's value. GraphQL takes 25.0 for 25, and a lone id for a list of one."""
    if isinstance(value, list):
        return len(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _bounded(value)
    return None if value is None else 1


def _bounded(number: float) -> int:
    return int(min(max(0, number), MOST))

"""What graphql-core works out of an operation's variables and a field's arguments at every run, with all that is the
same each time done once. Whatever is not plainly right goes graphql-core's own way, which also says what is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    VariableNode,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    visit,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    get_argument_values,
    input_is_nested_too_deeply,
)
from graphql.language import BREAK, ValueNode, Visitor
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal, coerce_input_value


@dataclass(frozen=True, slots=True)
class _Variable:
    signature: GraphQLVariableSignature
    coerce: Callable[[Any], Any]
    """Undefined, or an exception: not plainly right."""
    nullable: bool
    default: Any
    """Undefined: it has none."""


class Variables:
    """Those that one operation declares."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._all: list[_Variable] | None = []
        """None: not for us."""
        try:
            for definition in operation.variable_definitions or ():
                signature = get_variable_signature(schema, definition)
                if isinstance(signature, GraphQLError):
                    self._all = None
                    return
                self._all.append(_variable(signature))
        except (TypeError, GraphQLError):
            self._all = None

    def coerced(self, given: Mapping[str, Any]) -> VariableValues | None:
        """As `get_variable_values` has them; None: ask that."""
        if self._all is None:
            return None
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for each in self._all:
            signature = each.signature
            name = signature.name
            value = given.get(name, Undefined)
            sources[name] = VariableValueSource(signature, value)
            if value is Undefined:
                if each.default is not Undefined:
                    coerced[name] = each.default
                elif not each.nullable:
                    return None
            elif value is None:
                if not each.nullable:
                    return None
                coerced[name] = None
            else:
                try:
                    found = each.coerce(value)
                except Exception:
                    return None
                if found is Undefined:
                    return None
                coerced[name] = found
        return VariableValues(sources, coerced)


def _variable(signature: GraphQLVariableSignature) -> _Variable:
    type_: Any = signature.type
    inner: Any = get_nullable_type(type_)

    default = Undefined if signature.default is None else coerce_default_value(signature)
    return _Variable(
        signature,
        _coercion(inner),
        nullable=not is_non_null_type(type_),
        default=default,
    )


def _coercion(type_: Any, around: tuple[str, ...] = ()) -> Callable[[Any], Any]:
    """graphql-core's `coerce_input_value` for one type, of any value but null."""
    if is_leaf_type(type_):
        return type_.coerce_input_value
    if is_list_type(type_):
        item_type = type_.of_type
        item = _coercion(get_nullable_type(item_type), around)
        nullable = not is_non_null_type(item_type)

        def items(value: Any) -> Any:
            given = value if type(value) is list else [value]
            found = [item(each) if each is not None else None if nullable else Undefined for each in given]
            return Undefined if any(each is Undefined for each in found) else found

        return items
    fields = type_.fields.items()
    if (
        type_.is_one_of
        or type_.name in around
        or any(
            each.default is not None or each.default_value is not Undefined or is_non_null_type(each.type)
            for _, each in fields
        )
    ):
        return lambda value: Undefined if input_is_nested_too_deeply(value, type_) else coerce_input_value(value, type_)
    around = (*around, type_.name)
    known = [(name, each.out_name or name, _coercion(each.type, around)) for name, each in fields]

    def plain(value: Any) -> Any:
        if type(value) is not dict:
            return Undefined
        found = {}
        for name, out_name, inner in known:
            if name in value:
                each = value[name]
                if each is not None and (each := inner(each)) is Undefined:
                    return Undefined
                found[out_name] = each
        return type_.out_type(found) if len(found) == len(value) else Undefined

    return plain


@dataclass(frozen=True, slots=True)
class _Step:
    """One argument: a constant, or what a variable gives."""

    name: str
    variable: str | None
    value: Any
    """The constant; or what holds without the variable, Undefined: nothing."""
    required: bool = False
    nullable: bool = True


class Given:
    """The arguments of one field, as the document gives them."""

    def __init__(self, field: GraphQLField, node: FieldNode) -> None:
        self._field, self._node = field, node
        self._steps: list[_Step] | None = []
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        try:
            for name, definition in field.args.items():
                step = _step(name, definition, given.get(name))
                if step is None:
                    self._steps = None
                    return
                self._steps.append(step)
        except (TypeError, GraphQLError):
            self._steps = None

    def values(self, coerced: VariableValues) -> dict[str, Any]:
        """As `get_argument_values` has them; raises what that raises."""
        steps = self._steps
        if steps is None:
            return get_argument_values(self._field, self._node, coerced)
        result: dict[str, Any] = {}
        variables = coerced.coerced
        for step in steps:
            value = step.value
            if step.variable is not None:
                if step.variable in variables:
                    value = variables[step.variable]
                    if value is None and not step.nullable:
                        return get_argument_values(self._field, self._node, coerced)
                elif step.required:
                    return get_argument_values(self._field, self._node, coerced)
            if value is not Undefined:
                result[step.name] = value
        return result


def _step(name: str, definition: GraphQLArgument, value: ValueNode | None) -> _Step | None:
    """None: not for us."""
    out_name = definition.out_name or name
    required = is_required_argument(definition)
    if value is None:
        return None if required else _Step(out_name, None, coerce_default_value(definition))
    if isinstance(value, VariableNode):
        default = Undefined if required else coerce_default_value(definition)
        nullable = not is_non_null_type(definition.type)
        return _Step(out_name, value.name.value, default, required, nullable)
    if _has_variables(value):
        return None
    constant = coerce_input_literal(value, definition.type)
    return None if constant is Undefined else _Step(out_name, None, constant)


def _has_variables(value: ValueNode) -> bool:
    found = False

    class Search(Visitor):
        def enter_variable(self, *_: Any) -> Any:
            nonlocal found
            found = True
            return BREAK

    visit(value, Search())
    return found

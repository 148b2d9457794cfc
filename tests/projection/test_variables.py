"""Variables and arguments worked out once a document are what graphql-core makes of them at every run."""

from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    parse,
    validate,
)
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api import build_schema
from app.projection.variables import Given, Variables

SCHEMA: GraphQLSchema = build_schema()._schema
DOCUMENT = """
query ($first: Int = 3, $last: Int!, $after: String, $filter: ShareFilter,
       $order: ShareOrder = {field: NAME, direction: DESC}, $ids: [ID!]!, $checks: VerificationFilter) {
  organisation {
    shares(first: $first, last: $last, after: $after, filter: $filter, orderBy: $order) { totalCount }
    literal: shares(first: 7, filter: {search: "a", statuses: [ACTIVE]}) { totalCount }
    mixed: shares(first: $first, filter: {search: $after}) { totalCount }
    bare: shares { totalCount }
  }
  nodes(ids: $ids) { id }
}
"""
SCALARS: dict[str, Any] = {
    "Int": st.integers(-(2**31), 2**31 - 1) | st.just(2.0) | st.just(2**40),
    "Long": st.integers(-(2**54), 2**54),
    "String": st.text(max_size=5),
    "ID": st.text(max_size=5) | st.integers(0, 9),
    "Boolean": st.booleans(),
    "Date": st.sampled_from(["2026-11-25", "2026-02-30", "soon"]),
    "DateTime": st.sampled_from(["2026-11-25T20:06:00Z", "2026-11-25T20:06:00+09:00", "2026-11-25"]),
    "CountryCode": st.sampled_from(["JP", "jp"]),
}
ODD: Any = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just([]) | st.just({}) | st.just({"x": 1})
)


def json_of(type_: Any) -> Any:
    """What a client may send for this type: mostly right."""
    inner = get_nullable_type(type_)
    if is_list_type(inner):
        item = json_of(inner.of_type)
        right = st.lists(item, max_size=3) | item
    elif isinstance(inner, GraphQLInputObjectType):
        right = st.fixed_dictionaries(
            {}, optional={name: json_of(field.type) for name, field in inner.fields.items()}
        ).map(lambda whole: dict(list(whole.items())[:4]))
    elif isinstance(inner, GraphQLEnumType):
        right = st.sampled_from(list(inner.values))
    else:
        right = SCALARS[inner.name]
    some = right if is_non_null_type(type_) else right | st.none()
    return st.integers(0, 19).flatmap(lambda chance: ODD if chance == 0 else some)


def operation() -> OperationDefinitionNode:
    document = parse(DOCUMENT)
    assert [each.message for each in validate(SCHEMA, document) if "$checks" not in each.message] == []
    (found,) = document.definitions
    assert isinstance(found, OperationDefinitionNode)
    return found


OPERATION = operation()
VARIABLES = Variables(SCHEMA, OPERATION)
TYPES = {each.signature.name: each.signature.type for each in VARIABLES._all or ()}
assert len(TYPES) == 7


def fields() -> list[tuple[Any, FieldNode]]:
    query = SCHEMA.query_type
    assert query is not None
    organisation, nodes = OPERATION.selection_set.selections
    assert isinstance(organisation, FieldNode)
    assert isinstance(nodes, FieldNode)
    shares = get_nullable_type(query.fields["organisation"].type).fields["shares"]
    assert organisation.selection_set is not None
    inner = [each for each in organisation.selection_set.selections if isinstance(each, FieldNode)]
    return [*((shares, each) for each in inner), (query.fields["nodes"], nodes)]


FIELDS = [(definition, node, Given(definition, node)) for definition, node in fields()]


@settings(max_examples=400, deadline=None)
@given(st.fixed_dictionaries({}, optional={name: json_of(type_) for name, type_ in TYPES.items()}))
def test_variables_are_graphql_cores(sent: dict[str, Any]) -> None:
    expected = get_variable_values(SCHEMA, OPERATION.variable_definitions or (), sent)
    found = VARIABLES.coerced(sent)

    assert plain(found) == (plain(expected) if isinstance(expected, VariableValues) else None)
    if found is None:
        return
    for definition, node, arguments in FIELDS:
        assert outcome(lambda: arguments.values(found)) == outcome(  # noqa: B023
            lambda: get_argument_values(definition, node, found)  # noqa: B023
        )


def plain(values: VariableValues | None) -> Any:
    """All that is in it, as what can be compared: types and defaults are equal to themselves alone."""
    if values is None:
        return None
    sources = [
        (name, source.signature.name, str(source.signature.type), source.value)
        for name, source in values.sources.items()
    ]
    return sources, list(values.coerced.items())


def outcome(work: Any) -> Any:
    try:
        values = work()
    except GraphQLError as error:
        return error.message
    return list(values.items())


@pytest.mark.parametrize("sent", [{}, {"last": None, "ids": []}, {"last": 1, "ids": [None]}, {"last": "1", "ids": []}])
def test_what_is_wrong_is_left_to_graphql_core(sent: dict[str, Any]) -> None:
    assert VARIABLES.coerced(sent) is None


def test_what_is_left_out_has_its_default() -> None:
    found = VARIABLES.coerced({"last": 1, "ids": "usr_1"})
    expected = get_variable_values(SCHEMA, OPERATION.variable_definitions or (), {"last": 1, "ids": "usr_1"})
    assert isinstance(expected, VariableValues)
    assert found is not None
    assert plain(found) == plain(expected)
    assert (found.coerced["first"], found.coerced["ids"]) == (3, ["usr_1"])

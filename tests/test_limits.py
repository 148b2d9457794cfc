"""Limits of documents. No clock: bounded work shows in what is counted, or is refused before it begins."""

from dataclasses import replace

import pytest
from graphql import GraphQLError, GraphQLSchema, build_schema, get_introspection_query
from graphql.validation.rules import overlapping_fields_can_be_merged as merging
from hypothesis import given
from hypothesis import strategies as st

from app import document_size
from app.limits import (
    Limits,
    check_document,
    examine,
    parse_document,
    validation_errors,
)

SCHEMA: GraphQLSchema = build_schema("""
    type Query { me: Person people(first: Int, last: Int, after: String): People node(id: ID!): Node
                 nodes(ids: [ID!]!): [Node]! count(by: Int = 3, text: String): Int }
    type Mutation { rename(name: String!): Person }
    interface Node { id: ID! }
    type People { nodes: [Person!]! edges: [Edge!]! totalCount: Int! }
    type Edge { cursor: String! node: Person! }
    type Person implements Node {
        id: ID! name(style: Style): String! boss: Person team(first: Int = 10, last: Int): People!
    }
    input Style { short: Boolean case: String }
""")
LIMITS = Limits()


def verdict(text: str, limits: Limits = LIMITS, name: str | None = None, **variables: object) -> str:
    """The code of the first refusal on a document's way to its execution, or OK."""
    try:
        document = parse_document(text, limits)
        checked = examine(document, limits, SCHEMA)
        if errors := validation_errors(document, limits, SCHEMA):
            return str(errors[-1].extensions["code"])
        checked.admit(name, variables)
    except GraphQLError as error:
        return str((error.extensions or {})["code"])
    return "OK"


def fragments(count: int, body: str) -> str:
    """fragment F0 ... F{count - 1}, where `body` may name its own number, {here}, and the next, {next}."""
    return "".join(f"fragment F{n} on Person {{ {body.format(here=n, next=n + 1)} }} " for n in range(count))


def bosses(levels: int) -> str:
    return "{ me { " + "boss { " * (levels - 2) + "id" + " }" * levels


DOUBLING = "{ me { ...F0 } } " + fragments(24, "...F{next} ...F{next}") + "fragment F24 on Person { id }"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ me { id } }", "OK"),
        ("query A($n: Int) { people(first: $n) { nodes { ...F } } } fragment F on Person { id }", "OK"),
        ("mutation { rename(name: \"\\u540d '\\\\u0000'\") { id } }", "OK"),
        ("{", "SYNTAX_INVALID"),
        ("", "SYNTAX_INVALID"),
        ('{ count(text: "\ud800") }', "SYNTAX_INVALID"),
        ('{ count(text: "\\uD800") }', "SYNTAX_INVALID"),
        ('{ "Document contains more than" }', "SYNTAX_INVALID"),
        ("{ me { id } }" + " " * LIMITS.characters, "DOCUMENT_TOO_LONG"),
        ("{ me {" + " id" * LIMITS.tokens + "} }", "TOO_MANY_TOKENS"),
        ("{ me { id } }" + "#\n" * (LIMITS.comments + 1), "TOO_MANY_TOKENS"),
        ("{ me " * 201 + "}" * 201, "TOO_DEEP"),
        ("{ count(text: " + "[" * 201 + "]" * 201 + ") }", "TOO_DEEP"),
        ('{ count(text: "\\u0000") }', "NUL_CHARACTER"),
        ('{ count(text: "\\u{0}") }', "NUL_CHARACTER"),
        ('{ count(text: "\0") }', "NUL_CHARACTER"),
        ('{ count(text: """\0""") }', "NUL_CHARACTER"),
        ("{ count(by: " + "9" * 5_000 + ") }", "NUMBER_TOO_LARGE"),
        ("{ count(by: 9223372036854775807) }", "DOCUMENT_INVALID"),  # beyond Int
        ("{ count(by: 9223372036854775808) }", "NUMBER_TOO_LARGE"),
        ("{ count(by: -1e999) }", "NUMBER_TOO_LARGE"),
        ("fragment F on Person { id }", "OPERATION_MISSING"),
        ("type A { a: Int }", "OPERATION_MISSING"),
        ("query A { me { id } } query B { me { id } }", "SEVERAL_OPERATIONS"),
        (bosses(15), "OK"),
        (bosses(16), "TOO_DEEP"),
        ("{ me { ...F0 } } " + fragments(13, "boss {{ ...F{next} }}") + "fragment F13 on Person { id }", "OK"),
        (
            "{ me { ...F0 } } " + fragments(14, "boss {{ ...F{next} }}") + "fragment F14 on Person { id }",
            "TOO_DEEP",
        ),
        ("{ me { ...F0 } } " + fragments(2, "id ...F{next}"), "DOCUMENT_INVALID"),  # F2 is unknown
        ("{ me { ...F0 } } fragment F0 on Person { boss { ...F0 } }", "FRAGMENT_CYCLE"),
        ("{ me { ...A } } fragment A on Person { ...B } fragment B on Person { ...A }", "FRAGMENT_CYCLE"),
        (DOUBLING, "TOO_MANY_SPREADS"),
        ("{ me { ...F0 } } " + fragments(101, "id"), "TOO_MANY_FRAGMENTS"),
        ("{ me { id " + " ".join(f"f{n}: id" for n in range(200)) + "} }", "OK"),
        ("{ me { id " + " ".join(f"f{n}: id" for n in range(201)) + "} }", "TOO_MANY_ALIASES"),
        ("{ me { ...F ...F ...F } } fragment F on Person { " + "a: id " * 67 + "}", "TOO_MANY_ALIASES"),
        ("{ me { " + "a" * 63 + ": id } }", "OK"),
        ("{ me { ...F } } fragment F on Person { " + "a" * 64 + ": id }", "ALIAS_TOO_LONG"),
        ("{" + " me { id }" * 51 + "}", "TOO_MANY_ROOT_FIELDS"),
        ("{ ...F ...F } fragment F on Query {" + " me { id }" * 26 + "}", "TOO_MANY_ROOT_FIELDS"),
        ("{ me {" + " id" * 1_500 + " } }", "TOO_MANY_FIELDS"),
        ("{ me { id } } fragment F on Person {" + " id" * 1_500 + " }", "TOO_MANY_FIELDS"),
        ("{ me { id" + " @include(if: true)" * 6 + " } }", "TOO_MANY_DIRECTIVES"),
        ("{ me {" + " id @include(if: true)" * 101 + " } }", "TOO_MANY_DIRECTIVES"),
        (
            "query(" + " ".join(f"$v{n}: Int" for n in range(101)) + ") { me { id } }",
            "TOO_MANY_VARIABLES",
        ),
        ("{ me { id: name id } }", "DOCUMENT_INVALID"),
        ("{ me { id nothing } }", "DOCUMENT_INVALID"),
        ("{ me {" + " id" * 1_000 + " } }", "DOCUMENT_TOO_COMPLEX"),
        ("{ people(first: 1000) { nodes { team(first: 49) { nodes { id } } } } }", "OK"),
        ("{ people(first: 1000) { nodes { team(first: 50) { nodes { id } } } } }", "PAGES_TOO_LARGE"),
        ("{ people(first: 2147483647) { nodes { team { nodes { id } } } } }", "PAGES_TOO_LARGE"),
    ],
)
def test_a_document(text, expected):
    assert verdict(text) == expected


def test_introspection_goes_through_to_its_full_depth_and_no_deeper():
    options = dict.fromkeys(
        ("specified_by_url", "directive_is_repeatable", "schema_description", "input_value_deprecation"), True
    )

    assert verdict(get_introspection_query()) == "OK"
    assert verdict(get_introspection_query(**options)) == "OK"
    deep = "{ __schema { types { " + "ofType { " * 18 + "name" + " }" * 21
    assert verdict(deep.replace("types { ofType", "queryType { ofType")) == "TOO_DEEP"


def test_data_may_not_hide_its_depth_behind_introspection():
    text = "{ __schema { types { ...F } } me { ...G } } fragment F on __Type { name } "
    deep = fragments(14, "boss {{ ...F{next} }}").replace("F0", "G") + "fragment F14 on Person { id }"

    assert verdict(text + deep) == "TOO_DEEP"


def test_limits_are_given_by_the_caller():
    aliases = "{" + " ".join(f"a{n}: count" for n in range(10_000)) + "}"
    lifted = replace(LIMITS, characters=1 << 20, tokens=50_000, fields=20_000, root_fields=20_000, aliases=10_000)

    assert verdict(aliases) == "DOCUMENT_TOO_LONG"
    assert verdict(aliases, lifted) == "OK"
    assert verdict(aliases, replace(lifted, aliases=9_999)) == "TOO_MANY_ALIASES"


@pytest.mark.parametrize(
    ("name", "expected"),
    [(None, "OPERATION_NOT_NAMED"), ("A", "OK"), ("B", "OK"), ("C", "OPERATION_UNKNOWN")],
)
def test_where_several_operations_are_allowed_one_must_be_named(name, expected):
    two = "query A { me { id } } query B { me { id } }"

    assert verdict(two, replace(LIMITS, operations=2), name) == expected


@pytest.mark.parametrize(("name", "expected"), [(None, "OK"), ("A", "OK"), ("B", "OPERATION_UNKNOWN")])
def test_a_name_must_be_that_of_the_operation(name, expected):
    assert verdict("query A { me { id } }", LIMITS, name) == expected


def test_a_refusal_is_whole():
    document = parse_document("{ me { ...F } } fragment F on Person { a: id b: id }")

    with pytest.raises(GraphQLError) as refusal:
        check_document(document, replace(LIMITS, aliases=1), None, {}, SCHEMA)

    assert refusal.value.formatted == {
        "message": "The document has more than 1 aliases.",
        "locations": [{"line": 1, "column": 1}],
        "extensions": {"code": "TOO_MANY_ALIASES"},
    }


# ------------------------------------------------------------------------------------------ work


def test_each_definition_is_walked_once_however_often_it_is_spread(monkeypatch):
    walked = []

    def walk(node):
        walked.append(node)
        return original(node)

    original = document_size.walk
    monkeypatch.setattr(document_size, "walk", walk)
    outline = document_size.outline(parse_document(DOUBLING))

    assert len(walked) == 1 + 25
    assert outline.size(outline.operations[0]).fields == 1 + 2**24


def test_a_chain_of_fragments_may_be_longer_than_pythons_stack():
    chain = "{ me { ...F0 } } " + fragments(3_000, "...F{next}") + "fragment F3000 on Person { id }"
    lifted = replace(LIMITS, characters=1 << 20, tokens=100_000, fragments=5_000, spreads=5_000)

    checked = examine(parse_document(chain, lifted), lifted, SCHEMA)

    assert checked.admit(None, {}) is checked.operation(None)


@pytest.mark.parametrize(
    "text",
    [
        "{ me {" + " id" * 1_400 + " } }",
        "{" + " me { boss { id name id } boss { id } }" * 49 + "}",
        "{ me {" + " boss { id name(style: { short: true }) }" * 250 + " } }",
        "{ me { " + " ".join(f"...F{n}" for n in range(99)) + " } } " + fragments(99, "id name boss {{ id }}"),
        "{ me { ...F0 } } " + fragments(99, "id name boss {{ id }} ...F{next}").replace("...F99", ""),
        '{ node(id: "a") {' + "... on Person { id } ... on Node { id }" * 180 + " } }",
    ],
)
def test_merging_of_fields_never_works_beyond_its_budget(text, monkeypatch):
    spent = []

    def spend(context, cost):
        spent.append(cost)
        original(context, cost)

    original = merging.spend_complexity_budget
    monkeypatch.setattr(merging, "spend_complexity_budget", spend)
    document = parse_document(text)
    examine(document, LIMITS, SCHEMA)
    validation_errors(document, LIMITS, SCHEMA)

    assert sum(spent) <= LIMITS.merging + max(spent)


def test_validation_stops_after_some_errors_and_tells_no_tales():
    wide = "{ me { name(style: {" + " ".join(f"a{n}: 1" for n in range(900)) + "}) } }"
    errors = validation_errors(parse_document(wide), LIMITS, SCHEMA)

    assert len(errors) == LIMITS.errors + 1
    assert {error.extensions["code"] for error in errors if error.extensions} == {"DOCUMENT_INVALID"}
    assert max(len(error.message) for error in errors) <= 502
    assert verdict("{ me { id } }") == "OK"


pieces = st.sampled_from(
    [
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ":",
        "$",
        "...",
        "@",
        "=",
        "!",
        "on",
        "query",
        "mutation",
        "fragment",
        "me",
        "people",
        "nodes",
        "id",
        "F",
        "G",
        "first",
        "1",
        "-1",
        "1e400",
        "$n",
        "Int",
        "Person",
        "Query",
        '"a"',
        '"\\u0000"',
        '"""',
        "#",
        "null",
        "true",
        "__schema",
        "a:",
        "...F",
    ]
)


@given(st.text() | st.lists(pieces, max_size=40).map(" ".join))
def test_whatever_the_text_nothing_but_a_graphql_error_with_a_code_is_raised(text):
    assert verdict(text).replace("_", "").isalpha()

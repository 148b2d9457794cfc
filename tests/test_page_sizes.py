from dataclasses import replace

import pytest
from graphql import GraphQLError, GraphQLSchema, build_schema

from app.limits import Checked, Limits, examine, parse_document

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
PEOPLE = "people(first: 4) { nodes { id } }"


def rows(text: str, **variables: object) -> int:
    [(_, pages)] = examine(parse_document(text), LIMITS, SCHEMA).operations.values()
    return pages.rows(variables)


@pytest.mark.parametrize(
    ("text", "variables", "expected"),
    [
        ("{ me { id boss { id } } }", {}, 0),
        (f"{{ {PEOPLE} }}", {}, 4),
        (f"{{ a: {PEOPLE} b: {PEOPLE} }}", {}, 8),
        ("{ people { nodes { id } } }", {}, 25),
        ("{ people(first: null, after: null) { nodes { id } } }", {}, 25),
        ("{ people(last: 7) { edges { cursor } } }", {}, 7),
        ("{ people(first: -5) { nodes { id } } }", {}, 0),
        ("{ people(first: 1000) { totalCount __typename } }", {}, 1),
        ("{ people(first: 1000) { ...C } } fragment C on People { totalCount }", {}, 1000),
        ("{ me { team { nodes { id } } } }", {}, 10),
        ("{ people(first: 4) { edges { node { boss { team(last: 3) { nodes { id } } } } } } }", {}, 4 * (1 + 3)),
        ("{ people(first: 4) { nodes { ... { team(first: 2) { nodes { id } } } team { totalCount } } } }", {}, 16),
        ("query($n: Int) { people(first: $n) { nodes { id } } }", {"n": 9}, 9),
        ("query($n: Int) { people(first: $n) { nodes { id } } }", {"n": 9.0}, 9),
        ("query($n: Int) { people(first: $n) { nodes { id } } }", {"n": float("inf")}, 2**63),
        ("query($n: Int) { people(first: $n) { nodes { id } } }", {"n": True}, 1),
        ("query($n: Int) { people(first: $n) { nodes { id } } }", {"n": None}, 25),
        ("query($n: Int) { people(first: $n) { nodes { id } } }", {}, 25),
        ("query($n: Int = 6) { people(first: $n) { nodes { id } } }", {}, 6),
        ("query($n: Int = 6) { people(first: $n) { nodes { id } } }", {"n": 2}, 2),
        ("query($n: Int, $m: Int) { people(first: $n, last: $m) { nodes { id } } }", {"m": 3}, 3),
        ('{ nodes(ids: ["a", "b"]) { id } }', {}, 2),
        ('{ nodes(ids: "a") { ... on Person { team { nodes { id } } } } }', {}, 11),
        ("query($i: [ID!]!) { nodes(ids: $i) { ... on Person { team { nodes { id } } } } }", {"i": ["a"] * 9}, 99),
        (f"{{ ...F ...F }} fragment F on Query {{ {PEOPLE} }}", {}, 8),
        ("{ nothing(first: 9) { nodes } people(first: 2) { nothing { a } nodes { ...Nothing } } }", {}, 2),
        ("{ ... on Nothing { a } ... on People { nodes { id } } }", {}, 0),
        ('mutation { rename(name: "a") { team(first: 5) { nodes { id } } } }', {}, 5),
        ("subscription { people { nodes { id } } }", {}, 0),
    ],
)
def test_rows_of_pages(text, variables, expected):
    assert rows(text, **variables) == expected


def test_rows_depend_on_the_variables_of_each_request_while_the_document_is_examined_once():
    text = "query($n: Int, $m: Int) { people(first: $n) { nodes { team(first: $m) { nodes { id } } } } }"
    checked: Checked = examine(parse_document(text), LIMITS, SCHEMA)

    assert checked.admit(None, {"n": 100, "m": 100}) is checked.operation(None)
    with pytest.raises(GraphQLError) as refusal:
        checked.admit(None, {"n": 1000, "m": 1000})
    assert refusal.value.extensions == {"code": "PAGES_TOO_LARGE"}
    assert refusal.value.message == ("The pages asked for come to 1,001,000 rows; at most 50,000 are given at once.")


def test_rows_of_doubling_fragments_are_one_step_each():
    text = "{ me { ...F0 } } fragment F24 on Person { team(first: 1) { nodes { id } } }" + "".join(
        f"fragment F{n} on Person {{ ...F{n + 1} ...F{n + 1} }}" for n in range(24)
    )
    checked = examine(parse_document(text), replace(LIMITS, spreads=2**26, fields=2**26), SCHEMA)
    [(_, pages)] = checked.operations.values()

    assert len(pages.steps) == 1 + 1 + 25
    assert pages.rows({}) == 2**24

"""The rules that hold everywhere (numbered as at the top of the schema's sketch), generated from the schema where that
can be: what is added later is held to them too. Rules 2, 7 and 8: `test_rules_of_lists.py`; 5:
`test_rules_of_changes.py`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_non_null_type,
    parse,
)

from app.schema.ids import PREFIXES
from tests.api.looking import SCHEMA, World

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
NODES = {each.name: each for each in SCHEMA.get_possible_types(SCHEMA.type_map["Node"])}  # type: ignore[arg-type]
REFUSALS = {each.name for each in SCHEMA.get_possible_types(SCHEMA.type_map["Refusal"])}  # type: ignore[arg-type]
assert SCHEMA.mutation_type is not None
MUTATIONS: dict[str, GraphQLField] = SCHEMA.mutation_type.fields


@pytest.fixture
async def world(looked_at: World) -> World:
    return looked_at


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of an answer that tells its type."""
    if isinstance(value, dict):
        if "__typename" in value:
            yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def members(payload: GraphQLUnionType) -> tuple[list[GraphQLObjectType], list[GraphQLObjectType]]:
    """Facts, and refusals."""
    facts = [each for each in payload.types if each.name not in REFUSALS]
    return facts, [each for each in payload.types if each.name in REFUSALS]


def payload_of(name: str) -> GraphQLUnionType:
    payload = get_named_type(MUTATIONS[name].type)
    assert isinstance(payload, GraphQLUnionType)
    return payload


# ------------------------------------------------------------------------------------------------ 1: ids


def test_rule_1_ids_are_prefixed_by_kind_and_no_two_types_share_one() -> None:
    assert PREFIXES.keys() == NODES.keys()
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    assert all(prefix.isascii() and prefix.islower() and prefix.isalpha() for prefix in PREFIXES.values())
    with_id = {
        name for name, each in SCHEMA.type_map.items() if isinstance(each, GraphQLObjectType) and "id" in each.fields
    }
    assert with_id == NODES.keys()
    assert {str(each.fields["id"].type) for each in NODES.values()} == {"ID!"}


async def test_rule_1_whatever_has_an_id_answers_to_node_for_the_same_viewer(world: World) -> None:
    everything: set[str] = set()
    for who, answers in world.answers.items():
        found: dict[str, str] = {}
        for text in answers:
            for each in objects(json.loads(text)["data"]):
                if "id" in each:
                    assert each["id"].startswith(f"{PREFIXES[each['__typename']]}_")
                    assert found.setdefault(each["id"], each["__typename"]) == each["__typename"]
        ids = sorted(found)
        query = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
        answer = await world.service.ask(query, world.tokens[who], ids=ids)
        assert answer["nodes"] == [{"__typename": found[id_], "id": id_} for id_ in ids]
        one = "query ($id: ID!) { node(id: $id) { __typename id } }"
        for type_name, id_ in {type_name: id_ for id_, type_name in found.items()}.items():
            data = await world.service.ask(one, world.tokens[who], id=id_)
            assert data["node"] == {"__typename": type_name, "id": id_}
        everything |= set(found.values())
    assert everything == NODES.keys()


# ------------------------------------------------------------------------------------------------ 3: root fields


def test_rule_3_root_fields_are_nullable() -> None:
    assert SCHEMA.query_type is not None
    fields = {f"Query.{name}": field for name, field in SCHEMA.query_type.fields.items()}
    fields |= {f"Mutation.{name}": field for name, field in MUTATIONS.items()}

    assert {name for name, field in fields.items() if is_non_null_type(field.type)} == {"Query.nodes"}


FAILING = {
    "an argument": ("organisation { shares(first: 0) { totalCount } }", "BAD_USER_INPUT"),
    "a cursor": ('organisation { shares(after: "x") { nodes { id } } }', "CURSOR_INVALID"),
    "the database": ('organisation { events(after: "%s") { nodes { id } } }', "CURSOR_INVALID"),
    "a list that is not this viewer's": (
        "candidate { results { nodes { candidate { shares { totalCount } } } } }",
        "FORBIDDEN",
    ),
}


@pytest.mark.parametrize(("failing", "code"), FAILING.values(), ids=FAILING)
async def test_rule_3_one_that_fails_leaves_its_neighbours(world: World, failing: str, code: str) -> None:
    who = "candidate" if failing.startswith("candidate") else "user"
    beyond = f"{world.two.a.organisation.id.hex}-1000000"
    failing = failing.replace("%s", beyond)
    query = f"{{ before: viewer {{ __typename }} failing: {failing} again: {failing} after: viewer {{ __typename }} }}"
    body = await world.service.answer(query, world.tokens[who])

    assert [(error["path"], error["extensions"]["code"]) for error in body["errors"]] == [
        (["failing"], code),
        (["again"], code),
    ]
    (type_name,) = {each["__typename"] for each in (body["data"].pop("before"), body["data"].pop("after"))}
    assert type_name == ("CandidateAccount" if who == "candidate" else "User")
    assert body["data"] == {"failing": None, "again": None}


async def test_rule_3_a_mutation_that_fails_leaves_its_neighbours(world: World) -> None:
    query = """mutation ($input: VerifyResultInput!, $after: String) {
      first: verifyResult(input: $input) { __typename }
      failing: markSharesSeen(input: {filter: {}}) {
        ... on SharesMarkedSeen { organisation { events(after: $after) { nodes { id } } } }
        ... on Refusal { code }
      }
      last: verifyResult(input: $input) { __typename }
    }"""
    claim = {"statementNumber": "999999999", "dateOfBirth": "2000-01-01"}
    beyond = f"{world.two.a.organisation.id.hex}-1000000"
    body = await world.service.answer(query, world.tokens["user"], input=claim, after=beyond)

    assert [error["extensions"]["code"] for error in body["errors"]] == ["CURSOR_INVALID"]
    assert body["data"] == {"first": {"__typename": "NoMatch"}, "failing": None, "last": {"__typename": "NoMatch"}}


async def test_rule_3_null_without_an_error_means_none(world: World) -> None:
    query = '{ viewer { __typename } organisation { id } candidate { id } node(id: "shr_nothing") { id } }'

    assert await world.service.ask(query) == {"viewer": None, "organisation": None, "candidate": None, "node": None}
    for who, others in (("user", "candidate"), ("candidate", "organisation")):
        assert (await world.service.ask(query, world.tokens[who]))[others] is None
    response = await world.service.post({"query": query}, "rvs_s_" + "A" * 43)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")


# ------------------------------------------------------------------------------------------------ 4: mutations


def test_rule_4_a_mutation_takes_its_input_or_a_lone_id() -> None:
    for name, field in MUTATIONS.items():
        arguments = {key: str(argument.type) for key, argument in field.args.items()}
        wanted = f"{name[0].upper()}{name[1:]}Input!"
        expected: list[dict[str, str]] = [{"input": wanted}, {"id": "ID!"}, {}]
        if name == "signIn":
            expected = [{"email": "String!", "password": "String!", "as": "AccountKind"}]
        assert arguments in expected, name
        if "input" in arguments:
            assert isinstance(SCHEMA.type_map[wanted[:-1]], GraphQLInputObjectType)


#: The second half of another one gives what that one gives.
SHARED_PAYLOADS = {"completeSignIn": "SignInPayload", "repeatDownload": "StartDownloadPayload"}


def test_rule_4_and_gives_the_fact_or_a_refusal() -> None:
    for name in MUTATIONS:
        payload = payload_of(name)
        facts, refusals = members(payload)
        assert payload.name == SHARED_PAYLOADS.get(name, f"{name[0].upper()}{name[1:]}Payload")
        assert len(facts) == 1, name
        assert refusals, name


def test_rule_4_fields_of_one_name_have_one_type_within_a_union() -> None:
    unions = [each for each in SCHEMA.type_map.values() if isinstance(each, GraphQLUnionType)]
    assert {payload_of(name).name for name in MUTATIONS} < {each.name for each in unions}
    for union in unions:
        types: dict[str, set[str]] = {}
        for member in union.types:
            for name, field in member.fields.items():
                types.setdefault(name, set()).add(str(field.type))
        assert {name: kinds for name, kinds in types.items() if len(kinds) > 1} == {}, union.name


# ------------------------------------------------------------------------------------------------ 6: @perUser


def per_user() -> dict[str, set[tuple[str, str]]]:
    """(type, field) of what schema.graphql marks, by kind of definition."""
    found: dict[str, set[tuple[str, str]]] = {}
    for definition in parse((ROOT / "schema.graphql").read_text(encoding="utf-8")).definitions:
        for field in getattr(definition, "fields", None) or ():
            if "perUser" in {directive.name.value for directive in field.directives or ()}:
                found.setdefault(definition.kind, set()).add((definition.name.value, field.name.value))  # type: ignore[attr-defined]
    return found


def differing(one: Any, other: Any, type_name: str = "", field: str = "") -> Iterator[tuple[str, str]]:
    """Type and field of each leaf, and of each list by its length, that two answers to one document differ in."""
    if isinstance(one, dict) and isinstance(other, dict):
        assert one.keys() == other.keys()
        inner = one.get("__typename", type_name)
        for key in one:
            yield from differing(one[key], other[key], inner, key.split("_")[0] if key != "__typename" else key)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for left, right in zip(one, other, strict=True):
            yield from differing(left, right, type_name, field)
    elif one != other:
        yield type_name, field


FILTERED = re.compile(r"\{(isNew|isChanged): ")


async def test_rule_6_per_user_marks_exactly_what_differs_between_users(world: World) -> None:
    marked = per_user()
    answers = zip(world.documents, world.answers["user"], world.answers["colleague"], strict=True)
    found: set[tuple[str, str]] = set()
    filters: set[str] = set()
    for document, one, other in answers:
        if document.startswith("{ viewer "):  # who asks
            continue
        if (filtered := FILTERED.search(document)) is not None:
            filters |= {filtered[1]} if one != other else set()
        else:
            found |= set(differing(json.loads(one), json.loads(other)))
    found.discard(("User", "lastSeenAt"))  # it goes on while this test asks

    found.discard(("", "nodes"))  # own sessions are there for one of them alone
    live = {("ResultShared", "newShareCount"), ("ShareChanged", "newShareCount")}
    assert found == marked["object_type_definition"] - live
    assert live < marked["object_type_definition"]
    # Filters by what differs: what they find differs too.
    assert {("ShareFilter", name) for name in filters} == marked["input_object_type_definition"]

"""Two organisations never see each other's rows: tried through every field of the schema."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from graphql import get_named_type, parse
from graphql.language import FieldNode
from graphql.language.visitor import Visitor, visit
from graphql.utilities import TypeInfo, TypeInfoVisitor

from app.schema.ids import id_of
from app.viewer import SYSTEM
from tests.actions.conftest import contents_of
from tests.api.looking import SCHEMA, World, look_everywhere, values_of, world_of
from tests.api.schema_walk import Walk
from tests.api.service import Service
from tests.api.two_sides import Two

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def world(module_service: Service) -> World:
    return await world_of(module_service)


def selected(document: str) -> set[tuple[str, str]]:
    """(type, field) of all that a document selects."""
    info, found = TypeInfo(SCHEMA), set()

    class Selections(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            parent = info.get_parent_type()
            if parent is not None and not node.name.value.startswith("__"):
                found.add((parent.name, node.name.value))

    visit(parse(document), TypeInfoVisitor(info, Selections()))
    return found


def test_the_documents_select_every_field(world: World) -> None:
    covered = set().union(*map(selected, world.documents))
    reachable = Walk(SCHEMA, values_of(world.two)).reachable()

    assert {field for field in reachable - covered if field[0] not in ("Node",)} == set()


CANDIDATES = {"CandidateAccount", "CandidateShare", "CandidateShareConnection", "CandidateShareEdge"} | {
    "ResultConnection",
    "ResultEdge",
    "Disclosure",
    "DisclosureConnection",
    "DisclosureEdge",
}
"""Types that hang from a candidate's account alone."""


async def test_a_user_sees_nothing_of_the_other_organisation(world: World) -> None:
    text, seen = await look_everywhere(world, "user")

    two = world.two
    ended = [*(str(result.id) for result in two.a.gone), "AARNGONE"]
    assert [secret for secret in [*two.secrets(two.b), *ended, str(two.a.account.id)] if secret in text] == []
    # It has been everywhere, and has seen all its own.
    types = {type_ for type_, _ in Walk(SCHEMA, values_of(two)).reachable()}
    assert types - seen.keys() == CANDIDATES
    own = [id_ for id_ in two.ids(two.a) if not id_.startswith(("cac_", "csh_", "dis_"))]
    texts = ["AARNSHOWN01", "AARNCHECKED1", "AARNNOSUCH1", "COMMON0001"]
    assert [each for each in [*own, *texts] if each not in text] == []


async def test_a_candidate_sees_what_is_theirs(world: World) -> None:
    text, seen = await look_everywhere(world, "candidate")

    a, b = world.two.a, world.two.b
    others = [
        *world.two.secrets(b),
        a.user.email,
        "Keeper-AARN",
        "Colleague-AARN",
        "Primary-AARN",
        "Stranger-AARN",
        "AARNCHECKED",
    ]
    assert [secret for secret in others if secret in text] == []
    assert seen.keys() >= CANDIDATES
    own = [id_of("CandidateShare", share.id) for share in a.shares] + [
        id_of("Disclosure", entry.id) for entry in a.disclosures
    ]
    own += ["AARNSHOWN01", "AARNGONE00", a.account.email]
    assert [each for each in own if each not in text] == []


async def test_nobody_sees_what_is_public(world: World) -> None:
    text, seen = await look_everywhere(world, "nobody")

    two = world.two
    assert [secret for secret in [*two.secrets(two.a), *two.secrets(two.b)] if secret in text] == []
    public = {"Query", "Band", "Centre", "Exam", "OrganisationProfile", "OrganisationProfileConnection", "PageInfo"}
    assert seen.keys() == public | {"OrganisationProfileEdge"}


# ------------------------------------------------------------------------------------------------ by id


@pytest.mark.parametrize("who", ["user", "candidate", "nobody"])
async def test_no_id_of_theirs_leads_anywhere(world: World, who: str) -> None:
    theirs = world.two.ids(world.two.b)
    one = "query ($id: ID!) { node(id: $id) { __typename id } }"
    for id_ in theirs:
        assert await world.service.ask(one, world.tokens[who], id=id_) == {"node": None}
    all_ = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    assert await world.service.ask(all_, world.tokens[who], ids=theirs) == {"nodes": [None] * len(theirs)}


def attempts(two: Two) -> dict[str, list[tuple[str, dict[str, Any], dict[str, Any]]]]:
    """Of each mutation: who tries it, with which of the other side's ids, and what the answer is."""
    b, a = two.b, two.a
    candidate_share, share = id_of("CandidateShare", b.active.id), id_of("Share", b.active.id)
    own_profile = id_of("OrganisationProfile", a.organisation.id)
    absent = {"__typename": "NotFound", "code": "NOT_FOUND"}
    shares = {"resultIds": [id_of("Result", a.shown.id), id_of("Result", b.shown.id)], "organisationId": own_profile}
    user, key = id_of("User", b.user.id), id_of("ApiKey", b.keys[1].id)
    new = {"email": b.user.email, "familyName": "New", "givenName": "", "language": "EN"}
    taken = {"__typename": "Conflict", "code": "ALREADY_MEMBER", "path": ["input", "email"]}
    until = {"expiresAt": (datetime.now(UTC) + timedelta(days=1)).isoformat()}
    return {
        "signIn": [],  # takes no id
        "claimCandidateAccount": [],  # nor does this
        "signOut": [],  # nor does this
        "updateOrganisation": [],
        "createApiKey": [],
        "addUser": [("primary", {"input": new}, taken)],
        "updateUser": [("primary", {"input": {"id": user, "role": "MEMBER"}}, absent | {"path": ["input", "id"]})],
        "removeUser": [("primary", {"id": user}, absent | {"path": ["id"]})],
        "resendInvitation": [("primary", {"id": id_of("User", b.invited.id)}, absent | {"path": ["id"]})],
        "transferPrimary": [("primary", {"input": {"userId": user}}, absent | {"path": ["input", "userId"]})],
        "rotateApiKey": [("primary", {"input": {"id": key, **until}}, absent | {"path": ["input", "id"]})],
        "revokeApiKey": [("primary", {"id": key}, absent | {"path": ["id"]})],
        "shareResults": [("candidate", {"input": shares}, absent | {"path": ["input", "resultIds", "1"]})],
        "updateShare": [("candidate", {"input": {"id": candidate_share}}, absent | {"path": ["input", "id"]})],
        "revokeShare": [("candidate", {"id": candidate_share}, absent | {"path": ["id"]})],
        "openShare": [
            ("user", {"id": id_of("Share", each.id)}, absent | {"path": ["id"]})
            for each in (*b.shares, two.alone["BOSK"], two.of_common["BOSK"])
        ],
        "markSharesSeen": [
            ("user", {"input": {"shareIds": [share]}}, absent | {"path": ["input", "shareIds", "0"]}),
            (
                "user",
                {"input": {"filter": {"ids": [share]}, "upTo": b.cursor}},
                {"__typename": "InvalidInput", "code": "CURSOR_INVALID", "path": ["input", "upTo"]},
            ),
            ("user", {"input": {"filter": {"ids": [share]}}}, {"__typename": "SharesMarkedSeen"}),
        ],
        "verifyResult": [
            (
                "user",
                {"input": {"statementNumber": b.shown.statement_number, "dateOfBirth": "1999-12-31"}},
                {"__typename": "NoMatch", "code": "NO_MATCH", "path": None},
            )
        ],
    }


async def contents(world: World) -> dict[str, list[str]]:
    """Every row of every table; the log of the side that tries may grow by its own checks."""
    async with world.service.database.session(SYSTEM) as session:
        found = await contents_of(session)
    mine = str(world.two.a.organisation.id)
    return {
        table: [row for row in rows if table not in ("verification", "event", "event_head") or mine not in row]
        for table, rows in found.items()
        if table not in ("audit_entry", "audit_pending")  # what was refused is noted
    }


async def test_no_mutation_reaches_what_is_theirs(world: World) -> None:
    before = await contents(world)
    tried = attempts(world.two)
    mutation = SCHEMA.mutation_type
    assert mutation is not None
    assert tried.keys() == mutation.fields.keys(), "say what the other side's ids do in this mutation"
    walk = Walk(SCHEMA, values_of(world.two))
    for name, cases in tried.items():
        payload = get_named_type(mutation.fields[name].type)
        declared = ", ".join(f"${key}: {argument.type}" for key, argument in mutation.fields[name].args.items())
        given = ", ".join(f"{key}: ${key}" for key in mutation.fields[name].args)
        query = f"mutation ({declared}) {{ {name}({given}) {{ {walk.selection(payload, 1)} }} }}"
        for who, variables, expected in cases:
            body = await world.service.answer(query, world.tokens[who], **variables)
            answer = body["data"][name]
            assert {key: answer[key] for key in expected} == expected, name
            assert answer.get("count", 0) == 0
            told = json.dumps(body)
            assert [secret for secret in world.two.secrets(world.two.b) if secret in told] == []
    assert await contents(world) == before

"""Two organisations never see each other's rows: tried through every field of the schema."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from graphql import get_named_type, parse
from graphql.language import FieldNode
from graphql.language.visitor import Visitor, visit
from graphql.utilities import TypeInfo, TypeInfoVisitor

from app.schema.ids import id_of
from app.viewer import SYSTEM
from tests.actions.conftest import contents_of
from tests.api.looking import SCHEMA, World, seen_in, values_of
from tests.api.schema_walk import Walk
from tests.api.two_sides import PASSWORD, Two

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(looked_at: World) -> World:
    return looked_at


@pytest.fixture
async def answers(world: World) -> dict[str, list[str]]:
    """To all documents, by viewer."""
    return world.answers


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


BOARD = {
    "Application",
    "BoardOrganisation",
    "BoardResult",
    "Import",
    "Receiver",
    *(
        f"{each}{part}"
        for each in ("Application", "BoardOrganisation", "BoardResult", "Import", "Receiver")
        for part in ("Connection", "Edge")
    ),
    "Board",
    "Contact",
    "PossibleDuplicate",
    "ResultNote",
    "Staff",
}
"""Types that only the board sees."""
AUDIT = {"AuditEntry", "AuditEntryConnection", "AuditEntryEdge"}
"""Primary users' and the board's."""
OTHERS = ("cac_", "csh_", "dis_", "app_", "bor_", "brs_", "imp_", "rcv_", "stf_")
"""Ids of what is a candidate's or the board's alone."""


@pytest.mark.parametrize("who", ["user", "primary"])
async def test_a_user_sees_nothing_of_the_other_organisation(
    world: World, answers: dict[str, list[str]], who: str
) -> None:
    text, seen = "\n".join(answers[who]), seen_in(world, answers[who])

    two = world.two
    ended = [*(str(result.id) for result in two.a.gone), "AARNGONE"]
    notes = ["Note-AARN", "Applicant-AARN", "Import-AARN"]
    assert [secret for secret in [*two.secrets(two.b), *ended, *notes, str(two.a.account.id)] if secret in text] == []
    # It has been everywhere, and has seen all its own.
    types = {type_ for type_, _ in Walk(SCHEMA, values_of(two)).reachable()}
    primaries = {"primary": set[str]()}.get(who, AUDIT)
    assert types - seen.keys() == CANDIDATES | BOARD | primaries
    hidden = {"user": ("aud_",), "primary": ("key_", "ses_")}[who]  # this primary user manages no keys
    own = [id_ for id_ in two.ids(two.a) if not id_.startswith((*OTHERS, *hidden))]
    texts = ["AARNSHOWN01", "AARNCHECKED1", "AARNNOSUCH1", "COMMON0001"]
    assert [each for each in [*own, *texts] if each not in text] == []


async def test_a_candidate_sees_what_is_theirs(world: World, answers: dict[str, list[str]]) -> None:
    text, seen = "\n".join(answers["candidate"]), seen_in(world, answers["candidate"])

    a, b = world.two.a, world.two.b
    others = [
        *world.two.secrets(b),
        a.user.email,
        "Keeper-AARN",
        "Colleague-AARN",
        "Primary-AARN",
        "Stranger-AARN",
        "AARNCHECKED",
        "Staff-AARN",
        "Note-AARN",
        "Applicant-AARN",
    ]
    assert [secret for secret in others if secret in text] == []
    assert seen.keys() >= CANDIDATES
    assert seen.keys() & (BOARD | AUDIT) == set()
    own = [id_of("CandidateShare", share.id) for share in a.shares] + [
        id_of("Disclosure", entry.id) for entry in a.disclosures
    ]
    own += ["AARNSHOWN01", "AARNGONE00", a.account.email]
    assert [each for each in own if each not in text] == []


async def test_nobody_sees_what_is_public(world: World, answers: dict[str, list[str]]) -> None:
    text, seen = "\n".join(answers["nobody"]), seen_in(world, answers["nobody"])

    two = world.two
    assert [secret for secret in [*two.secrets(two.a), *two.secrets(two.b)] if secret in text] == []
    public = {"Query", "Band", "Centre", "Exam", "OrganisationProfile", "OrganisationProfileConnection", "PageInfo"}
    linked = {"Link", "Registration"}  # who has the mail
    assert seen.keys() == public | linked | {"OrganisationProfileEdge"}


async def test_the_board_sees_both_sides_but_not_what_is_people_s_own(
    world: World, answers: dict[str, list[str]]
) -> None:
    text, seen = "\n".join(answers["staff"]), seen_in(world, answers["staff"])

    two = world.two
    for side in (two.a, two.b):
        ids = [id_ for id_ in two.ids(side) if not id_.startswith("stf_")]
        boards = [id_ for id_ in ids if id_.startswith((*OTHERS[3:], "aud_", "res_", "cnd_"))]
        assert [id_ for id_ in boards if id_ not in text] == []
        # The trail names users and keys by their ids, and shows nothing else of them.
        hidden = [id_ for id_ in ids if id_ not in boards and not id_.startswith(("usr_", "key_"))]
        own = [f"Key-{side.mark}", f"ref-{side.mark}", f"check-{side.mark}", f"{side.mark}NOSUCH"]
        assert [secret for secret in [*hidden, *own] if secret in text] == []
    assert id_of("Staff", two.a.staff.id) in text
    assert seen.keys() >= BOARD | AUDIT
    assert seen.keys() & {"User", "ApiKey", "Organisation", "Share", "Verification", "Event", *CANDIDATES} == set()


# ------------------------------------------------------------------------------------------------ by id


@pytest.mark.parametrize("who", ["user", "primary", "candidate", "nobody"])
async def test_no_id_of_theirs_leads_anywhere(world: World, who: str) -> None:
    theirs = world.two.ids(world.two.b)
    one = "query ($id: ID!) { node(id: $id) { __typename id } }"
    for id_ in theirs:
        assert await world.service.ask(one, world.tokens[who], id=id_) == {"node": None}
    all_ = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    assert await world.service.ask(all_, world.tokens[who], ids=theirs) == {"nodes": [None] * len(theirs)}


Attempt = tuple[str, dict[str, Any], dict[str, Any]]


def only_the_board(variables: dict[str, Any]) -> list[Attempt]:
    """Nobody else does anything by it, not even with what is their own."""
    forbidden = {"__typename": "Forbidden", "code": "FORBIDDEN", "path": None}
    signed_out = {"__typename": "NotSignedIn", "code": "NOT_SIGNED_IN", "path": None}
    others = [(who, variables, forbidden) for who in ("user", "primary", "candidate")]
    return [*others, ("nobody", variables, signed_out)]


WITHOUT_IDS = (
    "registerOrganisation",
    "requestPasswordLink",
    "claimCandidateAccount",
    "signIn",
    "completeSignIn",
    "signOut",
    "changePassword",
    "startSecondFactor",
    "confirmSecondFactor",
    "removeSecondFactor",
    "updateOrganisation",
    "updateNotifications",
    "createTemplate",
    "createApiKey",
)
"""Mutations that take none: they are about whoever asks, or whoever knows the address, the number, the code."""


def attempts(two: Two) -> dict[str, list[Attempt]]:
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
    application, organisation = id_of("Application", b.application.id), id_of("BoardOrganisation", b.organisation.id)
    decision = {"resultId": id_of("Result", b.shown.id), "version": 1, "reason": "Checked again."}
    template = id_of("Template", UUID(str(b.others["Template"][0])))
    session = id_of("Session", UUID(str(b.others["Session"][0])))
    download = id_of("Download", UUID(str(b.others["Download"][0])))
    expired = {"__typename": "LinkExpired", "code": "LINK_EXPIRED"}
    return {
        **{name: [] for name in WITHOUT_IDS},
        # A link is good for what it was mailed for, and for nothing else.
        "confirmEmail": [("nobody", {"input": {"token": b.link}}, expired)],
        "setPassword": [("nobody", {"input": {"token": b.link, "password": "seven grey herons"}}, expired)],
        "endSessions": [
            (who, {"input": {"id": session}}, absent | {"path": ["input", "id"]})
            for who in ("user", "primary", "candidate", "staff")
        ],
        "approveOrganisation": only_the_board({"input": {"applicationId": application}}),
        "refuseOrganisation": only_the_board({"input": {"applicationId": application, "reason": "No."}}),
        "mergeApplication": only_the_board({"input": {"applicationId": application, "organisationId": organisation}}),
        "suspendOrganisation": only_the_board({"input": {"id": organisation, "reason": "An inquiry."}}),
        "restoreOrganisation": only_the_board({"id": organisation}),
        "setVerificationBudget": only_the_board({"input": {"organisationId": organisation, "perDay": 10}}),
        "cancelResult": only_the_board({"input": decision}),
        "withholdResult": only_the_board({"input": decision}),
        "releaseResult": only_the_board({"input": decision}),
        "addUser": [("primary", {"input": new}, taken)],
        "updateUser": [("primary", {"input": {"id": user, "role": "MEMBER"}}, absent | {"path": ["input", "id"]})],
        "removeUser": [("primary", {"id": user}, absent | {"path": ["id"]})],
        "resendInvitation": [("primary", {"id": id_of("User", b.invited.id)}, absent | {"path": ["id"]})],
        "resetSecondFactor": [
            ("primary", {"input": {"userId": user, "password": PASSWORD}}, absent | {"path": ["input", "userId"]})
        ],
        "transferPrimary": [("primary", {"input": {"userId": user}}, absent | {"path": ["input", "userId"]})],
        "updateTemplate": [
            ("user", {"input": {"id": template, "version": 1, "name": "Ours"}}, absent | {"path": ["input", "id"]})
        ],
        "deleteTemplate": [("user", {"id": template}, absent | {"path": ["id"]})],
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
        "startDownload": [
            ("user", {"input": {"format": "PDF", name: [id_]}}, absent | {"path": ["input", name]})
            for name, id_ in (
                ("shareIds", share),
                ("verificationIds", id_of("Verification", b.verifications[0].id)),
                ("shareIds", id_of("Verification", b.verifications[0].id)),
            )
        ],
        "repeatDownload": [("user", {"id": download}, absent | {"path": ["id"]})],
        "cancelDownload": [(who, {"id": download}, absent | {"path": ["id"]}) for who in ("user", "primary")],
        "verifyResult": [
            (
                "user",
                {"input": {"statementNumber": b.shown.statement_number, "dateOfBirth": "1999-12-31"}},
                {"__typename": "NoMatch", "code": "NO_MATCH", "path": None},
            )
        ],
    }


_GROWING = ("verification", "event", "event_head")
_SEEN = re.compile(r'"last_(used|seen)_at": "[^"]*"')
"""When somebody was last here: written anew each minute, and no mutation's doing."""


async def contents(world: World) -> dict[str, list[str]]:
    """Every row of every table; the log of the side that tries may grow by its own checks."""
    async with world.service.database.session(SYSTEM) as session:
        found = await contents_of(session)
    mine = str(world.two.a.organisation.id)
    return {
        table: [
            _SEEN.sub("", row)
            for row in rows
            if table not in ("verification", "event", "event_head") or mine not in row
        ]
        for table, rows in found.items()
        if not table.startswith("audit_")  # what was refused is noted, and sealed
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

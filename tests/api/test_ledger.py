"""The access ledger through the whole API: what keys read is entered before they have it, and candidates see it."""

from dataclasses import dataclass
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.answers import Answer
from app.envelope import Envelope
from app.models import AuditEntry, CandidateAccount, Disclosure, Organisation, Result, Share, User
from app.resolvers.operation import Client
from app.security.secrets import secret_hash
from app.viewer import SYSTEM, Viewer
from tests.api.service import SETTINGS, Service, code_of
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

PAGE = "{ organisation { shares(first: 5) { nodes { id result { id overallScore } } } } }"
LEDGER = """query($result: ID, $organisation: ID) { candidate { accessLedger(
    resultId: $result, organisationId: $organisation
) { totalCount nodes { kind way version occurredAt organisation { name } result { id } } } } }"""
SHARE = """mutation($input: ShareResultsInput!) { shareResults(input: $input) { __typename
    ... on ResultsShared { shares { id status invitedName organisation { name } } }
    ... on AlreadyShared { shares { id } } ... on Refusal { code path } } }"""
REVOKE = """mutation($id: ID!) { revokeShare(id: $id) { __typename
    ... on ShareRevoked { notice share { status } } ... on Refusal { code } } }"""
CLAIM = """mutation($input: ClaimCandidateAccountInput!) { claimCandidateAccount(input: $input) { __typename
    ... on CandidateAccountClaimed { token candidate { email candidateNumber language } }
    ... on AccountLocked { retryAfter } ... on Refusal { code message path } } }"""


@dataclass
class Scene:
    service: Service
    organisation: Organisation
    user: User
    key: Viewer
    account: CandidateAccount
    result: Result
    share: Share

    async def execute(self, query: str, viewer: Viewer | None = None, **variables: Any) -> Answer:
        client = Client("192.0.2.7", None, None, https=False)
        return await self.service.parts.api.execute(Envelope(query, None, variables), viewer or self.key, client)

    async def ask(self, query: str, viewer: Viewer | None = None, **variables: Any) -> Any:
        body = (await self.execute(query, viewer, **variables)).body
        assert b"\x01" not in body
        answer = orjson.loads(body)
        assert "errors" not in answer, answer
        return answer["data"]

    async def ledger(self) -> list[tuple[Any, ...]]:
        async with self.service.database.session(SYSTEM) as session:
            rows = await session.scalars(sa.select(Disclosure).order_by(col(Disclosure.id)))
            return [(row.kind.value, row.way.value, row.result_id, row.version) for row in rows]

    async def audited(self) -> list[tuple[Any, ...]]:
        async with self.service.database.session(SYSTEM) as session:
            rows = await session.scalars(sa.select(AuditEntry).order_by(col(AuditEntry.id)))
            return [(row.action, row.actor_kind.value, row.count, row.address) for row in rows]


@pytest.fixture
async def scene(service: Service) -> Scene:
    async with service.making() as make:
        return await made(service, make)


async def made(service: Service, make: Factory) -> Scene:
    organisation = await make.organisation(name="Northmoor University")
    user = await make.user(organisation, may_view_photos=True)
    candidate = await make.candidate()
    account = await make.account(candidate)
    result = await make.result(candidate)
    await make.photo(result)
    share = await make.share(result, organisation)
    await make.share(None, organisation, revoked_at=result.released_at, ended_at=result.released_at)
    key = viewer_of(await make.api_key(organisation))
    return Scene(service, organisation, user, key, account, result, share)


async def test_what_a_key_reads_is_entered_once_a_day_the_long_way_and_the_short(scene: Scene) -> None:
    answers = [await scene.ask(PAGE) for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert [share["result"] and share["result"]["id"] for share in answers[0]["organisation"]["shares"]["nodes"]] == [
        f"res_{scene.result.id}"
    ]
    assert await scene.ledger() == [("RECEIVED", "API", scene.result.id, 1)]
    assert await scene.audited() == [("readResults", "API_KEY", 1, "192.0.2.7")] * 3


@pytest.mark.parametrize(
    "query",
    [
        "query($id: ID!) { node(id: $id) { id ... on Result { grade } } }",
        "query($id: ID!, $share: ID!) { nodes(ids: [$id, $share]) { id ... on Share { result { grade } } } }",
        """query($id: ID!, $share: ID!) {
            a: node(id: $share) { ... on Share { result { id } } } b: node(id: $id) { id } }""",
        """query($id: ID!, $share: ID!) { organisation { shares(filter: { ids: [$share] }) { edges { node {
            candidate { shares { nodes { result { history { version grade } } } } } } } } } node(id: $id) { id } }""",
        "{ organisation { events { nodes { kind result { ... { x: grade } } } } } }",
    ],
    ids=["node", "nodes", "aliases", "nested", "events"],
)
async def test_wherever_a_result_stands_in_the_document(scene: Scene, query: str) -> None:
    variables = {"id": f"res_{scene.result.id}", "share": f"shr_{scene.share.id}"}
    await scene.ask(query, **{name: value for name, value in variables.items() if f"${name}" in query})

    assert await scene.ledger() == [("RECEIVED", "API", scene.result.id, 1)]


async def test_what_tells_no_result_is_no_disclosure_and_users_lists_are_none(scene: Scene) -> None:
    await scene.ask("{ organisation { shares { nodes { id candidateName } } } }")
    await scene.ask(PAGE, viewer_of(scene.user))

    assert (await scene.ledger(), await scene.audited()) == ([], [])


async def test_what_cannot_be_entered_is_not_given_out(scene: Scene) -> None:
    nobodys = Viewer(scene.key.kind, organisation_id=scene.organisation.id, scopes=scene.key.scopes)

    body = orjson.loads((await scene.execute(PAGE, nobodys)).body)

    assert (body["data"], code_of(body)) == (None, "INTERNAL_ERROR")


async def test_the_candidate_sees_who_and_when_and_may_narrow_it(scene: Scene) -> None:
    service, result_id = scene.service, f"res_{scene.result.id}"
    user, candidate = await service.token(scene.user), await service.token(scene.account)
    await service.ask("mutation($id: ID!) { openShare(id: $id) { __typename } }", user, id=f"shr_{scene.share.id}")
    verify = "mutation($input: VerifyResultInput!) { verifyResult(input: $input) { __typename } }"
    claim = {"statementNumber": scene.result.statement_number, "dateOfBirth": str(scene.result.date_of_birth)}
    await service.ask(verify, user, input=claim)
    for _ in range(2):
        response = await service.http.get(f"/photos/{result_id}", headers={"authorization": f"Bearer {user}"})
        assert response.status_code == 200
    await scene.ask(PAGE)

    whole = (await service.ask(LEDGER, candidate))["candidate"]["accessLedger"]
    counts = [
        (await service.ask(LEDGER, candidate, **asked))["candidate"]["accessLedger"]["totalCount"]
        for asked in (
            {"result": result_id},
            {"organisation": f"orp_{scene.organisation.id}"},
            {"result": f"shr_{scene.share.id}"},
            {"organisation": f"orp_{scene.result.id}"},
        )
    ]

    assert [(node["kind"], node["way"], node["version"]) for node in whole["nodes"]] == [
        ("RECEIVED", "API", 1),
        ("PHOTO_VIEWED", "CONSOLE", 1),
        ("VERIFIED", "CONSOLE", 1),
        ("OPENED", "CONSOLE", 1),
    ]
    assert {(node["organisation"]["name"], node["result"]["id"]) for node in whole["nodes"]} == {
        ("Northmoor University", result_id)
    }
    assert (whole["totalCount"], counts) == (4, [4, 4, 0, 0])


async def test_others_have_no_part_of_it(scene: Scene) -> None:
    service = scene.service
    await scene.ask(PAGE)
    async with service.database.session(SYSTEM) as session:
        (entry,) = (await session.scalars(sa.select(Disclosure))).all()
    async with service.making() as make:
        stranger = await make.account()
    node = "query($id: ID!) { node(id: $id) { id } }"
    seen = {}
    for name, somebody in (("own", scene.account), ("stranger", stranger), ("user", scene.user)):
        token = await service.token(somebody)
        seen[name] = (await service.ask(node, token, id=f"dis_{entry.id}"))["node"]

    assert seen == {"own": {"id": f"dis_{entry.id}"}, "stranger": None, "user": None}


async def test_revoking_tells_what_it_does_not_undo(scene: Scene) -> None:
    token = await scene.service.token(scene.account)

    answer = (await scene.service.ask(REVOKE, token, id=f"csh_{scene.share.id}"))["revokeShare"]

    assert answer == {
        "__typename": "ShareRevoked",
        "notice": "Who has your statement number and date of birth can still verify this result: each time it is"
        " verified, your access ledger says by whom.",
        "share": {"status": "REVOKED"},
    }


async def test_hiding_the_photo_holds_for_verifications_after_the_share_too(scene: Scene) -> None:
    service = scene.service
    user, candidate = await service.token(scene.user), await service.token(scene.account)
    async with service.making() as make:
        await make.verification(scene.user, scene.result)
    hide = "mutation($id: ID!) { updateShare(input: { id: $id, hidePhoto: true }) { __typename } }"
    await service.ask(hide, candidate, id=f"csh_{scene.share.id}")
    await service.ask(REVOKE, candidate, id=f"csh_{scene.share.id}")

    found = await service.ask(
        "query($id: ID!) { node(id: $id) { ... on Result { grade photoStatus photoUrl } } }",
        user,
        id=f"res_{scene.result.id}",
    )
    photo = await service.http.get(f"/photos/res_{scene.result.id}", headers={"authorization": f"Bearer {user}"})

    assert found == {"node": {"grade": scene.result.grade, "photoStatus": "HIDDEN_BY_CANDIDATE", "photoUrl": None}}
    assert photo.status_code == 404
    assert await scene.ledger() == []


async def test_sharing_with_whom_nobody_knows_waits(scene: Scene) -> None:
    service, token = scene.service, await scene.service.token(scene.account)
    invited = {"name": " Saltmarsh  College", "city": "Saltmarsh", "country": "GB", "email": "Office@Saltmarsh.example"}
    sharing = {"resultIds": [f"res_{scene.result.id}"], "inviteOrganisation": invited}

    done = (await service.ask(SHARE, token, input=sharing))["shareResults"]
    again = (await service.ask(SHARE, token, input=sharing))["shareResults"]
    (share,) = done["shares"]
    waiting = await service.ask(
        "{ candidate { shares(filter: { statuses: [WAITING] }) { nodes { id status } }"
        " active: shares(filter: { statuses: [ACTIVE] }) { nodes { id } } } }",
        token,
    )
    revoked = (await service.ask(REVOKE, token, id=share["id"]))["revokeShare"]

    assert done["__typename"] == "ResultsShared"
    assert share | {"id": None} == {
        "id": None,
        "status": "WAITING",
        "invitedName": "Saltmarsh College",
        "organisation": None,
    }
    assert again == {
        "__typename": "AlreadyShared",
        "shares": [share],
        "code": "ALREADY_SHARED",
        "path": ["input", "resultIds"],
    }
    assert waiting["candidate"] == {
        "shares": {"nodes": [{"id": share["id"], "status": "WAITING"}]},
        "active": {"nodes": [{"id": f"csh_{scene.share.id}"}]},
    }
    assert revoked["share"] == {"status": "REVOKED"}


@pytest.mark.parametrize("both", [True, False])
async def test_exactly_one_receiver(scene: Scene, both: bool) -> None:
    token = await scene.service.token(scene.account)
    invited = {"name": "Saltmarsh College", "city": "Saltmarsh", "country": "GB", "email": "office@saltmarsh.example"}
    receivers = {"organisationId": f"orp_{scene.organisation.id}", "inviteOrganisation": invited} if both else {}

    answer = await scene.service.ask(SHARE, token, input={"resultIds": [f"res_{scene.result.id}"]} | receivers)

    assert answer["shareResults"] == {"__typename": "InvalidInput", "code": "EXACTLY_ONE", "path": ["input"]}


async def test_claiming_signs_in(service: Service) -> None:
    assert SETTINGS.secret_key is not None
    key = SETTINGS.secret_key.get_secret_value().encode()
    async with service.making() as make:
        await make.candidate(candidate_number="C5550001", secret_hash=secret_hash(key, "C5550001", "five owls"))
    given = {
        "candidateNumber": "c-555 0001",
        "secret": "five owls",
        "email": "Amara@example.org",
        "password": "owls at midnight, five of them",
        "language": "JA",
    }

    wrong = (await service.ask(CLAIM, input=given | {"secret": "four owls"}))["claimCandidateAccount"]
    response = await service.post({"query": CLAIM, "variables": {"input": given}})
    claimed = response.json()["data"]["claimCandidateAccount"]
    service.http.cookies.clear()

    assert wrong == {
        "__typename": "WrongCredentials",
        "code": "WRONG_CREDENTIALS",
        "message": "The candidate number or the secret is wrong.",
        "path": None,
    }
    assert claimed["candidate"] == {"email": "amara@example.org", "candidateNumber": "C5550001", "language": "JA"}
    assert claimed["token"] in response.headers["set-cookie"]
    assert (await service.ask("{ viewer { __typename } }", claimed["token"])) == {
        "viewer": {"__typename": "CandidateAccount"}
    }
    again = (await service.ask(CLAIM, input=given))["claimCandidateAccount"]  # the address is not confirmed yet
    service.http.cookies.clear()
    assert again["candidate"] == claimed["candidate"]
    assert (await service.post({"query": "{ viewer { __typename } }"}, claimed["token"])).status_code == 401


async def test_the_fourth_wrong_secret_finds_it_locked(service: Service) -> None:
    given = {
        "candidateNumber": "C5550002",
        "secret": "guess",
        "email": "a@example.org",
        "password": "a long walk by the sea",
    }

    answers = [(await service.ask(CLAIM, input=given))["claimCandidateAccount"] for _ in range(4)]

    assert [answer["__typename"] for answer in answers] == [*["WrongCredentials"] * 3, "AccountLocked"]
    assert 1790 <= answers[3]["retryAfter"] <= 1800

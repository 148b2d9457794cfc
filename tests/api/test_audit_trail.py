"""The audit trail over the API: what is written, for whom it is, and that nobody's name is in it."""

import json
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from app.audit.head_file import head_file, kept_head
from app.models import CandidateAccount, Organisation, Result, Share, Staff, User
from app.models.enums import Language, UserRole
from app.schema.ids import id_of
from app.security import passwords
from tests.api.service import Service, code_of
from tests.api.test_signing_in import SIGN_IN, SIGN_OUT

pytestmark = pytest.mark.anyio

PASSWORD = "correct horse 電池 staple"
TRAIL = """
query ($filter: AuditFilter, $first: Int, $after: String) {
  organisation { auditTrail(filter: $filter, first: $first, after: $after) {
    nodes { id action code subjectId count summary address actor { kind name nodeId } }
    pageInfo { endCursor hasNextPage } totalCount
  } }
}
"""
CHAIN = "{ organisation { auditTrail { nodes { sequence previousHash hash } } } }"
NODE = "query ($id: ID!) { node(id: $id) { ... on AuditEntry { id action } } }"
OPEN = "mutation ($id: ID!) { openShare(id: $id) { __typename } }"
SEEN = "mutation { markSharesSeen(input: {filter: {}}) { __typename ... on SharesMarkedSeen { count } } }"
VERIFY = """
mutation ($number: String!, $born: Date!) {
  verifyResult(input: {statementNumber: $number, dateOfBirth: $born}) { __typename }
}
"""
SHARE = "mutation ($input: ShareResultsInput!) { shareResults(input: $input) { __typename } }"
REVOKE = "mutation ($id: ID!) { revokeShare(id: $id) { __typename } }"


@dataclass
class World:
    organisation: Organisation
    primary: User
    member: User
    stranger: User
    account: CandidateAccount
    result: Result
    share: Share
    staff: Staff


@pytest.fixture
async def world(service: Service) -> World:
    password_hash = await passwords.hashed(PASSWORD)
    async with service.making() as make:
        organisation = await make.organisation()
        candidate = await make.candidate()
        result = await make.result(candidate)
        return World(
            organisation,
            await make.user(organisation, role=UserRole.PRIMARY, email="p@uni.example", password_hash=password_hash),
            await make.user(organisation),
            await make.user(role=UserRole.PRIMARY),
            await make.account(candidate),
            result,
            await make.share(result, organisation),
            await make.staff(),
        )


async def trail(service: Service, token: str, **variables: Any) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = (await service.ask(TRAIL, token, **variables))["organisation"]["auditTrail"]["nodes"]
    return nodes


async def test_a_story_is_told_by_whom_what_and_from_where(service: Service, world: World) -> None:
    token, mine = await service.token(world.member), await service.token(world.primary)
    share = id_of("Share", world.share.id)
    await service.ask(OPEN, token, id=share)
    await service.ask(SEEN, token)
    await service.ask(VERIFY, token, number=world.result.statement_number, born=str(world.result.date_of_birth))
    await service.ask(VERIFY, token, number=world.result.statement_number, born="1990-01-01")
    await service.ask(VERIFY, token, number="", born="1990-01-01")  # a typing error: nobody's business
    await service.ask(REVOKE, token, id=share)

    told = await trail(service, mine)

    assert [(each["action"], each["code"], each["summary"]) for each in told] == [
        ("revokeShare", "FORBIDDEN", "Revocation of a share: refused, FORBIDDEN"),
        ("verifyResult", "NO_MATCH", "Check of a statement of results: refused, NO_MATCH"),
        ("verifyResult", None, "Check of a statement of results"),
        ("markSharesSeen", None, "Marking of shares as seen"),
        ("openShare", None, "Opening of a shared result"),
    ]
    assert {each["address"] for each in told} == {"127.0.0.1"}
    assert {each["actor"]["nodeId"] for each in told} == {id_of("User", world.member.id)}
    assert all(each["subjectId"].startswith("ver_") for each in told[1:3])


async def test_from_where_is_told_of_streams_too(service: Service, world: World) -> None:
    body = {"query": OPEN, "variables": {"id": id_of("Share", world.share.id)}}
    answer = await service.post(body, await service.token(world.member), accept="text/event-stream")

    assert "ShareOpened" in answer.text
    (told,) = await trail(service, await service.token(world.primary))
    assert (told["action"], told["address"]) == ("openShare", "127.0.0.1")


async def test_sign_ins_and_their_refusals(service: Service, world: World) -> None:
    wrong = {"email": "p@uni.example", "password": "wrong"}
    await service.ask(SIGN_IN, **wrong)
    await service.ask(SIGN_IN, **(wrong | {"email": "nobody@uni.example"}))
    signed_in = (await service.ask(SIGN_IN, **(wrong | {"password": PASSWORD})))["signIn"]
    await service.ask(SIGN_OUT, signed_in["token"])

    told = await trail(service, await service.token(world.primary))

    user = id_of("User", world.primary.id)
    assert [(each["action"], each["code"], each["actor"]["kind"], each["subjectId"]) for each in told] == [
        ("signOut", None, "USER", None),
        ("signIn", None, "USER", None),
        ("signIn", "WRONG_CREDENTIALS", "ANONYMOUS", user),
    ]
    assert await trail(service, await service.token(world.stranger)) == []


async def test_who_is_signed_in_learns_no_address_by_signing_in(service: Service, world: World) -> None:
    """Neither by the answer nor by the own trail: a refused sign-in is told to the account's organisation alone."""
    stranger = await service.token(world.stranger)
    answers = [
        await service.answer(SIGN_IN, stranger, email=email, password="wrong")
        for email in ("p@uni.example", world.account.email, "nobody@uni.example")
    ]

    told = await trail(service, await service.token(world.primary))

    assert answers[0]["data"]["signIn"]["__typename"] == "WrongCredentials"
    assert answers[1:] == answers[:1] * 2
    assert [(each["action"], each["actor"]["kind"]) for each in told] == [("signIn", "ANONYMOUS")]
    assert await trail(service, stranger) == []


async def test_summaries_are_in_the_viewers_language(service: Service, world: World) -> None:
    async with service.making() as make:
        reader = await make.user(world.organisation, role=UserRole.PRIMARY, language=Language.JA)
    token = await service.token(world.member)
    await service.ask(REVOKE, token, id=id_of("Share", world.share.id))

    (told,) = await trail(service, await service.token(reader))

    assert told["summary"] == "共有の取り消し：拒否 FORBIDDEN"


async def test_filters(service: Service, world: World) -> None:
    member, mine = await service.token(world.member), await service.token(world.primary)
    await service.ask(OPEN, member, id=id_of("Share", world.share.id))
    await service.ask(SEEN, mine)
    await service.ask(VERIFY, member, number="999ZZ9999999", born="1990-01-01")

    async def found(**filter: Any) -> list[str]:
        return [each["action"] for each in await trail(service, mine, filter=filter)]

    (checked,) = await trail(service, mine, filter={"actions": ["verifyResult"]})
    assert await found(search="Opening") == ["openShare"]
    assert await found(search="照会") == ["verifyResult"]
    assert await found(search="no_m") == ["verifyResult"]
    assert await found(search="127.") == ["verifyResult", "markSharesSeen", "openShare"]
    assert await found(search=" ") == ["verifyResult", "markSharesSeen", "openShare"]
    assert await found(actions=["openShare", "nothing"]) == ["openShare"]
    assert await found(actorId=id_of("User", world.primary.id)) == ["markSharesSeen"]
    assert await found(actorId="res_1") == []
    assert await found(subjectId=checked["subjectId"]) == ["verifyResult"]
    assert await found(occurredAt={"before": "2026-01-01T00:00:00Z"}) == []
    assert code_of(await service.answer(TRAIL, mine, filter={"search": "x" * 201})) == "BAD_USER_INPUT"


async def test_pages(service: Service, world: World) -> None:
    mine = await service.token(world.primary)
    for _ in range(3):
        await service.ask(SEEN, mine)
    first = (await service.ask(TRAIL, mine, first=2))["organisation"]["auditTrail"]
    rest = (await service.ask(TRAIL, mine, first=2, after=first["pageInfo"]["endCursor"]))["organisation"]["auditTrail"]

    assert first["totalCount"] == 3
    assert len({each["id"] for each in (*first["nodes"], *rest["nodes"])}) == 3


async def test_it_is_for_primary_users_alone(service: Service, world: World) -> None:
    member, mine = await service.token(world.member), await service.token(world.primary)
    await service.ask(OPEN, member, id=id_of("Share", world.share.id))
    (entry,) = await trail(service, mine)

    assert code_of(await service.answer(TRAIL, member)) == "FORBIDDEN"
    for somebody, sees in (
        (world.primary, True),
        (world.member, False),
        (world.stranger, False),
        (world.account, False),
        (world.staff, True),
    ):
        found = (await service.ask(NODE, await service.token(somebody), id=entry["id"]))["node"]  # type: ignore[arg-type]
        assert found == ({"id": entry["id"], "action": "openShare"} if sees else None), somebody


async def test_the_seal_shows_once_it_is_there(service: Service, world: World) -> None:
    mine = await service.token(world.primary)
    await service.ask(SEEN, mine)
    await service.parts.sealer.seal()
    await service.ask(SEEN, mine)
    await service.parts.sealer.seal()

    second, first = (await service.ask(CHAIN, mine))["organisation"]["auditTrail"]["nodes"]

    assert (first["sequence"], second["sequence"]) == (1, 2)
    assert first["previousHash"] == "0" * 64
    assert second["previousHash"] == first["hash"]


async def test_a_commit_that_fails_leaves_no_entry(service: Service, world: World, owner: psycopg.Connection) -> None:
    owner.execute(
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk'; END $$;"
        "CREATE CONSTRAINT TRIGGER fail AFTER INSERT OR UPDATE ON sighting DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION fail()"
    )
    token, mine = await service.token(world.member), await service.token(world.primary)

    body = await service.answer(OPEN, token, id=id_of("Share", world.share.id))

    assert body["data"] == {"openShare": None}
    assert await trail(service, mine) == []


async def test_a_flood_of_refusals_is_told_in_few_entries(service: Service, world: World) -> None:
    token, mine = await service.token(world.member), await service.token(world.primary)
    for _ in range(30):
        await service.ask(REVOKE, token, id=id_of("Share", world.share.id))

    assert (await service.ask(TRAIL, mine))["organisation"]["auditTrail"]["totalCount"] == 20


async def test_no_name_and_no_address_of_anybody_is_in_the_entries(
    service: Service, world: World, owner: psycopg.Connection
) -> None:
    member, candidate = await service.token(world.member), await service.token(world.account)
    await service.ask(SIGN_IN, email="p@uni.example", password="wrong")
    await service.ask(SIGN_IN, email="p@uni.example", password=PASSWORD)
    await service.ask(OPEN, member, id=id_of("Share", world.share.id))
    for born in (str(world.result.date_of_birth), "1990-01-01"):
        await service.ask(VERIFY, member, number=world.result.statement_number, born=born)
    share = {
        "resultIds": [id_of("Result", world.result.id)],
        "organisationId": id_of("OrganisationProfile", world.organisation.id),
    }
    await service.ask(SHARE, candidate, input=share)

    rows = owner.execute("SELECT to_jsonb(audit_entry) FROM audit_entry").fetchall()
    text = json.dumps(rows, ensure_ascii=False)

    assert len(rows) == 6
    people = (world.primary, world.member, world.account, world.staff)
    secrets = {person.email for person in people} | {
        world.result.family_name,
        world.result.given_name,
        world.result.statement_number,
        world.organisation.name,
        world.member.family_name,
        str(world.result.date_of_birth),
    }
    assert [each for each in secrets if each in text] == []


async def test_the_head_is_kept_in_a_folder_of_its_own(
    service: Service, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """No test's trail is astray by another's."""
    await service.ask(SEEN, await service.token(world.member))

    await service.parts.sealer.seal()

    while kept_head(head_file(service.parts.settings)) is None:  # the service's own sealer was faster
        await service.parts.sealer.catch_up()
    assert [record.message for record in caplog.records if record.name == "rvs.audit"] == []

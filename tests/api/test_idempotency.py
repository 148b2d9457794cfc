"""Rule 9: what is asked for twice with one key is done once."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.actions.once import KEPT
from app.models import ApiKey, Application, AuditEntry, Download, FirstAnswer, Job, Mail, Share
from app.models.enums import UserRole
from app.schema.ids import key_of
from app.viewer import SYSTEM
from tests.api.service import Body, Service

pytestmark = pytest.mark.anyio

UNTIL = (datetime.now(UTC) + timedelta(days=30)).isoformat()
CREATE = """mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { __typename
  ... on ApiKeyCreated { secret apiKey { id name } organisation { apiKeys { id } } }
  ... on Refusal { code message path } } }"""
ROTATE = """mutation ($input: RotateApiKeyInput!) { rotateApiKey(input: $input) { __typename
  ... on ApiKeyRotated { secret apiKey { id } previous { id } } ... on Refusal { code path } } }"""
SHARE = """mutation ($input: ShareResultsInput!) { shareResults(input: $input) { __typename
  ... on ResultsShared { shares { id result { id } hidePhoto } } ... on Refusal { code path } } }"""
REGISTER = """mutation ($input: RegisterOrganisationInput!) { registerOrganisation(input: $input) { __typename
  ... on OrganisationRegistered { registration { organisationName status submittedAt } }
  ... on Refusal { code path } } }"""
DOWNLOAD = """mutation ($input: StartDownloadInput!) { startDownload(input: $input) { __typename
  ... on DownloadStarted { download { id status } organisation { id } } ... on Refusal { code path } } }"""
REGISTRANT: Body = {
    "name": "Northmoor University",
    "city": "Northmoor",
    "country": "GB",
    "recognisedExams": ["B2_FIRST"],
    "familyName": "Adeyemi",
    "givenName": "Tola",
    "email": "tola@northmoor.example",
    "language": "EN",
    "idempotencyKey": "registration 1",
}
REUSED = {
    "__typename": "Conflict",
    "code": "IDEMPOTENCY_KEY_REUSED",
    "message": "This idempotency key was used for another input already.",
    "path": ["input", "idempotencyKey"],
}
NEW: Body = {"name": "SIS", "scopes": ["READ"], "expiresAt": UNTIL, "idempotencyKey": "the first"}


def without(refusal: Body, *names: str) -> Body:
    return {name: value for name, value in refusal.items() if name not in names}


async def rows(service: Service, statement: Any) -> list[Any]:
    async with service.database.session(SYSTEM) as session:
        return list(await session.scalars(statement))


async def primary_token(service: Service) -> str:
    async with service.making() as make:
        user = await make.user(role=UserRole.PRIMARY)
    return await service.token(user)


async def actions(service: Service) -> list[str]:
    return await rows(service, sa.select(col(AuditEntry.action)).order_by(col(AuditEntry.id)))


async def test_a_key_is_made_once(service: Service) -> None:
    token = await primary_token(service)

    first = (await service.ask(CREATE, token, input=NEW))["createApiKey"]
    second = (await service.ask(CREATE, token, input=NEW))["createApiKey"]
    other = (await service.ask(CREATE, token, input=NEW | {"name": "Another"}))["createApiKey"]

    assert first["secret"].startswith("rvs_")
    assert second == first | {"secret": None}
    assert other == REUSED
    (made,) = await rows(service, sa.select(ApiKey))
    assert first["apiKey"] == {"id": f"key_{made.id}", "name": "SIS"}
    assert await actions(service) == ["createApiKey", "createApiKey"]  # done, and refused
    (kept,) = await rows(service, sa.select(FirstAnswer))
    assert kept.subject_ids == [made.id]
    assert b"the first" not in kept.key_hash + kept.input_hash


async def test_a_key_belongs_to_one_viewer_and_one_mutation(service: Service) -> None:
    tokens = [await primary_token(service), await primary_token(service)]

    made = [(await service.ask(CREATE, token, input=NEW))["createApiKey"]["apiKey"]["id"] for token in tokens]
    rotate = {"id": made[0], "expiresAt": UNTIL, "idempotencyKey": NEW["idempotencyKey"]}
    rotated = [(await service.ask(ROTATE, tokens[0], input=rotate))["rotateApiKey"] for _ in range(2)]

    assert len(set(made)) == 2
    assert rotated[1] == rotated[0] | {"secret": None}
    assert rotated[0]["previous"] == {"id": made[0]}
    assert len(await rows(service, sa.select(ApiKey))) == 3


async def test_without_a_key_all_is_done_again(service: Service) -> None:
    token = await primary_token(service)
    given = without(NEW, "idempotencyKey")

    for asked in (given, given, given | {"idempotencyKey": None}):
        assert (await service.ask(CREATE, token, input=asked))["createApiKey"]["secret"] is not None

    assert len(await rows(service, sa.select(ApiKey))) == 3
    assert await rows(service, sa.select(FirstAnswer)) == []


@pytest.mark.parametrize(("key", "code"), [("", "REQUIRED"), ("x" * 201, "TOO_LONG")], ids=["empty", "long"])
async def test_what_is_no_key(service: Service, key: str, code: str) -> None:
    token = await primary_token(service)

    answer = (await service.ask(CREATE, token, input=NEW | {"idempotencyKey": key}))["createApiKey"]

    assert without(answer, "message") == {"__typename": "InvalidInput", "code": code, "path": REUSED["path"]}
    assert await rows(service, sa.select(ApiKey)) == []


async def test_a_refusal_is_not_remembered(service: Service) -> None:
    token = await primary_token(service)

    refused = (await service.ask(CREATE, token, input=NEW | {"name": ""}))["createApiKey"]
    made = (await service.ask(CREATE, token, input=NEW))["createApiKey"]

    assert (refused["code"], made["__typename"]) == ("REQUIRED", "ApiKeyCreated")


async def test_after_a_day_the_key_is_new(service: Service, owner: psycopg.Connection) -> None:
    token = await primary_token(service)
    first = (await service.ask(CREATE, token, input=NEW))["createApiKey"]

    owner.execute("UPDATE first_answer SET created_at = created_at - %s", [KEPT - timedelta(minutes=1)])
    within = (await service.ask(CREATE, token, input=NEW))["createApiKey"]
    owner.execute("UPDATE first_answer SET created_at = created_at - interval '1 minute'")
    after = (await service.ask(CREATE, token, input=NEW | {"name": "Later"}))["createApiKey"]

    assert within == first | {"secret": None}
    assert after["apiKey"]["name"] == "Later"
    (kept,) = await rows(service, sa.select(FirstAnswer))
    assert kept.subject_ids == [key_of(after["apiKey"]["id"], "ApiKey")]


async def test_many_at_once_are_one(service: Service) -> None:
    token = await primary_token(service)

    answers = await asyncio.gather(*(service.ask(CREATE, token, input=NEW) for _ in range(6)))

    made = [answer["createApiKey"] for answer in answers]
    assert {answer["__typename"] for answer in made} == {"ApiKeyCreated"}
    assert len({answer["apiKey"]["id"] for answer in made}) == 1
    assert sum(answer["secret"] is not None for answer in made) == 1
    assert len(await rows(service, sa.select(ApiKey))) == 1


async def test_results_are_shared_once(service: Service) -> None:
    async with service.making() as make:
        organisation, candidate = await make.organisation(), await make.candidate()
        account = await make.account(candidate)
        results = [await make.result(candidate) for _ in range(2)]
    token = await service.token(account)
    given: Body = {
        "resultIds": [f"res_{result.id}" for result in results],
        "organisationId": f"orp_{organisation.id}",
        "expiresAt": UNTIL,
        "idempotencyKey": "share",
    }

    first = (await service.ask(SHARE, token, input=given))["shareResults"]
    second = (await service.ask(SHARE, token, input=given | {"hidePhoto": False}))["shareResults"]  # as the default
    other = (await service.ask(SHARE, token, input=given | {"hidePhoto": True}))["shareResults"]

    assert first["__typename"] == "ResultsShared"
    assert [share["result"]["id"] for share in first["shares"]] == given["resultIds"]
    assert second == first
    assert other == without(REUSED, "message")
    assert len(await rows(service, sa.select(Share))) == 2


async def test_an_invitation_is_mailed_once(service: Service) -> None:
    async with service.making() as make:
        candidate = await make.candidate()
        account, result = await make.account(candidate), await make.result(candidate)
    token = await service.token(account)
    invited = {"name": "Saltmarsh College", "city": "Saltmarsh", "country": "GB", "email": "office@saltmarsh.example"}
    given = {"resultIds": [f"res_{result.id}"], "inviteOrganisation": invited, "idempotencyKey": "invite"}

    answers = [(await service.ask(SHARE, token, input=given))["shareResults"] for _ in range(2)]

    assert answers[0] == answers[1]
    assert answers[0]["__typename"] == "ResultsShared"
    assert await rows(service, sa.select(col(Mail.kind))) == ["organisation_invited"]


async def test_an_organisation_registers_once(service: Service) -> None:
    answers = [(await service.ask(REGISTER, input=REGISTRANT))["registerOrganisation"] for _ in range(6)]
    other = (await service.ask(REGISTER, input=REGISTRANT | {"city": "Elsewhere"}))["registerOrganisation"]

    assert answers[0]["__typename"] == "OrganisationRegistered"
    assert answers[1:] == answers[:1] * 5  # which cost no budget: it has three for an address
    assert other == without(REUSED, "message")
    (application,) = await rows(service, sa.select(Application))
    assert await rows(service, sa.select(col(Mail.recipient))) == ["tola@northmoor.example"]
    (kept,) = await rows(service, sa.select(FirstAnswer))
    assert kept.subject_ids == [UUID(str(application.id))]


async def test_a_download_starts_once(service: Service) -> None:
    async with service.making() as make:
        organisation = await make.organisation()
        user, share = await make.user(organisation), await make.share(organisation=organisation)
    token = await service.token(user)
    given: Body = {"format": "PDF", "shareIds": [f"shr_{share.id}"], "idempotencyKey": "clicked"}

    answers = [(await service.ask(DOWNLOAD, token, input=given))["startDownload"] for _ in range(2)]
    other = (await service.ask(DOWNLOAD, token, input=given | {"pdf": {"photos": False}}))["startDownload"]

    assert answers[0]["__typename"] == "DownloadStarted"
    assert answers[1] == answers[0]
    assert other == without(REUSED, "message")
    (made,) = await rows(service, sa.select(Download))
    assert answers[0]["download"]["id"] == f"dwn_{made.id}"
    assert len(await rows(service, sa.select(Job).where(col(Job.kind) == "download"))) == 1

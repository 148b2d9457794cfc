"""API keys end to end: over HTTP, over real sockets, and turned away the moment they are good for nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.asgi import Parts
from app.database import Database
from app.events.broker import LocalBroker
from app.models import ApiKey, CandidateAccount, Organisation, Result, Share, User
from app.models.enums import ApiScope, UserRole
from app.schema.ids import id_of
from app.security.api_keys import new_secret
from app.security.tokens import token_hash
from tests.api.service import Service, code_of, running
from tests.factories import Factory
from tests.transports.client import socket_to
from tests.transports.serving import served

pytestmark = pytest.mark.anyio

WHO = "{ viewer { __typename ... on ApiKey { id lastUsedAt } } }"
LIVE = "subscription ($after: String) { resultShared(after: $after) { share { id isNew isChanged } newShareCount } }"
CHANGED = """subscription ($after: String) { shareChanged(after: $after) {
  kind share { id isNew openedAt } actor { kind name nodeId } newShareCount } }"""
VERIFY = """mutation ($input: VerifyResultInput!) { verifyResult(input: $input) { __typename
  ... on ResultVerified { verification { by { kind name } result { statementNumber } } }
  ... on Forbidden { code scope } } }"""
CREATE = """mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { __typename
  ... on ApiKeyCreated { secret apiKey { id prefix networks createdBy { name } }
    organisation { apiKeys { id } } } } }"""
ROTATE = """mutation ($input: RotateApiKeyInput!) { rotateApiKey(input: $input) { __typename
  ... on ApiKeyRotated { secret apiKey { id } previous { id isActive replacedBy { id } } organisation { id } }
  ... on Refusal { code path } } }"""
REVOKE = "mutation ($id: ID!) { revokeApiKey(id: $id) { ... on ApiKeyRevoked { apiKey { isActive revokedAt } } } }"


@dataclass
class World:
    service: Service
    organisation: Organisation
    primary: User
    sharer: CandidateAccount
    share: Share
    unshared: Result

    async def key(self, *scopes: ApiScope, **values: Any) -> tuple[ApiKey, str]:
        """Of the organisation, with its secret; all scopes unless some are named."""
        secret = new_secret()
        asked = {"scopes": [scope.value for scope in scopes]} if scopes else {}
        async with self.service.making() as make:
            key = await make.api_key(self.organisation, secret_hash=token_hash(secret), **asked | values)
        return key, secret


def quick(parts: Parts) -> None:
    """Looks often enough for a test, as the guard does every few seconds."""
    parts.guard._every = 0.05


@pytest.fixture
async def world(fresh_database: Database) -> AsyncIterator[World]:
    async with running(fresh_database, LocalBroker(), adjust=quick) as service:
        async with service.making() as make:
            yielded = await scene(service, make)
        yield yielded


async def scene(service: Service, make: Factory) -> World:
    organisation, candidate = await make.organisation(), await make.candidate()
    primary = await make.user(organisation, role=UserRole.PRIMARY, family_name="Marsh", given_name="Alice")
    share = await make.share(await make.result(candidate), organisation)
    return World(service, organisation, primary, await make.account(candidate), share, await make.result(candidate))


async def test_a_key_is_made_used_rotated_and_revoked(world: World) -> None:
    service, token = world.service, await world.service.token(world.primary)
    until = (datetime.now(UTC) + timedelta(days=30)).isoformat()

    made = (
        await service.ask(CREATE, token, input={"name": "SIS", "scopes": ["READ"], "expiresAt": until, "networks": []})
    )["createApiKey"]
    key_id, secret = made["apiKey"]["id"], made["secret"]
    assert made == {
        "__typename": "ApiKeyCreated",
        "secret": secret,
        "apiKey": {"id": key_id, "prefix": secret[:12], "networks": [], "createdBy": {"name": "Alice Marsh"}},
        "organisation": {"apiKeys": [{"id": key_id}]},
    }
    assert (await service.ask(WHO, secret))["viewer"]["id"] == key_id

    itself = (await service.ask(ROTATE, secret, input={"id": key_id, "expiresAt": until, "overlapHours": 1}))[
        "rotateApiKey"
    ]
    new_id = itself["apiKey"]["id"]
    assert itself == {
        "__typename": "ApiKeyRotated",
        "secret": itself["secret"],
        "apiKey": {"id": new_id},
        "previous": {"id": key_id, "isActive": True, "replacedBy": {"id": new_id}},
        "organisation": {"id": id_of("Organisation", world.organisation.id)},
    }
    assert [(await service.ask(WHO, each))["viewer"]["id"] for each in (secret, itself["secret"])] == [key_id, new_id]
    again = await service.ask(ROTATE, secret, input={"id": key_id, "expiresAt": until})
    assert again["rotateApiKey"]["code"] == "ALREADY_FINISHED"

    revoked = await service.ask(REVOKE, token, id=new_id)
    assert revoked["revokeApiKey"]["apiKey"]["isActive"] is False
    assert (await service.post({"query": WHO}, itself["secret"])).status_code == 401
    assert (await service.ask(WHO, secret))["viewer"]["id"] == key_id


@pytest.mark.parametrize("how", ["unknown", "typing error", "revoked", "expired", "suspended"])
async def test_what_is_good_for_nothing_is_refused(world: World, how: str) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    values = {"revoked": {"revoked_at": past}, "expired": {"expires_at": past}}.get(how, {})
    _, secret = await world.key(**values)
    if how == "unknown":
        secret = new_secret()
    elif how == "typing error":
        secret = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    elif how == "suspended":
        async with world.service.making() as make:
            world.organisation.status = "SUSPENDED"  # type: ignore[assignment]
            await make.session.merge(world.organisation)

    response = await world.service.post({"query": WHO}, secret)

    assert (response.status_code, code_of(response.json())) == (401, "UNAUTHENTICATED")


async def test_use_is_noted_once_a_minute(world: World) -> None:
    key, secret = await world.key()

    async def used() -> Any:
        return (await world.service.ask(WHO, secret))["viewer"]["lastUsedAt"]

    first = await used()
    assert first is not None
    assert await used() == first
    world.service.parts.api.keys.forget(key.id)
    assert await used() == first


@pytest.mark.parametrize(("networks", "served_"), [(["127.0.0.0/8"], True), (["192.0.2.0/24", "2001:db8::/32"], False)])
async def test_a_key_serves_in_its_networks(world: World, networks: list[str], served_: bool) -> None:
    """The client of these tests comes from 127.0.0.1, over HTTP and over a socket."""
    _, secret = await world.key(networks=networks)

    response = await world.service.post({"query": WHO}, secret, accept_language="ja")
    assert response.status_code == (200 if served_ else 403)
    if not served_:
        assert code_of(response.json()) == "FORBIDDEN"
    async with (
        served(world.service.parts.live, world.service.app) as address,
        socket_to(address) as client,
    ):
        answer = await client.init(secret)
        assert answer == ({"type": "connection_ack"} if served_ else ("closed", 4403, "FORBIDDEN"))


async def test_a_key_reads_in_the_language_of_the_request(world: World) -> None:
    _, secret = await world.key(ApiScope.VERIFY)
    body = {"query": "{ organisation { newShareCount } }"}

    answers = [
        (await world.service.post(body, secret, accept_language=each)).json()["errors"][0] for each in ("ja", "en")
    ]

    assert [answer["extensions"] for answer in answers] == 2 * [{"code": "FORBIDDEN", "scope": "READ"}]
    assert answers[1]["message"] == "This account may not see that." != answers[0]["message"]


async def test_checking_takes_a_scope(world: World) -> None:
    claim = {
        "statementNumber": world.unshared.statement_number,
        "dateOfBirth": world.unshared.date_of_birth.isoformat(),
    }
    _, reading = await world.key(ApiScope.READ, ApiScope.FEED)
    key, checking = await world.key(ApiScope.VERIFY, name="Front desk")

    refused = await world.service.ask(VERIFY, reading, input=claim)
    made = await world.service.ask(VERIFY, checking, input=claim)

    assert refused["verifyResult"] == {"__typename": "Forbidden", "code": "FORBIDDEN", "scope": "VERIFY"}
    verification = made["verifyResult"]["verification"]
    assert verification == {
        "by": {"kind": "API_KEY", "name": "api_key"},
        "result": {"statementNumber": claim["statementNumber"]},
    }
    log = "{ organisation { verifications { nodes { by { kind name nodeId } } } } }"
    (seen,) = (await world.service.ask(log, await world.service.token(world.primary)))["organisation"]["verifications"][
        "nodes"
    ]
    assert seen["by"] == {"kind": "API_KEY", "name": "Front desk", "nodeId": id_of("ApiKey", key.id)}
    # A key that may only check sees what was checked, not what was shared.
    nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    ids = [id_of("Result", world.unshared.id), id_of("Result", world.share.result_id), id_of("Share", world.share.id)]
    assert (await world.service.ask(nodes, checking, ids=ids))["nodes"] == [{"id": ids[0]}, None, None]


async def test_photos_take_a_scope(world: World) -> None:
    async with world.service.making() as make:
        shared = await make.session.get_one(Result, world.share.result_id)
        await make.photo(shared, jpeg=b"\xff\xd8\xff key")
    path = f"/photos/{id_of('Result', world.share.result_id)}"
    status = "query ($id: ID!) { node(id: $id) { ... on Result { photoStatus photoUrl } } }"

    async def fetched(secret: str) -> Any:
        response = await world.service.http.get(path, headers={"authorization": f"Bearer {secret}"})
        if response.status_code == 200:
            return response.content
        return response.status_code, response.json()["errors"][0]["extensions"]

    _, reading = await world.key(ApiScope.READ)
    _, seeing = await world.key(ApiScope.READ, ApiScope.PHOTO)
    _, photo_only = await world.key(ApiScope.PHOTO)

    assert await fetched(reading) == (403, {"code": "FORBIDDEN", "scope": "PHOTO"})
    assert await fetched(photo_only) == (403, {"code": "FORBIDDEN", "scope": "READ"})
    assert await fetched(seeing) == b"\xff\xd8\xff key"
    result_id = id_of("Result", world.share.result_id)
    found = [(await world.service.ask(status, secret, id=result_id))["node"] for secret in (reading, seeing)]
    assert found == [{"photoStatus": "NOT_PERMITTED", "photoUrl": None}, {"photoStatus": "AVAILABLE", "photoUrl": path}]


async def test_what_is_for_people_is_not_for_keys(world: World) -> None:
    _, secret = await world.key()
    share = id_of("Share", world.share.id)
    refused = "{ __typename ... on Refusal { code } }"

    found = await world.service.ask(
        f"""mutation {{
          openShare(id: "{share}") {refused}
          markSharesSeen(input: {{ shareIds: ["{share}"] }}) {refused}
          removeUser(id: "{id_of("User", world.primary.id)}") {refused}
          revokeApiKey(id: "{share}") {refused}
          signOut {refused}
        }}""",
        secret,
    )

    assert {name: answer["code"] for name, answer in found.items()} == {
        "openShare": "FORBIDDEN",
        "markSharesSeen": "FORBIDDEN",
        "removeUser": "FORBIDDEN",
        "revokeApiKey": "FORBIDDEN",
        "signOut": "NOT_SIGNED_IN",
    }


SHARING = """mutation ($input: ShareResultsInput!) { shareResults(input: $input) {
  ... on ResultsShared { shares { id } } } }"""
OPENING = "mutation ($id: ID!) { openShare(id: $id) { ... on ShareOpened { share { id } } } }"


async def test_keys_hear_of_shares_as_keys_see_them(world: World) -> None:
    """New until anybody opens it; the keys of one shape share a payload, which is not that of the users."""
    service = world.service
    (_, first), (_, second) = await world.key(), await world.key()
    user, sharer = await service.token(world.primary), await service.token(world.sharer)
    cursor = (await service.ask("{ organisation { eventCursor } }", first))["organisation"]["eventCursor"]
    async with (
        served(service.parts.live, service.app) as address,
        socket_to(address) as one,
        socket_to(address) as two,
        socket_to(address) as person,
    ):
        for client, token in ((one, first), (two, second), (person, user)):
            assert await client.init(token) == {"type": "connection_ack"}
            await client.subscribe("shared", LIVE, after=cursor)
            await client.subscribe("changed", CHANGED, after=cursor)
        to = id_of("OrganisationProfile", world.organisation.id)
        await service.ask(
            SHARING, sharer, input={"resultIds": [id_of("Result", world.unshared.id)], "organisationId": to}
        )
        heard = [await client.next() for client in (one, two, person)]
        share = heard[0]["payload"]["data"]["resultShared"]["share"]["id"]
        expected = {"share": {"id": share, "isNew": True, "isChanged": False}, "newShareCount": 2}
        assert [message["payload"]["data"]["resultShared"] for message in heard] == 3 * [expected]

        await service.ask(OPENING, user, id=share)
        heard = [(await client.next())["payload"]["data"]["shareChanged"] for client in (one, two, person)]

    actor = {"kind": "USER", "name": "Alice Marsh", "nodeId": None}
    for changed in heard[:2]:
        assert changed["share"].pop("openedAt") is not None
        assert changed == {
            "kind": "OPENED",
            "share": {"id": share, "isNew": False},
            "actor": actor,
            "newShareCount": 1,
        }
    assert heard[2]["actor"] == actor | {"nodeId": id_of("User", world.primary.id)}


@pytest.mark.parametrize(
    ("scopes", "missing"),
    [([ApiScope.READ], "FEED"), ([ApiScope.FEED], "READ"), ([ApiScope.FEED, ApiScope.READ], None)],
)
async def test_listening_takes_scopes(world: World, scopes: list[ApiScope], missing: str | None) -> None:
    _, secret = await world.key(*scopes)
    async with (
        served(world.service.parts.live, world.service.app) as address,
        socket_to(address) as client,
    ):
        await client.init(secret)
        await client.subscribe("1", LIVE)
        if missing is None:
            assert await client.say({"type": "ping"}) == {"type": "pong"}
        else:
            answer = await client.next()
            assert (answer["type"], answer["payload"][0]["extensions"]) == (
                "error",
                {"code": "FORBIDDEN", "scope": missing},
            )


@pytest.mark.parametrize("how", ["revoked", "revoked elsewhere", "expired", "suspended"])
async def test_sockets_of_a_key_that_ended_are_closed(world: World, how: str) -> None:
    """With word of it at once, without at the guard's next look (every 4 s; here sooner)."""
    service = world.service
    key, secret = await world.key()
    token = await service.token(world.primary)
    async with (
        served(service.parts.live, service.app) as address,
        socket_to(address) as client,
        socket_to(address) as person,
    ):
        await client.init(secret)
        await client.subscribe("1", LIVE)
        await person.init(token)
        assert await client.say({"type": "ping"}) == {"type": "pong"}
        if how == "revoked":
            await service.ask(REVOKE, token, id=id_of("ApiKey", key.id))
        else:
            async with service.making() as make:
                if how == "suspended":
                    row: Any = await make.session.get_one(Organisation, world.organisation.id)
                    row.status = "SUSPENDED"
                else:
                    row = await make.session.get_one(ApiKey, key.id)
                    setattr(row, "expires_at" if how == "expired" else "revoked_at", datetime.now(UTC))
        code = "FORBIDDEN" if how == "suspended" else "UNAUTHENTICATED"

        error = await client.next()
        assert (error["type"], error["id"], error["payload"][0]["extensions"]) == ("error", "1", {"code": code})
        assert await client.next() == ("closed", 4403, code)
        if how != "suspended":
            assert await person.say({"type": "ping"}) == {"type": "pong"}
        else:
            assert await person.next() == ("closed", 4403, code)

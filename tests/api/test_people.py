"""The people of an organisation end to end: what a console asks, and how somebody who is removed leaves."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from app.asgi import Parts
from app.database import Database
from app.events.broker import LocalBroker
from app.models import AuditEntry, Mail, Organisation, Share, User
from app.models.enums import UserRole, UserStatus
from app.schema.ids import id_of
from tests.api.service import Service, code_of, running
from tests.transports.client import socket_to
from tests.transports.serving import served

pytestmark = pytest.mark.anyio

USER = "id email displayName role status mayViewPhotos mayManageApi language invitedAt"
ADD = f"""mutation ($input: AddUserInput!) {{ addUser(input: $input) {{ __typename
  ... on UserAdded {{ user {{ {USER} }} organisation {{ users {{ totalCount }} }} }}
  ... on Refusal {{ code path }} }} }}"""
UPDATE = """mutation ($input: UpdateUserInput!) { updateUser(input: $input) { __typename
  ... on UserUpdated { user { id role displayName language } }
  ... on Refusal { code path } ... on Forbidden { role } } }"""
REMOVE = """mutation ($id: ID!) { removeUser(id: $id) { __typename
  ... on UserRemoved { removedId organisation { users { nodes { id } } } } ... on Refusal { code path } } }"""
RESEND = """mutation ($id: ID!) { resendInvitation(id: $id) { __typename
  ... on InvitationSent { user { id } } ... on Throttled { retryAfter } } }"""
TRANSFER = """mutation ($input: TransferPrimaryInput!) { transferPrimary(input: $input) { __typename
  ... on PrimaryTransferred { from { id role } to { id role } } ... on Refusal { code } } }"""
CHANGE = """mutation ($input: UpdateOrganisationInput!) { updateOrganisation(input: $input) { __typename
  ... on OrganisationUpdated { organisation { name city website recognisedExams { code } profile { name } } } } }"""
PAGE = """query ($search: String, $first: Int, $after: String) { organisation {
  users(search: $search, first: $first, after: $after) {
    totalCount nodes { displayName } pageInfo { hasNextPage endCursor } } } }"""
LIVE = "subscription { resultShared { share { id } } }"


@dataclass
class World:
    service: Service
    organisation: Organisation
    primary: User
    member: User
    share: Share
    tokens: dict[str, str]


def quick(parts: Parts) -> None:
    parts.guard._every = 0.05


@pytest.fixture
async def world(fresh_database: Database) -> AsyncIterator[World]:
    async with running(fresh_database, LocalBroker(), adjust=quick) as service:
        async with service.making() as make:
            organisation = await make.organisation(name="Northmoor University", city="Northmoor")
            names = {"family_name": "Marsh", "given_name": "Alice"}
            primary = await make.user(organisation, role=UserRole.PRIMARY, **names)
            member = await make.user(organisation, family_name="森", given_name="花子")
            share = await make.share(organisation=organisation)
        tokens = {"primary": await service.token(primary), "member": await service.token(member)}
        yield World(service, organisation, primary, member, share, tokens)


async def all_of(world: World, model: Any) -> list[Any]:
    async with world.service.making() as make:
        return list(await make.session.scalars(sa.select(model)))


async def test_from_invitation_to_handing_over(world: World) -> None:
    service, token = world.service, world.tokens["primary"]
    new = {"email": "ADA@example.org", "familyName": "Fieldstone", "givenName": "Ada", "language": "EN"}

    added = (await service.ask(ADD, token, input=new))["addUser"]

    user = added["user"]
    assert added == {
        "__typename": "UserAdded",
        "user": {
            "id": user["id"],
            "email": "ada@example.org",
            "displayName": "Ada Fieldstone",
            "role": "MEMBER",
            "status": "INVITED",
            "mayViewPhotos": False,
            "mayManageApi": False,
            "language": "EN",
            "invitedAt": user["invitedAt"],
        },
        "organisation": {"users": {"totalCount": 3}},
    }
    again = (await service.ask(ADD, token, input=new))["addUser"]
    assert again == {"__typename": "Conflict", "code": "ALREADY_MEMBER", "path": ["input", "email"]}
    resent = (await service.ask(RESEND, token, id=user["id"]))["resendInvitation"]
    assert resent == {"__typename": "Throttled", "retryAfter": 60}
    to_invited = (await service.ask(TRANSFER, token, input={"userId": user["id"]}))["transferPrimary"]
    assert to_invited == {"__typename": "InvalidInput", "code": "INVALID"}
    withdrawn = (await service.ask(REMOVE, token, id=user["id"]))["removeUser"]
    assert withdrawn["removedId"] == user["id"]

    member = id_of("User", world.member.id)
    handed = (await service.ask(TRANSFER, token, input={"userId": member}))["transferPrimary"]
    assert handed == {
        "__typename": "PrimaryTransferred",
        "from": {"id": id_of("User", world.primary.id), "role": "MEMBER"},
        "to": {"id": member, "role": "PRIMARY"},
    }
    # From the next request on.
    assert (await service.ask(ADD, token, input=new))["addUser"]["code"] == "FORBIDDEN"
    assert (await service.ask(ADD, world.tokens["member"], input=new))["addUser"]["__typename"] == "UserAdded"
    assert len(await all_of(world, Mail)) == 2
    assert [entry.action for entry in await all_of(world, AuditEntry) if entry.code is None] == [
        "addUser",
        "removeUser",
        "transferPrimary",
        "addUser",
    ]


async def test_members_change_own_name_and_language_only(world: World) -> None:
    service, token, own = world.service, world.tokens["member"], id_of("User", world.member.id)

    renamed = (await service.ask(UPDATE, token, input={"id": own, "givenName": "咲", "language": "JA"}))["updateUser"]
    assert renamed["user"] == {"id": own, "role": "MEMBER", "displayName": "森 咲", "language": "JA"}
    for given in ({"id": own, "role": "PRIMARY"}, {"id": id_of("User", world.primary.id), "givenName": "X"}):
        refused = (await service.ask(UPDATE, token, input=given))["updateUser"]
        assert refused == {"__typename": "Forbidden", "code": "FORBIDDEN", "path": None, "role": "PRIMARY"}
    last = {"id": id_of("User", world.primary.id), "role": "MEMBER"}
    refused = (await service.ask(UPDATE, world.tokens["primary"], input=last))["updateUser"]
    assert refused == {"__typename": "Conflict", "code": "LAST_PRIMARY", "path": ["input", "role"]}


async def test_the_organisation_is_found_by_its_new_name(world: World) -> None:
    given = {"name": "ØSTMOOR University", "recognisedExams": ["C2_PROFICIENCY"], "website": None}

    changed = (await world.service.ask(CHANGE, world.tokens["primary"], input=given))["updateOrganisation"]

    assert changed["organisation"] == {
        "name": "ØSTMOOR University",
        "city": "Northmoor",
        "website": None,
        "recognisedExams": [{"code": "C2_PROFICIENCY"}],
        "profile": {"name": "ØSTMOOR University"},
    }
    found = await world.service.ask('{ organisations(search: "ostmoor") { nodes { city } } }')
    assert found["organisations"]["nodes"] == [{"city": "Northmoor"}]


async def test_who_is_removed_leaves_at_once_and_keeps_a_name(world: World) -> None:
    service, member = world.service, id_of("User", world.member.id)
    share = id_of("Share", world.share.id)
    await service.ask(f'mutation {{ openShare(id: "{share}") {{ __typename }} }}', world.tokens["member"])
    async with (
        served(service.parts.live, service.app) as address,
        socket_to(address) as leaving,
        socket_to(address) as staying,
    ):
        for client, who in ((leaving, "member"), (staying, "primary")):
            await client.init(world.tokens[who])
            await client.subscribe("1", LIVE)
            assert await client.say({"type": "ping"}) == {"type": "pong"}

        removed = (await service.ask(REMOVE, world.tokens["primary"], id=member))["removeUser"]

        assert removed == {
            "__typename": "UserRemoved",
            "removedId": member,
            "organisation": {"users": {"nodes": [{"id": id_of("User", world.primary.id)}]}},
        }
        assert (await leaving.next())["type"] == "error"
        assert await leaving.next() == ("closed", 4403, "UNAUTHENTICATED")
        assert await staying.say({"type": "ping"}) == {"type": "pong"}
    response = await service.post({"query": "{ viewer { __typename } }"}, world.tokens["member"])
    assert (response.status_code, code_of(response.json())) == (401, "UNAUTHENTICATED")
    actor = {"kind": "USER", "name": "森 花子", "nodeId": None}
    seen = await service.ask(
        f"""{{ node(id: "{member}") {{ id }} organisation {{
          shares {{ nodes {{ openings {{ user {{ kind name nodeId }} }} }} }}
          events(kinds: [SHARE_OPENED]) {{ nodes {{ actor {{ kind name nodeId }} }} }} }} }}""",
        world.tokens["primary"],
    )
    assert seen == {
        "node": None,
        "organisation": {
            "shares": {"nodes": [{"openings": [{"user": actor}]}]},
            "events": {"nodes": [{"actor": actor}]},
        },
    }


async def test_own_removal(world: World) -> None:
    own = id_of("User", world.primary.id)
    refused = (await world.service.ask(REMOVE, world.tokens["primary"], id=own))["removeUser"]
    assert refused == {"__typename": "Conflict", "code": "LAST_PRIMARY", "path": ["id"]}
    async with world.service.making() as make:
        await make.user(world.organisation, role=UserRole.PRIMARY, family_name="Zest", given_name="Bo")

    removed = (await world.service.ask(REMOVE, world.tokens["primary"], id=own))["removeUser"]

    assert removed["__typename"] == "UserRemoved"
    assert (await world.service.post({"query": "{ __typename }"}, world.tokens["primary"])).status_code == 401


async def test_users_are_searched_and_paged_by_name(world: World) -> None:
    async with world.service.making() as make:
        for number, (family_name, given_name) in enumerate(
            [("Álvarez", "Inés"), ("marsh", "Bo"), ("Ｚｅｓｔ", "50%"), ("Solberg", "")]
        ):
            await make.user(
                world.organisation, family_name=family_name, given_name=given_name, email=f"u{number}@example.org"
            )
        await make.user(world.organisation, status=UserStatus.INVITED, password_hash=None, family_name="Invited")
        await make.user(family_name="Marsh", given_name="Elsewhere")

    async def names(**variables: Any) -> tuple[int, list[str], str | None]:
        users = (await world.service.ask(PAGE, world.tokens["member"], **variables))["organisation"]["users"]
        return users["totalCount"], [node["displayName"] for node in users["nodes"]], users["pageInfo"]["endCursor"]

    total, everybody, _ = await names()
    assert total == len(everybody) == 7
    assert [name for name in everybody if not name.endswith("Invited")] == [
        "Alice Marsh",
        "Bo marsh",
        "Solberg",
        "50% Ｚｅｓｔ",
        "Inés Álvarez",
        "森 花子",
    ]
    paged, after = [], None
    for _ in range(4):
        _, page, after = await names(first=2, after=after)
        paged += page
    assert paged == everybody
    assert (await names(search="MARSH"))[:2] == (2, ["Alice Marsh", "Bo marsh"])
    assert (await names(search="  "))[0] == 7
    assert (await names(search="ｚest 50%"))[:2] == (1, ["50% Ｚｅｓｔ"])
    assert (await names(search="_"))[0] == (await names(search="%%"))[0] == 0
    assert (await names(search="u3@ solberg"))[:2] == (1, ["Solberg"])
    wrong = await world.service.answer(PAGE, world.tokens["member"], after="nonsense")
    assert code_of(wrong) == "CURSOR_INVALID"
    long = await world.service.answer(PAGE, world.tokens["member"], search="x" * 201)
    assert code_of(long) == "BAD_USER_INPUT"

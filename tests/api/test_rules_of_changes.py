"""Rule 5 (the others: `test_rules.py`): a mutation's answer carries whatever it changed for who did it, by id, so that
a client's cache is right without asking again."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pyotp
import pytest
import sqlalchemy as sa
from graphql import GraphQLObjectType, GraphQLUnionType, get_named_type
from sqlmodel import col

from app.database import become
from app.models import CandidateAccount, SecondFactor, User
from app.models.enums import LinkPurpose
from app.schema.ids import PREFIXES, id_of
from app.security import passwords
from app.security.links import new_link
from app.security.sessions import utc_now
from app.viewer import SYSTEM
from tests.api.looking import OWN, SCHEMA, World, values_of, world_of
from tests.api.schema_walk import Walk
from tests.api.service import Service
from tests.api.test_rules import MUTATIONS, NODES, members, objects, payload_of
from tests.api.two_sides import PASSWORD
from tests.factories import SHARED

pytestmark = pytest.mark.anyio

#: What carries no object that has an id, and why a client's cache is right all the same.
WITHOUT = {
    "registerOrganisation": "who registers has no account: the state is asked for by the link",
    "requestPasswordLink": "nobody is signed in, and whether the address is known is not said",
    "setPassword": "nobody is signed in; all sessions of the account are over",
    "signOut": "nobody is signed in any more",
    "startSecondFactor": "nothing is changed until it is confirmed",
}


def test_rule_5_a_success_carries_objects_with_ids() -> None:
    without = set()
    for name in MUTATIONS:
        ((fact,), _) = members(payload_of(name))
        if not any(_has_id(get_named_type(field.type)) for field in fact.fields.values()):
            without.add(name)
    assert without == WITHOUT.keys()


def _has_id(type_: Any) -> bool:
    if isinstance(type_, GraphQLUnionType):
        return all(member.name in NODES for member in type_.types)
    return type_.name in NODES


#: Nobody was signed in before: a client has nothing yet that could have changed.
BEGINNINGS = {"signIn", "completeSignIn", "claimCandidateAccount"}
NEW_PASSWORD = "eight white herons"
#: It changes with whatever anybody does; or goes on while the test asks.
UNTOLD = re.compile(r"\b(eventCursor|lastUsedAt|lastSeenAt|lastActiveAt)\b")
Act = tuple[str, str, dict[str, Any]]


@dataclass
class Decidable:
    """What the board decides about."""

    applications: list[str]
    results: list[str]
    link: str
    """Confirms the address of `candidate`."""


@pytest.fixture(scope="module")
async def world(module_service: Service) -> World:
    return await world_of(module_service)


@pytest.fixture(scope="module")
async def decidable(world: World) -> Decidable:
    """And `user` has a password."""
    a = world.two.a
    async with world.service.making() as make:
        values = {"password_hash": await passwords.hashed(PASSWORD)}
        await become(make.session, SYSTEM)
        lost = {"user_id": a.colleague.id, "sealed_secret": b"", "started_at": SHARED, "confirmed_at": SHARED}
        await make.add(SecondFactor(**lost))
        await make.session.execute(sa.update(User).where(col(User.id) == a.user.id).values(values))
        unproven = {"email_confirmed_at": None}
        await make.session.execute(
            sa.update(CandidateAccount).where(col(CandidateAccount.id) == a.account.id).values(unproven)
        )
        link = await new_link(
            make.session, LinkPurpose.CONFIRM_EMAIL, now=utc_now(), hours=1, candidate_account_id=a.account.id
        )
        applications = [id_of("Application", (await make.application()).id) for _ in range(3)]
        results = [id_of("Result", (await make.result()).id) for _ in range(2)]
    world.tokens["colleague"] = await world.service.token(a.colleague)
    return Decidable(applications, results, link)


def of_people(world: World) -> list[Act]:
    """What candidates and users do, in an order in which all succeed."""
    a = world.two.a
    number, born = a.shown.statement_number, str(a.shown.date_of_birth)
    profile = id_of("OrganisationProfile", world.two.b.organisation.id)
    shared, opened = id_of("CandidateShare", a.active.id), id_of("Share", a.active.id)
    sharing = {"resultIds": [id_of("Result", a.shown.id), id_of("Result", a.gone[0].id)], "organisationId": profile}
    colleague, en = id_of("User", a.colleague.id), {"language": "EN"}
    template, columns = id_of("Template", UUID(str(a.others["Template"][0]))), {"columns": [{"path": "checkedAt"}]}
    until = {"expiresAt": (datetime.now(UTC) + timedelta(days=1)).isoformat()}
    return [
        ("candidate", "shareResults", {"input": sharing}),
        ("candidate", "updateShare", {"input": {"id": shared, "expiresAt": "2099-01-01T00:00:00Z", "hidePhoto": True}}),
        ("colleague", "markSharesSeen", {"input": {"filter": {}}}),
        ("user", "openShare", {"id": opened}),
        ("user", "verifyResult", {"input": {"statementNumber": number, "dateOfBirth": born}}),
        ("colleague", "createTemplate", {"input": {"name": "New", "template": columns}}),
        ("user", "updateTemplate", {"input": {"id": template, "version": 1, "template": columns}}),
        ("user", "deleteTemplate", {"id": template}),
        ("candidate", "revokeShare", {"id": shared}),
        ("primary", "updateOrganisation", {"input": {"city": "Elsewhere"}}),
        ("primary", "addUser", {"input": {"email": "new@mail.example", "familyName": "New", "givenName": "", **en}}),
        ("primary", "updateUser", {"input": {"id": colleague, "mayManageApi": False}}),
        ("primary", "resendInvitation", {"id": id_of("User", a.invited.id)}),
        ("primary", "removeUser", {"id": id_of("User", a.invited.id)}),
        ("user", "startDownload", {"input": {"format": "PDF", "shareIds": [opened]}}),
        ("user", "repeatDownload", {"id": id_of("Download", a.others["Download"][0])}),
        ("user", "cancelDownload", {"id": id_of("Download", a.others["Download"][0])}),
        ("primary", "createApiKey", {"input": {"name": "New", "scopes": ["READ"], **until}}),
        ("primary", "rotateApiKey", {"input": {"id": id_of("ApiKey", a.keys[1].id), **until}}),
        ("primary", "revokeApiKey", {"id": id_of("ApiKey", a.keys[0].id)}),
        ("primary", "resetSecondFactor", {"input": {"userId": colleague, "password": PASSWORD}}),
        ("primary", "transferPrimary", {"input": {"userId": colleague}}),
    ]


async def of_accounts(world: World) -> list[Act]:
    """What anybody does with the own account; an authenticator is set up already, but not confirmed."""
    start = """mutation ($password: String!) { startSecondFactor(input: {password: $password}) {
      ... on SecondFactorStarted { secret } } }"""
    started = await world.service.ask(start, world.tokens["user"], password=PASSWORD)
    code = pyotp.TOTP(started["startSecondFactor"]["secret"]).now()
    return [
        ("user", "confirmSecondFactor", {"input": {"code": code}}),
        ("user", "removeSecondFactor", {"input": {"password": PASSWORD}}),
        ("user", "endSessions", {"input": {}}),
        ("user", "changePassword", {"input": {"current": PASSWORD, "new": NEW_PASSWORD}}),
    ]


def of_the_board(world: World, on: Decidable) -> list[Act]:
    """What staff do."""
    organisation = id_of("BoardOrganisation", world.two.b.organisation.id)
    approved, refused, merged = ({"applicationId": id_} for id_ in on.applications)
    cancelled, withheld = ({"resultId": id_, "version": 1, "reason": "Checked again."} for id_ in on.results)
    return [
        ("staff", "approveOrganisation", {"input": approved}),
        ("staff", "refuseOrganisation", {"input": refused | {"reason": "We could not reach you."}}),
        ("staff", "mergeApplication", {"input": merged | {"organisationId": organisation}}),
        ("staff", "suspendOrganisation", {"input": {"id": organisation, "reason": "An inquiry."}}),
        ("staff", "restoreOrganisation", {"id": organisation}),
        ("staff", "setVerificationBudget", {"input": {"organisationId": organisation, "perDay": 10}}),
        ("staff", "cancelResult", {"input": cancelled}),
        ("staff", "withholdResult", {"input": withheld}),
        ("staff", "releaseResult", {"input": withheld | {"version": 2}}),
    ]


async def test_rule_5_whatever_changed_for_who_did_it_is_carried(world: World, decidable: Decidable) -> None:
    """Every object that its viewer can reach by id is looked at before and after; what looks otherwise must be in the
    answer."""
    confirming = ("candidate", "confirmEmail", {"input": {"token": decidable.link}})
    acts = [confirming, *of_people(world), *await of_accounts(world), *of_the_board(world, decidable)]
    assert {name for _, name, _ in acts} == MUTATIONS.keys() - WITHOUT.keys() - BEGINNINGS, "say how it succeeds"
    walk = Walk(SCHEMA, values_of(world.two), apart=OWN)
    for who, name, variables in acts:
        before = await _all(world, walk, who)
        answer = await _done(world, walk, who, name, variables)
        after = await _all(world, walk, who)
        changed = {id_ for id_ in {**before, **after} if before.get(id_) != after.get(id_)}
        assert bool(changed) != (name in UNSEEN), name
        gone = {id_ for id_ in before.keys() - after.keys() if id_.startswith(LOST.get(name, "none"))}
        assert bool(gone) == (name in LOST)
        assert changed - carried(answer, before) == gone, name


#: What a second factor is, only its holder sees.
UNSEEN = {"resetSecondFactor"}
#: The keys are as they were, but no longer for the former primary user to see: the answer carries that user, whose role
#: says so.
LOST = {"transferPrimary": f"{PREFIXES['ApiKey']}_"}


async def _done(world: World, walk: Walk, who: str, name: str, variables: dict[str, Any]) -> Any:
    """The answer to a mutation that must succeed. Who got a new token goes on with it."""
    declared = ", ".join(f"${key}: {argument.type}" for key, argument in MUTATIONS[name].args.items())
    given = ", ".join(f"{key}: ${key}" for key in variables)
    selection = UNTOLD.sub("", walk.selection(payload_of(name), 2 if who == "staff" or name in SESSIONS else 1))
    query = f"mutation ({declared}) {{ {name}({given}) {{ {selection} }} }}"
    answer = (await world.service.ask(query, world.tokens[who], **variables))[name]
    world.service.http.cookies.clear()
    ((fact,), _) = members(payload_of(name))
    assert answer["__typename"] == fact.name, answer
    if name == "changePassword":
        world.tokens[who] = answer["token"]
    return answer


#: Their answers are asked for the viewer's sessions too.
SESSIONS = {"changePassword", "endSessions", "confirmSecondFactor", "removeSecondFactor"}


def carried(answer: Any, before: dict[str, Any]) -> set[str]:
    """Ids of what the answer tells about. A list of all sessions tells of those that are not in it too."""
    found = {each["id"] for each in objects(answer) if "id" in each}
    found |= {each["removedId"] for each in objects(answer) if "removedId" in each}
    found |= {id_ for each in objects(answer) for id_ in each.get("endedIds", ())}
    if any(key.endswith("_sessions") for each in objects(answer) for key in each):
        found |= {id_ for id_ in before if id_.startswith(f"{PREFIXES['Session']}_")}
    return found


TABLES = {
    "Share": "share",
    "CandidateShare": "share",
    "Verification": "verification",
    "User": "app_user",
    "ApiKey": "api_key",
    "Session": "session",
    "Application": "application",
    "BoardOrganisation": "organisation",
    "BoardResult": "result",
    "Result": "result",
    "Download": "download",
    "Template": "template",
}
"""Where what is new, or of no side, is found."""


async def _all(world: World, walk: Walk, who: str) -> dict[str, Any]:
    """By id, all leaf fields, and those of parts without an id, of all that this viewer can reach; but the audit trail,
    to which everything adds."""
    async with world.service.database.session(SYSTEM) as session:
        made = {kind: list(await session.scalars(sa.text(f"SELECT id FROM {table}"))) for kind, table in TABLES.items()}
    ids = [*world.two.ids(world.two.a), *(id_of(kind, key) for kind, keys in made.items() for key in keys)]
    found: dict[str, Any] = {}
    for name, type_ in NODES.items():
        if name == "AuditEntry":
            continue
        parts = [f"{part} {{ {walk._leaves(inner)} }}" for part, inner in _parts(type_).items()]
        leaves = UNTOLD.sub("", " ".join([walk._leaves(type_, OWN), *parts]))
        query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {name} {{ {leaves} }} }} }}"
        own = sorted({id_ for id_ in ids if id_.startswith(f"{PREFIXES[name]}_")})
        data = await world.service.ask(query, world.tokens[who], ids=own)
        found |= {each["id"]: each for each in data["nodes"] if each is not None}
    factor = "{ viewer { ... on User { id hasSecondFactor recoveryCodesLeft } } }"
    viewer = (await world.service.ask(factor, world.tokens[who]))["viewer"]
    return found | ({viewer["id"]: found[viewer["id"]] | viewer} if viewer else {})


def _parts(type_: GraphQLObjectType) -> dict[str, GraphQLObjectType]:
    """Fields that are objects without an id of their own, hence parts of this one."""
    named = {name: get_named_type(field.type) for name, field in type_.fields.items() if not field.args}
    return {
        name: part
        for name, part in named.items()
        if isinstance(part, GraphQLObjectType) and "id" not in part.fields and name not in FOUND
    }


FOUND = {"possibleDuplicates"}
"""No parts, but found among all other objects each time one looks: any decision about another one may change them."""

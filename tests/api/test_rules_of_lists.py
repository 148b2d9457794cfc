"""The rules of lists, cursors and languages (2, 7 and 8; the others: `test_rules.py`), for every list of the schema."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from graphql import GraphQLObjectType, get_named_type

from app.database import become
from app.events.cursor import cursor
from app.models import AuditEntry, Disclosure, Import, Organisation, User
from app.models.enums import AccessWay, ActorKind, DisclosureKind, JobStatus, Language, UserRole
from app.schema.ids import id_of
from app.viewer import SYSTEM
from tests.api.looking import SCHEMA
from tests.api.service import Service, code_of
from tests.factories import SHARED, Factory
from tests.transports.client import socket_to
from tests.transports.serving import served

pytestmark = pytest.mark.anyio

#: Every list: who asks, and the way to it.
WAYS = {
    "Query.organisations": ("user", "%s"),
    "Organisation.shares": ("user", "organisation { %s }"),
    "Organisation.verifications": ("user", "organisation { %s }"),
    "Organisation.events": ("user", "organisation { %s }"),
    "Organisation.downloads": ("user", "organisation { %s }"),
    "Organisation.users": ("user", "organisation { %s }"),
    "Organisation.auditTrail": ("primary", "organisation { %s }"),
    "Candidate.shares": ("user", 'node(id: "{person}") {{ ... on Candidate {{ %s }} }}'),
    "CandidateAccount.results": ("candidate", "candidate { %s }"),
    "CandidateAccount.shares": ("candidate", "candidate { %s }"),
    "CandidateAccount.accessLedger": ("candidate", "candidate { %s }"),
    "Board.applications": ("staff", "board { %s }"),
    "Board.organisations": ("staff", "board { %s }"),
    "Board.results": ("staff", "board { %s }"),
    "Board.imports": ("staff", "board { %s }"),
    "Board.auditTrail": ("staff", "board { %s }"),
    "BoardResult.receivers": ("staff", 'node(id: "{result}") {{ ... on BoardResult {{ %s }} }}'),
}
#: The same list, narrowed to one person: a place in it is a place in the other.
NARROWED = {"Candidate.shares", "Organisation.shares"}
EVENTS = "Organisation.events"
MANY = 30


@dataclass
class World:
    service: Service
    address: str
    organisation: Organisation
    other: Organisation
    pruned: Organisation
    tokens: dict[str, str]
    person: str
    received: str
    """A BoardResult that many have received."""
    ends: dict[str, str] = field(default_factory=dict)
    """A cursor of each list."""

    async def page(
        self, name: str, arguments: str = "", selection: str = "totalCount nodes { id }", who: str = ""
    ) -> Any:
        """The whole answer about one list, and the list itself where there is one."""
        asker, way = WAYS[name]
        way = (
            way.replace("{person}", self.person)
            .replace("{result}", self.received)
            .replace("{{", "{")
            .replace("}}", "}")
        )
        called = f"list: {name.partition('.')[2]}{f'({arguments})' if arguments else ''} {{ {selection} }}"
        body = await self.service.answer(f"{{ {way % called} }}", self.tokens[who or asker])
        found = body.get("data")
        while found is not None and "list" not in found:
            (found,) = found.values()
        return body, found and found["list"]


async def _crowd(make: Factory, organisation: Organisation, user: User) -> Any:
    """More of everything than a page has unless asked otherwise; all of one candidate."""
    candidate = await make.candidate()
    account = await make.account(candidate)
    for _ in range(MANY):
        result = await make.result(candidate)
        await make.share(result, organisation)
        await make.verification(user, result)
        await make.organisation()
        await make.user(organisation)
        await make.download(user)
        by = {"organisation_id": organisation.id, "actor_kind": ActorKind.USER, "actor_id": user.id}
        await make.add(AuditEntry(occurred_at=SHARED, action="signIn", **by))
        ledger = {"candidate_id": candidate.id, "result_id": result.id, "version": 1, "on_day": SHARED.date(), **by}
        await make.add(Disclosure(kind=DisclosureKind.OPENED, way=AccessWay.CONSOLE, occurred_at=SHARED, **ledger))
    return account


@pytest.fixture(scope="module")
async def world(module_service: Service) -> AsyncIterator[World]:
    service = module_service
    async with service.making() as make:
        organisation, other, pruned = [await make.organisation() for _ in range(3)]
        user, latecomer = [await make.user(each) for each in (organisation, pruned)]
        stranger = await make.user(other, role=UserRole.PRIMARY)
        japanese = await make.user(organisation, language=Language.JA)
        primary = await make.user(organisation, role=UserRole.PRIMARY)
        account = await _crowd(make, organisation, user)
        await make.share(None, other)
        for _ in range(6):
            await make.share(None, pruned)
        staff, received = await make.staff(), await make.result()
        for _ in range(MANY):
            await make.application()
            await make.add(Import(filename="results.csv", status=JobStatus.DONE, started_at=SHARED))
            await make.share(received, await make.organisation())
        await become(make.session, SYSTEM)
        await make.session.execute(
            sa.text("UPDATE event_head SET pruned = 4 WHERE organisation_id = :id"), {"id": pruned.id}
        )
        await make.session.execute(
            sa.text("DELETE FROM event WHERE organisation_id = :id AND sequence <= 4"), {"id": pruned.id}
        )
    people = {"user": user, "stranger": stranger, "latecomer": latecomer, "japanese": japanese, "candidate": account}
    people |= {"staff": staff, "primary": primary}
    tokens = {who: await service.token(person) for who, person in people.items()}
    async with served(service.parts.live, service.app) as address:
        person, result = id_of("Candidate", account.candidate_id), id_of("BoardResult", received.id)
        world = World(service, address, organisation, other, pruned, tokens, person, result)
        for name in WAYS:
            _, found = await world.page(name, "first: 3", "pageInfo { endCursor }")
            world.ends[name] = found["pageInfo"]["endCursor"]
        yield world


# ------------------------------------------------------------------------------------------------ 2: connections


def connections() -> dict[str, Any]:
    found = {}
    for type_ in SCHEMA.type_map.values():
        if isinstance(type_, GraphQLObjectType):
            for name, each in type_.fields.items():
                if get_named_type(each.type).name.endswith("Connection"):
                    found[f"{type_.name}.{name}"] = each
    return found


def test_rule_2_every_list_has_the_same_arguments_and_parts() -> None:
    assert connections().keys() == WAYS.keys(), "say how one comes to it"
    for name, each in connections().items():
        arguments = {key: str(argument.type) for key, argument in each.args.items()}
        paging = {"first": "Int", "after": "String", "last": "Int", "before": "String"}
        assert arguments.items() >= paging.items(), name
        type_: Any = get_named_type(each.type)
        item = get_named_type(type_.fields["nodes"].type).name
        assert {key: str(part.type) for key, part in type_.fields.items()} == {
            "edges": f"[{item}Edge!]!",
            "nodes": f"[{item}!]!",
            "pageInfo": "PageInfo!",
            "totalCount": "Int!",
        }
        edge: Any = SCHEMA.type_map[f"{item}Edge"]
        assert {key: str(part.type) for key, part in edge.fields.items()} == {"cursor": "String!", "node": f"{item}!"}


@pytest.mark.parametrize("name", WAYS)
async def test_rule_2_a_page_has_1_to_1000_and_25_unless_asked(world: World, name: str) -> None:
    for size in (0, -1, 1_001, 10**9):
        for side in ("first", "last"):
            body, _ = await world.page(name, f"{side}: {size}")
            # So large a one that the document is not executed at all.
            assert code_of(body) == ("PAGES_TOO_LARGE" if size > 10**6 else "BAD_USER_INPUT"), (side, size)
    body, _ = await world.page(name, "first: 1, last: 1")
    assert code_of(body) == "BAD_USER_INPUT"

    _, whole = await world.page(name, "first: 1000")
    assert len(whole["nodes"]) == whole["totalCount"] >= MANY
    assert (await world.page(name))[1]["nodes"] == whole["nodes"][:25]
    assert (await world.page(name, "first: 1"))[1]["nodes"] == whole["nodes"][:1]
    assert (await world.page(name, "last: 1000"))[1]["nodes"] == whole["nodes"]
    assert (await world.page(name, "last: 2"))[1]["nodes"] == whole["nodes"][-2:]
    assert (await world.page(name, f'first: 2, after: "{world.ends[name]}"'))[1]["nodes"] == whole["nodes"][3:5]


@pytest.mark.parametrize("side", ["after", "before"])
@pytest.mark.parametrize("name", WAYS)
async def test_rule_2_a_cursor_of_anything_else_is_invalid(world: World, name: str, side: str) -> None:
    head = cursor(world.organisation.id, 3)
    foreign = [end for other, end in world.ends.items() if other != name and not {other, name} <= NARROWED]
    assert len(foreign) >= len(WAYS) - 2
    if name != EVENTS:
        foreign.append(head)
    unknown = ["", "x", "é", "0-1", head[:-1], f"{head}0000", world.ends[name][:-1] + "!", cursor(world.other.id, 1)]
    for wrong in (*foreign, *unknown):
        body, found = await world.page(name, f"first: 2, {side}: {json.dumps(wrong)}")
        assert (code_of(body), found) == ("CURSOR_INVALID", None), wrong


@pytest.mark.parametrize("name", [name for name in WAYS if name.startswith("Organisation.")])
async def test_rule_2_nor_has_another_organisation_its_cursors(world: World, name: str) -> None:
    body, _ = await world.page(name, f'after: "{world.ends[name]}"', who="stranger")

    assert code_of(body) == "CURSOR_INVALID"


@pytest.mark.parametrize("argument", ["after", "before", "upTo"])
async def test_rule_2_a_pruned_event_cursor_has_expired(world: World, argument: str) -> None:
    codes = {}
    for sequence in (0, 3, 4, 6, 7):
        asked = f'{argument}: "{cursor(world.pruned.id, sequence)}"'
        body, _ = await world.page(EVENTS, asked, "nodes { sequence }", who="latecomer")
        codes[sequence] = code_of(body) if "errors" in body else None

    assert codes == {0: "CURSOR_EXPIRED", 3: "CURSOR_EXPIRED", 4: None, 6: None, 7: "CURSOR_INVALID"}


@pytest.mark.parametrize("argument", ["after", "upTo"])
async def test_rule_2_nor_does_a_window_begin_or_end_at_what_was_pruned(world: World, argument: str) -> None:
    codes = {}
    for sequence in (0, 3, 4, 6, 7):
        window = f'filter: {{window: {{{argument}: "{cursor(world.pruned.id, sequence)}"}}}}'
        body, _ = await world.page("Organisation.shares", window, who="latecomer")
        codes[sequence] = code_of(body) if "errors" in body else None
        marked = f"mutation {{ markSharesSeen(input: {{{window}}}) {{ ... on Refusal {{ code }} }} }}"
        body = await world.service.answer(marked, world.tokens["latecomer"])
        assert (code_of(body) if "errors" in body else None) == codes[sequence]

    assert codes == {0: "CURSOR_EXPIRED", 3: "CURSOR_EXPIRED", 4: None, 6: None, 7: "CURSOR_INVALID"}


# ------------------------------------------------------------------------------------------------ 7: event cursors

SUBSCRIPTIONS = ("resultShared", "shareChanged")


async def first_heard(world: World, who: str, subscription: str, after: str) -> Any:
    """The first message that answers a subscription with this cursor."""
    async with socket_to(world.address) as client:
        assert await client.init(world.tokens[who]) == {"type": "connection_ack"}
        query = f"subscription ($after: String) {{ {subscription}(after: $after) {{ cursor share {{ id }} }} }}"
        await client.subscribe("1", query, after=after)
        return await client.next()


async def test_rule_7_an_event_has_one_cursor_everywhere(world: World) -> None:
    selection = (
        "nodes { cursor sequence share { id } } edges { cursor node { cursor } } pageInfo { startCursor endCursor }"
    )
    _, log = await world.page(EVENTS, "first: 1000", selection)
    cursors = [each["cursor"] for each in log["nodes"]]
    head = (await world.service.ask("{ organisation { eventCursor } }", world.tokens["user"]))["organisation"]

    assert [each["sequence"] for each in log["nodes"]] == list(range(1, len(cursors) + 1))
    assert cursors == [cursor(world.organisation.id, number) for number in range(1, len(cursors) + 1)]
    assert [(each["cursor"], each["node"]["cursor"]) for each in log["edges"]] == [(each, each) for each in cursors]
    assert log["pageInfo"] == {"startCursor": cursors[0], "endCursor": cursors[-1]}
    assert head["eventCursor"] == cursors[-1]

    before, event = cursors[9], log["nodes"][10]
    _, rest = await world.page(EVENTS, f'first: 1, after: "{before}"', "nodes { cursor }")
    assert rest["nodes"] == [{"cursor": event["cursor"]}]
    window = f'filter: {{window: {{after: "{before}", upTo: "{event["cursor"]}"}}}}'
    _, shares = await world.page("Organisation.shares", window)
    assert shares["nodes"] == [event["share"]]
    told = await first_heard(world, "user", "resultShared", before)
    assert told["payload"] == {"data": {"resultShared": {"cursor": event["cursor"], "share": event["share"]}}}


def places(wrong: str) -> list[tuple[str, str]]:
    """Wherever a query or mutation takes an event cursor."""
    seen = f'markSharesSeen(input: {{filter: {{}}, upTo: "{wrong}"}})'
    return [
        *(
            ("query", f'organisation {{ events({name}: "{wrong}") {{ nodes {{ id }} }} }}')
            for name in ("after", "before", "upTo")
        ),
        *(
            ("query", f'organisation {{ shares(filter: {{window: {{{name}: "{wrong}"}}}}) {{ totalCount }} }}')
            for name in ("after", "upTo")
        ),
        ("mutation", f"{seen} {{ ... on Refusal {{ code }} }}"),
    ]


async def test_rule_7_and_another_organisations_is_refused_everywhere(world: World) -> None:
    foreign = cursor(world.organisation.id, 1)
    for kind, asked in places(foreign):
        body = await world.service.answer(f"{kind} {{ {asked} }}", world.tokens["stranger"])
        refused = body["data"]["markSharesSeen"]["code"] if kind == "mutation" else code_of(body)
        assert refused == "CURSOR_INVALID", asked
    for subscription in SUBSCRIPTIONS:
        answer = await first_heard(world, "stranger", subscription, foreign)
        assert (answer["type"], code_of({"errors": answer["payload"]})) == ("error", "CURSOR_INVALID")


@pytest.mark.parametrize("subscription", SUBSCRIPTIONS)
async def test_rule_7_subscriptions_say_the_same_of_what_is_not_there(world: World, subscription: str) -> None:
    for sequence, code in ((3, "CURSOR_EXPIRED"), (7, "CURSOR_INVALID")):
        answer = await first_heard(world, "latecomer", subscription, cursor(world.pruned.id, sequence))
        assert (answer["type"], code_of({"errors": answer["payload"]})) == ("error", code)


# ------------------------------------------------------------------------------------------------ 8: languages


async def said(world: World, who: str, accept: str) -> Any:
    """An exam's name, an error's message, a refusal's message and a label."""
    headers = {"accept_language": accept}
    counts = "organisation { shareCounts(by: GRADE) { label } }"
    query = f"{{ exams {{ name }} failing: organisations(first: 0) {{ totalCount }} {counts} }}"
    body = (await world.service.post({"query": query}, world.tokens.get(who), **headers)).json()
    mutation = 'mutation { openShare(id: "x") { ... on Refusal { message } } }'
    refusal = (await world.service.post({"query": mutation}, world.tokens.get(who), **headers)).json()
    labels = [each["label"] for each in (body["data"]["organisation"] or {"shareCounts": []})["shareCounts"]]
    return {
        "names": [each["name"] for each in body["data"]["exams"]],
        "error": body["errors"][0]["message"],
        "refusal": refusal["data"]["openShare"]["message"],
        "labels": labels,
    }


async def test_rule_8_everything_said_comes_in_the_viewers_language(world: World) -> None:
    english, japanese = await said(world, "user", "en"), await said(world, "japanese", "ja")

    assert english["error"] == "A page has 1 to 1,000 items."
    assert english["labels"] == ["Grade C"]
    for name in english:
        assert english[name] != japanese[name]
        assert not json.dumps(japanese[name], ensure_ascii=False).isascii(), name
    # Signed in, the account's language is theirs, whatever the browser says.
    assert await said(world, "user", "ja") == english
    assert await said(world, "japanese", "en") == japanese


async def test_rule_8_signed_out_in_that_of_the_request(world: World) -> None:
    english, japanese = await said(world, "nobody", "en-GB,ja;q=0.5"), await said(world, "nobody", "ja,en;q=0.5")

    assert english["refusal"] == "Sign in first."
    assert {name for name in english if english[name] == japanese[name]} == {"labels"}
    for language, header, expected in ((None, "ja", japanese), ("ja", "en", japanese), ("en", "ja", english)):
        async with socket_to(world.address, additional_headers={"accept-language": header}) as client:
            await client.init(**({} if language is None else {"language": language}))
            await client.subscribe("1", "{ exams { name } }")
            answer = await client.next()
            assert [each["name"] for each in answer["payload"]["data"]["exams"]] == expected["names"]

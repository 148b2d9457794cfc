"""Hostile and mistaken requests: a clear refusal with a stable code, and the server keeps answering others."""

import base64
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.events.cursor import cursor
from app.models import Organisation, Result, Share, User
from tests.api.bad_requests import ARGUMENTS, DOCUMENTS, NODE, PAGE, RAW, SEARCH, Argument, Document, Raw
from tests.api.service import Service, code_of

pytestmark = pytest.mark.anyio

GRAPHQL = "application/graphql-response+json"
ACCEPTS = ("application/json", GRAPHQL)
MARKERS = ("Traceback", "SELECT ", "psycopg", "sqlalchemy", "$1", "app/", "graphql-core", "relation ")


@dataclass
class World:
    service: Service
    organisation: Organisation
    user: User
    token: str
    result: Result
    share: Share


@pytest.fixture(scope="module")
async def made(module_service: Service) -> World:
    service = module_service
    async with service.making() as make:
        organisation = await make.organisation()
        user = await make.user(organisation, email="secretive@northmoor.example")
        result = await make.result()
        share = await make.share(result, organisation)
        await make.share(None, organisation)
    return World(service, organisation, user, await service.token(user), result, share)


@pytest.fixture
async def world(made: World, caplog: pytest.LogCaptureFixture) -> AsyncIterator[World]:
    """Afterwards it still answers, has logged no error, and nobody's data."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("asyncio").setLevel(logging.INFO)
    yield made
    assert await made.service.ask("{ organisation { newShareCount } }", made.token) == {
        "organisation": {"newShareCount": 2}
    }
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    for private in (made.result.family_name, made.result.statement_number, made.user.email, made.token):
        assert private not in caplog.text


def discloses_nothing(text: str) -> bool:
    return not [marker for marker in MARKERS if marker in text]


def named(case: Any) -> str:
    return str(case.name)


@pytest.mark.parametrize("accept", ACCEPTS)
@pytest.mark.parametrize("case", RAW, ids=named)
async def test_what_is_no_graphql_request(world: World, case: Raw, accept: str) -> None:
    headers = case.headers | {"accept": accept, "authorization": f"Bearer {world.token}"}
    response = await world.service.http.post("/graphql", content=case.content, headers=headers)

    assert (response.status_code, code_of(response.json())) == (case.status, case.code)
    assert response.headers["content-type"] == accept
    assert discloses_nothing(response.text)


@pytest.mark.parametrize(("accept", "status"), [("application/json", 200), (GRAPHQL, 400)])
@pytest.mark.parametrize("case", DOCUMENTS, ids=named)
async def test_documents_that_are_not_executed(world: World, case: Document, accept: str, status: int) -> None:
    response = await world.service.post(case.payload, world.token, accept=accept)

    body = response.json()
    assert (response.status_code, {error["extensions"]["code"] for error in body["errors"]}) == (status, {case.code})
    assert "data" not in body
    assert len(response.text) < 5_000
    assert discloses_nothing(response.text)


@pytest.mark.parametrize("accept", ACCEPTS)
@pytest.mark.parametrize("case", ARGUMENTS, ids=named)
async def test_arguments_that_a_field_refuses(world: World, case: Argument, accept: str) -> None:
    response = await world.service.post(case.payload, world.token, accept=accept)

    body = response.json()
    assert (response.status_code, code_of(body)) == (200, case.code)
    # `nodes` alone is not nullable.
    assert body["data"] is None if case.query.startswith("query ($ids") else set(body["data"].values()) == {None}
    assert discloses_nothing(response.text)


# ------------------------------------------------------------------------------------------------ GET, other methods


@pytest.mark.parametrize(
    ("query_string", "status", "code"),
    [
        ("query=", 400, "QUERY_MISSING"),
        ("query=%7Bviewer", 200, "SYNTAX_INVALID"),
        ("query=%FF", 400, "BODY_NOT_UTF8"),
        ("query=%7Ba%7D&query=%7Bb%7D", 400, "PARAMETER_REPEATED"),
        ("query=%7Ba%7D&variables=%5B%5D", 400, "VARIABLES_INVALID"),
        ("query=%7Ba%7D&variables=%7B", 400, "BODY_NOT_JSON"),
        ("query=%7Ba%7D&operationName=a%20b", 400, "OPERATION_NAME_INVALID"),
        ("query=%7Ba%7D" + "x" * (16 << 10), 414, "ADDRESS_TOO_LONG"),
        ("&".join(f"x{n}=1" for n in range(200)), 400, "TOO_MANY_VALUES"),
    ],
)
async def test_bad_addresses(world: World, query_string: str, status: int, code: str) -> None:
    response = await world.service.http.get(f"/graphql?{query_string}", headers={"accept": "application/json"})
    assert (response.status_code, code_of(response.json())) == (status, code)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
async def test_other_methods(world: World, method: str) -> None:
    response = await world.service.http.request(method, "/graphql")
    assert (response.status_code, set(response.headers["allow"].split(", "))) == (405, {"GET", "POST"})


# ------------------------------------------------------------------------------------------------ ids, cursors, texts


@pytest.mark.parametrize(
    "id_",
    [
        "",
        "shr_",
        "shr",
        "x_y",
        "shr_nonsense",
        "SHR_{key}",
        "res_{key}",
        "csh_{key}",
        "shr_{KEY}",
        "shr_{key} ",
        "shr_{hex}",
    ],
)
async def test_an_id_of_another_kind_or_spelling_is_nothings(world: World, id_: str) -> None:
    key = world.share.id
    wrong = id_.replace("{key}", str(key)).replace("{KEY}", str(key).upper()).replace("{hex}", key.hex)

    assert await world.service.ask(NODE, world.token, id=wrong) == {"node": None}
    mutation = "mutation ($id: ID!) { openShare(id: $id) { __typename ... on Refusal { code path } } }"
    assert await world.service.ask(mutation, world.token, id=wrong) == {
        "openShare": {"__typename": "NotFound", "code": "NOT_FOUND", "path": ["id"]}
    }


FORGED = [
    [],
    [None, None],
    [1, 2],
    ["2026-05-04T12:00:00+00:00"],
    ["2026-05-04T12:00:00", "00000000-0000-0000-0000-000000000000"],
    ["2026-05-04T12:00:00+00:00", "nonsense"],
    ["0001-01-01T00:00:00+23:59", "00000000-0000-0000-0000-000000000000"],
    ["2026-05-04T12:00:00+00:00", {"a": 1}],
    ["never", "00000000-0000-0000-0000-000000000000"],
    {"a": 1},
    "text",
]
EXTREME = [
    ["0001-01-01T00:00:00+00:00", "00000000-0000-0000-0000-000000000000"],
    ["9999-12-31T23:59:59+00:00", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
]


async def forged(world: World, keys: Any) -> str:
    """A cursor with the tag of a true one."""
    query = "{ organisation { shares(first: 1) { pageInfo { endCursor } } } }"
    data = await world.service.ask(query, world.token)
    tag = data["organisation"]["shares"]["pageInfo"]["endCursor"].partition(".")[0]
    return f"{tag}.{base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip('=')}"


@pytest.mark.parametrize("keys", FORGED, ids=json.dumps)
async def test_forged_cursors(world: World, keys: Any) -> None:
    body = await world.service.answer(PAGE, world.token, after=await forged(world, keys))
    assert (code_of(body), body["data"]) == ("CURSOR_INVALID", {"organisation": None})


@pytest.mark.parametrize("keys", EXTREME, ids=json.dumps)
async def test_cursors_from_the_ends_of_the_calendar(world: World, keys: Any) -> None:
    await world.service.ask(PAGE, world.token, after=await forged(world, keys))


async def test_a_cursor_of_another_order_list_or_organisation(world: World) -> None:
    data = await world.service.ask(
        "{ organisation { shares(first: 1) { pageInfo { endCursor } } eventCursor } }", world.token
    )
    end = data["organisation"]["shares"]["pageInfo"]["endCursor"]
    by_name = (
        "query ($after: String) { organisation { shares(after: $after, orderBy: {field: NAME}) { nodes { id } } } }"
    )
    assert code_of(await world.service.answer(by_name, world.token, after=end)) == "CURSOR_INVALID"
    checks = "query ($after: String) { organisation { verifications(after: $after) { nodes { id } } } }"
    assert code_of(await world.service.answer(checks, world.token, after=end)) == "CURSOR_INVALID"
    async with world.service.making() as make:
        other = await make.user()
    other_token = await world.service.token(other)
    assert code_of(await world.service.answer(PAGE, other_token, after=end)) == "CURSOR_INVALID"
    events = "query ($after: String) { organisation { events(after: $after) { nodes { id } } } }"
    foreign = cursor(world.organisation.id, 1)
    assert code_of(await world.service.answer(events, other_token, after=foreign)) == "CURSOR_INVALID"


TEXTS = (
    "%",
    "_",
    "\\",
    "'",
    '"',
    "''; --",
    "  ",
    "\t\n",
    "ﾃｽﾄ",
    "😀",
    "e\u0301" * 50,
    "\u202e",
    "a" * 200,
    "髙" * 200,
    "|&!():*",
)


@pytest.mark.parametrize("text", TEXTS)
async def test_any_text_may_be_searched_for(world: World, text: str) -> None:
    await world.service.ask(SEARCH, world.token, filter={"search": text})
    everywhere = "query ($s: String) { organisations(search: $s) { nodes { id } } }"
    await world.service.ask(everywhere, world.token, s=text)


@pytest.mark.parametrize(
    "moment", ["2026-05-04T12:00:00+23:59", "2026-05-04t12:00:00-18:30", "9998-12-31T23:59:59-23:59"]
)
async def test_any_offset_will_do(world: World, moment: str) -> None:
    await world.service.ask(SEARCH, world.token, filter={"sharedAt": {"from": moment}})


VERIFY = """mutation ($input: VerifyResultInput!) { verifyResult(input: $input) {
  __typename ... on ResultVerified { verification { statementNumber result { id } } }
  ... on Refusal { code path } } }"""


@pytest.mark.parametrize(
    "spelling",
    ["{number}", " {number} ", "{wide}", "{lower}", "{spaced}", "{hyphened}", "\u3000{wide}\u3000", "{number}\u00a0"],
)
async def test_a_statement_number_is_read_however_it_is_typed(world: World, spelling: str) -> None:
    number = world.result.statement_number
    typed = spelling.format(
        number=number,
        wide="".join(chr(ord(letter) + 0xFEE0) for letter in number),
        lower=number.lower(),
        spaced=" ".join(number),
        hyphened=f"{number[:3]}-{number[3:5]}‐{number[5:]}",
    )
    claim = {"statementNumber": typed, "dateOfBirth": str(world.result.date_of_birth)}
    assert await world.service.ask(VERIFY, world.token, input=claim) == {
        "verifyResult": {
            "__typename": "ResultVerified",
            "verification": {"statementNumber": number, "result": {"id": f"res_{world.result.id}"}},
        }
    }


@pytest.mark.parametrize(
    ("claim", "code", "path"),
    [
        ({"statementNumber": ""}, "REQUIRED", ["input", "statementNumber"]),
        ({"statementNumber": "\u3000"}, "REQUIRED", ["input", "statementNumber"]),
        ({"statementNumber": "一二三四五六"}, "INVALID", ["input", "statementNumber"]),
        ({"statementNumber": "9" * 10_000}, "INVALID", ["input", "statementNumber"]),
        ({"dateOfBirth": "9999-12-31"}, "OUT_OF_RANGE", ["input", "dateOfBirth"]),
        ({"dateOfBirth": "0001-01-01"}, "OUT_OF_RANGE", ["input", "dateOfBirth"]),
        ({"applicantReference": "x" * 101}, "TOO_LONG", ["input", "applicantReference"]),
        ({"applicantReference": "a\u0007b"}, "INVALID", ["input", "applicantReference"]),
    ],
)
async def test_claims_that_cannot_be_checked(world: World, claim: dict[str, str], code: str, path: list[str]) -> None:
    whole = {"statementNumber": "126GB0000000", "dateOfBirth": "2004-02-29"} | claim
    assert await world.service.ask(VERIFY, world.token, input=whole) == {
        "verifyResult": {"__typename": "InvalidInput", "code": code, "path": path}
    }

"""Guesses at a date of birth are counted per attempt, whichever way they come, and spikes are told."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import psycopg
import pytest

from app.api import Api
from app.database import Database
from app.envelope import Envelope
from app.events.broker import LocalBroker
from app.limits import Limits
from app.models import Organisation, Result, Staff, User
from app.models.enums import ApiScope, UserRole
from app.settings import Settings
from app.viewer import Viewer
from tests.api.service import SETTINGS, Service, running
from tests.factories import viewer_of

pytestmark = pytest.mark.anyio

LIFTED = Limits(
    characters=10**8,
    tokens=10**7,
    fields=10**6,
    root_fields=10**6,
    aliases=10**6,
    merging=10**9,
    rows=10**9,
)
GUESS = 'verifyResult(input: {statementNumber: "%s", dateOfBirth: "%s"}) { __typename }'
VERIFY = """
mutation ($number: String!, $born: Date!) {
  verifyResult(input: {statementNumber: $number, dateOfBirth: $born}) {
    __typename ... on Refusal { code } ... on Throttled { retryAfter }
  }
}
"""


@dataclass
class World:
    organisation: Organisation
    user: User
    colleague: User
    result: Result
    staff: list[Staff]


@pytest.fixture
async def world(service: Service) -> World:
    async with service.making() as make:
        organisation = await make.organisation()
        return World(
            organisation,
            await make.user(organisation, role=UserRole.PRIMARY),
            await make.user(organisation),
            await make.result(),
            [await make.staff(), await make.staff()],
        )


def budget(**values: int) -> Settings:
    usual = {
        "verification_attempts_per_hour": 7,
        "organisation_attempts_per_hour": 10_000,
        "statement_attempts_per_hour": 10_000,
    }
    return SETTINGS.model_copy(update=usual | values)


def guesses(number: str, how_many: int, first: int = 0) -> str:
    aliases = (f"a{n}: " + GUESS % (f"{number}", f"1990-01-{1 + n % 28:02}") for n in range(first, first + how_many))
    return "mutation {" + " ".join(aliases) + "}"


def made(owner: psycopg.Connection) -> int:
    row = owner.execute("SELECT count(*) FROM verification").fetchone()
    assert row is not None
    return int(row[0])


async def test_ten_thousand_aliases_in_one_document_are_no_more_than_the_budget(
    service: Service, world: World, fresh_database: Database, owner: psycopg.Connection
) -> None:
    api = Api(fresh_database, LocalBroker(), budget(), limits=LIFTED)
    envelope = Envelope(guesses(world.result.statement_number, 10_000), None, {})

    answer = await api.execute(envelope, viewer_of(world.user))

    said = Counter(field["__typename"] for field in orjson.loads(answer.body)["data"].values())
    assert said == {"NoMatch": 7, "Throttled": 9_993}
    assert made(owner) == 7
    noted = owner.execute("SELECT action, code, count(*) FROM audit_entry GROUP BY 1, 2 ORDER BY 2").fetchall()
    assert {(action, code) for action, code, _ in noted} == {
        ("verifyResult", "NO_MATCH"),
        ("verifyResult", "THROTTLED"),
    }
    assert {code: number for _, code, number in noted}["THROTTLED"] <= 5, "a flood fills no trail"


async def test_requests_and_sockets_at_once_share_one_budget(
    world: World, fresh_database: Database, owner: psycopg.Connection
) -> None:
    api = Api(fresh_database, LocalBroker(), budget(), limits=LIFTED)
    viewer = viewer_of(world.user)
    envelopes = [Envelope(guesses(world.result.statement_number, 3, 3 * n), None, {}) for n in range(12)]
    over_http = [api.execute(envelope, viewer) for envelope in envelopes[:6]]
    over_sockets = [api.subscribe(envelope, viewer) for envelope in envelopes[6:]]  # what a socket hands on

    answers: list[Any] = await asyncio.gather(*over_http, *over_sockets)

    bodies = [answer if isinstance(answer, bytes) else answer.body for answer in answers]
    said = Counter(field["__typename"] for body in bodies for field in orjson.loads(body)["data"].values())
    assert said == {"NoMatch": 7, "Throttled": 29}
    assert made(owner) == 7


async def test_a_key_has_a_budget_of_its_own_within_the_organisations(
    service: Service, world: World, fresh_database: Database, owner: psycopg.Connection
) -> None:
    async with service.making() as make:
        key = viewer_of(await make.api_key(world.organisation, scopes=[ApiScope.VERIFY]))
    api = Api(fresh_database, LocalBroker(), budget(organisation_attempts_per_hour=10), limits=LIFTED)

    async def said(viewer: Viewer) -> Counter[str]:
        answer = await api.execute(Envelope(guesses(world.result.statement_number, 12), None, {}), viewer)
        return Counter(field["__typename"] for field in orjson.loads(answer.body)["data"].values())

    assert await said(key) == {"NoMatch": 7, "Throttled": 5}
    assert await said(viewer_of(world.user)) == {"NoMatch": 3, "Throttled": 9}
    kinds = owner.execute("SELECT actor_kind, count(*) FROM verification GROUP BY 1 ORDER BY 1").fetchall()
    assert kinds == [("API_KEY", 7), ("USER", 3)]


BUDGET = "{ organisation { verificationBudget { perDay remaining resetsAt } } }"


def next_midnight() -> datetime:
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


async def test_the_organisations_day_is_what_staff_set(
    service: Service, world: World, owner: psycopg.Connection
) -> None:
    token = await service.token(world.user)
    found = (await service.ask(BUDGET, token))["organisation"]["verificationBudget"]
    assert found["perDay"] == found["remaining"] == 1_000
    assert datetime.fromisoformat(found["resetsAt"]) == next_midnight()

    async with service.making() as make:
        await make.session.execute(
            Organisation.__table__.update().values(verifications_per_day=3)  # type: ignore[attr-defined]
        )
    wrong = {"number": world.result.statement_number, "born": "1990-01-01"}
    right = {"number": world.result.statement_number, "born": str(world.result.date_of_birth)}
    answers = [(await service.ask(VERIFY, token, **variables))["verifyResult"] for variables in [right, wrong] * 3]
    assert [answer["__typename"] for answer in answers] == ["ResultVerified", "NoMatch"] * 3, "right ones are free"
    assert (await service.ask(BUDGET, token))["organisation"]["verificationBudget"]["remaining"] == 0

    throttled = (await service.ask(VERIFY, token, **right))["verifyResult"]
    left = (next_midnight() - datetime.now(UTC)).total_seconds()
    assert throttled["__typename"] == "Throttled"
    assert abs(throttled["retryAfter"] - left) < 30


async def test_an_unknown_number_costs_what_a_wrong_date_costs(service: Service, world: World) -> None:
    token = await service.token(world.user)
    left = []
    for number in ("999ZZ9999999", world.result.statement_number):
        await service.ask(VERIFY, token, number=number, born="1990-01-01")
        left.append((await service.ask(BUDGET, token))["organisation"]["verificationBudget"]["remaining"])
    assert left == [999, 998]


@pytest.mark.parametrize(
    "values",
    [{"organisation_attempts_per_hour": 3}, {"statement_attempts_per_hour": 3}],
    ids=["organisation", "statement number"],
)
async def test_a_spike_tells_staff_once_a_day(
    world: World, fresh_database: Database, owner: psycopg.Connection, values: dict[str, int]
) -> None:
    api = Api(fresh_database, LocalBroker(), budget(**values), limits=LIFTED)
    mails = "SELECT kind, recipient FROM mail ORDER BY recipient"

    await api.execute(Envelope(guesses(world.result.statement_number, 2), None, {}), viewer_of(world.user))
    assert owner.execute(mails).fetchall() == []

    for number in (world.result.statement_number, "999ZZ9999999"):
        await api.execute(Envelope(guesses(number, 6), None, {}), viewer_of(world.user))
    assert owner.execute(mails).fetchall() == sorted(("guessing_spike", staff.email) for staff in world.staff)
    entries = owner.execute(
        "SELECT actor_kind, organisation_id, subject_id FROM audit_entry WHERE action = 'guessingSpike'"
    ).fetchall()
    assert entries == [("SYSTEM", world.organisation.id, f"org_{world.organisation.id}")]


async def test_a_day_later_staff_are_told_again(
    world: World, fresh_database: Database, owner: psycopg.Connection
) -> None:
    clock = [datetime.now(UTC) - timedelta(days=1)]
    api = Api(
        fresh_database,
        LocalBroker(),
        budget(organisation_attempts_per_hour=3),
        limits=LIFTED,
        now=lambda: clock[0],
    )
    for number in (world.result.statement_number, "999ZZ9999999"):
        await api.execute(Envelope(guesses(number, 5), None, {}), viewer_of(world.user))
        clock[0] += timedelta(days=1)

    assert owner.execute("SELECT count(*) FROM mail").fetchone() == (4,)
    assert made(owner) == 6


async def test_running_services_share_the_budget(world: World, service: Service, fresh_database: Database) -> None:
    async with (
        running(fresh_database, LocalBroker(), budget()) as one,
        running(fresh_database, LocalBroker(), budget()) as other,
    ):
        token = await one.token(world.user)
        variables = {"number": world.result.statement_number, "born": "1990-01-01"}
        answers = await asyncio.gather(
            *(each.ask(VERIFY, token, **variables) for each in (one, other) for _ in range(8))
        )
    assert Counter(answer["verifyResult"]["__typename"] for answer in answers) == {"NoMatch": 7, "Throttled": 9}

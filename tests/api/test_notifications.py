"""The settings of mails by the API: own, and to primary users their colleagues'."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.database import Database
from app.events.broker import LocalBroker
from app.models import User
from app.models.enums import UserRole
from app.schema.ids import id_of
from app.security.api_keys import SHOWN, new_secret
from app.security.tokens import token_hash
from tests.api.service import Service, code_of, running

pytestmark = pytest.mark.anyio

FIELDS = "frequency hour weekday timeZone language pausedUntil corrections nextAt chosenAt"
OWN = f"{{ viewer {{ ... on User {{ notifications {{ {FIELDS} }} }} }} }}"
ALL = f"{{ organisation {{ users {{ nodes {{ email notifications {{ {FIELDS} }} }} }} }} }}"
UPDATE = f"""
mutation ($input: UpdateNotificationsInput!) {{
  updateNotifications(input: $input) {{
    __typename
    ... on NotificationsUpdated {{ user {{ id notifications {{ {FIELDS} }} }} }}
    ... on Refusal {{ code path }}
    ... on InvalidInput {{ problems {{ code path message }} }}
  }}
}}
"""
UNTOUCHED = {
    "frequency": "OFF",
    "hour": 8,
    "weekday": "MONDAY",
    "timeZone": "UTC",
    "language": "EN",
    "pausedUntil": None,
    "corrections": True,
    "nextAt": None,
    "chosenAt": None,
}


@pytest.fixture
async def service(fresh_database: Database) -> AsyncIterator[Service]:
    async with running(fresh_database, LocalBroker()) as service:
        yield service


async def people(service: Service) -> tuple[User, User, dict[str, str]]:
    async with service.making() as make:
        organisation = await make.organisation()
        member = await make.user(organisation, email="member@example.org", family_name="A")
        primary = await make.user(
            organisation, email="primary@example.org", family_name="B", role=UserRole.PRIMARY, language="JA"
        )
        await make.user(email="elsewhere@example.org")
    return member, primary, {"member": await service.token(member), "primary": await service.token(primary)}


async def test_nothing_is_chosen_at_first(service: Service) -> None:
    _, _, tokens = await people(service)

    assert await service.ask(OWN, tokens["member"]) == {"viewer": {"notifications": UNTOUCHED}}
    assert await service.ask(OWN, tokens["primary"]) == {"viewer": {"notifications": UNTOUCHED | {"language": "JA"}}}


async def test_chosen_and_read_again(service: Service) -> None:
    member, _, tokens = await people(service)
    chosen: dict[str, Any] = {
        "frequency": "WEEKLY",
        "hour": 17,
        "weekday": "FRIDAY",
        "timeZone": "Asia/Tokyo",
        "language": "JA",
        "corrections": False,
    }
    before = datetime.now(UTC)
    answer = (await service.ask(UPDATE, tokens["member"], input=chosen))["updateNotifications"]

    found = answer["user"]["notifications"]
    assert (answer["__typename"], answer["user"]["id"]) == ("NotificationsUpdated", id_of("User", member.id))
    assert {name: found[name] for name in chosen} == chosen
    next_at, chosen_at = (datetime.fromisoformat(found[name]) for name in ("nextAt", "chosenAt"))
    assert (next_at.weekday(), next_at.hour, next_at.minute) == (4, 8, 0)
    assert before <= chosen_at <= datetime.now(UTC)
    assert before < next_at <= before + timedelta(days=7)
    assert await service.ask(OWN, tokens["member"]) == {"viewer": {"notifications": found}}


async def test_null_ends_the_pause_and_says_nothing_else(service: Service) -> None:
    _, _, tokens = await people(service)
    until = (datetime.now(UTC) + timedelta(days=4)).date().isoformat()
    await service.ask(UPDATE, tokens["member"], input={"frequency": "DAILY", "pausedUntil": until})
    paused = (await service.ask(OWN, tokens["member"]))["viewer"]["notifications"]
    nothing = dict.fromkeys(["frequency", "hour", "weekday", "timeZone", "language", "corrections", "pausedUntil"])
    await service.ask(UPDATE, tokens["member"], input={"hour": None})
    assert (await service.ask(OWN, tokens["member"]))["viewer"]["notifications"] == paused

    await service.ask(UPDATE, tokens["member"], input=nothing)
    ended = (await service.ask(OWN, tokens["member"]))["viewer"]["notifications"]

    assert (paused["pausedUntil"], paused["nextAt"]) == (until, f"{until}T08:00:00+00:00")
    assert {**ended, "nextAt": paused["nextAt"]} == paused | {"pausedUntil": None}
    assert ended["nextAt"] < paused["nextAt"]


async def test_primary_users_read_everybodys_members_their_own(service: Service) -> None:
    _, _, tokens = await people(service)
    await service.ask(UPDATE, tokens["member"], input={"frequency": "IMMEDIATELY"})

    users = (await service.ask(ALL, tokens["primary"]))["organisation"]["users"]["nodes"]
    assert [(user["email"], user["notifications"]["frequency"]) for user in users] == [
        ("member@example.org", "IMMEDIATELY"),
        ("primary@example.org", "OFF"),
    ]
    assert code_of(await service.answer(ALL, tokens["member"])) == "FORBIDDEN"


async def test_api_keys_have_none(service: Service) -> None:
    member, _, _ = await people(service)
    secret = new_secret()
    async with service.making() as make:
        organisation = await make.session.get_one(type(await make.organisation()), member.organisation_id)
        await make.api_key(organisation, secret_hash=token_hash(secret), prefix=secret[:SHOWN], scopes=["READ", "FEED"])

    answer = (await service.ask(UPDATE, secret, input={"frequency": "DAILY"}))["updateNotifications"]
    assert (answer["__typename"], answer["code"]) == ("Forbidden", "FORBIDDEN")
    asked = f"query ($id: ID!) {{ node(id: $id) {{ ... on User {{ notifications {{ {FIELDS} }} }} }} }}"
    assert await service.ask(asked, secret, id=id_of("User", member.id)) == {"node": None}


@pytest.mark.parametrize("zone", ["Mars/Olympus", "asia/tokyo", "localtime", "", "../etc/passwd"])
async def test_a_time_zone_is_one_of_the_databases(service: Service, zone: str) -> None:
    _, _, tokens = await people(service)

    response = await service.post({"query": UPDATE, "variables": {"input": {"timeZone": zone}}}, tokens["member"])

    assert code_of(response.json()) == "BAD_USER_INPUT"
    assert await service.ask(OWN, tokens["member"]) == {"viewer": {"notifications": UNTOUCHED}}


async def test_an_hour_that_is_none(service: Service) -> None:
    _, _, tokens = await people(service)

    answer = await service.ask(UPDATE, tokens["member"], input={"hour": 24, "frequency": "DAILY"})

    assert answer["updateNotifications"]["problems"] == [
        {"code": "OUT_OF_RANGE", "path": ["input", "hour"], "message": "An hour is 0 to 23."}
    ]
    assert await service.ask(OWN, tokens["member"]) == {"viewer": {"notifications": UNTOUCHED}}

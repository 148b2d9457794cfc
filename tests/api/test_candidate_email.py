"""A candidate's address: what it takes to confirm it, and what an unconfirmed one cannot do."""

import re
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from app.models import Candidate, Organisation
from app.security.secrets import secret_hash
from tests.api.service import SETTINGS, Body, Service

pytestmark = pytest.mark.anyio

EMAIL, PASSWORD, SECRET, NUMBER = "amara@example.org", "seven grey herons", "five brown owls", "C7770001"
CLAIM = """mutation ($input: ClaimCandidateAccountInput!) { claimCandidateAccount(input: $input) { __typename
  ... on CandidateAccountClaimed { token candidate { email emailConfirmedAt } } ... on Refusal { code path } } }"""
CONFIRM = """mutation ($link: String!, $password: String) { confirmEmail(input: {token: $link, password: $password}) {
  __typename ... on EmailConfirmed { registration { status } candidate { id email emailConfirmedAt } }
  ... on Refusal { code path } } }"""
ASK = "mutation ($email: String!) { requestPasswordLink(input: {email: $email}) { __typename } }"
LOOK = "query ($link: String!) { link(token: $link) { purpose works } }"
OWN = "{ candidate { emailConfirmedAt } }"
SEEN = "{ organisation { shares { nodes { candidate { email } } } } }"
EXPIRED = {"__typename": "LinkExpired", "code": "LINK_USED", "path": ["input", "token"]}
REQUIRED = {"__typename": "InvalidInput", "code": "REQUIRED", "path": ["input", "password"]}
WRONG = {"__typename": "WrongCredentials", "code": "WRONG_CREDENTIALS", "path": ["input", "password"]}
UNCONFIRMED = "SELECT count(*) FROM candidate_account WHERE email_confirmed_at IS NULL"


@dataclass
class World:
    service: Service
    owner: psycopg.Connection
    candidate: Candidate
    organisation: Organisation
    token: str
    """Of the session that the claim began."""
    link: str

    async def confirm(self, token: str | None = None, password: str | None = None, link: str = "") -> Body:
        given = {"link": link or self.link, "password": password}
        answer: Body = (await self.service.ask(CONFIRM, token, **given))["confirmEmail"]
        return answer

    def confirmed(self) -> bool:
        row = self.owner.execute("SELECT email_confirmed_at IS NOT NULL FROM candidate_account").fetchone()
        assert row is not None
        return bool(row[0])

    def mails(self) -> list[Any]:
        return self.owner.execute("SELECT kind, recipient, text FROM mail ORDER BY id").fetchall()


async def claim(service: Service, **values: str) -> Body:
    given = {"candidateNumber": NUMBER, "secret": SECRET, "email": EMAIL, "password": PASSWORD}
    answer: Body = (await service.ask(CLAIM, input=given | values))["claimCandidateAccount"]
    service.http.cookies.clear()
    return answer


@pytest.fixture
async def world(service: Service, owner: psycopg.Connection) -> World:
    assert SETTINGS.secret_key is not None
    key = SETTINGS.secret_key.get_secret_value().encode()
    async with service.making() as make:
        candidate = await make.candidate(candidate_number=NUMBER, secret_hash=secret_hash(key, NUMBER, SECRET))
        organisation = await make.organisation()
        await make.share(await make.result(candidate), organisation)
    claimed = await claim(service)
    assert claimed["candidate"] == {"email": EMAIL, "emailConfirmedAt": None}
    ((_, _, text),) = owner.execute("SELECT kind, recipient, text FROM mail").fetchall()
    (link,) = re.findall(r"/links/(rvs_l_[A-Za-z0-9_-]{43})", text)
    return World(service, owner, candidate, organisation, claimed["token"], link)


async def test_by_the_link_in_the_own_session(world: World) -> None:
    assert await world.service.ask(LOOK, link=world.link) == {"link": {"purpose": "CONFIRM_EMAIL", "works": True}}

    answer = await world.confirm(world.token)

    at = answer["candidate"]["emailConfirmedAt"]
    assert answer == {
        "__typename": "EmailConfirmed",
        "registration": None,
        "candidate": {"id": answer["candidate"]["id"], "email": EMAIL, "emailConfirmedAt": at},
    }
    assert await world.service.ask(OWN, world.token) == {"candidate": {"emailConfirmedAt": at}}
    assert at is not None
    assert await world.confirm(world.token) == EXPIRED
    assert world.owner.execute(
        "SELECT actor_kind, subject_id, code FROM audit_entry WHERE action = 'confirmEmail' ORDER BY occurred_at"
    ).fetchall() == [("CANDIDATE", answer["candidate"]["id"], None), ("CANDIDATE", None, "LINK_USED")]


async def test_or_by_the_link_and_the_password(world: World) -> None:
    assert await world.confirm(password=PASSWORD) == {
        "__typename": "EmailConfirmed",
        "registration": None,
        "candidate": None,
    }
    assert world.confirmed()


async def test_the_link_alone_confirms_nothing(world: World) -> None:
    """It may lie in a stranger's mailbox."""
    async with world.service.making() as make:
        strangers = [await make.account(), await make.user(), await make.staff()]
    tokens = [None, *[await world.service.token(stranger) for stranger in strangers]]

    assert [await world.confirm(token) for token in tokens] == [REQUIRED] * 4
    assert [await world.confirm(token, "a guess") for token in tokens] == [WRONG] * 4
    guesses = [(await world.confirm(password="a guess"))["__typename"] for _ in range(2)]

    assert guesses == ["WrongCredentials", "Throttled"]
    assert world.owner.execute(UNCONFIRMED).fetchone() == (1,)
    assert await world.service.ask(LOOK, link=world.link) == {"link": {"purpose": "CONFIRM_EMAIL", "works": True}}


async def test_an_unconfirmed_address_gets_no_links_that_set_a_password(world: World) -> None:
    await world.service.ask(ASK, email=EMAIL)
    before = [kind for kind, *_ in world.mails()]
    await world.confirm(world.token)
    await world.service.ask(ASK, email=EMAIL)

    assert before == ["confirm_candidate_email"]
    assert [(kind, recipient) for kind, recipient, _ in world.mails()] == [
        ("confirm_candidate_email", EMAIL),
        ("password_link", EMAIL),
    ]


async def test_organisations_are_told_a_confirmed_address_only(world: World) -> None:
    async with world.service.making() as make:
        reader = await make.user(world.organisation)
    token, seen = await world.service.token(reader), []
    seen.append(await world.service.ask(SEEN, token))
    await world.confirm(world.token)
    seen.append(await world.service.ask(SEEN, token))

    emails = [each["organisation"]["shares"]["nodes"][0]["candidate"]["email"] for each in seen]
    assert emails == [None, EMAIL]


async def test_until_then_the_letter_claims_again_and_not_after(world: World) -> None:
    again = await claim(world.service, email="other@example.org", password="eight white herons")
    assert again["candidate"] == {"email": "other@example.org", "emailConfirmedAt": None}
    assert (await world.service.post({"query": OWN}, world.token)).status_code == 401
    assert await world.confirm(password="eight white herons") == EXPIRED | {"code": "LINK_EXPIRED"}

    (link,) = re.findall(r"/links/(rvs_l_[A-Za-z0-9_-]{43})", world.mails()[-1][2])
    assert (await world.confirm(again["token"], link=link))["__typename"] == "EmailConfirmed"

    assert await claim(world.service) == {
        "__typename": "Conflict",
        "code": "ALREADY_FINISHED",
        "path": ["input", "candidateNumber"],
    }
    assert world.owner.execute("SELECT email FROM candidate_account").fetchall() == [("other@example.org",)]


async def test_the_page_behind_the_link_asks_for_the_password(world: World) -> None:
    page, from_here = f"/links/{world.link}", {"sec-fetch-site": "same-origin"}
    shown = await world.service.http.get(page)
    assert 'name="password" type="password" autocomplete="current-password"' in shown.text

    for password, status in (("", 422), ("a guess", 422)):
        refused = await world.service.http.post(page, data={"password": password}, headers=from_here)
        assert (refused.status_code, "<form" in refused.text, world.confirmed()) == (status, True, False)
    done = await world.service.http.post(page, data={"password": PASSWORD}, headers=from_here)

    assert (done.status_code, "the address is confirmed" in done.text, world.confirmed()) == (200, True, True)
    assert (await world.service.http.get(page)).status_code == 410

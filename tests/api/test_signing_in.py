"""Signing in and out: by cookie and by bearer token, and all that is not a session."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from app.database import Database
from app.events.broker import LocalBroker
from app.models import CandidateAccount, User
from app.models.enums import OrganisationStatus
from app.security import passwords
from app.settings import Settings
from tests.api.service import ADDRESS, SETTINGS, Service, code_of, running

pytestmark = pytest.mark.anyio

PASSWORD = "correct horse 電池 staple"
SIGN_IN = """
mutation ($email: String!, $password: String!, $as: AccountKind) {
  signIn(email: $email, password: $password, as: $as) {
    __typename
    ... on SignedIn { token expiresAt viewer { __typename ... on User { id } ... on CandidateAccount { id } } }
    ... on Refusal { code message path }
  }
}
"""
WHO = "{ viewer { __typename ... on User { id } ... on CandidateAccount { id } } }"
SIGN_OUT = "mutation { signOut { __typename ... on SignedOut { at } ... on Refusal { code } } }"
WRONG = {
    "__typename": "WrongCredentials",
    "code": "WRONG_CREDENTIALS",
    "message": "The e-mail address or the password is wrong.",
    "path": None,
}


@dataclass
class People:
    user: User
    account: CandidateAccount


@pytest.fixture(scope="session")
async def password_hash(anyio_backend: str) -> str:
    return await passwords.hashed(PASSWORD)


@pytest.fixture
async def people(service: Service, password_hash: str) -> People:
    async with service.making() as make:
        organisation = await make.organisation()
        return People(
            await make.user(organisation, email="registrar@northmoor.example", password_hash=password_hash),
            await make.account(email="amara@mail.example", password_hash=password_hash),
        )


async def sign_in(service: Service, email: str, password: str = PASSWORD, **more: Any) -> dict[str, Any]:
    data = await service.ask(SIGN_IN, email=email, password=password, **more)
    answer: dict[str, Any] = data["signIn"]
    return answer


async def test_a_user_signs_in_and_the_token_is_good(service: Service, people: People) -> None:
    answer = await sign_in(service, " Registrar@Northmoor.example ")

    user = {"__typename": "User", "id": f"usr_{people.user.id}"}
    assert (answer["__typename"], answer["viewer"]) == ("SignedIn", user)
    service.http.cookies.clear()
    assert await service.ask(WHO, answer["token"]) == {"viewer": user}


async def test_a_candidate_signs_in(service: Service, people: People) -> None:
    answer = await sign_in(service, "amara@mail.example")

    account = {"__typename": "CandidateAccount", "id": f"cac_{people.account.id}"}
    assert (answer["__typename"], answer["viewer"]) == ("SignedIn", account)
    service.http.cookies.clear()
    assert await service.ask(WHO, answer["token"]) == {"viewer": account}


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("registrar@northmoor.example", "not it"),
        ("nobody@northmoor.example", PASSWORD),
        ("amara@mail.example", "not it"),
        ("registrar@northmoor.example", PASSWORD + " "),
    ],
)
async def test_wrong_credentials_have_one_answer(service: Service, people: People, email: str, password: str) -> None:
    response = await service.post({"query": SIGN_IN, "variables": {"email": email, "password": password}})

    assert (response.status_code, response.json()) == (200, {"data": {"signIn": WRONG}})
    assert "set-cookie" not in response.headers


async def test_an_address_of_two_accounts_asks_which(service: Service, people: People, password_hash: str) -> None:
    async with service.making() as make:
        await make.user(email="amara@mail.example", password_hash=password_hash)

    answer = await sign_in(service, "amara@mail.example")
    assert (answer["__typename"], answer["code"], answer["path"]) == ("InvalidInput", "REQUIRED", ["as"])
    answer = await sign_in(service, "amara@mail.example", **{"as": "CANDIDATE"})
    assert answer["viewer"] == {"__typename": "CandidateAccount", "id": f"cac_{people.account.id}"}


async def test_a_suspended_organisations_users_are_told(service: Service, password_hash: str) -> None:
    async with service.making() as make:
        organisation = await make.organisation(status=OrganisationStatus.SUSPENDED)
        await make.user(organisation, email="late@example.org", password_hash=password_hash)

    answer = await sign_in(service, "late@example.org")
    assert (answer["__typename"], answer["code"]) == ("OrganisationInactive", "ORGANISATION_SUSPENDED")


@pytest.mark.parametrize(
    ("base_url", "name", "secure"),
    [("", "rvs_session", False), ("https://results.example", "__Host-rvs", True)],
)
async def test_the_cookie_is_out_of_scripts_reach(
    fresh_database: Database, password_hash: str, base_url: str, name: str, secure: bool
) -> None:
    settings = Settings(secret_key=SecretStr("x" * 40), base_url=base_url)
    async with running(fresh_database, LocalBroker(), settings) as service:
        async with service.making() as make:
            await make.user(email="registrar@northmoor.example", password_hash=password_hash)
        variables = {"email": "registrar@northmoor.example", "password": PASSWORD}
        response = await service.post({"query": SIGN_IN, "variables": variables})

    pair, *attributes = response.headers["set-cookie"].split("; ")
    assert pair == f"{name}={response.json()['data']['signIn']['token']}"
    (age,) = (int(each.removeprefix("Max-Age=")) for each in attributes if each.startswith("Max-Age="))
    week = 7 * 24 * 3600
    assert week - 60 < age <= week  # what is left of it
    kept = {attribute for attribute in attributes if not attribute.startswith("Max-Age=")}
    assert kept == {"Path=/", "HttpOnly", "SameSite=Lax"} | ({"Secure"} if secure else set())


async def cookie_of(service: Service, people: People) -> dict[str, str]:
    """The header that a browser sends once it is signed in."""
    token = (await sign_in(service, people.user.email))["token"]
    service.http.cookies.clear()
    return {"cookie": f"other=1; rvs_session={token}"}


async def test_a_browser_is_known_by_its_cookie_and_forgotten_at_sign_out(service: Service, people: People) -> None:
    cookie = await cookie_of(service, people)

    response = await service.post({"query": WHO}, **cookie)
    assert response.json() == {"data": {"viewer": {"__typename": "User", "id": f"usr_{people.user.id}"}}}
    response = await service.post({"query": SIGN_OUT}, **cookie, origin=ADDRESS)
    assert response.json()["data"]["signOut"]["__typename"] == "SignedOut"
    assert response.headers["set-cookie"] == "rvs_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
    response = await service.post({"query": WHO}, **cookie)
    assert (response.status_code, response.json()) == (200, {"data": {"viewer": None}})


async def test_a_token_that_was_signed_out_is_refused(service: Service, people: People) -> None:
    token = (await sign_in(service, people.user.email))["token"]
    service.http.cookies.clear()

    assert (await service.ask(SIGN_OUT, token))["signOut"]["__typename"] == "SignedOut"
    response = await service.post({"query": WHO}, token)
    assert (response.status_code, code_of(response.json())) == (401, "UNAUTHENTICATED")


async def test_nobody_cannot_sign_out(service: Service) -> None:
    assert await service.ask(SIGN_OUT) == {"signOut": {"__typename": "NotSignedIn", "code": "NOT_SIGNED_IN"}}


@pytest.mark.parametrize("authorization", ["Bearer rvs_s_" + "A" * 43, "Bearer x", "Bearer ", "Basic Zm9v", "", "堅"])
async def test_a_bearer_token_that_is_none_is_401(service: Service, authorization: str) -> None:
    headers = [(b"authorization", authorization.encode())]
    response = await service.http.post("/graphql", json={"query": WHO}, headers=headers)

    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
    assert response.json() == {"errors": [{"message": "Sign in first.", "extensions": {"code": "UNAUTHENTICATED"}}]}


@pytest.mark.parametrize(
    "session",
    [
        {"expires_at": datetime(2026, 1, 1, tzinfo=UTC), "started_at": datetime(2025, 12, 25, tzinfo=UTC)},
        {"last_used_at": datetime.now(UTC) - timedelta(hours=13)},
        {"ended_at": datetime.now(UTC)},
    ],
    ids=["expired", "idle", "ended"],
)
async def test_a_session_that_is_over_is_nobody_by_cookie_and_401_by_token(
    service: Service, people: People, session: dict[str, Any]
) -> None:
    token = await service.token(people.user, **session)

    response = await service.post({"query": WHO}, token)
    assert (response.status_code, code_of(response.json())) == (401, "UNAUTHENTICATED")
    response = await service.post({"query": WHO}, cookie=f"rvs_session={token}")
    assert (response.status_code, response.json()) == (200, {"data": {"viewer": None}})


async def test_a_suspended_organisation_is_out_at_its_next_look(service: Service, people: People) -> None:
    token = await service.token(people.user)
    async with service.making() as make:
        await make.session.execute(sa.text("UPDATE organisation SET status = 'SUSPENDED'"))

    response = await service.post({"query": WHO}, token)
    assert (response.status_code, code_of(response.json())) == (401, "UNAUTHENTICATED")


# ------------------------------------------------------------------------------------------------ origins


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (ADDRESS, 200),
        ("https://console.example", 200),
        ("https://evil.example", 403),
        ("null", 403),
        (ADDRESS + ".evil.example", 403),
        (None, 403),
    ],
)
async def test_a_cookies_mutation_shows_where_it_comes_from(
    fresh_database: Database, origin: str | None, status: int
) -> None:
    settings = SETTINGS.model_copy(update={"allowed_origins": ("https://console.example",)})
    async with running(fresh_database, LocalBroker(), settings) as service:
        async with service.making() as make:
            user = await make.user()
        token = await service.token(user)
        headers = {} if origin is None else {"origin": origin}
        response = await service.post({"query": SIGN_OUT}, cookie=f"rvs_session={token}", **headers)

    assert response.status_code == status
    if status == 200:
        assert response.json()["data"]["signOut"]["__typename"] == "SignedOut"
    else:
        assert code_of(response.json()) == "ORIGIN_FORBIDDEN"


async def test_a_token_needs_no_origin_and_a_foreign_page_cannot_sign_its_reader_in(
    service: Service, people: People
) -> None:
    token = await service.token(people.user)
    response = await service.post({"query": SIGN_OUT}, token, origin="https://partner.example")
    assert response.json()["data"]["signOut"]["__typename"] == "SignedOut"

    body = {"query": SIGN_IN, "variables": {"email": people.user.email, "password": PASSWORD}}
    response = await service.post(body, origin="https://evil.example")
    assert (response.status_code, code_of(response.json())) == (403, "ORIGIN_FORBIDDEN")


async def test_a_foreign_page_reads_nothing_it_could_not_read_anyway(service: Service, people: People) -> None:
    """No CORS header is ever sent: the browser keeps the answer from the page."""
    token = await service.token(people.user)
    response = await service.post({"query": WHO}, cookie=f"rvs_session={token}", origin="https://evil.example")
    assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json", "text/event-stream"])
async def test_get_never_changes_anything(service: Service, people: People, accept: str) -> None:
    token = await service.token(people.user)
    headers = {"authorization": f"Bearer {token}", "accept": accept}
    response = await service.http.get("/graphql", params={"query": SIGN_OUT}, headers=headers)

    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert code_of(response.json()) == "MUTATION_BY_GET"
    assert (await service.ask(WHO, token))["viewer"]["id"] == f"usr_{people.user.id}"


async def test_get_reads(service: Service, people: People) -> None:
    token = await service.token(people.user)
    response = await service.http.get(
        "/graphql", params={"query": WHO}, headers={"authorization": f"Bearer {token}", "accept": "application/json"}
    )
    assert response.json() == {"data": {"viewer": {"__typename": "User", "id": f"usr_{people.user.id}"}}}

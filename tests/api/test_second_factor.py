"""The second factor and own sessions, through the whole API."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import psycopg
import pyotp
import pytest
import sqlalchemy as sa

from app.actions.sign_in import sign_in
from app.database import Database
from app.errors import WrongCredentials
from app.events.broker import LocalBroker
from app.models import User
from app.models.enums import UserRole
from app.security import passwords, totp
from app.security.credentials import Account
from tests.api.service import ADDRESS, SETTINGS, Service, code_of, running
from tests.factories import viewer_of

pytestmark = pytest.mark.anyio

PASSWORD, EMAIL = "a boat called Ondine", "registrar@northmoor.example"
SIGN_IN = """
mutation ($email: String!, $password: String!) {
  signIn(email: $email, password: $password) {
    __typename ... on SignedIn { token } ... on SecondFactorRequired { code challenge } ... on Refusal { code }
  }
}"""
COMPLETE = """
mutation ($challenge: String!, $code: String!) {
  completeSignIn(input: { challenge: $challenge, code: $code }) {
    __typename ... on SignedIn { token viewer { ... on User { id } } } ... on Refusal { code path }
  }
}"""
START = """
mutation ($password: String = "a boat called Ondine") {
  startSecondFactor(input: { password: $password }) {
    __typename ... on SecondFactorStarted { uri secret } ... on Refusal { code path }
  }
}"""
RESET = """
mutation ($id: ID!, $password: String!) {
  resetSecondFactor(input: { userId: $id, password: $password }) {
    __typename ... on SecondFactorReset { user { id } } ... on Refusal { code path }
  }
}"""
CONFIRM = """
mutation ($code: String!) {
  confirmSecondFactor(input: { code: $code }) {
    __typename ... on SecondFactorConfirmed { recoveryCodes } ... on Refusal { code path }
  }
}"""
REMOVE = """
mutation ($password: String!) {
  removeSecondFactor(input: { password: $password }) { __typename ... on Refusal { code path } }
}"""
END = """
mutation ($id: ID) {
  endSessions(input: { id: $id }) { __typename ... on SessionsEnded { endedIds } ... on Refusal { code path } }
}"""
OWN = """{ viewer {
  ... on User { hasSecondFactor recoveryCodesLeft sessions { id isCurrent address userAgent } }
  ... on CandidateAccount { hasSecondFactor recoveryCodesLeft sessions { id isCurrent address userAgent } }
  ... on Staff { displayName hasSecondFactor recoveryCodesLeft sessions { id isCurrent address userAgent } }
} }"""
WRONG = {"__typename": "WrongCredentials", "code": "WRONG_CREDENTIALS", "path": ["input", "code"]}


@pytest.fixture(scope="session")
async def password_hash(anyio_backend: str) -> str:
    return await passwords.hashed(PASSWORD)


@pytest.fixture
async def clock() -> SimpleNamespace:
    """The service's own; it stands still unless a test moves it."""
    return SimpleNamespace(now=datetime.now(UTC))


@pytest.fixture
async def service(fresh_database: Database, clock: SimpleNamespace) -> AsyncIterator[Service]:
    def adjust(parts: Any) -> None:
        object.__setattr__(parts.api._services, "now", lambda: clock.now)

    async with running(fresh_database, LocalBroker(), adjust=adjust) as service:
        yield service


@pytest.fixture
async def user(service: Service, password_hash: str) -> User:
    async with service.making() as make:
        return await make.user(email=EMAIL, password_hash=password_hash)


async def challenge(service: Service) -> str:
    answer = (await service.ask(SIGN_IN, email=EMAIL, password=PASSWORD))["signIn"]
    assert (answer["__typename"], answer["code"]) == ("SecondFactorRequired", "SECOND_FACTOR_REQUIRED")
    return str(answer["challenge"])


async def complete(service: Service, given: str, code: str) -> Any:
    answer = (await service.ask(COMPLETE, challenge=given, code=code))["completeSignIn"]
    service.http.cookies.clear()
    return answer


async def set_up(service: Service, token: str, clock: SimpleNamespace) -> tuple[pyotp.TOTP, list[str]]:
    """The authenticator, whose present code is used up, and the recovery codes."""
    started = (await service.ask(START, token))["startSecondFactor"]
    authenticator = pyotp.TOTP(started["secret"])
    answer = (await service.ask(CONFIRM, token, code=authenticator.at(clock.now)))["confirmSecondFactor"]
    return authenticator, answer["recoveryCodes"]


async def own(service: Service, token: str) -> Any:
    return (await service.ask(OWN, token))["viewer"]


async def test_from_setting_up_to_taking_away(service: Service, user: User, clock: SimpleNamespace) -> None:
    token = await service.token(user)
    started = (await service.ask(START, token))["startSecondFactor"]
    assert started["uri"] == (
        f"otpauth://totp/Results%20verification:registrar%40northmoor.example?secret={started['secret']}"
        "&issuer=Results%20verification"
    )
    assert (await own(service, token))["hasSecondFactor"] is False
    assert (await service.ask(SIGN_IN, email=EMAIL, password=PASSWORD))["signIn"]["__typename"] == "SignedIn"
    service.http.cookies.clear()

    assert (await service.ask(CONFIRM, token, code="000000"))["confirmSecondFactor"] == WRONG
    authenticator = pyotp.TOTP(started["secret"])
    confirmed = (await service.ask(CONFIRM, token, code=authenticator.at(clock.now)))["confirmSecondFactor"]
    assert (confirmed["__typename"], len(confirmed["recoveryCodes"])) == ("SecondFactorConfirmed", totp.RECOVERY_CODES)
    held = await own(service, token)
    assert (held["hasSecondFactor"], held["recoveryCodesLeft"]) == (True, 10)
    assert (await service.ask(START, token))["startSecondFactor"]["__typename"] == "Conflict"

    given = await challenge(service)
    assert await complete(service, given, authenticator.at(clock.now)) == WRONG  # it confirmed already
    clock.now += timedelta(seconds=30)
    signed_in = await complete(service, given, authenticator.at(clock.now))
    assert (signed_in["__typename"], signed_in["viewer"]) == ("SignedIn", {"id": f"usr_{user.id}"})

    answer = (await service.ask(REMOVE, token, password="not it"))["removeSecondFactor"]
    assert answer == {"__typename": "WrongCredentials", "code": "WRONG_CREDENTIALS", "path": ["input", "password"]}
    answer = (await service.ask(REMOVE, token, password=PASSWORD))["removeSecondFactor"]
    assert answer == {"__typename": "SecondFactorRemoved"}
    assert (await own(service, token))["hasSecondFactor"] is False
    assert (await service.ask(SIGN_IN, email=EMAIL, password=PASSWORD))["signIn"]["__typename"] == "SignedIn"


async def test_a_challenge_works_once_and_has_five_attempts_in_five_minutes(
    service: Service, user: User, clock: SimpleNamespace
) -> None:
    authenticator, _ = await set_up(service, await service.token(user), clock)
    clock.now += timedelta(seconds=30)
    used = await challenge(service)
    assert (await complete(service, used, authenticator.at(clock.now)))["__typename"] == "SignedIn"
    clock.now += timedelta(seconds=30)
    assert await complete(service, used, authenticator.at(clock.now)) == WRONG

    tried = await challenge(service)
    for _ in range(5):
        assert await complete(service, tried, "000000") == WRONG
    assert await complete(service, tried, authenticator.at(clock.now)) == WRONG

    late = await challenge(service)
    clock.now += timedelta(minutes=5)
    assert await complete(service, late, authenticator.at(clock.now)) == WRONG
    assert await complete(service, "rvs_c_" + "A" * 43, authenticator.at(clock.now)) == WRONG


async def test_codes_cannot_be_guessed_by_asking_for_challenge_after_challenge(
    service: Service, user: User, clock: SimpleNamespace
) -> None:
    await set_up(service, await service.token(user), clock)  # costs one of ten
    seen = [(await complete(service, await challenge(service), "000000"))["__typename"] for _ in range(10)]

    assert seen == ["WrongCredentials"] * 9 + ["Throttled"]


async def test_recovery_codes_work_once_each(service: Service, user: User, clock: SimpleNamespace) -> None:
    token = await service.token(user)
    _, codes = await set_up(service, token, clock)

    assert (await complete(service, await challenge(service), codes[3].upper()))["__typename"] == "SignedIn"
    assert (await own(service, token))["recoveryCodesLeft"] == 9
    assert await complete(service, await challenge(service), codes[3]) == WRONG
    assert (await complete(service, await challenge(service), codes[4]))["__typename"] == "SignedIn"


async def test_nothing_that_signs_in_is_stored_in_the_clear(
    service: Service, user: User, clock: SimpleNamespace
) -> None:
    authenticator, codes = await set_up(service, await service.token(user), clock)
    given = await challenge(service)
    async with service.making() as make:
        rows = await make.session.scalars(
            sa.text("SELECT to_jsonb(s)::text FROM second_factor s UNION ALL SELECT to_jsonb(c)::text FROM challenge c")
        )
        stored = " ".join(rows)

    for secret in (authenticator.secret, given, *codes):
        assert secret not in stored
        assert secret.encode().hex() not in stored


async def test_a_changed_password_ends_what_waits_for_a_code(
    service: Service, user: User, clock: SimpleNamespace
) -> None:
    token = await service.token(user)
    authenticator, _ = await set_up(service, token, clock)
    given = await challenge(service)
    change = """
    mutation ($current: String!) { changePassword(input: { current: $current, new: "seven herons" }) { __typename } }"""
    assert (await service.ask(change, token, current=PASSWORD))["changePassword"]["__typename"] == "PasswordChanged"
    service.http.cookies.clear()
    clock.now += timedelta(seconds=30)

    assert await complete(service, given, authenticator.at(clock.now)) == WRONG


async def test_a_suspended_organisations_user_does_not_get_in_by_the_second_step(
    service: Service, user: User, clock: SimpleNamespace
) -> None:
    authenticator, _ = await set_up(service, await service.token(user), clock)
    given = await challenge(service)
    async with service.making() as make:
        await make.session.execute(sa.text("UPDATE organisation SET status = 'SUSPENDED'"))
    clock.now += timedelta(seconds=30)

    assert (await complete(service, given, authenticator.at(clock.now)))["__typename"] == "OrganisationInactive"


async def test_a_source_is_known_once_both_factors_are_proven(
    service: Service, user: User, clock: SimpleNamespace
) -> None:
    """Whoever has the password alone does not get the holder's free tries."""
    authenticator, _ = await set_up(service, await service.token(user), clock)
    clock.now += timedelta(seconds=30)
    buckets, pair = service.parts.api.buckets, f"127.0.0.1 {EMAIL}"

    given = await challenge(service)
    before = await buckets.knows(pair)
    assert (await complete(service, given, authenticator.at(clock.now)))["__typename"] == "SignedIn"

    assert (before, await buckets.knows(pair)) == (False, True)


@pytest.mark.parametrize("kind", ["user", "staff"])
async def test_who_is_removed_after_the_proof_begins_no_session(service: Service, kind: str) -> None:
    async with service.making() as make:
        somebody = await getattr(make, kind)(removed_at=datetime.now(UTC))
    viewer = viewer_of(somebody)
    proven = Account(viewer, somebody.password_hash, organisation_suspended=False)

    with pytest.raises(WrongCredentials):
        async with service.database.session(viewer) as session:
            await sign_in(session, proven, address="", user_agent=None, settings=SETTINGS, now=datetime.now(UTC))


async def test_a_stolen_session_sets_no_second_factor_up(service: Service, user: User, clock: SimpleNamespace) -> None:
    """Its holder would be locked out by it."""
    token = await service.token(user)
    started = (await service.ask(START, token))["startSecondFactor"]

    for password, refused in (
        ("a guess", {"__typename": "WrongCredentials", "code": "WRONG_CREDENTIALS", "path": ["input", "password"]}),
        ("", {"__typename": "InvalidInput", "code": "REQUIRED", "path": ["input", "password"]}),
    ):
        assert (await service.ask(START, token, password=password))["startSecondFactor"] == refused

    code = pyotp.TOTP(started["secret"]).at(clock.now)  # what the holder had begun is as it was
    confirmed = (await service.ask(CONFIRM, token, code=code))["confirmSecondFactor"]
    assert confirmed["__typename"] == "SecondFactorConfirmed"
    guesses = [(await service.ask(START, token, password="x"))["startSecondFactor"]["__typename"] for _ in range(5)]
    assert guesses == ["WrongCredentials"] * 4 + ["Throttled"]


# ------------------------------------------------------------------------------------------------ lost


@dataclass
class Office:
    """Two primary users and a member who has lost it all."""

    primary: User
    other: User
    member: User
    tokens: dict[str, str]


@pytest.fixture
async def office(service: Service, password_hash: str, clock: SimpleNamespace) -> Office:
    async with service.making() as make:
        organisation = await make.organisation()
        primary, other = [
            await make.user(organisation, role=UserRole.PRIMARY, password_hash=password_hash) for _ in range(2)
        ]
        member = await make.user(organisation, email=EMAIL, password_hash=password_hash)
        people = {"primary": primary, "member": member, "elsewhere": await make.user(role=UserRole.PRIMARY)}
    tokens = {name: await service.token(user) for name, user in people.items()}
    await set_up(service, tokens["member"], clock)
    return Office(primary, other, member, tokens)


async def test_a_primary_user_gives_a_user_the_way_back(
    service: Service, office: Office, owner: psycopg.Connection
) -> None:
    given, id_ = await challenge(service), f"usr_{office.member.id}"

    answer = (await service.ask(RESET, office.tokens["primary"], id=id_, password=PASSWORD))["resetSecondFactor"]

    assert answer == {"__typename": "SecondFactorReset", "user": {"id": id_}}
    assert (await service.post({"query": OWN}, office.tokens["member"])).status_code == 401
    assert await complete(service, given, "000000") == WRONG
    assert (await service.ask(SIGN_IN, email=EMAIL, password=PASSWORD))["signIn"]["__typename"] == "SignedIn"
    service.http.cookies.clear()
    assert owner.execute("SELECT kind FROM mail WHERE recipient = %s ORDER BY id DESC LIMIT 1", [EMAIL]).fetchall() == [
        ("second_factor_reset",)
    ]
    assert owner.execute(
        "SELECT actor_id, subject_id, organisation_id, code FROM audit_entry WHERE action = 'resetSecondFactor'"
    ).fetchall() == [(office.primary.id, id_, office.primary.organisation_id, None)]
    again = (await service.ask(RESET, office.tokens["primary"], id=id_, password=PASSWORD))["resetSecondFactor"]
    assert again == {"__typename": "Conflict", "code": "ALREADY_FINISHED", "path": ["input", "userId"]}


async def test_nobody_else_takes_it_away(service: Service, office: Office, owner: psycopg.Connection) -> None:
    member, path = f"usr_{office.member.id}", ["input", "userId"]
    forbidden = {"__typename": "Forbidden", "code": "FORBIDDEN", "path": None}
    absent = {"__typename": "NotFound", "code": "NOT_FOUND", "path": path}
    wrong = {"__typename": "WrongCredentials", "code": "WRONG_CREDENTIALS", "path": ["input", "password"]}
    for who, id_, password, refused in (
        ("primary", member, "a guess", wrong),
        ("primary", f"usr_{office.other.id}", PASSWORD, forbidden | {"path": path}),
        ("primary", f"usr_{office.primary.id}", PASSWORD, forbidden | {"path": path}),
        ("primary", f"usr_{uuid4()}", PASSWORD, absent),
        ("primary", "x", PASSWORD, absent),
        ("member", member, PASSWORD, forbidden),
    ):
        answer = (await service.ask(RESET, office.tokens[who], id=id_, password=password))["resetSecondFactor"]
        assert answer == refused, (who, id_)

    assert owner.execute("SELECT count(*) FROM second_factor WHERE confirmed_at IS NOT NULL").fetchone() == (1,)
    assert owner.execute("SELECT count(*) FROM mail WHERE kind = 'second_factor_reset'").fetchone() == (0,)


# ------------------------------------------------------------------------------------------------ sessions


@pytest.mark.parametrize("kind", ["user", "account", "staff"])
async def test_own_sessions_are_listed_and_ended_one_by_one_or_all_others(service: Service, kind: str) -> None:
    async with service.making() as make:
        somebody, other = await getattr(make, kind)(), await getattr(make, kind)()
    here = await service.token(somebody, user_agent="Browser", last_used_at=datetime.now(UTC))
    others = [
        await service.token(somebody, last_used_at=datetime.now(UTC) - timedelta(minutes=number)) for number in (1, 2)
    ]
    foreign = await service.token(other)
    await service.token(somebody, ended_at=datetime.now(UTC))

    listed = (await own(service, here))["sessions"]
    assert [each["isCurrent"] for each in listed] == [True, False, False]
    assert (listed[0]["address"], listed[0]["userAgent"]) == ("192.0.2.1", "Browser")
    (theirs,) = (await own(service, foreign))["sessions"]
    node = "query ($id: ID!) { node(id: $id) { id ... on Session { isCurrent } } }"
    found = {"id": listed[1]["id"], "isCurrent": False}
    assert await service.ask(node, here, id=listed[1]["id"]) == {"node": found}
    assert await service.ask(node, here, id=theirs["id"]) == {"node": None}

    refused = {"__typename": "NotFound", "code": "NOT_FOUND", "path": ["input", "id"]}
    for id_ in (theirs["id"], "ses_x", f"usr_{somebody.id}"):
        assert (await service.ask(END, here, id=id_))["endSessions"] == refused
    assert len((await own(service, foreign))["sessions"]) == 1

    ended = (await service.ask(END, here, id=listed[1]["id"]))["endSessions"]
    assert ended == {"__typename": "SessionsEnded", "endedIds": [listed[1]["id"]]}
    assert (await service.ask(END, here, id=listed[1]["id"]))["endSessions"] == refused
    response = await service.post({"query": OWN}, others[0])
    assert (response.status_code, code_of(response.json())) == (401, "UNAUTHENTICATED")

    ended = (await service.ask(END, here))["endSessions"]
    assert ended == {"__typename": "SessionsEnded", "endedIds": [listed[2]["id"]]}
    assert (await service.post({"query": OWN}, others[1])).status_code == 401
    assert len((await own(service, here))["sessions"]) == 1


async def test_nobody_sees_a_colleagues_sessions_or_second_factor(service: Service) -> None:
    async with service.making() as make:
        organisation = await make.organisation()
        user, colleague = await make.user(organisation), await make.user(organisation)
    token = await service.token(user)
    await service.token(colleague)
    for field in ("sessions { id }", "hasSecondFactor", "recoveryCodesLeft"):
        query = f"query ($id: ID!) {{ node(id: $id) {{ ... on User {{ {field} }} }} }}"
        body = await service.answer(query, token, id=f"usr_{colleague.id}")
        assert (body["data"], code_of(body)) == ({"node": None}, "FORBIDDEN")


async def test_the_old_cookies_session_ends_at_sign_in(service: Service, user: User) -> None:
    old = await service.token(user)
    body = {"query": SIGN_IN, "variables": {"email": EMAIL, "password": PASSWORD}}
    response = await service.post(body, cookie=f"rvs_session={old}", origin=ADDRESS)

    service.http.cookies.clear()
    token = response.json()["data"]["signIn"]["token"]
    assert (await service.post({"query": OWN}, old)).status_code == 401
    assert len((await own(service, token))["sessions"]) == 1


async def test_a_programmes_sessions_live_side_by_side(service: Service, user: User) -> None:
    old = await service.token(user)
    body = {"query": SIGN_IN, "variables": {"email": EMAIL, "password": PASSWORD}}
    await service.post(body, old)

    service.http.cookies.clear()
    assert len((await own(service, old))["sessions"]) == 2


async def test_removed_staff_are_refused_at_the_next_request(service: Service) -> None:
    async with service.making() as make:
        staff = await make.staff()
    token = await service.token(staff)
    async with service.making() as make:
        await make.session.execute(sa.text("UPDATE staff SET removed_at = now()"))

    assert (await service.post({"query": OWN}, token)).status_code == 401


@pytest.mark.parametrize("query", [START, END], ids=["start", "end"])
async def test_nobody_has_no_account(service: Service, query: str) -> None:
    (answer,) = (await service.ask(query)).values()
    assert (answer["__typename"], answer["code"]) == ("NotSignedIn", "NOT_SIGNED_IN")


async def test_mutations_have_a_generous_budget_and_plain_queries_none(
    fresh_database: Database, password_hash: str
) -> None:
    settings = SETTINGS.model_copy(update={"mutations_per_minute": 5})
    async with running(fresh_database, LocalBroker(), settings) as service:
        async with service.making() as make:
            user = await make.user()
        token = await service.token(user)
        fields = (
            f"a{number}: endSessions(input: {{}}) {{ __typename ... on Throttled {{ retryAfter }} }}"
            for number in range(8)
        )
        many = f"mutation {{ {' '.join(fields)} }}"
        answers = list((await service.ask(many, token)).values())
        assert [answer["__typename"] for answer in answers] == ["SessionsEnded"] * 5 + ["Throttled"] * 3
        assert answers[-1]["retryAfter"] == 12
        for _ in range(20):
            await service.ask("{ viewer { __typename } }", token)
        assert (await service.ask("mutation { signOut { __typename } }", token))["signOut"]["__typename"] == "SignedOut"


async def test_the_address_behind_a_trusted_proxy_is_the_sessions(fresh_database: Database, password_hash: str) -> None:
    settings = SETTINGS.model_copy(update={"trusted_proxies": ("127.0.0.0/8",)})
    async with running(fresh_database, LocalBroker(), settings) as service:
        async with service.making() as make:
            await make.user(email=EMAIL, password_hash=password_hash)
        body = {"query": SIGN_IN, "variables": {"email": EMAIL, "password": PASSWORD}}
        response = await service.post(body, x_forwarded_for="203.0.113.9, 198.51.100.4")
        service.http.cookies.clear()
        token = response.json()["data"]["signIn"]["token"]
        assert [each["address"] for each in (await own(service, token))["sessions"]] == ["198.51.100.4"]
        async with service.making() as make:
            assert await make.session.scalar(sa.text("SELECT address FROM audit_entry")) == "198.51.100.4"

"""Forgotten, set and changed passwords through the whole API."""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from app.database import Database
from app.models.enums import LinkPurpose, UserStatus
from app.security import passwords
from app.security.links import new_link
from app.security.sessions import utc_now
from tests.actions.conftest import contents_of
from tests.api.service import ADDRESS, Service, code_of

pytestmark = pytest.mark.anyio

OLD, NEW = "a boat called Ondine", "seven grey herons"
EMAIL = "registrar@northmoor.example"
ASK = """
mutation ($email: String!) {
  requestPasswordLink(input: { email: $email }) {
    __typename
    ... on PasswordLinkRequested { email }
    ... on Throttled { retryAfter }
    ... on Refusal { code path }
  }
}"""
SET = """
mutation ($link: String!, $password: String!) {
  setPassword(input: { token: $link, password: $password }) {
    __typename ... on PasswordSet { email } ... on Refusal { code path }
  }
}"""
CHANGE = """
mutation ($current: String!, $new: String!) {
  changePassword(input: { current: $current, new: $new }) {
    __typename
    ... on PasswordChanged { token viewer { ... on User { id } ... on CandidateAccount { id } ... on Staff { id } } }
    ... on Refusal { code message path }
  }
}"""
LOOK = "query ($link: String!) { link(token: $link) { purpose works } }"
SIGN_IN = """
mutation ($email: String!, $password: String!) {
  signIn(email: $email, password: $password) { __typename ... on SignedIn { token viewer { __typename } } }
}"""
WHO = "{ viewer { __typename } }"


@pytest.fixture(scope="session")
async def old_hash(anyio_backend: str) -> str:
    return await passwords.hashed(OLD)


async def mails(service: Service) -> list[Any]:
    async with service.making() as make:
        rows = await make.session.execute(
            sa.text("SELECT kind, recipient, language, subject, text, html FROM mail ORDER BY recipient, id")
        )
        return list(rows)


async def link_for(service: Service, **owner: Any) -> str:
    async with service.making() as make:
        return await new_link(make.session, LinkPurpose.SET_PASSWORD, now=utc_now(), hours=24, **owner)


async def everything(service: Service) -> Any:
    """Rows of all tables but the audit trail's."""
    async with service.making() as make:
        found = await contents_of(make.session)
    return {table: rows for table, rows in found.items() if not table.startswith("audit")}


async def sign_in(service: Service, email: str, password: str) -> Any:
    service.http.cookies.clear()
    answer = (await service.ask(SIGN_IN, email=email, password=password))["signIn"]
    service.http.cookies.clear()
    return answer


async def test_a_forgotten_password_is_set_by_the_mailed_link_once(service: Service, old_hash: str) -> None:
    async with service.making() as make:
        user = await make.user(email=EMAIL, password_hash=old_hash)
    token = await service.token(user)

    answer = await service.ask(ASK, email=" Registrar@Northmoor.example ")
    assert answer == {"requestPasswordLink": {"__typename": "PasswordLinkRequested", "email": EMAIL}}
    ((kind, recipient, language, subject, text, html),) = await mails(service)
    assert (kind, recipient, language, subject) == ("password_link", EMAIL, "EN", "Set a new password")
    (url,) = re.findall(r"http://\S+/links/(rvs_l_\S+)", text)
    assert f"/links/{url}" in html
    assert await service.ask(LOOK, link=url) == {"link": {"purpose": "SET_PASSWORD", "works": True}}

    assert await service.ask(SET, link=url, password=NEW) == {
        "setPassword": {"__typename": "PasswordSet", "email": EMAIL}
    }
    assert await service.ask(LOOK, link=url) == {"link": {"purpose": "SET_PASSWORD", "works": False}}
    response = await service.post({"query": WHO}, token)
    assert (response.status_code, code_of(response.json())) == (401, "UNAUTHENTICATED")
    assert (await sign_in(service, EMAIL, OLD))["__typename"] == "WrongCredentials"
    assert (await sign_in(service, EMAIL, NEW))["__typename"] == "SignedIn"
    assert [row[0] for row in await mails(service)] == ["password_link", "password_changed"]

    before = await everything(service)
    refused = {"__typename": "LinkExpired", "code": "LINK_USED", "path": ["input", "token"]}
    assert await service.ask(SET, link=url, password="another of nine words") == {"setPassword": refused}
    assert await everything(service) == before


async def test_known_and_unknown_addresses_run_the_same_statements_and_get_the_same_answer(
    fresh_database: Database, service: Service, old_hash: str
) -> None:
    async with service.making() as make:
        await make.user(email="known@example.org", password_hash=old_hash)
        await make.account(email="candidate@example.org", password_hash=old_hash)
        await make.user(email="both@example.org", password_hash=old_hash)
        await make.account(email="both@example.org", password_hash=old_hash, language="JA")
    seen: dict[str, tuple[list[str], Any]] = {}
    for email in ("known@example.org", "candidate@example.org", "both@example.org", "nobody@example.org"):
        statements: list[str] = []

        def noted(_connection: Any, _cursor: Any, statement: str, *_: Any, kept: list[str] = statements) -> None:
            kept.append(statement)

        sa.event.listen(fresh_database.engine.sync_engine, "before_cursor_execute", noted)
        answer = await service.ask(ASK, email=email)
        sa.event.remove(fresh_database.engine.sync_engine, "before_cursor_execute", noted)
        seen[email] = (statements, answer["requestPasswordLink"]["__typename"])

    assert len(set(map(str, seen.values()))) == 1
    assert len(seen["nobody@example.org"][0]) > 9
    assert sorted((recipient, language) for _, recipient, language, *_ in await mails(service)) == [
        ("both@example.org", "EN"),
        ("both@example.org", "JA"),
        ("candidate@example.org", "EN"),
        ("known@example.org", "EN"),
    ]


async def test_each_mail_says_which_account_it_is_about(service: Service, old_hash: str) -> None:
    async with service.making() as make:
        organisation = await make.organisation(name='Fish & <Chips> "Academy"')
        await make.user(organisation, email="all@example.org", password_hash=old_hash)
        await make.account(email="all@example.org", password_hash=old_hash)
        await make.staff(email="all@example.org", language="JA")

    await service.ask(ASK, email="all@example.org")

    sent = await mails(service)
    said = [
        'It is about your account as a user of Fish & <Chips> "Academy".',
        "It is about your candidate's account, with your own results.",
        "試験実施機関の職員アカウントに関するメールです。",
    ]
    assert [sum(each in mail.text for mail in sent) for each in said] == [1, 1, 1]
    (of_user,) = [mail for mail in sent if said[0] in mail.text]
    assert "Fish &amp; &lt;Chips&gt; &#34;Academy&#34;" in of_user.html
    assert not any("\ue000" in mail.text + mail.html + mail.subject for mail in sent)


async def test_a_newer_link_replaces_the_older(service: Service, old_hash: str) -> None:
    async with service.making() as make:
        user = await make.user(email=EMAIL, password_hash=old_hash)
    older = await link_for(service, user_id=user.id)
    await service.ask(ASK, email=EMAIL)

    answer = (await service.ask(SET, link=older, password=NEW))["setPassword"]
    assert answer == {"__typename": "LinkExpired", "code": "LINK_EXPIRED", "path": ["input", "token"]}


async def test_links_are_mailed_three_times_an_hour_to_known_and_unknown_alike(service: Service, old_hash: str) -> None:
    async with service.making() as make:
        await make.user(email=EMAIL, password_hash=old_hash)
    for email in (EMAIL, "nobody@example.org"):
        answers = [(await service.ask(ASK, email=email))["requestPasswordLink"] for _ in range(4)]
        assert [answer["__typename"] for answer in answers] == ["PasswordLinkRequested"] * 3 + ["Throttled"]
        assert 1_190 <= answers[3]["retryAfter"] <= 1_200
    assert len(await mails(service)) == 3


async def test_an_invited_user_becomes_active_and_staff_and_candidates_have_links_too(
    service: Service, old_hash: str
) -> None:
    async with service.making() as make:
        user = await make.user(email=EMAIL, password_hash=None, status=UserStatus.INVITED)
        staff = await make.staff(email="vance@board.example", password_hash=None)
        account = await make.account(email="amara@mail.example", password_hash=old_hash)
    for owner, email, kind in (
        ({"user_id": user.id}, EMAIL, "User"),
        ({"staff_id": staff.id}, "vance@board.example", "Staff"),
        ({"candidate_account_id": account.id}, "amara@mail.example", "CandidateAccount"),
    ):
        token = await link_for(service, **owner)
        answer = (await service.ask(SET, link=token, password=NEW))["setPassword"]
        assert answer == {"__typename": "PasswordSet", "email": email}
        signed_in = await sign_in(service, email, NEW)
        assert (signed_in["__typename"], signed_in["viewer"]) == ("SignedIn", {"__typename": kind})
    assert [row[0] for row in await mails(service)] == ["password_changed"]  # the candidate had one before


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "REQUIRED"),
        ("short", "PASSWORD_TOO_SHORT"),
        ("password1", "PASSWORD_TOO_COMMON"),
        ("registrar7", "PASSWORD_TOO_COMMON"),
        ("x" * 1_025, "TOO_LONG"),
    ],
)
async def test_a_bad_password_changes_nothing_and_the_link_still_works(
    service: Service, password: str, code: str
) -> None:
    async with service.making() as make:
        user = await make.user(email=EMAIL, password_hash=None, status=UserStatus.INVITED)
    token = await link_for(service, user_id=user.id)
    before = await everything(service)

    answer = (await service.ask(SET, link=token, password=password))["setPassword"]
    assert answer == {"__typename": "InvalidInput", "code": code, "path": ["input", "password"]}
    assert await everything(service) == before
    assert (await service.ask(SET, link=token, password=NEW))["setPassword"]["__typename"] == "PasswordSet"


@pytest.mark.parametrize("token", ["", "rvs_l_" + "A" * 43, "x", "rvs_s_" + "A" * 43])
async def test_what_is_no_link(service: Service, token: str) -> None:
    assert await service.ask(LOOK, link=token) == {"link": None}
    answer = (await service.ask(SET, link=token, password=NEW))["setPassword"]
    assert answer["code"] == ("LINK_EXPIRED" if token else "REQUIRED")


async def test_a_removed_users_link_is_dead(service: Service) -> None:
    async with service.making() as make:
        user = await make.user(email=EMAIL, removed_at=utc_now())
        staff = await make.staff(removed_at=utc_now())
    for owner in ({"user_id": user.id}, {"staff_id": staff.id}):
        token = await link_for(service, **owner)
        assert (await service.ask(SET, link=token, password=NEW))["setPassword"]["code"] == "LINK_EXPIRED"


# ------------------------------------------------------------------------------------------------ changing


@pytest.mark.parametrize("kind", ["user", "account", "staff"])
async def test_changing_ends_all_other_sessions_and_gives_this_one_a_new_token(
    service: Service, old_hash: str, kind: str
) -> None:
    async with service.making() as make:
        somebody = await getattr(make, kind)(email=EMAIL, password_hash=old_hash)
    here, there = await service.token(somebody), await service.token(somebody)
    assert (await service.ask(WHO, there))["viewer"] is not None

    answer = (await service.ask(CHANGE, here, current=OLD, new=NEW))["changePassword"]
    service.http.cookies.clear()
    assert answer["__typename"] == "PasswordChanged"
    assert answer["viewer"]["id"].endswith(str(somebody.id))
    for token in (here, there):
        response = await service.post({"query": WHO}, token)
        assert (response.status_code, code_of(response.json())) == (401, "UNAUTHENTICATED")
    assert (await service.ask(WHO, answer["token"]))["viewer"] is not None
    assert (await sign_in(service, EMAIL, NEW))["__typename"] == "SignedIn"
    assert [(row[0], row[1]) for row in await mails(service)] == [("password_changed", EMAIL)]


async def test_a_browser_gets_the_new_sessions_cookie(service: Service, old_hash: str) -> None:
    async with service.making() as make:
        user = await make.user(email=EMAIL, password_hash=old_hash)
    cookie = f"rvs_session={await service.token(user)}"
    body = {"query": CHANGE, "variables": {"current": OLD, "new": NEW}}

    response = await service.post(body, cookie=cookie, origin="https://evil.example")
    assert (response.status_code, code_of(response.json())) == (403, "ORIGIN_FORBIDDEN")
    response = await service.post(body, cookie=cookie, origin=ADDRESS)
    token = response.json()["data"]["changePassword"]["token"]
    assert response.headers["set-cookie"].startswith(f"rvs_session={token};")


@pytest.mark.parametrize(
    ("current", "new", "expected"),
    [
        ("not it", NEW, ("WrongCredentials", "WRONG_CREDENTIALS", ["input", "current"])),
        (OLD, "short", ("InvalidInput", "PASSWORD_TOO_SHORT", ["input", "new"])),
        (OLD, "registrar", ("InvalidInput", "PASSWORD_TOO_COMMON", ["input", "new"])),
        ("", NEW, ("InvalidInput", "REQUIRED", ["input", "current"])),
        (OLD, "", ("InvalidInput", "REQUIRED", ["input", "new"])),
    ],
)
async def test_refusals_change_nothing(
    service: Service, old_hash: str, current: str, new: str, expected: tuple[str, str, list[str]]
) -> None:
    async with service.making() as make:
        user = await make.user(email=EMAIL, password_hash=old_hash)
    token = await service.token(user)
    before = await everything(service)

    answer = (await service.ask(CHANGE, token, current=current, new=new))["changePassword"]
    assert (answer["__typename"], answer["code"], answer["path"]) == expected
    assert await everything(service) == before


async def test_who_found_an_open_session_cannot_guess_the_password_for_long(service: Service, old_hash: str) -> None:
    async with service.making() as make:
        user = await make.user(email=EMAIL, password_hash=old_hash)
    token = await service.token(user)
    seen = [
        (await service.ask(CHANGE, token, current="not it", new=NEW))["changePassword"]["__typename"] for _ in range(6)
    ]
    assert seen == ["WrongCredentials"] * 5 + ["Throttled"]


async def test_nobody_has_no_password_to_change(service: Service) -> None:
    assert (await service.ask(CHANGE, current=OLD, new=NEW))["changePassword"]["code"] == "NOT_SIGNED_IN"


async def test_what_was_done_stands_in_the_trail(service: Service, old_hash: str) -> None:
    async with service.making() as make:
        user = await make.user(email=EMAIL, password_hash=old_hash)
    token = await link_for(service, user_id=user.id)
    await service.ask(SET, link=token, password=NEW)
    await service.ask(SET, link=token, password=NEW)

    async with service.making() as make:
        rows = await make.session.execute(
            sa.text("SELECT action, code, subject_id, organisation_id, actor_kind FROM audit_entry ORDER BY id")
        )
        assert [tuple(row) for row in rows] == [
            ("setPassword", None, f"usr_{user.id}", user.organisation_id, "ANONYMOUS"),
            ("setPassword", "LINK_USED", None, None, "ANONYMOUS"),
        ]

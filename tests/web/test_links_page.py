"""The page behind a mailed link, as a browser without scripts uses it."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from app.database import Database, elevated
from app.events.broker import LocalBroker
from app.models import Application, User
from app.models.enums import ApplicationStatus, LinkPurpose, UserStatus
from app.security import passwords
from app.security.links import new_link, working_link
from app.security.sessions import utc_now
from app.transports.origin import comes_from_here
from app.web.links_page import HEADERS, LinkActions, links_routes
from tests.api.service import ADDRESS, Service, running

pytestmark = pytest.mark.anyio

PASSWORD = "seven grey herons"
FROM_HERE = {"origin": "null", "sec-fetch-site": "same-origin"}


@pytest.fixture
async def service(fresh_database: Database) -> AsyncIterator[Service]:
    async with running(fresh_database, LocalBroker()) as service:
        yield service


async def invited(service: Service) -> tuple[User, str]:
    async with service.making() as make:
        user = await make.user(email="new@northmoor.example", password_hash=None, status=UserStatus.INVITED)
        return user, await new_link(make.session, LinkPurpose.SET_PASSWORD, now=utc_now(), hours=24, user_id=user.id)


async def registration(service: Service, purpose: LinkPurpose, **values: Any) -> tuple[Application, str]:
    async with service.making() as make:
        application = await make.application(**values)
        return application, await new_link(
            make.session, purpose, now=utc_now(), hours=24, application_id=application.id
        )


async def send(service: Service, token: str, **fields: str) -> httpx2.Response:
    return await service.http.post(f"/links/{token}", data=fields, headers=FROM_HERE)


async def stored(service: Service, user: User) -> tuple[str | None, str]:
    async with service.making() as make:
        row = await make.session.get_one(User, user.id, populate_existing=True)
        return row.password_hash, row.status.value


async def test_a_password_is_set_with_the_form_alone(service: Service) -> None:
    user, token = await invited(service)

    shown = await service.http.get(f"/links/{token}")
    assert shown.status_code == 200
    assert '<form method="post">' in shown.text
    assert 'name="password" type="password" autocomplete="new-password"' in shown.text
    assert "<script" not in shown.text
    again = await service.http.get(f"/links/{token}")
    assert again.text == shown.text  # looking does not use it up

    done = await send(service, token, password=PASSWORD)
    assert (done.status_code, "Your password is set." in done.text) == (200, True)
    password_hash, status = await stored(service, user)
    assert (await passwords.verified(PASSWORD, password_hash), status) == (True, "ACTIVE")

    used = await service.http.get(f"/links/{token}")
    assert (used.status_code, "used already" in used.text, "<form" in used.text) == (410, True, False)
    assert (await send(service, token, password="another of nine words")).status_code == 410
    assert await stored(service, user) == (password_hash, status)


async def test_its_headers_let_nothing_out(service: Service) -> None:
    _, token = await invited(service)
    response = await service.http.get(f"/links/{token}")

    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert "script-src" not in HEADERS["Content-Security-Policy"]
    assert HEADERS["Content-Security-Policy"].startswith("default-src 'none'")
    assert (response.headers["referrer-policy"], response.headers["x-robots-tag"]) == (
        "no-referrer",
        "noindex, nofollow",
    )
    (style,) = re.findall(r'href="([^"]+)"', response.text)
    found = await service.http.get(f"/links/{style}")
    assert (found.status_code, found.headers["content-type"]) == (200, "text/css; charset=utf-8")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (FROM_HERE, 200),
        ({"origin": ADDRESS}, 200),
        ({"origin": "https://evil.example", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "null", "sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
    ],
)
async def test_a_form_comes_from_its_own_page(service: Service, headers: dict[str, str], status: int) -> None:
    user, token = await invited(service)
    response = await service.http.post(f"/links/{token}", data={"password": PASSWORD}, headers=headers)

    assert response.status_code == status
    assert (await stored(service, user))[1] == ("ACTIVE" if status == 200 else "INVITED")


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("", "This must not be empty."),
        ("short", "A password has at least 8 characters."),
        ("password123", "This password is among the first that are tried"),
        ("<b>\"x'", "A password has at least 8 characters."),
    ],
)
async def test_a_bad_password_is_told_and_the_form_stays(service: Service, password: str, message: str) -> None:
    user, token = await invited(service)
    response = await send(service, token, password=password)

    assert (response.status_code, message in response.text, "<form" in response.text) == (422, True, True)
    assert "<b>" not in response.text
    assert await stored(service, user) == (None, "INVITED")


async def test_it_speaks_japanese(service: Service) -> None:
    _, token = await invited(service)
    headers = {"accept-language": "ja,en;q=0.5"}
    shown = await service.http.get(f"/links/{token}", headers=headers)
    assert '<html lang="ja">' in shown.text
    assert "パスワードを設定する" in shown.text

    refused = await service.http.post(f"/links/{token}", data={"password": "kurz"}, headers=headers | FROM_HERE)
    assert "パスワードは8文字以上です。" in refused.text


@pytest.mark.parametrize("token", ["rvs_l_" + "A" * 43, "x", "%00", "<script>", "rvs_l_" + "é" * 43])
async def test_what_is_no_link_is_not_found(service: Service, token: str) -> None:
    for response in (await service.http.get(f"/links/{token}"), await send(service, token, password=PASSWORD)):
        assert (response.status_code, "<form" in response.text) == (404, False)
        assert "<script>" not in response.text


async def test_too_large_a_form_has_no_fields(service: Service) -> None:
    user, token = await invited(service)
    response = await send(service, token, password="x" * 20_000)

    assert response.status_code == 422
    assert await stored(service, user) == (None, "INVITED")


@pytest.mark.parametrize(
    ("values", "told", "untold"),
    [
        ({}, ("Saltmarsh College", "Waiting for a decision.", "2026-05-12"), ("Reason",)),
        (
            {"status": ApplicationStatus.REFUSED, "reason": "Not <b>found</b>.", "decided_at": utc_now()},
            ("Not approved.", "Not &lt;b&gt;found&lt;/b&gt;."),
            ("2026-05-12",),
        ),
    ],
)
async def test_a_registration_shows_its_state(
    service: Service, values: dict[str, Any], told: tuple[str, ...], untold: tuple[str, ...]
) -> None:
    _, token = await registration(service, LinkPurpose.REGISTRATION, **values)
    response = await service.http.get(f"/links/{token}")

    assert response.status_code == 200
    assert [text for text in told if text not in response.text] == []
    assert [text for text in (*untold, "<form") if text in response.text] == []


async def test_a_state_is_shown_as_long_as_its_link_works(service: Service) -> None:
    async with service.making() as make:
        application = await make.application()
        token = await new_link(
            make.session, LinkPurpose.REGISTRATION, now=utc_now(), hours=-1, application_id=application.id
        )
    response = await service.http.get(f"/links/{token}")

    assert response.status_code == 410
    assert application.name not in response.text


async def test_an_address_is_confirmed_by_the_button_with_the_action_given(service: Service) -> None:
    """With an action that does the least of what confirming is: it uses the link up."""
    _, token = await registration(service, LinkPurpose.CONFIRM_EMAIL)

    async def confirm(session: Any, viewer: Any, given: str, now: Any) -> None:
        async with elevated(session, viewer):
            (await working_link(session, given, LinkPurpose.CONFIRM_EMAIL, now=now)).used_at = now

    actions = LinkActions(
        service.database, service.broker, service.parts.api.buckets, lambda _scope: "192.0.2.1", confirm
    )
    app = Starlette(routes=links_routes(actions, lambda headers: comes_from_here(headers, ())))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=ADDRESS) as http:
        shown = await http.get(f"/links/{token}")
        assert "Yes, this address is mine" in shown.text
        done = await http.post(f"/links/{token}", headers=FROM_HERE)
        assert (done.status_code, "the address is confirmed" in done.text) == (200, True)
        again = await http.post(f"/links/{token}", headers=FROM_HERE)
        assert (again.status_code, "used already" in again.text) == (410, True)


async def test_the_page_leaves_the_same_trail_as_the_mutation(service: Service) -> None:
    user, token = await invited(service)
    await send(service, token, password=PASSWORD)

    async with service.making() as make:
        rows = await make.session.execute(
            sa.text("SELECT action, subject_id, organisation_id, address FROM audit_entry")
        )
        assert [tuple(row) for row in rows] == [("setPassword", f"usr_{user.id}", user.organisation_id, "127.0.0.1")]

"""The link that switches mails off: by the mailbox's own button (RFC 8058), or by a page without scripts."""

import base64
import re
from email import policy
from typing import Any
from uuid import uuid4

import pytest

from app.models import User
from app.models.enums import DigestKind
from app.security.unsubscribing import PREFIX, unsubscribe_key, unsubscribe_token, unsubscribed_by
from app.settings import Settings
from app.web.links_page import HEADERS
from app.web.unsubscribe_page import WORDS
from tests.digests.post_office import GATHER, PLACED, PostOffice, html_of, text_of

pytestmark = pytest.mark.anyio

AS_SENT = policy.default.clone(refold_source="none")
KEY = unsubscribe_key(PLACED)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


async def choices(office: PostOffice, user: User) -> tuple[Any, ...]:
    query = (
        "SELECT frequency, corrections, next_at IS NULL, corrections_at IS NULL FROM notification WHERE user_id = :id"
    )
    (row,) = await office.rows(query, id=user.id)
    return tuple(row)


async def told(office: PostOffice) -> tuple[User, str]:
    """Somebody who got a mail; the path of the link in its header."""
    async with office.making() as make:
        organisation = await make.organisation()
    user = await office.user(organisation, "IMMEDIATELY")
    await office.share(organisation)
    (letter,) = await office.post()
    (url,) = re.findall(r"^List-Unsubscribe: <(\S+)>\r?$", letter.as_string(policy=AS_SENT), re.M)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url in text_of(letter)
    assert url in html_of(letter)
    await office.share(organisation)
    return user, url.removeprefix("https://rvs.example")


async def test_by_the_mailboxs_button_from_anywhere_without_signing_in(office: PostOffice) -> None:
    """The mail that waits is taken back; mails on corrections go on."""
    user, path = await told(office)
    office.now += 2 * GATHER
    assert await office.plan() == 1

    response = await office.service.http.post(path, data=ONE_CLICK, headers={"origin": "https://mail.example.net"})

    assert (response.status_code, response.headers.get("location"), response.cookies) == (200, None, {})
    assert await choices(office, user) == ("OFF", True, True, True)
    assert await office.post() == []
    trail = "SELECT actor_kind, organisation_id, subject_id FROM audit_entry WHERE action = 'unsubscribe'"
    assert await office.rows(trail) == [("ANONYMOUS", user.organisation_id, f"usr_{user.id}")]


async def test_corrections_apart(office: PostOffice) -> None:
    user, _ = await told(office)
    path = f"/unsubscribe/{unsubscribe_token(KEY, user.id, DigestKind.CORRECTIONS)}"

    assert (await office.service.http.post(path)).status_code == 200
    assert (await choices(office, user))[:2] == ("IMMEDIATELY", False)


@pytest.mark.parametrize("language", ["en", "ja"])
async def test_looking_changes_nothing_and_asks(office: PostOffice, language: str) -> None:
    """Mail scanners follow links."""
    user, path = await told(office)
    before = await choices(office, user)

    response = await office.service.http.get(path, headers={"accept-language": language})

    assert response.status_code == 200
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    words = {
        name: text for name, texts in WORDS.items() for key, text in texts.items() if key.value.lower() == language
    }
    assert words["ask_SHARES"] in response.text
    assert re.findall(r"<form method=\"post\">.*?<button>(.*?)</button>", response.text, re.S) == [words["button"]]
    assert user.email not in response.text
    assert await choices(office, user) == before
    done = await office.service.http.post(path, data=ONE_CLICK, headers={"accept-language": language})
    assert words["done"] in done.text


async def test_again_changes_nothing(office: PostOffice) -> None:
    user, path = await told(office)
    for _ in range(3):
        assert (await office.service.http.post(path)).status_code == 200

    assert (await choices(office, user))[0] == "OFF"
    assert await office.count("SELECT count(*) FROM audit_entry WHERE action = 'unsubscribe'") == 1


async def test_who_is_removed_has_nothing_to_switch_off(office: PostOffice) -> None:
    user, path = await told(office)
    async with office.making() as make:
        row = await make.session.get_one(User, user.id)
        row.removed_at = office.now
    before = await choices(office, user)

    assert [(await office.service.http.request(method, path)).status_code for method in ("GET", "POST")] == [404, 404]
    assert await choices(office, user) == before


def _changed(token: str, place: int) -> str:
    raw = bytearray(base64.urlsafe_b64decode(token.removeprefix(PREFIX)))
    raw[place] ^= 1
    return PREFIX + base64.urlsafe_b64encode(bytes(raw)).decode()


async def test_a_token_is_of_one_user_and_one_kind_and_of_this_service(office: PostOffice) -> None:
    user, path = await told(office)
    token = path.removeprefix("/unsubscribe/")
    other = Settings(secret_key="another key, of forty characters or more.")  # type: ignore[arg-type]
    wrong = [
        *(_changed(token, place) for place in (0, 15, 16, 17, 32)),
        unsubscribe_token(unsubscribe_key(other), user.id, DigestKind.SHARES),
        token[:-1],
        token + "A",
        token.lower(),
        "rvs_s_" + token.removeprefix(PREFIX),
        PREFIX + "!" * 44,
        PREFIX,
    ]
    before = await choices(office, user)

    for each in wrong:
        assert unsubscribed_by(KEY, each) is None
        assert (await office.service.http.post(f"/unsubscribe/{each}")).status_code == 404
    assert await choices(office, user) == before
    assert unsubscribed_by(KEY, token) == (user.id, DigestKind.SHARES)


async def test_a_token_is_a_bearer_to_nothing_else(office: PostOffice) -> None:
    _, path = await told(office)
    token = path.removeprefix("/unsubscribe/")

    asked = await office.service.post({"query": "{ viewer { __typename } }"}, token)
    assert asked.status_code == 401
    link = "query ($t: String!) { link(token: $t) { __typename } registration(token: $t) { state: status } }"
    assert await office.service.ask(link, None, t=token) == {"link": None, "registration": None}
    assert (await office.service.http.get(f"/links/{token}")).status_code == 404
    setting = "mutation ($input: SetPasswordInput!) { setPassword(input: $input) { __typename } }"
    given = {"token": token, "password": "seven grey herons"}
    assert await office.service.ask(setting, None, input=given) == {"setPassword": {"__typename": "LinkExpired"}}


def test_tokens_differ_by_user_and_kind() -> None:
    one, two = uuid4(), uuid4()

    assert len({unsubscribe_token(KEY, user, kind) for user in (one, two) for kind in DigestKind}) == 4

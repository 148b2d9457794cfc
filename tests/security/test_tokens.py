"""Tokens, candidates' secrets, and how a session travels."""

import hashlib

import pytest

from app.security import cookies, secrets, tokens
from app.security.cookies import Credential

TOKEN = "rvs_s_" + "A" * 43


def test_a_token_is_256_random_bits_behind_its_prefix() -> None:
    made = {tokens.new_session_token() for _ in range(100)}

    assert len(made) == 100
    assert {(token[:6], len(token)) for token in made} == {("rvs_s_", 49)}
    assert all(tokens.is_session_token(token) for token in made)


@pytest.mark.parametrize(
    "text", ["", "rvs_s_", TOKEN + "A", TOKEN[:-1], TOKEN[:-1] + "é", TOKEN + "\n", "rvs_k_" + "A" * 43]
)
def test_what_has_not_the_form_is_no_token(text: str) -> None:
    assert not tokens.is_session_token(text)


def test_only_the_sha_256_is_stored() -> None:
    assert tokens.token_hash(TOKEN) == hashlib.sha256(TOKEN.encode()).digest()


def test_a_secret_is_bound_to_its_candidate_and_to_the_key() -> None:
    key, other = b"k" * 32, b"o" * 32
    expected = secrets.secret_hash(key, "C0000001", "quiet-river-41")

    assert secrets.secret_matches(key, "C0000001", "quiet-river-41", expected)
    assert not secrets.secret_matches(key, "C0000001", "quiet-river-42", expected)
    assert not secrets.secret_matches(key, "C0000002", "quiet-river-41", expected)
    assert not secrets.secret_matches(other, "C0000001", "quiet-river-41", expected)
    assert not secrets.secret_matches(key, "C0000001", "\ud800", expected)


@pytest.mark.parametrize(
    ("headers", "https", "expected"),
    [
        ({}, True, None),
        ({"authorization": f"Bearer {TOKEN}"}, True, Credential(TOKEN, from_cookie=False)),
        ({"authorization": f"bearer  {TOKEN} "}, True, Credential(TOKEN, from_cookie=False)),
        ({"authorization": "Basic abc"}, True, None),
        ({"authorization": "Bearer"}, True, None),
        ({"cookie": f"theme=dark; __Host-rvs={TOKEN}"}, True, Credential(TOKEN, from_cookie=True)),
        ({"cookie": f"rvs_session={TOKEN}"}, False, Credential(TOKEN, from_cookie=True)),
        ({"cookie": f"rvs_session={TOKEN}"}, True, None),
        ({"cookie": f"__Host-rvs={TOKEN}"}, False, None),
        ({"cookie": "__Host-rvs="}, True, None),
        ({"cookie": "a=\ud800;;;=;__Host-rvs"}, True, None),
        # Who sends an Authorization means it: the cookie does not stand in for a bad one.
        ({"authorization": "Basic abc", "cookie": f"__Host-rvs={TOKEN}"}, True, None),
    ],
)
def test_a_credential_comes_as_bearer_or_cookie(
    headers: dict[str, str], https: bool, expected: Credential | None
) -> None:
    assert cookies.credential(headers, https=https) == expected


def test_cookies_are_closed_to_scripts_and_other_sites() -> None:
    assert (
        cookies.set_cookie(TOKEN, https=True, max_age=60)
        == f"__Host-rvs={TOKEN}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
    )
    assert (
        cookies.set_cookie(TOKEN, https=False, max_age=60)
        == f"rvs_session={TOKEN}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"
    )
    assert cookies.clear_cookie(https=True) == "__Host-rvs=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"

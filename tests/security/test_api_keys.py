"""The form of an API key's secret, and the networks that it may be used from."""

import re

import pytest

from app.security.api_keys import PREFIX, checksum, is_api_key, new_secret
from app.security.networks import lies_in, network
from app.security.tokens import new_session_token


def test_secrets_are_recognised_and_never_the_same() -> None:
    made = {new_secret() for _ in range(1_000)}

    assert len(made) == 1_000
    assert all(re.fullmatch(r"rvs_k_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}", secret) for secret in made)
    assert all(map(is_api_key, made))


def test_the_checksum_is_what_others_compute() -> None:
    """CRC-32 of "123456789" is 0xCBF43926, the algorithm's own check value."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    number = 0

    for digit in checksum("123456789"):
        number = number * 62 + digits.index(digit)

    assert number == 0xCBF43926


def test_a_typing_error_is_found() -> None:
    secret = new_secret()

    for place in range(len(PREFIX), len(secret)):
        wrong = "A" if secret[place] != "A" else "B"
        assert not is_api_key(secret[:place] + wrong + secret[place + 1 :])


@pytest.mark.parametrize(
    "text",
    ["", PREFIX, new_session_token(), new_secret() + "\n", new_secret()[:-1], "é" * 55],
    ids=["empty", "prefix", "session", "newline", "short", "letters"],
)
def test_what_is_no_key(text: str) -> None:
    assert not is_api_key(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.0/24", "192.0.2.0/24"),
        (" 192.0.2.7/24 ", "192.0.2.0/24"),
        ("192.0.2.7", "192.0.2.7/32"),
        ("2001:DB8:0:0::1/48", "2001:db8::/48"),
        ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
        ("0.0.0.0/0", "0.0.0.0/0"),
        ("192.0.2.0/33", None),
        ("fe80::1%eth0", None),
        ("example.org", None),
        ("", None),
        ("1", None),
    ],
)
def test_networks_have_one_spelling(text: str, expected: str | None) -> None:
    assert network(text) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.255", True),
        ("192.0.3.0", False),
        ("::ffff:192.0.2.1", True),
        ("2001:db8::1", True),
        ("2001:db9::1", False),
        ("", False),
        ("testclient", False),
    ],
)
def test_an_address_lies_in_a_network_or_not(address: str, expected: bool) -> None:
    assert lies_in(address, ["192.0.2.0/24", "2001:db8::/32"]) is expected

"""Where a request comes from, behind proxies and behind those who only say so."""

import pytest

from app.security.client_address import ClientAddresses
from app.settings import Settings

PROXIES = ("10.0.0.0/8", "2001:db8:aaaa::/48")


def found(peer: str | None, *forwarded: str, trusted: tuple[str, ...] = PROXIES) -> str:
    headers = [(b"host", b"x"), *((b"x-forwarded-for", value.encode("latin-1")) for value in forwarded)]
    client = None if peer is None else (peer, 1234)
    return ClientAddresses(trusted).of({"client": client, "headers": headers})


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.1", (), "10.0.0.1"),
        ("10.0.0.1", ("192.0.2.7",), "192.0.2.7"),
        ("192.0.2.1", ("198.51.100.9",), "192.0.2.1"),  # no proxy of ours: its word is worth nothing
        ("10.0.0.1", ("198.51.100.9, 192.0.2.7",), "192.0.2.7"),  # the client wrote the first itself
        ("10.0.0.1", ("198.51.100.9, 192.0.2.7, 10.1.2.3",), "192.0.2.7"),
        ("10.0.0.1", ("198.51.100.9", "192.0.2.7, 10.1.2.3"), "192.0.2.7"),
        ("10.0.0.1", ("10.0.0.3, 10.0.0.2",), "10.0.0.3"),
        ("10.0.0.1", ("192.0.2.7, unknown",), "10.0.0.1"),
        ("10.0.0.1", ("192.0.2.7, , 10.0.0.2",), "10.0.0.2"),
        ("10.0.0.1", ("",), "10.0.0.1"),
        ("10.0.0.1", ("192.0.2.7:4711",), "192.0.2.7"),
        ("10.0.0.1", ("2001:db8:1::7",), "2001:db8:1::7"),
        ("10.0.0.1", ("[2001:db8:1::7]:443",), "2001:db8:1::7"),
        ("2001:db8:aaaa::1", ("::ffff:192.0.2.7",), "192.0.2.7"),
        ("::ffff:10.0.0.1", ("192.0.2.7",), "192.0.2.7"),
        ("10.0.0.1", ("192.0.2.7, \xff\x00",), "10.0.0.1"),
        (None, ("192.0.2.7",), ""),
        ("testclient", ("192.0.2.7",), "testclient"),
    ],
)
def test_the_nearest_that_is_no_proxy_of_ours(peer: str | None, forwarded: tuple[str, ...], address: str) -> None:
    assert found(peer, *forwarded) == address


def test_nobody_is_trusted_unless_told() -> None:
    assert found("127.0.0.1", "192.0.2.7", trusted=()) == "127.0.0.1"


def test_a_thousand_hops_are_not_walked() -> None:
    assert found("10.0.0.1", ", ".join(["192.0.2.7", *["10.0.0.2"] * 1_000])) == "10.0.0.2"


def test_a_setting_that_is_no_network_is_refused() -> None:
    with pytest.raises(ValueError, match="trusted_proxies"):
        Settings(trusted_proxies=("10.0.0.300",))

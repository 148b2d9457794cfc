import pytest

from app.transports.origin import comes_from_here, is_allowed

LISTED = ("https://console.example",)


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        (None, "rvs.example", True),
        ("https://rvs.example", "rvs.example", True),
        ("http://rvs.example", "rvs.example", True),
        ("https://RVS.example", "rvs.EXAMPLE:443", True),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", True),
        ("http://[::1]:8000", "[::1]:8000", True),
        ("https://console.example", "rvs.example", True),
        ("http://console.example", "rvs.example", False),
        ("https://rvs.example:8443", "rvs.example", False),
        ("https://rvs.example.evil.test", "rvs.example", False),
        ("https://evil.test", "rvs.example", False),
        ("null", "rvs.example", False),
        ("", "rvs.example", False),
        ("https://", "", False),
        ("https://rvs.example", None, False),
        ("file://rvs.example", "rvs.example", False),
        ("https://rvs.example:port", "rvs.example", False),
        ("https://[", "[", False),
    ],
)
def test_own_and_listed_origins(origin: str | None, host: str | None, expected: bool) -> None:
    assert is_allowed(origin, host, LISTED) is expected


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (None, True),
        ("https://rvs.example", True),
        ("http://rvs.example", False),
        ("http://rvs.example:443", False),
        ("http://rvs.example:80", False),
        ("https://console.example", True),
        ("http://console.example", False),
    ],
)
def test_over_https_an_own_page_came_so_too(origin: str | None, expected: bool) -> None:
    assert is_allowed(origin, "rvs.example", LISTED, https=True) is expected
    if origin is not None:
        assert comes_from_here({"origin": origin, "host": "rvs.example"}, LISTED, https=True) is expected

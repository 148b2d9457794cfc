"""Passwords: what is hashed, what is right, and that hashes queue."""

import asyncio
import re

import pytest

from app.errors import Throttled
from app.security import passwords

pytestmark = pytest.mark.anyio

#: Made with one pass of 8 KiB.
WEAK = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$OQzqXUUFILc8ZDjJcFBPSw"


async def test_a_hash_is_argon2id_by_the_stated_parameters_with_a_salt_of_its_own() -> None:
    first, second = await passwords.hashed("correct horse"), await passwords.hashed("correct horse")

    form = r"\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}"
    assert re.fullmatch(form, first)
    assert first != second
    assert not passwords.outdated(first)


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("tulips & ｒａｉｎ", True),  # full width: NFKC makes it the same
        ("tulips & rain", True),
        ("tulips & rain ", False),
        ("", False),
        ("\ud800", False),
        ("\0", False),
        ("x" * 100_000, False),
    ],
)
async def test_only_the_password_is_right(given: str, right: bool) -> None:
    password_hash = await passwords.hashed("tulips & rain")

    assert await passwords.verified(given, password_hash) is right


async def test_nobody_has_a_password_not_even_the_empty_one() -> None:
    assert [await passwords.verified(given, None) for given in ("", "tulips & rain")] == [False, False]


async def test_a_hash_of_no_known_form_is_no_password() -> None:
    assert await passwords.verified("tulips & rain", "not a hash") is False


async def test_no_account_costs_the_work_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []
    password_hash = await passwords.hashed("tulips & rain")
    monkeypatch.setattr(passwords, "_work", lambda _password, encoded: tried.append(encoded.split("$")[1:4]))

    await passwords.verified("wrong", password_hash)
    await passwords.verified("wrong", None)

    assert tried == [["argon2id", "v=19", "m=19456,t=2,p=1"]] * 2


async def test_a_hash_with_lesser_parameters_is_outdated() -> None:
    assert passwords.outdated(WEAK)


async def test_hashes_run_one_at_a_time_and_leave_the_loop_free(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most = 0, 0

    def slow(_password: str, _hash: str | None) -> str:
        nonlocal running, most
        running += 1
        most = max(most, running)
        passwords._hasher.hash(b"any")  # gives the interpreter away, to other threads too were there any
        running -= 1
        return "right"

    monkeypatch.setattr(passwords, "_work", slow)
    answers = await asyncio.gather(*(passwords.verified("any", WEAK) for _ in range(8)))

    assert (answers, most, passwords._waiting) == ([True] * 8, 1, 0)


async def test_a_queue_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_waiting", 200)

    with pytest.raises(Throttled) as refusal:
        await passwords.hashed("tulips & rain")
    assert refusal.value.retry_after == 5

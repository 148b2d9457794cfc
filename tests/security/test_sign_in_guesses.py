"""Wrong passwords, counted by where they come from."""

import pytest

from app.errors import Throttled
from app.security import guesses
from app.security.guesses import SignInGuesses

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"
EMAIL = "registrar@northmoor.example"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def waits(counted: SignInGuesses, address: str, email: str = EMAIL) -> int:
    """Seconds to wait; 0 and one attempt more where there is none."""
    try:
        counted.attempt(address, email)
    except Throttled as refusal:
        return refusal.retry_after
    return 0


def test_after_five_each_failure_doubles_the_wait() -> None:
    clock = Clock()
    counted = SignInGuesses(clock)
    seen = []
    for _ in range(9):
        wait = waits(counted, HERE)
        seen.append(wait)
        clock.now += wait
        if wait:
            assert waits(counted, HERE) == 0

    assert seen == [0, 0, 0, 0, 0, 1, 2, 4, 8]


def test_the_wait_never_grows_beyond_a_quarter_of_an_hour_and_an_hour_of_quiet_forgets() -> None:
    clock = Clock()
    counted = SignInGuesses(clock)
    longest = 0
    for _ in range(40):
        wait = waits(counted, HERE)
        longest = max(longest, wait)
        clock.now += wait
    assert longest == 15 * 60

    clock.now += 3_600
    assert [waits(counted, HERE) for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_many_at_once_are_counted_before_any_is_answered() -> None:
    counted = SignInGuesses(Clock())

    assert sum(waits(counted, HERE) == 0 for _ in range(100)) == 5


def test_nobody_is_locked_out_by_guesses_from_elsewhere() -> None:
    counted = SignInGuesses(Clock())
    for _ in range(100):
        waits(counted, ELSEWHERE)

    assert waits(counted, HERE) == 0


def test_the_right_password_forgets_the_failures() -> None:
    counted = SignInGuesses(Clock())
    for _ in range(5):
        counted.attempt(HERE, EMAIL)
    counted.succeeded(HERE, EMAIL)

    assert [waits(counted, HERE) for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_an_address_has_a_hundred_failures_an_hour_whomever_it_tries() -> None:
    clock = Clock()
    counted = SignInGuesses(clock)
    tried = [waits(counted, HERE, f"user{number}@example.org") for number in range(101)]
    assert tried == [0] * 100 + [3_600]

    clock.now += 3_599.5
    assert waits(counted, HERE, "user200@example.org") == 1
    clock.now += 1
    assert waits(counted, HERE, "user200@example.org") == 0


def test_successes_cost_an_address_nothing() -> None:
    counted = SignInGuesses(Clock())
    for number in range(300):
        counted.attempt(HERE, f"user{number}@example.org")
        counted.succeeded(HERE, f"user{number}@example.org")

    assert waits(counted, HERE) == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("testclient", "testclient", True),
    ],
)
def test_an_ipv6_line_is_one_source(one: str, other: str, same: bool) -> None:
    counted = SignInGuesses(Clock())
    for _ in range(5):
        counted.attempt(one, EMAIL)

    assert (waits(counted, other) > 0) is same


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guesses, "REMEMBERED", 10)
    counted = SignInGuesses(Clock())
    for number in range(50):
        counted.attempt(f"192.0.2.{number}", EMAIL)

    assert (len(counted._pairs), len(counted._addresses)) == (10, 10)

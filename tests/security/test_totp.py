"""Authenticator codes against RFC 6238's own figures; recovery codes; sealing."""

from datetime import UTC, datetime

import pytest

from app.security import totp
from app.security.sealing import NotSealedHere, derived_key, opened, sealed

#: RFC 6238, appendix B: the key "12345678901234567890", SHA-1; the last six of its eight digits.
KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_standards_own_figures(seconds: int, code: str) -> None:
    assert totp.matching_step(KEY, code, at(seconds), after=0) == seconds // 30


@pytest.mark.parametrize(("off", "works"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_clocks_may_differ_by_one_step(off: int, works: bool) -> None:
    seconds, code = VECTORS[3]
    found = totp.matching_step(KEY, code, at(seconds + off), after=0)

    assert found == (seconds // 30 if works else None)


def test_no_code_works_twice_nor_an_earlier_one_after_it() -> None:
    seconds, code = VECTORS[3]

    assert totp.matching_step(KEY, code, at(seconds), after=seconds // 30) is None
    assert totp.matching_step(KEY, code, at(seconds), after=seconds // 30 - 1) == seconds // 30


@pytest.mark.parametrize("code", ["", "00592", "0059240", "00592a", "٠٠٥٩٢٤", "\ud800"])
def test_what_is_no_code(code: str) -> None:
    assert totp.matching_step(KEY, totp.typed(code), at(1234567890), after=0) is None


@pytest.mark.parametrize("code", ["005924", " 005 924 ", "００５９２４", "005-924"])
def test_how_people_type(code: str) -> None:
    assert totp.typed(code) == "005924"


def test_recovery_codes() -> None:
    codes = totp.new_recovery_codes()

    assert len(set(codes)) == 10
    assert all(totp.is_recovery_code(totp.typed(code)) for code in codes)
    key = b"k" * 32
    assert totp.recovery_hash(key, codes[0]) == totp.recovery_hash(key, codes[0].upper().replace("-", " "))
    assert totp.recovery_hash(key, codes[0]) != totp.recovery_hash(b"j" * 32, codes[0])


def test_what_is_sealed_opens_with_its_key_for_its_holder_alone() -> None:
    key = derived_key(b"a secret of the deployment", "second factor")
    box = sealed(key, b"JBSWY3DP", b"holder")

    assert opened(key, box, b"holder") == b"JBSWY3DP"
    assert sealed(key, b"JBSWY3DP", b"holder") != box
    changed = box[:-1] + bytes([box[-1] ^ 1])
    for wrong in (
        (derived_key(b"a secret of the deployment", "recovery codes"), box, b"holder"),
        (derived_key(b"another secret", "second factor"), box, b"holder"),
        (key, box, b"another"),
        (key, changed, b"holder"),
        (key, b"", b"holder"),
    ):
        with pytest.raises(NotSealedHere):
            opened(*wrong)

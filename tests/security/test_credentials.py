"""E-mail address and password: who is let in, and that everybody else is told the same."""

from typing import Any

import psycopg
import pytest

from app.database import Database
from app.errors import InvalidInput, OrganisationInactive, RefusalCode, Throttled, WrongCredentials
from app.models.enums import AccountKind, OrganisationStatus, UserStatus
from app.security import passwords
from app.security.buckets import BUDGETS, Buckets, Kind, LocalBuckets
from app.security.credentials import Account, proven
from app.security.turns import sign_ins
from app.viewer import SYSTEM
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

BOTH, EMAIL, OTHER = "both@example.org", "registrar@northmoor.example", "candidate@example.org"
PASSWORD, DIFFERENT = "a boat called Ondine", "seven grey herons"


@pytest.fixture
async def people(fresh_database: Database) -> dict[str, Any]:
    password_hash, other_hash = await passwords.hashed(PASSWORD), await passwords.hashed(DIFFERENT)
    async with fresh_database.session(SYSTEM) as session:
        make = Factory(session)
        suspended = await make.organisation(status=OrganisationStatus.SUSPENDED)
        people: dict[str, Any] = {
            "user": await make.user(email=EMAIL, password_hash=password_hash),
            "candidate": await make.account(email=OTHER, password_hash=password_hash),
            "user of both": await make.user(email=BOTH, password_hash=password_hash),
            "candidate of both": await make.account(email=BOTH, password_hash=password_hash),
            "user of two": await make.user(email="two@example.org", password_hash=password_hash),
            "candidate of two": await make.account(email="two@example.org", password_hash=other_hash),
            "suspended": await make.user(suspended, email="suspended@example.org", password_hash=password_hash),
            "invited": await make.user(email="invited@example.org", password_hash=None, status=UserStatus.INVITED),
        }
        await session.commit()
    return people


async def prove(database: Database, buckets: Buckets | None = None, **given: Any) -> Account:
    usual: dict[str, Any] = {"email": EMAIL, "password": PASSWORD, "as_": None, "address": "192.0.2.1"}
    return await proven(database, buckets or LocalBuckets(BUDGETS), sign_ins(), **usual | given)


@pytest.mark.parametrize(
    ("email", "password", "as_", "who"),
    [
        (EMAIL, PASSWORD, None, "user"),
        (EMAIL, PASSWORD, AccountKind.ORGANISATION, "user"),
        ("  REGISTRAR@Northmoor.example ", PASSWORD, None, "user"),
        ("ｒｅｇｉｓｔｒａｒ＠northmoor.example", PASSWORD, None, "user"),
        (OTHER, PASSWORD, None, "candidate"),
        (BOTH, PASSWORD, AccountKind.ORGANISATION, "user of both"),
        (BOTH, PASSWORD, AccountKind.CANDIDATE, "candidate of both"),
        ("two@example.org", PASSWORD, None, "user of two"),
        ("two@example.org", DIFFERENT, None, "candidate of two"),
    ],
)
async def test_the_right_password_proves_the_account(
    fresh_database: Database, people: dict[str, Any], email: str, password: str, as_: AccountKind | None, who: str
) -> None:
    account = await prove(fresh_database, email=email, password=password, as_=as_)

    assert account == Account(viewer_of(people[who]), people[who].password_hash, organisation_suspended=False)


@pytest.mark.parametrize(
    "given",
    [
        {"password": DIFFERENT},
        {"email": "nobody@example.org"},
        {"email": "invited@example.org"},
        {"as_": AccountKind.CANDIDATE},
        {"email": "suspended@example.org", "password": DIFFERENT},
        {"email": BOTH, "password": DIFFERENT},
    ],
)
async def test_all_else_is_answered_alike_after_the_same_work(
    fresh_database: Database, people: dict[str, Any], given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes: list[str | None] = []
    verified = passwords.verified

    async def noted(password: str, password_hash: str | None) -> bool:
        hashes.append(password_hash)
        return await verified(password, password_hash)

    monkeypatch.setattr(passwords, "verified", noted)
    with pytest.raises(WrongCredentials) as refusal:
        await prove(fresh_database, **given)

    assert refusal.value.message == "The e-mail address or the password is wrong."
    assert len(hashes) == (1 if "as_" in given else len(AccountKind))


async def test_two_accounts_with_one_password_have_to_be_told_apart(
    fresh_database: Database, people: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await prove(fresh_database, email=BOTH)

    assert [(problem.code, problem.path) for problem in refusal.value.problems] == [(RefusalCode.REQUIRED, ("as",))]


async def test_only_who_knows_the_password_learns_of_a_suspension(
    fresh_database: Database, people: dict[str, Any]
) -> None:
    with pytest.raises(OrganisationInactive):
        await prove(fresh_database, email="suspended@example.org")


async def test_an_outdated_hash_is_made_anew(
    fresh_database: Database, people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "outdated", lambda _hash: True)
    account = await prove(fresh_database)

    assert account.password_hash == people["user"].password_hash
    assert account.new_hash is not None
    assert await passwords.verified(PASSWORD, account.new_hash)


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        (
            {"email": " ", "password": ""},
            [(RefusalCode.REQUIRED, ("email",)), (RefusalCode.REQUIRED, ("password",))],
        ),
        ({"email": "registrar"}, [(RefusalCode.EMAIL_INVALID, ("email",))]),
        ({"email": "a@b@c"}, [(RefusalCode.EMAIL_INVALID, ("email",))]),
        ({"email": "a\0@example.org"}, [(RefusalCode.EMAIL_INVALID, ("email",))]),
        ({"email": "\ud800@example.org"}, [(RefusalCode.EMAIL_INVALID, ("email",))]),
        ({"email": "a" * 65 + "@example.org"}, [(RefusalCode.EMAIL_INVALID, ("email",))]),
        ({"password": "x" * 1_025}, [(RefusalCode.TOO_LONG, ("password",))]),
    ],
)
async def test_an_input_that_cannot_be_right_is_no_guess(
    fresh_database: Database, given: dict[str, str], problems: list[Any]
) -> None:
    counted = LocalBuckets(BUDGETS)
    with pytest.raises(InvalidInput) as refusal:
        await prove(fresh_database, counted, **given)

    assert [(problem.code, problem.path) for problem in refusal.value.problems] == problems
    assert not counted._buckets


async def test_guessing_is_slowed_whether_or_not_the_account_exists(
    fresh_database: Database, people: dict[str, Any], owner: psycopg.Connection
) -> None:
    for email in (EMAIL, "nobody@example.org"):
        counted = LocalBuckets(BUDGETS)
        for _ in range(5):
            with pytest.raises(WrongCredentials):
                await prove(fresh_database, counted, email=email, password=DIFFERENT)
        with pytest.raises(Throttled):
            await prove(fresh_database, counted, email=email)
        if email == EMAIL:
            assert await prove(fresh_database, counted, address="192.0.2.2")
    assert owner.execute("SELECT count(*) FROM session").fetchone() == (0,)


async def test_guesses_from_everywhere_slow_an_account_but_not_where_its_holder_was_before(
    fresh_database: Database, people: dict[str, Any]
) -> None:
    buckets, home = LocalBuckets(BUDGETS), "192.0.2.1"
    await prove(fresh_database, buckets, address=home)
    await buckets.spend(Kind.SIGN_IN_ACCOUNT, EMAIL, 100)  # as a hundred wrong ones from a hundred sources would

    with pytest.raises(Throttled) as refusal:
        await prove(fresh_database, buckets, address="198.51.100.7")
    assert refusal.value.retry_after == 36
    assert (await prove(fresh_database, buckets, address=home)).viewer.id == people["user"].id


async def test_a_right_password_costs_nothing(fresh_database: Database, people: dict[str, Any]) -> None:
    buckets = LocalBuckets(BUDGETS)
    for _ in range(7):
        await prove(fresh_database, buckets)

    assert {key: round(bucket.tokens) for key, bucket in buckets._buckets.items()} == {
        (Kind.SIGN_IN_SOURCE, "192.0.2.1"): 100,
        (Kind.SIGN_IN_PAIR, f"192.0.2.1 {EMAIL}"): 5,
        (Kind.SIGN_IN_ACCOUNT, EMAIL): 100,
    }

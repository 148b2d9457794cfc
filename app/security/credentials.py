"""E-mail address and password, checked before anybody is signed in."""

import json
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from app.database import Database
from app.errors import InvalidInput, OrganisationInactive, Refusal, WrongCredentials
from app.models.enums import AccountKind, Language, OrganisationStatus, UserRole
from app.problems import account_kind_needed, password_too_long, required
from app.schema.ids import id_of
from app.security import passwords
from app.security.addresses import email_problems, folded_email
from app.security.buckets import BUDGETS, Buckets, Kind, source, spend_all
from app.security.turns import Turns
from app.viewer import Viewer, ViewerKind, anonymous

R = TypeVar("R", bound=Refusal)

_TYPES = {ViewerKind.USER: "User", ViewerKind.CANDIDATE: "CandidateAccount", ViewerKind.STAFF: "Staff"}
_LOOK_UP = "SELECT row_to_json(found)::text FROM account_by_email($1, $2) AS found"


@dataclass(frozen=True, slots=True)
class Account:
    """One whose password was given."""

    viewer: Viewer
    """As whom the session will be; it has no session yet."""
    password_hash: str
    organisation_suspended: bool
    has_second_factor: bool = False
    new_hash: str | None = None
    """Of the same password with today's parameters, where the stored one is of older ones."""


async def proven(
    database: Database,
    buckets: Buckets,
    turns: Turns,
    *,
    email: str,
    password: str,
    as_: AccountKind | None,
    address: str,
) -> Account:
    """The account that this is the password of. No connection is held while the password is hashed, and a look-up
    and a hash are done for every kind of account whether or not it exists.

    Raises InvalidInput, Throttled, WrongCredentials, OrganisationInactive."""
    email = folded_email(email)
    _check(email, password)
    attempt = await _attempt(buckets, address, email)
    right: list[Account] = []
    known: Account | None = None
    async with turns.turn():
        for kind in AccountKind if as_ is None else (as_,):
            found = await account(database, kind, email)
            is_right = await passwords.verified(password, None if found is None else found.password_hash)
            known = known or found
            if found is not None and is_right:
                right.append(found)
    if not right:
        raise concerning(known, WrongCredentials())
    for kind_, key in attempt:
        # Earlier failures of the pair are forgiven: it was its holder, mistyping.
        await buckets.refund(kind_, key, BUDGETS[kind_].tokens if kind_ is Kind.SIGN_IN_PAIR else 1)
    if len(right) > 1:
        raise InvalidInput([account_kind_needed("as")])
    (found,) = right
    if found.organisation_suspended:
        raise concerning(found, OrganisationInactive())
    if not found.has_second_factor:
        await know_source(buckets, address, email)
    if passwords.outdated(found.password_hash):
        return replace(found, new_hash=await passwords.hashed(password))
    return found


async def _attempt(buckets: Buckets, address: str, email: str) -> list[tuple[Kind, str]]:
    """What this attempt costs unless it proves right: a hundred at once are a hundred. From where this account was
    signed in to before, guesses from elsewhere cost nothing: nobody can lock its holder out there."""
    where = source(address)
    pair = _pair(address, email)
    costs = [(Kind.SIGN_IN_SOURCE, where), (Kind.SIGN_IN_PAIR, pair)]
    if not await buckets.knows(pair):
        costs.append((Kind.SIGN_IN_ACCOUNT, email))
    await spend_all(buckets, costs)
    return costs


async def know_source(buckets: Buckets, address: str, email: str) -> None:
    """The account was signed in to from there: with a second factor once that is proven too. `email` is folded."""
    await buckets.know(_pair(address, email))


def _pair(address: str, email: str) -> str:
    return f"{source(address)} {email}"


def concerning(account: Account | None, refusal: R) -> R:
    """The refusal, to be told in the audit trail of the account's organisation, and in no other: the trail of one who
    is signed in would tell which addresses are known. Its answer is the same either way."""
    refusal.nobodys = True
    if account is not None and account.viewer.id is not None:
        refusal.subject_id = id_of(_TYPES[account.viewer.kind], account.viewer.id)
        refusal.organisation_id = account.viewer.organisation_id
    return refusal


def _check(email: str, password: str) -> None:
    problems = email_problems(email, "email")
    if not password:
        problems.append(required("password"))
    elif len(password) > passwords.MAX_LENGTH:
        problems.append(password_too_long("password"))
    if problems:
        raise InvalidInput(problems)


async def account(database: Database, kind: AccountKind, email: str) -> Account | None:
    """Of this kind with this address, whatever its password; None where there is none that has one."""
    async with database.snapshot(anonymous()) as snapshot:
        text = await snapshot.text(_LOOK_UP, [kind.value, email], last=True)
    return None if text is None else _made(kind, json.loads(text))


def _made(kind: AccountKind, row: dict[str, Any]) -> Account | None:
    if row["password_hash"] is None:  # invited, and has not chosen one yet
        return None
    if kind is AccountKind.CANDIDATE:
        viewer = Viewer(
            ViewerKind.CANDIDATE,
            id=UUID(row["account_id"]),
            candidate_id=UUID(row["candidate_id"]),
            language=Language(row["language"]),
        )
        return Account(viewer, row["password_hash"], False, row["has_second_factor"])
    if kind is AccountKind.STAFF:
        viewer = Viewer(
            ViewerKind.STAFF, id=UUID(row["account_id"]), may_view_photos=True, language=Language(row["language"])
        )
        return Account(viewer, row["password_hash"], False, row["has_second_factor"])
    viewer = Viewer(
        ViewerKind.USER,
        id=UUID(row["account_id"]),
        organisation_id=UUID(row["organisation_id"]),
        role=UserRole(row["role"]),
        may_view_photos=row["may_view_photos"],
        may_manage_api=row["may_manage_api"],
        language=Language(row["language"]),
    )
    suspended = row["organisation_status"] != OrganisationStatus.APPROVED
    return Account(viewer, row["password_hash"], suspended, row["has_second_factor"])

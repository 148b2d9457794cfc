"""Foreseen noes: a `Refusal` becomes a member of a mutation's payload union, an `ApiError` an error with a code.

Refusal                     -> union member; its docstring is its message
|-- NotSignedIn             nobody, but somebody is needed
|-- Forbidden               role, permission or scope is missing
|-- NotFound                absent, or not this viewer's: the same
|-- InvalidInput            every problem at once
|-- Throttled               too often; says when again
|-- Conflict                the state of the thing does not allow it
|-- WrongCredentials        e-mail address, password, code or secret
|   `-- WrongSecret         of a candidate number
|   |-- WrongPassword       of who is signed in
|   `-- WrongCode           of an authenticator, or for recovery
|-- AccountLocked           too many wrong secrets; says when again
|-- SecondFactorRequired    the password is right, the code is still to come
|-- OrganisationInactive    not approved yet, or suspended
|-- LinkExpired             a mailed link that is used, too old or none
|-- AlreadyShared           that result is shared with that organisation already
|-- ShareEnded              revoked or expired
|-- TooManyRows             of a download; says how many there may be
|-- NoMatch                 unknown number and wrong date alike
`-- NotReleased             number and date are right, the result has no scores to show
ApiError                    -> errors[].extensions.code; app.api_errors
|-- Unauthenticated
|-- ForbiddenField
|-- Absent
|-- CursorInvalid
|-- CursorExpired
|-- Gone
|-- FileAway
|-- BadInput
`-- InputRefused            a problem of a mutation's input, in a query
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import SQLModel

from app import api_errors
from app.models.enums import ApiScope, ResultStatus, UserRole

ApiError = api_errors.ApiError
Unauthenticated = api_errors.Unauthenticated
ForbiddenField = api_errors.ForbiddenField
Absent = api_errors.Absent
CursorInvalid = api_errors.CursorInvalid
CursorExpired = api_errors.CursorExpired
Gone = api_errors.Gone
FileAway = api_errors.FileAway
BadInput = api_errors.BadInput


class RefusalCode(StrEnum):
    """Grows: treat an unknown one by its type and message."""

    NOT_SIGNED_IN = "NOT_SIGNED_IN"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    THROTTLED = "THROTTLED"
    WRONG_CREDENTIALS = "WRONG_CREDENTIALS"
    ACCOUNT_LOCKED = "ACCOUNT_LOCKED"
    SECOND_FACTOR_REQUIRED = "SECOND_FACTOR_REQUIRED"
    ORGANISATION_WAITING = "ORGANISATION_WAITING"
    ORGANISATION_SUSPENDED = "ORGANISATION_SUSPENDED"
    ORGANISATION_NOT_APPROVED = "ORGANISATION_NOT_APPROVED"
    LINK_EXPIRED = "LINK_EXPIRED"
    LINK_USED = "LINK_USED"
    ALREADY_SHARED = "ALREADY_SHARED"
    SHARE_REVOKED = "SHARE_REVOKED"
    SHARE_EXPIRED = "SHARE_EXPIRED"
    NO_MATCH = "NO_MATCH"
    RESULT_PENDING = "RESULT_PENDING"
    RESULT_WITHHELD = "RESULT_WITHHELD"
    RESULT_ABSENT = "RESULT_ABSENT"
    RESULT_CANCELLED = "RESULT_CANCELLED"
    ALREADY_MEMBER = "ALREADY_MEMBER"
    ALREADY_DECIDED = "ALREADY_DECIDED"
    ALREADY_FINISHED = "ALREADY_FINISHED"
    TOO_MANY_ROWS = "TOO_MANY_ROWS"
    LAST_PRIMARY = "LAST_PRIMARY"
    STANDARD_TEMPLATE = "STANDARD_TEMPLATE"
    OUT_OF_DATE = "OUT_OF_DATE"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    TOO_LONG = "TOO_LONG"
    TOO_MANY = "TOO_MANY"
    EXACTLY_ONE = "EXACTLY_ONE"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    IN_THE_PAST = "IN_THE_PAST"
    DATE_INVALID = "DATE_INVALID"
    EMAIL_INVALID = "EMAIL_INVALID"
    PASSWORD_TOO_SHORT = "PASSWORD_TOO_SHORT"  # noqa: S105 - a code
    PASSWORD_TOO_COMMON = "PASSWORD_TOO_COMMON"  # noqa: S105 - a code
    CURSOR_INVALID = "CURSOR_INVALID"
    COLUMN_UNKNOWN = "COLUMN_UNKNOWN"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input. `message` is English; it is translated as it is answered."""

    code: RefusalCode
    message: str
    path: tuple[str, ...]


class InputRefused(ApiError):
    """The input is not valid: see path."""

    code = "BAD_USER_INPUT"

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem

    @property
    def message(self) -> str:
        return self.problem.message

    @property
    def extensions(self) -> dict[str, Any]:
        """With what is wrong and where, as mutations say it."""
        return {"code": self.code, "problem": self.problem.code.value, "path": list(self.problem.path)}


class Refusal(Exception):
    """The request was refused."""

    code: ClassVar[RefusalCode]

    def __init__(self, *, path: Sequence[str] | None = None, traces: Sequence[SQLModel] = ()) -> None:
        super().__init__(self.message)
        self.path = None if path is None else list(path)
        self.traces = list(traces)
        """Rows that survive the roll-back; written in a transaction of their own before the answer."""
        self.subject_id: str | None = None
        self.organisation_id: UUID | None = None
        """For the audit trail alone: whom or what it concerns (an id of the API), and whose trail may tell of it."""
        self.nobodys = False
        """Told as nobody's doing there, whoever is signed in: a sign-in is not proven to be anybody's yet."""

    @property
    def message(self) -> str:
        """English, and the key of its translations."""
        return (type(self).__doc__ or "").strip()

    @property
    def refusal_code(self) -> RefusalCode:
        return self.code


class NotSignedIn(Refusal):
    """Sign in first."""

    code = RefusalCode.NOT_SIGNED_IN


class Forbidden(Refusal):
    """This account may not do that."""

    code = RefusalCode.FORBIDDEN

    def __init__(
        self, *, role: UserRole | None = None, scope: ApiScope | None = None, path: Sequence[str] | None = None
    ) -> None:
        super().__init__(path=path)
        self.role, self.scope = role, scope


class NotFound(Refusal):
    """There is no such thing here."""

    code = RefusalCode.NOT_FOUND


class InvalidInput(Refusal):
    """The input is not valid."""

    code = RefusalCode.INVALID

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(path=self.problems[0].path)

    @property
    def message(self) -> str:
        return self.problems[0].message

    @property
    def refusal_code(self) -> RefusalCode:
        return self.problems[0].code


class Throttled(Refusal):
    """Too many attempts; try again later."""

    code = RefusalCode.THROTTLED

    def __init__(self, *, retry_after: int, traces: Sequence[SQLModel] = ()) -> None:
        super().__init__(traces=traces)
        self.retry_after = retry_after
        """Seconds."""


class Conflict(Refusal):
    """Its present state does not allow that."""

    def __init__(self, code: RefusalCode, message: str, *, path: Sequence[str] | None = None) -> None:
        self._message, self._code = message, code
        super().__init__(path=path)

    @property
    def message(self) -> str:
        return self._message

    @property
    def refusal_code(self) -> RefusalCode:
        return self._code


class WrongCredentials(Refusal):
    """The e-mail address or the password is wrong."""

    code = RefusalCode.WRONG_CREDENTIALS


class WrongSecret(WrongCredentials):
    """The candidate number or the secret is wrong."""


class WrongPassword(WrongCredentials):
    """The password is wrong."""


class WrongCode(WrongCredentials):
    """This code is wrong, too old, or used already."""


class AccountLocked(Refusal):
    """This account is locked for a while after too many wrong secrets."""

    code = RefusalCode.ACCOUNT_LOCKED

    def __init__(self, *, retry_after: int, path: Sequence[str] | None = None) -> None:
        super().__init__(path=path)
        self.retry_after = retry_after
        """Seconds."""


class SecondFactorRequired(Refusal):
    """Now the six digits of your authenticator, or a recovery code."""

    code = RefusalCode.SECOND_FACTOR_REQUIRED

    def __init__(self, challenge: str) -> None:
        super().__init__()
        self.challenge = challenge
        """For completeSignIn, once, within minutes."""


class OrganisationInactive(Refusal):
    """This organisation's access is suspended."""

    code = RefusalCode.ORGANISATION_SUSPENDED


class LinkExpired(Refusal):
    """This link has expired, or it was never valid."""

    def __init__(self, *, used: bool = False, path: Sequence[str] | None = None) -> None:
        self.used = used
        super().__init__(path=path)

    @property
    def message(self) -> str:
        return "This link has been used already." if self.used else super().message

    @property
    def refusal_code(self) -> RefusalCode:
        return RefusalCode.LINK_USED if self.used else RefusalCode.LINK_EXPIRED


class AlreadyShared(Refusal):
    """This result is shared with this organisation already."""

    code = RefusalCode.ALREADY_SHARED

    def __init__(self, share_ids: Sequence[UUID], *, path: Sequence[str] | None = None) -> None:
        super().__init__(path=path)
        self.share_ids = list(share_ids)


class ShareEnded(Refusal):
    """The candidate no longer shares this result with you."""

    def __init__(self, share_id: UUID, *, expired: bool, path: Sequence[str] | None = None) -> None:
        super().__init__(path=path)
        self.share_id, self.expired = share_id, expired

    @property
    def refusal_code(self) -> RefusalCode:
        return RefusalCode.SHARE_EXPIRED if self.expired else RefusalCode.SHARE_REVOKED


class TooManyRows(Refusal):
    """These are more rows than a file of this format can hold."""

    code = RefusalCode.TOO_MANY_ROWS

    def __init__(self, *, rows: int, maximum: int, path: Sequence[str] | None = None) -> None:
        super().__init__(path=path)
        self.rows, self.maximum = rows, maximum


class NoMatch(Refusal):
    """No result has this statement number and date of birth."""

    code = RefusalCode.NO_MATCH


class NotReleased(Refusal):
    """The statement number and date of birth are right, but this result has no scores to show."""

    def __init__(self, status: ResultStatus, verification_id: UUID, *, traces: Sequence[SQLModel]) -> None:
        super().__init__(traces=traces)
        self.status, self.verification_id = status, verification_id

    @property
    def refusal_code(self) -> RefusalCode:
        return RefusalCode(f"RESULT_{self.status}")

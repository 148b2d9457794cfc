"""Foreseen noes, as members of payload unions."""

import strawberry

from app.errors import RefusalCode
from app.models.enums import ApiScope, UserRole
from app.schema import enums as _enums  # noqa: F401 - makes the vocabularies part of the schema
from app.schema.candidate import CandidateShare
from app.schema.common import described
from app.schema.share import Share
from app.schema.verification import Verification


@strawberry.interface(
    description="A foreseen no. `path` leads to the argument at fault"
    ' (["input", "expiresAt"]; list positions in digits).'
)
class Refusal:
    code: RefusalCode = described("Stable; more may come.")
    message: str = described("In the viewer's language.")
    path: list[str] | None = described("The argument at fault, where there is one.")


@strawberry.type(description="Nobody is signed in.")
class NotSignedIn(Refusal):
    pass


@strawberry.type(description="Role, permission or scope is missing.")
class Forbidden(Refusal):
    role: UserRole | None = described("The role that is needed, where it is one.")
    scope: ApiScope | None = described("The scope that the API key lacks, where it is one.")


@strawberry.type(description="Absent, or not this viewer's: the same.")
class NotFound(Refusal):
    pass


@strawberry.type(description="One thing that is wrong with the input.")
class InputProblem:
    code: RefusalCode = described("Stable; more may come.")
    message: str = described("In the viewer's language.")
    path: list[str] = described("The argument at fault.")


@strawberry.type(description="All that is wrong with the input at once; message and path are the first problem's.")
class InvalidInput(Refusal):
    problems: list[InputProblem] = described("Every problem.")


@strawberry.type(description="Too often.")
class Throttled(Refusal):
    retry_after: int = described("In seconds.")


@strawberry.type(description="The state of the thing does not allow it; `code` says why.")
class Conflict(Refusal):
    pass


@strawberry.type(description="E-mail address, password, code or secret is wrong.")
class WrongCredentials(Refusal):
    pass


@strawberry.type(description="Locked for a while, after too many wrong secrets.")
class AccountLocked(Refusal):
    retry_after: int = described("In seconds.")


@strawberry.type(description="The password is right: go on with completeSignIn.")
class SecondFactorRequired(Refusal):
    challenge: str = described("For completeSignIn; good for a few minutes.")


@strawberry.type(description="Expired or used.")
class LinkExpired(Refusal):
    pass


@strawberry.type(description="Not approved yet, or suspended.")
class OrganisationInactive(Refusal):
    pass


@strawberry.type(description="Shared already: nothing was changed.")
class AlreadyShared(Refusal):
    shares: list[CandidateShare] = described("The shares that stand in the way.")


@strawberry.type(description="The candidate no longer shares this.")
class ShareEnded(Refusal):
    share: Share = described("What is left of it.")


@strawberry.type(description="More rows than a file of this format can hold.")
class TooManyRows(Refusal):
    rows: int = described("How many there are; of more than a million, at least that many.")
    maximum: int = described("How many there may be.")


@strawberry.type(
    description="No result has this statement number and date of birth: unknown number and wrong date alike."
)
class NoMatch(Refusal):
    pass


@strawberry.type(description="Number and date are right, but the result is pending, withheld, absent or cancelled.")
class NotReleased(Refusal):
    verification: Verification = described("The check, with the result's status.")

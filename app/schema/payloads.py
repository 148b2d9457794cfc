"""What mutations answer: the fact, or one of its refusals."""

from typing import Annotated

import strawberry

from app.errors import RefusalCode
from app.models.enums import UserRole
from app.schema import enums as _enums  # noqa: F401 - makes the vocabularies part of the schema
from app.schema.candidate import CandidateAccount, CandidateShare
from app.schema.common import described
from app.schema.organisation import Organisation, User
from app.schema.scalars import DateTime
from app.schema.share import Share
from app.schema.verification import Verification

Viewer = Annotated[User | CandidateAccount, strawberry.union("Viewer", description="Who is signed in.")]


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


@strawberry.type(description="Role or permission is missing.")
class Forbidden(Refusal):
    role: UserRole | None = described("The role that is needed, where it is one.")


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


@strawberry.type(description="E-mail address or password is wrong.")
class WrongCredentials(Refusal):
    pass


@strawberry.type(description="The organisation is suspended.")
class OrganisationInactive(Refusal):
    pass


@strawberry.type(description="Shared already: nothing was changed.")
class AlreadyShared(Refusal):
    shares: list[CandidateShare] = described("The shares that stand in the way.")


@strawberry.type(description="The candidate no longer shares this.")
class ShareEnded(Refusal):
    share: Share = described("What is left of it.")


@strawberry.type(
    description="No result has this statement number and date of birth: unknown number and wrong date alike."
)
class NoMatch(Refusal):
    pass


@strawberry.type(description="Number and date are right, but the result is pending, withheld, absent or cancelled.")
class NotReleased(Refusal):
    verification: Verification = described("The check, with the result's status.")


@strawberry.type(description="Signed in.")
class SignedIn:
    token: str = described("For `Authorization: Bearer …`; browsers get a cookie too.")
    expires_at: DateTime = described("When the session ends whatever happens.")
    viewer: Viewer = described("Who is signed in now.")


@strawberry.type(description="Signed out.")
class SignedOut:
    at: DateTime = described("When.")


@strawberry.type(description="Results are shared.")
class ResultsShared:
    shares: list[CandidateShare] = described("One for each result, in the order given.")


@strawberry.type(description="A share was changed.")
class ShareUpdated:
    share: CandidateShare = described("As it is now.")


@strawberry.type(description="A share was taken back.")
class ShareRevoked:
    share: CandidateShare = described("As it is now.")


@strawberry.type(description="A share was opened.")
class ShareOpened:
    share: Share = described("As it is now.")
    organisation: Organisation = described("With the new count.")


@strawberry.type(description="Shares were marked as seen.")
class SharesMarkedSeen:
    count: int = described("How many were new before.")
    shares: list[Share] = described("The first 1,000 of them.")
    organisation: Organisation = described("With the new count.")


@strawberry.type(description="Released, and number and date of birth are right. Nothing else is ever this type.")
class ResultVerified:
    verification: Verification = described("The check, with the result.")


SignInPayload = Annotated[
    SignedIn | WrongCredentials | OrganisationInactive | InvalidInput | Throttled,
    strawberry.union("SignInPayload", description="Of signIn."),
]
SignOutPayload = Annotated[SignedOut | NotSignedIn, strawberry.union("SignOutPayload", description="Of signOut.")]
ShareResultsPayload = Annotated[
    ResultsShared | AlreadyShared | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("ShareResultsPayload", description="Of shareResults."),
]
UpdateSharePayload = Annotated[
    ShareUpdated | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("UpdateSharePayload", description="Of updateShare."),
]
RevokeSharePayload = Annotated[
    ShareRevoked | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("RevokeSharePayload", description="Of revokeShare."),
]
OpenSharePayload = Annotated[
    ShareOpened | ShareEnded | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("OpenSharePayload", description="Of openShare."),
]
MarkSharesSeenPayload = Annotated[
    SharesMarkedSeen | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("MarkSharesSeenPayload", description="Of markSharesSeen."),
]
VerifyResultPayload = Annotated[
    ResultVerified | NoMatch | NotReleased | NotSignedIn | Forbidden | InvalidInput | Throttled,
    strawberry.union("VerifyResultPayload", description="Of verifyResult."),
]

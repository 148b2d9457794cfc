"""Of mutations that begin and end sessions."""

from typing import Annotated

import strawberry

from app.schema.api_key import ApiKey
from app.schema.candidate import CandidateAccount
from app.schema.common import described
from app.schema.organisation import User
from app.schema.payloads.refusals import InvalidInput, NotSignedIn, OrganisationInactive, Throttled, WrongCredentials
from app.schema.scalars import DateTime

Viewer = Annotated[User | ApiKey | CandidateAccount, strawberry.union("Viewer", description="Who is signed in.")]


@strawberry.type(description="Signed in.")
class SignedIn:
    token: str = described("For `Authorization: Bearer …`; browsers get a cookie too.")
    expires_at: DateTime = described("When the session ends whatever happens.")
    viewer: Viewer = described("Who is signed in now.")


@strawberry.type(description="Signed out.")
class SignedOut:
    at: DateTime = described("When.")


SignInPayload = Annotated[
    SignedIn | WrongCredentials | OrganisationInactive | InvalidInput | Throttled,
    strawberry.union("SignInPayload", description="Of signIn."),
]
SignOutPayload = Annotated[SignedOut | NotSignedIn, strawberry.union("SignOutPayload", description="Of signOut.")]

"""Of mutations that begin and end sessions."""

from typing import Annotated

import strawberry

from app.schema.api_key import ApiKey
from app.schema.candidate import CandidateAccount
from app.schema.common import described
from app.schema.organisation import User
from app.schema.payloads.refusals import (
    AccountLocked,
    InvalidInput,
    NotSignedIn,
    OrganisationInactive,
    SecondFactorRequired,
    Throttled,
    WrongCredentials,
)
from app.schema.scalars import DateTime
from app.schema.staff import Staff

Viewer = Annotated[
    User | ApiKey | CandidateAccount | Staff, strawberry.union("Viewer", description="Who is signed in.")
]


@strawberry.type(description="Signed in.")
class SignedIn:
    token: str = described("For `Authorization: Bearer …`; browsers get a cookie too.")
    expires_at: DateTime = described("When the session ends whatever happens.")
    viewer: Viewer = described("Who is signed in now.")


@strawberry.type(description="Signed out.")
class SignedOut:
    at: DateTime = described("When.")


SignInPayload = Annotated[
    SignedIn
    | SecondFactorRequired
    | WrongCredentials
    | AccountLocked
    | OrganisationInactive
    | InvalidInput
    | Throttled,
    strawberry.union("SignInPayload", description="Of signIn and completeSignIn."),
]
SignOutPayload = Annotated[SignedOut | NotSignedIn, strawberry.union("SignOutPayload", description="Of signOut.")]

"""Of mutations about passwords, sessions and second factors."""

from typing import Annotated

import strawberry

from app.schema.common import described
from app.schema.organisation import User
from app.schema.payloads.refusals import (
    Conflict,
    Forbidden,
    InvalidInput,
    LinkExpired,
    NotFound,
    NotSignedIn,
    Throttled,
    WrongCredentials,
)
from app.schema.payloads.signing_in import Viewer
from app.schema.scalars import DateTime


@strawberry.type(description="If the address is somebody's, a mail is on its way: known or not, the same answer.")
class PasswordLinkRequested:
    email: str = described("As it was understood.")


@strawberry.type(description="The password is set; sign in with it. All sessions have ended.")
class PasswordSet:
    email: str = described("With which to sign in.")


@strawberry.type(description="The password is changed. All other sessions have ended, and this one has a new token.")
class PasswordChanged:
    token: str = described("Instead of the present one, which is good no more; browsers get a cookie too.")
    expires_at: DateTime = described("When the session ends whatever happens.")
    viewer: Viewer = described("Whose it is.")


@strawberry.type(description="Sessions have ended; their sockets close within seconds.")
class SessionsEnded:
    ended_ids: list[strawberry.ID] = described("Of the sessions.")
    viewer: Viewer = described("Whose they were.")


@strawberry.type(description="A second factor is prepared; it counts once confirmSecondFactor has seen a code of it.")
class SecondFactorStarted:
    uri: str = described("otpauth://…, for a QR code.")
    secret: str = described("The same for typing: base 32.")


@strawberry.type(description="From now on signing in takes a code too.")
class SecondFactorConfirmed:
    recovery_codes: list[str] = described("For when the authenticator is lost; each works once. Shown this once.")
    viewer: Viewer = described("Whose it is.")


@strawberry.type(description="Signing in takes the password alone.")
class SecondFactorRemoved:
    viewer: Viewer = described("Whose it was.")


@strawberry.type(description="A user signs in with the password alone until a new second factor is set up.")
class SecondFactorReset:
    user: User = described("Whose it was; told by mail, and signed out everywhere.")


RequestPasswordLinkPayload = Annotated[
    PasswordLinkRequested | InvalidInput | Throttled,
    strawberry.union("RequestPasswordLinkPayload", description="Of requestPasswordLink."),
]
SetPasswordPayload = Annotated[
    PasswordSet | LinkExpired | InvalidInput | Throttled,
    strawberry.union("SetPasswordPayload", description="Of setPassword."),
]
ChangePasswordPayload = Annotated[
    PasswordChanged | WrongCredentials | NotSignedIn | Forbidden | InvalidInput | Throttled,
    strawberry.union("ChangePasswordPayload", description="Of changePassword."),
]
EndSessionsPayload = Annotated[
    SessionsEnded | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("EndSessionsPayload", description="Of endSessions."),
]
StartSecondFactorPayload = Annotated[
    SecondFactorStarted | WrongCredentials | Conflict | NotSignedIn | Forbidden | InvalidInput | Throttled,
    strawberry.union("StartSecondFactorPayload", description="Of startSecondFactor."),
]
ConfirmSecondFactorPayload = Annotated[
    SecondFactorConfirmed | WrongCredentials | NotSignedIn | Forbidden | InvalidInput | Throttled,
    strawberry.union("ConfirmSecondFactorPayload", description="Of confirmSecondFactor."),
]
RemoveSecondFactorPayload = Annotated[
    SecondFactorRemoved | WrongCredentials | NotSignedIn | Forbidden | InvalidInput | Throttled,
    strawberry.union("RemoveSecondFactorPayload", description="Of removeSecondFactor."),
]
ResetSecondFactorPayload = Annotated[
    SecondFactorReset | WrongCredentials | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("ResetSecondFactorPayload", description="Of resetSecondFactor."),
]

"""What mutations about passwords, sessions and second factors take."""

import strawberry

from app.schema.inputs import given, needed


@strawberry.input(description="Whose password is to be set anew.")
class RequestPasswordLinkInput:
    email: str = needed("Of the account.")


@strawberry.input(description="By the link in a mail.")
class SetPasswordInput:
    token: str = needed("The last part of the link's address.")
    password: str = needed("At least 8 characters; any are good.")


@strawberry.input(description="Old and new.")
class ChangePasswordInput:
    current: str = needed("The present password.")
    new: str = needed("At least 8 characters; any are good.")


@strawberry.input(description="After SecondFactorRequired.")
class CompleteSignInInput:
    challenge: str = needed("As SecondFactorRequired gave it.")
    code: str = needed("Six digits of the authenticator, or a recovery code.")


@strawberry.input(description="Without an id: all but this one.")
class EndSessionsInput:
    id: strawberry.ID | None = given("Of one Session.")


@strawberry.input(description="Proof that it is the account's holder: not whoever has taken a session over.")
class StartSecondFactorInput:
    password: str = needed("The present password.")


@strawberry.input(description="Whose second factor is to be taken away.")
class ResetSecondFactorInput:
    user_id: strawberry.ID = needed("Of a User of the own organisation who is no primary user.")
    password: str = needed("One's own present password.")


@strawberry.input(description="Proof that the authenticator works.")
class ConfirmSecondFactorInput:
    code: str = needed("Six digits of the authenticator.")


@strawberry.input(description="Proof that it is the account's holder.")
class RemoveSecondFactorInput:
    password: str = needed("The present password.")

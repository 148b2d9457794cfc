"""Of mutations on an organisation and its users."""

from typing import Annotated

import strawberry

from app.schema.common import described
from app.schema.organisation import Organisation, User
from app.schema.payloads.refusals import Conflict, Forbidden, InvalidInput, NotFound, NotSignedIn, Throttled


@strawberry.type(description="The organisation was changed.")
class OrganisationUpdated:
    organisation: Organisation = described("As it is now.")


@strawberry.type(description="A user was added, and invited by mail.")
class UserAdded:
    user: User = described("The new user.")
    organisation: Organisation = described("With the new user.")


@strawberry.type(description="A user was changed.")
class UserUpdated:
    user: User = described("As the user is now.")


@strawberry.type(description="A user was removed, or an invitation withdrawn.")
class UserRemoved:
    removed_id: strawberry.ID = described("Of the user.")
    organisation: Organisation = described("Without the user.")


@strawberry.type(description="An invitation was sent again.")
class InvitationSent:
    user: User = described("The user invited.")


@strawberry.type(description="The role of primary user was handed over.")
class PrimaryTransferred:
    from_: User = described("A member now.", name="from")
    to: User = described("Primary now.")


UpdateOrganisationPayload = Annotated[
    OrganisationUpdated | NotSignedIn | Forbidden | InvalidInput | Throttled,
    strawberry.union("UpdateOrganisationPayload", description="Of updateOrganisation."),
]
AddUserPayload = Annotated[
    UserAdded | Conflict | NotSignedIn | Forbidden | InvalidInput | Throttled,
    strawberry.union("AddUserPayload", description="Of addUser."),
]
UpdateUserPayload = Annotated[
    UserUpdated | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("UpdateUserPayload", description="Of updateUser."),
]
RemoveUserPayload = Annotated[
    UserRemoved | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("RemoveUserPayload", description="Of removeUser."),
]
ResendInvitationPayload = Annotated[
    InvitationSent | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("ResendInvitationPayload", description="Of resendInvitation."),
]
TransferPrimaryPayload = Annotated[
    PrimaryTransferred | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("TransferPrimaryPayload", description="Of transferPrimary."),
]

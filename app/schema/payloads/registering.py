"""Of mutations with which an organisation becomes a member."""

from typing import Annotated

import strawberry

from app.schema.candidate import CandidateAccount
from app.schema.common import described
from app.schema.payloads.refusals import Conflict, InvalidInput, LinkExpired, Throttled, WrongCredentials
from app.schema.registration import Registration


@strawberry.type(description="An organisation is registered; a mail to confirm the address is on its way.")
class OrganisationRegistered:
    registration: Registration = described("As it stands now.")


@strawberry.type(description="The e-mail address is confirmed.")
class EmailConfirmed:
    registration: Registration | None = described("As it stands now, if it was a registration's.")
    candidate: CandidateAccount | None = described("One's own account, if it was that one's.")


RegisterOrganisationPayload = Annotated[
    OrganisationRegistered | Conflict | InvalidInput | Throttled,
    strawberry.union("RegisterOrganisationPayload", description="Of registerOrganisation."),
]
ConfirmEmailPayload = Annotated[
    EmailConfirmed | WrongCredentials | LinkExpired | InvalidInput | Throttled,
    strawberry.union("ConfirmEmailPayload", description="Of confirmEmail."),
]

"""Of the board's decisions."""

from typing import Annotated

import strawberry

from app.schema.board import Application, BoardOrganisation, BoardResult
from app.schema.common import described
from app.schema.payloads.refusals import Conflict, Forbidden, InvalidInput, NotFound, NotSignedIn, Throttled


@strawberry.type(description="An application is approved: the organisation is a member.")
class OrganisationApproved:
    application: Application = described("As it is now.")
    organisation: BoardOrganisation = described("The new member.")


@strawberry.type(description="An application is refused.")
class OrganisationRefused:
    application: Application = described("As it is now.")


@strawberry.type(description="The applicant is a user of an organisation that was a member already.")
class ApplicationMerged:
    application: Application = described("As it is now.")
    organisation: BoardOrganisation = described("With the new user.")


@strawberry.type(description="An organisation is suspended: its users and keys are refused.")
class OrganisationSuspended:
    organisation: BoardOrganisation = described("As it is now.")


@strawberry.type(description="An organisation's suspension is over.")
class OrganisationRestored:
    organisation: BoardOrganisation = described("As it is now.")


@strawberry.type(description="An organisation's budget of failed checks is set.")
class VerificationBudgetSet:
    organisation: BoardOrganisation = described("As it is now.")


@strawberry.type(description="A result is cancelled. All receivers are told: see record.receivers.")
class ResultCancelled:
    record: BoardResult = described("As it is now.")


@strawberry.type(description="A result is withheld. All receivers are told: see record.receivers.")
class ResultWithheld:
    record: BoardResult = described("As it is now.")


@strawberry.type(description="A result is released. All receivers are told: see record.receivers.")
class ResultReleased:
    record: BoardResult = described("As it is now.")


ApproveOrganisationPayload = Annotated[
    OrganisationApproved | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("ApproveOrganisationPayload", description="Of approveOrganisation."),
]
RefuseOrganisationPayload = Annotated[
    OrganisationRefused | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("RefuseOrganisationPayload", description="Of refuseOrganisation."),
]
MergeApplicationPayload = Annotated[
    ApplicationMerged | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("MergeApplicationPayload", description="Of mergeApplication."),
]
SuspendOrganisationPayload = Annotated[
    OrganisationSuspended | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("SuspendOrganisationPayload", description="Of suspendOrganisation."),
]
RestoreOrganisationPayload = Annotated[
    OrganisationRestored | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("RestoreOrganisationPayload", description="Of restoreOrganisation."),
]
SetVerificationBudgetPayload = Annotated[
    VerificationBudgetSet | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("SetVerificationBudgetPayload", description="Of setVerificationBudget."),
]
CancelResultPayload = Annotated[
    ResultCancelled | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("CancelResultPayload", description="Of cancelResult."),
]
WithholdResultPayload = Annotated[
    ResultWithheld | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("WithholdResultPayload", description="Of withholdResult."),
]
ReleaseResultPayload = Annotated[
    ResultReleased | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("ReleaseResultPayload", description="Of releaseResult."),
]

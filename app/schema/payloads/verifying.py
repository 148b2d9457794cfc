"""Of mutations that check statements."""

from typing import Annotated

import strawberry

from app.schema.common import described
from app.schema.payloads.refusals import Forbidden, InvalidInput, NoMatch, NotReleased, NotSignedIn, Throttled
from app.schema.verification import Verification


@strawberry.type(description="Released, and number and date of birth are right. Nothing else is ever this type.")
class ResultVerified:
    verification: Verification = described("The check, with the result.")


VerifyResultPayload = Annotated[
    ResultVerified | NoMatch | NotReleased | NotSignedIn | Forbidden | InvalidInput | Throttled,
    strawberry.union("VerifyResultPayload", description="Of verifyResult."),
]

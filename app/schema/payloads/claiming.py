"""Of claimCandidateAccount."""

from typing import Annotated

import strawberry

from app.schema.candidate import CandidateAccount
from app.schema.common import described
from app.schema.payloads.refusals import AccountLocked, Conflict, InvalidInput, Throttled, WrongCredentials


@strawberry.type(description="The account is made, and its holder signed in.")
class CandidateAccountClaimed:
    candidate: CandidateAccount = described("The new account.")
    token: str = described("For `Authorization: Bearer …`; browsers get a cookie too.")


ClaimCandidateAccountPayload = Annotated[
    CandidateAccountClaimed | WrongCredentials | AccountLocked | Conflict | InvalidInput | Throttled,
    strawberry.union("ClaimCandidateAccountPayload", description="Of claimCandidateAccount."),
]

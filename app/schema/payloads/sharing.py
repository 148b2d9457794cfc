"""Of mutations on shares, by candidates and by organisations."""

from typing import Annotated

import strawberry

from app.schema.candidate import CandidateShare
from app.schema.common import described
from app.schema.organisation import Organisation
from app.schema.payloads.refusals import (
    AlreadyShared,
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    NotSignedIn,
    ShareEnded,
    Throttled,
)
from app.schema.share import Share


@strawberry.type(description="Results are shared.")
class ResultsShared:
    shares: list[CandidateShare] = described("One for each result, in the order given.")


@strawberry.type(description="A share was changed.")
class ShareUpdated:
    share: CandidateShare = described("As it is now.")


@strawberry.type(description="A share was taken back.")
class ShareRevoked:
    share: CandidateShare = described("As it is now.")
    notice: str = described("What taking it back does not undo, for the candidate to read.")


@strawberry.type(description="A share was opened.")
class ShareOpened:
    share: Share = described("As it is now.")
    organisation: Organisation = described("With the new count.")


@strawberry.type(description="Shares were marked as seen.")
class SharesMarkedSeen:
    count: int = described("How many were new before.")
    shares: list[Share] = described("The first 1,000 of them.")
    organisation: Organisation = described("With the new count.")


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

"""Of mutations on downloads."""

from typing import Annotated

import strawberry

from app.schema.common import described
from app.schema.download import Download
from app.schema.organisation import Organisation
from app.schema.payloads.refusals import (
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    NotSignedIn,
    Throttled,
    TooManyRows,
)


@strawberry.type(description="A file will be made.")
class DownloadStarted:
    download: Download = described("As it is now: listen to downloadProgressed.")
    organisation: Organisation = described("With the new download.")


@strawberry.type(description="A file will not be made.")
class DownloadCancelled:
    download: Download = described("As it is now.")


StartDownloadPayload = Annotated[
    DownloadStarted | TooManyRows | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("StartDownloadPayload", description="Of startDownload and repeatDownload."),
]
CancelDownloadPayload = Annotated[
    DownloadCancelled | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("CancelDownloadPayload", description="Of cancelDownload."),
]

"""Why a download failed, in words for who started it."""

from collections.abc import Mapping
from enum import StrEnum


class DownloadFailure(StrEnum):
    """Codes of `Download.failure` in the database."""

    RIGHTS_ENDED = "RIGHTS_ENDED"
    TOO_MANY_ROWS = "TOO_MANY_ROWS"
    TOO_LONG = "TOO_LONG"
    STORE_AWAY = "STORE_AWAY"
    NO_SPACE = "NO_SPACE"
    WORKER_LOST = "WORKER_LOST"
    BROKEN = "BROKEN"


WORDS: Mapping[DownloadFailure, str] = {
    DownloadFailure.RIGHTS_ENDED: "Whoever started it may not download any more.",
    DownloadFailure.TOO_MANY_ROWS: "More rows match by now than a file can hold.",
    DownloadFailure.TOO_LONG: "It took longer than a download may. Choose fewer rows.",
    DownloadFailure.STORE_AWAY: "The store of files could not be reached. Try again later.",
    DownloadFailure.NO_SPACE: "The store of files is full. Try again later.",
    DownloadFailure.WORKER_LOST: "The processes that worked on it ended. Try again.",
    DownloadFailure.BROKEN: "It could not be made, through a fault of the service. Try again later.",
}
"""English, and the keys of their translations."""

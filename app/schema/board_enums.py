"""Vocabularies that only the board's side has."""

from enum import StrEnum

from app.models.enums import JobStatus
from app.schema.enums import _described


class DuplicateReason(StrEnum):
    SAME_NAME = "SAME_NAME"
    SIMILAR_NAME = "SIMILAR_NAME"
    SAME_DOMAIN = "SAME_DOMAIN"
    SAME_CITY = "SAME_CITY"


_described(
    DuplicateReason,
    "Why an application may be a duplicate.",
    {
        "SAME_NAME": "The same name, but for case, width and accents.",
        "SIMILAR_NAME": "A name with few differences, or with different common words.",
        "SAME_DOMAIN": "The same domain of website or e-mail address; those of public mail services do not count.",
        "SAME_CITY": "The same city, beside a name that is the same or similar.",
    },
)
_described(JobStatus, "How a piece of work stands.")

"""What mails made of the log say, in English: msgids of app/locale/ja.po."""

from collections.abc import Mapping
from typing import Final

ONE_NEW: Final = "1 new result for {organisation}"
MANY_NEW: Final = "{count} new results for {organisation}"
SHARED: Final = "Candidates have shared these results since the last mail:"
MORE: Final = "and {count} more"
ALL_SHARES: Final = "See all shares"
BAND: Final = "score {lowest} to {highest}"
ONE_CHANGED: Final = "A result has changed"
MANY_CHANGED: Final = "{count} results have changed"
CHANGED: Final = (
    "The exam board has issued new versions of results that {organisation} received, verified or downloaded."
    " Please look at them again before you rely on them."
)
STATEMENT: Final = "statement {number}"
ENDED: Final = "no longer shared with you"
FIELDS: Final = "Changed: {fields}"
REASON: Final = "Reason: {reason}"
WHY_SHARES: Final = "You receive this e-mail because mails on new results are switched on for your account."
WHY_CORRECTIONS: Final = (
    "You receive this e-mail because mails on corrections and cancellations are switched on for your account."
)
SWITCH_OFF: Final = "Switch these mails off"

STATUSES: Final[Mapping[str, str]] = {
    "PENDING": "not decided yet",
    "WITHHELD": "withheld by the exam board",
    "ABSENT": "not sat",
    "CANCELLED": "cancelled by the exam board",
}
"""Of results that have no scores to speak of."""
KINDS: Final[Mapping[str, str]] = {
    "RESULT_CORRECTED": "Corrected",
    "RESULT_CANCELLED": "Cancelled",
    "RESULT_WITHHELD": "Withheld",
    "RESULT_RELEASED": "Released",
}
CHANGES: Final[Mapping[str, str]] = {
    "STATUS": "status",
    "EXAM": "exam",
    "SESSION": "session",
    "CENTRE": "centre",
    "OVERALL_SCORE": "overall score",
    "GRADE": "grade",
    "CEFR_LEVEL": "CEFR level",
    "SKILL_SCORES": "scores of the skills",
    "CERTIFICATED": "certificate",
    "FAMILY_NAME": "family name",
    "GIVEN_NAME": "given name",
    "DATE_OF_BIRTH": "date of birth",
    "PHOTO": "photo",
}
WORDS: Final = (
    ONE_NEW,
    MANY_NEW,
    SHARED,
    MORE,
    ALL_SHARES,
    BAND,
    ONE_CHANGED,
    MANY_CHANGED,
    CHANGED,
    STATEMENT,
    ENDED,
    FIELDS,
    REASON,
    WHY_SHARES,
    WHY_CORRECTIONS,
    SWITCH_OFF,
    *STATUSES.values(),
    *KINDS.values(),
    *CHANGES.values(),
)
"""All of it, for the test of the catalogue."""

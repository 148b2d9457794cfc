"""The vocabularies of the domain as the API shows them."""

from collections.abc import Mapping
from enum import StrEnum

import strawberry

from app.errors import RefusalCode
from app.models.enums import (
    AccessWay,
    AccountKind,
    ActorKind,
    ApiScope,
    ApplicationStatus,
    CefrLevel,
    ColumnType,
    ComponentLayout,
    DisclosureKind,
    EventKind,
    ExamCode,
    Grade,
    Language,
    LinkPurpose,
    OrganisationStatus,
    PhotoStatus,
    ResultField,
    ResultStatus,
    ShareChangeKind,
    ShareStatus,
    Skill,
    UserRole,
    UserStatus,
    VerificationOutcome,
)


class CandidateShareStatus(StrEnum):
    WAITING = "WAITING"
    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class ShareOrderField(StrEnum):
    SHARED_AT = "SHARED_AT"
    NAME = "NAME"
    OVERALL_SCORE = "OVERALL_SCORE"
    SESSION = "SESSION"


class ShareGrouping(StrEnum):
    EXAM = "EXAM"
    CEFR_LEVEL = "CEFR_LEVEL"
    GRADE = "GRADE"
    DAY_SHARED = "DAY_SHARED"
    SESSION = "SESSION"


class OrderDirection(StrEnum):
    ASC = "ASC"
    DESC = "DESC"


def _described(enum: type[StrEnum], description: str, values: Mapping[str, str] | None = None) -> None:
    """Make the enum one of the schema's. A value without a description of its own is said in plain words."""
    strawberry.enum(enum, description=description)
    for value in enum.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = (values or {}).get(value.name) or _plain(value.name)


def _plain(name: str) -> str:
    words = name.split("_")
    return " ".join(word if any(c.isdigit() for c in word) or len(word) == 1 else word.lower() for word in words) + "."


_described(
    ExamCode,
    "The exams.",
    {
        code.value: text
        for code, text in {
            ExamCode.A2_KEY: "A2 Key.",
            ExamCode.A2_KEY_FOR_SCHOOLS: "A2 Key for Schools.",
            ExamCode.B1_PRELIMINARY: "B1 Preliminary.",
            ExamCode.B1_PRELIMINARY_FOR_SCHOOLS: "B1 Preliminary for Schools.",
            ExamCode.B2_FIRST: "B2 First.",
            ExamCode.B2_FIRST_FOR_SCHOOLS: "B2 First for Schools.",
            ExamCode.C1_ADVANCED: "C1 Advanced.",
            ExamCode.C2_PROFICIENCY: "C2 Proficiency.",
            ExamCode.B1_BUSINESS_PRELIMINARY: "B1 Business Preliminary; last held in December 2023.",
            ExamCode.B2_BUSINESS_VANTAGE: "B2 Business Vantage; last held in December 2023.",
            ExamCode.C1_BUSINESS_HIGHER: "C1 Business Higher; last held in December 2023.",
            ExamCode.DELTA_MODULE_ONE: "Delta Module One: a grade, no scores.",
        }.items()
    },
)
_described(Skill, "A part of an exam that has a score of its own.")
_described(
    Grade,
    "What a result is called; which grades an exam has depends on the session.",
    {f"LEVEL_{level}": f"Below a pass, at level {level}." for level in ("A1", "A2", "B1", "B2", "C1")}
    | {letter: f"Grade {letter}." for letter in "ABC"},
)
_described(CefrLevel, "A level of the Common European Framework of Reference.", {c: f"Level {c}." for c in CefrLevel})
_described(
    ResultStatus,
    "Only released results have scores.",
    {
        "RELEASED": "Valid: scores are shown.",
        "PENDING": "Not decided yet.",
        "WITHHELD": "Held back by the exam board.",
        "ABSENT": "The candidate did not sit it (X or Z on paper).",
        "CANCELLED": "Declared invalid by the exam board.",
    },
)
_described(ResultField, "What can differ between two versions of a result.")
_described(
    PhotoStatus,
    "Whether the photo of test day can be seen, and if not why.",
    {
        "AVAILABLE": "See photoUrl.",
        "NOT_TAKEN": "The exam takes none, or none was delivered.",
        "HIDDEN_BY_CANDIDATE": "The candidate hides it from this organisation.",
        "NOT_PERMITTED": "This user lacks the permission to see photos.",
    },
)
_described(ShareStatus, "Whether a share still permits anything.")
_described(
    CandidateShareStatus,
    "Whether a share still permits anything, to the candidate who gave it.",
    {"WAITING": "For the invited organisation's approval."},
)
_described(
    ShareChangeKind,
    "What happened to a share.",
    {
        "OPENED": "A user opened it.",
        "SEEN": "Marked as seen by this user on another screen; sent to no one else.",
        "REVOKED": "The candidate took it back.",
        "EXPIRED": "Its time is over.",
        "UPDATED": "The candidate changed its expiry or hid the photo.",
        "CORRECTED": "The result has a new version.",
        "CANCELLED": "The result was cancelled.",
        "WITHHELD": "The result was withheld.",
        "RELEASED": "The result was released.",
    },
)
_described(ShareOrderField, "What shares can be ordered by; ties are settled by id.")
_described(ShareGrouping, "What shares can be counted by.")
_described(
    OrderDirection, "Which end comes first.", {"ASC": "Smallest or oldest first.", "DESC": "Largest or newest first."}
)
_described(
    VerificationOutcome,
    "What a check by statement number and date of birth found.",
    {
        "MATCH": "A released result.",
        "NO_MATCH": "Nothing: unknown number and wrong date alike.",
        "PENDING": "A result that is not decided yet.",
        "WITHHELD": "A result that is withheld.",
        "ABSENT": "A result of an exam that was not sat.",
        "CANCELLED": "A result that was cancelled.",
    },
)
_described(OrganisationStatus, "Whether an organisation may use the service.")
_described(
    AccountKind,
    "One e-mail address may have an account of each kind.",
    {"ORGANISATION": "A user of an organisation.", "CANDIDATE": "A candidate.", "STAFF": "Staff of the exam board."},
)
_described(UserRole, "Primary users manage the organisation's users.")
_described(UserStatus, "Invited users have no password yet.")
_described(
    ActorKind,
    "Who can do things.",
    {"API_KEY": "An API key.", "SYSTEM": "The service itself.", "ANONYMOUS": "Nobody signed in."},
)
_described(
    ApiScope,
    "What an API key may do.",
    {
        "READ": "Read shares, results and verifications.",
        "VERIFY": "Check statements.",
        "DOWNLOAD": "Start and fetch downloads.",
        "FEED": "Read the event log and subscribe to it.",
        "PHOTO": "See photos.",
    },
)
_described(
    ApplicationStatus,
    "How a registration stands.",
    {
        "UNCONFIRMED": "The e-mail address is not confirmed yet.",
        "WAITING": "For the exam board's decision.",
        "APPROVED": "The organisation is a member.",
        "REFUSED": "The exam board refused it.",
        "MERGED": "The applicant became a user of an organisation that is a member already.",
    },
)
_described(LinkPurpose, "What a link in a mail is for.")
_described(
    DisclosureKind,
    "How somebody came to know a result.",
    {
        "RECEIVED": "Read with an API key, or delivered to another system.",
        "OPENED": "A user opened the share.",
        "VERIFIED": "Checked by statement number and date of birth.",
        "PHOTO_VIEWED": "The photo was fetched.",
        "DOWNLOADED": "In a file that was fetched.",
    },
)
_described(AccessWay, "By which way somebody came to know a result.", {"API": "With an API key."})
_described(
    ColumnType,
    "What the cells of a column are.",
    {"DATE": "A calendar date.", "DATE_TIME": "A moment.", "BOOLEAN": "Yes or no."},
)
_described(
    ComponentLayout,
    "What becomes of columns of component scores.",
    {"COLUMNS": "A column for each skill.", "ROWS": "A row for each component of the exam."},
)
_described(Language, "Languages of the service.", {"EN": "English.", "JA": "Japanese."})
_described(
    EventKind,
    "Kinds of entries in an organisation's event log.",
    {
        "SHARE_RECEIVED": "A candidate shared a result.",
        "SHARE_OPENED": "A user opened a share for the first time.",
        "SHARE_UPDATED": "A candidate changed a share's expiry or hid the photo.",
        "SHARE_REVOKED": "A candidate took a share back.",
        "SHARE_EXPIRED": "A share's time is over.",
        "RESULT_CORRECTED": "A result has a new version.",
        "RESULT_CANCELLED": "A result was cancelled.",
        "RESULT_WITHHELD": "A result was withheld.",
        "RESULT_RELEASED": "A result was released.",
        "VERIFICATION_MADE": "A statement was checked.",
        "DOWNLOAD_FINISHED": "A download is done, or has failed: its status says which.",
    },
)
_described(RefusalCode, "Grows: treat an unknown one by its type and message.")

"""The closed vocabularies of the domain, shared by the tables (as check constraints) and the schema."""

from enum import StrEnum


class ExamCode(StrEnum):
    A2_KEY = "A2_KEY"
    A2_KEY_FOR_SCHOOLS = "A2_KEY_FOR_SCHOOLS"
    B1_PRELIMINARY = "B1_PRELIMINARY"
    B1_PRELIMINARY_FOR_SCHOOLS = "B1_PRELIMINARY_FOR_SCHOOLS"
    B2_FIRST = "B2_FIRST"
    B2_FIRST_FOR_SCHOOLS = "B2_FIRST_FOR_SCHOOLS"
    C1_ADVANCED = "C1_ADVANCED"
    C2_PROFICIENCY = "C2_PROFICIENCY"
    B1_BUSINESS_PRELIMINARY = "B1_BUSINESS_PRELIMINARY"
    B2_BUSINESS_VANTAGE = "B2_BUSINESS_VANTAGE"
    C1_BUSINESS_HIGHER = "C1_BUSINESS_HIGHER"
    DELTA_MODULE_ONE = "DELTA_MODULE_ONE"


class Skill(StrEnum):
    READING_AND_WRITING = "READING_AND_WRITING"
    READING = "READING"
    USE_OF_ENGLISH = "USE_OF_ENGLISH"
    WRITING = "WRITING"
    LISTENING = "LISTENING"
    SPEAKING = "SPEAKING"


class Grade(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    PASS_WITH_DISTINCTION = "PASS_WITH_DISTINCTION"  # noqa: S105 - a grade, not a secret
    PASS_WITH_MERIT = "PASS_WITH_MERIT"  # noqa: S105 - a grade, not a secret
    PASS = "PASS"  # noqa: S105 - a grade, not a secret
    FAIL = "FAIL"
    LEVEL_A1 = "LEVEL_A1"
    LEVEL_A2 = "LEVEL_A2"
    LEVEL_B1 = "LEVEL_B1"
    LEVEL_B2 = "LEVEL_B2"
    LEVEL_C1 = "LEVEL_C1"


class CefrLevel(StrEnum):
    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"


class ResultStatus(StrEnum):
    RELEASED = "RELEASED"
    PENDING = "PENDING"
    WITHHELD = "WITHHELD"
    ABSENT = "ABSENT"
    CANCELLED = "CANCELLED"


class ResultField(StrEnum):
    """What a new version of a result can differ in."""

    STATUS = "STATUS"
    EXAM = "EXAM"
    SESSION = "SESSION"
    CENTRE = "CENTRE"
    OVERALL_SCORE = "OVERALL_SCORE"
    GRADE = "GRADE"
    CEFR_LEVEL = "CEFR_LEVEL"
    SKILL_SCORES = "SKILL_SCORES"
    CERTIFICATED = "CERTIFICATED"
    FAMILY_NAME = "FAMILY_NAME"
    GIVEN_NAME = "GIVEN_NAME"
    DATE_OF_BIRTH = "DATE_OF_BIRTH"
    PHOTO = "PHOTO"


class PhotoStatus(StrEnum):
    AVAILABLE = "AVAILABLE"
    NOT_TAKEN = "NOT_TAKEN"
    HIDDEN_BY_CANDIDATE = "HIDDEN_BY_CANDIDATE"
    NOT_PERMITTED = "NOT_PERMITTED"


class OrganisationStatus(StrEnum):
    APPROVED = "APPROVED"
    SUSPENDED = "SUSPENDED"


class UserRole(StrEnum):
    PRIMARY = "PRIMARY"
    MEMBER = "MEMBER"


class UserStatus(StrEnum):
    INVITED = "INVITED"
    ACTIVE = "ACTIVE"


class AccountKind(StrEnum):
    """Kinds of account; an e-mail address is unique within one kind."""

    ORGANISATION = "ORGANISATION"
    CANDIDATE = "CANDIDATE"
    STAFF = "STAFF"


class ApplicationStatus(StrEnum):
    UNCONFIRMED = "UNCONFIRMED"
    WAITING = "WAITING"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    MERGED = "MERGED"


class LinkPurpose(StrEnum):
    CONFIRM_EMAIL = "CONFIRM_EMAIL"
    SET_PASSWORD = "SET_PASSWORD"  # noqa: S105 - a purpose, not a secret
    REGISTRATION = "REGISTRATION"


class ApiScope(StrEnum):
    READ = "READ"
    VERIFY = "VERIFY"
    DOWNLOAD = "DOWNLOAD"
    FEED = "FEED"
    PHOTO = "PHOTO"


class DisclosureKind(StrEnum):
    RECEIVED = "RECEIVED"
    OPENED = "OPENED"
    VERIFIED = "VERIFIED"
    PHOTO_VIEWED = "PHOTO_VIEWED"
    DOWNLOADED = "DOWNLOADED"


class AccessWay(StrEnum):
    CONSOLE = "CONSOLE"
    API = "API"
    WEBHOOK = "WEBHOOK"
    MAIL = "MAIL"


class ActorKind(StrEnum):
    USER = "USER"
    API_KEY = "API_KEY"
    CANDIDATE = "CANDIDATE"
    STAFF = "STAFF"
    SYSTEM = "SYSTEM"
    ANONYMOUS = "ANONYMOUS"


class Language(StrEnum):
    EN = "EN"
    JA = "JA"


class ShareStatus(StrEnum):
    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class ShareChangeKind(StrEnum):
    OPENED = "OPENED"
    SEEN = "SEEN"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    UPDATED = "UPDATED"
    CORRECTED = "CORRECTED"
    CANCELLED = "CANCELLED"
    WITHHELD = "WITHHELD"
    RELEASED = "RELEASED"


class EventKind(StrEnum):
    SHARE_RECEIVED = "SHARE_RECEIVED"
    SHARE_OPENED = "SHARE_OPENED"
    SHARE_UPDATED = "SHARE_UPDATED"
    SHARE_REVOKED = "SHARE_REVOKED"
    SHARE_EXPIRED = "SHARE_EXPIRED"
    RESULT_CORRECTED = "RESULT_CORRECTED"
    RESULT_CANCELLED = "RESULT_CANCELLED"
    RESULT_WITHHELD = "RESULT_WITHHELD"
    RESULT_RELEASED = "RESULT_RELEASED"
    VERIFICATION_MADE = "VERIFICATION_MADE"
    DOWNLOAD_FINISHED = "DOWNLOAD_FINISHED"


class VerificationOutcome(StrEnum):
    MATCH = "MATCH"
    NO_MATCH = "NO_MATCH"
    PENDING = "PENDING"
    WITHHELD = "WITHHELD"
    ABSENT = "ABSENT"
    CANCELLED = "CANCELLED"


class JobStatus(StrEnum):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class DownloadFormat(StrEnum):
    XLSX = "XLSX"
    CSV = "CSV"
    JSON_LINES = "JSON_LINES"
    PDF = "PDF"


class CsvEncoding(StrEnum):
    UTF_8_BOM = "UTF_8_BOM"
    UTF_8 = "UTF_8"
    CP932 = "CP932"


class CsvDelimiter(StrEnum):
    COMMA = "COMMA"
    SEMICOLON = "SEMICOLON"
    TAB = "TAB"


class ComponentLayout(StrEnum):
    """Component scores: a column a skill, or a row each."""

    COLUMNS = "COLUMNS"
    ROWS = "ROWS"


class ColumnType(StrEnum):
    TEXT = "TEXT"
    NUMBER = "NUMBER"
    DATE = "DATE"
    DATE_TIME = "DATE_TIME"
    BOOLEAN = "BOOLEAN"

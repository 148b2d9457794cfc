"""What is printed on statements beside the data, in the language of the file."""

from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date

from app.messages import translated
from app.models.enums import Grade, Language, ResultStatus, Skill


class Word(StrEnum):
    """A message; its English text is the key of its translation."""

    TITLE = "Verified statement of results"
    TITLES = "Verified statements of results"
    SERVICE = "Results verification"
    CONTINUED = " (continued)"
    NOTHING = "There are no statements in this file."

    DATE_OF_BIRTH = "Date of birth"
    STATEMENT_NUMBER = "Statement number"
    REFERENCE = "Applicant reference"
    EXAM = "Exam"
    SESSION = "Session"
    CENTRE = "Centre"
    PHOTO_UNREADABLE = "The photo cannot be read."

    OVERALL = "Overall score"
    GRADE = "Grade"
    LEVEL = "CEFR level"
    CERTIFICATE = "Certificate"
    AWARDED = "Awarded"
    NOT_AWARDED = "Not awarded"
    NOT_SAT = "Not taken"
    STATUS = "Status"
    SCORE = "Score"
    UNDER_THE_BANDS = (
        "The score lies below the lowest band: there is no grade, no CEFR level and no certificate for it."
    )
    NOT_ON_SCALE = "This exam has a grade, but no scores and no CEFR level: it is not reported on the scale."

    VERIFIED = "Verified"
    ORGANISATION = "For"
    BY = "By"
    HOW = "How"
    RECORD = "Record"
    SHARED = "The candidate has shared this result with the organisation since {day}."
    CHECKED = "The statement number and the date of birth were given, and they match."
    RELEASED_ON = "Version {version} of this result, released on {day}"
    VERSION = "Version {version} of this result"
    AS_IT_STOOD = (
        "This page shows what the exam board's record said when it was verified."
        " Results can be corrected later: check again at {address} with the statement number and the date of birth."
    )
    DOWNLOAD = "Download {download}"


class Grades(StrEnum):
    """Names of grades; A, B and C are their own."""

    PASS_WITH_DISTINCTION = "Pass with Distinction"  # noqa: S105 - a grade, not a secret
    PASS_WITH_MERIT = "Pass with Merit"  # noqa: S105 - a grade, not a secret
    PASS = "Pass"  # noqa: S105 - a grade, not a secret
    FAIL = "Fail"
    LEVEL_A1 = "Level A1"
    LEVEL_A2 = "Level A2"
    LEVEL_B1 = "Level B1"
    LEVEL_B2 = "Level B2"
    LEVEL_C1 = "Level C1"


class Skills(StrEnum):
    """Names of skills."""

    READING_AND_WRITING = "Reading and Writing"
    READING = "Reading"
    USE_OF_ENGLISH = "Use of English"
    WRITING = "Writing"
    LISTENING = "Listening"
    SPEAKING = "Speaking"


class Statuses(StrEnum):
    """Names of the states without scores."""

    PENDING = "Pending"
    WITHHELD = "Withheld"
    ABSENT = "Absent"
    CANCELLED = "Cancelled"


class Explanations(StrEnum):
    """Why there are no scores."""

    PENDING = "The exam board has not released this result yet. There are no scores to show."
    WITHHELD = "The exam board withholds this result. There are no scores to show."
    ABSENT = "The candidate did not sit this exam. There are no scores."
    CANCELLED = "The exam board has cancelled this result. It must no longer be relied on."


#: All of them, for the test that nothing is left untranslated.
VOCABULARIES: tuple[type[StrEnum], ...] = (Word, Grades, Skills, Statuses, Explanations)


def grade_name(grade: Grade, language: Language) -> str:
    """`A`, `Pass with Merit`, `レベルB1`."""
    known = Grades.__members__.get(grade.value)
    return grade.value if known is None else translated(known, language)


def skill_name(skill: Skill, language: Language) -> str:
    """In words."""
    return translated(Skills[skill.value], language)


def status_name(status: ResultStatus, language: Language) -> str:
    """In a word; not for RELEASED."""
    return translated(Statuses[status.value], language)


def explanation(status: ResultStatus, language: Language) -> str:
    """In a sentence; not for RELEASED."""
    return translated(Explanations[status.value], language)


@lru_cache(4096)
def day(given: date, language: Language) -> str:
    """`7 March 2026`, `2026年3月7日`."""
    return format_date(given, "y年M月d日", "ja") if language is Language.JA else format_date(given, "d MMMM y", "en_GB")


def moment(given: datetime, language: Language, zone: ZoneInfo) -> str:
    """Date and time in `zone`, which is named, with its distance from UTC at that time."""
    local = given.astimezone(zone)
    clock, place = f"{local:%H:%M}", zone.key if zone.key == "UTC" else f"{zone.key}, UTC{local.isoformat()[-6:]}"
    if language is Language.JA:
        return f"{day(local.date(), language)} {clock}（{place.replace(', ', '、')}）"
    return f"{day(local.date(), language)}, {clock} ({place})"

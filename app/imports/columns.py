"""The columns of a file of results: docs/import.md says what they hold."""

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from app.models.enums import Skill


class Column(IntEnum):
    """A column's place in the cells that the reader hands on, whatever the file's order."""

    STATEMENT_NUMBER = 0
    CANDIDATE_NUMBER = 1
    SECRET = 2
    FAMILY_NAME = 3
    GIVEN_NAME = 4
    NATIVE_NAME = 5
    DATE_OF_BIRTH = 6
    EXAM = 7
    SESSION_DATE = 8
    CENTRE_NUMBER = 9
    CENTRE_NAME = 10
    CENTRE_CITY = 11
    CENTRE_COUNTRY = 12
    STATUS = 13
    OVERALL_SCORE = 14
    GRADE = 15
    CEFR_LEVEL = 16
    CERTIFICATED = 17
    RELEASED_AT = 18
    READING_AND_WRITING = 19
    READING = 20
    USE_OF_ENGLISH = 21
    WRITING = 22
    LISTENING = 23
    SPEAKING = 24
    REASON = 25
    PHOTO = 26

    @property
    def heading(self) -> str:
        """As the documentation spells it: statementNumber."""
        first, *rest = self.name.lower().split("_")
        return first + "".join(word.capitalize() for word in rest)


class Cells(NamedTuple):
    """A row's cells, in the order of `Column`; '' for an empty one."""

    statement_number: str
    candidate_number: str
    secret: str
    family_name: str
    given_name: str
    native_name: str
    date_of_birth: str
    exam: str
    session_date: str
    centre_number: str
    centre_name: str
    centre_city: str
    centre_country: str
    status: str
    overall_score: str
    grade: str
    cefr_level: str
    certificated: str
    released_at: str
    reading_and_writing: str
    reading: str
    use_of_english: str
    writing: str
    listening: str
    speaking: str
    reason: str
    photo: str


HEADINGS = tuple(column.heading for column in Column)
SKILLS = {skill: Column[skill.name] for skill in Skill}
OPTIONAL = frozenset({Column.NATIVE_NAME, Column.RELEASED_AT, Column.REASON, Column.PHOTO, *SKILLS.values()})

_BY_KEY = {heading.lower(): column for heading, column in zip(HEADINGS, Column, strict=True)}


class WrongHeadings(Exception):
    """The first line does not name the columns."""


def places(headings: Sequence[str]) -> list[int]:
    """Where each column stands among `headings`; for one that is left out, the place after the last.

    Case, spaces and underscores do not matter. Raises WrongHeadings: an unknown heading is refused, since a
    misspelt optional column would be lost without a word.
    """
    found: dict[Column, int] = {}
    unknown = []
    for place, heading in enumerate(headings):
        column = _BY_KEY.get(heading.lower().replace("_", "").replace(" ", ""))
        if column is None:
            unknown.append(heading[:40])
        elif column in found:
            raise WrongHeadings(f"The column {column.heading} is there twice.")
        else:
            found[column] = place
    if len(found) < len(headings) / 2:
        # Most likely the headings are missing, and this is somebody's row, secret and all.
        raise WrongHeadings("The first line does not name the columns: it must be their headings, between commas.")
    missing = [column.heading for column in Column if column not in found and column not in OPTIONAL]
    if unknown:
        raise WrongHeadings(f"Unknown columns: {', '.join(map(repr, unknown))}.")
    if missing:
        raise WrongHeadings(f"Missing columns: {', '.join(missing)}.")
    return [found.get(column, len(headings)) for column in Column]

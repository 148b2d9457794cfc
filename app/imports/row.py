"""One row against the rules: a line for COPY, or why not. Millions of rows pass here: about ten microseconds each."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from app.exams import DELTA_GRADES, Exam
from app.folding import display_name
from app.imports.cells import birth_date, check_lengths, moment, tidy
from app.imports.columns import Cells
from app.imports.columns import Column as C
from app.imports.rejects import Code, Rejected
from app.imports.sitting import Sitting, sitting
from app.models.enums import CefrLevel, Grade, ResultStatus
from app.security.secrets import secret_hash
from app.statement_number import is_valid, normalised

_NUMBER = re.compile(r"[0-9A-Z]{1,20}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,4}", re.ASCII)
_CERTIFICATED = {"": "f", "false": "f", "true": "t"}
_DELTA_GRADES = frozenset(grade.value for grade in DELTA_GRADES)
_RELEASED = ResultStatus.RELEASED.value
_STATUSES = frozenset(status.value for status in ResultStatus)


class Checked(NamedTuple):
    """A good row. `fields` are staged columns (see merge.STAGED), escaped for COPY and joined by tabs."""

    statement_number: str
    candidate_number: str
    date_of_birth: str
    centre: tuple[str, str, str, str]
    """Number, name, city, country."""
    exam: Exam
    photo: str
    fields: str


class Outcome(NamedTuple):
    """What a row says of the exam itself, as COPY wants it: '' is null."""

    overall_score: str = ""
    grade: str = ""
    cefr_level: str = ""
    certificated: str = "f"
    scores: str = "{}"
    levels: str = "{}"


class RowCheck:
    """Checks rows on one day, hashing secrets with one key."""

    def __init__(self, secret_key: bytes, today: date | None = None) -> None:
        self._key = secret_key
        # A session may have been held where the date is already tomorrow's.
        self._latest = ((today or datetime.now(UTC).date()) + timedelta(days=1)).isoformat()

    def __call__(self, raw: Sequence[str]) -> Checked:
        """Raises Rejected, at the first thing that is wrong."""
        cells = tidy(raw)
        statement, candidate = _numbers(cells)
        check_lengths(cells)
        if not (cells.family_name and cells.secret and cells.centre_name and cells.centre_city):
            raise _missing(cells)
        centre = _centre(cells)
        sat = sitting(cells.exam, cells.session_date)
        born = birth_date(cells.date_of_birth)
        if born >= sat.session:
            raise Rejected(C.DATE_OF_BIRTH, Code.OUT_OF_RANGE, "Nobody sits an exam before being born.")
        status = cells.status
        if status == _RELEASED:
            outcome, released_at = self._released(cells, sat)
        else:
            outcome, released_at = _not_released(cells), ""
        family, given, native = cells.family_name, cells.given_name, cells.native_name
        fields = "\t".join(
            (
                *(statement, candidate, family, given, native, display_name(family, given, native), born),
                *(sat.code, sat.session, centre[0], status, *outcome, released_at, cells.reason),
            )
        )
        if "\\" in fields:
            fields = fields.replace("\\", "\\\\")
        # A bytea's input has a backslash of its own.
        fields += "\t\\\\x" + secret_hash(self._key, candidate, cells.secret).hex()
        return Checked(statement, candidate, born, centre, sat.exam, cells.photo, fields)

    def _released(self, cells: Cells, sat: Sitting) -> tuple[Outcome, str]:
        if sat.session > self._latest:
            raise Rejected(C.SESSION_DATE, Code.SESSION_TOO_LATE, "This session is still to come.")
        released_at = cells.released_at
        if released_at:
            released_at = moment(released_at)
            if released_at[:10] < sat.session:
                raise Rejected(C.RELEASED_AT, Code.OUT_OF_RANGE, "Nothing is released before the session.")
        if sat.exam.on_scale:
            return _on_scale(cells, sat), released_at
        return _delta(cells, sat), released_at


def _numbers(cells: Cells) -> tuple[str, str]:
    statement, candidate = cells.statement_number, cells.candidate_number
    if not is_valid(statement):
        statement = normalised(statement)
        if not is_valid(statement):
            code = Code.INVALID if statement else Code.REQUIRED
            raise Rejected(C.STATEMENT_NUMBER, code, "A statement number is 6 to 20 letters A to Z and digits.")
    return statement, candidate if _NUMBER.fullmatch(candidate) else _number(C.CANDIDATE_NUMBER, candidate)


def _missing(cells: Cells) -> Rejected:
    required = (C.FAMILY_NAME, C.SECRET, C.CENTRE_NAME, C.CENTRE_CITY)
    column = next(column for column in required if not cells[column])
    return Rejected(column, Code.REQUIRED, "This must not be empty.")


def _number(column: C, text: str) -> str:
    number = normalised(text)
    if not _NUMBER.fullmatch(number):
        code = Code.INVALID if number else Code.REQUIRED
        raise Rejected(column, code, "A number is 1 to 20 letters A to Z and digits.")
    return number


def _centre(cells: Cells) -> tuple[str, str, str, str]:
    country = cells.centre_country
    if not _COUNTRY.fullmatch(country):
        code = Code.INVALID if country else Code.REQUIRED
        raise Rejected(C.CENTRE_COUNTRY, code, "A country is two capitals of ISO 3166-1, as in GB.")
    number = cells.centre_number
    if not _NUMBER.fullmatch(number):
        number = _number(C.CENTRE_NUMBER, number)
    return number, cells.centre_name, cells.centre_city, country


def _not_released(cells: Cells) -> Outcome:
    status = cells.status
    if status not in _STATUSES:
        code = Code.INVALID if status else Code.REQUIRED
        raise Rejected(C.STATUS, code, f"A status is one of {', '.join(ResultStatus)}.")
    for column in range(C.OVERALL_SCORE, C.SPEAKING + 1):
        if cells[column] and not (column == C.CERTIFICATED and cells[column].lower() == "false"):
            raise Rejected(C(column), Code.ONLY_WHEN_RELEASED, "Only a RELEASED result has one.")
    return Outcome()


def _on_scale(cells: Cells, sat: Sitting) -> Outcome:
    components = sat.components
    texts = components.pick(cells)
    whole = all(texts)
    try:
        points = [table[text] for table, text in zip(components.points, texts, strict=True) if text]
    except KeyError:
        raise _bad_component(cells, sat) from None
    if any(components.others(cells)):
        raise _foreign_component(cells, sat)
    if not points:
        raise Rejected(C[sat.exam.skills[0].name], Code.REQUIRED, "A RELEASED result has at least one component.")
    if whole:
        # The mean, rounded half up, as app.exams.overall has it.
        overall = (2 * sum([point[0] for point in points]) + components.divisor) // (2 * components.divisor)
        expected = sat.outcomes[overall]
        scores, levels = ",".join(texts), ",".join([point[1] for point in points])
    else:
        expected = ("", "", "")
        present = iter(points)
        scores = ",".join([text or "NULL" for text in texts])
        levels = ",".join([next(present)[1] if text else "NULL" for text in texts])
    given = cells.overall_score, cells.grade, cells.cefr_level
    if given != expected:
        _check_absent_or_right(given, expected, whole=whole)
    certificated = _certificated(cells)
    if certificated == "t" and not expected[1]:
        raise Rejected(C.CERTIFICATED, Code.NO_CERTIFICATE, "There is no certificate without a band.")
    return Outcome(*given, certificated, f"{{{scores}}}", f"{{{levels}}}")


def _check_absent_or_right(given: tuple[str, str, str], expected: tuple[str, str, str], *, whole: bool) -> None:
    """Overall score, grade and level may each be absent on their own; what is there has to be right."""
    columns = (C.OVERALL_SCORE, C.GRADE, C.CEFR_LEVEL)
    codes = (Code.OVERALL_WRONG, Code.GRADE_WRONG, Code.CEFR_LEVEL_WRONG)
    whats = ("overall score", "grade", "CEFR level")
    for column, code, what, is_given, right in zip(columns, codes, whats, given, expected, strict=True):
        if not is_given or is_given == right:
            continue
        _check_vocabulary(column, is_given)
        if not whole:
            raise Rejected(column, code, f"There is no {what} where a component was not sat.")
        reason = f"By the components the {what} is {right}." if right else f"The components earn no {what}."
        raise Rejected(column, code, reason)


def _check_vocabulary(column: C, text: str) -> None:
    if column == C.OVERALL_SCORE and not _WHOLE.fullmatch(text):
        raise Rejected(column, Code.INVALID, "A score is a whole number.")
    if column == C.GRADE and text not in Grade.__members__:
        raise Rejected(column, Code.INVALID, f"A grade is one of {', '.join(Grade)}.")
    if column == C.CEFR_LEVEL and text not in CefrLevel.__members__:
        raise Rejected(column, Code.INVALID, f"A CEFR level is one of {', '.join(CefrLevel)}.")


def _bad_component(cells: Cells, sat: Sitting) -> Rejected:
    exam = sat.exam
    for skill, text, points in zip(exam.skills, sat.components.pick(cells), sat.components.points, strict=True):
        if text and text not in points:
            if not _WHOLE.fullmatch(text):
                return Rejected(C[skill.name], Code.INVALID, "A score is a whole number.")
            reason = f"Scores of this exam are reported from {exam.min_score} to {exam.max_score}."
            return Rejected(C[skill.name], Code.OUT_OF_RANGE, reason)
    raise AssertionError("called without a bad component")


def _foreign_component(cells: Cells, sat: Sitting) -> Rejected:
    own = {skill.name for skill in sat.exam.skills}
    foreign = next(C(n) for n in range(C.READING_AND_WRITING, C.SPEAKING + 1) if cells[n] and C(n).name not in own)
    components = ", ".join(sat.exam.skills) or "none"
    return Rejected(foreign, Code.NOT_OF_THIS_EXAM, f"The components of {sat.exam.name_en}: {components}.")


def _delta(cells: Cells, sat: Sitting) -> Outcome:
    if any(sat.components.others(cells)):
        raise _foreign_component(cells, sat)
    for column in (C.OVERALL_SCORE, C.CEFR_LEVEL):
        if cells[column]:
            raise Rejected(column, Code.NOT_OF_THIS_EXAM, f"{sat.exam.name_en} is not on the scale.")
    grade = cells.grade
    if grade and grade not in _DELTA_GRADES:
        _check_vocabulary(C.GRADE, grade)
        raise Rejected(C.GRADE, Code.GRADE_WRONG, f"{sat.exam.name_en} has passes and FAIL only.")
    certificated = _certificated(cells)
    if certificated == "t" and grade in ("", Grade.FAIL):
        raise Rejected(C.CERTIFICATED, Code.NO_CERTIFICATE, "There is no certificate without a pass.")
    return Outcome(grade=grade, certificated=certificated)


def _certificated(cells: Cells) -> str:
    text = cells.certificated
    answer = _CERTIFICATED.get(text) or _CERTIFICATED.get(text.lower())
    if answer is None:
        raise Rejected(C.CERTIFICATED, Code.INVALID, "This is true or false.")
    return answer

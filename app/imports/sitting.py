"""One exam in one session: all that a row of it may say, looked up ready-made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from app.exams import EXAMS, Band, Exam, bands, component_level
from app.imports.cells import iso_date
from app.imports.columns import SKILLS, Column
from app.imports.rejects import Code, Rejected
from app.models.enums import ExamCode

Point = tuple[int, str]
"""What a component's score counts in the mean, and its CEFR level (NULL for none)."""


@dataclass(frozen=True, slots=True)
class Components:
    """Where an exam's components stand in a row, and what they may be."""

    pick: Callable[[Sequence[str]], tuple[str, ...]]
    others: Callable[[Sequence[str]], Any]
    """The skills that this exam does not have; one cell or several."""
    divisor: int
    points: tuple[Mapping[str, Point], ...]
    """For each skill, by the cell's text."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """An exam in a session that was held."""

    exam: Exam
    code: str
    session: str
    components: Components
    outcomes: Mapping[int, tuple[str, str, str]]
    """Overall score, grade and CEFR level as text, by overall score."""


def _points(exam: Exam, weight: int) -> dict[str, Point]:
    assert exam.min_score is not None
    assert exam.max_score is not None
    scores = range(exam.min_score, exam.max_score + 1)
    return {str(score): (weight * score, component_level(exam.code, score) or "NULL") for score in scores}


@cache
def _components(exam: Exam) -> Components:
    own = [SKILLS[skill] for skill in exam.skills]
    points = tuple(_points(exam, weight) for weight in exam.weights)
    others = itemgetter(*(column for column in SKILLS.values() if column not in own))
    return Components(itemgetter(*own) if own else lambda cells: (), others, sum(exam.weights), points)


@cache
def _outcomes(exam: Exam, in_force: tuple[Band, ...]) -> dict[int, tuple[str, str, str]]:
    if exam.min_score is None or exam.max_score is None:
        return {}
    outcomes = {score: (str(score), "", "") for score in range(exam.min_score, exam.max_score + 1)}
    for band in in_force:
        for score in range(band.min_score, band.max_score + 1):
            outcomes[score] = (str(score), band.grade.value, band.cefr_level.value)
    return outcomes


@lru_cache(1 << 14)
def sitting(exam_code: str, session: str) -> Sitting:
    """Raises Rejected: no such exam or date, or the exam was not held then."""
    day = iso_date(Column.SESSION_DATE, session)
    try:
        exam = EXAMS[ExamCode(exam_code)]
    except ValueError:
        code = Code.INVALID if exam_code else Code.REQUIRED
        raise Rejected(Column.EXAM, code, "This is none of the twelve exams.") from None
    if exam.first_session is not None and day < exam.first_session:
        reason = f"Sessions of this exam are accepted from {exam.first_session} on, when the scale began."
        raise Rejected(Column.SESSION_DATE, Code.SESSION_TOO_EARLY, reason)
    if exam.last_session is not None and day > exam.last_session:
        reason = f"This exam was last held in {exam.last_session:%B %Y}."
        raise Rejected(Column.SESSION_DATE, Code.SESSION_TOO_LATE, reason)
    return Sitting(exam, exam.code.value, session, _components(exam), _outcomes(exam, bands(exam.code, day)))

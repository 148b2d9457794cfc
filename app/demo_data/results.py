"""Candidates and what they sat, as rows of a file of results."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, count, islice
from random import Random

from app.demo_data.people import Person, person
from app.exams import EXAMS, Exam, band, overall
from app.imports.columns import HEADINGS, SKILLS, Column
from app.models.enums import ExamCode, Grade, ResultStatus

Row = list[str]
"""Cells in the order of `Column`."""

_CENTRES = (
    ("GB013", "Harbour House Centre", "Bristol", "GB"),
    ("GB172", "Northmoor College", "Leeds", "GB"),
    ("JP004", "みなと試験センター", "横浜", "JP"),
    ("JP021", "Kita Language Hall", "札幌", "JP"),
    ("ES350", "Centro Almazara", "Córdoba", "ES"),
    ("DE118", "Sprachhaus Lindenhof", "Köln", "DE"),
    ("PL207", "Ośrodek Wisła", "Kraków", "PL"),
    ("BR441", "Casa do Inglês", "São Paulo", "BR"),
    ("VN033", "Trung tâm Hoa Sen", "Hà Nội", "VN"),
    ("GR090", "Kentro Anemos", "Thessaloniki", "GR"),
)
_REASONS = {
    ResultStatus.CANCELLED: "Cancelled after an enquiry by the exam board.",
    ResultStatus.WITHHELD: "Under enquiry by the exam board.",
}
_STATUSES = {
    ResultStatus.RELEASED: 92,
    ResultStatus.PENDING: 3,
    ResultStatus.WITHHELD: 1,
    ResultStatus.ABSENT: 3,
    ResultStatus.CANCELLED: 1,
}
_EXAM_WEIGHTS = {
    ExamCode.A2_KEY: 10,
    ExamCode.A2_KEY_FOR_SCHOOLS: 12,
    ExamCode.B1_PRELIMINARY: 12,
    ExamCode.B1_PRELIMINARY_FOR_SCHOOLS: 12,
    ExamCode.B2_FIRST: 18,
    ExamCode.B2_FIRST_FOR_SCHOOLS: 8,
    ExamCode.C1_ADVANCED: 14,
    ExamCode.C2_PROFICIENCY: 5,
    ExamCode.B1_BUSINESS_PRELIMINARY: 2,
    ExamCode.B2_BUSINESS_VANTAGE: 2,
    ExamCode.C1_BUSINESS_HIGHER: 2,
    ExamCode.DELTA_MODULE_ONE: 3,
}
_SECRET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # noqa: S105 - the letters that secrets are made of
_DELTA = (Grade.PASS_WITH_DISTINCTION, Grade.PASS_WITH_MERIT, Grade.PASS, Grade.PASS, Grade.FAIL)
_OLDEST = date(2015, 1, 1)
#: Not today: the same seed gives the same file on any day.
UNTIL = date(2026, 6, 30)


def population(candidates: int | None, seed: int) -> Iterator[list[Row]]:
    """The rows of each candidate, in the order of sessions; endless for None. Every 25th has six of them."""
    random = Random(f"candidates {seed}")  # noqa: S311 - not for secrecy
    statements = count(1)
    for number in count(1) if candidates is None else range(1, candidates + 1):
        yield _sat_by(random, number, seed, statements)


def rows(number: int, seed: int) -> Iterator[Row]:
    """So many rows."""
    return islice(chain.from_iterable(population(None, seed)), number)


def _sat_by(random: Random, number: int, seed: int, statements: Iterator[int]) -> list[Row]:
    many = 6 if number % 25 == 1 else 1 + int(random.random() ** 3 * 4)
    exams = random.choices(list(_EXAM_WEIGHTS), list(_EXAM_WEIGHTS.values()), k=many)
    sat = sorted((_session(random, EXAMS[code]), code) for code in exams)
    somebody = person(random, sat[0][0])
    centre = random.choice(_CENTRES)
    identity = f"{centre[3]}{seed % 100:02}{number:07}", "".join(random.choices(_SECRET, k=10))
    ability = random.gauss(0.55, 0.2)
    return [
        _row(random, EXAMS[code], session, somebody, identity, centre, ability, _statement(session, centre, seed, n))
        for (session, code), n in zip(sat, statements, strict=False)
    ]


def _session(random: Random, exam: Exam) -> date:
    """A Saturday on which the exam was held, recent years the likelier."""
    first, last = exam.first_session or _OLDEST, exam.last_session or UNTIL
    days = int((last - first).days * random.random() ** 0.5)
    day = first + timedelta(days=days)
    saturday = day + timedelta(days=(5 - day.weekday()) % 7)
    return saturday if saturday <= last else saturday - timedelta(days=7)


def _statement(session: date, centre: tuple[str, str, str, str], seed: int, number: int) -> str:
    return f"{session:%y}{session.month:x}{centre[3]}{seed % 100:02}{number:07}".upper()


def _row(
    random: Random,
    exam: Exam,
    session: date,
    somebody: Person,
    identity: tuple[str, str],
    centre: tuple[str, str, str, str],
    ability: float,
    statement: str,
) -> Row:
    cells = [""] * len(HEADINGS)
    (status,) = random.choices(list(_STATUSES), list(_STATUSES.values()))
    cells[Column.STATEMENT_NUMBER] = statement
    cells[Column.CANDIDATE_NUMBER], cells[Column.SECRET] = identity
    cells[Column.FAMILY_NAME], cells[Column.GIVEN_NAME] = somebody.family_name, somebody.given_name
    cells[Column.NATIVE_NAME] = somebody.native_name
    cells[Column.DATE_OF_BIRTH] = somebody.date_of_birth.isoformat()
    cells[Column.EXAM], cells[Column.SESSION_DATE] = exam.code.value, session.isoformat()
    cells[Column.CENTRE_NUMBER : Column.CENTRE_COUNTRY + 1] = centre
    cells[Column.STATUS] = status.value
    cells[Column.CERTIFICATED] = "false"
    cells[Column.REASON] = _REASONS.get(status, "")
    if status is ResultStatus.RELEASED:
        cells[Column.RELEASED_AT] = f"{session + timedelta(days=35)}T09:00:00Z"
        _outcome(random, exam, session, ability, cells)
    return cells


def _outcome(random: Random, exam: Exam, session: date, ability: float, cells: Row) -> None:
    if exam.min_score is None or exam.max_score is None:
        grade = random.choice(_DELTA)
        cells[Column.GRADE] = grade.value
        cells[Column.CERTIFICATED] = "false" if grade is Grade.FAIL else "true"
        return
    width = exam.max_score - exam.min_score
    scores: list[int | None] = []
    for skill in exam.skills:
        score = round(exam.min_score + width * min(1.0, max(0.0, random.gauss(ability, 0.1))))
        # One part in two hundred was not sat: no overall score, no grade, no certificate then.
        scores.append(None if random.random() < 0.005 else score)
        cells[SKILLS[skill]] = "" if scores[-1] is None else str(score)
    if all(score is None for score in scores):
        cells[SKILLS[exam.skills[0]]] = str(exam.min_score)
        scores[0] = exam.min_score
    total = overall(exam.code, scores)
    if total is None:
        return
    cells[Column.OVERALL_SCORE] = str(total)
    if (earned := band(exam.code, total, session)) is not None:
        cells[Column.GRADE], cells[Column.CEFR_LEVEL] = earned.grade.value, earned.cefr_level.value
        cells[Column.CERTIFICATED] = "true"

"""The rules of the exams as data: components, ranges, date-effective bands, and the few sums made with them.

Source: docs of the domain, table "Exams". Everything else (tables, import, schema) reads the rules from here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.models.enums import CefrLevel, ExamCode, Grade, Language, Skill

SCALE_BEGAN_FIRST_ADVANCED_PROFICIENCY = date(2015, 1, 1)
SCALE_BEGAN_ELSEWHERE = date(2016, 2, 1)
KEY_AND_PRELIMINARY_TOOK_LETTERS = date(2020, 1, 1)
LAST_OF_KEY_AND_PRELIMINARY_PASSES = date(2019, 12, 31)
LAST_BUSINESS_SESSION = date(2023, 12, 31)


@dataclass(frozen=True, slots=True)
class Band:
    """The overall scores, both ends included, that earn one grade."""

    grade: Grade
    cefr_level: CefrLevel
    min_score: int
    max_score: int


@dataclass(frozen=True, slots=True)
class Period:
    """The bands for sessions within [valid_from, valid_to]; highest first. None: still in force."""

    valid_from: date
    valid_to: date | None
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Exam:
    """One product. Delta is not on the scale: no skills, no range, no bands, no first session."""

    code: ExamCode
    position: int
    name_en: str
    name_ja: str
    has_photo: bool
    skills: tuple[Skill, ...]
    min_score: int | None
    max_score: int | None
    first_session: date | None
    last_session: date | None
    periods: tuple[Period, ...]

    @property
    def for_schools(self) -> bool:
        return self.code.endswith("_FOR_SCHOOLS")

    @property
    def weights(self) -> tuple[int, ...]:
        """How often each skill counts in the mean."""
        return tuple(2 if skill is Skill.READING_AND_WRITING else 1 for skill in self.skills)

    @property
    def on_scale(self) -> bool:
        return self.min_score is not None

    def name(self, language: Language) -> str:
        return self.name_ja if language is Language.JA else self.name_en


_THREE = (Skill.READING_AND_WRITING, Skill.LISTENING, Skill.SPEAKING)
_FOUR = (Skill.READING, Skill.WRITING, Skill.LISTENING, Skill.SPEAKING)
_FIVE = (Skill.READING, Skill.USE_OF_ENGLISH, Skill.WRITING, Skill.LISTENING, Skill.SPEAKING)

_LETTERS = (Grade.A, Grade.B, Grade.C)
_PASSES = (Grade.PASS_WITH_DISTINCTION, Grade.PASS_WITH_MERIT, Grade.PASS)
_LEVELS = (CefrLevel.A1, CefrLevel.A2, CefrLevel.B1, CefrLevel.B2, CefrLevel.C1, CefrLevel.C2)


def _bands(top: tuple[Grade, Grade, Grade], level: CefrLevel) -> tuple[Band, ...]:
    """The four bands of an exam at `level`. The scale gives each level twenty scores, C1 from 180 on; every exam has
    its merits from the 13th, and the level above (C2 itself, at the top) and the level below beside its own."""
    rank = _LEVELS.index(level)
    lowest = 100 + 20 * rank
    below = _LEVELS[rank - 1]
    above = _LEVELS[min(rank + 1, len(_LEVELS) - 1)]
    return (
        Band(top[0], above, lowest + 20, lowest + 30),
        Band(top[1], level, lowest + 13, lowest + 19),
        Band(top[2], level, lowest, lowest + 12),
        Band(Grade(f"LEVEL_{below}"), below, lowest - 20, lowest - 1),
    )


_A2, _B1, _B2, _C1, _C2 = CefrLevel.A2, CefrLevel.B1, CefrLevel.B2, CefrLevel.C1, CefrLevel.C2


def _renamed(level: CefrLevel) -> tuple[Period, ...]:
    """A2 Key and B1 Preliminary called the same three bands passes until the end of 2019."""
    return (
        Period(SCALE_BEGAN_ELSEWHERE, LAST_OF_KEY_AND_PRELIMINARY_PASSES, _bands(_PASSES, level)),
        Period(KEY_AND_PRELIMINARY_TOOK_LETTERS, None, _bands(_LETTERS, level)),
    )


def _since_2015(level: CefrLevel) -> tuple[Period, ...]:
    return (Period(SCALE_BEGAN_FIRST_ADVANCED_PROFICIENCY, None, _bands(_LETTERS, level)),)


def _business(grades: tuple[Grade, Grade, Grade], level: CefrLevel) -> tuple[Period, ...]:
    return (Period(SCALE_BEGAN_ELSEWHERE, LAST_BUSINESS_SESSION, _bands(grades, level)),)


#: code, English and Japanese name, photo on test day, skills in the statement's order, reported range, bands
_TABLE: tuple[tuple[ExamCode, str, str, bool, tuple[Skill, ...], int, int, tuple[Period, ...]], ...] = (
    (ExamCode.A2_KEY, "A2 Key", "A2 キー", False, _THREE, 82, 150, _renamed(_A2)),
    (ExamCode.A2_KEY_FOR_SCHOOLS, "A2 Key for Schools", "A2 キー（学校向け）", False, _THREE, 82, 150, _renamed(_A2)),
    (ExamCode.B1_PRELIMINARY, "B1 Preliminary", "B1 プレリミナリー", False, _FOUR, 102, 170, _renamed(_B1)),
    (
        ExamCode.B1_PRELIMINARY_FOR_SCHOOLS,
        *("B1 Preliminary for Schools", "B1 プレリミナリー（学校向け）", False, _FOUR, 102, 170, _renamed(_B1)),
    ),
    (ExamCode.B2_FIRST, "B2 First", "B2 ファースト", True, _FIVE, 122, 190, _since_2015(_B2)),
    (
        ExamCode.B2_FIRST_FOR_SCHOOLS,
        *("B2 First for Schools", "B2 ファースト（学校向け）", False, _FIVE, 122, 190, _since_2015(_B2)),
    ),
    (ExamCode.C1_ADVANCED, "C1 Advanced", "C1 アドバンスト", True, _FIVE, 142, 210, _since_2015(_C1)),
    (ExamCode.C2_PROFICIENCY, "C2 Proficiency", "C2 プロフィシエンシー", True, _FIVE, 162, 230, _since_2015(_C2)),
    (
        ExamCode.B1_BUSINESS_PRELIMINARY,
        *("B1 Business Preliminary", "B1 ビジネス・プレリミナリー", False, _FOUR, 102, 170, _business(_PASSES, _B1)),
    ),
    (
        ExamCode.B2_BUSINESS_VANTAGE,
        *("B2 Business Vantage", "B2 ビジネス・バンテージ", False, _FOUR, 122, 190, _business(_LETTERS, _B2)),
    ),
    (
        ExamCode.C1_BUSINESS_HIGHER,
        *("C1 Business Higher", "C1 ビジネス・ハイアー", False, _FOUR, 142, 210, _business(_LETTERS, _C1)),
    ),
)


def _scale_exams() -> list[Exam]:
    return [
        Exam(
            code,
            position,
            name_en,
            name_ja,
            has_photo,
            skills,
            lowest,
            highest,
            first_session=periods[0].valid_from,
            last_session=periods[-1].valid_to,
            periods=periods,
        )
        for position, (code, name_en, name_ja, has_photo, skills, lowest, highest, periods) in enumerate(_TABLE, 1)
    ]


_DELTA = Exam(
    code=ExamCode.DELTA_MODULE_ONE,
    position=len(_TABLE) + 1,
    name_en="Delta Module One",
    name_ja="Delta モジュール 1",
    has_photo=False,
    skills=(),
    min_score=None,
    max_score=None,
    first_session=None,
    last_session=None,
    periods=(),
)

EXAMS: Mapping[ExamCode, Exam] = {exam.code: exam for exam in (*_scale_exams(), _DELTA)}
"""In the order in which they are shown."""

DELTA_GRADES = frozenset({*_PASSES, Grade.FAIL})
"""Stored as delivered, never computed; FAIL occurs nowhere else."""


def overall(exam: ExamCode, scores: Sequence[int | None]) -> int | None:
    """The mean of the component scores (in the order of the exam's skills), rounded half up.

    None where a part was not sat, or the exam has no parts. Raises ValueError on a wrong number of scores.
    """
    weights = EXAMS[exam].weights
    if len(scores) != len(weights):
        raise ValueError(f"{exam} has {len(weights)} components, not {len(scores)}")
    if not weights:
        return None
    total = 0
    for weight, score in zip(weights, scores, strict=True):
        if score is None:
            return None
        total += weight * score
    divisor = sum(weights)
    return (2 * total + divisor) // (2 * divisor)


def bands(exam: ExamCode, session: date) -> tuple[Band, ...]:
    """The bands in force for a session, highest first; none outside the exam's sessions, and none for Delta."""
    for period in EXAMS[exam].periods:
        if period.valid_from <= session and (period.valid_to is None or session <= period.valid_to):
            return period.bands
    return ()


def band(exam: ExamCode, score: int, session: date) -> Band | None:
    """The band of an overall score; None under the lowest and beyond the reported range."""
    for candidate in bands(exam, session):
        if candidate.min_score <= score <= candidate.max_score:
            return candidate
    return None


def component_level(exam: ExamCode, score: int) -> CefrLevel | None:
    """The CEFR level of one component score.

    A component is read on the common scale (A1 100-119, A2 120-139, … C2 200-230), which is what the bands of every
    exam say too. What holds for an overall score holds here: under the exam's lowest band, and outside of the
    reported range, there is no level.
    """
    for period in EXAMS[exam].periods[-1:]:
        for candidate in period.bands:
            if candidate.min_score <= score <= candidate.max_score:
                return candidate.cefr_level
    return None


def reference_rows() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of the tables `exam` and `exam_band`."""
    exams = [
        {
            "code": exam.code.value,
            "position": exam.position,
            "name_en": exam.name_en,
            "name_ja": exam.name_ja,
            "for_schools": exam.for_schools,
            "has_photo": exam.has_photo,
            "skills": [skill.value for skill in exam.skills],
            "min_score": exam.min_score,
            "max_score": exam.max_score,
            "first_session": exam.first_session,
            "last_session": exam.last_session,
        }
        for exam in EXAMS.values()
    ]
    dated = [
        {
            "exam_code": exam.code.value,
            "valid_from": period.valid_from,
            "valid_to": period.valid_to,
            "min_score": band.min_score,
            "max_score": band.max_score,
            "grade": band.grade.value,
            "cefr_level": band.cefr_level.value,
        }
        for exam in EXAMS.values()
        for period in exam.periods
        for band in period.bands
    ]
    return exams, dated

"""The results of the world: what was sat, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import exams
from app.models.enums import ExamCode

SPRING, JUNE = date(2026, 3, 14), date(2026, 6, 20)


@dataclass(frozen=True)
class Outcome:
    """One version of one result. Overall score, grade and levels follow from the scores by the exam's rules."""

    candidate: int
    exam: str
    session: date
    scores: Sequence[int | None] = ()
    status: str = "RELEASED"
    grade: str | None = None
    """Delta's alone: stored, never computed."""
    centre: int = 1
    photo: bool = False
    reason: str | None = None
    changes: Sequence[str] = ()

    def columns(self) -> dict[str, Any]:
        """Of a result or a version."""
        code = ExamCode(self.exam)
        overall = exams.overall(code, self.scores) if self.scores else None
        band = None if overall is None else exams.band(code, overall, self.session)
        return {
            "exam_code": code,
            "session_date": self.session,
            "status": self.status,
            "scores": list(self.scores),
            "levels": [None if score is None else exams.component_level(code, score) for score in self.scores],
            "overall_score": overall,
            "grade": self.grade or (band and band.grade),
            "cefr_level": band and band.cefr_level,
            "certificated": band is not None or self.grade == "PASS",
        }


#: By number, in the newest version. B2 First's parts: reading, use of English, writing, listening, speaking.
OUTCOMES: dict[int, Outcome] = {
    # 180 + 176 + 172 + 182 + 184 = 894: 178.8, so 179: B, B2
    1: Outcome(
        1,
        "B2_FIRST",
        SPRING,
        (180, 176, 172, 182, 184),
        photo=True,
        reason="Writing was marked again.",
        changes=("OVERALL_SCORE", "GRADE", "SKILL_SCORES"),
    ),
    2: Outcome(1, "C1_ADVANCED", JUNE, status="PENDING"),
    # 201 + 199 + 195 + 205 + 203 = 1003: 200.6, so 201: A, C2
    3: Outcome(2, "C1_ADVANCED", SPRING, (201, 199, 195, 205, 203), centre=2, photo=True),
    # (2 x 133 + 136 + 132) / 4 = 133.5, so 134: in 2019 a pass with merit, A2
    4: Outcome(2, "A2_KEY", date(2019, 5, 18), (133, 136, 132), centre=2),
    # 130 + 128 + 135 + 140 + 137 = 670: 134, under the lowest band
    5: Outcome(3, "B2_FIRST", SPRING, (130, 128, 135, 140, 137), centre=2, photo=True),
    # no speaking: no overall score
    6: Outcome(3, "B2_FIRST", JUNE, (165, 161, 158, 170, None), centre=2),
    7: Outcome(4, "DELTA_MODULE_ONE", date(2026, 6, 3), grade="PASS"),
    8: Outcome(
        4,
        "B1_PRELIMINARY",
        SPRING,
        status="WITHHELD",
        reason="Under review.",
        changes=("STATUS", "OVERALL_SCORE", "GRADE", "CEFR_LEVEL", "SKILL_SCORES", "CERTIFICATED"),
    ),
    9: Outcome(5, "C2_PROFICIENCY", SPRING, status="ABSENT", centre=2),
    10: Outcome(5, "B2_BUSINESS_VANTAGE", date(2023, 12, 2), status="CANCELLED", changes=("STATUS",), centre=2),
    # (2 x 140 + 136 + 138) / 4 = 138.5, so 139: B, A2
    11: Outcome(6, "A2_KEY_FOR_SCHOOLS", SPRING, (140, 136, 138), centre=3),
    # 160 + 160 + 160 + 160 + 160: 160, the lowest C, B2
    12: Outcome(7, "B2_FIRST_FOR_SCHOOLS", SPRING, (160, 160, 160, 160, 160)),
    # 180 + 182 + 185 + 188 + 190 = 925: 185, C, C1
    13: Outcome(3, "C1_ADVANCED", date(2025, 12, 6), (180, 182, 185, 188, 190), centre=2, photo=True),
    # 150 + 154 + 157 + 155 = 616: 154, a pass with merit, B1
    14: Outcome(4, "B1_BUSINESS_PRELIMINARY", date(2018, 3, 10), (150, 154, 157, 155)),
}
#: Earlier versions, oldest first.
VERSIONS: dict[int, tuple[Outcome, ...]] = {
    # 180 + 176 + 140 + 182 + 184 = 862: 172.4, so 172: C
    1: (Outcome(1, "B2_FIRST", SPRING, (180, 176, 140, 182, 184), photo=True),),
    # 150 + 148 + 155 + 147 = 600: 150, C, B1
    8: (Outcome(4, "B1_PRELIMINARY", SPRING, (150, 148, 155, 147)),),
    10: (Outcome(5, "B2_BUSINESS_VANTAGE", date(2023, 12, 2), status="PENDING", centre=2),),
}

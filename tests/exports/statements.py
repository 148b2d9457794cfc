"""Invented statements to write."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from app.exams import EXAMS, band, bands, component_level, overall
from app.exports.statement.model import Basis, Component, Edition, Place, Statement
from app.exports.statement.writer import write_pdf
from app.models.enums import ExamCode, Language, ResultStatus

NOW = datetime(2026, 11, 25, 11, 4, 30, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")
EDITION = Edition("dl_7Kq2mXw9", "Northfield University", "https://verify.example.org")


def statement(exam: ExamCode = ExamCode.B2_FIRST, *scores: int | None, **changed: Any) -> Statement:
    """Of an exam, with these component scores; what else follows from them, unless given."""
    rules, session = EXAMS[exam], changed.pop("session_date", date(2026, 3, 7))
    mean = overall(exam, scores) if scores else None
    reached = None if mean is None else band(exam, mean, session)
    made = Statement(
        statement_number="113GB5990001",
        candidate_name="Zoë Ångström",
        native_name=None,
        date_of_birth=date(2004, 2, 29),
        exam=exam,
        session_date=session,
        centre=Place("JP042", "Kitahama Language Centre", "Osaka", "JP"),
        status=ResultStatus.RELEASED,
        version=1,
        released_at=datetime(2026, 4, 1, 9, tzinfo=UTC),
        overall_score=mean,
        grade=None if reached is None else reached.grade,
        level=None if reached is None else reached.cefr_level,
        certificated=reached is not None,
        components=tuple(
            Component(skill, score, None if score is None else component_level(exam, score))
            for skill, score in zip(rules.skills, scores, strict=bool(scores))
        ),
        min_score=rules.min_score,
        max_score=rules.max_score,
        bands=bands(exam, session),
        basis=Basis.SHARED,
        basis_at=datetime(2026, 11, 3, 23, 50, tzinfo=UTC),
        verified_at=NOW,
        verified_by="Ada Whitfield",
    )
    return replace(made, **changed)


def written(*statements: Statement, language: Language = Language.EN, edition: Edition = EDITION) -> bytes:
    """The file."""
    target = BytesIO()
    write_pdf(target, statements, edition=edition, language=language, time_zone=TOKYO, now=NOW)
    return target.getvalue()

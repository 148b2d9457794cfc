"""The exams and their date-effective bands as reference tables, filled from `app.exams` by `rvs migrate`."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.models.base import one_of
from app.models.enums import CefrLevel, ExamCode, Grade


class Exam(SQLModel, table=True):
    """One of the twelve products."""

    code: ExamCode = Field(sa_type=one_of(ExamCode), primary_key=True)
    position: int
    name_en: str
    name_ja: str
    for_schools: bool
    has_photo: bool
    skills: list[str] = Field(sa_type=ARRAY(sa.Text), nullable=False)
    min_score: int | None = None
    max_score: int | None = None
    first_session: date | None = None
    last_session: date | None = None


class ExamBand(SQLModel, table=True):
    """The overall scores that earn one grade, for sessions within [valid_from, valid_to]."""

    __tablename__ = "exam_band"

    exam_code: ExamCode = Field(sa_type=one_of(ExamCode), foreign_key="exam.code", primary_key=True)
    valid_from: date = Field(primary_key=True)
    min_score: int = Field(primary_key=True)
    max_score: int
    grade: Grade = Field(sa_type=one_of(Grade), nullable=False)
    cefr_level: CefrLevel | None = Field(default=None, sa_type=one_of(CefrLevel))
    valid_to: date | None = Field(default=None, description="inclusive; null: still in force")

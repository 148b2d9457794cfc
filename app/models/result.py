"""Results: the current version in one row that answers a page by itself, every version kept beside it."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.models.base import Timestamp, new_id, one_of
from app.models.enums import CefrLevel, ExamCode, Grade, ResultField, ResultStatus


class Centre(SQLModel, table=True):
    """Where an exam was sat; public."""

    __table_args__ = (
        sa.UniqueConstraint("number"),
        sa.CheckConstraint("country ~ '^[A-Z]{2}$'", name="country"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    number: str
    name: str
    city: str
    country: str = Field(max_length=2)


class Result(SQLModel, table=True):
    """One exam outcome in its newest version, with the person as printed on the statement.

    `scores` and `levels` run in the order of the exam's skills; an element is null where a part was not sat.
    """

    __table_args__ = (
        sa.UniqueConstraint("statement_number"),
        sa.CheckConstraint(
            "status = 'RELEASED' OR (overall_score IS NULL AND grade IS NULL AND cefr_level IS NULL"
            " AND NOT certificated AND cardinality(scores) = 0)",
            name="scores_only_when_released",
        ),
        sa.CheckConstraint("cardinality(scores) = cardinality(levels)", name="a_level_each_score"),
        sa.CheckConstraint("version > 0", name="version"),
        sa.Index(None, "candidate_id"),
        sa.Index(
            "ix_result_terms",
            sa.text("result_terms(family_name, given_name, native_name)"),
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},  # as of shares: no search reads what an import left pending
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    statement_number: str
    candidate_id: UUID = Field(foreign_key="candidate.id")
    exam_code: ExamCode = Field(sa_type=one_of(ExamCode), foreign_key="exam.code", nullable=False)
    session_date: date
    centre_id: UUID = Field(foreign_key="centre.id")
    status: ResultStatus = Field(sa_type=one_of(ResultStatus), nullable=False)
    version: int = 1
    released_at: datetime | None = Field(default=None, sa_type=Timestamp)
    overall_score: int | None = Field(default=None, sa_type=sa.SmallInteger)
    grade: Grade | None = Field(default=None, sa_type=one_of(Grade))
    cefr_level: CefrLevel | None = Field(default=None, sa_type=one_of(CefrLevel))
    certificated: bool = False
    scores: list[int | None] = Field(default_factory=list, sa_type=ARRAY(sa.SmallInteger), nullable=False)
    levels: list[str | None] = Field(default_factory=list, sa_type=ARRAY(sa.Text), nullable=False)
    family_name: str
    given_name: str
    display_name: str = Field(description="in the order of the name's own language")
    native_name: str | None = None
    date_of_birth: date
    has_photo: bool = False


class ResultVersion(SQLModel, table=True):
    """A version of a result as it stood; never changed once written."""

    __tablename__ = "result_version"
    __table_args__ = (sa.Index(None, "recorded_at", postgresql_where=sa.text("version > 1")),)

    result_id: UUID = Field(foreign_key="result.id", primary_key=True)
    version: int = Field(primary_key=True)
    status: ResultStatus = Field(sa_type=one_of(ResultStatus), nullable=False)
    recorded_at: datetime = Field(sa_type=Timestamp, nullable=False)
    reason: str | None = Field(default=None, description="for the public; never the board's own notes")
    changes: list[ResultField] = Field(default_factory=list, sa_type=ARRAY(sa.Text), nullable=False)
    exam_code: ExamCode = Field(sa_type=one_of(ExamCode), nullable=False)
    session_date: date
    centre_id: UUID = Field(foreign_key="centre.id")
    overall_score: int | None = Field(default=None, sa_type=sa.SmallInteger)
    grade: Grade | None = Field(default=None, sa_type=one_of(Grade))
    cefr_level: CefrLevel | None = Field(default=None, sa_type=one_of(CefrLevel))
    certificated: bool = False
    scores: list[int | None] = Field(default_factory=list, sa_type=ARRAY(sa.SmallInteger), nullable=False)
    levels: list[str | None] = Field(default_factory=list, sa_type=ARRAY(sa.Text), nullable=False)
    family_name: str
    given_name: str
    date_of_birth: date
    photo_sha256: bytes | None = None


class Photo(SQLModel, table=True):
    """The test-day photo of one result, re-encoded: JPEG without metadata."""

    result_id: UUID = Field(foreign_key="result.id", primary_key=True)
    sha256: bytes = Field(description="of the file as delivered: the same file again changes nothing")
    jpeg: bytes

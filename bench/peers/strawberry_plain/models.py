"""The product's tables as plain SQLAlchemy ORM classes, with the columns that the peer's schema shows."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, DateTime, ForeignKey, SmallInteger, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables."""


class Organisation(Base):
    """Who receives shares."""

    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class Share(Base):
    """A line of the list."""

    __tablename__ = "share"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID]
    result_id: Mapped[UUID] = mapped_column(ForeignKey("result.id"))
    shared_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    opened_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sequence: Mapped[int | None] = mapped_column(BigInteger)
    candidate_name: Mapped[str]


class Result(Base):
    """What is shared, with the person as printed."""

    __tablename__ = "result"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    statement_number: Mapped[str]
    candidate_id: Mapped[UUID]
    exam_code: Mapped[str]
    session_date: Mapped[date]
    status: Mapped[str]
    version: Mapped[int]
    overall_score: Mapped[int | None] = mapped_column(SmallInteger)
    grade: Mapped[str | None]
    cefr_level: Mapped[str | None]
    certificated: Mapped[bool]
    scores: Mapped[list[int | None]] = mapped_column(ARRAY(SmallInteger))
    levels: Mapped[list[str | None]] = mapped_column(ARRAY(Text))
    family_name: Mapped[str]
    given_name: Mapped[str]
    display_name: Mapped[str]
    native_name: Mapped[str | None]
    date_of_birth: Mapped[date]

"""The exam board's side: its staff, and the applications of organisations that want to become members."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.models.base import Folded, Timestamp, new_id, one_of
from app.models.enums import ApplicationStatus, Language


class Staff(SQLModel, table=True):
    """Somebody of the exam board; made by `rvs staff add`."""

    __table_args__ = (
        sa.UniqueConstraint("email"),
        sa.CheckConstraint("email = lower(email)", name="email_folded"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    email: str
    password_hash: str | None = Field(default=None, description="null until a password is set by the link in the mail")
    family_name: str
    given_name: str
    language: Language = Field(default=Language.EN, sa_type=one_of(Language), nullable=False)
    added_at: datetime = Field(sa_type=Timestamp, nullable=False)
    removed_at: datetime | None = Field(default=None, sa_type=Timestamp)


class Application(SQLModel, table=True):
    """An organisation that has registered; it becomes an Organisation when staff approve it."""

    __table_args__ = (
        sa.CheckConstraint("country ~ '^[A-Z]{2}$'", name="country"),
        sa.CheckConstraint("email = lower(email)", name="email_folded"),
        sa.CheckConstraint(
            "(status IN ('APPROVED', 'MERGED')) = (organisation_id IS NOT NULL)", name="organisation_once_decided"
        ),
        sa.CheckConstraint("(status IN ('UNCONFIRMED', 'WAITING')) = (decided_at IS NULL)", name="decided"),
        sa.Index(None, "due_on", "id"),
        sa.Index(None, "sort_name"),
        sa.Index(None, "email"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str
    sort_name: str = Field(sa_type=Folded, nullable=False, description="name by app.folding.sort_name")
    city: str
    country: str = Field(max_length=2)
    website: str | None = None
    recognised_exams: list[str] = Field(
        default_factory=list, sa_type=ARRAY(sa.Text), nullable=False, description="codes of exams"
    )
    family_name: str
    given_name: str
    email: str = Field(description="of the person who registers, and becomes the primary user")
    language: Language = Field(sa_type=one_of(Language), nullable=False)
    status: ApplicationStatus = Field(
        default=ApplicationStatus.UNCONFIRMED, sa_type=one_of(ApplicationStatus), nullable=False
    )
    submitted_at: datetime = Field(sa_type=Timestamp, nullable=False)
    due_on: date = Field(description="5 business days of the organisation's country after it was submitted")
    confirmed_at: datetime | None = Field(default=None, sa_type=Timestamp, description="the e-mail address")
    decided_at: datetime | None = Field(default=None, sa_type=Timestamp)
    decided_by: UUID | None = Field(default=None, foreign_key="staff.id")
    reason: str | None = Field(default=None, description="of a refusal; told to the applicant")
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")


class ResultNote(SQLModel, table=True):
    """What staff wrote down for staff alone beside a version of a result."""

    __tablename__ = "result_note"

    result_id: UUID = Field(foreign_key="result.id", primary_key=True)
    version: int = Field(primary_key=True)
    note: str
    noted_by: UUID = Field(foreign_key="staff.id")
    noted_at: datetime = Field(sa_type=Timestamp, nullable=False)

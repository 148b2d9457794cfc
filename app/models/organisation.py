"""Organisations that recognise the exams, and their users."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.models.base import Folded, Timestamp, new_id, one_of
from app.models.enums import Language, OrganisationStatus, UserRole, UserStatus

WRONG_CHECKS_PER_DAY = 1_000
"""Of an organisation from midnight to midnight (UTC), unless staff set another budget."""


class Organisation(SQLModel, table=True):
    """A university, school, employer or ministry; being here means staff approved it."""

    __table_args__ = (
        sa.CheckConstraint("country ~ '^[A-Z]{2}$'", name="country"),
        sa.CheckConstraint("verifications_per_day > 0", name="verifications_per_day"),
        sa.Index(None, "sort_name", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str
    sort_name: str = Field(
        sa_type=Folded, nullable=False, description="name by app.folding.folded, for search and order"
    )
    city: str
    country: str = Field(max_length=2)
    website: str | None = None
    status: OrganisationStatus = Field(
        default=OrganisationStatus.APPROVED, sa_type=one_of(OrganisationStatus), nullable=False
    )
    recognised_exams: list[str] = Field(
        default_factory=list, sa_type=ARRAY(sa.Text), nullable=False, description="codes of exams"
    )
    approved_at: datetime = Field(sa_type=Timestamp, nullable=False)
    suspended_at: datetime | None = Field(default=None, sa_type=Timestamp)
    suspended_reason: str | None = None
    verifications_per_day: int | None = Field(
        default=None, description="wrong ones, as staff set it; null: WRONG_CHECKS_PER_DAY"
    )


class User(SQLModel, table=True):
    """Somebody of an organisation who signs in; one organisation each."""

    __tablename__ = "app_user"
    __table_args__ = (
        sa.Index("uq_app_user_email", "email", unique=True, postgresql_where=sa.text("removed_at IS NULL")),
        sa.CheckConstraint("email = lower(email)", name="email_folded"),
        sa.CheckConstraint("(status = 'INVITED') = (password_hash IS NULL)", name="password_once_active"),
        sa.Index(None, "organisation_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    email: str
    password_hash: str | None = None
    family_name: str
    given_name: str
    role: UserRole = Field(default=UserRole.MEMBER, sa_type=one_of(UserRole), nullable=False)
    status: UserStatus = Field(default=UserStatus.ACTIVE, sa_type=one_of(UserStatus), nullable=False)
    may_view_photos: bool = False
    may_manage_api: bool = False
    language: Language = Field(default=Language.EN, sa_type=one_of(Language), nullable=False)
    joined_at: datetime = Field(sa_type=Timestamp, nullable=False)
    last_seen_at: datetime | None = Field(default=None, sa_type=Timestamp)
    invited_at: datetime | None = Field(default=None, sa_type=Timestamp)
    seen_until: int = Field(
        default=0,
        sa_type=sa.BigInteger,
        nullable=False,
        description="shares up to this sequence of the organisation's event log are not new to this user",
    )
    removed_at: datetime | None = Field(
        default=None, sa_type=Timestamp, description="a user no more; the name stays beside what was done under it"
    )

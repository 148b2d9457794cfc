"""What accounts of all kinds have: links in mails, second factors, and sign-ins that wait for one."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.models.base import Timestamp, new_id, one_of
from app.models.enums import LinkPurpose

_ONE_ACCOUNT = "num_nonnulls(user_id, candidate_account_id, staff_id) = 1"


class Link(SQLModel, table=True):
    """A link in a mail: works once, until it expires. Only a SHA-256 of its random token is kept."""

    __table_args__ = (
        sa.UniqueConstraint("token_hash"),
        sa.CheckConstraint(
            "num_nonnulls(user_id, candidate_account_id, staff_id, application_id) = 1", name="one_owner"
        ),
        sa.CheckConstraint(
            "CASE purpose WHEN 'SET_PASSWORD' THEN application_id IS NULL"
            " WHEN 'CONFIRM_EMAIL' THEN num_nonnulls(application_id, candidate_account_id) = 1"
            " ELSE application_id IS NOT NULL END",
            name="purpose_of_owner",
        ),
        sa.Index(None, "user_id"),
        sa.Index(None, "candidate_account_id"),
        sa.Index(None, "staff_id"),
        sa.Index(None, "application_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    token_hash: bytes
    purpose: LinkPurpose = Field(sa_type=one_of(LinkPurpose), nullable=False)
    user_id: UUID | None = Field(default=None, foreign_key="app_user.id", ondelete="CASCADE")
    candidate_account_id: UUID | None = Field(default=None, foreign_key="candidate_account.id", ondelete="CASCADE")
    staff_id: UUID | None = Field(default=None, foreign_key="staff.id", ondelete="CASCADE")
    application_id: UUID | None = Field(default=None, foreign_key="application.id", ondelete="CASCADE")
    created_at: datetime = Field(sa_type=Timestamp, nullable=False)
    expires_at: datetime = Field(sa_type=Timestamp, nullable=False)
    used_at: datetime | None = Field(default=None, sa_type=Timestamp)
    withdrawn_at: datetime | None = Field(
        default=None, sa_type=Timestamp, description="superseded by a newer one, or its owner was removed"
    )


class SecondFactor(SQLModel, table=True):
    """A time-based one-time password (RFC 6238) beside the password; it counts once it is confirmed."""

    __tablename__ = "second_factor"
    __table_args__ = (
        sa.CheckConstraint(_ONE_ACCOUNT, name="one_account"),
        sa.UniqueConstraint("user_id"),
        sa.UniqueConstraint("candidate_account_id"),
        sa.UniqueConstraint("staff_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID | None = Field(default=None, foreign_key="app_user.id", ondelete="CASCADE")
    candidate_account_id: UUID | None = Field(default=None, foreign_key="candidate_account.id", ondelete="CASCADE")
    staff_id: UUID | None = Field(default=None, foreign_key="staff.id", ondelete="CASCADE")
    sealed_secret: bytes = Field(description="encrypted with a key made of SECRET_KEY: it has to be read again")
    started_at: datetime = Field(sa_type=Timestamp, nullable=False)
    confirmed_at: datetime | None = Field(default=None, sa_type=Timestamp)
    last_step: int = Field(
        default=0, sa_type=sa.BigInteger, nullable=False, description="the newest time step used: none works twice"
    )
    recovery_hashes: list[bytes] = Field(
        default_factory=list, sa_type=ARRAY(sa.LargeBinary), nullable=False, description="of the codes not used yet"
    )


class Challenge(SQLModel, table=True):
    """A sign-in whose password was right and whose second factor is still to come."""

    __table_args__ = (
        sa.UniqueConstraint("token_hash"),
        sa.CheckConstraint(_ONE_ACCOUNT, name="one_account"),
        sa.Index(None, "expires_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    token_hash: bytes
    user_id: UUID | None = Field(default=None, foreign_key="app_user.id", ondelete="CASCADE")
    candidate_account_id: UUID | None = Field(default=None, foreign_key="candidate_account.id", ondelete="CASCADE")
    staff_id: UUID | None = Field(default=None, foreign_key="staff.id", ondelete="CASCADE")
    created_at: datetime = Field(sa_type=Timestamp, nullable=False)
    expires_at: datetime = Field(sa_type=Timestamp, nullable=False)
    attempts: int = 0
    used_at: datetime | None = Field(default=None, sa_type=Timestamp)

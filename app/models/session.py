"""Who is signed in, from where, until when."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.base import Timestamp, new_id, one_of
from app.models.enums import AccountKind


class Session(SQLModel, table=True):
    """A signed-in browser or programme. Only a SHA-256 of its random token is kept."""

    __table_args__ = (
        sa.UniqueConstraint("token_hash"),
        sa.CheckConstraint(
            "(kind = 'ORGANISATION') = (user_id IS NOT NULL)"
            " AND (kind = 'CANDIDATE') = (candidate_account_id IS NOT NULL)"
            " AND (kind = 'STAFF') = (staff_id IS NOT NULL)",
            name="one_account",
        ),
        sa.Index(None, "user_id"),
        sa.Index(None, "candidate_account_id"),
        sa.Index(None, "staff_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    token_hash: bytes
    kind: AccountKind = Field(sa_type=one_of(AccountKind), nullable=False)
    user_id: UUID | None = Field(default=None, foreign_key="app_user.id", ondelete="CASCADE")
    candidate_account_id: UUID | None = Field(default=None, foreign_key="candidate_account.id", ondelete="CASCADE")
    started_at: datetime = Field(sa_type=Timestamp, nullable=False)
    last_used_at: datetime = Field(sa_type=Timestamp, nullable=False)
    expires_at: datetime = Field(sa_type=Timestamp, nullable=False, description="whatever the use")
    ended_at: datetime | None = Field(default=None, sa_type=Timestamp)
    address: str
    user_agent: str | None = None
    staff_id: UUID | None = Field(default=None, foreign_key="staff.id", ondelete="CASCADE")

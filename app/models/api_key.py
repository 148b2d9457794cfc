"""Keys with which an organisation's own systems use the API."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.models.base import Timestamp, new_id


class ApiKey(SQLModel, table=True):
    """Belongs to the organisation, not to who made it. Only a SHA-256 of its 256 random bits is kept."""

    __tablename__ = "api_key"
    __table_args__ = (
        sa.UniqueConstraint("secret_hash"),
        sa.CheckConstraint("scopes <@ ARRAY['READ', 'VERIFY', 'DOWNLOAD', 'FEED', 'PHOTO']", name="scopes"),
        sa.CheckConstraint("cardinality(scopes) > 0", name="some_scope"),
        sa.UniqueConstraint("replaces_id"),
        sa.Index(None, "organisation_id", "created_at"),
        sa.Index(None, "expires_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    name: str
    prefix: str = Field(description="recognisable beginning of the secret")
    secret_hash: bytes
    scopes: list[str] = Field(sa_type=ARRAY(sa.Text), nullable=False)
    networks: list[str] = Field(
        default_factory=list, sa_type=ARRAY(sa.Text), nullable=False, description="CIDR; empty: from anywhere"
    )
    created_at: datetime = Field(sa_type=Timestamp, nullable=False)
    created_by: UUID | None = Field(default=None, foreign_key="app_user.id", description="null: rotated by itself")
    last_used_at: datetime | None = Field(default=None, sa_type=Timestamp)
    expires_at: datetime = Field(sa_type=Timestamp, nullable=False)
    revoked_at: datetime | None = Field(default=None, sa_type=Timestamp)
    replaces_id: UUID | None = Field(
        default=None, foreign_key="api_key.id", description="made by rotating that one, which no other replaces"
    )
    expiry_told_at: datetime | None = Field(default=None, sa_type=Timestamp)

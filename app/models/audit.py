"""The audit trail: entries as they happen, and the seals that number and chain them. Nothing here is ever changed."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.base import Timestamp, new_id, one_of
from app.models.enums import ActorKind


class AuditEntry(SQLModel, table=True):
    """Who did what, when, from where: ids and codes, no personal data. Written in the transaction of what it tells."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        sa.Index(None, "organisation_id", "occurred_at", "id"),
        sa.Index(None, "occurred_at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    occurred_at: datetime = Field(sa_type=Timestamp, nullable=False)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    actor_kind: ActorKind = Field(sa_type=one_of(ActorKind), nullable=False)
    actor_id: UUID | None = None
    action: str = Field(description="what was done: a mutation's name, or app.audit.entry's words")
    code: str | None = Field(default=None, description="of the refusal, where it was refused")
    subject_id: str | None = Field(default=None, description="an id of the API")
    count: int | None = Field(default=None, description="of subjects, where there are many")
    address: str | None = None


class AuditPending(SQLModel, table=True):
    """An entry that waits for its seal; a trigger writes it, the sealer takes it away."""

    __tablename__ = "audit_pending"

    entry_id: UUID = Field(foreign_key="audit_entry.id", primary_key=True)


class AuditSeal(SQLModel, table=True):
    """The place of an entry in the chain: SHA-256 over the hash before, the number, and the entry."""

    __tablename__ = "audit_seal"
    __table_args__ = (sa.UniqueConstraint("entry_id"),)

    sequence: int = Field(sa_type=sa.BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    entry_id: UUID = Field(foreign_key="audit_entry.id")
    previous_hash: bytes
    hash: bytes
    sealed_at: datetime = Field(sa_type=Timestamp, nullable=False)


class AuditHead(SQLModel, table=True):
    """The end of the chain after each sealing, signed with a key that is not in the database."""

    __tablename__ = "audit_head"

    sequence: int = Field(
        foreign_key="audit_seal.sequence",
        sa_type=sa.BigInteger,
        primary_key=True,
        sa_column_kwargs={"autoincrement": False},
    )
    hash: bytes
    signed_at: datetime = Field(sa_type=Timestamp, nullable=False)
    signature: bytes = Field(description="Ed25519")

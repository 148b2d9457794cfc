"""The log of everything that others may want to hear of: gap-free and ordered within each organisation."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.base import Timestamp, new_id, one_of
from app.models.enums import ActorKind, EventKind


class EventHead(SQLModel, table=True):
    """The last sequence given in an organisation's log; locked by whoever is about to commit events."""

    __tablename__ = "event_head"

    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    last: int = Field(default=0, sa_type=sa.BigInteger, nullable=False)
    pruned: int = Field(default=0, sa_type=sa.BigInteger, nullable=False, description="events up to this one are gone")


class Event(SQLModel, table=True):
    """One change that concerns one organisation."""

    __table_args__ = (
        sa.UniqueConstraint("id"),
        sa.Index(None, "share_id", postgresql_where=sa.text("share_id IS NOT NULL")),
        sa.Index(None, "result_id", postgresql_where=sa.text("result_version IS NOT NULL")),
    )

    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    sequence: int = Field(sa_type=sa.BigInteger, primary_key=True)
    id: UUID = Field(default_factory=new_id)
    kind: EventKind = Field(sa_type=one_of(EventKind), nullable=False)
    occurred_at: datetime = Field(sa_type=Timestamp, nullable=False)
    actor_kind: ActorKind = Field(sa_type=one_of(ActorKind), nullable=False)
    actor_id: UUID | None = None
    share_id: UUID | None = Field(default=None, foreign_key="share.id")
    result_id: UUID | None = Field(default=None, foreign_key="result.id")
    result_version: int | None = None
    verification_id: UUID | None = Field(default=None, foreign_key="verification.id")
    download_id: UUID | None = Field(default=None, foreign_key="download.id")

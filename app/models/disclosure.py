"""The access ledger: who of which organisation came to know which version of a result, when, and by which way."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.base import Timestamp, new_id, one_of
from app.models.enums import AccessWay, ActorKind, DisclosureKind


class Disclosure(SQLModel, table=True):
    """One entry. Of what is repeated without end (reading by key, photos) there is one a day."""

    __table_args__ = (
        sa.Index(
            "uq_disclosure_once_a_day",
            "result_id",
            "organisation_id",
            "version",
            "kind",
            "way",
            "actor_id",
            "on_day",
            unique=True,
            postgresql_where=sa.text("kind IN ('RECEIVED', 'PHOTO_VIEWED')"),
        ),
        sa.Index(None, "candidate_id", "occurred_at", "id"),
        sa.Index(None, "organisation_id", "occurred_at", "id"),
        sa.Index(None, "result_id", "organisation_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: DisclosureKind = Field(sa_type=one_of(DisclosureKind), nullable=False)
    way: AccessWay = Field(sa_type=one_of(AccessWay), nullable=False)
    occurred_at: datetime = Field(sa_type=Timestamp, nullable=False)
    on_day: date = Field(description="of occurred_at, in UTC")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    actor_kind: ActorKind = Field(sa_type=one_of(ActorKind), nullable=False)
    actor_id: UUID
    candidate_id: UUID = Field(foreign_key="candidate.id")
    result_id: UUID = Field(foreign_key="result.id")
    version: int
    share_id: UUID | None = Field(default=None, foreign_key="share.id")
    verification_id: UUID | None = Field(default=None, foreign_key="verification.id")

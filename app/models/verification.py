"""An organisation's look-ups by statement number and date of birth, kept whatever the outcome."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.base import Timestamp, new_id, one_of
from app.models.enums import ActorKind, VerificationOutcome


class Verification(SQLModel, table=True):
    """One check. The date of birth that was tried is not kept."""

    __table_args__ = (
        sa.CheckConstraint("(outcome = 'NO_MATCH') = (result_id IS NULL)", name="result_unless_no_match"),
        sa.CheckConstraint("(result_id IS NULL) = (result_version IS NULL)", name="version_of_result"),
        sa.Index(None, "organisation_id", "checked_at", "id"),
        sa.Index(
            "ix_verification_wrong", "organisation_id", "checked_at", postgresql_where=sa.text("outcome = 'NO_MATCH'")
        ),
        sa.Index(None, "result_id", "organisation_id"),
        sa.Index(None, "statement_number", "checked_at"),
        sa.Index(None, "actor_id", "checked_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    actor_kind: ActorKind = Field(sa_type=one_of(ActorKind), nullable=False)
    actor_id: UUID
    statement_number: str
    applicant_reference: str | None = None
    outcome: VerificationOutcome = Field(sa_type=one_of(VerificationOutcome), nullable=False)
    result_id: UUID | None = Field(default=None, foreign_key="result.id")
    result_version: int | None = None
    checked_at: datetime = Field(sa_type=Timestamp, nullable=False)

"""The people who sit the exams, and their accounts on the candidate site."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.base import Timestamp, new_id, one_of
from app.models.enums import Language


class Candidate(SQLModel, table=True):
    """One person across sessions; names as last printed. What a statement prints stands in Result."""

    __table_args__ = (sa.UniqueConstraint("candidate_number"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    candidate_number: str
    secret_hash: bytes = Field(description="keyed hash of the secret that claims the account: security/secrets")
    family_name: str
    given_name: str
    native_name: str | None = None
    date_of_birth: date


class CandidateAccount(SQLModel, table=True):
    """A candidate's sign-in."""

    __tablename__ = "candidate_account"
    __table_args__ = (
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("candidate_id"),
        sa.CheckConstraint("email = lower(email)", name="email_folded"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    candidate_id: UUID = Field(foreign_key="candidate.id")
    email: str
    password_hash: str
    language: Language = Field(default=Language.EN, sa_type=one_of(Language), nullable=False)
    claimed_at: datetime = Field(sa_type=Timestamp, nullable=False)
    email_confirmed_at: datetime | None = Field(
        default=None, sa_type=Timestamp, description="until then number and secret claim the account anew"
    )


class ClaimAttempt(SQLModel, table=True):
    """How it stands with a candidate number that somebody tried to claim, whether or not there is such a number."""

    __tablename__ = "claim_attempt"
    __table_args__ = (sa.UniqueConstraint("number_hash"), sa.Index(None, "tried_at"))

    id: UUID = Field(default_factory=new_id, primary_key=True)
    number_hash: bytes = Field(description="SHA-256: who errs may have typed anything")
    failures: int = Field(default=0, description="wrong secrets since the last lock, or the last right one")
    locked_until: datetime | None = Field(default=None, sa_type=Timestamp)
    tried_at: datetime = Field(sa_type=Timestamp, nullable=False, description="last")

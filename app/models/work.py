"""Work that outlives a request: imports of results, jobs, and what is done by schedule."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.models.base import Timestamp, new_id, one_of
from app.models.enums import JobStatus


class Import(SQLModel, table=True):
    """One run of `rvs import results`."""

    __table_args__ = (sa.CheckConstraint("rows = added + changed + unchanged + rejected", name="rows_add_up"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    filename: str
    sha256: bytes | None = Field(default=None, description="of the whole file; null until it has been read")
    status: JobStatus = Field(sa_type=one_of(JobStatus), nullable=False)
    started_at: datetime = Field(sa_type=Timestamp, nullable=False)
    finished_at: datetime | None = Field(default=None, sa_type=Timestamp)
    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    photos: int = 0
    rejects_path: str | None = None
    failure: str | None = None


class Schedule(SQLModel, table=True):
    """Something that is to be done again and again: when next."""

    name: str = Field(primary_key=True)
    next_run_at: datetime = Field(sa_type=Timestamp, nullable=False)


class Job(SQLModel, table=True):
    """Something to be done by a worker, inserted in the same transaction as what it serves."""

    __table_args__ = (
        sa.Index(
            "ix_job_due",
            "run_at",
            "id",
            postgresql_where=sa.text("status IN ('QUEUED', 'RUNNING')"),
        ),
        sa.CheckConstraint("(status = 'RUNNING') = (lease_until IS NOT NULL)", name="leased_while_running"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: str
    arguments: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB, nullable=False)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    status: JobStatus = Field(default=JobStatus.QUEUED, sa_type=one_of(JobStatus), nullable=False)
    attempt: int = Field(default=0, description="number of claims; every write of a worker carries it")
    run_at: datetime = Field(sa_type=Timestamp, nullable=False)
    lease_until: datetime | None = Field(default=None, sa_type=Timestamp)
    created_at: datetime = Field(sa_type=Timestamp, nullable=False)
    finished_at: datetime | None = Field(default=None, sa_type=Timestamp)
    failure: str | None = None

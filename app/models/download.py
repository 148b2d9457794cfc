"""Templates of data files, and the history of downloads."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.models.base import Timestamp, new_id, one_of
from app.models.enums import ActorKind, ComponentLayout, DownloadFormat, JobStatus, Language


class Template(SQLModel, table=True):
    """An organisation's saved choice of columns: which version is in force. Without an organisation it is the standard
    one, of which there is one."""

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["id", "version"],
            ["template_version.template_id", "template_version.version"],
            name="fk_template_version",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        sa.Index(
            "uq_template_standard",
            sa.text("(organisation_id IS NULL)"),
            unique=True,
            postgresql_where=sa.text("organisation_id IS NULL"),
        ),
        sa.Index(None, "organisation_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    version: int = 1
    deleted_at: datetime | None = Field(default=None, sa_type=Timestamp)


class TemplateVersion(SQLModel, table=True):
    """A template as it was: never changed, so that a download stays what it says."""

    __tablename__ = "template_version"

    template_id: UUID = Field(foreign_key="template.id", primary_key=True)
    version: int = Field(primary_key=True)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", description="the template's")
    name: str
    columns: list[dict[str, Any]] = Field(
        sa_type=JSONB, nullable=False, description="path and heading each; heading null: the label"
    )
    date_format: str
    component_layout: ComponentLayout = Field(sa_type=one_of(ComponentLayout), nullable=False)
    language: Language = Field(sa_type=one_of(Language), nullable=False)
    time_zone: str
    updated_at: datetime = Field(sa_type=Timestamp, nullable=False)
    actor_kind: ActorKind = Field(sa_type=one_of(ActorKind), nullable=False)
    actor_id: UUID | None = None


class Download(SQLModel, table=True):
    """One export, as asked for and as it went. The entry stays when the bytes have gone."""

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["template_id", "template_version"], ["template_version.template_id", "template_version.version"]
        ),
        sa.CheckConstraint("(status = 'DONE') = (size IS NOT NULL)", name="size_once_done"),
        sa.CheckConstraint("(size IS NULL) = (sha256 IS NULL)", name="size_and_digest"),
        sa.CheckConstraint("(template_id IS NULL) = (format = 'PDF')", name="template_unless_pdf"),
        sa.CheckConstraint("(status IN ('QUEUED', 'RUNNING')) = (finished_at IS NULL)", name="finished_once_ended"),
        sa.Index(None, "organisation_id", "started_at", "id"),
        sa.Index(None, "expires_at", postgresql_where=sa.text("object_key IS NOT NULL")),
        sa.Index(None, "finished_at", postgresql_where=sa.text("finished_at IS NOT NULL")),
        sa.Index("ix_download_open", "organisation_id", postgresql_where=sa.text("status IN ('QUEUED', 'RUNNING')")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    actor_kind: ActorKind = Field(sa_type=one_of(ActorKind), nullable=False)
    actor_id: UUID
    job_id: UUID = Field(description="of the job table, which keeps ended jobs for some days only")
    attempt: int = Field(default=0, description="of the job, whose file and rows count")
    status: JobStatus = Field(default=JobStatus.QUEUED, sa_type=one_of(JobStatus), nullable=False)
    format: DownloadFormat = Field(sa_type=one_of(DownloadFormat), nullable=False)
    filename: str
    language: Language = Field(sa_type=one_of(Language), nullable=False)
    time_zone: str
    options: dict[str, Any] = Field(sa_type=JSONB, nullable=False, description="of the format")
    choice: dict[str, Any] = Field(
        sa_type=JSONB, nullable=False, description="which rows, in which order, as asked for"
    )
    template_id: UUID | None = None
    template_version: int | None = None
    repeats_id: UUID | None = Field(default=None, foreign_key="download.id")
    rows: int | None = Field(default=None, description="asked for; once done: in the file")
    rows_done: int = 0
    rows_left_out: int = Field(default=0, description="asked for, but ended before they were written")
    notes: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSONB, nullable=False, description="what was cut or replaced in the cells"
    )
    has_photos: bool = False
    size: int | None = Field(default=None, sa_type=sa.BigInteger, description="in bytes")
    sha256: bytes | None = None
    object_key: str | None = Field(
        default=None, description="in the object store; null before it is done and when gone"
    )
    failure: str | None = Field(default=None, description="a code of app.exports.failures")
    started_at: datetime = Field(sa_type=Timestamp, nullable=False, description="when it was asked for")
    finished_at: datetime | None = Field(default=None, sa_type=Timestamp)
    expires_at: datetime | None = Field(default=None, sa_type=Timestamp, description="when the bytes go")
    fetch_count: int = 0
    last_fetched_at: datetime | None = Field(default=None, sa_type=Timestamp)
    begun_at: datetime | None = Field(default=None, sa_type=Timestamp, description="when the last attempt began")


class DownloadRow(SQLModel, table=True):
    """Which version of which result a file holds: written once, by COPY, in the run of one attempt. Its organisation
    and candidate are here for the policies; results are never deleted, and a check of 1,000,000 keys would take longer
    than the file."""

    __tablename__ = "download_row"
    __table_args__ = (sa.Index(None, "result_id", "organisation_id"), sa.Index(None, "candidate_id"))

    download_id: UUID = Field(foreign_key="download.id", ondelete="CASCADE", primary_key=True)
    attempt: int = Field(primary_key=True)
    place: int = Field(primary_key=True, description="in the file, from 1")
    organisation_id: UUID
    candidate_id: UUID
    result_id: UUID
    version: int
    share_id: UUID | None = None
    verification_id: UUID | None = None


class DownloadFetch(SQLModel, table=True):
    """Somebody fetched a file: one user's ranges within ten minutes are one."""

    __tablename__ = "download_fetch"
    __table_args__ = (
        sa.Index(None, "download_id", "actor_id", "fetched_at"),
        sa.Index(None, "organisation_id", "fetched_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    download_id: UUID = Field(foreign_key="download.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    actor_kind: ActorKind = Field(sa_type=one_of(ActorKind), nullable=False)
    actor_id: UUID
    fetched_at: datetime = Field(sa_type=Timestamp, nullable=False, description="when it began")
    last_at: datetime = Field(sa_type=Timestamp, nullable=False, description="the last range of it")

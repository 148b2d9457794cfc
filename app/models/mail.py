"""Mail that is to be sent, written in the transaction of what it tells."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.base import Timestamp, new_id, one_of
from app.models.enums import JobStatus, Language


class Mail(SQLModel, table=True):
    """One mail to one person. Subject and bodies go once it is sent: links that work stand in them."""

    __table_args__ = (
        sa.CheckConstraint("(status = 'RUNNING') = (lease_until IS NOT NULL)", name="leased_while_running"),
        sa.CheckConstraint("recipient !~ '[[:cntrl:]]'", name="one_line"),
        sa.Index("ix_mail_due", "run_at", "id", postgresql_where=sa.text("status IN ('QUEUED', 'RUNNING')")),
        sa.Index(
            "ix_mail_due_prompt",
            "run_at",
            "id",
            postgresql_where=sa.text("status IN ('QUEUED', 'RUNNING') AND kind NOT IN ('digest', 'corrections')"),
        ),
        sa.Index(None, "finished_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True, description="makes the Message-ID, the same at each try")
    kind: str = Field(description="which message: app.mail.messages")
    recipient: str = Field(description="e-mail address")
    recipient_name: str = ""
    language: Language = Field(sa_type=one_of(Language), nullable=False)
    subject: str = ""
    text: str = ""
    html: str = ""
    status: JobStatus = Field(default=JobStatus.QUEUED, sa_type=one_of(JobStatus), nullable=False)
    attempt: int = Field(default=0, description="number of claims; every write of a sender carries it")
    run_at: datetime = Field(sa_type=Timestamp, nullable=False)
    lease_until: datetime | None = Field(default=None, sa_type=Timestamp)
    created_at: datetime = Field(sa_type=Timestamp, nullable=False)
    finished_at: datetime | None = Field(default=None, sa_type=Timestamp)
    failure: str | None = Field(default=None, description="the mail server's words")

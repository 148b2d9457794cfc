"""Mails on shares and corrections: what each user wants, how far each was told, and which mails were made of which
part of the log."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.base import Timestamp, new_id, one_of
from app.models.enums import DigestKind, Language, NotificationFrequency, Weekday


class Notification(SQLModel, table=True):
    """What one user wants. A trigger makes the row with the user's: cursors stand at the head of the log then."""

    __table_args__ = (
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
        sa.CheckConstraint("(paused_until IS NULL) = (resumes_at IS NULL)", name="pause"),
        sa.CheckConstraint("frequency <> 'OFF' OR next_at IS NULL", name="off_has_no_next"),
        sa.Index(None, "organisation_id"),
        sa.Index(
            "ix_notification_next_at",
            "next_at",
            "organisation_id",
            "user_id",
            postgresql_where=sa.text("next_at IS NOT NULL"),
        ),
        sa.Index(
            "ix_notification_corrections_at",
            "corrections_at",
            "organisation_id",
            "user_id",
            postgresql_where=sa.text("corrections_at IS NOT NULL"),
        ),
    )

    user_id: UUID = Field(foreign_key="app_user.id", primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    frequency: NotificationFrequency = Field(sa_type=one_of(NotificationFrequency), nullable=False)
    hour: int = Field(sa_type=sa.SmallInteger, nullable=False)
    weekday: Weekday = Field(sa_type=one_of(Weekday), nullable=False)
    time_zone: str = Field(description="IANA")
    language: Language | None = Field(default=None, sa_type=one_of(Language), description="null: the user's own")
    corrections: bool
    paused_until: date | None = Field(default=None, description="no mail before this day, in the time zone")
    resumes_at: datetime | None = Field(default=None, sa_type=Timestamp, description="when that day begins")
    chosen_at: datetime | None = Field(default=None, sa_type=Timestamp, description="null until chosen once")
    shares_until: int = Field(
        sa_type=sa.BigInteger, nullable=False, description="shares up to this sequence are in mails that were made"
    )
    next_at: datetime | None = Field(
        default=None, sa_type=Timestamp, description="when the next mail on shares is due, if there are any then"
    )
    corrections_until: int = Field(sa_type=sa.BigInteger, nullable=False, description="the same for corrections")
    corrections_at: datetime | None = Field(default=None, sa_type=Timestamp)


class Digest(SQLModel, table=True):
    """One mail, made of one user's window of the log: no window has two. Its id is the mail's, hence the Message-ID."""

    __table_args__ = (
        sa.UniqueConstraint("user_id", "kind", "window_after"),
        sa.CheckConstraint("window_up_to > window_after", name="window"),
        sa.Index(None, "organisation_id", "kind", "window_up_to"),
        sa.Index(None, "planned_at"),
    )

    mail_id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="app_user.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    kind: DigestKind = Field(sa_type=one_of(DigestKind), nullable=False)
    window_after: int = Field(sa_type=sa.BigInteger, nullable=False)
    window_up_to: int = Field(sa_type=sa.BigInteger, nullable=False)
    planned_at: datetime = Field(sa_type=Timestamp, nullable=False)
    sent_at: datetime | None = Field(default=None, sa_type=Timestamp, description="when a mail server took it")


class DigestHead(SQLModel, table=True):
    """How far an organisation's log was looked through for what makes mails due."""

    __tablename__ = "digest_head"

    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    position: int = Field(sa_type=sa.BigInteger, nullable=False)

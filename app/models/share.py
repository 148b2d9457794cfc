"""A candidate's permission for an organisation to see a result, and who has seen or opened it."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.base import Folded, Timestamp, new_id

#: Rows without a score come last in either direction, so each direction orders by its own expression.
#: (No coalesce: row-level security lets only leakproof expressions be conditions of an index.)
SCORE_ASCENDING = "(CASE WHEN sort_score IS NULL THEN '32767'::smallint ELSE sort_score END)"
SCORE_DESCENDING = "(CASE WHEN sort_score IS NULL THEN '-1'::smallint ELSE sort_score END)"


class Share(SQLModel, table=True):
    """The permission, with what the list is ordered by beside it (refreshed by corrections)."""

    __table_args__ = (
        sa.Index(
            "uq_share_result_id_organisation_id_unended",
            "result_id",  # first, since it tells more: a policy probes this index for each result read
            "organisation_id",
            unique=True,
            postgresql_include=["expires_at", "candidate_id"],
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index(
            "uq_share_result_id_invitation_id_unended",
            "result_id",
            "invitation_id",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL AND organisation_id IS NULL"),
        ),
        sa.Index(
            "ix_share_expires_at_unended",
            "expires_at",
            postgresql_where=sa.text("ended_at IS NULL AND expires_at IS NOT NULL"),
        ),
        sa.Index(None, "invitation_id", postgresql_where=sa.text("invitation_id IS NOT NULL")),
        sa.CheckConstraint("num_nonnulls(organisation_id, invitation_id) > 0", name="somebody_receives"),
        sa.CheckConstraint("(revoked_at IS NULL) OR (ended_at = revoked_at)", name="revoked_is_ended"),
        sa.Index(None, "result_id", "organisation_id"),
        sa.Index(None, "candidate_id", "shared_at", "id"),
        sa.Index(None, "organisation_id", "sequence"),
        sa.Index(None, "organisation_id", "ended_at", postgresql_where=sa.text("ended_at IS NOT NULL")),
        sa.Index(None, "organisation_id", "shared_at", "id"),
        sa.Index(None, "organisation_id", "sort_name", "id"),
        sa.Index("ix_share_score_ascending", "organisation_id", sa.text(SCORE_ASCENDING), "id"),
        sa.Index("ix_share_score_descending", "organisation_id", sa.text(SCORE_DESCENDING), "id"),
        sa.Index(None, "organisation_id", "sort_session", "id"),
        sa.Index(
            "ix_share_search_terms",
            sa.text("search_terms(organisation_id, search_text)"),
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},  # or each search would read what the last imports left pending
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID | None = Field(
        default=None,
        foreign_key="organisation.id",
        description="null while an invited organisation is not approved yet",
    )
    candidate_id: UUID = Field(foreign_key="candidate.id")
    result_id: UUID = Field(foreign_key="result.id")
    shared_at: datetime = Field(sa_type=Timestamp, nullable=False)
    expires_at: datetime | None = Field(default=None, sa_type=Timestamp)
    revoked_at: datetime | None = Field(default=None, sa_type=Timestamp)
    ended_at: datetime | None = Field(
        default=None,
        sa_type=Timestamp,
        description="revoked, or its expiry noted; whether it has expired is read from the clock",
    )
    opened_at: datetime | None = Field(default=None, sa_type=Timestamp, description="first opening by anyone")
    hide_photo: bool = False
    sequence: int | None = Field(
        default=None,
        sa_type=sa.BigInteger,
        description="of its SHARE_RECEIVED event; set as the event is written",
    )
    candidate_name: str = Field(description="stays as the trace in the list after the end")
    sort_name: str = Field(sa_type=Folded, nullable=False, description="candidate_name by app.folding.folded")
    sort_score: int | None = Field(default=None, sa_type=sa.SmallInteger)
    sort_session: date
    search_text: str = Field(
        sa_type=Folded,
        nullable=False,
        description="names in every script and statement number, by app.folding.folded; indexed by search_terms()",
    )
    invitation_id: UUID | None = Field(default=None, foreign_key="invitation.id")


class Invitation(SQLModel, table=True):
    """An organisation that is not registered, named by a candidate who wants to share with it."""

    __table_args__ = (
        sa.CheckConstraint("country ~ '^[A-Z]{2}$'", name="country"),
        sa.CheckConstraint("email = lower(email)", name="email_folded"),
        sa.Index(None, "candidate_id", "invited_at"),
        sa.Index(None, "email", postgresql_where=sa.text("organisation_id IS NULL")),
        sa.Index(None, "sort_name", postgresql_where=sa.text("organisation_id IS NULL")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    candidate_id: UUID = Field(foreign_key="candidate.id")
    name: str
    sort_name: str = Field(sa_type=Folded, nullable=False, description="name by app.folding.sort_name")
    city: str
    country: str = Field(max_length=2)
    email: str
    invited_at: datetime = Field(sa_type=Timestamp, nullable=False)
    organisation_id: UUID | None = Field(
        default=None, foreign_key="organisation.id", description="once it was approved: its shares are delivered"
    )


class Sighting(SQLModel, table=True):
    """One user has seen a share (marked it, or opened it): it is no longer new to that user."""

    __table_args__ = (
        sa.Index(None, "user_id", "organisation_id"),
        sa.CheckConstraint("(opened_at IS NULL) = (opened_version IS NULL)", name="a_version_each_opening"),
    )

    share_id: UUID = Field(foreign_key="share.id", ondelete="CASCADE", primary_key=True)
    user_id: UUID = Field(foreign_key="app_user.id", primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    seen_at: datetime = Field(sa_type=Timestamp, nullable=False)
    opened_at: datetime | None = Field(default=None, sa_type=Timestamp)
    opened_version: int | None = Field(default=None, description="of the result, when last opened")

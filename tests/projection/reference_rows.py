"""All rows as ORM objects, and what of them a viewer may see. Written from the domain's rules, not from app.scopes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.database import Database
from app.models import (
    Candidate,
    CandidateAccount,
    Centre,
    Event,
    EventHead,
    Exam,
    ExamBand,
    Organisation,
    Result,
    ResultVersion,
    Share,
    Sighting,
    User,
    Verification,
)
from app.viewer import SYSTEM, Viewer, ViewerKind

_MODELS = (
    *(Candidate, CandidateAccount, Centre, Event, EventHead, Exam, ExamBand, Organisation, Result),
    *(ResultVersion, Share, Sighting, User, Verification),
)


@dataclass(frozen=True)
class Tables:
    """Every row of every table."""

    rows: Mapping[Any, list[Any]]

    def __getitem__(self, model: Any) -> list[Any]:
        return self.rows[model]


async def load(database: Database) -> Tables:
    """As the system, by SQLAlchemy."""
    async with database.session(SYSTEM) as session:
        return Tables({model: list(await session.scalars(sa.select(model))) for model in _MODELS})


def status_of(share: Share) -> str:
    """Expiry by the clock."""
    if share.revoked_at is not None:
        return "REVOKED"
    over = share.ended_at is not None or (share.expires_at is not None and share.expires_at <= datetime.now(UTC))
    return "EXPIRED" if over else "ACTIVE"


@dataclass(frozen=True)
class Sight:
    """What one viewer sees."""

    tables: Tables
    viewer: Viewer

    @property
    def is_user(self) -> bool:
        return self.viewer.kind is ViewerKind.USER

    @property
    def is_candidate(self) -> bool:
        return self.viewer.kind is ViewerKind.CANDIDATE

    def one(self, model: Any, **values: Any) -> Any:
        """The row with these values; None."""
        return next(iter(self.all(model, **values)), None)

    def all(self, model: Any, **values: Any) -> list[Any]:
        """Rows with these values."""
        return [row for row in self.tables[model] if all(getattr(row, name) == value for name, value in values.items())]

    @cached_property
    def organisation(self) -> Organisation | None:
        return self.one(Organisation, id=self.viewer.organisation_id) if self.is_user else None

    @cached_property
    def account(self) -> CandidateAccount | None:
        return self.one(CandidateAccount, id=self.viewer.id) if self.is_candidate else None

    @cached_property
    def received(self) -> list[Share]:
        """By the viewer's organisation."""
        return self.all(Share, organisation_id=self.viewer.organisation_id) if self.is_user else []

    @cached_property
    def given(self) -> list[Share]:
        """By the viewing candidate."""
        return self.all(Share, candidate_id=self.viewer.candidate_id) if self.is_candidate else []

    @cached_property
    def checks(self) -> list[Verification]:
        return self.all(Verification, organisation_id=self.viewer.organisation_id) if self.is_user else []

    @cached_property
    def log(self) -> list[Event]:
        return self.all(Event, organisation_id=self.viewer.organisation_id) if self.is_user else []

    @cached_property
    def colleagues(self) -> list[User]:
        return self.all(User, organisation_id=self.viewer.organisation_id) if self.is_user else []

    @cached_property
    def results(self) -> dict[UUID, Result]:
        """Through active shares and own checks; a candidate's own."""
        if self.is_candidate:
            return _by_id(self.all(Result, candidate_id=self.viewer.candidate_id))
        shown = {share.result_id for share in self.received if status_of(share) == "ACTIVE"}
        shown |= {check.result_id for check in self.checks}
        return _by_id(row for row in self.tables[Result] if row.id in shown)

    def result(self, id_: UUID | None) -> Result | None:
        return None if id_ is None else self.results.get(id_)

    def shared_result(self, share: Share) -> Result | None:
        """Once the share has ended, its result is absent."""
        return self.result(share.result_id) if status_of(share) == "ACTIVE" else None

    def email_of(self, candidate_id: UUID) -> str | None:
        """Of the account: for who receives something of this person, and for this person."""
        account = self.one(CandidateAccount, candidate_id=candidate_id)
        own = self.is_candidate and candidate_id == self.viewer.candidate_id
        receives = any(share.candidate_id == candidate_id and status_of(share) == "ACTIVE" for share in self.received)
        return account.email if account is not None and (own or receives) else None

    def sighting(self, share: Share) -> Sighting | None:
        return self.one(Sighting, share_id=share.id, user_id=self.viewer.id)

    def is_new(self, share: Share) -> bool:
        mark = self.one(User, id=self.viewer.id)
        if mark is None or status_of(share) != "ACTIVE" or self.sighting(share) is not None:
            return False
        return share.sequence is None or share.sequence > mark.seen_until

    def is_changed(self, share: Share) -> bool:
        sighting, result = self.sighting(share), self.shared_result(share)
        if sighting is None or result is None or sighting.opened_version is None:
            return False
        return sighting.opened_version < result.version

    def photo_status(self, result: Result) -> str:
        if not result.has_photo or result.status.value != "RELEASED":
            return "NOT_TAKEN"
        if not self.is_user:
            return "AVAILABLE"
        if not self.viewer.may_view_photos:
            return "NOT_PERMITTED"
        shares = [share for share in self.received if share.result_id == result.id]
        shares.sort(key=lambda share: (share.shared_at, share.id))
        return "HIDDEN_BY_CANDIDATE" if shares and shares[-1].hide_photo else "AVAILABLE"


def _by_id(rows: Iterable[Result]) -> dict[UUID, Result]:
    return {row.id: row for row in rows}

"""Entries of the audit trail, written in the transaction of what they tell. Ids and codes, no personal data."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.models import AuditEntry, new_id
from app.viewer import Viewer

_WHO, _NOTED = "rvs.who", "rvs.noted"


@dataclass(frozen=True, slots=True)
class Who:
    """Who acts in a transaction, and from where."""

    viewer: Viewer
    address: str | None = None


def acting(session: AsyncSession, who: Who) -> None:
    """From here on this transaction's entries are of this one's doing."""
    session.info[_WHO] = who


def note(
    session: AsyncSession,
    action: str,
    *,
    subject_id: str | None = None,
    organisation_id: UUID | None = None,
    code: str | None = None,
    count: int | None = None,
) -> None:
    """Add an entry. `organisation_id`: whose trail it belongs to, default the viewer's own; `subject_id`: an id of the
    API (`app.schema.ids.id_of`); `code`: of the refusal, where it was refused."""
    session.add(entry(session.info[_WHO], action, subject_id, organisation_id, code, count))
    session.info[_NOTED] = True


def nothing_to_note(session: AsyncSession) -> None:
    """This transaction does nothing that the trail has not told of before."""
    session.info[_NOTED] = True


def noted(session: AsyncSession) -> bool:
    """Whether this transaction has an entry: each mutation has at least one (`app.resolvers.operation`)."""
    return bool(session.info.get(_NOTED))


def entry(
    who: Who,
    action: str,
    subject_id: str | None = None,
    organisation_id: UUID | None = None,
    code: str | None = None,
    count: int | None = None,
) -> AuditEntry:
    """The row, for those who write it themselves."""
    viewer = who.viewer
    return AuditEntry(
        id=new_id(),
        occurred_at=datetime.now(UTC),
        organisation_id=organisation_id or viewer.organisation_id,
        actor_kind=viewer.actor_kind,
        actor_id=viewer.id,
        action=action,
        code=code,
        subject_id=subject_id,
        count=count,
        address=who.address,
    )

"""Whose account it is, of whichever kind: what passwords, sessions and second factors need to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.errors import Forbidden, NotSignedIn
from app.events.broker import Wake
from app.events.log import wake
from app.folding import display_name
from app.mail.messages import PasswordChanged
from app.mail.outbox import Recipient, post
from app.models import Candidate, CandidateAccount, Challenge, Session, Staff, User
from app.models.enums import AccountKind, Language
from app.schema.ids import id_of
from app.viewer import Viewer, ViewerKind

AccountRow: TypeAlias = User | CandidateAccount | Staff

_KINDS: Mapping[ViewerKind, AccountKind] = {
    ViewerKind.USER: AccountKind.ORGANISATION,
    ViewerKind.CANDIDATE: AccountKind.CANDIDATE,
    ViewerKind.STAFF: AccountKind.STAFF,
}
MODELS: Mapping[AccountKind, type[AccountRow]] = {
    AccountKind.ORGANISATION: User,
    AccountKind.CANDIDATE: CandidateAccount,
    AccountKind.STAFF: Staff,
}
COLUMNS: Mapping[AccountKind, str] = {
    AccountKind.ORGANISATION: "user_id",
    AccountKind.CANDIDATE: "candidate_account_id",
    AccountKind.STAFF: "staff_id",
}
_TYPES: Mapping[AccountKind, str] = {
    AccountKind.ORGANISATION: "User",
    AccountKind.CANDIDATE: "CandidateAccount",
    AccountKind.STAFF: "Staff",
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Names one account."""

    kind: AccountKind
    id: UUID

    @property
    def column(self) -> str:
        """In tables of what accounts of all kinds have."""
        return COLUMNS[self.kind]

    @property
    def reference(self) -> dict[str, Any]:
        """Values for a row of such a table."""
        return {self.column: self.id}

    @property
    def api_id(self) -> str:
        """As the API names it."""
        return id_of(_TYPES[self.kind], self.id)


@dataclass(frozen=True, slots=True)
class Owner:
    """What is known of the one who has an account."""

    holder: Holder
    email: str
    names: tuple[str, ...]
    language: Language
    password_hash: str | None
    organisation_id: UUID | None
    removed: bool

    @property
    def recipient(self) -> Recipient:
        """Of mail about the account."""
        return Recipient(self.email, display_name(self.names[0], self.names[1]), self.language)

    @property
    def own_words(self) -> tuple[str, ...]:
        """What a password must not be made of."""
        return (self.email, *filter(None, self.names))


def holder_of(viewer: Viewer) -> Holder:
    """The viewer's own account; raises NotSignedIn, and Forbidden for API keys."""
    if viewer.kind is ViewerKind.ANONYMOUS:
        raise NotSignedIn
    kind = _KINDS.get(viewer.kind)
    if kind is None or viewer.id is None:
        raise Forbidden
    return Holder(kind, viewer.id)


def holder_in(row: object) -> Holder | None:
    """Whose a row of such a table is."""
    for kind, column in COLUMNS.items():
        if (key := getattr(row, column)) is not None:
            return Holder(kind, key)
    return None


async def owner_of(session: AsyncSession, holder: Holder) -> Owner | None:
    """As the system; None where there is no such account."""
    model = MODELS[holder.kind]
    row: AccountRow | None = await session.get(model, holder.id, populate_existing=True)
    if row is None:
        return None
    if isinstance(row, CandidateAccount):
        person = await session.get_one(Candidate, row.candidate_id)
        names = (person.family_name, person.given_name, person.native_name or "", person.candidate_number)
    else:
        names = (row.family_name, row.given_name, "", "")
    return Owner(
        holder,
        row.email,
        names,
        row.language,
        row.password_hash,
        row.organisation_id if isinstance(row, User) else None,
        removed=not isinstance(row, CandidateAccount) and row.removed_at is not None,
    )


async def end_all_sessions(
    session: AsyncSession, holder: Holder, *, now: datetime, keep: UUID | None = None
) -> list[UUID]:
    """End the sessions of this account (but `keep`), and sign-ins that wait for a second factor; as the system.
    Which ended. Sockets close and caches forget by the wake-up."""
    mine = [col(getattr(Session, holder.column)) == holder.id, col(Session.ended_at).is_(None)]
    if keep is not None:
        mine.append(col(Session.id) != keep)
    ended = await session.scalars(sa.update(Session).where(*mine).values(ended_at=now).returning(col(Session.id)))
    await session.execute(sa.delete(Challenge).where(col(getattr(Challenge, holder.column)) == holder.id))
    wake(session, Wake("session", holder.id))
    return sorted(ended)


def tell_of_change(session: AsyncSession, owner: Owner, *, now: datetime) -> None:
    """A mail that the password or the second factor was changed: who did not do it should know at once."""
    post(session, PasswordChanged(), owner.recipient, now=now)

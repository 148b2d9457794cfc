"""An organisation that is not registered, named by a candidate: it is asked by mail to register."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app import folding
from app.database import elevated
from app.errors import Conflict, InvalidInput, Problem, RefusalCode, Throttled
from app.mail.messages import OrganisationInvited
from app.mail.outbox import Recipient, post
from app.models import Invitation, Organisation, new_id
from app.models.enums import Language, OrganisationStatus
from app.problems import holds_an_address, no_addresses_in_names, required, storable, too_long, unstorable
from app.security.addresses import email_problems, folded_email
from app.settings import Settings
from app.viewer import Viewer

A_DAY = timedelta(days=1)
MOST_A_DAY = 5
"""Invitations by one candidate."""
LONGEST_NAME = 120
_PATH = ("input", "inviteOrganisation")


@dataclass(frozen=True, slots=True)
class Invited:
    """As the candidate names it."""

    name: str
    city: str
    country: str
    email: str

    @classmethod
    def tidied(cls, *, name: str, city: str, country: str, email: str) -> "Invited":
        """Without stray spaces, the address folded. Raises InvalidInput."""
        made = cls(" ".join(name.split()), " ".join(city.split()), country, folded_email(email))
        problems = [
            *_named(made.name, "name"),
            *_named(made.city, "city"),
            *email_problems(made.email, *_PATH, "email"),
        ]
        if problems:
            raise InvalidInput(problems)
        return made


def _named(text: str, field: str) -> list[Problem]:
    if not text:
        return [required(*_PATH, field)]
    if len(text) > LONGEST_NAME:
        return [too_long(*_PATH, field)]
    if not storable(text):
        return [unstorable(*_PATH, field)]
    return [no_addresses_in_names(*_PATH, field)] if holds_an_address(text) else []


#: Nobody is invited while invitations are being delivered, or an invitation could be made for what has just become a
#: member. Shared by those who invite (of one candidate, and to one address, one after the other), exclusive for who
#: delivers. Before anything else of the transaction is locked.
DELIVERING = sa.text("SELECT pg_advisory_xact_lock(hashtextextended('invitations', 0))")
_INVITING = sa.text(
    "SELECT pg_advisory_xact_lock_shared(hashtextextended('invitations', 0)),"
    " pg_advisory_xact_lock(hashtextextended('invitations by ' || :candidate, 0)),"
    " pg_advisory_xact_lock(hashtextextended('invitations to ' || :email, 0))"
)


async def invite_organisation(
    session: AsyncSession, viewer: Viewer, candidate_id: UUID, invited: Invited, *, settings: Settings, now: datetime
) -> UUID:
    """The invitation's id: one that this candidate has sent to this address already, as long as nobody there is a
    member, or a new one, with a mail unless the address had one within a day.

    Raises Conflict (ALREADY_MEMBER, ORGANISATION_SUSPENDED), Throttled."""
    await session.execute(_INVITING, {"candidate": str(candidate_id), "email": invited.email})
    await _refuse_members(session, invited)
    known = await session.scalar(
        sa.select(col(Invitation.id)).where(
            col(Invitation.candidate_id) == candidate_id,
            col(Invitation.email) == invited.email,
            col(Invitation.organisation_id).is_(None),
        )
    )
    if known is not None:
        return known
    await _admit(session, candidate_id, now)
    async with elevated(session, viewer):  # what others have sent there is not this candidate's to see
        told = await session.scalar(
            sa.select(sa.literal(True))
            .where(col(Invitation.email) == invited.email, col(Invitation.invited_at) > now - A_DAY)
            .limit(1)
        )
    invitation = Invitation(
        id=new_id(),
        candidate_id=candidate_id,
        name=invited.name,
        sort_name=folding.sort_name(invited.name),
        city=invited.city,
        country=invited.country,
        email=invited.email,
        invited_at=now,
    )
    session.add(invitation)
    await session.flush()
    if told is None:
        _write_to(session, invited, settings, now)
    return invitation.id


async def _refuse_members(session: AsyncSession, invited: Invited) -> None:
    found = await session.execute(
        sa.select(col(Organisation.city), col(Organisation.status)).where(
            col(Organisation.sort_name) == folding.sort_name(invited.name),
            col(Organisation.country) == invited.country,
        )
    )
    for city, status in found:
        if folding.folded(city) != folding.folded(invited.city):
            continue
        if status is not OrganisationStatus.APPROVED:
            suspended = "This organisation's access is suspended."
            raise Conflict(RefusalCode.ORGANISATION_SUSPENDED, suspended, path=_PATH)
        message = "This organisation is registered already: share with it directly."
        raise Conflict(RefusalCode.ALREADY_MEMBER, message, path=_PATH)


async def _admit(session: AsyncSession, candidate_id: UUID, now: datetime) -> None:
    fifth = await session.scalar(
        sa.select(col(Invitation.invited_at))
        .where(col(Invitation.candidate_id) == candidate_id, col(Invitation.invited_at) > now - A_DAY)
        .order_by(col(Invitation.invited_at).desc())
        .offset(MOST_A_DAY - 1)
        .limit(1)
    )
    if fifth is not None:
        raise Throttled(retry_after=max(1, ceil((fifth + A_DAY - now).total_seconds())))


def _write_to(session: AsyncSession, invited: Invited, settings: Settings, now: datetime) -> None:
    language = Language.JA if invited.country == "JP" else Language.EN
    message = OrganisationInvited(organisation=invited.name, url=f"{settings.address}/register")
    post(session, message, Recipient(invited.email, invited.name, language), now=now)

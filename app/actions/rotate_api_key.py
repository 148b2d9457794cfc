"""A key gets a successor; for a while both work, so that the systems that use it can change over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.actors import api_manager_of
from app.actions.own_key import expiry_problems, held_key, key_changed, new_key
from app.actions.primary_users import tell_primary_users
from app.audit.entry import note
from app.database import elevated
from app.errors import Conflict, InvalidInput, NotFound, RefusalCode
from app.mail.messages import KeyRotated
from app.models import ApiKey, Organisation
from app.problems import overlap_out_of_range
from app.schema.ids import id_of
from app.viewer import Viewer, ViewerKind

LONGEST_OVERLAP = 90 * 24
"""Hours."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """The secret is the new key's."""

    key: ApiKey
    previous: ApiKey
    secret: str


async def rotate_api_key(
    session: AsyncSession,
    viewer: Viewer,
    key_id: UUID,
    *,
    expires_at: datetime,
    overlap_hours: int,
    now: datetime,
) -> Rotated:
    """A new key with the same name, scopes and networks; the old one ends after the overlap, if it did not end before.
    By somebody who manages the API, or by the key itself, whatever its scopes.

    Raises NotSignedIn, Forbidden, NotFound, InvalidInput, Conflict (ALREADY_FINISHED)."""
    created_by, organisation_id = _maker(viewer, key_id)
    problems = expiry_problems(expires_at, now)
    if not 0 <= overlap_hours <= LONGEST_OVERLAP:
        problems.append(overlap_out_of_range("input", "overlapHours"))
    if problems:
        raise InvalidInput(problems)
    async with elevated(session, viewer):
        previous = await held_key(session, organisation_id, key_id, "input", "id")
        await _refuse_ended(session, previous, now)
        key, secret = new_key(
            organisation_id,
            name=previous.name,
            scopes=previous.scopes,
            networks=previous.networks,
            expires_at=expires_at,
            created_by=created_by,
            replaces_id=previous.id,
            now=now,
        )
        session.add(key)
        previous.expires_at = min(previous.expires_at, now + timedelta(hours=overlap_hours))
        key_changed(session, previous.id)
        if viewer.kind is ViewerKind.API_KEY:  # nobody of the organisation was there to see it
            organisation = await session.get_one(Organisation, organisation_id)
            message = KeyRotated(organisation=organisation.name, name=key.name, prefix=key.prefix)
            await tell_primary_users(session, organisation_id, message, now=now)
        note(session, "rotateApiKey", subject_id=id_of("ApiKey", previous.id))
    return Rotated(key, previous, secret)


def _maker(viewer: Viewer, key_id: UUID) -> tuple[UUID | None, UUID]:
    """The user who does it (none: the key itself), and the organisation."""
    if viewer.kind is ViewerKind.API_KEY and viewer.organisation_id is not None:
        if viewer.id != key_id:
            raise NotFound(path=["input", "id"])
        return None, viewer.organisation_id
    return api_manager_of(viewer)


async def _refuse_ended(session: AsyncSession, key: ApiKey, now: datetime) -> None:
    replaced = await session.scalar(sa.select(sa.exists().where(col(ApiKey.replaces_id) == key.id)))
    if key.revoked_at is not None or key.expires_at <= now or replaced:
        message = "This key was revoked, has expired, or was replaced already."
        raise Conflict(RefusalCode.ALREADY_FINISHED, message, path=["input", "id"])

"""A key ends at once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.actors import api_manager_of
from app.actions.own_key import held_key, key_changed
from app.audit.entry import note
from app.database import elevated
from app.models import ApiKey
from app.schema.ids import id_of
from app.viewer import Viewer


async def revoke_api_key(session: AsyncSession, viewer: Viewer, key_id: UUID, *, now: datetime) -> ApiKey:
    """The key, which is refused from its next request on, and whose sockets are closed. Again: no change.

    Raises NotSignedIn, Forbidden, NotFound."""
    _, organisation_id = api_manager_of(viewer)
    async with elevated(session, viewer):
        key = await held_key(session, organisation_id, key_id, "id")
        if key.revoked_at is None:
            key.revoked_at = now
            key_changed(session, key.id)
        note(session, "revokeApiKey", subject_id=id_of("ApiKey", key.id))
    return key

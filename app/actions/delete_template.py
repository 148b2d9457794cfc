"""Somebody of an organisation deletes a template. Files that were made with it keep it as it was."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.actors import member_of
from app.actions.own_template import held_template
from app.audit.entry import note
from app.database import elevated
from app.models.enums import ApiScope
from app.schema.ids import id_of
from app.viewer import Viewer


async def delete_template(session: AsyncSession, viewer: Viewer, template_id: UUID, *, now: datetime) -> None:
    """Raises NotSignedIn, Forbidden, NotFound, Conflict (STANDARD_TEMPLATE)."""
    _, organisation_id = member_of(viewer, ApiScope.DOWNLOAD)
    async with elevated(session, viewer):
        template = await held_template(session, organisation_id, template_id, "id")
        template.deleted_at = now
        note(session, "deleteTemplate", subject_id=id_of("Template", template.id))

"""Who registered an organisation proves that the e-mail address is theirs."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.entry import note
from app.database import elevated
from app.errors import LinkExpired
from app.models import Application
from app.models.enums import ApplicationStatus, LinkPurpose
from app.schema.ids import id_of
from app.security.links import working_link
from app.viewer import Viewer


async def confirm_email(session: AsyncSession, viewer: Viewer, token: str, *, now: datetime) -> Application:
    """The application, waiting for a decision from now on. Raises LinkExpired."""
    async with elevated(session, viewer):
        link = await working_link(session, token, LinkPurpose.CONFIRM_EMAIL, now=now)
        application = await session.get_one(Application, link.application_id, with_for_update=True)
        if application.status is not ApplicationStatus.UNCONFIRMED:
            raise LinkExpired(path=("input", "token"))
        link.used_at = application.confirmed_at = now
        application.status = ApplicationStatus.WAITING
        note(session, "confirmEmail", subject_id=id_of("Application", application.id))
    return application

"""A primary user hands the role over."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.actors import primary_of
from app.actions.people import acting_primary, held_organisation, rights_changed, user_in
from app.audit.entry import note
from app.database import elevated
from app.errors import InvalidInput
from app.models import User
from app.models.enums import UserRole, UserStatus
from app.problems import not_accepted_yet, own_account
from app.schema.ids import id_of
from app.viewer import Viewer


async def transfer_primary(session: AsyncSession, viewer: Viewer, user_id: UUID) -> tuple[User, User]:
    """Who was primary and is a member now, and who is primary now.

    Raises NotSignedIn, Forbidden, NotFound, InvalidInput where it is oneself, or somebody who never signed in."""
    primary_of(viewer)
    async with elevated(session, viewer):
        organisation = await held_organisation(session, viewer)
        before = await acting_primary(session, viewer, organisation)
        after = await user_in(session, organisation, user_id, "input", "userId")
        if after.id == before.id:
            raise InvalidInput([own_account("input", "userId")])
        if after.status is not UserStatus.ACTIVE:
            raise InvalidInput([not_accepted_yet("input", "userId")])
        before.role, after.role = UserRole.MEMBER, UserRole.PRIMARY
        for user in (before, after):
            rights_changed(session, user.id)
        note(session, "transferPrimary", subject_id=id_of("User", after.id))
    return before, after

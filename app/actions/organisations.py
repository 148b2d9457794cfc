"""An organisation in the hands of staff."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.errors import NotFound
from app.events.broker import Wake
from app.events.log import wake
from app.models import ApiKey, Organisation, User


async def locked_organisation(session: AsyncSession, organisation_id: UUID, *path: str) -> Organisation:
    """The row, locked; as the system. Raises NotFound."""
    organisation = await session.scalar(
        sa.select(Organisation)
        .where(col(Organisation.id) == organisation_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if organisation is None:
        raise NotFound(path=path)
    return organisation


async def wake_members(session: AsyncSession, organisation_id: UUID) -> None:
    """After the commit every process asks anew for the rights of its users and keys, and for those who listen."""
    for model in (User, ApiKey):
        ids = await session.scalars(sa.select(col(model.id)).where(col(model.organisation_id) == organisation_id))
        for id_ in ids:
            wake(session, Wake("session", id_))

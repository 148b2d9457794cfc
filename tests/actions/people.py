"""What the tests of people share: an organisation, and what its tables hold."""

from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.add_user import NewUser
from app.database import become
from app.errors import Refusal
from app.events.log import wakes
from app.models import AuditEntry, Organisation, User
from app.models.enums import Language, UserRole, UserStatus
from app.settings import Settings
from app.viewer import SYSTEM, Viewer
from tests.actions.conftest import YESTERDAY
from tests.conftest import SessionFor
from tests.factories import Factory, viewer_of

SETTINGS = Settings(secret_key="for tests only, forty characters or so..", base_url="https://rvs.example")
NEW = NewUser("Ada@Example.ORG ", " Fieldstone", "Ada", Language.EN)


@dataclass
class Scene:
    organisation: Organisation
    primary: User
    member: User
    invited: User
    stranger: User
    """Primary in another organisation."""

    @property
    def viewer(self) -> Viewer:
        return viewer_of(self.primary)


async def scene(make: Factory) -> Scene:
    """Northmoor University's people, and one of another organisation."""
    organisation = await make.organisation(name="Northmoor University")
    return Scene(
        organisation,
        await make.user(organisation, role=UserRole.PRIMARY),
        await make.user(organisation),
        await make.user(organisation, status=UserStatus.INVITED, password_hash=None, invited_at=YESTERDAY),
        await make.user(role=UserRole.PRIMARY),
    )


async def rows(session: AsyncSession, model: Any, *where: Any) -> list[Any]:
    """As the system, what is in the database."""
    await session.flush()
    await become(session, SYSTEM)
    return list(await session.scalars(sa.select(model).where(*where).execution_options(populate_existing=True)))


async def noted(session: AsyncSession) -> list[tuple[str, str | None]]:
    return [(entry.action, entry.subject_id) for entry in await rows(session, AuditEntry)]


async def refused(action: Any, viewer: Viewer, session_for: SessionFor, contents: Any) -> Refusal:
    """The refusal; nothing has changed by it."""
    before = await contents()
    session = await session_for(viewer)
    with pytest.raises(Refusal) as caught:
        await action(session, viewer)
    await session.rollback()
    assert await contents() == before
    assert wakes(session) == []
    return caught.value

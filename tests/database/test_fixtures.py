"""The fixtures and factories themselves."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.database import Database
from app.models import Share
from app.viewer import SYSTEM
from tests.conftest import SessionFor
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio


async def test_a_made_share_is_seen_by_its_receiver(make: Factory, session_for: SessionFor) -> None:
    share = await make.share()
    user = await make.user(await make.session.get_one(type(await make.organisation()), share.organisation_id))
    session = await session_for(viewer_of(user))

    assert (share.sequence, share.sort_score) == (1, 169)
    assert list(await session.scalars(sa.select(col(Share.id)))) == [share.id]


@pytest.mark.parametrize("_", range(2))
async def test_a_test_of_its_own_database_may_commit(fresh_database: Database, _: int) -> None:
    async with fresh_database.session(SYSTEM) as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(Share)) == 0
        await Factory(session).share()
        await session.commit()

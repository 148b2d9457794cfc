from collections.abc import AsyncIterator

import pytest

from app.database import Database
from tests.digests.post_office import PostOffice, post_office


@pytest.fixture
async def office(fresh_database: Database) -> AsyncIterator[PostOffice]:
    async with post_office(fresh_database) as office:
        yield office

"""The application end to end: real database, real broker, and where it matters real sockets."""

from collections.abc import AsyncIterator

import pytest

from app.database import Database
from app.events.broker import LocalBroker
from tests.api.service import Service, running


@pytest.fixture
async def service(fresh_database: Database) -> AsyncIterator[Service]:
    """On a database of this test's own."""
    async with running(fresh_database, LocalBroker()) as service:
        yield service

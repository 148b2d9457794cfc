"""The golden queries' world, and selections run on it as their job runs them."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Server
from tests.queries.asking import Asked, asked
from tests.queries.world import world


@pytest.fixture(scope="session")
async def small(postgres: Server, anyio_backend: str) -> AsyncIterator[Asked]:
    """For reading only."""
    async with asked(postgres, world()) as made:
        yield made

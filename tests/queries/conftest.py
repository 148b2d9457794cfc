from collections.abc import AsyncIterator

import pytest

from tests.conftest import Server
from tests.queries.asking import Asked, asked
from tests.queries.world import world


@pytest.fixture(scope="session")
async def ask(postgres: Server, anyio_backend: str) -> AsyncIterator[Asked]:
    """The world, for queries, which change nothing."""
    async with asked(postgres, world()) as made:
        yield made

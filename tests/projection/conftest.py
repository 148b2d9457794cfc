"""The world with a crowd in it, and the API over it."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Server
from tests.projection.crowd import crowded
from tests.projection.drawing import SEED
from tests.queries.asking import Asked, asked
from tests.queries.world import world


@pytest.fixture(scope="session")
async def crowd(postgres: Server, anyio_backend: str) -> AsyncIterator[Asked]:
    """For queries, which change nothing."""
    async with asked(postgres, crowded(world())) as made:
        yield made


@pytest.fixture(autouse=True)
def _seed() -> None:
    """Said beside whatever fails."""
    print(f"RVS_SEED={SEED}")

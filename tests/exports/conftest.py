"""The golden queries' world, and selections run on it as their job runs them; stores of both kinds."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.exports.local_store import LocalStore
from app.exports.store import Store
from tests.conftest import Server
from tests.exports.buckets import Bucket, S3Server, s3_server
from tests.queries.asking import Asked, asked
from tests.queries.world import world


@pytest.fixture(scope="session")
async def small(postgres: Server, anyio_backend: str) -> AsyncIterator[Asked]:
    """For reading only."""
    async with asked(postgres, world()) as made:
        yield made


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture
def bucket(s3: S3Server) -> Bucket:
    return s3.bucket()


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A new store, of each kind."""
    if request.param == "local":
        return LocalStore(tmp_path / "files")
    bucket: Bucket = request.getfixturevalue("bucket")
    return bucket.store()

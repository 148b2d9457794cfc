"""The short form of `make chaos`."""

from pathlib import Path

import psycopg
import pytest

from app.database import Database
from app.migrating import Urls
from tests.exports.chaos import killed_again_and_again
from tests.exports.running import office

pytestmark = pytest.mark.anyio


async def test_workers_killed_at_random_moments(
    fresh_database: Database, fresh_urls: Urls, owner: psycopg.Connection, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path, shares=60, downloads_at_once=1000) as there:
        await killed_again_and_again(there, owner, fresh_urls.app, times=5, seed=4)

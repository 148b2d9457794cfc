"""A page costs what it shows, however long the list: PostgreSQL's generic plans of the product's own statements."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from app.migrating import Urls
from app.viewer import Viewer
from bench import dataset
from bench.capture import answered, captured, user
from bench.plans import ORDERS, faults, generic_plan
from bench.workload import ORDERED_PAGE, Variables
from tests.conftest import Server, at


@dataclass(frozen=True)
class People:
    """20,000 shares of one organisation, and a user of it."""

    urls: Urls
    superuser_url: str
    viewer: Viewer
    rare_name: str


@pytest.fixture(scope="module")
def people(postgres: Server) -> Iterator[People]:
    name = f"rvs_plans_{os.getpid()}"
    urls = postgres.copy(name)
    superuser_url = at(postgres.superuser_url, name)
    scale = dataset.Scale(shares=(20_000, *(1_000,) * 11), users=(2,) * 12, log=False)
    organisation = dataset.fill(superuser_url, scale)[0]
    viewer = user(organisation.users[0], organisation.id)
    yield People(urls, superuser_url, viewer, organisation.rare_name)
    postgres.drop(name)


def variables(order: str, direction: str) -> Variables:
    return {"first": 20, "after": None, "filter": None, "orderBy": {"field": order, "direction": direction}}


async def faults_of(people: People, asked: Variables, index: str | None) -> list[str]:
    (statement,) = (await captured(people.urls.app, [(people.viewer, asked)], ORDERED_PAGE)).statements
    with psycopg.connect(people.urls.app, autocommit=True) as connection:
        return faults(generic_plan(connection, statement), index, after=asked["after"] is not None)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("ordering", "index"), ORDERS.items(), ids=lambda value: "-".join(value) if isinstance(value, tuple) else ""
)
async def test_a_first_page_walks_its_own_index(people: People, ordering: tuple[str, str], index: str) -> None:
    assert await faults_of(people, variables(*ordering), index) == []


@pytest.mark.anyio
@pytest.mark.parametrize(("ordering", "index"), ORDERS.items())
async def test_a_page_after_a_cursor_begins_at_the_cursor(
    people: People, ordering: tuple[str, str], index: str
) -> None:
    asked = variables(*ordering)
    (organisation,) = await answered(people.urls.app, [(people.viewer, asked)], ORDERED_PAGE)
    asked["after"] = organisation["shares"]["pageInfo"]["endCursor"]

    assert await faults_of(people, asked, index) == []


@pytest.mark.anyio
async def test_a_search_reads_no_table_whole(people: People) -> None:
    asked = {**variables("SHARED_AT", "DESC"), "filter": {"search": people.rare_name}}

    assert await faults_of(people, asked, None) == []


@pytest.mark.anyio
async def test_a_search_finds_its_ten_by_the_index_of_search_terms(people: People) -> None:
    """The plan within the definer function is nobody's to see: the server's own counters tell."""
    found, read = await search(people)

    assert found == 10
    assert (read["index_scans"], read["table_scans"]) == (1, 0)
    assert read["found_by_index"] == 10


@pytest.mark.anyio
async def test_a_search_reads_no_other_list(people: People) -> None:
    """As an index by organisation would be: all of it, to be intersected with ten."""
    _, read = await search(people)

    assert read["entries_read"] < 100


async def search(people: People) -> tuple[int, dict[str, int]]:
    """How many shares the rare name finds in the product's own statement, and what the server read for that."""
    asked = {**variables("SHARED_AT", "DESC"), "filter": {"search": people.rare_name}}
    caught = await captured(people.urls.app, [(people.viewer, asked)], ORDERED_PAGE)
    (statement,) = caught.statements
    before = counters(people)
    # The product's session options: planning for these very words would run the function once more.
    with psycopg.connect(
        people.urls.app, autocommit=True, cursor_factory=psycopg.RawCursor, options=caught.options
    ) as connection:
        for name, value in zip(("kind", "organisation", "person", "candidate"), statement.viewer, strict=True):
            connection.execute("SELECT set_config('app.' || $1::text, $2, false)", [name, value])
        row = connection.execute(statement.sql.encode(), statement.parameters).fetchone()
        connection.execute("SELECT pg_stat_force_next_flush()")
    assert row is not None
    after = counters(people)
    return row[0].count('{"id":"shr_'), {name: after[name] - before[name] for name in after}


def counters(people: People) -> dict[str, int]:
    """Of the table of shares."""
    with psycopg.connect(people.superuser_url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT idx_scan, idx_tup_read, (SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'share'),"
            " (SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE relname = 'share')"
            " FROM pg_stat_user_indexes WHERE indexrelname = 'ix_share_search_terms'"
        ).fetchone()
    assert row is not None
    return dict(zip(("index_scans", "found_by_index", "table_scans", "entries_read"), row, strict=True))

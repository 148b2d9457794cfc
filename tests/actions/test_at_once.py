"""Two at once, on connections of their own, each with its own COMMIT."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.mark_shares_seen import MarkedSeen, mark_shares_seen
from app.actions.open_share import open_share
from app.actions.revoke_share import revoke_share
from app.actions.share_results import share_results
from app.actions.verify_result import verify_result
from app.database import Database
from app.errors import AlreadyShared, NoMatch, Refusal, ShareEnded, Throttled
from app.events.broker import LocalBroker
from app.events.work import work
from app.models import Candidate, Organisation, Result, Share
from app.settings import Settings
from app.viewer import SYSTEM, Viewer
from tests.actions.conftest import NOW
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

T = TypeVar("T")


@dataclass
class Scene:
    candidate: Candidate
    sharer: Viewer
    organisation: Organisation
    user: Viewer
    colleague: Viewer
    results: list[Result]
    share: Share
    """Of the first result; the others are not shared."""


@pytest.fixture
async def scene(fresh_database: Database) -> Scene:
    async with fresh_database.session(SYSTEM) as session:
        make = Factory(session)
        candidate, organisation = await make.candidate(), await make.organisation()
        results = [await make.result(candidate) for _ in range(4)]
        scene = Scene(
            candidate,
            viewer_of(await make.account(candidate)),
            organisation,
            viewer_of(await make.user(organisation)),
            viewer_of(await make.user(organisation)),
            results,
            await make.share(results[0], organisation),
        )
        await session.commit()
    return scene


async def done(database: Database, viewer: Viewer, action: Callable[[AsyncSession], Awaitable[T]]) -> T | Refusal:
    try:
        async with work(database, LocalBroker(), viewer) as session:
            return await action(session)
    except Refusal as refusal:
        return refusal


async def somebody_waits(owner: psycopg.Connection) -> None:
    """Until a statement waits for another's lock: the loop turns, and the database is asked again."""
    statement = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    while owner.execute(statement).fetchone() == (0,):  # noqa: ASYNC110
        await asyncio.sleep(0)


def kinds(owner: psycopg.Connection) -> list[str]:
    rows = owner.execute("SELECT kind FROM event ORDER BY sequence").fetchall()
    return [row[0] for row in rows if row[0] != "SHARE_RECEIVED"]


@pytest.mark.parametrize("_", range(5))
async def test_of_two_sharings_one_is_told_of_the_other(
    fresh_database: Database, scene: Scene, owner: psycopg.Connection, _: int
) -> None:
    """In opposite orders, too: they must not lock each other up."""
    ids = [result.id for result in scene.results[1:]]

    def sharing(result_ids: list[Any]) -> Any:
        return done(
            fresh_database,
            scene.sharer,
            lambda session: share_results(
                session,
                scene.sharer,
                result_ids=result_ids,
                organisation_id=scene.organisation.id,
                now=NOW,
            ),
        )

    answers = await asyncio.gather(sharing(ids), sharing(ids[::-1]), sharing(ids))
    shared = [answer for answer in answers if isinstance(answer, list)]
    refused = [answer for answer in answers if isinstance(answer, AlreadyShared)]

    assert (len(shared), len(refused)) == (1, 2)
    for refusal in refused:
        assert set(refusal.share_ids) == {share.id for share in shared[0]}
    assert owner.execute("SELECT count(*), max(sequence) FROM share").fetchone() == (4, 4)
    assert owner.execute("SELECT count(*), max(last) FROM event, event_head").fetchone() == (4, 4)


async def test_a_sharing_waits_for_one_under_way_and_then_names_its_shares(
    fresh_database: Database, scene: Scene, owner: psycopg.Connection
) -> None:
    async def sharing(session: AsyncSession) -> list[Share]:
        ids = [result.id for result in scene.results[1:]]
        return await share_results(
            session, scene.sharer, result_ids=ids, organisation_id=scene.organisation.id, now=NOW
        )

    async with work(fresh_database, LocalBroker(), scene.sharer) as session:
        first = await sharing(session)
        second = asyncio.create_task(done(fresh_database, scene.sharer, sharing))
        await somebody_waits(owner)
    answer = await second

    assert isinstance(answer, AlreadyShared)
    assert answer.share_ids == [share.id for share in first]
    assert owner.execute("SELECT count(*) FROM share").fetchone() == (4,)


async def test_of_many_first_openings_one_stamps_and_each_user_is_told_once(
    fresh_database: Database, scene: Scene, owner: psycopg.Connection
) -> None:
    def opening(viewer: Viewer) -> Any:
        return done(fresh_database, viewer, lambda session: open_share(session, viewer, scene.share.id, now=NOW))

    answers = await asyncio.gather(*(opening(viewer) for viewer in (scene.user, scene.colleague) * 4))

    assert {type(answer) for answer in answers} == {Share}
    assert kinds(owner) == ["SHARE_OPENED"] * 2
    assert owner.execute("SELECT count(*) FROM sighting").fetchone() == (2,)


@pytest.mark.parametrize("_", range(5))
async def test_an_opening_comes_before_a_revocation_or_not_at_all(
    fresh_database: Database, scene: Scene, owner: psycopg.Connection, _: int
) -> None:
    opened, _revoked = await asyncio.gather(
        done(
            fresh_database,
            scene.user,
            lambda session: open_share(session, scene.user, scene.share.id, now=NOW),
        ),
        done(
            fresh_database,
            scene.sharer,
            lambda session: revoke_share(session, scene.sharer, scene.share.id, now=NOW),
        ),
    )

    if isinstance(opened, ShareEnded):
        assert kinds(owner) == ["SHARE_REVOKED"]
    else:
        assert kinds(owner) == ["SHARE_OPENED", "SHARE_REVOKED"]


async def test_opening_and_marking_on_two_screens_do_not_collide(
    fresh_database: Database, scene: Scene, owner: psycopg.Connection
) -> None:
    answers = await asyncio.gather(
        *(
            done(fresh_database, scene.user, action)
            for action in (
                lambda session: mark_shares_seen(session, scene.user, share_ids=[scene.share.id], now=NOW),
                lambda session: open_share(session, scene.user, scene.share.id, now=NOW),
            )
            * 4
        )
    )

    assert Counter(type(answer) for answer in answers) == {MarkedSeen: 4, Share: 4}
    assert sum(answer.count for answer in answers if isinstance(answer, MarkedSeen)) <= 1
    assert kinds(owner) == ["SHARE_OPENED"]
    assert owner.execute("SELECT count(*), count(opened_at) FROM sighting").fetchone() == (1, 1)


async def test_many_guesses_at_once_use_no_more_than_the_budget(
    fresh_database: Database, scene: Scene, owner: psycopg.Connection
) -> None:
    settings = Settings(statement_attempts_per_hour=5)

    def guess(day: int) -> Any:
        viewer = (scene.user, scene.colleague)[day % 2]
        return done(
            fresh_database,
            viewer,
            lambda session: verify_result(
                session,
                viewer,
                statement_number=scene.results[1].statement_number,
                date_of_birth=scene.candidate.date_of_birth.replace(year=1990, day=day),
                settings=settings,
                now=NOW,
            ),
        )

    answers = await asyncio.gather(*(guess(day) for day in range(1, 25)))

    assert Counter(type(answer) for answer in answers) == {NoMatch: 5, Throttled: 19}
    assert owner.execute("SELECT count(*) FROM verification WHERE outcome = 'NO_MATCH'").fetchone() == (5,)
    assert kinds(owner) == ["VERIFICATION_MADE"] * 5

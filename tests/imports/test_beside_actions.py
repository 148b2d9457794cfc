"""An import corrects a result while it is being shared or checked: whoever comes second waits, so that no share keeps
old sort keys, no verification an old version, and no organisation goes untold."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.invite_organisation import Invited
from app.actions.share_results import share_results, share_results_with_invited
from app.actions.verify_result import verify_result
from app.database import Database
from app.events.broker import LocalBroker
from app.events.work import work
from app.imports import load
from app.imports.run import Summary, run_import
from app.migrating import Urls
from app.models import Candidate, Result
from app.settings import Settings
from app.viewer import SYSTEM, Viewer
from tests.factories import Factory, viewer_of
from tests.imports.files import KEY, row, write_csv

pytestmark = pytest.mark.anyio

Act = Callable[[AsyncSession, "Scene"], Awaitable[Any]]
NOW = datetime.now(UTC)


@dataclass
class Scene:
    """A result that is loaded, its candidate's account, and a user of an organisation that knows nothing of it."""

    database: Database
    result: Result
    candidate: Viewer
    user: Viewer
    correct: Callable[..., Awaitable[Summary]]
    """Imports the result again, differing as said."""

    def viewer(self, act: Act) -> Viewer:
        return self.candidate if act is sharing else self.user

    async def does(self, act: Act) -> None:
        async with work(self.database, LocalBroker(), self.viewer(act)) as session:
            await act(session, self)


async def sharing(session: AsyncSession, scene: Scene) -> None:
    organisation = scene.user.organisation_id
    assert organisation is not None
    ids = [scene.result.id]
    await share_results(session, scene.candidate, result_ids=ids, organisation_id=organisation, now=NOW)


async def checking(session: AsyncSession, scene: Scene) -> None:
    number, born = scene.result.statement_number, scene.result.date_of_birth
    settings = Settings()
    await verify_result(session, scene.user, statement_number=number, date_of_birth=born, settings=settings, now=NOW)


@pytest.fixture
async def scene(fresh_database: Database, fresh_urls: Urls, tmp_path: Path) -> Scene:
    async def correct(**differing: str) -> Summary:
        path = write_csv(tmp_path / "results.csv", row(**differing))
        return await run_import(path, database_url=fresh_urls.app, secret_key=KEY)

    await correct()
    async with fresh_database.session(SYSTEM) as session:
        make = Factory(session)
        result = (await session.scalars(sa.select(Result))).one()
        account = await make.account(await session.get_one(Candidate, result.candidate_id))
        user = await make.user()
        await session.commit()
    return Scene(fresh_database, result, viewer_of(account), viewer_of(user), correct)


async def waits_or_ends(owner: psycopg.Connection, task: "asyncio.Task[Any]") -> None:
    """Until a statement waits for another's lock, or there was nothing to wait for."""
    statement = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    while not task.done() and owner.execute(statement).fetchone() == (0,):  # noqa: ASYNC110
        await asyncio.sleep(0)


def told(owner: psycopg.Connection) -> list[tuple[str, int]]:
    """Kinds of the log's events, and the version of the result that each brought, 0 for none."""
    statement = "SELECT kind, coalesce(result_version, 0) FROM event ORDER BY sequence"
    return [(kind, version) for kind, version in owner.execute(statement).fetchall()]


def kept(owner: psycopg.Connection) -> list[tuple[Any, ...]]:
    """What shares are sorted and found by."""
    return owner.execute("SELECT candidate_name, sort_name, sort_score, search_text FROM share").fetchall()


CORRECTED = {"familyName": "Okonjo-Hart", "overallScore": "", "nativeName": "アマラ"}
FRESH = ("Okonjo-Hart Amara", "okonjo-hart amara", None, "okonjo-hart amara あまら 126gb5990001")


@pytest.mark.parametrize("act", [sharing, checking])
async def test_a_correction_waits_for_whoever_reads_the_result(
    scene: Scene, owner: psycopg.Connection, act: Act
) -> None:
    async with work(scene.database, LocalBroker(), scene.viewer(act)) as session:
        await act(session, scene)
        correcting = asyncio.create_task(scene.correct(**CORRECTED))
        await waits_or_ends(owner, correcting)
    assert (await correcting).changed == 1

    if act is sharing:
        assert kept(owner) == [FRESH]
        assert told(owner) == [("SHARE_RECEIVED", 0), ("RESULT_CORRECTED", 2)]
    else:
        assert owner.execute("SELECT result_version FROM verification").fetchall() == [(1,)]
        assert told(owner) == [("VERIFICATION_MADE", 0), ("RESULT_CORRECTED", 2)]


async def test_so_does_a_change_that_is_no_version(scene: Scene, owner: psycopg.Connection) -> None:
    """The native form of a name is searched in."""
    async with work(scene.database, LocalBroker(), scene.candidate) as session:
        await sharing(session, scene)
        correcting = asyncio.create_task(scene.correct(nativeName="アマラ"))
        await waits_or_ends(owner, correcting)
    assert (await correcting).changed == 0

    assert kept(owner) == [("Okonjo Amara", "okonjo amara", 169, "okonjo amara あまら 126gb5990001")]


@pytest.mark.parametrize("act", [sharing, checking])
async def test_whoever_reads_the_result_waits_for_a_correction(
    scene: Scene, owner: psycopg.Connection, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge, merged, go_on = load.Loader._merge, asyncio.Event(), asyncio.Event()

    async def stopping(self: load.Loader, *arguments: Any) -> load.Loaded:
        loaded = await merge(self, *arguments)
        merged.set()
        await go_on.wait()
        return loaded

    monkeypatch.setattr(load.Loader, "_merge", stopping)
    correcting = asyncio.create_task(scene.correct(**CORRECTED))
    await merged.wait()
    acting = asyncio.create_task(scene.does(act))
    await waits_or_ends(owner, acting)
    go_on.set()
    await acting
    assert (await correcting).changed == 1

    if act is sharing:
        assert kept(owner) == [FRESH]
        assert told(owner) == [("SHARE_RECEIVED", 0)]
    else:
        assert owner.execute("SELECT result_version FROM verification").fetchall() == [(2,)]
        assert told(owner) == [("VERIFICATION_MADE", 0)]


async def test_many_at_once_come_to_an_end(scene: Scene, owner: psycopg.Connection) -> None:
    """Corrections, checks and a sharing in each other's way: no deadlock, and the share says what the result says."""
    tasks = [scene.does(sharing), *(scene.does(checking) for _ in range(12))]
    acting = asyncio.gather(*tasks)
    for score in ("", "169", ""):
        await scene.correct(overallScore=score)
    await acting

    assert owner.execute("SELECT count(*) FROM verification").fetchone() == (12,)
    shown = "SELECT share.sort_score IS NOT DISTINCT FROM result.overall_score FROM share JOIN result ON true"
    assert owner.execute(shown).fetchall() == [(True,)]


async def test_a_share_that_waits_is_kept_fresh_and_tells_nobody(scene: Scene, owner: psycopg.Connection) -> None:
    """Of an organisation that is invited and not approved yet."""
    invited = Invited("Saltmarsh College", "Saltmarsh", "GB", "office@saltmarsh.example.org")
    async with work(scene.database, LocalBroker(), scene.candidate) as session:
        await share_results_with_invited(
            session, scene.candidate, result_ids=[scene.result.id], invited=invited, settings=Settings(), now=NOW
        )
    assert (await scene.correct(**CORRECTED)).changed == 1

    assert kept(owner) == [FRESH]
    assert told(owner) == []

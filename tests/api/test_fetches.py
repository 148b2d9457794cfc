"""What is kept of a fetch: its count, the trail, the candidates' ledger; and files that are gone or away."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from app.database import Database
from app.schema.ids import id_of
from tests.api.fetching import PRIVATE, Scene, served_scene
from tests.api.files import Made
from tests.api.service import SETTINGS, code_of
from tests.exports.buckets import S3Server, s3_server

pytestmark = pytest.mark.anyio

#: More than two of the pieces that a bucket is read in.
DATA = hashlib.shake_256(b"fetched").digest(9 * 1024 * 1024 + 7)
LEDGER = """query ($result: ID, $organisation: ID) { candidate { accessLedger(
  resultId: $result, organisationId: $organisation, first: 50
) { totalCount nodes { id kind way version occurredAt organisation { name } result { id } } } } }"""
NODE = """query ($id: ID!) { node(id: $id) { ... on Download {
  status url fetchCount lastFetchedAt rows bytes sha256 } } }"""
AUDIT = """{ organisation { auditEntries(first: 10) { nodes { action subjectId count address } } } }"""


@pytest.fixture
async def scene(fresh_database: Database) -> AsyncIterator[Scene]:
    async with served_scene(fresh_database, DATA) as scene:
        yield scene


def later(scene: Scene, owner: psycopg.Connection, minutes: float) -> None:
    """As if what was fetched had been fetched so much earlier."""
    earlier = "fetched_at - make_interval(secs => %s), last_at = last_at - make_interval(secs => %s)"
    scene.by_owner(owner, f"UPDATE download_fetch SET fetched_at = {earlier}", minutes * 60, minutes * 60)


async def ledger(scene: Scene, **asked: Any) -> Any:
    token = await scene.service.token(scene.account)
    return (await scene.service.ask(LEDGER, token, **asked))["candidate"]["accessLedger"]


async def entry(scene: Scene, file: Made | None = None) -> Any:
    id_ = id_of("Download", (file or scene.file).download.id)
    return (await scene.service.ask(NODE, scene.tokens["user"], id=id_))["node"]


async def test_ranges_within_ten_minutes_are_one_fetch(scene: Scene, owner: psycopg.Connection) -> None:
    for start in range(0, 50, 10):
        assert (await scene.get(range=f"bytes={start}-{start + 9}")).status_code == 206
    after_the_first = await scene.count()
    later(scene, owner, 9.9)
    await scene.get(range="bytes=50-")
    within = await scene.count()
    later(scene, owner, 0.2)
    await scene.get(range="bytes=50-")

    assert (after_the_first, within, await scene.count()) == (1, 1, 2)
    assert await scene.fetches() == [(scene.file.download.id, scene.people["user"].id)] * 2


async def test_ranges_at_once_are_one_fetch(scene: Scene) -> None:
    responses = await asyncio.gather(*(scene.get(range=f"bytes={start}-{start}") for start in range(8)))

    assert [response.content for response in responses] == [DATA[start : start + 1] for start in range(8)]
    assert (await scene.count(), len(await scene.fetches()), len(await scene.audited())) == (1, 1, 1)


async def test_ranges_after_a_whole_file_belong_to_it_and_whole_files_are_a_fetch_each(scene: Scene) -> None:
    await scene.get()
    await scene.get(range="bytes=5-")
    once = await scene.count()
    await scene.get()

    assert (once, await scene.count()) == (1, 2)


async def test_each_user_key_and_file_is_counted_by_itself(scene: Scene) -> None:
    other = await scene.another(b"another one")
    for who in ("user", "colleague", "key", "user", "colleague"):
        for file in (scene.file, other):
            assert (await scene.get(who, file, range="bytes=0-3")).status_code == 206

    assert (await scene.count(), await scene.count(other)) == (3, 3)
    assert sorted(await scene.fetches()) == sorted(
        (file.download.id, actor.id)
        for file in (scene.file, other)
        for actor in (scene.people["user"], scene.people["colleague"], scene.keys["key"])
    )


async def test_the_entry_and_the_trail_tell_it(scene: Scene) -> None:
    before = await entry(scene)
    await scene.get("user")
    await scene.get("key")
    after = await entry(scene)

    assert (before["fetchCount"], before["lastFetchedAt"]) == (0, None)
    assert (after["fetchCount"], after["lastFetchedAt"] is not None) == (2, True)
    assert {**after, "fetchCount": 0, "lastFetchedAt": None} == before
    assert after["bytes"] == len(DATA)
    organisation, subject = scene.organisation.id, id_of("Download", scene.file.download.id)
    assert await scene.audited() == [
        ("fetchDownload", scene.people["user"].id, organisation, subject, 1),
        ("fetchDownload", scene.keys["key"].id, organisation, subject, 1),
    ]


async def test_the_candidates_ledger_tells_it(scene: Scene) -> None:
    assert (await ledger(scene))["nodes"] == []
    await scene.get("user")
    await scene.get("key", range="bytes=0-9")
    whole = await ledger(scene)
    result = id_of("Result", scene.result.id)
    counts = [
        (await ledger(scene, **asked))["totalCount"]
        for asked in (
            {"result": result},
            {"organisation": f"orp_{scene.organisation.id}"},
            {"organisation": f"orp_{scene.result.id}"},
        )
    ]

    assert whole["totalCount"] == 2
    assert [(node["kind"], node["way"], node["version"], node["result"]) for node in whole["nodes"]] == [
        ("DOWNLOADED", "API", 1, {"id": result}),
        ("DOWNLOADED", "CONSOLE", 1, {"id": result}),
    ]
    assert counts == [2, 2, 0]
    assert await ledger(scene) == whole  # with the same ids


async def test_an_entry_of_the_ledger_is_a_node_to_its_candidate_alone(scene: Scene) -> None:
    await scene.get("user")
    (disclosed,) = (await ledger(scene))["nodes"]
    async with scene.service.making() as make:
        stranger = await make.account()
    tokens = {
        "own": await scene.service.token(scene.account),
        "stranger": await scene.service.token(stranger),
        "user": scene.tokens["user"],
        "staff": scene.tokens["staff"],
    }
    query = "query ($id: ID!) { node(id: $id) { id } }"
    seen = {who: (await scene.service.ask(query, token, id=disclosed["id"]))["node"] for who, token in tokens.items()}

    assert seen == {"own": {"id": disclosed["id"]}, "stranger": None, "user": None, "staff": None}


async def test_a_file_nobody_fetched_discloses_nothing(scene: Scene) -> None:
    await scene.another(b"x")
    await scene.get("user", method="HEAD")

    assert await ledger(scene) == {"totalCount": 0, "nodes": []}


async def test_what_was_fetched_stays_told_when_the_file_has_gone(scene: Scene, owner: psycopg.Connection) -> None:
    await scene.get("user")
    told = await ledger(scene)
    scene.by_owner(owner, "UPDATE download SET object_key = NULL, expires_at = now()")

    assert told["totalCount"] == 1
    assert await ledger(scene) == told


@pytest.mark.parametrize(
    "change", ["expires_at = now()", "object_key = NULL, expires_at = now()"], ids=["time", "bytes"]
)
async def test_a_file_whose_time_is_over_is_gone(scene: Scene, owner: psycopg.Connection, change: str) -> None:
    scene.by_owner(owner, f"UPDATE download SET {change}")
    for method in ("GET", "HEAD"):
        for asked in ({}, {"range": "bytes=0-1"}):
            response = await scene.get(method=method, **asked)
            assert response.status_code == 410
    response = await scene.get()

    assert response.json()["errors"] == [
        {
            "message": "This file was kept for its time and has been removed: repeat the download.",
            "extensions": {"code": "GONE"},
        }
    ]
    state = await entry(scene)
    assert (state["status"], state["url"], state["fetchCount"], state["rows"]) == ("DONE", None, 0, 1)
    assert (await scene.get("foreigner")).status_code == 404
    assert (await scene.fetches(), await scene.audited()) == ([], [])


async def test_it_is_told_in_the_viewers_language(scene: Scene, owner: psycopg.Connection) -> None:
    scene.by_owner(owner, "UPDATE download SET expires_at = now()")
    scene.by_owner(owner, "UPDATE app_user SET language = 'JA'")

    (error,) = (await scene.get()).json()["errors"]

    assert error["message"] == (
        "このファイルは保存期間が過ぎたため削除されました。もう一度ダウンロードを作成してください。"
    )


async def test_a_store_without_the_file_is_no_fetch(scene: Scene) -> None:
    store = scene.service.parts.store
    assert scene.file.download.object_key is not None
    await store.remove(scene.file.download.object_key)

    await is_away(scene)


async def is_away(scene: Scene) -> None:
    """Nothing is given, nothing is entered, and it may be tried again."""
    for asked in ({}, {"range": "bytes=0-1"}):
        response = await scene.get(**asked)
        assert (response.status_code, code_of(response.json())) == (503, "UNAVAILABLE")
        told = ("retry-after", "etag", "content-disposition", *PRIVATE)
        assert {name: response.headers.get(name) for name in told} == {
            "retry-after": "30",
            "etag": None,
            "content-disposition": None,
            **PRIVATE,
        }
    assert (await scene.fetches(), await scene.audited(), await scene.count()) == ([], [], 0)


# ----------------------------------------------------------------------------------------------- from a real S3 server


@pytest.fixture(scope="module")
def s3() -> Any:
    with s3_server() as server:
        yield server


@pytest.fixture
async def bucket_scene(fresh_database: Database, s3: S3Server) -> AsyncIterator[Scene]:
    settings = SETTINGS.model_copy(update={"object_store_url": SecretStr(s3.bucket().url)})
    async with served_scene(fresh_database, DATA, settings) as scene:
        yield scene


async def test_from_a_bucket(bucket_scene: Scene) -> None:
    whole = await bucket_scene.get()
    half = await bucket_scene.get(range=f"bytes={4 * 1024 * 1024 - 1}-{8 * 1024 * 1024 + 1}")
    end = await bucket_scene.get(range="bytes=-7")

    assert [response.status_code for response in (whole, half, end)] == [200, 206, 206]
    assert whole.content == DATA
    assert half.content == DATA[4 * 1024 * 1024 - 1 : 8 * 1024 * 1024 + 2]
    assert end.content == DATA[-7:]
    assert await bucket_scene.count() == 1


async def test_a_bucket_that_is_away_comes_back(bucket_scene: Scene, s3: S3Server) -> None:
    s3.stop()
    try:
        await is_away(bucket_scene)
    finally:
        s3.start()

    assert (await bucket_scene.get()).content == DATA
    assert await bucket_scene.count() == 1

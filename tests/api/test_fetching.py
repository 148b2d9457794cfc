"""GET /downloads/{id} over real HTTP: who is given a file, under which headers, and how much of it."""

import base64
import hashlib
import os
import random
from collections.abc import AsyncIterator

import httpx2
import psycopg
import pytest

from app.database import Database
from app.models.enums import CsvEncoding, DownloadFormat, JobStatus
from app.schema.ids import id_of
from tests.api.fetching import PRIVATE, Scene, served_scene
from tests.api.files import Made, a_download
from tests.api.service import code_of

pytestmark = pytest.mark.anyio

#: More than two of the pieces that a store reads.
DATA = random.Random(4).randbytes(600_001)
SIZE = len(DATA)
TAG = f'"{hashlib.sha256(DATA).hexdigest()}"'
GIVEN = {
    **PRIVATE,
    "accept-ranges": "bytes",
    "content-disposition": "attachment; filename=\"_ _2026_.xlsx\"; filename*=UTF-8''"
    "%E5%8F%97%E9%A8%93%E8%80%85%E4%B8%80%E8%A6%A7%20%E2%80%9C2026%E2%80%9D.xlsx",
    "content-type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "etag": TAG,
    "repr-digest": f"sha-256=:{base64.b64encode(hashlib.sha256(DATA).digest()).decode()}:",
}
WHOLE = GIVEN | {"content-length": str(SIZE)}
REFUSED = {
    None: (401, "UNAUTHENTICATED", None),
    "reading key": (403, "FORBIDDEN", "DOWNLOAD"),
    "expired key": (401, "UNAUTHENTICATED", None),
    "revoked key": (401, "UNAUTHENTICATED", None),
    "foreigner": (404, "NOT_FOUND", None),
    "foreign key": (404, "NOT_FOUND", None),
    "candidate": (404, "NOT_FOUND", None),
    "staff": (404, "NOT_FOUND", None),
}


@pytest.fixture
async def scene(fresh_database: Database) -> AsyncIterator[Scene]:
    async with served_scene(fresh_database, DATA) as scene:
        yield scene


def headers(response: httpx2.Response) -> dict[str, str]:
    """What the service says; not what its server adds."""
    return {name: value for name, value in response.headers.items() if name not in ("date", "server", "connection")}


async def nothing_is_entered(scene: Scene) -> None:
    # A refused key has an entry of its own, which tells no fetch.
    trail = [entry for entry in await scene.audited() if entry[0] != "useToken"]
    assert (await scene.fetches(), trail, await scene.count()) == ([], [], 0)


@pytest.mark.parametrize("who", ["user", "colleague", "key", "photo key"])
async def test_users_and_keys_with_the_scope_are_given_it(scene: Scene, who: str) -> None:
    first, again = [await scene.get(who) for _ in range(2)]

    assert (first.status_code, headers(first)) == (200, WHOLE)
    assert first.content == again.content == DATA


@pytest.mark.parametrize("who", REFUSED, ids=str)
async def test_nobody_else_is(scene: Scene, who: str | None) -> None:
    for method in ("GET", "HEAD"):
        response = await scene.get(who, method=method, range="bytes=0-4")
        status, code, scope = REFUSED[who]
        assert response.status_code == status
        assert {name: response.headers.get(name) for name in (*PRIVATE, "etag")} == PRIVATE | {"etag": None}
        if method == "GET":
            assert code_of(response.json()) == code
            assert response.json()["errors"][0]["extensions"].get("scope") == scope
    await nothing_is_entered(scene)


ENDINGS = {
    "expired": ("expires_at = now()", 401, "UNAUTHENTICATED"),
    "revoked": ("revoked_at = now()", 401, "UNAUTHENTICATED"),
    "scope": ("scopes = '{READ,PHOTO}'", 403, "FORBIDDEN"),
}


@pytest.mark.parametrize("how", ENDINGS)
async def test_a_key_that_ends_between_two_ranges_is_given_no_more(
    scene: Scene, owner: psycopg.Connection, how: str
) -> None:
    assert (await scene.get("key", range="bytes=0-9")).status_code == 206
    change, status, code = ENDINGS[how]
    scene.by_owner(owner, f"UPDATE api_key SET {change} WHERE id = %s", scene.keys["key"].id)

    response = await scene.get("key", range="bytes=10-19")

    assert (response.status_code, code_of(response.json())) == (status, code)
    assert await scene.count() == 1


async def test_photos_need_the_permission_at_each_fetch(scene: Scene, owner: psycopg.Connection) -> None:
    file = await scene.another(b"%PDF-", format=DownloadFormat.PDF, has_photos=True)
    seen = {who: await scene.get(who, file) for who in ("user", "photo key", "colleague", "key")}
    scene.by_owner(owner, "UPDATE app_user SET may_view_photos = false WHERE id = %s", scene.people["user"].id)
    scene.by_owner(owner, "UPDATE api_key SET scopes = '{DOWNLOAD}' WHERE id = %s", scene.keys["photo key"].id)
    later = {who: await scene.get(who, file, range="bytes=1-2") for who in ("user", "photo key")}
    without = await scene.get("user")

    assert {who: response.status_code for who, response in seen.items()} == {
        "user": 200,
        "photo key": 200,
        "colleague": 403,
        "key": 403,
    }
    assert seen["colleague"].json()["errors"][0]["extensions"] == {"code": "FORBIDDEN"}
    assert seen["key"].json()["errors"][0]["extensions"] == {"code": "FORBIDDEN", "scope": "PHOTO"}
    assert [response.status_code for response in later.values()] == [403, 403]
    assert without.status_code == 200
    assert (await scene.count(file), await scene.count()) == (2, 1)


@pytest.mark.parametrize("status", [status for status in JobStatus if status is not JobStatus.DONE])
async def test_what_is_not_done_is_not_there(scene: Scene, status: JobStatus) -> None:
    ended = status not in (JobStatus.QUEUED, JobStatus.RUNNING)
    values = {"status": status, "size": None, "sha256": None, "expires_at": None}
    if not ended:
        values["finished_at"] = None
    if status is JobStatus.FAILED:
        values["failure"] = "BROKEN"
    async with scene.service.making() as make:
        download = await a_download(make, scene.organisation, scene.people["user"], **values)

    response = await scene.get("user", Made(download, b""))

    assert (response.status_code, code_of(response.json())) == (404, "NOT_FOUND")
    assert await scene.fetches() == []


@pytest.mark.parametrize("kind", ["none", "result", "nonsense"])
async def test_ids_of_nothing(scene: Scene, kind: str) -> None:
    id_ = {
        "none": id_of("Download", scene.result.id),
        "result": id_of("Result", scene.file.download.id),
        "nonsense": "%00x",
    }
    token = {"authorization": f"Bearer {scene.tokens['user']}"}
    response = await scene.service.http.get(f"/downloads/{id_[kind]}", headers=token)

    assert (response.status_code, code_of(response.json())) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, SIZE),
        ("bytes=262143-262144", 262_143, 262_145),
        ("bytes=300000-", 300_000, SIZE),
        ("bytes=-1", SIZE - 1, SIZE),
        ("bytes=-9999999", 0, SIZE),
        ("bytes=600000-99999999", 600_000, SIZE),
    ],
)
async def test_a_range_is_the_slice(scene: Scene, asked: str, start: int, end: int) -> None:
    response = await scene.get(range=asked)

    assert (response.status_code, headers(response)) == (
        206,
        GIVEN | {"content-length": str(end - start), "content-range": f"bytes {start}-{end - 1}/{SIZE}"},
    )
    assert response.content == DATA[start:end]


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "bytes=5-4", "lines=1-2", "bytes=x"])
async def test_several_ranges_or_none_of_ours_are_answered_by_all_of_it(scene: Scene, asked: str) -> None:
    response = await scene.get(range=asked)

    assert (response.status_code, headers(response), response.content) == (200, WHOLE, DATA)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=-0"])
async def test_a_range_beyond_the_end(scene: Scene, asked: str) -> None:
    response = await scene.get(range=asked)

    assert (response.status_code, response.content) == (416, b"")
    assert headers(response) == PRIVATE | {
        "accept-ranges": "bytes",
        "content-range": f"bytes */{SIZE}",
        "content-length": "0",
    }
    await nothing_is_entered(scene)


@pytest.mark.parametrize(
    ("condition", "status"),
    [(TAG, 206), ('"other"', 200), (f"W/{TAG}", 200), ("Wed, 25 Nov 2026 20:00:00 GMT", 200)],
    ids=["same", "other", "weak", "date"],
)
async def test_if_range(scene: Scene, condition: str, status: int) -> None:
    response = await scene.get(range="bytes=5-9", if_range=condition)

    assert (response.status_code, response.content) == (status, DATA[5:10] if status == 206 else DATA)


@pytest.mark.parametrize(
    ("condition", "status"),
    [({"if_none_match": TAG}, 304), ({"if_none_match": "*"}, 304), ({"if_match": '"other"'}, 412)],
    ids=["known", "any", "another"],
)
async def test_conditions_without_bytes_are_no_fetch(scene: Scene, condition: dict[str, str], status: int) -> None:
    response = await scene.get(**condition)

    assert (response.status_code, response.content) == (status, b"")
    assert response.headers.get("etag") == (TAG if status == 304 else None)
    await nothing_is_entered(scene)


async def test_conditions_that_hold(scene: Scene) -> None:
    responses = [await scene.get(if_none_match='"other"'), await scene.get(if_match=TAG)]

    assert [(response.status_code, response.content == DATA) for response in responses] == [(200, True)] * 2


async def test_head_tells_all_but_the_bytes_and_is_no_fetch(scene: Scene) -> None:
    responses = [await scene.get(method="HEAD"), await scene.get(method="HEAD", range="bytes=1-2")]

    assert [(response.status_code, headers(response), response.content) for response in responses] == [
        (200, WHOLE, b"")
    ] * 2
    await nothing_is_entered(scene)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_it_is_for_fetching_only(scene: Scene, method: str) -> None:
    assert (await scene.get(method=method)).status_code == 405
    await nothing_is_entered(scene)


async def test_a_broken_fetch_is_resumed(scene: Scene) -> None:
    token = {"authorization": f"Bearer {scene.tokens['user']}"}
    got = b""
    async with scene.service.http.stream("GET", scene.file.path, headers=token) as response:
        async for piece in response.aiter_raw():
            got += piece
            break
    rest = await scene.get(range=f"bytes={len(got)}-", if_range=TAG)

    assert 0 < len(got) < SIZE
    assert (rest.status_code, got + rest.content) == (206, DATA)
    assert await scene.count() == 1


@pytest.mark.parametrize("asked", [{}, {"range": "bytes=10-"}], ids=["whole", "range"])
async def test_a_store_that_fails_midway_breaks_it_off(scene: Scene, asked: dict[str, str]) -> None:
    assert scene.file.download.object_key is not None
    kept = scene.service.parts.settings.data / "files" / scene.file.download.object_key
    os.truncate(kept, 300_000)

    with pytest.raises(httpx2.RemoteProtocolError, match="without sending complete message body"):
        await scene.get(**asked)

    kept.write_bytes(DATA)
    assert (await scene.get()).content == DATA


async def test_an_empty_file(scene: Scene) -> None:
    file = await scene.another(b"")
    responses = [await scene.get("user", file), await scene.get("user", file, range="bytes=0-")]

    assert [(response.status_code, response.content) for response in responses] == [(200, b""), (416, b"")]


async def test_a_text_says_its_encoding(scene: Scene) -> None:
    options = {"encoding": CsvEncoding.CP932.value}
    file = await scene.another(
        "氏名\r\n".encode("cp932"), format=DownloadFormat.CSV, options=options, filename="名.csv"
    )
    response = await scene.get("user", file)

    assert response.headers["content-type"] == "text/csv; charset=windows-31j"
    assert response.content.decode("cp932") == "氏名\r\n"

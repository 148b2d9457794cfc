"""A bucket: a server that goes away, uploads left behind, what the URL says, whom it talks to."""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import obstore
import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as Theirs

from app.exports.s3_store import Place, S3Store
from app.exports.store import FileWriter, NoSpace, StoreAway
from app.exports.unfinished_uploads import Credentials, UnfinishedUploads, canonical, signed
from tests.exports.buckets import SHORT, Bucket, S3Server, s3_server
from tests.exports.test_store import KEY, LARGE, MIB, content

pytestmark = pytest.mark.anyio


@pytest.fixture
def own_server() -> Iterator[S3Server]:
    """One that the test stops and starts."""
    with s3_server() as server:
        yield server


def test_files_lie_below_the_prefix(bucket: Bucket) -> None:
    with bucket.store().writing(KEY) as file:
        file.write(b"x")

    assert bucket.files() == {f"kept/{KEY}": b"x"}


def test_a_server_that_is_down_at_the_start(own_server: S3Server) -> None:
    bucket = own_server.bucket()
    own_server.stop()

    with pytest.raises(StoreAway, match="after 3 retries"), bucket.store().writing(KEY) as file:
        file.write(LARGE)

    own_server.start()
    assert (bucket.files(), bucket.uploads()) == ({}, [])


def test_a_server_that_goes_away_in_the_middle(own_server: S3Server) -> None:
    bucket = own_server.bucket()

    with pytest.raises(StoreAway, match="after 3 retries"), bucket.store().writing(KEY) as file:
        stop_between(bucket, file)

    own_server.start()
    assert bucket.files() == {}


def stop_between(bucket: Bucket, file: FileWriter) -> None:
    """Two halves of a file; the first has begun to arrive."""
    file.write(LARGE)
    assert bucket.uploads() == [f"kept/{KEY}"]
    bucket.server.stop()
    file.write(LARGE)


async def test_a_server_that_comes_back_is_waited_for(own_server: S3Server) -> None:
    bucket = own_server.bucket()
    patient = S3Store(Place.of(bucket.url))

    with patient.writing(KEY) as file:
        file.write(LARGE)
        own_server.stop()
        back = threading.Timer(0.3, own_server.start)
        back.start()
        file.write(LARGE)
    back.join()

    assert bucket.files() == {f"kept/{KEY}": LARGE + LARGE}
    own_server.stop()
    back = threading.Timer(0.3, own_server.start)
    back.start()
    assert await content(patient, KEY, 0, 2 * len(LARGE)) == LARGE + LARGE
    back.join()


async def test_a_server_that_goes_away_while_read(own_server: S3Server) -> None:
    bucket = own_server.bucket()
    store = bucket.store()
    with store.writing(KEY) as file:
        file.write(LARGE)
    pieces = store.read(KEY, 0, len(LARGE))
    assert await anext(pieces) == LARGE[: 4 * MIB]
    own_server.stop()

    with pytest.raises(StoreAway, match="after 3 retries"):
        await anext(pieces)


async def test_no_bucket_is_a_reason(s3: S3Server) -> None:
    store = S3Store(Place.of(f"s3://a:b@no-such-bucket?endpoint={s3.endpoint}&region=us-east-1"), SHORT)

    with pytest.raises(StoreAway, match="NoSuchBucket"), store.writing(KEY) as file:
        file.write(b"x")
    with pytest.raises(StoreAway, match="404"):
        await store.sweep(datetime.now(UTC))


def test_a_full_store_says_so() -> None:
    """As MinIO does."""

    class Full(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            body = b"<Error><Code>XMinioStorageFull</Code><Message>Storage backend is full</Message></Error>"
            self.send_response(507)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Full) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        store = S3Store(Place.of(f"s3://a:b@full?endpoint=http://127.0.0.1:{server.server_port}&region=x"), SHORT)
        with pytest.raises(NoSpace), store.writing(KEY) as file:
            file.write(b"x")
        server.shutdown()


async def test_uploads_left_behind_are_aborted(bucket: Bucket) -> None:
    bucket.client.create_multipart_upload(Bucket=bucket.name, Key="another's/file")
    left = obstore.open_writer(bucket.store()._bucket, KEY, buffer_size=5 * MIB)
    left.write(LARGE)
    del left
    with bucket.store().writing(KEY.replace(".1.", ".2.")) as file:
        file.write(b"done")
    assert sorted(bucket.uploads()) == ["another's/file", f"kept/{KEY}"]

    assert await bucket.store().sweep(datetime(2000, 1, 1, tzinfo=UTC)) == 0
    assert await bucket.store().sweep(datetime.now(UTC)) == 1
    assert bucket.uploads() == ["another's/file"]
    assert list(bucket.files()) == [f"kept/{KEY.replace('.1.', '.2.')}"]


@pytest.mark.parametrize("token", [None, "tok/en="])
def test_signatures_are_as_aws_says(monkeypatch: pytest.MonkeyPatch, token: str | None) -> None:
    """As botocore signs the same, that is: moto's server looks at none."""
    now, query = datetime(2026, 11, 25, 20, 30, tzinfo=UTC), {"uploads": "", "prefix": "kept/日本 語/"}
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: now)
    request = AWSRequest("GET", f"http://127.0.0.1:9000/b/a%20b?{canonical(query)}")
    S3SigV4Auth(Theirs("AKIA", "secret", token), "s3", "eu-north-1").add_auth(request)

    ours = signed(Credentials("AKIA", "secret", token, "eu-north-1"), "GET", "127.0.0.1:9000", "/b/a%20b", query, now)

    theirs = {name.lower(): value for name, value in request.headers.items()}
    assert ours == theirs | {"host": "127.0.0.1:9000"}


@pytest.mark.parametrize(
    "url",
    [
        "https://bucket/prefix",
        "s3:///prefix",
        "s3://bucket?endpoint=ftp://x",
        "s3://key@bucket",
        "s3://bucket?region=x&acl=public",
        "s3://bucket?nonsense",
    ],
)
def test_a_url_that_is_none(url: str) -> None:
    with pytest.raises(ValueError, match=r"OBJECT_STORE_URL|bad query"):
        Place.of(url)


def test_a_url_says_it_all() -> None:
    url = "s3://k%2Fey:s%40cret@bucket/a/b/?endpoint=https://s3.example:9000&region=ap-northeast-1"

    assert Place.of(url) == Place("bucket", "a/b", "https://s3.example:9000", "ap-northeast-1", "k/ey", "s@cret")
    assert Place.of("s3://bucket") == Place("bucket", None, None, None, None, None)


def test_without_credentials_uploads_are_left_to_the_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)

    assert UnfinishedUploads(Place.of("s3://bucket")).abort(datetime.now(UTC)) == 0


WATCHED = "trace=connect,sendto,sendmsg,sendmmsg"
#: Everything that a store does, in a process that is watched.
USE = f"""
import asyncio, sys
from datetime import UTC, datetime
from app.exports.s3_store import Place, S3Store
async def main():
    store = S3Store(Place.of(sys.argv[1]))
    with store.writing("{KEY}") as file:
        file.write(b"x" * {17 * MIB})
    assert b"".join([piece async for piece in store.read("{KEY}", 0, {5 * MIB})]) == b"x" * {5 * MIB}
    assert [key async for key in store.older(datetime.now(UTC))] in ([], ["{KEY}"])
    await store.remove("{KEY}")
    print(await store.sweep(datetime.now(UTC)))
asyncio.run(main())
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="nothing to watch a process with")
def test_it_talks_to_the_store_alone(bucket: Bucket, tmp_path: object) -> None:
    trace = f"{tmp_path}/trace"
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    ended = subprocess.run(
        [
            "strace",
            "-f",
            "-qq",
            "-e",
            "trace=connect,sendto,sendmsg,sendmmsg",
            "-o",
            trace,
            sys.executable,
            "-c",
            USE,
            bucket.url,
        ],
        capture_output=True,
        text=True,
        env=environment,
    )

    assert (ended.stdout, ended.stderr) == ("0\n", "")
    with open(trace) as file:
        addressed = set(re.findall(r"sin6?_port=htons\((\d+)\).*?\"([0-9a-f.:]+)\"", file.read()))
    assert addressed == {(str(bucket.server.port), "127.0.0.1")}

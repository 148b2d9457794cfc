"""A real S3 server on loopback, and a way to look into it that is not the service's."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import boto3
from botocore.client import BaseClient
from botocore.config import Config
from moto.server import ThreadedMotoServer

from app.exports.s3_store import Patience, Place, S3Store

#: For tests that wait for a store which never comes back.
SHORT = Patience(
    retries=3,
    first_wait=timedelta(milliseconds=10),
    longest_wait=timedelta(milliseconds=50),
    connect=timedelta(seconds=2),
    request=timedelta(seconds=20),
)


@dataclass
class S3Server:
    """moto's server. Its buckets outlive `stop` and `start`, as do its address."""

    port: int = 0
    _server: ThreadedMotoServer | None = field(default=None, repr=False)

    def start(self) -> None:
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=self.port, verbose=False)
        self._server.start()
        self.port = self._server.get_host_and_port()[1]

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def bucket(self) -> "Bucket":
        """A new one."""
        bucket = Bucket(self, f"files-{secrets.token_hex(6)}")
        bucket.client.create_bucket(Bucket=bucket.name)
        return bucket


@dataclass(frozen=True)
class Bucket:
    """As another program sees it."""

    server: S3Server
    name: str

    @property
    def client(self) -> Any:
        client: BaseClient = boto3.client(
            "s3",
            endpoint_url=self.server.endpoint,
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            config=Config(retries={"max_attempts": 1}, proxies={}),
        )
        return client

    @property
    def url(self) -> str:
        """An OBJECT_STORE_URL."""
        return f"s3://testing:testing@{self.name}/kept?endpoint={self.server.endpoint}&region=us-east-1"

    def store(self) -> S3Store:
        return S3Store(Place.of(self.url), SHORT)

    def files(self) -> dict[str, bytes]:
        """All, by name."""
        listed = self.client.list_objects_v2(Bucket=self.name).get("Contents", [])
        return {
            file["Key"]: self.client.get_object(Bucket=self.name, Key=file["Key"])["Body"].read() for file in listed
        }

    def uploads(self) -> list[str]:
        """Names of what was begun and not finished."""
        return [upload["Key"] for upload in self.client.list_multipart_uploads(Bucket=self.name).get("Uploads", [])]


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """Running, for as long as the block lasts."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = S3Server()
    server.start()
    try:
        yield server
    finally:
        server.stop()

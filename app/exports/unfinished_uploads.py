"""Uploads to a bucket that were begun and neither completed nor aborted: nobody sees them, and they are paid for.
`obstore` does not list them, so this asks the store itself, signed as AWS Signature Version 4 says."""

import hashlib
import hmac
import http.client
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import quote, urlsplit

from lxml import etree  # type: ignore[import-untyped]

from app.exports.store import StoreAway

_log = logging.getLogger(__name__)
_EMPTY = hashlib.sha256(b"").hexdigest()
_TIMEOUT = 30


class Place(Protocol):
    """What of `s3_store.Place` is needed here."""

    @property
    def bucket(self) -> str: ...
    @property
    def prefix(self) -> str | None: ...
    @property
    def endpoint(self) -> str | None: ...
    @property
    def region(self) -> str | None: ...
    @property
    def access_key(self) -> str | None: ...
    @property
    def secret_key(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs."""

    access_key: str
    secret_key: str
    token: str | None
    region: str


class UnfinishedUploads:
    """Those of a bucket, below a prefix."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._region = place.region or _environment("AWS_REGION", "AWS_DEFAULT_REGION") or "us-east-1"
        endpoint = place.endpoint or _environment("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
        self._endpoint = urlsplit(endpoint or f"https://s3.{self._region}.amazonaws.com")

    def abort(self, moment: datetime) -> int:
        """Abort those begun before a moment; how many. Raises StoreAway.

        Where the credentials are neither in the URL nor in the environment (but the machine's own, say), it does
        nothing: a rule of the bucket has to, see docs/fetching.md."""
        credentials = self._credentials()
        if credentials is None:
            _log.warning("unfinished uploads are left to the bucket's rules: no credentials to sign with")
            return 0
        found = [(key, upload) for key, upload, begun in self._uploads(credentials) if begun < moment]
        for key, upload in found:
            self._ask(credentials, "DELETE", key, {"uploadId": upload})
        return len(found)

    def _credentials(self) -> Credentials | None:
        if self._place.access_key is not None and self._place.secret_key is not None:
            return Credentials(self._place.access_key, self._place.secret_key, None, self._region)
        access, secret = _environment("AWS_ACCESS_KEY_ID"), _environment("AWS_SECRET_ACCESS_KEY")
        if access is None or secret is None:
            return None
        return Credentials(access, secret, _environment("AWS_SESSION_TOKEN"), self._region)

    def _uploads(self, credentials: Credentials) -> Iterator[tuple[str, str, datetime]]:
        """Key, id and beginning of each."""
        query = {"uploads": ""} | ({"prefix": f"{self._place.prefix}/"} if self._place.prefix else {})
        while True:
            page = etree.fromstring(self._ask(credentials, "GET", None, query), _parser())
            for upload in page.iterfind("{*}Upload"):
                begun = datetime.fromisoformat(upload.findtext("{*}Initiated", "").replace("Z", "+00:00"))
                yield upload.findtext("{*}Key", ""), upload.findtext("{*}UploadId", ""), begun
            if page.findtext("{*}IsTruncated", "false") != "true":
                return
            query |= {
                "key-marker": page.findtext("{*}NextKeyMarker", ""),
                "upload-id-marker": page.findtext("{*}NextUploadIdMarker", ""),
            }

    def _ask(self, credentials: Credentials, method: str, key: str | None, query: Mapping[str, str]) -> bytes:
        base = self._endpoint.path.rstrip("/")
        path = quote(f"{base}/{self._place.bucket}" + ("" if key is None else f"/{key}"))
        headers = signed(credentials, method, self._endpoint.netloc, path, query, datetime.now(UTC))
        kind = http.client.HTTPSConnection if self._endpoint.scheme == "https" else http.client.HTTPConnection
        try:
            with closing(kind(self._endpoint.netloc, timeout=_TIMEOUT)) as connection:
                connection.request(method, f"{path}?{canonical(query)}", headers=headers)
                response = connection.getresponse()
                body = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise StoreAway(f"{method} of unfinished uploads: {error}") from error
        if response.status >= 300 and not (method == "DELETE" and response.status == 404):
            raise StoreAway(f"{method} of unfinished uploads: {response.status} {response.reason}")
        return body


def canonical(query: Mapping[str, str]) -> str:
    """A query as it is signed: sorted, and escaped as RFC 3986 says."""
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(query.items()))


def signed(
    credentials: Credentials, method: str, host: str, path: str, query: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """The headers of a request without a body. `path` is escaped."""
    moment, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
    headers = {"host": host, "x-amz-content-sha256": _EMPTY, "x-amz-date": moment}
    if credentials.token is not None:
        headers["x-amz-security-token"] = credentials.token
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = f"{method}\n{path}\n{canonical(query)}\n{lines}\n{names}\n{_EMPTY}"
    scope = f"{day}/{credentials.region}/s3/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = f"AWS4{credentials.secret_key}".encode()
    for word in scope.split("/"):
        key = _hmac(key, word)
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credentials.access_key}/{scope}, "
        f"SignedHeaders={names}, Signature={_hmac(key, text).hex()}"
    )
    return headers


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _environment(*names: str) -> str | None:
    return next((value for name in names if (value := os.environ.get(name))), None)

"""What a GraphQL request is wrapped in: checked once for HTTP, SSE and WebSocket, before any GraphQL runs.

Pure functions over bytes; nothing here knows Starlette or Strawberry. Whatever a peer sends, they return a
value or raise a `BadEnvelope`, never anything else.

A repeated key of a JSON object: the last one counts, as in `JSON.parse`. A UTF-8 byte order mark is skipped
(RFC 8259, section 8.1).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson

from app.bad_envelope import (
    AddressTooLong,
    BadEnvelope,
    BatchingUnsupported,
    BodyNotJson,
    BodyNotObject,
    BodyNotUtf8,
    BodyTooDeep,
    BodyTooLarge,
    CharsetUnsupported,
    EncodingUnsupported,
    ExtensionsInvalid,
    MediaTypeUnsupported,
    MessageIdInvalid,
    MessagePayloadInvalid,
    MessageTypeUnknown,
    NulCharacter,
    NumberTooLarge,
    OperationNameInvalid,
    ParameterRepeated,
    QueryMissing,
    TooManyValues,
    VariablesInvalid,
)

MAX_BODY_BYTES = 1 << 20
MAX_ADDRESS_BYTES = 16 << 10
MAX_MESSAGE_BYTES = 64 << 10
MAX_DEPTH = 64  # of variables and payloads; orjson reads 1,024 levels, writes 254; graphql-core recurses
MAX_VALUES = 100_000  # numbers, strings, objects, ... in one request: 10 ms of checking
MAX_NUMBER = 2**63  # beyond 64 bits orjson rounds whole numbers to floats without a word
MAX_ID = 128

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,254}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One GraphQL request. `variables` may hold anything JSON can, within this module's limits."""

    query: str
    operation_name: str | None
    variables: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ConnectionInit:
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ping:
    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Pong:
    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Subscribe:
    id: str
    envelope: Envelope


@dataclass(frozen=True, slots=True)
class Complete:
    id: str


Message = ConnectionInit | Ping | Pong | Subscribe | Complete


def parse_body(
    raw: bytes, content_type: str | None, content_encoding: str | None, *, max_bytes: int = MAX_BODY_BYTES
) -> Envelope:
    """The request in a POST's body. The caller stops reading (and raises BodyTooLarge) beyond `max_bytes`."""
    check_headers(content_type, content_encoding)
    if len(raw) > max_bytes:
        raise BodyTooLarge
    return _envelope(_object(raw))


def check_headers(content_type: str | None, content_encoding: str | None) -> None:
    """Refuses by the headers alone, so that nothing need be read of a body that will not be understood."""
    if content_type == "application/json" and content_encoding is None:
        return  # nearly all
    media_type, *parameters = (part.strip().lower() for part in (content_type or "").split(";"))
    if media_type != "application/json":
        raise MediaTypeUnsupported
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in ("utf-8", "utf8"):
            raise CharsetUnsupported
    if (content_encoding or "").strip().lower() not in ("", "identity"):
        raise EncodingUnsupported


def parse_query_string(raw: bytes, *, max_bytes: int = MAX_ADDRESS_BYTES) -> Envelope:
    """The request in a GET's query string; that it is a query and no mutation is the caller's to check."""
    if len(raw) > max_bytes:
        raise AddressTooLong
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except UnicodeError as error:
        raise BodyNotUtf8 from error
    except ValueError as error:
        raise TooManyValues from error
    known = [pair for pair in pairs if pair[0] in ("query", "operationName", "variables", "extensions")]
    found: dict[str, Any] = dict(known)
    if len(found) < len(known):
        raise ParameterRepeated
    for name in ("variables", "extensions"):
        if found.get(name):
            found[name] = _json(found[name].encode())
        else:
            found.pop(name, None)
    return _envelope(found)


def parse_message(text: str | bytes, *, max_bytes: int = MAX_MESSAGE_BYTES) -> Message:
    """A client's frame of graphql-transport-ws. `operation_id` of what is raised says whom to answer."""
    try:
        raw = text.encode() if isinstance(text, str) else text
    except UnicodeEncodeError as error:
        raise BodyNotUtf8 from error
    if len(raw) > max_bytes:
        raise BodyTooLarge
    message = _object(raw)
    match message.get("type"):
        case "subscribe":
            return _subscribe(message)
        case "complete":
            return Complete(_id(message))
        case "connection_init":
            return ConnectionInit(_payload(message) or {})
        case "ping":
            return Ping(_payload(message))
        case "pong":
            return Pong(_payload(message))
    raise MessageTypeUnknown


def _subscribe(message: Mapping[str, Any]) -> Subscribe:
    operation_id = _id(message)
    try:
        if not isinstance(payload := message.get("payload"), dict):
            raise MessagePayloadInvalid
        return Subscribe(operation_id, _envelope(payload))
    except BadEnvelope as bad:
        bad.operation_id = operation_id
        raise


def _id(message: Mapping[str, Any]) -> str:
    match message.get("id"):
        case str(id) if 0 < len(id) <= MAX_ID and not _CONTROL.search(id):
            return id
    raise MessageIdInvalid


def _payload(message: Mapping[str, Any]) -> dict[str, Any] | None:
    payload = message.get("payload")
    if payload is None:
        return None
    if not isinstance(payload, dict):
        raise MessagePayloadInvalid
    _check_values(payload)
    return payload


def _envelope(body: Mapping[str, Any]) -> Envelope:
    query = body.get("query")
    if not isinstance(query, str) or not query.strip():
        raise QueryMissing
    name = body.get("operationName")
    if name == "":  # clients send it for none
        name = None
    if name is not None and not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise OperationNameInvalid
    variables = body.get("variables")
    if variables is None:
        variables = {}
    if not isinstance(variables, dict):
        raise VariablesInvalid
    if not isinstance(body.get("extensions"), dict | None):
        raise ExtensionsInvalid
    if "\0" in query:
        raise NulCharacter
    _check_values(variables)
    return Envelope(query, name, variables)


def _object(raw: bytes) -> dict[str, Any]:
    value = _json(raw)
    if isinstance(value, list):
        raise BatchingUnsupported
    if not isinstance(value, dict):
        raise BodyNotObject
    return value


def _json(raw: bytes) -> Any:
    try:
        return orjson.loads(raw.removeprefix(_BOM))
    except orjson.JSONDecodeError as error:
        raise _reason(raw, str(error)) from error


def _reason(raw: bytes, said: str) -> BadEnvelope:
    """Which fault made orjson stop: it has one exception for all (the tests hold its texts in place)."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return BodyNotUtf8()
    if said.startswith("depth limit exceeded"):
        return BodyTooDeep()
    if said.startswith("number is infinity"):
        return NumberTooLarge()
    return BodyNotJson()  # lone surrogates, NaN and raw control characters among others


def _check_values(top: dict[str, Any]) -> None:
    """Refuses what JSON may hold and the database or graphql-core may not. Level by level: no recursion."""
    level: list[Any] = [top]
    count = 0
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for container in level:
            values = container
            if isinstance(container, dict):
                if "\0" in "".join(container):
                    raise NulCharacter
                values = container.values()
            count += len(values)
            if count > MAX_VALUES:
                raise TooManyValues
            for value in values:
                kind = type(value)
                if kind is str:
                    if "\0" in value:
                        raise NulCharacter
                elif kind is dict or kind is list:
                    below.append(value)
                elif (kind is int or kind is float) and not -MAX_NUMBER < value < MAX_NUMBER:
                    raise NumberTooLarge
        if not below:
            return
        level = below
    raise BodyTooDeep

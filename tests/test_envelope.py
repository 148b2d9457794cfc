import gzip
import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bad_envelope import BadEnvelope, BodyTooLarge, NumberTooLarge
from app.envelope import (
    MAX_DEPTH,
    MAX_VALUES,
    Complete,
    ConnectionInit,
    Envelope,
    Ping,
    Pong,
    Subscribe,
    check_headers,
    parse_body,
    parse_message,
    parse_query_string,
)

JSON = "application/json"


def verdict(parse: Any, *args: Any, **options: Any) -> Any:
    """What was parsed, or (status, code[, id]) of its refusal."""
    try:
        return parse(*args, **options)
    except BadEnvelope as bad:
        return (bad.http_status, bad.code, *([bad.operation_id] if bad.operation_id else []))


def with_variables(value: str) -> bytes:
    return b'{"query":"{a}","variables":{"x":' + value.encode() + b"}}"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"query":"{a}"}', Envelope("{a}", None, {})),
        (b' {"query":"{a}","unknown":[1]} ', Envelope("{a}", None, {})),
        (
            '{"query":"{a}","operationName":"Q","variables":{"名":["\\ud83d\\ude00",1,1.5,true,null]}}'.encode(),
            Envelope("{a}", "Q", {"名": ["😀", 1, 1.5, True, None]}),
        ),
        (
            b'{"query":"{a}","operationName":null,"variables":null,"extensions":null}',
            Envelope("{a}", None, {}),
        ),
        (b'{"query":"{a}","operationName":"","extensions":{"a":1}}', Envelope("{a}", None, {})),
        (b'\xef\xbb\xbf{"query":"{a}"}', Envelope("{a}", None, {})),
        (b'{"query":"{b}","query":"{a}"}', Envelope("{a}", None, {})),
        (with_variables("9223372036854775807"), Envelope("{a}", None, {"x": 2**63 - 1})),
        (with_variables('"' + "\\\\u0000" + '"'), Envelope("{a}", None, {"x": "\\u0000"})),
    ],
)
def test_a_sound_body_is_read(raw, expected):
    assert parse_body(raw, JSON, None) == expected


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "BODY_NOT_JSON"),
        (b"null", "BODY_NOT_OBJECT"),
        (b'"{a}"', "BODY_NOT_OBJECT"),
        (b"1", "BODY_NOT_OBJECT"),
        (b"true", "BODY_NOT_OBJECT"),
        (b"NaN", "BODY_NOT_JSON"),
        (b"[]", "BATCHING_UNSUPPORTED"),
        (b'[{"query":"{a}"}]', "BATCHING_UNSUPPORTED"),
        (b'{"query":"{a}"}{', "BODY_NOT_JSON"),
        (b"query=%7Ba%7D", "BODY_NOT_JSON"),
        (b'{"query":"\xff"}', "BODY_NOT_UTF8"),
        (b'{"query":"\xed\xa0\x80"}', "BODY_NOT_UTF8"),
        (b"\xef\xbb\xbf\xef\xbb\xbf{}", "BODY_NOT_JSON"),
        ('{"query":"{a}"}'.encode("utf-16"), "BODY_NOT_UTF8"),
        (gzip.compress(b'{"query":"{a}"}', mtime=0), "BODY_NOT_UTF8"),
        (b"[" * 100_000, "BODY_TOO_DEEP"),
        (b"[" * 100_000 + b"]" * 100_000, "BODY_TOO_DEEP"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "BODY_TOO_DEEP"),
        (b"{}", "QUERY_MISSING"),
        (b'{"query":null}', "QUERY_MISSING"),
        (b'{"query":1}', "QUERY_MISSING"),
        (b'{"query":" \\n"}', "QUERY_MISSING"),
        (b'{"id":"x","extensions":{"persistedQuery":{}}}', "QUERY_MISSING"),
        (b'{"query":"{a(b:\\"\\u0000\\")}"}', "NUL_CHARACTER"),
        (b'{"query":"\\ud800"}', "BODY_NOT_JSON"),
        (b'{"query":"{a}","operationName":"\\ud800"}', "BODY_NOT_JSON"),
        (b'{"query":"{a}","operationName":"\\u0000"}', "OPERATION_NAME_INVALID"),
        (b'{"query":"{a}","operationName":1}', "OPERATION_NAME_INVALID"),
        (b'{"query":"{a}","operationName":"a b"}', "OPERATION_NAME_INVALID"),
        (b'{"query":"{a}","operationName":"A\\n"}', "OPERATION_NAME_INVALID"),
        (b'{"query":"{a}","variables":[]}', "VARIABLES_INVALID"),
        (b'{"query":"{a}","variables":"{}"}', "VARIABLES_INVALID"),
        (b'{"query":"{a}","variables":false}', "VARIABLES_INVALID"),
        (b'{"query":"{a}","variables":{"\\ud800":1}}', "BODY_NOT_JSON"),
        (b'{"query":"{a}","variables":{"a\\u0000":1}}', "NUL_CHARACTER"),
        (b'{"query":"{a}","extensions":[]}', "EXTENSIONS_INVALID"),
        (with_variables('"\\udc00"'), "BODY_NOT_JSON"),
        (with_variables('[{"a":["\\u0000"]}]'), "NUL_CHARACTER"),
        (with_variables("NaN"), "BODY_NOT_JSON"),
        (with_variables("9" * 5000), "NUMBER_TOO_LARGE"),
        (with_variables("9223372036854775808"), "NUMBER_TOO_LARGE"),
        (with_variables("18446744073709551616"), "NUMBER_TOO_LARGE"),
        (with_variables("-9223372036854775809"), "NUMBER_TOO_LARGE"),
        (with_variables("1e999"), "NUMBER_TOO_LARGE"),
        (with_variables("1e30"), "NUMBER_TOO_LARGE"),
        (with_variables("[" * MAX_DEPTH + "]" * MAX_DEPTH), "BODY_TOO_DEEP"),
        (with_variables("[" + "0," * MAX_VALUES + "0]"), "TOO_MANY_VALUES"),
    ],
)
def test_an_unsound_body_is_refused_by_code(raw, code):
    assert verdict(parse_body, raw, JSON, None) == (400, code)


def test_depth_and_number_of_values_may_reach_their_limits():
    deep = with_variables("[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1))
    wide = with_variables("[" + "0," * (MAX_VALUES - 2) + "0]")

    assert parse_body(deep, JSON, None).query == "{a}"
    assert len(parse_body(wide, JSON, None).variables["x"]) == MAX_VALUES - 1


def test_a_body_beyond_the_limit_is_not_read():
    raw = b'{"query":"{a}"}'

    assert parse_body(raw, JSON, None, max_bytes=len(raw)) == Envelope("{a}", None, {})
    assert verdict(parse_body, raw, JSON, None, max_bytes=len(raw) - 1) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize(
    ("content_type", "content_encoding", "expected"),
    [
        ("application/json", None, None),
        ("Application/JSON; Charset=UTF-8", "identity", None),
        ('application/json;charset="utf-8"', "", None),
        ("application/json; odata=verbose;", None, None),
        (None, None, (415, "MEDIA_TYPE_UNSUPPORTED")),
        ("", None, (415, "MEDIA_TYPE_UNSUPPORTED")),
        ("text/application/jsonx", None, (415, "MEDIA_TYPE_UNSUPPORTED")),
        ("application/jsonx", None, (415, "MEDIA_TYPE_UNSUPPORTED")),
        ("application/graphql", None, (415, "MEDIA_TYPE_UNSUPPORTED")),
        ("text/plain", None, (415, "MEDIA_TYPE_UNSUPPORTED")),
        ("application/x-www-form-urlencoded", None, (415, "MEDIA_TYPE_UNSUPPORTED")),
        ("multipart/form-data; boundary=x", None, (415, "MEDIA_TYPE_UNSUPPORTED")),
        ("application/json; charset=utf-16", None, (415, "CHARSET_UNSUPPORTED")),
        ("application/json; charset=latin-1", None, (415, "CHARSET_UNSUPPORTED")),
        ("application/json", "gzip", (415, "ENCODING_UNSUPPORTED")),
        ("application/json", "identity, br", (415, "ENCODING_UNSUPPORTED")),
    ],
)
def test_headers_alone_decide_whether_a_body_is_read(content_type, content_encoding, expected):
    assert verdict(check_headers, content_type, content_encoding) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"query=%7Ba%7D", Envelope("{a}", None, {})),
        (b"query={a}&operationName=&variables=&extensions=&v=1&v=2", Envelope("{a}", None, {})),
        (
            b"query=query+Q{a}&operationName=Q&variables=%7B%22x%22%3A%22%E5%90%8D%22%7D",
            Envelope("query Q{a}", "Q", {"x": "名"}),
        ),
        (b"", (400, "QUERY_MISSING")),
        (b"query=", (400, "QUERY_MISSING")),
        (b"query={a}&query={b}", (400, "PARAMETER_REPEATED")),
        (b"query=%ff", (400, "BODY_NOT_UTF8")),
        (b"query=\xe5\x90\x8d", (400, "BODY_NOT_UTF8")),
        (b"query={a}&variables=[]", (400, "VARIABLES_INVALID")),
        (b"query={a}&variables=x", (400, "BODY_NOT_JSON")),
        (b"query={a}&variables=%7B%22x%22%3A1e999%7D", (400, "NUMBER_TOO_LARGE")),
        (b"query={a}&extensions=1", (400, "EXTENSIONS_INVALID")),
        (b"query=%00", (400, "NUL_CHARACTER")),
        (b"&".join([b"a=1"] * 101), (400, "TOO_MANY_VALUES")),
        (b"query=" + b"a" * 20_000, (414, "ADDRESS_TOO_LONG")),
    ],
)
def test_a_query_string(raw, expected):
    assert verdict(parse_query_string, raw) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"type":"connection_init"}', ConnectionInit({})),
        ('{"type":"connection_init","payload":null}', ConnectionInit({})),
        ('{"type":"connection_init","payload":{"language":"ja"}}', ConnectionInit({"language": "ja"})),
        ('{"type":"ping"}', Ping(None)),
        ('{"type":"pong","payload":{"a":1}}', Pong({"a": 1})),
        ('{"type":"complete","id":"1"}', Complete("1")),
        (b'{"type":"complete","id":"1"}', Complete("1")),
        (
            '{"type":"subscribe","id":"名","payload":{"query":"{a}"}}',
            Subscribe("名", Envelope("{a}", None, {})),
        ),
        ("", (400, "BODY_NOT_JSON")),
        ("\ud800", (400, "BODY_NOT_UTF8")),
        (b"\xff", (400, "BODY_NOT_UTF8")),
        ("null", (400, "BODY_NOT_OBJECT")),
        ("[]", (400, "BATCHING_UNSUPPORTED")),
        ("{}", (400, "MESSAGE_TYPE_UNKNOWN")),
        ('{"type":1}', (400, "MESSAGE_TYPE_UNKNOWN")),
        ('{"type":["subscribe"]}', (400, "MESSAGE_TYPE_UNKNOWN")),
        ('{"type":"start","id":"1","payload":{"query":"{a}"}}', (400, "MESSAGE_TYPE_UNKNOWN")),
        ('{"type":"next","id":"1","payload":{}}', (400, "MESSAGE_TYPE_UNKNOWN")),
        ('{"type":"connection_init","payload":[]}', (400, "MESSAGE_PAYLOAD_INVALID")),
        ('{"type":"ping","payload":"x"}', (400, "MESSAGE_PAYLOAD_INVALID")),
        ('{"type":"ping","payload":{"a":' + "[" * 64 + "]" * 64 + "}}", (400, "BODY_TOO_DEEP")),
        ('{"type":"complete"}', (400, "MESSAGE_ID_INVALID")),
        ('{"type":"complete","id":1}', (400, "MESSAGE_ID_INVALID")),
        ('{"type":"subscribe","id":"","payload":{"query":"{a}"}}', (400, "MESSAGE_ID_INVALID")),
        ('{"type":"subscribe","id":"a\\nb","payload":{"query":"{a}"}}', (400, "MESSAGE_ID_INVALID")),
        ('{"type":"subscribe","id":"' + "a" * 129 + '"}', (400, "MESSAGE_ID_INVALID")),
        ('{"type":"subscribe","id":"a"}', (400, "MESSAGE_PAYLOAD_INVALID", "a")),
        ('{"type":"subscribe","id":"a","payload":"{a}"}', (400, "MESSAGE_PAYLOAD_INVALID", "a")),
        ('{"type":"subscribe","id":"a","payload":{}}', (400, "QUERY_MISSING", "a")),
        (
            '{"type":"subscribe","id":"a","payload":{"query":"{a}","variables":1}}',
            (400, "VARIABLES_INVALID", "a"),
        ),
        ('{"type":"ping","payload":{"a":"' + "b" * 65_536 + '"}}', (413, "BODY_TOO_LARGE")),
    ],
)
def test_a_message(text, expected):
    assert verdict(parse_message, text) == expected


def test_a_refusal_has_code_status_and_a_message_that_fits_a_close_frame():
    tree = [BadEnvelope, *BadEnvelope.__subclasses__()]

    assert (BodyTooLarge.code, BodyTooLarge.http_status) == ("BODY_TOO_LARGE", 413)
    assert str(NumberTooLarge()) == "A number is larger than 64 bits hold."
    assert len({kind.code for kind in tree}) == len(tree)
    assert all(len(kind().message.encode()) <= 123 for kind in tree)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)
texts = st.sampled_from(["{a}", "", "Q", "1", "\0", "subscribe", "ping", "complete", "connection_init"])
bodies = st.dictionaries(
    st.sampled_from(["query", "operationName", "variables", "extensions", "type", "id", "payload"]),
    st.deferred(lambda: anything | texts | bodies),
    max_size=7,
)


@given(st.binary() | (anything | bodies).map(lambda value: json.dumps(value).encode()))
def test_whatever_is_sent_nothing_but_a_bad_envelope_is_raised(raw):
    for parse in (lambda: parse_body(raw, JSON, None), lambda: parse_query_string(raw)):
        result = verdict(parse)
        assert isinstance(result, Envelope | tuple)
        if isinstance(result, Envelope):
            assert result.query.strip()
            orjson.dumps(result.variables)  # every variable can be written again
    result = verdict(parse_message, raw)
    assert isinstance(result, ConnectionInit | Ping | Pong | Subscribe | Complete | tuple)


@given(st.text(st.characters()), st.text(st.characters()), st.text(st.characters()))
def test_texts_of_any_kind_never_raise_anything_else(text, content_type, content_encoding):
    assert isinstance(verdict(parse_body, b"{}", content_type, content_encoding), tuple)
    assert isinstance(verdict(parse_message, text), tuple | Ping | Pong)


@given(bodies)
def test_a_sound_body_round_trips(body):
    body = {**body, "query": "{a}", "operationName": "Q", "extensions": None}
    result = verdict(parse_body, json.dumps(body, allow_nan=True).encode(), JSON, None)
    if isinstance(result, Envelope):
        assert result == Envelope("{a}", "Q", body.get("variables") or {})

"""What goes wrong on its way to GraphQL, or in the document: each with its stable code."""

import gzip
import json
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json"
PAGE = "query ($first: Int, $after: String) { organisation { shares(first: $first, after: $after) { nodes { id } } } }"
SEARCH = "query ($filter: ShareFilter) { organisation { shares(filter: $filter) { nodes { id } } } }"
NODE = "query ($id: ID!) { node(id: $id) { id } }"


@dataclass(frozen=True)
class Raw:
    """A POST that is no GraphQL request: the status is the same for every Accept."""

    name: str
    code: str
    content: bytes
    status: int = 400
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": JSON})


@dataclass(frozen=True)
class Document:
    """A GraphQL request that is not executed: 200 as application/json, 400 as application/graphql-response+json."""

    name: str
    code: str
    query: str
    variables: dict[str, Any] = field(default_factory=dict)
    operation_name: str | None = None

    @property
    def payload(self) -> dict[str, Any]:
        return {"query": self.query, "variables": self.variables, "operationName": self.operation_name}


@dataclass(frozen=True)
class Argument(Document):
    """An argument that the field at fault refuses as it runs: 200, with data around it."""


def _body(text: str) -> bytes:
    return text.encode()


def _deep(levels: int) -> str:
    return '{"query":"{a}","variables":{"v":' + "[" * levels + "]" * levels + "}}"


RAW = (
    Raw("no body", "BODY_NOT_JSON", b""),
    Raw("null", "BODY_NOT_OBJECT", b"null"),
    Raw("a string", "BODY_NOT_OBJECT", b'"{ viewer }"'),
    Raw("a number", "BODY_NOT_OBJECT", b"42"),
    Raw("true", "BODY_NOT_OBJECT", b"true"),
    Raw("NaN", "BODY_NOT_JSON", b"NaN"),
    Raw("a list", "BATCHING_UNSUPPORTED", b'[{"query":"{ __typename }"}]'),
    Raw("half an object", "BODY_NOT_JSON", b'{"query":"{ __typename }"'),
    Raw("no UTF-8", "BODY_NOT_UTF8", b'{"query":"{ __typename } \xff"}'),
    Raw("UTF-16", "BODY_NOT_UTF8", '{"query":"{ __typename }"}'.encode("utf-16")),
    Raw("lone surrogate", "BODY_NOT_JSON", _body(r'{"query":"{ __typename }","variables":{"v":"\ud800"}}')),
    Raw("surrogate as name", "BODY_NOT_JSON", _body(r'{"query":"{ __typename }","operationName":"\udfff"}')),
    Raw("100,000 deep", "BODY_TOO_DEEP", _body(_deep(100_000))),
    Raw("100 deep", "BODY_TOO_DEEP", _body(_deep(100))),
    Raw("5,000 digits", "NUMBER_TOO_LARGE", _body('{"query":"{a}","variables":{"v":' + "9" * 5_000 + "}}")),
    Raw("1e999", "NUMBER_TOO_LARGE", b'{"query":"{a}","variables":{"v":1e999}}'),
    Raw("2^63", "NUMBER_TOO_LARGE", b'{"query":"{a}","variables":{"v":9223372036854775808}}'),
    Raw("NUL in a variable", "NUL_CHARACTER", rb'{"query":"{a}","variables":{"v":["\u0000"]}}'),
    Raw("NUL in a variable's key", "NUL_CHARACTER", rb'{"query":"{a}","variables":{"v":{"\u0000":1}}}'),
    Raw("NUL in the document", "NUL_CHARACTER", rb'{"query":"{ a\u0000 }"}'),
    Raw("no query", "QUERY_MISSING", b"{}"),
    Raw("blank query", "QUERY_MISSING", b'{"query":"  "}'),
    Raw("query is a number", "QUERY_MISSING", b'{"query":1}'),
    Raw("operationName is a list", "OPERATION_NAME_INVALID", b'{"query":"{a}","operationName":[]}'),
    Raw("operationName is no name", "OPERATION_NAME_INVALID", b'{"query":"{a}","operationName":"a b"}'),
    Raw("variables is a list", "VARIABLES_INVALID", b'{"query":"{a}","variables":[]}'),
    Raw("variables is a string", "VARIABLES_INVALID", b'{"query":"{a}","variables":"{}"}'),
    Raw("extensions is a string", "EXTENSIONS_INVALID", b'{"query":"{a}","extensions":""}'),
    Raw("too large", "BODY_TOO_LARGE", b'{"query":"' + b"x" * (1 << 20) + b'"}', 413),
    Raw("too many values", "TOO_MANY_VALUES", _body(json.dumps({"query": "{a}", "variables": {"v": [0] * 100_001}}))),
    Raw("no media type", "MEDIA_TYPE_UNSUPPORTED", b'{"query":"{a}"}', 415, {}),
    Raw("a form", "MEDIA_TYPE_UNSUPPORTED", b"query={a}", 415, {"content-type": "application/x-www-form-urlencoded"}),
    Raw("nearly JSON", "MEDIA_TYPE_UNSUPPORTED", b"{}", 415, {"content-type": "text/application/jsonx"}),
    Raw("another charset", "CHARSET_UNSUPPORTED", b"{}", 415, {"content-type": f"{JSON}; charset=shift_jis"}),
    Raw(
        "gzip",
        "ENCODING_UNSUPPORTED",
        gzip.compress(b'{"query":"{ __typename }"}'),
        415,
        {"content-type": JSON, "content-encoding": "gzip"},
    ),
)

_DOUBLING = "".join(f"fragment f{n} on Organisation {{ ...f{n + 1} ...f{n + 1} }} " for n in range(24))

DOCUMENTS = (
    Document("syntax", "SYNTAX_INVALID", "{ viewer"),
    Document("only a comment", "SYNTAX_INVALID", "# nothing"),
    Document("lone surrogate in a literal", "SYNTAX_INVALID", r'{ node(id: "\uD800") { id } }'),
    Document("NUL in a literal", "NUL_CHARACTER", r'{ node(id: "\u0000") { id } }'),
    Document("a number too large", "NUMBER_TOO_LARGE", "{ organisation { shares(first: 9223372036854775808) { a } } }"),
    Document("5,000 digits", "NUMBER_TOO_LARGE", "{ organisation { shares(first: %s) { a } } }" % ("9" * 5_000)),
    Document("unknown field", "DOCUMENT_INVALID", "{ passwords }"),
    Document("unknown argument", "DOCUMENT_INVALID", '{ exams(search: "x") { id } }'),
    Document("no selection", "DOCUMENT_INVALID", "{ viewer }"),
    Document("unknown type", "DOCUMENT_INVALID", "{ viewer { ... on Administrator { id } } }"),
    Document("two sizes under one name", "DOCUMENT_INVALID", "{ exams { x: minScore x: maxScore } }"),
    Document("a date that is none, literally", "DOCUMENT_INVALID", '{ exams { bands(on: "2024-02-30") { grade } } }'),
    Document("only a fragment", "OPERATION_MISSING", "fragment f on Query { exams { id } }"),
    Document("two operations", "SEVERAL_OPERATIONS", "query a { exams { id } } query b { exams { id } }"),
    Document("another name", "OPERATION_UNKNOWN", "query a { exams { id } }", operation_name="b"),
    Document(
        "fragments in a circle", "FRAGMENT_CYCLE", "{ ...f } fragment f on Query { ...g } fragment g on Query { ...f }"
    ),
    Document(
        "fragments that double",
        "TOO_MANY_SPREADS",
        "{ organisation { ...f0 } } " + _DOUBLING + "fragment f24 on Organisation { id }",
    ),
    Document(
        "deep",
        "TOO_DEEP",
        "{ organisation { shares { nodes { " + "candidate { shares { nodes { " * 6 + "id " + "} } } " * 6 + "} } } }",
    ),
    Document("deep lists", "TOO_DEEP", "{ node(id: " + "[" * 600 + "]" * 600 + ") { id } }"),
    Document("long", "DOCUMENT_TOO_LONG", "{ exams { id } } #" + "x" * (64 << 10)),
    Document("many tokens", "TOO_MANY_TOKENS", "{ exams { " + "id " * 5_000 + "} }"),
    Document(
        "thousands of aliases", "TOO_MANY_TOKENS", "{ exams { " + " ".join(f"a{n}:id" for n in range(3_000)) + " } }"
    ),
    Document("aliases", "TOO_MANY_ALIASES", "{ exams { " + " ".join(f"a{n}:id" for n in range(300)) + " } }"),
    Document("a long alias", "ALIAS_TOO_LONG", "{ exams { " + "a" * 64 + ": id } }"),
    Document("root fields", "TOO_MANY_ROOT_FIELDS", "{ " + " ".join(f"a{n}: exams {{ id }}" for n in range(60)) + " }"),
    Document("directives", "TOO_MANY_DIRECTIVES", "{ exams { id " + "@include(if: true) " * 6 + "} }"),
    Document("many rows", "PAGES_TOO_LARGE", PAGE, {"first": 10**9}),
    Document(
        "rows below rows",
        "PAGES_TOO_LARGE",
        "{ organisation { shares(first: 1000) { nodes { candidate { shares(first: 51) { nodes { id } } } } } } }",
    ),
    Document("a variable that is missing", "BAD_USER_INPUT", NODE),
    Document("a variable of another type", "BAD_USER_INPUT", PAGE, {"first": "ten"}),
    Document("a number beyond Int", "BAD_USER_INPUT", SEARCH, {"filter": {"overallScore": {"min": 2**31}}}),
    Document("half a number", "BAD_USER_INPUT", PAGE, {"first": 2.5}),
    Document("a field that no input has", "BAD_USER_INPUT", SEARCH, {"filter": {"password": "x"}}),
    Document("a value that no enum has", "BAD_USER_INPUT", SEARCH, {"filter": {"exams": ["IELTS"]}}),
    *(
        Document(f"no date: {text!r}", "BAD_USER_INPUT", SEARCH, {"filter": {"dateOfBirth": text}})
        for text in (
            "2024-02-30",
            "2023-02-29",
            "2024-13-01",
            "0000-01-01",
            "20240229",
            "2024-W09-4",
            "２０２４-０２-２９",
            "",
            0,
        )
    ),
    *(
        Document(f"no moment: {text!r}", "BAD_USER_INPUT", SEARCH, {"filter": {"sharedAt": {"from": text}}})
        for text in (
            "2026-11-23",
            "2026-11-23T09:00:00",
            "2026-11-23T25:00:00Z",
            "0001-01-01T00:00:00+23:59",
            "now",
            1,
            "20261123T090000+0000",
            "2026-W48-1T09:00:00Z",
            "2026-11-23 09:00:00Z",
            "2026-11-23T09:00:00+24:00",
        )
    ),
    Document("no country", "BAD_USER_INPUT", SEARCH, {"filter": {"centreCountries": ["jp"]}}),
    Document("a subscription by POST", "SUBSCRIPTION_NEEDS_STREAM", "subscription { resultShared { cursor } }"),
    Document(
        "two subscriptions", "DOCUMENT_INVALID", "subscription { resultShared { cursor } shareChanged { cursor } }"
    ),
)

ARGUMENTS = (
    Argument("first: 0", "BAD_USER_INPUT", PAGE, {"first": 0}),
    Argument("first: -1", "BAD_USER_INPUT", PAGE, {"first": -1}),
    Argument("first: 1,001", "BAD_USER_INPUT", PAGE, {"first": 1_001}),
    Argument("last: 0", "BAD_USER_INPUT", "{ organisation { events(last: 0) { nodes { id } } } }"),
    Argument(
        "first and last", "BAD_USER_INPUT", "{ organisation { verifications(first: 1, last: 1) { nodes { id } } } }"
    ),
    Argument("root, first: 0", "BAD_USER_INPUT", "{ organisations(first: 0) { nodes { id } } }"),
    Argument(
        "a thousand and one nodes",
        "BAD_USER_INPUT",
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        {"ids": ["x"] * 1_001},
    ),
    Argument("a long search", "BAD_USER_INPUT", SEARCH, {"filter": {"search": "x" * 201}}),
    Argument("days from the future", "BAD_USER_INPUT", SEARCH, {"filter": {"sharedWithinDays": -1}}),
    Argument("days beyond all calendars", "BAD_USER_INPUT", SEARCH, {"filter": {"sharedWithinDays": 2**31 - 1}}),
    Argument("a long list", "BAD_USER_INPUT", SEARCH, {"filter": {"ids": ["x"] * 1_001}}),
    *(
        Argument(f"no cursor: {text[:40]!r}", "CURSOR_INVALID", PAGE, {"after": text})
        for text in ("", "abc", "ü", "0" * 3_000, "AAAAAAAAAAAA.W10", "'; DROP TABLE share; --", "😀", "-1", ".")
    ),
    *(
        Argument(
            f"no event cursor: {text[:40]!r}",
            "CURSOR_INVALID",
            "query ($after: String) { organisation { events(after: $after) { nodes { id } } } }",
            {"after": text},
        )
        for text in ("", "abc", "0" * 32 + "-1", "-", "17", "0" * 32 + "-" + "9" * 40)
    ),
    Argument("no window", "CURSOR_INVALID", SEARCH, {"filter": {"window": {"after": "abc"}}}),
)

"""Plans: compiled once for what differs in values only, apart for what differs in more, and never one viewer's."""

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from app.database import Database, Snapshot
from app.models import Share
from app.projection.plan import Cache
from tests.projection.drawing import drawn
from tests.queries import test_golden
from tests.queries.asking import Asked
from tests.queries.world import ORGANISATION, key
from tests.searching import search_finds

pytestmark = pytest.mark.anyio

CONSOLE_PAGE = (Path(test_golden.__file__).parent / "console_page.graphql").read_text()
#: Queries of the golden tests with who asks them. Whoever changes something changes it for all that comes after.
GOLDENS = [golden for golden in map(test_golden.Golden.read, test_golden.NAMES) if not golden.writes]


def _is_active(share: Share) -> bool:
    return share.ended_at is None and (share.expires_at is None or share.expires_at.year > 2100)


async def test_a_thousand_cursors_and_searches_are_one_plan(crowd: Asked) -> None:
    """And each is answered as if it were the only one."""
    first = await crowd.afresh(CONSOLE_PAGE, "alice", {"first": 1, "filter": {"search": "ken"}})
    tag = first["data"]["organisation"]["shares"]["pageInfo"]["endCursor"].split(".")[0]
    crowd.api.forget_plans()
    own = [row for row in crowd.world.rows[Share] if row.organisation_id == key(ORGANISATION, 1) and _is_active(row)]
    own.sort(key=lambda share: (share.shared_at, share.id), reverse=True)
    words = ["ken", "elsa", "高橋", "やま", "126gb00001", "an", "suharwati", "o'shea", "ささき", "nobody"]
    for number in range(1_000):
        moment = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(hours=4 * number)
        place = (moment, key(ORGANISATION, number))
        packed = orjson.dumps([moment.isoformat(), str(place[1])])
        cursor = f"{tag}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"
        word = f"{words[number % len(words)]}{' ' * (number // len(words))}"
        variables = {"first": 3 + number % 7, "after": cursor, "filter": {"search": word}}

        answer = await crowd(CONSOLE_PAGE, "alice" if number % 2 else "ben", variables)

        found = [share for share in own if search_finds(word, share.search_text)]
        after = [share for share in found if (share.shared_at, share.id) < place]
        shares = answer["data"]["organisation"]["shares"]
        assert [edge["node"]["id"] for edge in shares["edges"]] == [f"shr_{s.id}" for s in after[: variables["first"]]]
        assert shares["totalCount"] == len(found)
        assert shares["pageInfo"]["hasNextPage"] is (len(after) > variables["first"])
    assert crowd.api.plans.additions == 2  # a primary user's, and a member's


SHAPED = """
query Shaped($new: Boolean, $exams: [ExamCode!], $field: ShareOrderField = NAME, $to: OrderDirection! = ASC,
             $search: String, $after: String, $with: Boolean! = true, $language: Language) {
  organisation {
    shares(filter: {isNew: $new, exams: $exams, search: $search}, after: $after,
           orderBy: {field: $field, direction: $to}) {
      totalCount @include(if: $with)
      nodes { id candidateName @skip(if: $with) isNew result { exam { name(language: $language) } } }
    }
  }
}
"""


def _choices() -> list[dict[str, Any]]:
    exams = ([None, [], ["B2_FIRST"], ["A2_KEY", "C1_ADVANCED"]], "exams")
    options = {
        "new": [None, True, False],
        "exams": exams[0],
        "field": ["OVERALL_SCORE", "SESSION"],
        "to": ["ASC", "DESC"],
        "search": [None, " ", "ken"],
        "with": [True, False],
        "language": [None, "EN", "JA"],
    }
    every = [dict(zip(options, chosen, strict=True)) for chosen in product(*options.values())]
    return every[::13]  # 13 divides no number of options: each option meets each other


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(value)}]"
    return json.dumps(value)


def _inlined(choice: dict[str, Any]) -> str:
    """The same document without variables."""
    text = SHAPED[SHAPED.index("  organisation") :]
    for name, value in choice.items():
        literal = value if name in ("field", "to") or (name == "language" and value) else _literal(value)
        text = text.replace(f"${name}", literal)
    return "{" + text.replace("$after", "null")


async def test_what_is_more_than_a_value_compiles_apart(crowd: Asked) -> None:
    """Booleans, enums, nulls, blanks: each answered as the same document without variables."""
    choices = _choices()
    expected = [await crowd.afresh(_inlined(choice), "alice") for choice in choices]
    crowd.api.forget_plans()

    assert [await crowd(SHAPED, "alice", choice) for choice in choices] == expected
    lists = {"exams": lambda value: value is not None, "search": lambda value: value and bool(value.strip())}
    shapes = {
        tuple((name, lists.get(name, lambda each: each)(value)) for name, value in choice.items()) for choice in choices
    }
    first_round = crowd.api.plans.additions
    assert first_round <= len(choices)
    assert first_round >= len(shapes)
    assert [await crowd(SHAPED, "alice", choice) for choice in reversed(choices)] == expected[::-1]
    assert crowd.api.plans.additions == first_round


async def test_what_is_left_out_is_not_null(crowd: Asked) -> None:
    """A variable with a default differs from a null; both differ from neither."""
    crowd.api.forget_plans()
    left_out = await crowd(SHAPED, "alice")
    given = await crowd(SHAPED, "alice", {"field": "NAME", "to": "ASC", "with": True})

    assert left_out == given
    assert "errors" not in left_out
    refused = await crowd(SHAPED, "alice", {"field": None})
    assert [error["extensions"]["code"] for error in refused["errors"]] == ["BAD_USER_INPUT"]


DIRECTIVES = """
query Directives($a: Boolean!, $b: Boolean!, $c: Boolean!) {
  organisation {
    id @skip(if: $a)
    ...Names @include(if: $b)
    shares(first: 2) {
      nodes { id ... @include(if: $c) { status ... @skip(if: $a) { sharedAt } } result @skip(if: $b) { id } }
      totalCount @include(if: $a) @skip(if: $c)
    }
  }
  exams @include(if: $c) { code name @include(if: $b) }
}

fragment Names on Organisation { name city @skip(if: $c) }
"""


async def test_each_combination_of_directives(crowd: Asked) -> None:
    crowd.api.forget_plans()
    choices = [dict(zip("abc", chosen, strict=True)) for chosen in product([True, False], repeat=3)]
    for _ in range(2):
        for choice in choices:
            answer = (await crowd(DIRECTIVES, "alice", choice))["data"]
            a, b, c = choice.values()
            organisation = answer["organisation"]
            assert list(answer) == (["organisation", "exams"] if c else ["organisation"])
            assert list(organisation) == [
                name for name, wanted in (("id", not a), ("name", b), ("city", b and not c), ("shares", True)) if wanted
            ]
            node = [("id", True), ("status", c), ("sharedAt", c and not a), ("result", not b)]
            assert list(organisation["shares"]["nodes"][0]) == [name for name, wanted in node if wanted]
            assert ("totalCount" in organisation["shares"]) is (a and not c)
            if c:
                assert list(answer["exams"][0]) == (["code", "name"] if b else ["code"])
    assert crowd.api.plans.additions == 12  # 8 of the organisation, 4 of the exams


async def test_no_plan_holds_what_is_a_viewers(crowd: Asked) -> None:
    """Users of two organisations through the same plans: answers as if alone, and no id of theirs in any plan."""
    assert crowd.world.viewer("ben").shape == crowd.world.viewer("erik").shape
    for golden in GOLDENS:
        alone = {who: await crowd.afresh(golden.text, who, golden.variables) for who in ("ben", "erik")}
        crowd.api.forget_plans()
        for who in ("ben", "erik", "ben", "erik"):
            assert await crowd(golden.text, who, golden.variables) == alone[who]
        for plan in crowd.api.plans._values.values():
            kept = f"{plan.sql} {plan.constants} {plan.rows_keys}"
            for viewer in map(crowd.world.viewer, ("ben", "erik")):
                for id_ in (viewer.id, viewer.organisation_id):
                    assert str(id_) not in kept
                    assert id_ is not None and id_.hex not in kept  # noqa: PT018


_alone: dict[tuple[str, str], Any] = {}
_WHO = st.sampled_from(["alice", "hanako", "midori", "elsa", "nobody"])


@given(questions=st.lists(st.tuples(st.sampled_from(GOLDENS), _WHO), min_size=2, max_size=4))
@drawn(40)
async def test_no_two_questions_are_confused(crowd: Asked, questions: list[tuple[test_golden.Golden, str]]) -> None:
    """Documents and viewers drawn one after the other: whatever was asked before, the answer is that of a new API."""
    note(str([(golden.text.split("{")[0], who) for golden, who in questions]))
    for golden, who in questions:
        if (golden.text, who) not in _alone:
            _alone[golden.text, who] = await crowd.afresh(golden.text, who, golden.variables)

    crowd.api.forget_plans()
    for golden, who in questions * 2:
        assert await crowd(golden.text, who, golden.variables) == _alone[golden.text, who]


#: Alike but for one thing: a fragment's inside, an alias, an argument, an order, what a name stands for.
ALIKE = [
    "{ organisation { shares(first: 2) { nodes { ...F } } } } fragment F on Share { id }",
    "{ organisation { shares(first: 2) { nodes { ...F } } } } fragment F on Share { status }",
    "{ organisation { shares(first: 2) { nodes { ...F } } } } fragment F on Share { id: status }",
    "{ organisation { shares(first: 3) { nodes { ...F } } } } fragment F on Share { id }",
    "{ organisation { shares(last: 2) { nodes { ...F } } } } fragment F on Share { id }",
    "{ organisation: organisation { name: city } }",
    "{ organisation { name: city } other: organisation { name } }",
    "{ organisation { name } other: organisation { name: city } }",
    "{ a: organisation { shares(first: 1) { nodes { id } } } b: organisation { shares(first: 2) { nodes { id } } } }",
    "{ a: organisation { shares(first: 2) { nodes { id } } } b: organisation { shares(first: 1) { nodes { id } } } }",
    "query A { organisation { id } }",
    "query B { organisation { id } }",
    "query A { organisation { id } exams { code } }",
    "{ exams { code } organisation { id } }",
    '{ node(id: "exm_A2_KEY") { id ... on Exam { code } } other: node(id: "exm_B2_FIRST") { id } }',
    '{ node(id: "exm_B2_FIRST") { id ... on Exam { code } } other: node(id: "exm_A2_KEY") { id } }',
    '{ nodes(ids: ["exm_A2_KEY"]) { id } more: nodes(ids: ["exm_B2_FIRST"]) { id ... on Exam { name } } }',
    "{ viewer { ... on User { id } } organisation { id } }",
    "{ viewer { ... on User { organisation { id } } } organisation { name } }",
]


@given(pairs=st.lists(st.sampled_from(ALIKE), min_size=2, max_size=6))
@drawn(40)
async def test_what_looks_alike_is_kept_apart(crowd: Asked, pairs: list[str]) -> None:
    expected = [await crowd.afresh(document, "alice") for document in pairs]
    assert all("errors" not in answer for answer in expected)

    crowd.api.forget_plans()
    assert [await crowd(document, "alice") for document in pairs * 2] == expected * 2


async def test_many_at_once(crowd: Asked) -> None:
    """Plans are shared by operations that run at the same time."""
    questions = [(golden, who) for golden in GOLDENS for who in ("alice", "erik")]
    expected = [await crowd.afresh(golden.text, who, golden.variables) for golden, who in questions]
    crowd.api.forget_plans()

    asked = [crowd(golden.text, who, golden.variables) for golden, who in questions * 2]
    assert await asyncio.gather(*asked) == expected * 2


def test_the_least_recently_used_plan_leaves_first() -> None:
    cache: Cache[str] = Cache(size=3)
    for name in "abc":
        cache.put(name, name)
    assert cache.get("a") == "a"

    cache.put("d", "d")

    assert [cache.get(name) for name in "abcd"] == ["a", None, "c", "d"]
    assert cache.additions == 4
    for number in range(100):
        cache.put(number, "n")
    assert [cache.get(number) for number in range(96, 100)] == [None, "n", "n", "n"]


async def test_plans_stay_few_whatever_is_asked(crowd: Asked) -> None:
    """A client that writes values into its documents pushes out the old ones and no more."""
    crowd.api.forget_plans()
    crowd.api.plans._size, before = 5, crowd.api.plans._size
    try:
        for number in range(1, 30):
            answer = await crowd(f"{{ organisation {{ shares(first: {number}) {{ nodes {{ id }} }} }} }}", "alice")
            assert len(answer["data"]["organisation"]["shares"]["nodes"]) == number
        assert len(crowd.api.plans._values) == 5
        assert crowd.api.plans.additions == 29
    finally:
        crowd.api.plans._size = before


async def test_what_was_prepared_outlives_a_snapshot_of_many_statements(crowd: Asked) -> None:
    """Ended by a roll-back, it would take the prepared statements of that connection with it."""
    one = "{ organisation { id } }"
    several = "{ organisation { id } exams { code } viewer { __typename } }"
    for document in (one, several) * 6:
        answer = await crowd(document, "alice")
        assert ("errors" not in answer, answer["data"]["organisation"]) == (True, {"id": f"org_{key(ORGANISATION, 1)}"})


async def test_what_was_deallocated_is_prepared_again(crowd: Asked) -> None:
    """By whomever: psycopg's roll-back, a pooler, an administrator."""
    document = "{ organisation { name } }"
    expected = await crowd(document, "alice")
    assert await crowd(document, "alice") == expected
    for _ in range(2):
        await _everywhere(crowd.database, "DEALLOCATE ALL")
        assert await crowd(document, "alice") == expected


async def _everywhere(database: Database, statement: str) -> None:
    connections = database._connections
    wires = [await connections.take() for _ in range(connections.size)]
    for wire in wires:
        await wire.connection.execute(statement)
    for wire in wires:
        connections.give(wire)


@pytest.mark.parametrize(
    ("error", "code"),
    [(psycopg.errors.QueryCanceled("x"), "TIMEOUT"), (psycopg.OperationalError("x"), "INTERNAL_ERROR")],
)
async def test_a_query_that_was_answered_before_may_fail(
    crowd: Asked, monkeypatch: pytest.MonkeyPatch, error: psycopg.Error, code: str
) -> None:
    """On the short way as on the long: an error of its field, no traceback to whoever asks."""

    async def fail(*_: Any, **__: Any) -> None:
        raise error

    document = "{ organisation { city } }"
    for forgotten in (True, False):
        monkeypatch.undo()
        assert (await crowd(document, "alice"))["data"] == {"organisation": {"city": "Northmoor"}}
        if forgotten:
            crowd.api.forget_plans()
        monkeypatch.setattr(Snapshot, "text", fail)
        answer = await crowd(document, "alice")
        errors = [(each["path"], each["locations"], each["extensions"]["code"]) for each in answer["errors"]]
        assert (answer["data"], errors) == (
            {"organisation": None},
            [(["organisation"], [{"line": 1, "column": 3}], code)],
        )

"""Connections: every row exactly once from either end, in every order; cursors that are no good are refused."""

import base64
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import Share
from tests.projection.drawing import drawn
from tests.queries.asking import Asked
from tests.queries.world import ORGANISATION, OVER, key
from tests.searching import search_finds

pytestmark = pytest.mark.anyio

PAGE = """
query Page($filter: ShareFilter, $orderBy: ShareOrder, $first: Int, $after: String, $last: Int, $before: String) {
  organisation {
    shares(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { cursor node { id } }
    }
  }
}
"""
FIELDS = ("SHARED_AT", "NAME", "OVERALL_SCORE", "SESSION")
#: What an ended share was sorted by, its place would tell: these orders are of active ones alone.
OF_ACTIVE = ("OVERALL_SCORE", "SESSION")
#: A missing score comes last in either direction.
KEYS: dict[str, Callable[[Share, bool], Any]] = {
    "SHARED_AT": lambda share, _: share.shared_at,
    "NAME": lambda share, _: share.sort_name,
    "OVERALL_SCORE": lambda share, down: share.sort_score if share.sort_score is not None else -1 if down else 999,
    "SESSION": lambda share, _: share.sort_session,
}
FILTERS: dict[str, tuple[Any, Callable[[Share], bool]]] = {
    "none": (None, lambda share: _is_active(share)),
    "all": ({"statuses": ["ACTIVE", "EXPIRED", "REVOKED"]}, lambda _: True),
    "scored": ({"overallScore": {"min": 1}}, lambda share: _is_active(share) and share.sort_score is not None),
    "found": ({"search": "やま ken", "statuses": ["ACTIVE"]}, lambda _: False),
    "ken": ({"search": "KEN"}, lambda share: _is_active(share) and search_finds("ken", share.search_text)),
}


def _is_active(share: Share) -> bool:
    return share.ended_at is None and (share.expires_at is None or share.expires_at.year > 2100)


def in_order(crowd: Asked, field: str, direction: str, wanted: str) -> list[str]:
    """Ids of Northmoor's shares, sorted here."""
    down = direction == "DESC"
    _, holds = FILTERS[wanted]
    own = [row for row in crowd.world.rows[Share] if row.organisation_id == key(ORGANISATION, 1) and holds(row)]
    own.sort(key=lambda share: (KEYS[field](share, down), share.id), reverse=down)
    return [f"shr_{share.id}" for share in own]


async def walk(crowd: Asked, size: int, *, backwards: bool, variables: dict[str, Any]) -> list[str]:
    """All ids in the list's order, page by page from one end, everything else about each page checked."""
    ids: list[str] = []
    cursor, more = None, True
    count, side, ahead, behind = ("last", "before", "hasPreviousPage", "hasNextPage")
    if not backwards:
        count, side, ahead, behind = ("first", "after", "hasNextPage", "hasPreviousPage")
    while more:
        answer = await crowd(PAGE, "alice", {**variables, count: size, side: cursor})
        page = answer["data"]["organisation"]["shares"]
        found = [edge["node"]["id"] for edge in page["edges"]]
        cursors = [edge["cursor"] for edge in page["edges"]]
        ids = found + ids if backwards else ids + found
        more = len(ids) < page["totalCount"]
        assert len(found) == min(size, page["totalCount"] - len(ids) + len(found))
        assert page["pageInfo"] == {
            ahead: more,
            behind: cursor is not None,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        }
        cursor = (cursors[0] if backwards else cursors[-1]) if cursors else None
    return ids


@given(
    field=st.sampled_from(FIELDS),
    direction=st.sampled_from(["ASC", "DESC"]),
    wanted=st.sampled_from(sorted(FILTERS)),
    size=st.integers(1, 9) | st.just(1_000),
    backwards=st.booleans(),
)
@drawn(60)
async def test_a_walk_meets_every_row_once(
    crowd: Asked, field: str, direction: str, wanted: str, size: int, backwards: bool
) -> None:
    variables = {"orderBy": {"field": field, "direction": direction}, "filter": FILTERS[wanted][0]}
    if field in OF_ACTIVE and wanted == "all":
        answer = await crowd(PAGE, "alice", variables)
        assert (_codes(answer), answer["data"]) == (["BAD_USER_INPUT"], {"organisation": None})
        return

    walked = await walk(crowd, size, backwards=backwards, variables=variables)

    assert walked == in_order(crowd, field, direction, wanted)


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("field", FIELDS)
async def test_each_order_from_both_ends(crowd: Asked, field: str, direction: str) -> None:
    """What the random test may not have drawn."""
    wanted = "none" if field in OF_ACTIVE else "all"
    variables = {"orderBy": {"field": field, "direction": direction}, "filter": FILTERS[wanted][0]}
    expected = in_order(crowd, field, direction, wanted)

    assert await walk(crowd, 7, backwards=False, variables=variables) == expected
    assert await walk(crowd, 7, backwards=True, variables=variables) == expected
    assert len(expected) > 30


@given(
    field=st.sampled_from(FIELDS),
    direction=st.sampled_from(["ASC", "DESC"]),
    start=st.integers(0, 31),
    end=st.integers(0, 31),
    side=st.sampled_from(["first", "last"]),
    size=st.integers(1, 8),
)
@drawn(40)
async def test_between_two_cursors(
    crowd: Asked, field: str, direction: str, start: int, end: int, side: str, size: int
) -> None:
    """after and before together, in any order of the two, from either end."""
    variables: dict[str, Any] = {"orderBy": {"field": field, "direction": direction}}
    whole = (await crowd(PAGE, "alice", {**variables, "first": 1_000}))["data"]["organisation"]["shares"]
    edges = whole["edges"]

    variables |= {"after": edges[start]["cursor"], "before": edges[end]["cursor"], side: size}
    page = (await crowd(PAGE, "alice", variables))["data"]["organisation"]["shares"]

    within = edges[start + 1 : end]
    expected = within[:size] if side == "first" else within[-size:]
    assert page["edges"] == expected
    assert page["totalCount"] == len(edges)
    # Where we read on, more means more within the two; where we came from, anything at all.
    more = len(within) > size
    assert page["pageInfo"]["hasNextPage"] is (more if side == "first" else True)
    assert page["pageInfo"]["hasPreviousPage"] is (more if side == "last" else True)


@pytest.mark.parametrize("size", ["first: 3", "last: 3", "last: 999"])
@pytest.mark.parametrize("ends", ["startCursor", "endCursor", "startCursor endCursor"])
@pytest.mark.parametrize("more", ["", "hasNextPage", "hasPreviousPage"])
@pytest.mark.parametrize("items", ["", "nodes { id }", "edges { cursor }"])
async def test_the_ends_of_a_page_whatever_is_asked_beside_them(
    crowd: Asked, size: str, ends: str, more: str, items: str
) -> None:
    """PostgreSQL reads a page's rows in whatever order suits all that is made of them, unless it is told."""
    whole = await crowd(f"{{ organisation {{ shares({size}) {{ edges {{ cursor }} }} }} }}", "alice")
    cursors = [edge["cursor"] for edge in whole["data"]["organisation"]["shares"]["edges"]]

    page = f"{{ organisation {{ shares({size}) {{ pageInfo {{ {ends} {more} }} {items} }} }} }}"
    found = (await crowd(page, "alice"))["data"]["organisation"]["shares"]

    expected = {"startCursor": cursors[0], "endCursor": cursors[-1]}
    assert {end: found["pageInfo"][end] for end in ends.split()} == {end: expected[end] for end in ends.split()}
    if "edges" in found:
        assert [edge["cursor"] for edge in found["edges"]] == cursors


async def cursor_of(crowd: Asked, who: str, **order: str) -> str:
    answer = await crowd(PAGE, who, {"orderBy": order, "first": 1})
    return answer["data"]["organisation"]["shares"]["edges"][0]["cursor"]


def packed(keys: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(keys)).decode().rstrip("=")


UUID_TEXT = str(key(ORGANISATION, 1))
GARBAGE = [
    [],
    {},
    None,
    1,
    ["2026-05-04T12:00:00+00:00"],
    ["2026-05-04T12:00:00+00:00", UUID_TEXT, UUID_TEXT],
    ["2026-05-04T12:00:00", UUID_TEXT],
    ["2026-02-30T12:00:00+00:00", UUID_TEXT],
    ["yesterday", UUID_TEXT],
    [OVER.timestamp(), UUID_TEXT],
    [None, UUID_TEXT],
    ["2026-05-04T12:00:00+00:00", "1"],
    ["2026-05-04T12:00:00+00:00", 1],
    ["2026-05-04T12:00:00+00:00\0", UUID_TEXT],
    [["2026-05-04T12:00:00+00:00"], UUID_TEXT],
]


@pytest.mark.parametrize("side", ["after", "before"])
async def test_a_cursor_that_is_no_good_is_refused(crowd: Asked, side: str) -> None:
    own = await cursor_of(crowd, "alice", field="SHARED_AT")
    tag, letters = own.split(".")
    cursors = [
        "",
        "abc",
        ".",
        tag,
        f"{tag}.",
        f".{letters}",
        f"{tag}.{letters}.{letters}",
        f"{tag}.%%%{letters}",
        f"{tag}.{letters}=",
        f"{tag}.{letters[:-7]}",
        f"{tag}.{letters * 60}",
        f"{tag.upper()}.{letters}",
        f"{tag}.ｗ{letters}",
        f"{key(ORGANISATION, 1).hex}-3",
        *(f"{tag}.{packed(keys)}" for keys in GARBAGE),
        await cursor_of(crowd, "midori", field="SHARED_AT"),
        await cursor_of(crowd, "alice", field="SHARED_AT", direction="ASC"),
        *[await cursor_of(crowd, "alice", field=field) for field in FIELDS[1:]],
    ]
    for cursor in cursors:
        answer = await crowd(PAGE, "alice", {side: cursor, "orderBy": {"field": "SHARED_AT"}})
        assert (cursor, _codes(answer), answer["data"]) == (cursor, ["CURSOR_INVALID"], {"organisation": None})


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"first": 0}, "BAD_USER_INPUT"),
        ({"first": -1}, "BAD_USER_INPUT"),
        ({"first": 1_001}, "BAD_USER_INPUT"),
        ({"first": 10**9}, "PAGES_TOO_LARGE"),
        ({"first": 2**31}, "PAGES_TOO_LARGE"),
        ({"first": "10"}, "BAD_USER_INPUT"),
        ({"first": 1.5}, "BAD_USER_INPUT"),
        ({"last": 0}, "BAD_USER_INPUT"),
        ({"last": -1}, "BAD_USER_INPUT"),
        ({"last": 1_001}, "BAD_USER_INPUT"),
        ({"first": 1, "last": 1}, "BAD_USER_INPUT"),
        ({"filter": {"search": "a" * 201}}, "BAD_USER_INPUT"),
        ({"filter": {"ids": ["shr_1"] * 1_001}}, "BAD_USER_INPUT"),
        ({"filter": {"sharedWithinDays": 36_501}}, "BAD_USER_INPUT"),
        ({"filter": {"skillScores": [{"skill": "READING", "score": {}}] * 21}}, "BAD_USER_INPUT"),
    ],
)
async def test_a_page_that_cannot_be_is_refused(crowd: Asked, arguments: dict[str, Any], code: str) -> None:
    for _ in range(2):  # where nothing is known of the document, and where it is
        answer = await crowd(PAGE, "alice", arguments)
        assert (_codes(answer), answer.get("data") or {"organisation": None}) == ([code], {"organisation": None})
        assert _codes(await crowd(PAGE, "alice", {"first": 1})) == []


async def test_the_default_is_25_and_the_most_1000(crowd: Asked) -> None:
    for arguments, size in ({}, 25), ({"first": None, "last": None}, 25), ({"first": 1_000}, 50):
        answer = await crowd(PAGE, "alice", arguments)
        shares = answer["data"]["organisation"]["shares"]
        assert len(shares["edges"]) == min(size, shares["totalCount"])


def _codes(answer: Any) -> list[str]:
    return [error["extensions"]["code"] for error in answer.get("errors", [])]

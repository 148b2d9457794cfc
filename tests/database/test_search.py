"""A search in SQL finds what the plain one finds, whatever is typed, and only what the viewer's organisation has."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.folding import folded, search_text
from app.migrating import Urls
from app.viewer import SYSTEM, anonymous
from tests.conftest import SessionFor
from tests.database.world import PAST
from tests.factories import Factory, viewer_of
from tests.projection.drawing import drawn
from tests.searching import beginnings, finds, search_finds

ONE, OTHER = UUID("0192a1b2-0000-7000-8000-0000000a11ce"), UUID("0192a1b2-0000-7000-8000-000000000b0b")
TAG = "0a11ce"

ANY = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=90)
#: Of few characters, so that words are found; all that a tsquery's text could take for more than a letter.
PIECES = st.text("ab-' \\:*&|!()<>%_ñ々山田ーかさ김민𠮷ب", max_size=70)
NAMES = st.one_of(ANY, PIECES).map(folded)
WORDS = st.lists(st.one_of(ANY, PIECES), max_size=6)


@pytest.fixture(scope="module")
def sql(shared_urls: Urls) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(shared_urls.app, autocommit=True) as connection:
        yield connection


def asked(sql: psycopg.Connection[Any], expression: str, *values: Any) -> Any:
    row = sql.execute(f"SELECT {expression}".encode(), values).fetchone()
    assert row is not None
    return row[0]


@drawn(300)
@given(name=NAMES)
@example(name="山田太郎 o'shea-lindqvist " + "x" * 200)
@example(name="あ" * 1100)
@example(name="")
def test_terms(sql: psycopg.Connection[Any], name: str) -> None:
    terms = set(asked(sql, "tsvector_to_array(search_terms(%s, %s))", ONE, name))

    assert terms - {TAG} == {TAG + term for term in beginnings(name)}
    assert all(len(term) <= 70 for term in terms)


@drawn(500)
@given(words=WORDS, name=NAMES)
@example(words=["'", "\\", "\\'", ":*", "a & !b", "''", "\\\\"], name="' \\ \\' :* a & !b '' \\\\")
@example(words=["x" * 3000, "𠮷" * 700], name="x" * 64 + " " + "𠮷" * 64)
@example(words=["", ""], name="anything")
def test_every_word_is_a_word(sql: psycopg.Connection[Any], words: list[str], name: str) -> None:
    """Whatever it holds: no error, and the same finds as in plain."""
    found = asked(sql, "search_terms(%s, %s) @@ search_query(%s, %s)", ONE, name, ONE, words)

    assert found is (finds(words, name) if any(words) else None)


@drawn(200)
@given(name=NAMES, data=st.data())
def test_what_a_name_begins_with_is_found(sql: psycopg.Connection[Any], name: str, data: st.DataObject) -> None:
    words = [word[: data.draw(st.integers(1, len(word)))] for word in name.split(" ") if word]

    assume(words)
    assert asked(sql, "search_terms(%s, %s) @@ search_query(%s, %s)", ONE, name, ONE, words) is True


def test_another_organisations_terms_are_others(sql: psycopg.Connection[Any]) -> None:
    assert asked(sql, "search_terms(%s, 'anna') @@ search_query(%s, '{anna}')", OTHER, ONE) is False


EXPIRED = {"expires_at": PAST}
REVOKED = {"expires_at": None, "revoked_at": PAST, "ended_at": PAST}


@pytest.mark.parametrize("ending", [EXPIRED, REVOKED], ids=["expired", "revoked"])
@pytest.mark.parametrize(
    ("search", "left"),
    [
        ("126gb0000001", False),
        ("126", False),
        ("1", False),
        ("shea 126gb", False),
        ("shea", True),
        ("ciarán o'sh", True),
    ],
)
@pytest.mark.anyio
async def test_of_an_ended_share_the_name_is_left_to_find(
    make: Factory, session_for: SessionFor, ending: dict[str, Any], search: str, left: bool
) -> None:
    organisation = await make.organisation()
    user = await make.user(organisation)
    active = await make.share(None, organisation, search_text=search_text(*PEOPLE[0]))
    ended = await make.share(None, organisation, search_text=search_text(*PEOPLE[0]), **ending)

    session = await session_for(viewer_of(user))
    found = (await session.execute(sa.select(sa.func.matching_shares(folded(search).split())))).scalar_one()

    assert set(found) == ({active.id, ended.id} if left else {active.id})


PEOPLE = (
    ("O'Shea-Lindqvist", "Ciarán", None, "126GB0000001"),
    ("Yamamoto", "Ken", "山本健太郎", "126JP0000002"),
    ("ササキ", "さくら", None, "126JP0000003"),
    ("김", "민준", None, "126KR0000004"),
    ("%", "\\'", None, "126GB0000005"),
)


@pytest.mark.parametrize(
    ("search", "numbers"),
    [
        ("ken YAMA", "2"),
        ("amamoto", ""),
        ("shea", "1"),
        ("lind", "1"),
        ("o'shea", "1"),
        ("O’SHEA-L", "1"),
        ("ciaran", "1"),
        ("健太", "2"),
        ("太郎", "2"),
        ("ｻｷ", "3"),
        ("さくら 126jp", "3"),
        ("민", "4"),
        ("126GB", "15"),
        ("126gb0000005", "5"),
        ("0000005", ""),
        ("%", "5"),
        ("\\'", "5"),
        ("' | !a", ""),
        ("\u200b", "12345"),
    ],
)
@pytest.mark.anyio
async def test_an_organisation_finds_its_shares(
    make: Factory, session_for: SessionFor, search: str, numbers: str
) -> None:
    own, other = await make.organisation(), await make.organisation()
    user = await make.user(own)
    ids: dict[UUID, str] = {}
    for row in PEOPLE:
        text = search_text(*row)
        share = await make.share(None, own, search_text=text)
        await make.share(None, other, search_text=text)
        ids[share.id] = row[-1][-1]
        assert search_finds(search, text) is (row[-1][-1] in numbers)

    for viewer, found in ((viewer_of(user), numbers), (anonymous(), ""), (SYSTEM, "")):
        session = await session_for(viewer)
        shares = (await session.execute(sa.select(sa.func.matching_shares(folded(search).split())))).scalar_one()
        assert sorted(ids[share] for share in shares) == list(found)

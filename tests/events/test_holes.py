import random
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.database import Database
from app.events import holes
from app.events.holes import Text
from app.models import Organisation, Share, Sighting, User, new_id
from app.viewer import SYSTEM
from tests.factories import RELEASED, Factory, viewer_of

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)
SHARE = UUID(int=7)


def test_a_text_without_marks_is_the_same_for_all() -> None:
    text = Text('{"data":1}')
    assert (text.keys, text.filled({}), text.filled({"count": "3"})) == (frozenset(), '{"data":1}', '{"data":1}')


def test_marks_are_filled_and_what_is_not_given_is_false_or_0() -> None:
    text = Text(
        f'{{"isNew":{holes.is_new(SHARE)},"c":{holes.new_share_count()},"again":{holes.new_share_count()},'
        f'"isChanged":{holes.is_changed(SHARE)}}}'
    )
    assert text.keys == {f"new:{SHARE}", f"changed:{SHARE}", "count"}
    assert text.filled({}) == '{"isNew":false,"c":0,"again":0,"isChanged":false}'
    assert text.filled({f"new:{SHARE}": "true", "count": "12"}) == '{"isNew":true,"c":12,"again":12,"isChanged":false}'


# What each user would see, asked by that user alone, in plain words.
_NEW = """
    SELECT share.id FROM share JOIN app_user ON app_user.id = :user AND app_user.organisation_id = share.organisation_id
    WHERE ended_at IS NULL AND (expires_at IS NULL OR expires_at > now()) AND sequence > seen_until
        AND NOT EXISTS (SELECT FROM sighting WHERE share_id = share.id AND user_id = :user)
"""
_CHANGED = """
    SELECT share.id FROM share JOIN result ON result.id = result_id
        JOIN sighting ON share_id = share.id AND user_id = :user
    WHERE opened_version < version AND ended_at IS NULL AND (expires_at IS NULL OR expires_at > now())
"""


async def expected(database: Database, users: list[User], shares: list[Share]) -> dict[UUID, dict[str, str]]:
    values: dict[UUID, dict[str, str]] = {}
    for user in users:
        async with database.session(viewer_of(user)) as session:
            new = set(await session.scalars(sa.text(_NEW), {"user": user.id}))
            changed = set(await session.scalars(sa.text(_CHANGED), {"user": user.id}))
        values[user.id] = {f"new:{share.id}": "true" for share in shares if share.id in new}
        values[user.id] |= {f"changed:{share.id}": "true" for share in shares if share.id in changed}
        if new:
            values[user.id]["count"] = str(min(len(new), 1_000))
    return values


def keys_of(shares: list[Share]) -> set[str]:
    return {f"{kind}:{share.id}" for kind, share in product(("new", "changed"), shares)} | {"count"}


async def test_all_users_values_come_at_once_and_are_what_each_would_see(fresh_database: Database) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    async with fresh_database.session(SYSTEM) as session:
        make = Factory(session)
        organisation = await make.organisation()
        users = [await make.user(organisation, seen_until=chance.randrange(30)) for _ in range(6)]
        await make.user()
        shares = [await make.share(organisation=organisation, **_ended(chance)) for _ in range(25)]
        await make.share()
        for share, user in product(shares, users):
            if chance.random() < 0.4:
                opened = chance.choice([None, 1, 1, 2])
                session.add(_sighting(share, user, opened))
        for share in chance.sample(shares, 8):
            await session.execute(sa.text("UPDATE result SET version = 2 WHERE id = :id"), {"id": share.result_id})
        await session.commit()

    found = await holes.values(fresh_database, organisation.id, [user.id for user in users], keys_of(shares))
    assert found == await expected(fresh_database, users, shares)


def _ended(chance: random.Random) -> dict[str, Any]:
    return chance.choice(
        [
            {},
            {},
            {"expires_at": NOW + timedelta(days=1)},
            {"expires_at": NOW - timedelta(seconds=1)},
            {"revoked_at": NOW, "ended_at": NOW},
        ]
    )


def _sighting(share: Share, user: User, opened_version: int | None) -> Sighting:
    return Sighting(
        share_id=share.id,
        user_id=user.id,
        organisation_id=share.organisation_id,
        seen_at=NOW,
        opened_at=None if opened_version is None else NOW,
        opened_version=opened_version,
    )


async def test_counts_end_at_1000_also_for_who_has_sighted_most(fresh_database: Database) -> None:
    """3,000 active shares; users who have sighted none, the newest 600, all but the oldest 3, all."""
    async with fresh_database.session(SYSTEM) as session:
        make = Factory(session)
        organisation = await make.organisation()
        users = [await make.user(organisation) for _ in range(5)]
        users.append(await make.user(organisation, seen_until=2_990))
        await _many_shares(make, organisation, 3_000)
        for user, lowest in zip(users, (None, 2_401, 4, 1, 1_001), strict=False):
            await session.execute(
                sa.text(
                    "INSERT INTO sighting (share_id, user_id, organisation_id, seen_at)"
                    " SELECT id, :user, organisation_id, now() FROM share WHERE sequence >= :lowest"
                ),
                {"user": user.id, "lowest": lowest},
            )
        await session.commit()

    found = await holes.values(fresh_database, organisation.id, [user.id for user in users], ["count"])
    assert [found[user.id].get("count", "0") for user in users] == ["1000", "1000", "3", "0", "1000", "10"]


async def _many_shares(make: Factory, organisation: Organisation, number: int) -> None:
    candidate = await make.candidate()
    like = await make.result(candidate)
    columns = [column.name for column in sa.inspect(type(like)).columns]
    other = ", ".join(name for name in columns if name not in ("id", "statement_number"))
    await make.session.execute(
        sa.text(
            f"INSERT INTO result (id, statement_number, {other})"
            f" SELECT gen_random_uuid(), 'S' || n, {other} FROM result, generate_series(1, :number) AS n"
        ),
        {"number": number},
    )
    await make.session.execute(
        sa.text(
            "INSERT INTO share (id, organisation_id, candidate_id, result_id, shared_at, hide_photo, sequence,"
            " candidate_name, sort_name, sort_session, search_text)"
            " SELECT gen_random_uuid(), :organisation, candidate_id, id, :at, false, row_number() OVER (), '', '',"
            " session_date, '' FROM result WHERE statement_number ~ '^S'"
        ),
        {"organisation": organisation.id, "at": RELEASED},
    )


async def test_users_of_another_organisation_and_unknown_shares_get_nothing(fresh_database: Database) -> None:
    async with fresh_database.session(SYSTEM) as session:
        make = Factory(session)
        share, stranger = await make.share(), await make.user()
        user = await make.user(await session.get(Organisation, share.organisation_id))
        foreign = await make.share()
        await session.commit()

    found = await holes.values(
        fresh_database, share.organisation_id, [user.id, stranger.id], keys_of([share, foreign, Share(id=new_id())])
    )
    assert found == {user.id: {f"new:{share.id}": "true", "count": "1"}, stranger.id: {}}


async def test_nothing_asked_is_no_statement(fresh_database: Database) -> None:
    assert await holes.values(fresh_database, SHARE, [SHARE], []) == {SHARE: {}}
    assert await holes.values(fresh_database, SHARE, [], ["count"]) == {}

"""Marking as seen: the bold goes for this user, whatever comes later stays bold."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.actions import mark_shares_seen as action
from app.actions.mark_shares_seen import MarkedSeen, Matching, mark_shares_seen
from app.actions.open_share import open_share
from app.errors import Forbidden, InvalidInput, NotFound, NotSignedIn, RefusalCode
from app.events.broker import Wake
from app.events.cursor import cursor
from app.events.log import wakes
from app.models import Organisation, Share, Sighting, User
from app.viewer import SYSTEM, anonymous
from tests.actions.conftest import NOW, YESTERDAY, Contents, Events
from tests.conftest import SessionFor
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

Tables = Callable[[], Awaitable[Contents]]
ALL = Matching(sa.select(col(Share.id)), everything=True)
#: As a filter makes it: with the viewer's reserved binds.
OWN = sa.select(col(Share.id)).where(
    col(Share.organisation_id) == sa.bindparam("viewer_organisation", type_=sa.Uuid()),
    sa.exists().where(col(User.id) == sa.bindparam("viewer_person", type_=sa.Uuid())),
)


@pytest.fixture
async def organisation(make: Factory) -> Organisation:
    return await make.organisation()


@pytest.fixture
async def viewer(make: Factory, organisation: Organisation) -> Any:
    return viewer_of(await make.user(organisation))


@pytest.fixture
async def shares(make: Factory, organisation: Organisation) -> list[Share]:
    """Four, with sequences 1 to 4; the fourth has run out."""
    return [
        await make.share(organisation=organisation, expires_at=expires_at)
        for expires_at in (None, None, None, YESTERDAY)
    ]


async def state(session_for: SessionFor, viewer: Any) -> tuple[int, set[Any]]:
    """The user's mark, and the shares that the user has seen one by one."""
    session = await session_for(SYSTEM)
    seen_until = await session.scalar(sa.select(col(User.seen_until)).where(col(User.id) == viewer.id))
    seen = await session.scalars(sa.select(col(Sighting.share_id)).where(col(Sighting.user_id) == viewer.id))
    return seen_until or 0, set(seen)


async def test_the_whole_list_takes_one_mark(
    shares: list[Share], viewer: Any, session_for: SessionFor, events: Events
) -> None:
    session = await session_for(viewer)
    marked = await mark_shares_seen(session, viewer, matching=ALL, now=NOW)

    assert marked == MarkedSeen(3, [shares[2].id, shares[1].id, shares[0].id])
    assert wakes(session) == [Wake("viewer", viewer.id)]
    assert await events(session, viewer) == []
    assert await state(session_for, viewer) == (4, set())


async def test_a_cursor_spares_what_came_since(
    shares: list[Share], organisation: Organisation, viewer: Any, session_for: SessionFor
) -> None:
    session = await session_for(viewer)
    marked = await mark_shares_seen(session, viewer, matching=ALL, up_to=cursor(organisation.id, 2), now=NOW)

    assert marked == MarkedSeen(2, [shares[1].id, shares[0].id])
    assert await state(session_for, viewer) == (2, set())


async def test_the_mark_never_moves_back(
    shares: list[Share], organisation: Organisation, viewer: Any, session_for: SessionFor
) -> None:
    session = await session_for(viewer)
    await mark_shares_seen(session, viewer, matching=ALL, up_to=cursor(organisation.id, 3), now=NOW)
    wakes(session)
    marked = await mark_shares_seen(session, viewer, matching=ALL, up_to=cursor(organisation.id, 1), now=NOW)

    assert marked == MarkedSeen(0, [])
    assert wakes(session) == []
    assert await state(session_for, viewer) == (3, set())


@pytest.mark.parametrize("up_to", [None, 2])
async def test_a_filter_marks_its_shares_one_by_one(
    shares: list[Share], organisation: Organisation, viewer: Any, session_for: SessionFor, up_to: int | None
) -> None:
    chosen = [shares[index].id for index in (0, 2, 3)]
    matching = Matching(OWN.where(col(Share.id).in_(chosen)), everything=False)
    session = await session_for(viewer)
    marked = await mark_shares_seen(
        session,
        viewer,
        matching=matching,
        up_to=None if up_to is None else cursor(organisation.id, up_to),
        now=NOW,
    )

    expected = [shares[2].id, shares[0].id] if up_to is None else [shares[0].id]
    assert marked == MarkedSeen(len(expected), expected)
    assert await state(session_for, viewer) == (0, set(expected))


async def test_named_shares_are_marked_and_only_what_was_new_is_told(
    make: Factory, shares: list[Share], organisation: Organisation, viewer: Any, session_for: SessionFor
) -> None:
    colleague = viewer_of(await make.user(organisation))
    session = await session_for(viewer)
    await open_share(session, viewer, shares[0].id, now=NOW)
    named = [share.id for share in (*shares, shares[1])]
    marked = await mark_shares_seen(session, viewer, share_ids=named, now=NOW)
    again = await mark_shares_seen(session, viewer, share_ids=named, now=NOW)
    rows = {row.share_id: row.model_dump() for row in await session.scalars(sa.select(Sighting))}

    assert marked == MarkedSeen(2, [shares[2].id, shares[1].id])
    assert again == MarkedSeen(0, [])
    assert rows[shares[1].id] == {
        "share_id": shares[1].id,
        "user_id": viewer.id,
        "organisation_id": organisation.id,
        "seen_at": NOW,
        "opened_at": None,
        "opened_version": None,
    }
    assert rows[shares[0].id]["opened_at"] == NOW
    assert await state(session_for, colleague) == (0, set())


async def test_the_newest_are_told_when_there_are_many(
    shares: list[Share], viewer: Any, session_for: SessionFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(action, "MOST_TOLD", 1)
    session = await session_for(viewer)

    assert await mark_shares_seen(session, viewer, matching=ALL, now=NOW) == MarkedSeen(3, [shares[2].id])


async def test_another_organisations_filter_finds_nothing(
    make: Factory, shares: list[Share], session_for: SessionFor
) -> None:
    foreign = viewer_of(await make.user())
    session = await session_for(foreign)
    everywhere = Matching(sa.select(col(Share.id)), everything=False)

    assert await mark_shares_seen(session, foreign, matching=everywhere, now=NOW) == MarkedSeen(0, [])
    assert await mark_shares_seen(session, foreign, matching=ALL, now=NOW) == MarkedSeen(0, [])


async def test_what_cannot_be_meant_is_refused_with_every_problem(
    make: Factory,
    shares: list[Share],
    organisation: Organisation,
    viewer: Any,
    session_for: SessionFor,
    contents: Tables,
) -> None:
    foreign = await make.organisation()
    before = await contents()
    session = await session_for(viewer)
    seen = []
    for given in (
        {},
        {"share_ids": [], "matching": ALL},
        {"share_ids": [uuid4()] * 1_001, "up_to": cursor(organisation.id, 1)},
        {"matching": ALL, "up_to": "nonsense"},
        {"matching": ALL, "up_to": cursor(foreign.id, 0)},
        {"matching": ALL, "up_to": cursor(organisation.id, 5)},
    ):
        with pytest.raises(InvalidInput) as refusal:
            await mark_shares_seen(session, viewer, **given, now=NOW)
        seen.append([(problem.code.value, problem.path[1:]) for problem in refusal.value.problems])

    assert seen == [
        [("EXACTLY_ONE", ())],
        [("EXACTLY_ONE", ()), ("REQUIRED", ("shareIds",))],
        [("TOO_MANY", ("shareIds",)), ("INVALID", ("upTo",))],
        [(RefusalCode.CURSOR_INVALID, ("upTo",))],
        [("CURSOR_INVALID", ("upTo",))],
        [("CURSOR_INVALID", ("upTo",))],
    ]
    assert await contents() == before


async def test_a_named_share_has_to_be_the_organisations(
    make: Factory, shares: list[Share], viewer: Any, session_for: SessionFor, contents: Tables
) -> None:
    foreign = await make.share()
    before = await contents()
    session = await session_for(viewer)
    with pytest.raises(NotFound) as refusal:
        await mark_shares_seen(session, viewer, share_ids=[shares[0].id, foreign.id], now=NOW)

    assert refusal.value.path == ["input", "shareIds", "1"]
    assert await contents() == before


async def test_only_users_mark(make: Factory, session_for: SessionFor) -> None:
    for viewer, refused in ((viewer_of(await make.account()), Forbidden), (anonymous(), NotSignedIn)):
        session = await session_for(viewer)
        with pytest.raises(refused):
            await mark_shares_seen(session, viewer, matching=ALL, now=NOW)

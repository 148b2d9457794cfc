"""Opening: the act of reading, told once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.open_share import open_share
from app.errors import Forbidden, NotFound, NotSignedIn, ShareEnded
from app.models import Organisation, Result, Share, Sighting
from app.viewer import SYSTEM, anonymous
from tests.actions.conftest import NOW, YESTERDAY, Contents, Events
from tests.conftest import SessionFor
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

Tables = Callable[[], Awaitable[Contents]]
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
async def organisation(make: Factory) -> Organisation:
    return await make.organisation()


@pytest.fixture
async def share(make: Factory, organisation: Organisation) -> Share:
    return await make.share(organisation=organisation)


@pytest.fixture
async def viewer(make: Factory, organisation: Organisation) -> Any:
    return viewer_of(await make.user(organisation))


async def sightings(session: AsyncSession) -> list[dict[str, Any]]:
    rows = await session.scalars(sa.select(Sighting).execution_options(populate_existing=True))
    return [row.model_dump() for row in rows]


async def test_the_first_opening_is_stamped_and_told(
    share: Share, viewer: Any, session_for: SessionFor, events: Events
) -> None:
    before = share.model_dump()
    session = await session_for(viewer)
    opened = await open_share(session, viewer, share.id, now=NOW)

    assert opened.model_dump() == before | {"opened_at": NOW}
    assert await sightings(session) == [
        {
            "share_id": share.id,
            "user_id": viewer.id,
            "organisation_id": viewer.organisation_id,
            "seen_at": NOW,
            "opened_at": NOW,
            "opened_version": 1,
        }
    ]
    assert await events(session, viewer) == [("SHARE_OPENED", share.id, share.result_id, None, "USER", viewer.id)]


async def test_opening_again_changes_nothing(
    share: Share, viewer: Any, session_for: SessionFor, contents: Tables, events: Events
) -> None:
    session = await session_for(viewer)
    await open_share(session, viewer, share.id, now=NOW)
    await events(session, viewer)
    before = await contents()
    session = await session_for(viewer)
    again = await open_share(session, viewer, share.id, now=LATER)

    assert again.opened_at == NOW
    assert await events(session, viewer) == []
    assert await contents() == before


async def test_a_colleagues_opening_is_told_but_the_stamp_stays_the_first(
    make: Factory, organisation: Organisation, share: Share, viewer: Any, session_for: SessionFor, events: Events
) -> None:
    colleague = viewer_of(await make.user(organisation))
    session = await session_for(viewer)
    await open_share(session, viewer, share.id, now=NOW)
    await events(session, viewer)
    session = await session_for(colleague)
    opened = await open_share(session, colleague, share.id, now=LATER)

    assert opened.opened_at == NOW
    assert [event[0::5] for event in await events(session, colleague)] == [("SHARE_OPENED", colleague.id)]


async def test_what_was_marked_seen_may_still_be_opened(
    make: Factory, share: Share, viewer: Any, session_for: SessionFor, events: Events
) -> None:
    seen = Sighting(share_id=share.id, user_id=viewer.id, organisation_id=viewer.organisation_id, seen_at=YESTERDAY)
    make.session.add(seen)
    await make.session.flush()
    session = await session_for(viewer)
    await open_share(session, viewer, share.id, now=NOW)

    (sighting,) = await sightings(session)
    assert (sighting["seen_at"], sighting["opened_at"], sighting["opened_version"]) == (YESTERDAY, NOW, 1)
    assert len(await events(session, viewer)) == 1


async def test_after_a_correction_the_new_version_is_noted_without_an_event(
    share: Share, viewer: Any, session_for: SessionFor, events: Events
) -> None:
    session = await session_for(viewer)
    await open_share(session, viewer, share.id, now=NOW)
    await events(session, viewer)
    session = await session_for(SYSTEM)
    await session.execute(sa.update(Result).values(version=2))
    session = await session_for(viewer)
    await open_share(session, viewer, share.id, now=LATER)

    (sighting,) = await sightings(session)
    assert (sighting["seen_at"], sighting["opened_at"], sighting["opened_version"]) == (NOW, NOW, 2)
    assert await events(session, viewer) == []


@pytest.mark.parametrize(
    ("end", "expired"),
    [
        ({"revoked_at": YESTERDAY, "ended_at": YESTERDAY}, False),
        ({"expires_at": YESTERDAY}, True),
        ({"expires_at": YESTERDAY, "ended_at": YESTERDAY}, True),
    ],
)
async def test_what_has_ended_cannot_be_opened(
    make: Factory,
    organisation: Organisation,
    viewer: Any,
    session_for: SessionFor,
    contents: Tables,
    end: dict[str, Any],
    expired: bool,
) -> None:
    ended = await make.share(organisation=organisation, **end)
    before = await contents()
    session = await session_for(viewer)
    with pytest.raises(ShareEnded) as refusal:
        await open_share(session, viewer, ended.id, now=NOW)

    assert (refusal.value.share_id, refusal.value.expired) == (ended.id, expired)
    assert await contents() == before


async def test_another_organisations_share_is_not_there(
    make: Factory, share: Share, session_for: SessionFor, contents: Tables
) -> None:
    foreign = viewer_of(await make.user())
    candidate = viewer_of(await make.account())
    before = await contents()
    for viewer, share_id, refused in (
        (foreign, share.id, NotFound),
        (foreign, uuid4(), NotFound),
        (candidate, share.id, Forbidden),
        (anonymous(), share.id, NotSignedIn),
    ):
        session = await session_for(viewer)
        with pytest.raises(refused):
            await open_share(session, viewer, share_id, now=NOW)
    assert await contents() == before

"""A candidate updates and revokes shares."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.actions.revoke_share import revoke_share
from app.actions.update_share import update_share
from app.errors import Conflict, Forbidden, InvalidInput, NotFound, NotSignedIn, RefusalCode
from app.models import Share
from app.viewer import Viewer, anonymous
from tests.actions.conftest import NOW, TOMORROW, YESTERDAY, Contents, Events
from tests.conftest import SessionFor
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

Tables = Callable[[], Awaitable[Contents]]
LATER = TOMORROW + timedelta(days=1)


@pytest.fixture
async def candidate(make: Factory) -> Any:
    return await make.candidate()


@pytest.fixture
async def viewer(make: Factory, candidate: Any) -> Viewer:
    return viewer_of(await make.account(candidate))


@pytest.fixture
async def share(make: Factory, candidate: Any) -> Share:
    return await make.share(await make.result(candidate), expires_at=TOMORROW)


@pytest.mark.parametrize(
    ("change", "expires_at", "hide_photo"),
    [
        ({"expires_at": LATER}, LATER, False),
        ({"expires_at": None}, None, False),
        ({"hide_photo": True}, TOMORROW, True),
        ({"expires_at": LATER, "hide_photo": True}, LATER, True),
    ],
)
async def test_what_is_mentioned_changes_and_nothing_else(
    share: Share,
    viewer: Viewer,
    session_for: SessionFor,
    events: Events,
    change: dict[str, Any],
    expires_at: datetime | None,
    hide_photo: bool,
) -> None:
    before = share.model_dump()
    session = await session_for(viewer)
    updated = await update_share(session, viewer, share.id, **change, now=NOW)
    written = await events(session, viewer)

    assert updated.model_dump() == before | {"expires_at": expires_at, "hide_photo": hide_photo}
    assert written == [("SHARE_UPDATED", share.id, share.result_id, None, "CANDIDATE", viewer.id)]


@pytest.mark.parametrize("change", [{}, {"expires_at": TOMORROW}, {"hide_photo": False}])
async def test_no_change_is_no_news(
    share: Share, viewer: Viewer, session_for: SessionFor, contents: Tables, events: Events, change: dict[str, Any]
) -> None:
    before = await contents()
    session = await session_for(viewer)
    updated = await update_share(session, viewer, share.id, **change, now=NOW)

    assert updated.id == share.id
    assert await events(session, viewer) == []
    assert await contents() == before


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ({"revoked_at": YESTERDAY, "ended_at": YESTERDAY}, RefusalCode.SHARE_REVOKED),
        ({"expires_at": YESTERDAY}, RefusalCode.SHARE_EXPIRED),
        ({"expires_at": YESTERDAY, "ended_at": YESTERDAY}, RefusalCode.SHARE_EXPIRED),
    ],
)
async def test_what_has_ended_stays_so(
    make: Factory,
    candidate: Any,
    viewer: Viewer,
    session_for: SessionFor,
    contents: Tables,
    events: Events,
    end: dict[str, Any],
    code: RefusalCode,
) -> None:
    ended = await make.share(await make.result(candidate), **end)
    before = await contents()
    session = await session_for(viewer)
    with pytest.raises(Conflict) as refusal:
        await update_share(session, viewer, ended.id, expires_at=LATER, now=NOW)
    again = await revoke_share(session, viewer, ended.id, now=NOW)

    assert (refusal.value.refusal_code, refusal.value.path) == (code, ["input", "id"])
    assert again.model_dump() == ended.model_dump()
    assert await events(session, viewer) == []
    assert await contents() == before


async def test_an_expiry_lies_in_the_future(
    share: Share, viewer: Viewer, session_for: SessionFor, contents: Tables
) -> None:
    before = await contents()
    session = await session_for(viewer)
    for moment in (NOW, YESTERDAY):
        with pytest.raises(InvalidInput) as refusal:
            await update_share(session, viewer, share.id, expires_at=moment, hide_photo=True, now=NOW)
        assert [(problem.code, problem.path) for problem in refusal.value.problems] == [
            (RefusalCode.IN_THE_PAST, ("input", "expiresAt"))
        ]
    assert await contents() == before


async def test_a_revoked_share_is_ended_at_once_and_once(
    share: Share, viewer: Viewer, session_for: SessionFor, events: Events
) -> None:
    before = share.model_dump()
    session = await session_for(viewer)
    revoked = await revoke_share(session, viewer, share.id, now=NOW)
    again = await revoke_share(session, viewer, share.id, now=LATER)
    written = await events(session, viewer)

    assert revoked.model_dump() == again.model_dump() == before | {"revoked_at": NOW, "ended_at": NOW}
    assert written == [("SHARE_REVOKED", share.id, share.result_id, None, "CANDIDATE", viewer.id)]


async def test_a_share_is_its_candidates_alone(
    make: Factory, share: Share, session_for: SessionFor, contents: Tables
) -> None:
    stranger = viewer_of(await make.account())
    receiver = viewer_of(await make.user())
    before = await contents()
    for viewer, refused in ((stranger, NotFound), (receiver, Forbidden), (anonymous(), NotSignedIn)):
        session = await session_for(viewer)
        with pytest.raises(refused):
            await update_share(session, viewer, share.id, hide_photo=True, now=NOW)
        with pytest.raises(refused):
            await revoke_share(session, viewer, share.id, now=NOW)
    assert await contents() == before


async def test_a_share_that_is_not_there_is_not_found(viewer: Viewer, session_for: SessionFor) -> None:
    session = await session_for(viewer)
    with pytest.raises(NotFound) as updating:
        await update_share(session, viewer, uuid4(), now=NOW)
    with pytest.raises(NotFound) as revoking:
        await revoke_share(session, viewer, uuid4(), now=NOW)

    assert (updating.value.path, revoking.value.path) == (["input", "id"], ["id"])

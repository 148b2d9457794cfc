"""Live payloads for API keys: each key that gets one has it in the access ledger first."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.database import Database
from app.events.broker import Broker
from app.events.cursor import cursor
from app.events.delivery import DeliveryFailed
from app.events.subscription import Change
from app.models import AuditEntry, Disclosure, Share
from app.viewer import SYSTEM, Viewer, ViewerKind
from tests.events.listening import Notebook, feeds_of, subscription
from tests.events.test_feed import receive_share
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio


async def test_every_key_is_entered_no_user_is(fresh_database: Database, broker: Broker) -> None:
    async with fresh_database.session(SYSTEM) as session:
        make = Factory(session)
        organisation = await make.organisation()
        keys = [viewer_of(await make.api_key(organisation)) for _ in range(2)]
        user = viewer_of(await make.user(organisation))
        await session.commit()
    results: dict[UUID, UUID] = {}

    async def render(change: Change) -> str:
        async with fresh_database.session(SYSTEM) as session:
            share = await session.get_one(Share, change.share_id)  # type: ignore[union-attr]
        results[share.id] = share.result_id
        return f'{{"share":"{share.id}","result":\x01res:{share.result_id}:1\x01{{}}}}'

    async def render_for_users(change: Change) -> str:
        return '{"share":null}'

    nobody = Viewer(ViewerKind.API_KEY, organisation_id=organisation.id)  # cannot be entered
    notebooks = [Notebook() for _ in range(4)]
    async with feeds_of(fresh_database, broker) as feeds:
        for viewer, notebook in zip([*keys, nobody, user], notebooks, strict=True):
            made: Any = render if viewer.traced else render_for_users
            wanted = subscription(organisation.id, made, after=cursor(organisation.id, 0), key=str(viewer.traced))
            place = {keys[0]: "192.0.2.1", keys[1]: "192.0.2.2"}.get(viewer)
            feeds.subscribe(viewer, wanted, notebook, address=place)
        shares = [await receive_share(fresh_database, broker, organisation) for _ in range(2)]
        heard = [await notebooks[place].hears(2) for place in (0, 1, 3)]
        await notebooks[2].until(lambda: notebooks[2].error is not None)

    payloads = [{"share": str(share), "result": {}} for share in shares]
    assert heard == [payloads, payloads, [{"share": None}] * 2]
    assert (notebooks[2].heard, notebooks[2].error) == ([], DeliveryFailed.code)
    async with fresh_database.session(SYSTEM) as session:
        entries = (await session.scalars(sa.select(Disclosure))).all()
        audit = (await session.scalars(sa.select(AuditEntry))).all()
    assert {(entry.actor_id, entry.result_id) for entry in entries} == {
        (key.id, results[share]) for key in keys for share in shares
    }
    assert {(entry.actor_id, entry.address) for entry in audit} == {
        (keys[0].id, "192.0.2.1"),
        (keys[1].id, "192.0.2.2"),
    }

import asyncio
import json
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import psycopg
import pytest

from app.database import Database
from app.errors import ApiError, BadInput, CursorInvalid, Unauthenticated
from app.events.broker import Broker, LocalBroker, Wake
from app.events.cursor import cursor
from app.events.feed import Feeds
from app.events.redis_broker import RedisBroker
from app.events.subscription import Change, Subscription
from app.events.work import work
from app.models import Organisation, User
from app.models.enums import EventKind
from app.viewer import SYSTEM, Viewer
from tests.events.listening import (
    Notebook,
    Renderer,
    feeds_of,
    happen,
    nobody_refused,
    subscription,
)
from tests.factories import Factory, viewer_of
from tests.redis_server import RedisServer

pytestmark = pytest.mark.anyio

ALL = frozenset(EventKind)


async def organisation_of(database: Database, users: int = 1) -> tuple[Organisation, list[User]]:
    async with database.session(SYSTEM) as session:
        make = Factory(session)
        organisation = await make.organisation()
        members = [await make.user(organisation) for _ in range(users)]
        await session.commit()
    return organisation, members


async def receive_share(database: Database, broker: Broker, organisation: Organisation) -> UUID:
    async with work(database, broker, SYSTEM) as session:
        share = await Factory(session).share(organisation=organisation)
    broker.publish(Wake("organisation", organisation.id, share.sequence))  # the factory writes by itself
    return share.id


async def is_live(feeds: Feeds, notebook: Notebook, database: Database, broker: Broker, organisation_id: UUID) -> None:
    """Events reach this subscriber: make them until one does."""
    while not notebook.heard:
        await happen(database, broker, organisation_id)
        await asyncio.wait([asyncio.ensure_future(notebook.hears(1))], timeout=0.5)


async def test_two_users_share_one_payload_each_with_own_holes(fresh_database: Database, broker: Broker) -> None:
    organisation, users = await organisation_of(fresh_database, 3)
    render, notebooks = Renderer(), [Notebook() for _ in users]
    async with feeds_of(fresh_database, broker) as feeds:
        for user, notebook in zip(users, notebooks, strict=True):
            feeds.subscribe(
                viewer_of(user), subscription(organisation.id, render, after=cursor(organisation.id, 0)), notebook
            )
        first = await receive_share(fresh_database, broker, organisation)
        for notebook in notebooks:
            await notebook.hears(1)
        async with fresh_database.session(SYSTEM) as session:
            (user := await session.get_one(User, users[0].id)).seen_until = 1
            session.add(user)
            await session.commit()
        second = await receive_share(fresh_database, broker, organisation)
        heard = [await notebook.hears(2) for notebook in notebooks]

    def payload(share: UUID, count: int) -> dict[str, Any]:
        return {"kind": "SHARE_RECEIVED", "share": str(share), "count": count, "isNew": True, "isChanged": False}

    assert heard == [
        [payload(first, 1), payload(second, 1)],
        [payload(first, 1), payload(second, 2)],
        [payload(first, 1), payload(second, 2)],
    ]
    assert [notebook.cursors for notebook in notebooks] == [[cursor(organisation.id, n) for n in (1, 2)]] * 3
    assert render.made == 2


async def test_replay_then_live_each_event_once_and_in_order(fresh_database: Database, broker: Broker) -> None:
    """Newcomers with all sorts of cursors, while events pour in from several writers."""
    organisation, (user,) = await organisation_of(fresh_database)
    await happen(fresh_database, broker, organisation.id, 150)
    total = 150 + 4 * 30 * 3
    notebooks: dict[int, Notebook] = {}

    async def writer() -> None:
        for _ in range(30):
            await happen(fresh_database, broker, organisation.id, 3)

    async with feeds_of(fresh_database, broker) as feeds:
        writers = [asyncio.create_task(writer()) for _ in range(4)]
        for number, after in enumerate((0, 149, 150, 1, 64, 128, 37, 0, 150)):
            notebooks[number] = notebook = Notebook()
            wanted = subscription(organisation.id, Renderer(), kinds=ALL, after=cursor(organisation.id, after))
            feeds.subscribe(viewer_of(user), wanted, notebook)
            await notebook.hears(1)
            assert notebook.sequences[0] == after + 1
        await asyncio.gather(*writers)
        for notebook in notebooks.values():
            await notebook.until(lambda notebook=notebook: notebook.sequences[-1] == total)  # type: ignore[misc]

    for notebook in notebooks.values():
        assert notebook.sequences == list(range(notebook.sequences[0], total + 1))


async def test_without_a_cursor_only_what_comes_later(fresh_database: Database) -> None:
    broker = LocalBroker()
    organisation, (user,) = await organisation_of(fresh_database)
    await happen(fresh_database, broker, organisation.id, 70)
    notebook = Notebook()
    async with feeds_of(fresh_database, broker) as feeds:
        feeds.subscribe(viewer_of(user), subscription(organisation.id, Renderer(), kinds=ALL), notebook)
        await is_live(feeds, notebook, fresh_database, broker, organisation.id)
        assert notebook.sequences[0] > 70


async def test_only_wanted_kinds_come_and_the_cursor_passes_over_the_others(fresh_database: Database) -> None:
    broker = LocalBroker()
    organisation, (user,) = await organisation_of(fresh_database)
    await happen(fresh_database, broker, organisation.id, 200, EventKind.RESULT_CANCELLED)
    await happen(fresh_database, broker, organisation.id, 1, EventKind.RESULT_RELEASED)
    notebook = Notebook()
    wanted = subscription(
        organisation.id,
        Renderer(),
        kinds=frozenset({EventKind.RESULT_RELEASED}),
        after=cursor(organisation.id, 0),
    )
    async with feeds_of(fresh_database, broker) as feeds:
        feeds.subscribe(viewer_of(user), wanted, notebook)
        await notebook.hears(1)
        await happen(fresh_database, broker, organisation.id, 3, EventKind.RESULT_CANCELLED)
        await happen(fresh_database, broker, organisation.id, 1, EventKind.RESULT_RELEASED)
        await notebook.hears(2)
    assert notebook.sequences == [201, 205]


async def test_cursors_of_others_of_the_future_and_pruned_ones(
    fresh_database: Database, owner: psycopg.Connection
) -> None:
    broker = LocalBroker()
    organisation, (user,) = await organisation_of(fresh_database)
    await happen(fresh_database, broker, organisation.id, 10)
    owner.execute("UPDATE event_head SET pruned = 4")
    async with feeds_of(fresh_database, broker) as feeds:
        found = {}
        for after in (3, 4, 10, 11):
            notebook = Notebook()
            wanted = subscription(organisation.id, Renderer(), kinds=ALL, after=cursor(organisation.id, after))
            feeds.subscribe(viewer_of(user), wanted, notebook)
            if after == 10:
                await happen(fresh_database, broker, organisation.id)
                await notebook.hears(1)
                owner.execute("UPDATE event_head SET last = 10")
                owner.execute("DELETE FROM event WHERE sequence = 11")
            else:
                await notebook.until(lambda notebook=notebook: bool(notebook.heard or notebook.error))  # type: ignore[misc]
            found[after] = notebook.error or notebook.sequences[0]
        assert found == {3: "CURSOR_EXPIRED", 4: 5, 10: 11, 11: "CURSOR_INVALID"}
        with pytest.raises(CursorInvalid):
            feeds.subscribe(
                viewer_of(user),
                subscription(organisation.id, Renderer(), after=cursor(user.id, 1)),
                Notebook(),
            )


async def test_a_replay_waits_for_its_sink_and_nobody_waits_for_the_replay(fresh_database: Database) -> None:
    broker = LocalBroker()
    organisation, (user,) = await organisation_of(fresh_database)
    await happen(fresh_database, broker, organisation.id, 300)
    slow, quick = Notebook(), Notebook()
    slow.roomy = False
    async with feeds_of(fresh_database, broker) as feeds:
        for notebook, after in ((slow, 0), (quick, 299)):
            feeds.subscribe(
                viewer_of(user),
                subscription(organisation.id, Renderer(), kinds=ALL, after=cursor(organisation.id, after)),
                notebook,
            )
        await quick.hears(1)
        await happen(fresh_database, broker, organisation.id)
        await quick.hears(2)
        assert (quick.sequences, slow.heard) == ([300, 301], [])
        slow.make_room()
        await slow.hears(301)
    assert slow.sequences == list(range(1, 302))


async def test_who_leaves_hears_nothing_and_the_last_one_ends_the_feed(fresh_database: Database) -> None:
    broker = LocalBroker()
    organisation, (user,) = await organisation_of(fresh_database)
    leaving, staying = Notebook(), Notebook()
    async with feeds_of(fresh_database, broker) as feeds:
        first, second = (
            feeds.subscribe(
                viewer_of(user),
                subscription(organisation.id, Renderer(), kinds=ALL, after=cursor(organisation.id, 0)),
                notebook,
            )
            for notebook in (leaving, staying)
        )
        await happen(fresh_database, broker, organisation.id)
        await leaving.hears(1)
        first.leave()
        first.leave()
        await happen(fresh_database, broker, organisation.id)
        await staying.hears(2)
        assert list(feeds._feeds) == [organisation.id]
        second.leave()
        assert list(feeds._feeds) == []
    assert (leaving.sequences, staying.sequences) == ([1], [1, 2])


async def test_seen_goes_to_that_user_alone_with_the_present_cursor(fresh_database: Database, broker: Broker) -> None:
    organisation, users = await organisation_of(fresh_database, 2)
    await happen(fresh_database, broker, organisation.id, 2)
    own, deaf, other = Notebook(), Notebook(), Notebook()
    after = cursor(organisation.id, 0)
    async with feeds_of(fresh_database, broker) as feeds:
        for user, notebook, seen in ((users[0], own, True), (users[0], deaf, False), (users[1], other, True)):
            wanted = subscription(organisation.id, Renderer(), kinds=ALL, after=after, seen=seen)
            feeds.subscribe(viewer_of(user), wanted, notebook)
        for notebook in (own, deaf, other):
            await notebook.hears(2)
        broker.publish(Wake("viewer", users[0].id))
        await own.until(lambda: {"kind": "SEEN", "count": 0} in [payload for _, payload in own.heard])
        await happen(fresh_database, broker, organisation.id)
        for notebook in (own, deaf, other):
            await notebook.until(lambda notebook=notebook: notebook.sequences[-1] == 3)  # type: ignore[misc]
    assert (own.sequences, deaf.sequences, other.sequences) == ([1, 2, 2, 3], [1, 2, 3], [1, 2, 3])


async def test_rights_are_checked_before_each_delivery(fresh_database: Database) -> None:
    broker = LocalBroker()
    organisation, (user, other) = await organisation_of(fresh_database, 2)
    refused: set[Viewer] = set()

    async def rights(viewers: Collection[Viewer]) -> Mapping[Viewer, ApiError]:
        return {viewer: Unauthenticated() for viewer in viewers if viewer in refused}

    out, stays = Notebook(), Notebook()
    async with feeds_of(fresh_database, broker, rights=rights) as feeds:
        guard = feeds._delivery._guard
        wanted = subscription(organisation.id, Renderer(), kinds=ALL, after=cursor(organisation.id, 0))
        subscriber = feeds.subscribe(viewer_of(user), wanted, out)
        guard.watch(viewer_of(user), subscriber.fail)
        feeds.subscribe(viewer_of(other), wanted, stays)
        await happen(fresh_database, broker, organisation.id)
        await out.hears(1)
        refused.add(viewer_of(user))
        await happen(fresh_database, broker, organisation.id)
        await stays.hears(2)
    assert (out.sequences, out.error, stays.sequences, stays.error) == ([1], "UNAUTHENTICATED", [1, 2], None)


class Stumbling(Renderer):
    """Fails as it is told to."""

    def __init__(self, *failures: Exception) -> None:
        super().__init__()
        self._failures = list(failures)

    async def __call__(self, change: Change) -> str | None:
        if self._failures:
            raise self._failures.pop(0)
        return await super().__call__(change)


async def test_a_payload_that_cannot_be_made_ends_its_own_subscribers_alone(
    fresh_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    broker = LocalBroker()
    organisation, (user,) = await organisation_of(fresh_database)
    after = cursor(organisation.id, 0)
    notebooks = {"bug": Notebook(), "no": Notebook(), "fine": Notebook()}
    renders = {
        "bug": Stumbling(ValueError("a bug")),
        "no": Stumbling(BadInput("no")),
        "fine": Stumbling(psycopg.OperationalError("away for a moment")),
    }
    async with feeds_of(fresh_database, broker) as feeds:
        for key, notebook in notebooks.items():
            wanted = subscription(organisation.id, renders[key], kinds=ALL, after=after, key=key)
            feeds.subscribe(viewer_of(user), wanted, notebook)
        await happen(fresh_database, broker, organisation.id)
        await notebooks["fine"].hears(1)
    assert {key: (notebook.error, notebook.sequences) for key, notebook in notebooks.items()} == {
        "bug": ("INTERNAL_ERROR", []),
        "no": ("BAD_USER_INPUT", []),
        "fine": (None, [1]),
    }
    assert "A live payload could not be made" in caplog.text


async def test_none_from_render_is_sent_to_nobody(fresh_database: Database) -> None:
    broker = LocalBroker()
    organisation, (user,) = await organisation_of(fresh_database)

    async def even(change: Change) -> str | None:
        return json.dumps(change.sequence) if change.sequence % 2 == 0 else None

    notebook = Notebook()
    async with feeds_of(fresh_database, broker) as feeds:
        wanted = Subscription(organisation.id, ALL, "even", even, cursor(organisation.id, 0))
        feeds.subscribe(viewer_of(user), wanted, notebook)
        await happen(fresh_database, broker, organisation.id, 6)
        await notebook.hears(3)
    assert notebook.sequences == [2, 4, 6]


async def test_events_are_found_without_any_wake_up(fresh_database: Database) -> None:
    """Heads are compared every moment, whatever happens to brokers."""
    organisation, (user,) = await organisation_of(fresh_database)
    notebook = Notebook()
    async with feeds_of(fresh_database, LocalBroker()) as feeds:
        feeds.subscribe(
            viewer_of(user),
            subscription(organisation.id, Renderer(), kinds=ALL, after=cursor(organisation.id, 0)),
            notebook,
        )
        for number in (1, 2, 3):
            await happen(fresh_database, LocalBroker(), organisation.id)  # another broker: nobody hears
            await notebook.hears(number)
    assert notebook.sequences == [1, 2, 3]


async def test_redis_killed_in_the_middle_loses_nothing_and_repeats_nothing(
    fresh_database: Database, redis_server: RedisServer
) -> None:
    organisation, (user,) = await organisation_of(fresh_database)
    here, there = RedisBroker(redis_server.url), RedisBroker(redis_server.url)
    notebook = Notebook()
    async with feeds_of(fresh_database, here, rights=nobody_refused) as feeds:
        feeds.subscribe(
            viewer_of(user),
            subscription(organisation.id, Renderer(), kinds=ALL, after=cursor(organisation.id, 0)),
            notebook,
        )
        await happen(fresh_database, there, organisation.id, 3)
        await notebook.hears(3)
        redis_server.kill()
        for number in range(4, 8):
            await happen(fresh_database, there, organisation.id)
            await notebook.hears(number)
        redis_server.start()
        for number in range(8, 12):
            await happen(fresh_database, there, organisation.id)
            await notebook.hears(number)
    assert notebook.sequences == list(range(1, 12))
    await here.close()
    await there.close()

"""Changes to subscribers: a text is made once for all with the same key, then filled once a user."""

import asyncio
import logging
from collections.abc import Collection, Hashable, Sequence
from uuid import UUID

import psycopg

from app.database import Database
from app.errors import ApiError
from app.events import holes
from app.events.rights import Guard
from app.events.subscription import Change, Seen, Subscriber
from app.ledger import received, versions
from app.viewer import Viewer

BREATH = 256
"""Payloads handed out before others get their turn in the event loop."""

logger = logging.getLogger("rvs.events")

Texts = list[holes.Text | None]
"""One for each change."""
Groups = dict[Hashable, list[Subscriber]]
_Listener = tuple[Viewer, str | None]
"""Who, and from where: each has an entry of its own in the audit trail."""


class DeliveryFailed(ApiError):
    """This could not be sent: subscribe again from your last cursor."""

    code = "INTERNAL_ERROR"


class Delivery:
    """How one process delivers."""

    def __init__(self, database: Database, guard: Guard) -> None:
        self._database, self._guard = database, guard

    async def deliver(
        self, organisation_id: UUID, changes: Sequence[Change], subscribers: Collection[Subscriber]
    ) -> None:
        """Send to each what it wants of `changes`. Nothing has been sent where this raises, which it does as
        long as the database is away (psycopg.OperationalError)."""
        if not changes or not subscribers:
            return
        await self._guard.check({subscriber.viewer for subscriber in subscribers})
        groups: Groups = {}
        for subscriber in subscribers:
            if not subscriber.left:
                key: Hashable = (subscriber.subscription.key, subscriber.subscription.kinds)
                groups.setdefault(key, []).append(subscriber)
        texts = {key: await self._texts(changes, group) for key, group in groups.items()}
        keys = frozenset[str]().union(*(text.keys for made in texts.values() for text in made if text))
        users = {
            subscriber.viewer.id
            for key, group in groups.items()
            for subscriber in group
            if subscriber.viewer.id is not None and any(text.keys for text in texts[key] if text)
        }
        await self._enter(changes, groups, texts)
        values = await holes.values(self._database, organisation_id, users, keys)
        for number, change in enumerate(changes):
            for key, group in groups.items():
                if text := texts[key][number]:
                    await _send(change, text, group, values)
            await asyncio.sleep(0)  # let connections write before they get more: only who cannot is too slow

    async def _enter(self, changes: Sequence[Change], groups: Groups, texts: dict[Hashable, Texts]) -> None:
        """What API keys are about to get goes into the access ledger first; who cannot be entered gets nothing."""
        traces: dict[_Listener, set[str]] = {}
        of: dict[_Listener, list[Subscriber]] = {}
        for key, group in groups.items():
            for subscriber in group:
                if not subscriber.viewer.traced or subscriber.left:
                    continue
                listener = (subscriber.viewer, subscriber.address)
                of.setdefault(listener, []).append(subscriber)
                for change, text in zip(changes, texts[key], strict=True):
                    if text is not None and _wanted(change, subscriber, subscriber.position or 0):
                        traces.setdefault(listener, set()).update(text.traces)
        for listener, found in traces.items():
            viewer, address = listener
            try:
                await received(self._database, viewer, versions(found), address=address)
            except psycopg.OperationalError:
                raise
            except psycopg.Error:
                logger.exception("A live payload could not be entered into the access ledger")
                _fail(of[listener], DeliveryFailed())

    async def _texts(self, changes: Sequence[Change], group: Sequence[Subscriber]) -> Texts:
        first = min(subscriber.position or 0 for subscriber in group)
        made: Texts = []
        try:
            for change in changes:
                text = None
                if _wanted(change, group[0], first):
                    # By one who is still there: a payload is made with the rights of somebody who gets it.
                    text = await _present(group).subscription.render(change)
                made.append(None if text is None else holes.Text(text))
        except psycopg.OperationalError:
            raise
        except _NobodyLeft:
            pass
        except ApiError as error:
            _fail(group, error)
        except Exception:
            logger.exception("A live payload could not be made")
            _fail(group, DeliveryFailed())
        else:
            return made
        return [None] * len(changes)


class _NobodyLeft(Exception):
    """All subscribers of the group went away meanwhile."""


def _present(group: Sequence[Subscriber]) -> Subscriber:
    for subscriber in group:
        if not subscriber.left:
            return subscriber
    raise _NobodyLeft


def _fail(group: Sequence[Subscriber], error: ApiError) -> None:
    for subscriber in group:
        subscriber.fail(error)


def _wanted(change: Change, subscriber: Subscriber, after: int) -> bool:
    if isinstance(change, Seen):
        return subscriber.subscription.seen
    return change.kind in subscriber.subscription.kinds and change.sequence > after


async def _send(
    change: Change, text: holes.Text, group: Sequence[Subscriber], values: dict[UUID, dict[str, str]]
) -> None:
    cursor = change.cursor
    filled: dict[UUID | None, str] = {}
    for number, subscriber in enumerate(group, 1):
        if number % BREATH == 0:
            await asyncio.sleep(0)
        if subscriber.left or not _wanted(change, subscriber, subscriber.position or 0):
            continue
        user = subscriber.viewer.id if text.keys else None
        payload = filled.get(user)
        if payload is None:
            payload = filled[user] = text.filled(values.get(user, {}) if user is not None else {})
        subscriber.sink.send(payload, cursor)

"""A user takes shares for seen without reading them: the bold goes, and nobody is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.actors import user_of
from app.errors import CursorInvalid, InvalidInput, NotFound
from app.events.broker import Wake
from app.events.cursor import sequence_of
from app.events.log import wake
from app.models import EventHead, Share, Sighting, User
from app.problems import cursor_invalid, cursor_without_filter, required, shares_or_filter, too_many_shares
from app.viewer import Viewer

MOST_NAMED = MOST_TOLD = 1_000


@dataclass(frozen=True, slots=True)
class MarkedSeen:
    """What was new to this user and is no longer."""

    count: int
    share_ids: list[UUID]
    """The newest 1,000 of them, newest first."""


@dataclass(frozen=True, slots=True)
class Matching:
    """The shares of a filter, already narrowed to those that this viewer may see."""

    ids: sa.Select[Any]
    """One column. Its binds `viewer_person` and `viewer_organisation` are filled here, all others by the caller."""
    everything: bool
    """Whether the filter is empty: then one mark does for all rows."""


async def mark_shares_seen(
    session: AsyncSession,
    viewer: Viewer,
    *,
    share_ids: Sequence[UUID] | None = None,
    matching: Matching | None = None,
    up_to: str | None = None,
    now: datetime,
) -> MarkedSeen:
    """Mark the named shares, or those of the filter that had come by `up_to` (an event cursor; default: by now).

    Raises NotSignedIn, Forbidden, InvalidInput, NotFound (a share named that is not the organisation's)."""
    user_id, organisation_id = user_of(viewer)
    _check(share_ids, matching, up_to)
    # Locked, so that two screens of one user do not count the same shares.
    seen_until = await session.scalar(
        sa.select(col(User.seen_until)).where(col(User.id) == user_id).with_for_update(key_share=True)
    )
    last = await _last(session, organisation_id, up_to)
    if matching is None:
        chosen = await _named(session, organisation_id, share_ids or ())
    else:
        chosen = col(Share.id).in_(matching.ids.params(viewer_person=user_id, viewer_organisation=organisation_id))
    new = _new(chosen, viewer, seen_until or 0, last, now)
    if matching is not None and matching.everything:
        marked = await _count(session, new, new)
        await session.execute(
            sa.update(User)
            .where(col(User.id) == user_id, col(User.seen_until) < last)
            .values(seen_until=last)
            .execution_options(synchronize_session=False)
        )
    else:
        marked = await _count(session, new, _sightings(new, user_id, organisation_id, now))
    if marked.count:
        wake(session, Wake("viewer", user_id))
    return marked


def _check(share_ids: Sequence[UUID] | None, matching: Matching | None, up_to: str | None) -> None:
    problems = []
    if (share_ids is None) == (matching is None):
        problems.append(shares_or_filter("input"))
    if share_ids is not None and not share_ids:
        problems.append(required("input", "shareIds"))
    if share_ids is not None and len(share_ids) > MOST_NAMED:
        problems.append(too_many_shares("input", "shareIds"))
    if up_to is not None and matching is None:
        problems.append(cursor_without_filter("input", "upTo"))
    if problems:
        raise InvalidInput(problems)


async def _last(session: AsyncSession, organisation_id: UUID, up_to: str | None) -> int:
    """The last sequence that counts: what is committed after this look is new."""
    head = await session.scalar(sa.select(col(EventHead.last)).where(col(EventHead.organisation_id) == organisation_id))
    if up_to is None:
        return head or 0
    try:
        last = sequence_of(up_to, organisation_id)
    except CursorInvalid:
        last = None
    if last is None or last > (head or 0):
        raise InvalidInput([cursor_invalid("input", "upTo")])
    return last


async def _named(session: AsyncSession, organisation_id: UUID, share_ids: Sequence[UUID]) -> sa.ColumnElement[bool]:
    named = col(Share.id) == sa.any_(sa.literal(list(share_ids), sa.ARRAY(sa.Uuid)))
    rows = sa.select(col(Share.id)).where(col(Share.organisation_id) == organisation_id, named)
    found = set(await session.scalars(rows))
    for position, share_id in enumerate(share_ids):
        if share_id not in found:
            raise NotFound(path=["input", "shareIds", str(position)])
    return named


def _new(chosen: sa.ColumnElement[bool], viewer: Viewer, seen_until: int, last: int, now: datetime) -> sa.CTE:
    """Of the chosen, those that are new to the user: active, after the mark, not sighted."""
    sighted = sa.exists().where(col(Sighting.share_id) == col(Share.id), col(Sighting.user_id) == viewer.id)
    return (
        sa.select(col(Share.id), col(Share.sequence))
        .where(
            chosen,
            col(Share.organisation_id) == viewer.organisation_id,
            col(Share.sequence) > seen_until,
            col(Share.sequence) <= last,
            col(Share.ended_at).is_(None),
            sa.or_(col(Share.expires_at).is_(None), col(Share.expires_at) > now),
            ~sighted,
        )
        .cte("new")
    )


def _sightings(new: sa.CTE, user_id: UUID, organisation_id: UUID, now: datetime) -> sa.CTE:
    values = sa.select(
        new.c.id,
        sa.literal(user_id, sa.Uuid),
        sa.literal(organisation_id, sa.Uuid),
        sa.literal(now, sa.DateTime(timezone=True)),
    )
    return (
        insert(Sighting)
        .from_select(["share_id", "user_id", "organisation_id", "seen_at"], values)
        .on_conflict_do_nothing()
        .returning(col(Sighting.share_id).label("id"))
        .cte("seen")
    )


async def _count(session: AsyncSession, new: sa.CTE, marked: sa.CTE) -> MarkedSeen:
    of_marked = new.c.id.in_(sa.select(marked.c.id))
    newest = sa.select(new.c.id).where(of_marked).order_by(new.c.sequence.desc()).limit(MOST_TOLD)
    count = sa.select(sa.func.count()).select_from(marked).scalar_subquery()
    newest_ids = sa.func.array(newest.scalar_subquery(), type_=sa.ARRAY(sa.Uuid))
    total, share_ids = (await session.execute(sa.select(count, newest_ids))).one()
    return MarkedSeen(total, share_ids)

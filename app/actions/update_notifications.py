"""A user chooses what mails tell, and when. What was not told yet is never lost by it: cursors move when a mail is
made, and when somebody switches mails on, who hears of what comes after."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.actors import user_of
from app.actions.update_share import UNSET, Unset
from app.audit.entry import note
from app.database import elevated
from app.errors import InvalidInput, NotFound
from app.local_time import moment_on, zone_of
from app.mail.due import next_due, pause_end
from app.mail.windows import take_back
from app.models import EventHead, Notification
from app.models.enums import DigestKind, Language, NotificationFrequency, Weekday
from app.problems import hour_out_of_range, in_the_past, pause_too_long
from app.schema.ids import id_of
from app.viewer import Viewer

LONGEST_PAUSE = timedelta(days=731)
_CLOCK = ("frequency", "hour", "weekday", "time_zone", "paused_until")
_OFF = NotificationFrequency.OFF


@dataclass(frozen=True, slots=True)
class NotificationChange:
    """What is None stays; of `paused_until`, what is UNSET: None ends the pause."""

    frequency: NotificationFrequency | None = None
    hour: int | None = None
    weekday: Weekday | None = None
    time_zone: str | None = None
    language: Language | None = None
    corrections: bool | None = None
    paused_until: date | Unset | None = UNSET


async def update_notifications(
    session: AsyncSession, viewer: Viewer, change: NotificationChange, *, now: datetime, gather: timedelta
) -> Notification:
    """The settings as they are now, chosen. Whatever waits unsent and is not wanted any more is taken back.

    Raises NotSignedIn, Forbidden, InvalidInput (OUT_OF_RANGE, IN_THE_PAST)."""
    user_id, _ = user_of(viewer)
    async with elevated(session, viewer):
        chosen = await held_settings(session, user_id)
        before = chosen.model_dump()
        _change(chosen, change, now)
        with session.no_autoflush:  # the row is to be written once, whole: halves of a change break its rules
            await _switched(session, chosen, before, now, gather)
        chosen.chosen_at = chosen.chosen_at or now
        note(session, "updateNotifications", subject_id=id_of("User", user_id))
    return chosen


async def held_settings(session: AsyncSession, user_id: Any) -> Notification:
    """Locked against whoever plans this user's mails. As the system; raises NotFound."""
    chosen = await session.scalar(
        sa.select(Notification)
        .where(col(Notification.user_id) == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if chosen is None:
        raise NotFound
    return chosen


def _change(chosen: Notification, change: NotificationChange, now: datetime) -> None:
    if change.hour is not None and not 0 <= change.hour <= 23:
        raise InvalidInput([hour_out_of_range("input", "hour")])
    for name, value in asdict(change).items():
        if name != "paused_until" and value is not None:
            setattr(chosen, name, value)
    if not isinstance(change.paused_until, Unset):
        _pause(chosen, change.paused_until, now)
    elif chosen.paused_until is not None:  # in another time zone the same day begins at another moment
        chosen.resumes_at = _begins(chosen.paused_until, chosen)


def _pause(chosen: Notification, until: date | None, now: datetime) -> None:
    if until is not None and until > now.date() + LONGEST_PAUSE:
        raise InvalidInput([pause_too_long("input", "pausedUntil")])
    if until is not None and (until < now.date() - timedelta(days=2) or _begins(until, chosen) <= now):
        raise InvalidInput([in_the_past("input", "pausedUntil")])
    chosen.paused_until = until
    chosen.resumes_at = None if until is None else _begins(until, chosen)


def _begins(day: date, chosen: Notification) -> datetime:
    return moment_on(day, 0, zone_of(chosen.time_zone))


async def _switched(
    session: AsyncSession, chosen: Notification, before: dict[str, Any], now: datetime, gather: timedelta
) -> None:
    """Cursors and moments that follow from the change."""
    head = await _head(session, chosen)
    resumes = pause_end(chosen, now)
    clock_changed = any(getattr(chosen, name) != before[name] for name in _CLOCK)
    pauses = resumes is not None and chosen.resumes_at != before["resumes_at"]
    if before["frequency"] is _OFF and chosen.frequency is not _OFF:
        chosen.shares_until = head
    if pauses or chosen.frequency is _OFF:
        back = await take_back(session, chosen.user_id, DigestKind.SHARES)
        chosen.shares_until = chosen.shares_until if back is None else back
    if clock_changed or chosen.frequency is _OFF:
        # Even where nothing seems to wait: what is committed at this moment was perhaps looked through already.
        chosen.next_at = next_due(chosen, now, now + gather)
    if chosen.corrections and not before["corrections"]:
        chosen.corrections_until, chosen.corrections_at = head, resumes or now + gather
    if pauses or not chosen.corrections:
        back = await take_back(session, chosen.user_id, DigestKind.CORRECTIONS)
        if back is not None:
            chosen.corrections_until, chosen.corrections_at = back, now
    if not chosen.corrections:
        chosen.corrections_at = None
    elif chosen.corrections_at is not None and chosen.resumes_at != before["resumes_at"]:
        chosen.corrections_at = resumes or now + gather


async def _head(session: AsyncSession, chosen: Notification) -> int:
    """Of the log as committed: a statement of its own, after the settings' row is held."""
    last = await session.scalar(
        sa.select(col(EventHead.last)).where(col(EventHead.organisation_id) == chosen.organisation_id)
    )
    return last or 0

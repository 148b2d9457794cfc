"""Which mails are due, planned a batch a transaction: for each a window of the log, its row in the outbox, and the
cursor moved there, all or none. What a mail says is written as it is sent (`app.mail.digest`).

`look`   what was committed to the logs makes mails due that go by no clock
`plan`   mails that are due now; where nothing has come there is none, and the clock moves on

Who holds a user's row of `notification` plans for that user: others pass it over (SKIP LOCKED). A window that was
planned twice all the same would break a unique index.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.events.broker import Wake
from app.events.log import wake
from app.folding import display_name
from app.mail.due import next_due, pause_end
from app.mail.outbox import EVERYBODY
from app.models import new_id
from app.models.enums import DigestKind, NotificationFrequency, Weekday

BATCH = 1_000
"""Users in one transaction: what memory it takes."""
LOGS = 500
"""Organisations whose logs are looked through in one transaction."""
AGAIN = timedelta(hours=1)
"""Until one who has no access for now is looked at again."""

MAILS = {DigestKind.SHARES: "digest", DigestKind.CORRECTIONS: "corrections"}
"""What the outbox calls them."""
_COLUMNS = {
    DigestKind.SHARES: ("shares_until", "next_at"),
    DigestKind.CORRECTIONS: ("corrections_until", "corrections_at"),
}

#: One looks at a time ("rvsd" in ASCII): two that touch the same users in another order would deadlock.
_ONE_LOOKS = sa.text("SELECT pg_try_advisory_xact_lock(CAST(x'72767364' AS int))")

_LOOK = sa.text(r"""
WITH grown AS MATERIALIZED (
    SELECT event_head.organisation_id, coalesce(digest_head.position, 0) AS position, event_head.last
    FROM event_head LEFT JOIN digest_head USING (organisation_id)
    WHERE event_head.last > coalesce(digest_head.position, 0)
    ORDER BY event_head.organisation_id LIMIT :most
), news AS MATERIALIZED (
    SELECT grown.organisation_id,
           min(event.occurred_at) FILTER (WHERE event.kind = 'SHARE_RECEIVED') AS shared_at,
           min(event.occurred_at) FILTER (WHERE event.kind LIKE 'RESULT\_%') AS changed_at
    FROM grown JOIN event
      ON event.organisation_id = grown.organisation_id AND event.sequence > grown.position
         AND event.sequence <= grown.last
    WHERE event.kind = 'SHARE_RECEIVED' OR event.kind LIKE 'RESULT\_%'
    GROUP BY grown.organisation_id
), told AS (
    UPDATE notification SET
        next_at = CASE
            WHEN news.shared_at IS NOT NULL AND frequency = 'IMMEDIATELY'
            THEN coalesce(next_at, greatest(news.shared_at + :gather, resumes_at))
            ELSE next_at
        END,
        corrections_at = CASE
            WHEN news.changed_at IS NOT NULL AND corrections
            THEN coalesce(corrections_at, greatest(news.changed_at + :gather, resumes_at))
            ELSE corrections_at
        END
    FROM news
    WHERE notification.organisation_id = news.organisation_id AND (
        news.shared_at IS NOT NULL AND frequency = 'IMMEDIATELY' AND next_at IS NULL
        OR news.changed_at IS NOT NULL AND corrections AND corrections_at IS NULL
    )
)
INSERT INTO digest_head (organisation_id, position)
SELECT organisation_id, last FROM grown ORDER BY organisation_id
ON CONFLICT (organisation_id) DO UPDATE SET position = greatest(digest_head.position, excluded.position)
RETURNING organisation_id
""").bindparams(sa.bindparam("gather", type_=sa.Interval()))

_NEWS = {
    DigestKind.SHARES: """
        EXISTS (
            SELECT FROM share
            WHERE share.organisation_id = n.organisation_id AND share.sequence > n.shares_until
              AND share.sequence <= head.last AND share.ended_at IS NULL
              AND (share.expires_at IS NULL OR share.expires_at > now())
            OFFSET 0
        )""",
    DigestKind.CORRECTIONS: r"""
        EXISTS (
            SELECT FROM event
            WHERE event.organisation_id = n.organisation_id AND event.sequence > n.corrections_until
              AND event.sequence <= head.last AND event.kind LIKE 'RESULT\_%'
            OFFSET 0
        )""",
}

_DUE = """
SELECT n.user_id, n.organisation_id, n.frequency, n.hour, n.weekday, n.time_zone, n.resumes_at, n.corrections,
       n.{until} AS until, greatest(coalesce(head.last, 0), n.{until}) AS last,
       app_user.email, app_user.family_name, app_user.given_name,
       coalesce(n.language, app_user.language) AS language, app_user.removed_at IS NOT NULL AS is_removed,
       app_user.status = 'ACTIVE' AND organisation.status = 'APPROVED' AS has_access, {news} AS is_news
FROM notification AS n
JOIN app_user ON app_user.id = n.user_id
JOIN organisation ON organisation.id = n.organisation_id
LEFT JOIN event_head AS head ON head.organisation_id = n.organisation_id
WHERE n.{at} <= :now
ORDER BY n.{at}, n.organisation_id, n.user_id LIMIT :most
FOR UPDATE OF n SKIP LOCKED
"""

_MAIL = sa.text("""
INSERT INTO mail (
    id, kind, recipient, recipient_name, language, subject, text, html, status, attempt, run_at, created_at
)
SELECT made.id, :mail, made.recipient, made.name, made.language, '', '', '', 'QUEUED', 0, now(), now()
FROM unnest(CAST(:ids AS uuid[]), CAST(:recipients AS text[]), CAST(:names AS text[]), CAST(:languages AS text[]))
    AS made (id, recipient, name, language)
""")
_DIGEST = sa.text("""
INSERT INTO digest (mail_id, user_id, organisation_id, kind, window_after, window_up_to, planned_at)
SELECT made.id, made.user_id, made.organisation_id, :kind, made.window_after, made.window_up_to, :now
FROM unnest(CAST(:ids AS uuid[]), CAST(:users AS uuid[]), CAST(:organisations AS uuid[]), CAST(:afters AS bigint[]),
            CAST(:up_tos AS bigint[])) AS made (id, user_id, organisation_id, window_after, window_up_to)
""")

#: A statement of its own, with the rows held: it sees every event that `look` has gone past, and who looks later waits.
#: So what came after the window was read makes the next mail due, and nothing falls in between.
_MOVE = """
UPDATE notification SET {until} = moved.until,
    {at} = coalesce(moved.at, CASE
        WHEN moved.by_events AND head.last > moved.up_to THEN CAST(:at_once AS timestamptz)
    END)
FROM unnest(CAST(:users AS uuid[]), CAST(:untils AS bigint[]), CAST(:up_tos AS bigint[]), CAST(:ats AS timestamptz[]),
            CAST(:by_events AS boolean[])) AS moved (user_id, until, up_to, at, by_events)
    JOIN notification AS n USING (user_id) LEFT JOIN event_head AS head ON head.organisation_id = n.organisation_id
WHERE notification.user_id = moved.user_id
"""


@dataclass(frozen=True, slots=True)
class _Clock:
    frequency: NotificationFrequency
    hour: int
    weekday: Weekday
    time_zone: str
    resumes_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Decided:
    """What becomes of one who is due."""

    row: Any
    is_mail: bool
    until: int
    at: datetime | None
    by_events: bool
    """The next one is due when something comes; `at` is None."""


async def look(session: AsyncSession, gather: timedelta) -> bool:
    """Whether logs had grown. As the system."""
    if not await session.scalar(_ONE_LOOKS):
        return False
    grown = await session.scalars(_LOOK, {"most": LOGS, "gather": gather})
    return len(grown.all()) > 0


async def plan(session: AsyncSession, kind: DigestKind, *, now: datetime, gather: timedelta, most: int = BATCH) -> int:
    """Plan for the next of those who are due; how many they were. As the system."""
    until, at = _COLUMNS[kind]
    due = (await session.execute(_due(kind), {"now": now, "most": most})).all()
    if not due:
        return 0
    decided = [_decided(kind, row, now) for row in due]
    await _insert(session, kind, [each for each in decided if each.is_mail], now)
    values = {
        "users": [each.row.user_id for each in decided],
        "untils": [each.until for each in decided],
        "up_tos": [each.row.last for each in decided],
        "ats": [each.at for each in decided],
        "by_events": [each.by_events for each in decided],
        "at_once": now + gather,
    }
    await session.execute(sa.text(_MOVE.format(until=until, at=at)), values)
    return len(due)


async def earliest(session: AsyncSession) -> datetime | None:
    """When the next mail is due."""
    found: datetime | None = await session.scalar(
        sa.text("SELECT least((SELECT min(next_at) FROM notification), (SELECT min(corrections_at) FROM notification))")
    )
    return found


def _due(kind: DigestKind) -> sa.TextClause:
    until, at = _COLUMNS[kind]
    return sa.text(_DUE.format(until=until, at=at, news=_NEWS[kind]))


def _decided(kind: DigestKind, row: Any, now: datetime) -> _Decided:
    shares = kind is DigestKind.SHARES
    clock = _Clock(NotificationFrequency(row.frequency), row.hour, Weekday(row.weekday), row.time_zone, row.resumes_at)
    wanted = clock.frequency is not NotificationFrequency.OFF if shares else row.corrections
    by_events = not shares or clock.frequency is NotificationFrequency.IMMEDIATELY
    if row.is_removed or not wanted:
        return _Decided(row, False, row.until, None, False)
    if (resumes := pause_end(clock, now)) is not None:
        return _Decided(row, False, row.until, next_due(clock, now, None) if shares else resumes, False)
    at = next_due(clock, now, None) if shares else None
    if not row.has_access:
        return _Decided(row, False, row.until, at or now + AGAIN, False)
    return _Decided(row, row.is_news, row.last, at, by_events)


async def _insert(session: AsyncSession, kind: DigestKind, mails: Sequence[_Decided], now: datetime) -> None:
    if not mails:
        return
    ids: list[UUID] = [new_id() for _ in mails]
    rows = [each.row for each in mails]
    letters = {
        "ids": ids,
        "recipients": [row.email for row in rows],
        "names": [display_name(row.family_name, row.given_name) for row in rows],
        "languages": [row.language for row in rows],
    }
    await session.execute(_MAIL, letters | {"mail": MAILS[kind]})
    windows = {
        "ids": ids,
        "users": [row.user_id for row in rows],
        "organisations": [row.organisation_id for row in rows],
        "afters": [row.until for row in rows],
        "up_tos": [row.last for row in rows],
    }
    await session.execute(_DIGEST, windows | {"kind": kind.value, "now": now})
    wake(session, Wake("mail", EVERYBODY))

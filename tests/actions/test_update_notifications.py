"""The settings of mails: what is left out stays, what is wrong changes nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.actions.update_notifications import NotificationChange, update_notifications
from app.errors import Forbidden, InvalidInput, NotSignedIn, RefusalCode
from app.events import log
from app.models import EventHead, Notification, User
from app.models.enums import EventKind, Language, NotificationFrequency, UserStatus, Weekday
from app.viewer import SYSTEM, Viewer, anonymous
from tests.actions.conftest import NOW
from tests.actions.people import refused, rows
from tests.conftest import SessionFor
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

GATHER = timedelta(seconds=60)
OFF, AT_ONCE, DAILY, WEEKLY = NotificationFrequency
UNTOUCHED = {
    "frequency": "OFF",
    "hour": 8,
    "weekday": "MONDAY",
    "time_zone": "UTC",
    "language": None,
    "corrections": True,
    "paused_until": None,
    "resumes_at": None,
    "chosen_at": None,
    "next_at": None,
    "corrections_at": None,
}


async def change(session_for: SessionFor, user: User, **values: Any) -> None:
    session = await session_for(viewer_of(user))
    await update_notifications(session, viewer_of(user), NotificationChange(**values), now=NOW, gather=GATHER)
    await session.flush()


async def settings(session_for: SessionFor, user: User) -> dict[str, Any]:
    (row,) = await rows(await session_for(SYSTEM), Notification, Notification.user_id == user.id)
    found: dict[str, Any] = row.model_dump(exclude={"user_id", "organisation_id"})
    return found


async def test_each_user_has_settings_from_the_first_day(make: Factory, session_for: SessionFor) -> None:
    """Cursors at the head: one hears of what comes after."""
    organisation = await make.organisation()
    before = await make.user(organisation)
    await make.share(None, organisation)
    await make.share(None, organisation)
    after = await make.user(organisation)

    assert await settings(session_for, before) == UNTOUCHED | {"shares_until": 0, "corrections_until": 0}
    assert await settings(session_for, after) == UNTOUCHED | {"shares_until": 2, "corrections_until": 2}


async def test_an_invited_user_begins_anew_on_accepting(make: Factory, session_for: SessionFor) -> None:
    organisation = await make.organisation()
    user = await make.user(organisation, status=UserStatus.INVITED, password_hash=None, invited_at=NOW)
    await make.share(None, organisation)
    session = await session_for(SYSTEM)
    await session.execute(sa.update(User).where(User.id == user.id).values(may_view_photos=True))  # type: ignore[arg-type]
    assert (await settings(session_for, user))["shares_until"] == 0
    session = await session_for(SYSTEM)
    accepted = {"status": UserStatus.ACTIVE, "password_hash": "x"}
    await session.execute(sa.update(User).where(User.id == user.id).values(accepted))  # type: ignore[arg-type]

    assert await settings(session_for, user) == UNTOUCHED | {"shares_until": 1, "corrections_until": 1}


async def test_switched_on_the_cursor_is_at_the_head(make: Factory, session_for: SessionFor) -> None:
    organisation = await make.organisation()
    user = await make.user(organisation)
    await make.share(None, organisation)
    await change(session_for, user, frequency=AT_ONCE)

    chosen = UNTOUCHED | {"frequency": "IMMEDIATELY", "chosen_at": NOW, "next_at": NOW + GATHER}
    assert await settings(session_for, user) == chosen | {"shares_until": 1, "corrections_until": 0}


async def test_what_is_left_out_stays(make: Factory, session_for: SessionFor) -> None:
    user = await make.user()
    await change(session_for, user, frequency=WEEKLY, hour=23, weekday=Weekday.FRIDAY, time_zone="Asia/Tokyo")
    await change(session_for, user, language=Language.JA)
    await change(session_for, user, corrections=False)
    found = await settings(session_for, user)

    assert {name: found[name] for name in ("frequency", "hour", "weekday", "time_zone", "language", "corrections")} == {
        "frequency": "WEEKLY",
        "hour": 23,
        "weekday": "FRIDAY",
        "time_zone": "Asia/Tokyo",
        "language": "JA",
        "corrections": False,
    }
    assert (found["next_at"].weekday(), found["next_at"].hour) == (4, 14)
    assert found["next_at"] - NOW <= timedelta(days=7)


async def test_another_frequency_keeps_the_cursor(make: Factory, session_for: SessionFor) -> None:
    organisation = await make.organisation()
    user = await make.user(organisation)
    await change(session_for, user, frequency=DAILY)
    await make.share(None, organisation)
    for frequency, until in ((WEEKLY, 0), (AT_ONCE, 0), (OFF, 0), (DAILY, 1)):
        await change(session_for, user, frequency=frequency)
        assert (await settings(session_for, user))["shares_until"] == until


async def test_nothing_mentioned_is_chosen_too(make: Factory, session_for: SessionFor) -> None:
    """What is offered was looked at."""
    user = await make.user()
    await change(session_for, user)

    assert await settings(session_for, user) == UNTOUCHED | {
        "chosen_at": NOW,
        "shares_until": 0,
        "corrections_until": 0,
    }


TODAY = NOW.date()
WRONG: dict[str, tuple[dict[str, Any], RefusalCode, str]] = {
    "no such hour": ({"hour": 24}, RefusalCode.OUT_OF_RANGE, "hour"),
    "an hour before all": ({"hour": -1}, RefusalCode.OUT_OF_RANGE, "hour"),
    "paused until before": ({"paused_until": TODAY - timedelta(days=1)}, RefusalCode.IN_THE_PAST, "pausedUntil"),
    "paused until long ago": ({"paused_until": date.min}, RefusalCode.IN_THE_PAST, "pausedUntil"),
    "paused for ever": ({"paused_until": date.max}, RefusalCode.OUT_OF_RANGE, "pausedUntil"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_what_is_wrong_changes_nothing(make: Factory, session_for: SessionFor, contents: Any, case: str) -> None:
    values, code, field = WRONG[case]
    user = await make.user()
    asked = NotificationChange(frequency=DAILY, **values)

    async def action(session: Any, viewer: Viewer) -> None:
        await update_notifications(session, viewer, asked, now=NOW, gather=GATHER)

    refusal = await refused(action, viewer_of(user), session_for, contents)

    assert isinstance(refusal, InvalidInput)
    assert [(problem.code, problem.path) for problem in refusal.problems] == [(code, ("input", field))]


async def test_only_users_have_settings(make: Factory, session_for: SessionFor, contents: Any) -> None:
    async def action(session: Any, viewer: Viewer) -> None:
        await update_notifications(session, viewer, NotificationChange(frequency=DAILY), now=NOW, gather=GATHER)

    others = {
        NotSignedIn: [anonymous()],
        Forbidden: [viewer_of(await make.account()), viewer_of(await make.staff()), viewer_of(await make.api_key())],
    }
    for kind, viewers in others.items():
        for viewer in viewers:
            assert isinstance(await refused(action, viewer, session_for, contents), kind)


async def test_a_pause_in_ones_own_time(make: Factory, session_for: SessionFor) -> None:
    user = await make.user()
    until = TODAY + timedelta(days=5)
    await change(session_for, user, frequency=DAILY, hour=0, time_zone="Asia/Tokyo", paused_until=until)
    midnight = datetime(until.year, until.month, until.day, tzinfo=UTC) - timedelta(hours=9)
    found = await settings(session_for, user)
    assert (found["paused_until"], found["resumes_at"], found["next_at"]) == (until, midnight, midnight)

    await change(session_for, user, time_zone="UTC")
    found = await settings(session_for, user)
    later = midnight + timedelta(hours=9)
    assert (found["paused_until"], found["resumes_at"], found["next_at"]) == (until, later, later)

    await change(session_for, user, paused_until=None)
    found = await settings(session_for, user)
    assert (found["paused_until"], found["resumes_at"]) == (None, None)
    assert found["next_at"] - NOW <= timedelta(days=1)


async def test_the_head_is_read_once_the_settings_are_held(make: Factory, session_for: SessionFor) -> None:
    """An event that is written in the same transaction, hence before its commit, is history."""
    organisation = await make.organisation()
    user = await make.user(organisation)
    log.record(make.session, log.EventDraft(organisation.id, EventKind.RESULT_CORRECTED))
    await log.write(make.session, SYSTEM)
    await change(session_for, user, frequency=DAILY)
    (head,) = await rows(await session_for(SYSTEM), EventHead, EventHead.organisation_id == organisation.id)

    assert (await settings(session_for, user))["shares_until"] == head.last == 1

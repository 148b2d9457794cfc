"""The access ledger of what users do: one entry for each version that each opened, each match, each photo and day."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError
from sqlmodel import col

from app.actions.open_share import open_share
from app.actions.verify_result import verify_result
from app.database import Database
from app.events.broker import LocalBroker
from app.events.work import work
from app.ledger import Version, disclose, photo_viewed, received, untraced, versions
from app.models import AuditEntry, Disclosure, Result
from app.models.enums import AccessWay, ActorKind, DisclosureKind, ResultStatus
from app.viewer import SYSTEM
from tests.actions.conftest import NOW
from tests.api.service import SETTINGS
from tests.conftest import SessionFor
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio


async def ledger(session_for: SessionFor) -> Sequence[Disclosure]:
    session = await session_for(SYSTEM)
    return (await session.scalars(sa.select(Disclosure).order_by(col(Disclosure.id)))).all()


async def test_each_users_first_opening_and_each_new_version(make: Factory, session_for: SessionFor) -> None:
    organisation = await make.organisation()
    first, second = [viewer_of(await make.user(organisation)) for _ in range(2)]
    share = await make.share(organisation=organisation)
    for viewer in (first, first, second):
        await open_share(await session_for(viewer), viewer, share.id, now=NOW)
    session = await session_for(SYSTEM)
    await session.execute(sa.update(Result).values(version=2))
    await open_share(await session_for(first), first, share.id, now=NOW)

    entries = await ledger(session_for)

    assert [(entry.actor_id, entry.version) for entry in entries] == [(first.id, 1), (second.id, 1), (first.id, 2)]
    assert entries[0].model_dump(exclude={"id"}) == {
        "kind": DisclosureKind.OPENED,
        "way": AccessWay.CONSOLE,
        "occurred_at": NOW,
        "on_day": NOW.date(),
        "organisation_id": organisation.id,
        "actor_kind": ActorKind.USER,
        "actor_id": first.id,
        "candidate_id": share.candidate_id,
        "result_id": share.result_id,
        "version": 1,
        "share_id": share.id,
        "verification_id": None,
    }
    session = await session_for(SYSTEM)
    audit = (await session.scalars(sa.select(AuditEntry))).all()
    assert [(entry.action, entry.subject_id) for entry in audit] == [("openShare", f"shr_{share.id}")] * 3


@pytest.mark.parametrize("status", [ResultStatus.RELEASED, ResultStatus.WITHHELD])
async def test_a_match_is_entered_whatever_its_status(
    status: ResultStatus, make: Factory, session_for: SessionFor
) -> None:
    result = await make.result(status=status)
    viewer = viewer_of(await make.user())
    for date_of_birth in (result.date_of_birth, result.date_of_birth + timedelta(days=1)):
        await verify_result(
            await session_for(viewer),
            viewer,
            statement_number=result.statement_number,
            date_of_birth=date_of_birth,
            settings=SETTINGS,
            now=NOW,
        )

    (entry,) = await ledger(session_for)

    assert (entry.kind, entry.way, entry.result_id, entry.version, entry.candidate_id) == (
        DisclosureKind.VERIFIED,
        AccessWay.CONSOLE,
        result.id,
        1,
        result.candidate_id,
    )
    assert entry.verification_id is not None


async def test_what_is_repeated_is_entered_once_a_day(fresh_database: Database) -> None:
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        make = Factory(session)
        organisation = await make.organisation()
        key, other = [viewer_of(await make.api_key(organisation)) for _ in range(2)]
        user = viewer_of(await make.user(organisation))
        first, second = [await make.result() for _ in range(2)]
    read = [Version(first.id, 1), Version(second.id, 1)]
    for viewer, told in ((key, read), (key, read[:1]), (key, [Version(first.id, 2)]), (other, read[:1]), (key, [])):
        await received(fresh_database, viewer, told, address="192.0.2.7")
    for _ in range(2):
        await photo_viewed(fresh_database, user, read[0])

    async with fresh_database.session(SYSTEM) as session:
        await disclose(session, key, DisclosureKind.RECEIVED, read, now=datetime.now(UTC) + timedelta(days=1))
        entries = (await session.scalars(sa.select(Disclosure))).all()
        audit = (await session.scalars(sa.select(AuditEntry).order_by(col(AuditEntry.id)))).all()

    today = datetime.now(UTC).date()
    seen = [(e.kind, e.way, e.actor_id, e.result_id, e.version, (e.on_day - today).days) for e in entries]
    by_key = (DisclosureKind.RECEIVED, AccessWay.API)
    assert sorted(seen) == sorted(
        [
            (*by_key, key.id, first.id, 1, 0),
            (*by_key, key.id, second.id, 1, 0),
            (*by_key, key.id, first.id, 2, 0),
            (*by_key, other.id, first.id, 1, 0),
            (DisclosureKind.PHOTO_VIEWED, AccessWay.CONSOLE, user.id, first.id, 1, 0),
            (*by_key, key.id, first.id, 1, 1),
            (*by_key, key.id, second.id, 1, 1),
        ]
    )
    assert [(entry.action, entry.actor_id, entry.count, entry.address) for entry in audit] == [
        ("readResults", key.id, 2, "192.0.2.7"),
        ("readResults", key.id, 1, "192.0.2.7"),
        ("readResults", key.id, 1, "192.0.2.7"),
        ("readResults", other.id, 1, "192.0.2.7"),
        ("viewPhoto", user.id, 1, None),
        ("viewPhoto", user.id, 1, None),
    ]


async def test_nobody_writes_into_the_ledger_for_others(make: Factory, session_for: SessionFor) -> None:
    organisation = await make.organisation()
    share = await make.share(organisation=organisation)
    mine, theirs = viewer_of(await make.user()), await make.user(organisation)
    session = await session_for(mine)
    forged: dict[str, Any] = {
        "kind": DisclosureKind.OPENED,
        "way": AccessWay.CONSOLE,
        "occurred_at": NOW,
        "on_day": NOW.date(),
        "organisation_id": organisation.id,
        "actor_kind": ActorKind.USER,
        "actor_id": theirs.id,
        "candidate_id": share.candidate_id,
        "result_id": share.result_id,
        "version": 1,
    }
    session.add(Disclosure(**forged))
    with pytest.raises(ProgrammingError, match="row-level security"):
        await session.flush()
    await session.rollback()


def test_traces_are_taken_out_of_a_text() -> None:
    first, second = "01a21403-74ea-7028-b061-d8913d3d4309", "01a21403-74ea-7028-b061-d8913d3d430a"
    text = f'[\x01res:{first}:1\x01{{"a":1}},\x01res:{second}:12\x01{{}},\x01res:{first}:1\x01{{}}]'.encode()

    plain, told = untraced(text)

    assert plain == b'[{"a":1},{},{}]'
    assert {(str(each.result_id), each.version) for each in told} == {(first, 1), (second, 12)}
    assert versions([f"res:{first}:1", f"res:{second}:12"]) == told
    assert untraced(b"{}") == (b"{}", frozenset())

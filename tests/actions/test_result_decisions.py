"""Staff cancel, withhold and release results: versions, scores, shares, and who is told."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.actions.cancel_result import cancel_result
from app.actions.release_result import release_result
from app.actions.result_versions import Decision
from app.actions.share_results import share_results
from app.actions.withhold_result import withhold_result
from app.database import Database
from app.errors import Conflict, Forbidden, InvalidInput, NotFound, NotSignedIn, Refusal, RefusalCode
from app.events.broker import LocalBroker
from app.events.work import work
from app.models import AuditEntry, Organisation, Result, ResultNote, ResultVersion, Share
from app.models.enums import ExamCode, ResultField, ResultStatus
from app.viewer import SYSTEM, Viewer, anonymous
from tests.actions.conftest import NOW, YESTERDAY, Events
from tests.conftest import SessionFor
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

SCORES = {"overall_score", "grade", "cefr_level", "certificated", "scores", "levels"}
NO_SCORES = {
    "overall_score": None,
    "grade": None,
    "cefr_level": None,
    "certificated": False,
    "scores": [],
    "levels": [],
}
ACTIONS = {"cancel": cancel_result, "withhold": withhold_result, "release": release_result}


@pytest.fixture
async def staff(make: Factory) -> Viewer:
    return viewer_of(await make.staff())


def decision(result: Result, version: int = 1, **values: Any) -> Decision:
    usual: dict[str, Any] = {"reason": "An investigation is under way.", "note": None}
    return Decision(result_id=result.id, version=version, **usual | values)


@pytest.mark.parametrize(("name", "status"), [("cancel", "CANCELLED"), ("withhold", "WITHHELD")])
async def test_a_new_version_without_scores(
    make: Factory, staff: Viewer, session_for: SessionFor, name: str, status: str
) -> None:
    result = await make.result()
    session = await session_for(staff)
    asked = decision(result, note="Seen on the seating plan.")
    changed = await ACTIONS[name](session, staff, asked, now=NOW)
    await session.flush()
    session = await session_for(SYSTEM)
    versions = list(await session.scalars(sa.select(ResultVersion).order_by(col(ResultVersion.version))))
    note = (await session.scalars(sa.select(ResultNote))).one()
    entry = (await session.scalars(sa.select(AuditEntry))).one()

    assert changed.model_dump() == result.model_dump() | NO_SCORES | {
        "status": status,
        "version": 2,
        "released_at": None,
    }
    assert [row.version for row in versions] == [1, 2]
    assert versions[0].model_dump(include=SCORES) == result.model_dump(include=SCORES)
    told = SCORES | {"status", "reason", "changes", "recorded_at"}
    assert {name: getattr(versions[1], name) for name in told} == NO_SCORES | {
        "status": status,
        "reason": "An investigation is under way.",
        "recorded_at": NOW,
        "changes": [
            ResultField.STATUS,
            ResultField.OVERALL_SCORE,
            ResultField.GRADE,
            ResultField.CEFR_LEVEL,
            ResultField.SKILL_SCORES,
            ResultField.CERTIFICATED,
        ],
    }
    assert note.model_dump() == {
        "result_id": result.id,
        "version": 2,
        "note": "Seen on the seating plan.",
        "noted_by": staff.id,
        "noted_at": NOW,
    }
    assert (entry.action, entry.subject_id, entry.actor_id) == (f"{name}Result", f"res_{result.id}", staff.id)


@pytest.mark.parametrize("name", ["cancel", "withhold"])
async def test_released_again_its_scores_are_back(
    make: Factory, staff: Viewer, session_for: SessionFor, name: str
) -> None:
    result = await make.result()
    share = await make.share(result)
    ended = await make.share(result, ended_at=YESTERDAY, revoked_at=YESTERDAY)
    over = await make.share(result, expires_at=YESTERDAY)

    async def sorted_by() -> list[int | None]:
        session = await session_for(SYSTEM)
        return [(await session.get_one(Share, each.id)).sort_score for each in (share, ended, over)]

    score = result.overall_score
    await ACTIONS[name](await session_for(staff), staff, decision(result), now=NOW)
    assert await sorted_by() == [None, score, score]  # what has ended keeps the trace it had
    later = NOW + timedelta(minutes=1)
    released = await release_result(
        await session_for(staff), staff, decision(result, 2, reason="All is well."), now=later
    )
    assert released.model_dump() == result.model_dump() | {"version": 3, "released_at": later}
    assert await sorted_by() == [score, score, score]


async def test_everybody_who_received_verified_or_downloaded_it_is_told(
    make: Factory, staff: Viewer, session_for: SessionFor, events: Events
) -> None:
    result = await make.result()
    active = await make.share(result)
    ended = await make.share(result, ended_at=YESTERDAY, revoked_at=YESTERDAY)
    checker = await make.user()
    check = await make.verification(checker, result)
    holder = await make.organisation()
    await make.download_row(result, holder)
    await make.download_row(result, await make.session.get_one(Organisation, ended.organisation_id))
    await make.share(await make.result())
    session = await session_for(staff)
    await cancel_result(session, staff, decision(result), now=NOW)
    written = [event for event in await events(session, staff) if event[0] != "SHARE_RECEIVED"]

    common = ("STAFF", staff.id)
    assert sorted(written, key=str) == sorted(
        [
            ("RESULT_CANCELLED", active.id, result.id, None, *common),
            ("RESULT_CANCELLED", ended.id, result.id, None, *common),
            ("RESULT_CANCELLED", None, result.id, check.id, *common),
            ("RESULT_CANCELLED", None, result.id, None, *common),
        ],
        key=str,
    )
    versions = await session.scalars(sa.text("SELECT result_version FROM event WHERE kind = 'RESULT_CANCELLED'"))
    assert set(versions) == {2}


@pytest.mark.parametrize(
    ("status", "name", "code"),
    [
        (ResultStatus.CANCELLED, "cancel", RefusalCode.RESULT_CANCELLED),
        (ResultStatus.CANCELLED, "withhold", RefusalCode.RESULT_CANCELLED),
        (ResultStatus.WITHHELD, "withhold", RefusalCode.RESULT_WITHHELD),
        (ResultStatus.RELEASED, "release", RefusalCode.ALREADY_DECIDED),
        (ResultStatus.ABSENT, "withhold", RefusalCode.RESULT_ABSENT),
        (ResultStatus.ABSENT, "release", RefusalCode.RESULT_ABSENT),
        (ResultStatus.PENDING, "release", RefusalCode.RESULT_PENDING),
        (ResultStatus.WITHHELD, "release", RefusalCode.RESULT_PENDING),
    ],
)
async def test_what_its_status_does_not_allow(
    make: Factory,
    staff: Viewer,
    session_for: SessionFor,
    contents: Any,
    status: ResultStatus,
    name: str,
    code: RefusalCode,
) -> None:
    result = await make.result(status=status)
    before = await contents()
    session = await session_for(staff)
    with pytest.raises(Conflict) as refusal:
        await ACTIONS[name](session, staff, decision(result), now=NOW)
    await session.rollback()

    assert (refusal.value.refusal_code, refusal.value.path) == (code, ["input", "resultId"])
    assert await contents() == before


async def test_scores_of_another_exam_do_not_come_back(make: Factory, staff: Viewer, session_for: SessionFor) -> None:
    result = await make.result()
    await withhold_result(await session_for(staff), staff, decision(result), now=NOW)
    session = await session_for(SYSTEM)
    (await session.get_one(Result, result.id)).exam_code = ExamCode.C1_ADVANCED
    await session.flush()
    with pytest.raises(Conflict) as refusal:
        await release_result(await session_for(staff), staff, decision(result, 2), now=NOW)
    assert refusal.value.refusal_code is RefusalCode.RESULT_PENDING


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
async def test_refused_nothing_changes(
    make: Factory, staff: Viewer, session_for: SessionFor, contents: Any, action: Any
) -> None:
    result = await make.result()
    others = [
        (anonymous(), NotSignedIn),
        (viewer_of(await make.user()), Forbidden),
        (viewer_of(await make.account()), Forbidden),
        (viewer_of(await make.api_key()), Forbidden),
    ]
    before = await contents()
    for viewer, refused in others:
        with pytest.raises(refused):
            await action(await session_for(viewer), viewer, decision(result), now=NOW)
    for asked, refused in (
        (decision(result, reason=" "), InvalidInput),
        (decision(result, note="x" * 2_001), InvalidInput),
        (Decision(uuid4(), 1, "Why.", None), NotFound),
    ):
        session = await session_for(staff)
        with pytest.raises(refused):
            await action(session, staff, asked, now=NOW)
        await session.rollback()
    session = await session_for(staff)
    with pytest.raises(Conflict) as outdated:
        await action(session, staff, decision(result, 2), now=NOW)
    await session.rollback()

    assert (outdated.value.refusal_code, outdated.value.path) == (RefusalCode.OUT_OF_DATE, ["input", "version"])
    assert await contents() == before


async def test_two_at_once_and_one_is_out_of_date(fresh_database: Database) -> None:
    async with fresh_database.session(SYSTEM) as session:
        make = Factory(session)
        result = await make.result()
        people = [viewer_of(await make.staff()) for _ in range(2)]
        await session.commit()

    async def changed(action: Any, viewer: Viewer) -> RefusalCode | str:
        try:
            async with work(fresh_database, LocalBroker(), viewer) as session:
                await action(session, viewer, decision(result), now=NOW)
        except Refusal as refusal:
            return refusal.refusal_code
        return "won"

    answers = await asyncio.gather(changed(cancel_result, people[0]), changed(withhold_result, people[1]))
    assert sorted(answers) == [RefusalCode.OUT_OF_DATE, "won"]


async def test_whoever_shares_meanwhile_is_told_or_shares_the_new_version(fresh_database: Database) -> None:
    async with fresh_database.session(SYSTEM) as session:
        make = Factory(session)
        candidate = await make.candidate()
        sharer, result = viewer_of(await make.account(candidate)), await make.result(candidate)
        organisations = [await make.organisation() for _ in range(6)]
        staff = viewer_of(await make.staff())
        await session.commit()

    async def share(organisation_id: Any) -> None:
        async with work(fresh_database, LocalBroker(), sharer) as session:
            await share_results(session, sharer, result_ids=[result.id], organisation_id=organisation_id, now=NOW)

    async def cancel() -> None:
        async with work(fresh_database, LocalBroker(), staff) as session:
            await cancel_result(session, staff, decision(result), now=NOW)

    sharing = [share(organisation.id) for organisation in organisations]
    await asyncio.gather(*sharing[:3], cancel(), *sharing[3:])
    async with fresh_database.session(SYSTEM) as session:
        scores = list(await session.scalars(sa.select(col(Share.sort_score))))
        told = await session.scalar(sa.text("SELECT count(*) FROM event WHERE kind = 'RESULT_CANCELLED'"))
        before = await session.scalar(
            sa.text(
                "SELECT count(*) FROM event JOIN event AS told USING (organisation_id)"
                " WHERE event.kind = 'SHARE_RECEIVED' AND told.kind = 'RESULT_CANCELLED'"
                " AND told.sequence > event.sequence"
            )
        )
    assert scores == [None] * 6
    assert told == before

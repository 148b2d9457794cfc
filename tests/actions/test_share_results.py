"""Sharing: all or none, once, and only one's own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.actions.share_results import share_results
from app.errors import AlreadyShared, Conflict, Forbidden, InvalidInput, NotFound, NotSignedIn, RefusalCode
from app.models import Candidate, Organisation, Result, Share
from app.models.enums import ExamCode, OrganisationStatus, ResultStatus
from app.viewer import SYSTEM, Viewer, anonymous
from tests.actions.conftest import NOW, TOMORROW, YESTERDAY, Contents, Events
from tests.conftest import SessionFor
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

Tables = Callable[[], Awaitable[Contents]]


@dataclass
class Scene:
    """A candidate with two results, and an organisation."""

    candidate: Candidate
    viewer: Viewer
    first: Result
    second: Result
    organisation: Organisation

    def sharing(self, *results: Result, **values: Any) -> dict[str, Any]:
        usual = {
            "result_ids": [result.id for result in results or (self.first, self.second)],
            "organisation_id": self.organisation.id,
            "now": NOW,
        }
        return usual | values


@pytest.fixture
async def scene(make: Factory) -> Scene:
    candidate = await make.candidate()
    return Scene(
        candidate,
        viewer_of(await make.account(candidate)),
        await make.result(candidate),
        await make.result(candidate, exam_code=ExamCode.C1_ADVANCED, status=ResultStatus.PENDING),
        await make.organisation(),
    )


async def test_results_are_shared_with_what_the_list_is_ordered_by(
    scene: Scene, session_for: SessionFor, events: Events
) -> None:
    session = await session_for(scene.viewer)
    shares = await share_results(
        session, scene.viewer, **scene.sharing(scene.second, scene.first, expires_at=TOMORROW, hide_photo=True)
    )
    written = await events(session, scene.viewer)
    first = await session.get_one(Share, shares[1].id)

    assert [share.result_id for share in shares] == [scene.second.id, scene.first.id]
    assert first.model_dump() == {
        "id": shares[1].id,
        "organisation_id": scene.organisation.id,
        "invitation_id": None,
        "candidate_id": scene.viewer.candidate_id,
        "result_id": scene.first.id,
        "shared_at": NOW,
        "expires_at": TOMORROW,
        "revoked_at": None,
        "ended_at": None,
        "opened_at": None,
        "hide_photo": True,
        "sequence": 2,
        "candidate_name": "Amara Okonjo",
        "sort_name": "amara okonjo",
        "sort_score": 169,
        "sort_session": scene.first.session_date,
        "search_text": f"okonjo amara {scene.first.statement_number.lower()}",
    }
    assert written == [
        ("SHARE_RECEIVED", share.id, share.result_id, None, "CANDIDATE", scene.viewer.id) for share in shares
    ]


async def test_a_result_named_twice_is_shared_once(scene: Scene, session_for: SessionFor, events: Events) -> None:
    session = await session_for(scene.viewer)
    shares = await share_results(session, scene.viewer, **scene.sharing(scene.first, scene.first))

    assert [share.result_id for share in shares] == [scene.first.id]
    assert len(await events(session, scene.viewer)) == 1


@pytest.mark.parametrize("status", ResultStatus)
async def test_a_result_of_any_status_may_be_shared(
    make: Factory, scene: Scene, session_for: SessionFor, status: ResultStatus
) -> None:
    result = await make.result(scene.candidate, status=status)
    session = await session_for(scene.viewer)

    assert len(await share_results(session, scene.viewer, **scene.sharing(result))) == 1


async def test_what_is_shared_already_is_refused_whole_with_those_shares(
    make: Factory, scene: Scene, session_for: SessionFor, contents: Tables
) -> None:
    share = await make.share(scene.second, scene.organisation)
    before = await contents()
    session = await session_for(scene.viewer)
    with pytest.raises(AlreadyShared) as refusal:
        await share_results(session, scene.viewer, **scene.sharing())

    assert (refusal.value.share_ids, refusal.value.path) == ([share.id], ["input", "resultIds"])
    assert await contents() == before
    assert "rvs.events" not in session.info


async def test_a_share_that_ran_out_is_noted_as_ended_and_made_anew(
    make: Factory, scene: Scene, session_for: SessionFor, events: Events
) -> None:
    old = await make.share(scene.first, scene.organisation, expires_at=YESTERDAY)
    session = await session_for(scene.viewer)
    (new,) = await share_results(session, scene.viewer, **scene.sharing(scene.first))
    written = await events(session, scene.viewer)
    ended = await session.get_one(Share, old.id, populate_existing=True)

    assert (ended.ended_at, ended.revoked_at, ended.expires_at) == (YESTERDAY, None, YESTERDAY)
    assert [(kind, share_id) for kind, share_id, *_ in written] == [
        ("SHARE_EXPIRED", old.id),
        ("SHARE_RECEIVED", new.id),
    ]


async def test_after_a_revoke_it_is_a_new_share(make: Factory, scene: Scene, session_for: SessionFor) -> None:
    old = await make.share(scene.first, scene.organisation, revoked_at=YESTERDAY, ended_at=YESTERDAY)
    session = await session_for(scene.viewer)
    (new,) = await share_results(session, scene.viewer, **scene.sharing(scene.first))

    assert new.id != old.id


async def test_every_problem_is_told_at_once(scene: Scene, session_for: SessionFor, contents: Tables) -> None:
    before = await contents()
    session = await session_for(scene.viewer)
    seen = []
    for values in (
        {"result_ids": [], "expires_at": NOW},
        {"result_ids": [uuid4()] * 101, "expires_at": NOW - timedelta(seconds=1)},
    ):
        with pytest.raises(InvalidInput) as refusal:
            await share_results(session, scene.viewer, **scene.sharing(**values))
        seen.append([(problem.code, problem.path) for problem in refusal.value.problems])

    in_the_past = (RefusalCode.IN_THE_PAST, ("input", "expiresAt"))
    assert seen == [
        [(RefusalCode.REQUIRED, ("input", "resultIds")), in_the_past],
        [(RefusalCode.TOO_MANY, ("input", "resultIds")), in_the_past],
    ]
    assert await contents() == before


async def test_only_own_results_and_known_organisations_are_found(
    make: Factory, scene: Scene, session_for: SessionFor, contents: Tables
) -> None:
    foreign = await make.result()
    before = await contents()
    session = await session_for(scene.viewer)
    paths = []
    for values in (
        scene.sharing(scene.first, foreign),
        scene.sharing(result_ids=[uuid4()]),
        scene.sharing(organisation_id=uuid4()),
    ):
        with pytest.raises(NotFound) as refusal:
            await share_results(session, scene.viewer, **values)
        paths.append(refusal.value.path)

    assert paths == [["input", "resultIds", "1"], ["input", "resultIds", "0"], ["input", "organisationId"]]
    assert await contents() == before


async def test_a_suspended_organisation_receives_nothing(
    make: Factory, scene: Scene, session_for: SessionFor, contents: Tables
) -> None:
    suspended = await make.organisation(status=OrganisationStatus.SUSPENDED)
    before = await contents()
    session = await session_for(scene.viewer)
    with pytest.raises(Conflict) as refusal:
        await share_results(session, scene.viewer, **scene.sharing(organisation_id=suspended.id))

    assert refusal.value.refusal_code is RefusalCode.ORGANISATION_SUSPENDED
    assert await contents() == before


async def test_only_candidates_share(make: Factory, scene: Scene, session_for: SessionFor) -> None:
    user = viewer_of(await make.user())
    for viewer, refusal in ((anonymous(), NotSignedIn), (user, Forbidden), (SYSTEM, Forbidden)):
        session = await session_for(viewer)
        with pytest.raises(refusal):
            await share_results(session, viewer, **scene.sharing())

"""Look-ups before anybody is known: as nobody, one row or none."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app.models.enums import ResultStatus, UserStatus
from app.viewer import anonymous
from tests.conftest import SessionFor
from tests.factories import SHARED, Factory

pytestmark = pytest.mark.anyio

YESTERDAY = datetime(2026, 1, 1, tzinfo=UTC)


async def look(session_for: SessionFor, function: str, **values: Any) -> list[dict[str, Any]]:
    session = await session_for(anonymous())
    names = ", ".join(f":{name}" for name in values)
    return [
        dict(row) for row in (await session.execute(sa.text(f"SELECT * FROM {function}({names})"), values)).mappings()
    ]


async def test_a_session_tells_its_viewer(make: Factory, session_for: SessionFor) -> None:
    user = await make.user(may_view_photos=True)
    row = await make.sign_in(user)

    assert await look(session_for, "session_viewer", hash=row.token_hash) == [
        {
            "session_id": row.id,
            "kind": "ORGANISATION",
            "user_id": user.id,
            "organisation_id": user.organisation_id,
            "organisation_status": "APPROVED",
            "role": "MEMBER",
            "may_view_photos": True,
            "may_manage_api": False,
            "candidate_account_id": None,
            "candidate_id": None,
            "staff_id": None,
            "language": "EN",
            "started_at": SHARED,
            "last_used_at": SHARED,
            "expires_at": row.expires_at,
        }
    ]


async def test_a_candidates_session_too(make: Factory, session_for: SessionFor) -> None:
    account = await make.account(language="JA")
    row = await make.sign_in(account)

    (found,) = await look(session_for, "session_viewer", hash=row.token_hash)
    assert (found["kind"], found["candidate_account_id"], found["candidate_id"], found["language"]) == (
        "CANDIDATE",
        account.id,
        account.candidate_id,
        "JA",
    )


async def test_ended_and_expired_sessions_are_nobodys(make: Factory, session_for: SessionFor) -> None:
    user = await make.user()
    ended = await make.sign_in(user, ended_at=SHARED)
    expired = await make.sign_in(user, expires_at=YESTERDAY)

    for key in (ended.token_hash, expired.token_hash, b"unknown"):
        assert await look(session_for, "session_viewer", hash=key) == []


async def test_an_address_is_of_one_kind_of_account(make: Factory, session_for: SessionFor) -> None:
    user = await make.user(email="both@example.org")
    account = await make.account(email="both@example.org")
    invited = await make.user(email="invited@example.org", status=UserStatus.INVITED, password_hash=None)

    (as_user,) = await look(session_for, "account_by_email", kind="ORGANISATION", email="both@example.org")
    (as_candidate,) = await look(session_for, "account_by_email", kind="CANDIDATE", email="both@example.org")
    (waiting,) = await look(session_for, "account_by_email", kind="ORGANISATION", email="invited@example.org")
    assert (as_user["account_id"], as_user["organisation_id"]) == (user.id, user.organisation_id)
    assert (as_candidate["account_id"], as_candidate["candidate_id"]) == (account.id, account.candidate_id)
    assert (waiting["account_id"], waiting["password_hash"]) == (invited.id, None)
    assert await look(session_for, "account_by_email", kind="CANDIDATE", email="invited@example.org") == []


async def test_a_statement_needs_its_date_of_birth(make: Factory, session_for: SessionFor) -> None:
    result = await make.result(status=ResultStatus.WITHHELD)
    right = {"number": result.statement_number, "born": result.date_of_birth}

    assert await look(session_for, "matching_result", **right) == [
        {"result_id": result.id, "status": "WITHHELD", "version": 1, "candidate_id": result.candidate_id}
    ]
    assert await look(session_for, "matching_result", **right | {"born": date(2004, 2, 28)}) == []
    assert await look(session_for, "matching_result", **right | {"number": "126GB0000000"}) == []

"""Verifying by statement number and date of birth: what is told, what is kept, what a guess costs."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from app.actions.verify_result import verify_result
from app.errors import (
    Forbidden,
    InvalidInput,
    NoMatch,
    NotReleased,
    NotSignedIn,
    RefusalCode,
    Throttled,
)
from app.models import Organisation, Result, User, Verification
from app.models.enums import ResultStatus
from app.settings import Settings
from app.viewer import Viewer, anonymous
from tests.actions.conftest import NOW, Contents, Events
from tests.conftest import SessionFor
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

Tables = Callable[[], Awaitable[Contents]]
SETTINGS = Settings()
WRONG_DATE = date(1999, 12, 31)
UNKNOWN = "999ZZ9999999"


@pytest.fixture
async def organisation(make: Factory) -> Organisation:
    return await make.organisation()


@pytest.fixture
async def user(make: Factory, organisation: Organisation) -> User:
    return await make.user(organisation)


@pytest.fixture
def viewer(user: User) -> Viewer:
    return viewer_of(user)


@pytest.fixture
async def result(make: Factory) -> Result:
    return await make.result(version=3)


def claim(result: Result, **values: Any) -> dict[str, Any]:
    usual = {
        "statement_number": result.statement_number,
        "date_of_birth": result.date_of_birth,
        "settings": SETTINGS,
        "now": NOW,
    }
    return usual | values


@contextmanager
def statements(connection: AsyncConnection) -> Iterator[list[str]]:
    """What is sent to PostgreSQL."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("SAVEPOINT"):  # the test's own, numbered
            sent.append(statement)

    sa.event.listen(connection.sync_connection, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(connection.sync_connection, "before_cursor_execute", note)


async def test_the_right_number_and_date_match_and_are_kept(
    result: Result, viewer: Viewer, session_for: SessionFor, events: Events
) -> None:
    session = await session_for(viewer)
    verification = await verify_result(session, viewer, **claim(result, applicant_reference="  Bewerbung 2026/17 "))

    assert isinstance(verification, Verification)
    assert verification.model_dump() == {
        "id": verification.id,
        "organisation_id": viewer.organisation_id,
        "actor_kind": "USER",
        "actor_id": viewer.id,
        "statement_number": result.statement_number,
        "applicant_reference": "Bewerbung 2026/17",
        "outcome": "MATCH",
        "result_id": result.id,
        "result_version": 3,
        "checked_at": NOW,
    }
    assert await events(session, viewer) == [("VERIFICATION_MADE", None, result.id, verification.id, "USER", viewer.id)]
    await session_for(viewer)
    assert await session.scalar(sa.select(col(Result.overall_score)).where(col(Result.id) == result.id)) == 169


@pytest.mark.parametrize(
    "typed", ["126gb0000777", "１２６ＧＢ０００ ０７７７", " 126-GB\u3000000ー0777\t", "126GB\u00ad0000777"]
)
async def test_a_number_is_found_however_it_is_typed(
    make: Factory, viewer: Viewer, session_for: SessionFor, typed: str
) -> None:
    result = await make.result(statement_number="126GB0000777")
    session = await session_for(viewer)
    verification = await verify_result(session, viewer, **claim(result, statement_number=typed))

    assert isinstance(verification, Verification)
    assert (verification.result_id, verification.statement_number) == (result.id, "126GB0000777")


async def test_a_wrong_date_and_an_unknown_number_are_one_answer_by_the_same_statements(
    result: Result, viewer: Viewer, session_for: SessionFor, connection: AsyncConnection, events: Events
) -> None:
    answers, sent, kept = [], [], []
    for wrong in ({"date_of_birth": WRONG_DATE}, {"statement_number": UNKNOWN}):
        session = await session_for(viewer)
        with statements(connection) as run:
            answer = await verify_result(session, viewer, **claim(result, **wrong))
            (event,) = await events(session, viewer)
        assert isinstance(answer, NoMatch)
        answers.append((answer.message, answer.refusal_code, answer.path, answer.traces))
        sent.append(run)
        row = await session.get_one(Verification, event[3])
        kept.append((row.outcome, row.result_id, row.result_version, row.checked_at))

    assert answers[0] == answers[1]
    assert sent[0] == sent[1]
    assert len(sent[0]) > 4
    assert kept == [("NO_MATCH", None, None, NOW)] * 2


@pytest.mark.parametrize("status", [status for status in ResultStatus if status is not ResultStatus.RELEASED])
async def test_a_result_without_scores_does_not_look_mistyped(
    make: Factory, viewer: Viewer, session_for: SessionFor, events: Events, status: ResultStatus
) -> None:
    result = await make.result(status=status)
    session = await session_for(viewer)
    answer = await verify_result(session, viewer, **claim(result))
    written = await events(session, viewer)

    assert isinstance(answer, NotReleased)
    assert (answer.status, answer.refusal_code.value) == (status, f"RESULT_{status}")
    verification = await session.get_one(Verification, answer.verification_id)
    assert (verification.outcome.value, verification.result_id) == (status.value, result.id)
    assert written == [("VERIFICATION_MADE", None, result.id, verification.id, "USER", viewer.id)]


@pytest.mark.parametrize(
    ("wrong", "problems"),
    [
        (
            {"statement_number": " － ", "date_of_birth": date(2200, 1, 1), "applicant_reference": "\0" * 101},
            [
                (RefusalCode.REQUIRED, "statementNumber"),
                (RefusalCode.OUT_OF_RANGE, "dateOfBirth"),
                (RefusalCode.TOO_LONG, "applicantReference"),
                (RefusalCode.INVALID, "applicantReference"),
            ],
        ),
        ({"statement_number": "113GB\0990001"}, [(RefusalCode.INVALID, "statementNumber")]),
        ({"statement_number": "\ud800" * 8}, [(RefusalCode.INVALID, "statementNumber")]),
        ({"statement_number": "113GB' OR 1=1"}, [(RefusalCode.INVALID, "statementNumber")]),
        ({"statement_number": "9" * 1_000}, [(RefusalCode.INVALID, "statementNumber")]),
        ({"date_of_birth": date(1899, 12, 31)}, [(RefusalCode.OUT_OF_RANGE, "dateOfBirth")]),
        ({"applicant_reference": "\ud800"}, [(RefusalCode.INVALID, "applicantReference")]),
    ],
)
async def test_what_cannot_be_right_is_no_guess(
    result: Result,
    viewer: Viewer,
    session_for: SessionFor,
    contents: Tables,
    wrong: dict[str, Any],
    problems: list[tuple[RefusalCode, str]],
) -> None:
    before = await contents()
    session = await session_for(viewer)
    with pytest.raises(InvalidInput) as refusal:
        await verify_result(session, viewer, **claim(result, **wrong))

    assert [(problem.code, problem.path) for problem in refusal.value.problems] == [
        (code, ("input", field)) for code, field in problems
    ]
    assert await contents() == before


async def test_only_users_verify(make: Factory, result: Result, session_for: SessionFor) -> None:
    for viewer, refused in ((viewer_of(await make.account()), Forbidden), (anonymous(), NotSignedIn)):
        session = await session_for(viewer)
        with pytest.raises(refused):
            await verify_result(session, viewer, **claim(result))


BUDGETS = Settings(verification_attempts_per_hour=2, organisation_attempts_per_hour=3, statement_attempts_per_hour=4)


@pytest.mark.parametrize("way", ["user", "organisation", "statement number"])
async def test_wrong_guesses_of_an_hour_are_counted(
    make: Factory,
    result: Result,
    user: User,
    organisation: Organisation,
    session_for: SessionFor,
    contents: Tables,
    way: str,
) -> None:
    """Each of its own budget: others' guesses, older ones and right ones are not counted."""
    colleague, stranger = await make.user(organisation), await make.user()
    guesser, number, budget = {
        "user": (user, UNKNOWN, 2),
        "organisation": (colleague, UNKNOWN, 3),
        "statement number": (stranger, result.statement_number, 4),
    }[way]
    for place in range(budget):
        await make.verification(guesser, statement_number=number, checked_at=NOW - timedelta(minutes=59 - place))
    await make.verification(user, statement_number=number, checked_at=NOW - timedelta(minutes=60))
    await make.verification(user, result, checked_at=NOW)
    before = await contents()
    viewer = viewer_of(user)
    budgets = claim(result, settings=BUDGETS)
    session = await session_for(viewer)
    with pytest.raises(Throttled) as refusal:
        await verify_result(session, viewer, **budgets)
    assert refusal.value.retry_after == 60
    assert await contents() == before

    session = await session_for(viewer)
    verification = await verify_result(session, viewer, **budgets | {"now": NOW + timedelta(minutes=1)})
    assert isinstance(verification, Verification)


async def test_an_unknown_number_costs_what_a_wrong_date_does(
    result: Result, viewer: Viewer, session_for: SessionFor
) -> None:
    session = await session_for(viewer)
    for wrong in ({"date_of_birth": WRONG_DATE}, {"statement_number": UNKNOWN}):
        assert isinstance(await verify_result(session, viewer, **claim(result, settings=BUDGETS, **wrong)), NoMatch)
    with pytest.raises(Throttled) as refusal:
        await verify_result(session, viewer, **claim(result, settings=BUDGETS))

    assert refusal.value.retry_after == 3_600

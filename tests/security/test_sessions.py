"""Sessions, from the sign-in to their end, against a real database and a clock of the test's."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from app.actions.sign_in import SignedIn, sign_in
from app.actions.sign_out import sign_out
from app.database import Database
from app.errors import NotSignedIn, WrongCredentials
from app.events.broker import LocalBroker, Wake
from app.events.work import work
from app.models import CandidateAccount, User
from app.models.enums import Language, UserRole
from app.security import sessions as module
from app.security.credentials import Account
from app.security.sessions import Sessions
from app.security.tokens import token_hash
from app.settings import Settings
from app.viewer import SYSTEM, Viewer, ViewerKind
from tests.factories import NO_PASSWORD, Factory, viewer_of

pytestmark = pytest.mark.anyio

SETTINGS = Settings()
START = datetime.now(UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(fresh_database: Database, clock: Clock) -> Sessions:
    return Sessions(fresh_database, SETTINGS, clock)


@pytest.fixture
async def user(fresh_database: Database) -> User:
    async with fresh_database.session(SYSTEM) as session:
        user = await Factory(session).user(may_view_photos=True, role=UserRole.PRIMARY, language=Language.JA)
        await session.commit()
    return user


@pytest.fixture
async def account(fresh_database: Database) -> CandidateAccount:
    async with fresh_database.session(SYSTEM) as session:
        account = await Factory(session).account()
        await session.commit()
    return account


async def begin(database: Database, somebody: User | CandidateAccount, **account: Any) -> SignedIn:
    viewer = viewer_of(somebody)
    usual: dict[str, Any] = {"password_hash": NO_PASSWORD, "organisation_suspended": False}
    proven = Account(viewer, **usual | account)
    async with work(database, LocalBroker(), viewer) as session:
        return await sign_in(session, proven, address="192.0.2.1", user_agent="x" * 1_000, settings=SETTINGS, now=START)


async def test_a_user_is_known_by_the_token(fresh_database: Database, sessions: Sessions, user: User) -> None:
    signed_in = await begin(fresh_database, user)

    assert await sessions.viewer(signed_in.token) == signed_in.viewer
    assert signed_in.viewer == Viewer(
        ViewerKind.USER,
        id=user.id,
        organisation_id=user.organisation_id,
        session_id=signed_in.viewer.session_id,
        role=UserRole.PRIMARY,
        may_view_photos=True,
        language=Language.JA,
    )
    assert signed_in.expires_at == START + timedelta(hours=24 * 7)


async def test_a_candidate_is_known_by_the_token(
    fresh_database: Database, sessions: Sessions, account: CandidateAccount
) -> None:
    signed_in = await begin(fresh_database, account)

    assert await sessions.viewer(signed_in.token) == Viewer(
        ViewerKind.CANDIDATE,
        id=account.id,
        candidate_id=account.candidate_id,
        session_id=signed_in.viewer.session_id,
        language=Language.EN,
    )


async def test_only_a_hash_of_the_token_is_kept(
    fresh_database: Database, user: User, owner: psycopg.Connection
) -> None:
    signed_in = await begin(fresh_database, user)
    row = owner.execute(
        "SELECT token_hash, kind, user_id, candidate_account_id, started_at, last_used_at, expires_at, ended_at,"
        " address, length(user_agent) FROM session"
    ).fetchall()

    assert row == [
        (
            token_hash(signed_in.token),
            "ORGANISATION",
            user.id,
            None,
            START,
            START,
            START + timedelta(days=7),
            None,
            "192.0.2.1",
            300,
        )
    ]
    assert owner.execute("SELECT last_seen_at FROM app_user").fetchall() == [(START,)]


@pytest.mark.parametrize("token", ["", "rvs_s_", "rvs_s_" + "A" * 43, "\0", "\ud800", "é" * 49])
async def test_nobody_is_known_by_another_token(
    fresh_database: Database, sessions: Sessions, user: User, token: str
) -> None:
    await begin(fresh_database, user)

    assert await sessions.viewer(token) is None


async def test_disuse_ends_a_session_and_use_keeps_it(
    fresh_database: Database, sessions: Sessions, user: User, clock: Clock
) -> None:
    token = (await begin(fresh_database, user)).token
    for _ in range(3):
        clock.passes(hours=11.9)
        assert await sessions.viewer(token) is not None
    clock.passes(hours=12)

    assert await sessions.viewer(token) is None
    assert await Sessions(fresh_database, SETTINGS, clock).viewer(token) is None


async def test_a_look_that_is_no_use_does_not_keep_it(
    fresh_database: Database, sessions: Sessions, user: User, clock: Clock
) -> None:
    token = (await begin(fresh_database, user)).token
    clock.passes(hours=11.9)
    assert await sessions.viewer(token, use=False) is not None
    clock.passes(hours=0.1)

    assert await sessions.viewer(token, use=False) is None


async def test_age_ends_a_session_whatever_the_use(
    fresh_database: Database, sessions: Sessions, user: User, clock: Clock
) -> None:
    token = (await begin(fresh_database, user)).token
    for _ in range(7 * 24 - 1):
        clock.passes(hours=1)
        assert await sessions.viewer(token) is not None
    clock.passes(hours=1)

    assert await sessions.viewer(token) is None


async def test_use_is_noted_once_a_minute(
    fresh_database: Database, sessions: Sessions, user: User, clock: Clock, owner: psycopg.Connection
) -> None:
    token = (await begin(fresh_database, user)).token
    noted = []
    for _ in range(7):
        clock.passes(seconds=20)
        await sessions.viewer(token)
        (used,) = owner.execute("SELECT last_used_at, last_seen_at FROM session, app_user").fetchall()
        noted.append([int((moment - START).total_seconds()) for moment in used])

    assert noted == [[0, 0], [0, 0], [60, 60], [60, 60], [60, 60], [120, 120], [120, 120]]


async def test_sign_out_ends_it_here_at_once_and_elsewhere_within_five_seconds(
    fresh_database: Database, sessions: Sessions, user: User, clock: Clock
) -> None:
    signed_in = await begin(fresh_database, user)
    elsewhere = Sessions(fresh_database, SETTINGS, clock)
    assert await sessions.viewer(signed_in.token) == await elsewhere.viewer(signed_in.token) == signed_in.viewer
    broker = LocalBroker()
    heard: list[Wake | None] = []
    with broker.listen(heard.append):
        async with work(fresh_database, broker, signed_in.viewer) as session:
            at = await sign_out(session, signed_in.viewer, now=clock.now)
    sessions.forget(signed_in.token)

    assert at == START
    assert heard == [Wake("session", user.id)]
    assert await sessions.viewer(signed_in.token) is None
    clock.passes(seconds=5)
    assert await elsewhere.viewer(signed_in.token) is None


async def test_a_sign_out_ends_no_other_session(fresh_database: Database, sessions: Sessions, user: User) -> None:
    one, other = await begin(fresh_database, user), await begin(fresh_database, user)
    async with work(fresh_database, LocalBroker(), one.viewer) as session:
        await sign_out(session, one.viewer, now=START)

    assert await sessions.viewer(one.token) is None
    assert await sessions.viewer(other.token) == other.viewer


async def test_who_has_no_session_cannot_end_one(fresh_database: Database, user: User) -> None:
    signed_in = await begin(fresh_database, user)
    async with work(fresh_database, LocalBroker(), signed_in.viewer) as session:
        await sign_out(session, signed_in.viewer, now=START)

    for viewer in (signed_in.viewer, viewer_of(user), Viewer(ViewerKind.ANONYMOUS)):
        async with fresh_database.session(viewer) as session:
            with pytest.raises(NotSignedIn):
                await sign_out(session, viewer, now=START)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE organisation SET status = 'SUSPENDED'",
        "UPDATE session SET ended_at = now()",
        "UPDATE app_user SET removed_at = now()",
    ],
)
async def test_lost_rights_are_noticed_within_five_seconds(
    fresh_database: Database, sessions: Sessions, user: User, clock: Clock, owner: psycopg.Connection, change: str
) -> None:
    token = (await begin(fresh_database, user)).token
    assert await sessions.viewer(token) is not None
    owner.execute("ALTER TABLE app_user NO FORCE ROW LEVEL SECURITY")
    owner.execute("ALTER TABLE session NO FORCE ROW LEVEL SECURITY")
    owner.execute(change)

    clock.passes(seconds=4.9)
    assert await sessions.viewer(token) is not None
    clock.passes(seconds=0.1)
    assert await sessions.viewer(token) is None


async def test_news_of_changed_rights_is_heeded_at_once(
    fresh_database: Database, sessions: Sessions, user: User, owner: psycopg.Connection
) -> None:
    signed_in = await begin(fresh_database, user)
    assert await sessions.viewer(signed_in.token) == signed_in.viewer
    owner.execute("UPDATE organisation SET status = 'SUSPENDED'")
    sessions.forget_account(user.id)

    assert await sessions.viewer(signed_in.token) is None


async def test_memory_is_bounded(
    fresh_database: Database, sessions: Sessions, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 2)
    begun = [await begin(fresh_database, user) for _ in range(4)]
    known = [await sessions.viewer(signed_in.token) for signed_in in begun]

    assert known == [signed_in.viewer for signed_in in begun]
    assert len(sessions._found) == 2


async def test_a_password_changed_after_its_proof_signs_nobody_in(
    fresh_database: Database, user: User, account: CandidateAccount, owner: psycopg.Connection
) -> None:
    for somebody in (user, account):
        with pytest.raises(WrongCredentials):
            await begin(fresh_database, somebody, password_hash="the one before")

    assert owner.execute("SELECT count(*) FROM session").fetchone() == (0,)


async def test_an_outdated_hash_is_replaced_at_sign_in(
    fresh_database: Database, user: User, owner: psycopg.Connection
) -> None:
    await begin(fresh_database, user, new_hash="the newer one")

    assert owner.execute("SELECT password_hash FROM app_user").fetchall() == [("the newer one",)]

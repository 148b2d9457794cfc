"""What is let go, and what is kept."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from app.database import Database
from app.events.broker import LocalBroker
from app.events.work import work
from app.jobs.queue import enqueue
from app.jobs.running import Jobs
from app.models import Challenge, ClaimAttempt, FirstAnswer, Job, Mail
from app.models.enums import JobStatus, Language
from app.settings import Settings
from app.viewer import SYSTEM
from app.work.handlers import handlers
from tests.factories import Factory

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)
FAILED = ((JobStatus.FAILED, 89), (JobStatus.FAILED, 91))
MAILS = ((JobStatus.DONE, 29), (JobStatus.DONE, 31), *FAILED)
JOBS = ((JobStatus.DONE, 6), (JobStatus.DONE, 8), *FAILED)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


async def test_what_is_old_goes(fresh_database: Database, owner: psycopg.Connection) -> None:
    broker = LocalBroker()
    async with work(fresh_database, broker, SYSTEM) as session:
        make = Factory(session)
        user = await make.user()
        for status, days in MAILS:
            then = ago(days)
            kind = f"{status} {days}"
            mail = Mail(kind=kind, recipient="a@example.org", language=Language.EN, run_at=then, created_at=then)
            await make.add(mail)  # only such as wait can be put in
            mail.status, mail.finished_at = status, then
            await make.add(mail)
        await make.add(
            Mail(kind="waits", recipient="a@example.org", language="EN", run_at=ago(400), created_at=ago(400))
        )
        for status, days in JOBS:
            kind = f"{status} {days}"
            await make.add(Job(kind=kind, status=status, run_at=ago(days), created_at=ago(days), finished_at=ago(days)))
        for days in (0.5, 1.5):
            await make.add(
                Challenge(token_hash=str(days).encode(), user_id=user.id, created_at=ago(days), expires_at=ago(days))
            )
            await make.add(FirstAnswer(key_hash=str(days).encode(), input_hash=b"", created_at=ago(days)))
        for days in (29, 31):
            await make.add(ClaimAttempt(number_hash=str(days).encode(), tried_at=ago(days)))
        for address, ended, expires in (("a", None, -1), ("b", 29, -1), ("c", 31, -1), ("d", None, 31)):
            await make.sign_in(user, address=address, ended_at=ended and ago(ended), expires_at=ago(expires))
        enqueue(session, "prune", now=ago(0))

    await Jobs(fresh_database, broker, handlers(Settings())).turn()

    kept = {
        table: {row[0] for row in owner.execute(f"SELECT {column} FROM {table}")}  # type: ignore[arg-type]
        for table, column in (
            ("mail", "kind"),
            ("job", "kind"),
            ("challenge", "token_hash"),
            ("claim_attempt", "number_hash"),
            ("first_answer", "key_hash"),
            ("session", "address"),
        )
    }
    assert kept == {
        "mail": {"DONE 29", "FAILED 89", "waits"},
        "job": {"DONE 6", "FAILED 89", "prune"},
        "challenge": {b"0.5"},
        "claim_attempt": {b"29"},
        "first_answer": {b"0.5"},
        "session": {"a", "b"},
    }
    assert owner.execute("SELECT status FROM job WHERE kind = 'prune'").fetchone() == ("DONE",)

"""A hundred thousand users whose digests are due at the same hour: planned, then written and taken by a mail server."""

import asyncio
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from app.asgi import assemble
from app.database import Database
from app.embedded import EmbeddedPostgres
from app.events.broker import LocalBroker
from app.events.work import work
from app.jobs.worker import Worker, working
from app.mail.delivery import delivery
from app.mail.digest import DigestWriter
from app.mail.digest_sender import DigestSender
from app.mail.planning import plan
from app.migrating import migrate, provision
from app.models.enums import DigestKind
from app.settings import Settings
from app.viewer import SYSTEM
from app.work.lines import DIGEST_SENDERS
from bench.client import Wrong
from bench.prompt_mails import GATHER, Waits, measured
from bench.report import Line, Section

USERS, ORGANISATIONS, SHARES = 100_000, 1_000, 5
SEND_SECONDS = 60.0
_FILL = Path(__file__).parent / "sql/digests.sql"
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Planned:
    seconds: float
    grown: int
    """Bytes by which this process grew meanwhile."""
    mails: int


@dataclass(frozen=True, slots=True)
class _Sent:
    seconds: float
    cpu: float
    """Seconds of this process: it writes and sends."""


@dataclass(frozen=True, slots=True)
class _Round:
    planned: _Planned
    sent: _Sent
    letters: int

    @property
    def rate(self) -> float:
        return self.letters / self.sent.seconds


def run(postgres: EmbeddedPostgres, *, quick: bool) -> Section:
    """Planned all; sent for a while, or all if that is less."""
    began = time.monotonic()
    users, seconds = (1_000, 10.0) if quick else (USERS, SEND_SECONDS)
    organisations = users * ORGANISATIONS // USERS
    many = _round(postgres, "digests", users, organisations, seconds)
    alone = _round(postgres, "digests_alone", users // 10, users // 10, seconds / 2)
    waits = _prompt(postgres, rounds=3 if quick else 20)
    planned, kept = many.planned, f"{many.planned.grown / 2**20:.1f}"
    lines = [
        Line(
            f"{users:,} windows and mails planned, seconds; of 60 s",
            f"{planned.seconds:.1f}",
            "60",
            planned.seconds / 60,
            most=1.0,
        ),
        Line("Memory that this took, MiB", kept),
        Line(
            "Mails written, sent and taken a second, one worker process",
            f"{many.rate:,.0f}",
            "100",
            many.rate / 100,
            least=1.0,
        ),
        Line("CPU of the worker a mail, ms", f"{many.sent.cpu / many.letters * 1_000:.1f}"),
        Line(
            "The same where each reader is the only one of an organisation",
            f"{alone.rate:,.0f}",
            "100",
            alone.rate / 100,
            least=1.0,
        ),
        Line(
            f"From a share to its mail taken, beyond the {GATHER:g} s of gathering, seconds: the slowest; of 1 s",
            f"{waits.most:.2f}",
            "1",
            waits.most,
            most=1.0,
        ),
        Line("The same, the median", f"{waits.middle:.2f}"),
    ]
    notes = [
        f"{organisations:,} organisations with {SHARES} new shares each; every tenth user reads Japanese. Batches of"
        " 1,000; memory is by how much the process's peak rose.",
        f"{many.letters:,} letters in {many.sent.seconds:.0f} s ({alone.letters:,} in {alone.sent.seconds:.0f} s) to a"
        f" server of another process that takes everything, over {DIGEST_SENDERS} connections; each entered into the"
        " access ledger and the audit trail first. PostgreSQL and that server used the other core. No user has two"
        " windows, no recipient got two letters, no Message-ID came twice.",
        f"From a share: {len(waits.seconds)} shares one after the other to a user with mails at once, among 1,000 whose"
        " digests are not due; from the commit to the mail server's 250, through a whole worker (looks, planner,"
        " writer, ledger) in one process with the writer of shares and the server.",
    ]
    return Section("Digests", lines, notes, time.monotonic() - began)


def _round(postgres: EmbeddedPostgres, name: str, users: int, organisations: int, seconds: float) -> _Round:
    urls = provision(postgres.url("postgres", postgres.superuser), database=name)
    migrate(urls.owner)
    due = datetime.now(UTC) - _HOUR
    _fill(postgres.url(name, postgres.superuser), users, organisations, due)
    with _null_smtp() as smtp:
        planned = asyncio.run(_plan(urls.app))
        sent = asyncio.run(_send(urls.app, smtp, seconds))
        letters, recipients, ids = smtp.end()
    windows = _windows(urls.owner)
    if windows != (users, users) or planned.mails != users:
        raise Wrong(f"{users} users, {planned.mails} mails, (windows, of users) {windows}")
    if not 0 < letters == recipients == ids:
        raise Wrong(f"{letters} letters with {ids} Message-IDs to {recipients} recipients")
    return _Round(planned, sent, letters)


def _prompt(postgres: EmbeddedPostgres, *, rounds: int) -> Waits:
    urls = provision(postgres.url("postgres", postgres.superuser), database="digests_prompt")
    migrate(urls.owner)
    _fill(postgres.url("digests_prompt", postgres.superuser), 1_000, 10, datetime.now(UTC) + _DAY)
    return asyncio.run(measured(urls.app, rounds=rounds))


def _fill(superuser_url: str, users: int, organisations: int, due: datetime) -> None:
    values = {"users": users, "organisations": organisations, "shares": SHARES, "due": due}
    with psycopg.connect(superuser_url) as connection:
        connection.execute("SET session_replication_role = replica")
        cursor = psycopg.ClientCursor(connection)
        for statement in _FILL.read_text().split(";\n"):
            if statement.strip():
                cursor.execute(statement, values)
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


async def _plan(url: str) -> _Planned:
    database, broker = await Database.open(url), LocalBroker()
    try:
        before, began, mails = _memory(), time.monotonic(), 0
        while True:
            async with work(database, broker, SYSTEM) as session:
                planned = await plan(session, DigestKind.SHARES, now=datetime.now(UTC), gather=timedelta(minutes=1))
            mails += planned
            if not planned:
                return _Planned(time.monotonic() - began, _memory() - before, mails)
    finally:
        await database.close()


async def _send(url: str, smtp: "_Null", seconds: float) -> _Sent:
    settings = Settings(
        secret_key="for benches only, forty characters or so",  # type: ignore[arg-type]
        smtp_url=f"smtp://127.0.0.1:{smtp.port}",  # type: ignore[arg-type]
        base_url="https://rvs.example",
    )
    database, broker = await Database.open(url), LocalBroker()
    api = assemble(settings, database, broker).api
    writer = DigestWriter(database, broker, api.ask, settings)
    senders = [
        DigestSender(database, broker, delivery(settings), settings.mail_from, writer=writer)
        for _ in range(DIGEST_SENDERS)
    ]
    try:
        began, cpu = time.monotonic(), time.process_time()
        async with working(Worker(broker, senders)):
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await _all_sent(database)
        return _Sent(time.monotonic() - began, time.process_time() - cpu)
    finally:
        await database.close()


async def _all_sent(database: Database) -> None:
    waiting = "SELECT 'some' FROM mail WHERE status IN ('QUEUED', 'RUNNING') LIMIT 1"
    some: bytes | None = b""
    while some is not None:
        await asyncio.sleep(0.25)
        async with database.snapshot(SYSTEM) as snapshot:
            some = await snapshot.text(waiting, [])


def _windows(owner_url: str) -> tuple[int, int]:
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SET app.kind = 'system'")
        row = connection.execute("SELECT count(*), count(DISTINCT user_id) FROM digest").fetchone()
    assert row is not None
    return row[0], row[1]


def _memory() -> int:
    """Peak, of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class _Null:
    """The mail server that takes everything."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "bench.null_smtp"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def end(self) -> tuple[int, int, int]:
        """Letters, recipients, Message-IDs."""
        out, _ = self._process.communicate(timeout=30)
        letters, recipients, ids = map(int, out.split())
        return letters, recipients, ids

    def kill(self) -> None:
        """It may have ended already."""
        self._process.kill()
        self._process.wait()


@contextmanager
def _null_smtp() -> Iterator[_Null]:
    null = _Null()
    try:
        yield null
    finally:
        null.kill()

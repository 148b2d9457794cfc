"""From the commit of a share to the moment in which a mail server has taken the mail that tells of it."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from uuid import UUID

from app.actions.update_notifications import NotificationChange, update_notifications
from app.asgi import assemble
from app.database import Database
from app.events.broker import LocalBroker
from app.events.work import work
from app.jobs.worker import Worker, working
from app.models import Organisation
from app.models.enums import NotificationFrequency
from app.settings import Settings
from app.viewer import SYSTEM
from app.work.lines import lines
from bench.null_smtp import Null, Taken
from tests.factories import Factory, viewer_of

GATHER = 2.0
"""Seconds; the product's own 60 differ in nothing else."""


@dataclass
class Arrivals(Taken):
    """When the newest letter was taken."""

    at: float = 0.0
    came: asyncio.Event = field(default_factory=asyncio.Event)


class _Null(Null):
    def __init__(self, arrivals: Arrivals) -> None:
        super().__init__(arrivals)
        self._arrivals = arrivals

    def _take(self, letter: bytes) -> None:
        super()._take(letter)
        self._arrivals.at = time.monotonic()
        self._arrivals.came.set()


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds beyond the gathering, sorted."""

    seconds: list[float]

    @property
    def middle(self) -> float:
        return median(self.seconds)

    @property
    def most(self) -> float:
        return self.seconds[-1]


async def measured(app_url: str, *, rounds: int) -> Waits:
    """One user with mails at once among all that the database has; one share a round, a whole worker."""
    loop = asyncio.get_running_loop()
    arrivals = Arrivals()
    server = await loop.create_server(lambda: _Null(arrivals), "127.0.0.1", 0)
    settings = _settings(server.sockets[0].getsockname()[1])
    database, broker = await Database.open(app_url), LocalBroker()
    try:
        organisation_id = await _reader(database, broker)
        api = assemble(settings, database, broker).api
        waits = []
        async with working(Worker(broker, lines(database, broker, settings, api.ask))):
            for number in range(rounds):
                # At another moment of the planner's turns each time.
                await asyncio.sleep(0.2 * number)
                waits.append(await _one(database, broker, organisation_id, arrivals))
        return Waits(sorted(waits))
    finally:
        await database.close()
        server.close()


async def _one(database: Database, broker: LocalBroker, organisation_id: UUID, arrivals: Arrivals) -> float:
    arrivals.came.clear()
    async with work(database, broker, SYSTEM) as session:
        organisation = await session.get_one(Organisation, organisation_id)
        await Factory(session).share(organisation=organisation)
    committed = time.monotonic()
    async with asyncio.timeout(30):
        await arrivals.came.wait()
    return arrivals.at - committed - GATHER


async def _reader(database: Database, broker: LocalBroker) -> UUID:
    """Of an organisation of its own."""
    async with work(database, broker, SYSTEM) as session:
        user = await Factory(session).user(email="reader@bench.example.org")
    change = NotificationChange(frequency=NotificationFrequency.IMMEDIATELY)
    gather = timedelta(seconds=GATHER)
    async with work(database, broker, viewer_of(user)) as session:
        await update_notifications(session, viewer_of(user), change, now=datetime.now(UTC), gather=gather)
    return UUID(str(user.organisation_id))


def _settings(port: int) -> Settings:
    return Settings(
        secret_key="for benches only, forty characters or so",  # type: ignore[arg-type]
        smtp_url=f"smtp://127.0.0.1:{port}",  # type: ignore[arg-type]
        base_url="https://rvs.example",
        digest_gather_seconds=GATHER,
    )

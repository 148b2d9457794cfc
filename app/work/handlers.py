"""Which jobs there are, and which of them are done by schedule."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from app.actions.expire_registrations import expire_registrations
from app.actions.expire_shares import BATCH, expire_shares
from app.actions.tell_expiring_keys import MOST, tell_expiring_keys
from app.exports.storing import store_of
from app.jobs.running import Handler, Task
from app.jobs.schedule import Every
from app.settings import Settings
from app.work.keeping_files import expiring_files, sweeping_files
from app.work.pruning import prune

#: One without a handler below is not scheduled.
SCHEDULE = (
    Every("expire_shares", timedelta(minutes=1)),
    Every("prune", timedelta(hours=1)),
    Every("expire_files", timedelta(hours=1)),
    Every("sweep_files", timedelta(days=1)),
    Every("expire_registrations", timedelta(hours=1)),
    Every("tell_expiring_keys", timedelta(hours=6)),
)


def handlers(settings: Settings) -> Mapping[str, Handler]:
    """By the kind of job."""
    store = store_of(settings)
    return {
        "expire_shares": _expire_shares,
        "expire_registrations": _expire_registrations,
        "tell_expiring_keys": _tell_expiring_keys,
        "prune": prune,
        "expire_files": expiring_files(store),
        "sweep_files": sweeping_files(store),
    }


async def _expire_shares(task: Task) -> None:
    ended = BATCH
    while ended == BATCH:
        async with task.step() as session:
            ended = await expire_shares(session)


async def _expire_registrations(task: Task) -> None:
    async with task.step(last=True) as session:
        await expire_registrations(session, now=datetime.now(UTC))


async def _tell_expiring_keys(task: Task) -> None:
    told = MOST
    while told == MOST:
        async with task.step() as session:
            told = await tell_expiring_keys(session, datetime.now(UTC))

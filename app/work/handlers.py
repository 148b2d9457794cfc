"""Which jobs there are, and which of them are done by schedule."""

from collections.abc import Mapping
from datetime import timedelta

from app.actions.expire_shares import BATCH, expire_shares
from app.jobs.running import Handler, Task
from app.jobs.schedule import Every
from app.settings import Settings
from app.work.pruning import prune

#: One without a handler below is not scheduled.
SCHEDULE = (
    Every("expire_shares", timedelta(minutes=1)),
    Every("prune", timedelta(hours=1)),
    Every("tell_of_expiring_keys", timedelta(days=1)),
)


def handlers(settings: Settings) -> Mapping[str, Handler]:
    """By the kind of job."""
    return {
        "expire_shares": _expire_shares,
        "prune": prune,
    }


async def _expire_shares(task: Task) -> None:
    ended = BATCH
    while ended == BATCH:
        async with task.step() as session:
            ended = await expire_shares(session)

"""All that one worker works on."""

from collections.abc import Sequence

from app.database import Database
from app.events.broker import Broker
from app.jobs.running import Jobs
from app.jobs.schedule import Schedules
from app.jobs.worker import Line
from app.mail.delivery import delivery
from app.mail.sender import Sender
from app.settings import Settings
from app.work.handlers import SCHEDULE, handlers


def lines(database: Database, broker: Broker, settings: Settings) -> Sequence[Line]:
    """Jobs, the schedule, mail."""
    known = handlers(settings)
    return (
        Jobs(database, broker, known),
        Schedules(database, broker, SCHEDULE, known),
        Sender(database, broker, delivery(settings), settings.mail_from),
    )

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
from app.work.children import Children
from app.work.downloads import Downloads
from app.work.handlers import SCHEDULE, handlers


def lines(database: Database, broker: Broker, settings: Settings) -> Sequence[Line]:
    """Jobs, downloads, the schedule, mail."""
    known = handlers(settings)
    children = Children()
    downloads = [Downloads(database, broker, settings, children) for _ in range(settings.download_children)]
    return (
        Jobs(database, broker, known),
        *downloads,
        Schedules(database, broker, SCHEDULE, known),
        Sender(database, broker, delivery(settings), settings.mail_from),
    )

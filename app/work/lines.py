"""All that one worker works on."""

from collections.abc import Sequence
from datetime import timedelta

from app.database import Database
from app.events.broker import Broker
from app.jobs.running import Jobs
from app.jobs.schedule import Schedules
from app.jobs.worker import Line
from app.mail.delivery import delivery
from app.mail.digest import Ask, DigestWriter
from app.mail.digest_sender import DigestSender
from app.mail.planner import Planner
from app.mail.sender import Sender
from app.settings import Settings
from app.work.children import Children
from app.work.downloads import Downloads
from app.work.handlers import SCHEDULE, handlers

DIGEST_SENDERS = 2
"""Of mails that are written as they are sent: while one waits for a mail server, another writes."""


def lines(database: Database, broker: Broker, settings: Settings, ask: Ask) -> Sequence[Line]:
    """Jobs, downloads, the schedule, mail; `ask` executes documents as the readers of mails."""
    known = handlers(settings)
    gather = timedelta(seconds=settings.digest_gather_seconds)
    writer = DigestWriter(database, broker, ask, settings)
    children = Children()
    downloads = [Downloads(database, broker, settings, children) for _ in range(settings.download_children)]
    return (
        Jobs(database, broker, known),
        *downloads,
        Schedules(database, broker, SCHEDULE, known),
        Sender(database, broker, delivery(settings), settings.mail_from),
        Planner(database, broker, gather),
        *(
            DigestSender(database, broker, delivery(settings), settings.mail_from, writer=writer)
            for _ in range(DIGEST_SENDERS)
        ),
    )

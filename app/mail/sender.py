"""Sends what is in the outbox. A mail is done only when its row says so: who dies in between sends it again, with the
same Message-ID.

This line sends what was written as it was posted: nothing waits long here. Of what is written as it is sent there may
be a hundred thousand at once, in lines of their own (`app.mail.digest_sender`)."""

import asyncio
import logging
from datetime import timedelta
from email.message import EmailMessage

import sqlalchemy as sa

from app.database import Database
from app.events.broker import Broker, Topic
from app.events.work import work
from app.jobs import lease
from app.jobs.lease import Hold, Patience
from app.mail.delivery import Delivery, NotDelivered, Rejected, Unreachable
from app.mail.letter import BadAddress, address, letter
from app.models import Mail
from app.viewer import SYSTEM

LEASE = timedelta(minutes=2)
"""More than a connection and a letter can take (app.mail.delivery.LIMIT)."""
PATIENCE = Patience(first=timedelta(seconds=10), longest=timedelta(hours=4), tries=14)
"""A day in all: as long as the links work."""
PAUSE = Patience(first=timedelta(seconds=1), longest=timedelta(minutes=1), tries=0)
"""While the server cannot be reached."""

#: What is written as it is posted, in the words of its index.
_PROMPT = sa.literal_column("(kind NOT IN ('digest', 'corrections'))", sa.Boolean())

logger = logging.getLogger("rvs.mail")


class Sender:
    """A worker's line of mail."""

    topic: Topic | None = "mail"

    def __init__(
        self,
        database: Database,
        broker: Broker,
        delivery: Delivery,
        mail_from: str,
        *,
        patience: Patience = PATIENCE,
        pause: Patience = PAUSE,
    ) -> None:
        self._database, self._broker, self._delivery = database, broker, delivery
        self._from = address(mail_from)
        self._patience, self._pause = patience, pause
        self._troubles, self._not_before = 0, 0.0

    async def turn(self) -> bool:
        """Send the next mail; False: there is none, or the server needs a rest."""
        if self._rests:
            return False
        async with work(self._database, self._broker, SYSTEM) as session:
            mail = await lease.claim(session, Mail, lease=LEASE, where=_PROMPT)
        if mail is None:
            await self._delivery.rest()
            return False
        hold = Hold.of(mail)
        if mail.attempt > self._patience.tries:
            await self._give_up(hold, mail.failure or "Its senders ended while they sent it.")
            return True
        try:
            await self._delivery.deliver(self._letter(mail))
        except NotDelivered as error:
            await self._not_delivered(hold, error)
            return not isinstance(error, Unreachable)
        self._troubles = 0
        async with work(self._database, self._broker, SYSTEM) as session:
            # Its links work: what was in it is nobody's business from now on.
            if not await lease.done(session, hold, subject="", text="", html=""):
                logger.warning("Mail %s was sent, and somebody else has it by now: it may arrive twice", hold.id)
        return True

    async def close(self) -> None:
        """End the connection."""
        await self._delivery.rest()

    @property
    def _rests(self) -> bool:
        return asyncio.get_running_loop().time() < self._not_before

    def _letter(self, mail: Mail, switch_off_url: str | None = None) -> EmailMessage:
        try:
            return letter(mail, self._from, switch_off_url)
        except BadAddress as error:
            raise Rejected(str(error)) from error

    async def _not_delivered(self, hold: Hold, error: NotDelivered) -> None:
        if isinstance(error, Unreachable):
            self._troubles += 1
            if self._troubles == 1:
                logger.warning("Mail waits: %s", error)
            pause = self._pause.delay(self._troubles).total_seconds()
            self._not_before = asyncio.get_running_loop().time() + pause
        else:
            self._troubles = 0
        if isinstance(error, Rejected) or hold.attempt >= self._patience.tries:
            await self._give_up(hold, str(error))
        else:
            async with work(self._database, self._broker, SYSTEM) as session:
                await lease.retry(session, hold, str(error), self._patience.delay(hold.attempt))

    async def _give_up(self, hold: Hold, failure: str) -> None:
        """The subject stays, so that staff see what did not arrive; the bodies with their links go."""
        logger.warning("Mail %s goes to the dead letters after %d tries", hold.id, hold.attempt)
        async with work(self._database, self._broker, SYSTEM) as session:
            await lease.bury(session, hold, failure, text="", html="")

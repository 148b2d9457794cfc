"""Sends mails that are written as they are sent: a few at a time, for what they are written from is read, and entered
into the access ledger, by one statement for all of them."""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from app.database import Database
from app.events.broker import Broker
from app.events.work import work
from app.jobs import lease
from app.jobs.lease import Hold
from app.mail.delivery import Deferred, Delivery, NotDelivered
from app.mail.digest import DigestWriter, Written
from app.mail.planning import MAILS
from app.mail.sender import LEASE, Sender
from app.models import Mail
from app.viewer import SYSTEM

BATCH = 20
LONGEST = LEASE - timedelta(seconds=60)
"""After which no further one of a batch is begun: a connection and a letter still fit into the lease."""

logger = logging.getLogger("rvs.mail")


class DigestSender(Sender):
    """A worker's line of such mails."""

    def __init__(
        self,
        database: Database,
        broker: Broker,
        delivery: Delivery,
        mail_from: str,
        *,
        writer: DigestWriter,
        **how: Any,
    ) -> None:
        super().__init__(database, broker, delivery, mail_from, **how)
        self._writer = writer

    async def turn(self) -> bool:
        """Send the next few; False: there are none, or the server needs a rest."""
        if self._rests:
            return False
        async with work(self._database, self._broker, SYSTEM) as session:
            kinds = list(MAILS.values())
            mails = await lease.claim_some(session, Mail, most=BATCH, lease=LEASE, kinds=kinds)
        if not mails:
            await self._delivery.rest()
            return False
        begun, tried = monotonic(), []
        for mail in mails:
            if mail.attempt > self._patience.tries:
                await self._give_up(Hold.of(mail), mail.failure or "Its senders ended while they sent it.")
            else:
                tried.append(mail)
        written = await self._written(tried)
        sent, left, dropped = await self._send(tried, written, begun)
        await self._end(sent, left, dropped)
        return not self._rests

    async def _written(self, mails: Sequence[Mail]) -> Mapping[UUID, Written | Deferred]:
        """What is not in it is not to be sent. Where one cannot be written, the others are nevertheless."""
        try:
            return await self._writer.write([mail.id for mail in mails])
        except Exception as error:
            if len(mails) == 1:
                logger.exception("Mail %s could not be written", mails[0].id)
                return {mails[0].id: Deferred(f"It could not be written: {type(error).__name__}")}
        found: dict[UUID, Written | Deferred] = {}
        for mail in mails:
            found |= await self._written([mail])
        return found

    async def _send(
        self, mails: Sequence[Mail], written: Mapping[UUID, Written | Deferred], begun: float
    ) -> tuple[list[Hold], list[Hold], list[Hold]]:
        """Those that were taken, those that were not begun, and those that are not to be sent any more."""
        sent: list[Hold] = []
        left: list[Hold] = []
        dropped: list[Hold] = []
        for mail in mails:
            hold, what = Hold.of(mail), written.get(mail.id)
            if what is None:
                dropped.append(hold)
            elif self._rests or monotonic() - begun > LONGEST.total_seconds():
                left.append(hold)
            else:
                try:
                    if isinstance(what, Deferred):
                        raise what
                    await self._delivery.deliver(self._letter(_filled(mail, what), what.switch_off_url))
                except NotDelivered as error:
                    await self._not_delivered(hold, error)
                else:
                    self._troubles = 0
                    sent.append(hold)
        return sent, left, dropped

    async def _end(self, sent: Sequence[Hold], left: Sequence[Hold], dropped: Sequence[Hold]) -> None:
        async with work(self._database, self._broker, SYSTEM) as session:
            for hold in dropped:
                await lease.drop(session, hold)
            for hold in left:
                await lease.release(session, hold)
            for hold in sent:
                if not await lease.done(session, hold, subject="", text="", html=""):
                    logger.warning("Mail %s was sent, and somebody else has it by now: it may arrive twice", hold.id)
            if sent:
                await self._writer.sent(session, [hold.id for hold in sent])


def _filled(mail: Mail, written: Written) -> Mail:
    """The row as if it had been written; the database keeps nothing of it."""
    return Mail(
        id=mail.id,
        kind=mail.kind,
        recipient=written.to.email,
        recipient_name=written.to.name,
        language=written.to.language,
        subject=written.said.subject,
        text=written.said.text,
        html=written.said.html,
        run_at=mail.run_at,
        created_at=mail.created_at,
    )

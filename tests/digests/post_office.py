"""What the tests of digests share: a service with a mail server, a clock that is set, and people who share."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import sqlalchemy as sa

from app.actions.update_notifications import NotificationChange, update_notifications
from app.database import Database
from app.events.broker import LocalBroker
from app.events.log import EventDraft, record
from app.events.work import work
from app.jobs.lease import Patience
from app.mail.delivery import Server, Smtp
from app.mail.digest import DigestWriter
from app.mail.digest_sender import DigestSender
from app.mail.planning import look, plan
from app.models import Organisation, Result, ResultVersion, Share, User
from app.models.enums import DigestKind, EventKind, NotificationFrequency, ResultField
from app.viewer import SYSTEM
from tests.api.service import SETTINGS, Service, running
from tests.factories import Factory, viewer_of
from tests.mail.smtp import Letterbox, serving

GATHER = timedelta(seconds=60)
AT_ONCE = Patience(first=timedelta(), longest=timedelta(), tries=4)
PLACED = SETTINGS.model_copy(update={"base_url": "https://rvs.example"})
FROM = "Results <no-reply@results.example.org>"


@dataclass
class PostOffice:
    """Everything from the log to the mailbox; `now` is the planner's clock."""

    service: Service
    box: Letterbox
    writer: DigestWriter
    sender: DigestSender
    now: datetime = field(default_factory=lambda: datetime.now(UTC) + timedelta(hours=1))

    @property
    def database(self) -> Database:
        return self.service.database

    @asynccontextmanager
    async def making(self) -> AsyncIterator[Factory]:
        async with self.service.making() as make:
            yield make

    async def user(self, organisation: Organisation, frequency: str | None = None, **values: Any) -> User:
        """Somebody of this organisation, who has chosen a frequency if one is given."""
        async with self.making() as make:
            user: User = await make.user(organisation, **values)
        if frequency is not None:
            await self.choose(user, frequency=NotificationFrequency(frequency))
        return user

    async def choose(self, user: User, **change: Any) -> None:
        async with work(self.database, self.service.broker, viewer_of(user)) as session:
            await update_notifications(
                session, viewer_of(user), NotificationChange(**change), now=self.now, gather=GATHER
            )

    async def share(self, organisation: Organisation, count: int = 1, **values: Any) -> list[Share]:
        """Some candidates share a result each."""
        async with self.making() as make:
            return [await make.share(await make.result(), organisation, **values) for _ in range(count)]

    async def end(self, share: Share) -> None:
        """Its candidate takes it back."""
        ended = "UPDATE share SET revoked_at = now(), ended_at = now() WHERE id = :id"
        async with work(self.database, self.service.broker, SYSTEM) as session:
            await session.execute(sa.text(ended), {"id": share.id})

    async def correct(self, share: Share, *, reason: str | None = None) -> None:
        """The exam board changes its result's score, and tells its organisation."""
        assert share.organisation_id is not None
        async with work(self.database, self.service.broker, SYSTEM) as session:
            result = await session.get_one(Result, share.result_id)
            result.version += 1
            result.overall_score = 170
            shared = set(ResultVersion.model_fields) & set(Result.model_fields)
            session.add(
                ResultVersion(
                    result_id=result.id,
                    recorded_at=datetime.now(UTC),
                    reason=reason,
                    changes=[ResultField.OVERALL_SCORE],
                    **result.model_dump(include=shared),
                )
            )
            draft = {"share_id": share.id, "result_id": result.id, "result_version": result.version}
            record(session, EventDraft(share.organisation_id, EventKind.RESULT_CORRECTED, **draft))

    async def plan(self, *, most: int = 1_000) -> int:
        """Look and plan until nothing is due; how many mails there are then."""
        some: object = True
        while some:
            async with work(self.database, self.service.broker, SYSTEM) as session:
                some = await look(session, GATHER)
            for kind in DigestKind:
                async with work(self.database, self.service.broker, SYSTEM) as session:
                    some = await plan(session, kind, now=self.now, gather=GATHER, most=most) or some
        return await self.count("SELECT count(*) FROM mail WHERE status = 'QUEUED'")

    async def send(self) -> list[EmailMessage]:
        """What arrives of what waits."""
        before = len(self.box.letters)
        while await self.sender.turn():
            pass
        return self.box.letters[before:]

    async def post(self) -> list[EmailMessage]:
        """What arrives of what is due two minutes later."""
        self.now += 2 * GATHER
        await self.plan()
        return await self.send()

    async def count(self, query: str, **values: Any) -> int:
        return int((await self.rows(query, **values))[0][0])

    async def rows(self, query: str, **values: Any) -> Sequence[Any]:
        """As the system."""
        async with self.database.session(SYSTEM) as session:
            return (await session.execute(sa.text(query), values)).all()


@asynccontextmanager
async def post_office(database: Database) -> AsyncIterator[PostOffice]:
    """Open."""
    async with running(database, LocalBroker(), PLACED) as service, serving(Letterbox()) as box:
        writer = DigestWriter(database, service.broker, service.parts.api.ask, PLACED)
        smtp = Smtp(Server.at(box.url), limit=5)
        sender = DigestSender(database, LocalBroker(), smtp, FROM, writer=writer, patience=AT_ONCE, pause=AT_ONCE)
        yield PostOffice(service, box, writer, sender)
        await sender.close()


def text_of(letter: EmailMessage) -> str:
    """Its plain text."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def html_of(letter: EmailMessage) -> str:
    """Its HTML."""
    body = letter.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def to(letters: Sequence[EmailMessage]) -> list[str]:
    """Whom they went to."""
    return sorted(letter["To"].addresses[0].addr_spec for letter in letters)

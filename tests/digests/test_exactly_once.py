"""Each share in exactly one mail of each user who wanted it: whatever order things happen in, whoever works beside, and
wherever a worker is killed."""

import asyncio
import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa
from aiosmtpd.smtp import Envelope

from app.events.broker import LocalBroker
from app.events.work import work
from app.mail.delivery import Server, Smtp
from app.mail.digest_documents import LISTED
from app.mail.digest_sender import DigestSender
from app.mail.planner import Planner
from app.mail.planning import plan
from app.migrating import Urls
from app.models import Organisation, Share, User
from app.models.enums import DigestKind, NotificationFrequency
from app.viewer import SYSTEM
from tests.digests.post_office import AT_ONCE, FROM, GATHER, PostOffice, text_of, to
from tests.mail.smtp import OK, Letterbox, serving

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
SEEDS = int(os.environ.get("DIGEST_SEEDS", "6"))
STEPS = int(os.environ.get("DIGEST_STEPS", "70"))
MOVED = sa.text("UPDATE notification SET next_at = :at")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Reader:
    """A user, and what is still to be told, as the rules of the sketch say."""

    user: User
    frequency: NotificationFrequency = NotificationFrequency.OFF
    corrections: bool = True
    shares: set[UUID] = field(default_factory=set)
    corrected: Counter[UUID] = field(default_factory=Counter)

    def is_told(self, letter: EmailMessage) -> None:
        """What is in it was to be told, and is no longer."""
        named = [UUID(each) for each in re.findall(r"/shares/shr_([0-9a-f-]{36})", text_of(letter))]
        if "changed" in letter["Subject"]:
            assert Counter(named) <= self.corrected, "told twice, or never asked for"
            self.corrected -= Counter(named)
        else:
            assert len(named) == len(set(named))
            assert set(named) <= self.shares, "told twice, or never asked for"
            self.shares -= set(named)


@dataclass
class Story:
    """Things that happen to an organisation, at random."""

    office: PostOffice
    organisation: Organisation
    readers: dict[str, Reader]
    chance: random.Random
    shares: list[Share] = field(default_factory=list)
    made: list[Share] = field(default_factory=list)
    corrections: int = 0
    ids: list[str] = field(default_factory=list)

    async def share(self) -> None:
        if len(self.made) == LISTED:  # a mail names no more, and this test goes by names
            return
        made = await self.office.share(self.organisation)
        self.made += made
        self.shares += made
        for reader in self.readers.values():
            if reader.frequency is not NotificationFrequency.OFF:
                reader.shares |= {share.id for share in made}

    async def end(self) -> None:
        if self.shares:
            share = self.shares.pop(self.chance.randrange(len(self.shares)))
            await self.office.end(share)
            for reader in self.readers.values():
                reader.shares.discard(share.id)

    async def correct(self) -> None:
        if self.shares and self.corrections < LISTED:
            self.corrections += 1
            share = self.chance.choice(self.shares)
            await self.office.correct(share)
            for reader in self.readers.values():
                if reader.corrections:
                    reader.corrected[share.id] += 1

    async def choose(self) -> None:
        reader = self.chance.choice(list(self.readers.values()))
        reader.frequency = self.chance.choice(list(NotificationFrequency))
        if reader.frequency is NotificationFrequency.OFF:
            reader.shares.clear()
        zone = self.chance.choice(["Europe/London", "Asia/Tokyo", "America/New_York"])
        hour = self.chance.randrange(24)
        await self.office.choose(reader.user, frequency=reader.frequency, hour=hour, time_zone=zone)

    async def choose_corrections(self) -> None:
        reader = self.chance.choice(list(self.readers.values()))
        reader.corrections = not reader.corrections
        if not reader.corrections:
            reader.corrected.clear()
        await self.office.choose(reader.user, corrections=reader.corrections)

    async def pause(self) -> None:
        reader = self.chance.choice(list(self.readers.values()))
        until = self.office.now.date() + self.chance.randint(2, 9) * DAY
        await self.office.choose(reader.user, paused_until=self.chance.choice([None, until]))

    async def wait(self) -> None:
        self.office.now += self.chance.choice([GATHER, 2 * GATHER, HOUR, 7 * HOUR, DAY])

    async def plan(self) -> None:
        await self.office.plan(most=self.chance.randint(1, 3))

    async def send(self) -> None:
        await self.office.plan()
        self.arrived(await self.office.send())

    def arrived(self, letters: Sequence[EmailMessage]) -> None:
        for letter in letters:
            self.ids.append(str(letter["Message-ID"]))
            self.readers[letter["To"].addresses[0].addr_spec].is_told(letter)


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_whatever_happens(office: PostOffice, seed: int) -> None:
    """At the end of each story nothing is owed to anybody."""
    async with office.making() as make:
        organisation = await make.organisation()
    readers = [await office.user(organisation) for _ in range(4)]
    story = Story(office, organisation, {user.email: Reader(user) for user in readers}, random.Random(seed))
    acts = [story.share, story.end, story.correct, story.choose, story.choose_corrections, story.pause]
    acts += [story.share, story.choose, story.wait, story.wait, story.wait, story.plan, story.send, story.send]
    for _ in range(STEPS):
        await story.chance.choice(acts)()
    for _ in range(30):
        office.now += DAY
        await story.send()

    assert {email: (reader.shares, reader.corrected) for email, reader in story.readers.items()} == {
        email: (set(), Counter()) for email in story.readers
    }
    assert len(story.ids) == len(set(story.ids))
    assert await office.count("SELECT count(*) FROM mail WHERE status NOT IN ('DONE', 'CANCELLED')") == 0


async def test_two_schedulers_and_three_senders_at_once(office: PostOffice) -> None:
    """A hundred users, in batches of seven."""
    async with office.making() as make:
        organisation = await make.organisation()
        users = [await make.user(organisation) for _ in range(100)]
    for user in users:
        await office.choose(user, frequency=NotificationFrequency.DAILY)
    await office.share(organisation, 3)
    office.now += 2 * DAY

    async def schedule() -> int:
        planned = 0
        while True:
            async with work(office.database, LocalBroker(), SYSTEM) as session:
                some = await plan(session, DigestKind.SHARES, now=office.now, gather=GATHER, most=7)
            planned += some
            if not some:
                return planned

    async def send() -> None:
        smtp = Smtp(Server.at(office.box.url), limit=5)
        line = DigestSender(office.database, LocalBroker(), smtp, FROM, writer=office.writer, patience=AT_ONCE)
        while await line.turn():
            pass
        await line.close()

    assert sum(await asyncio.gather(schedule(), schedule(), schedule())) == 100
    assert await office.count("SELECT count(DISTINCT user_id) FROM digest") == 100
    await asyncio.gather(send(), send(), send())

    assert to(office.box.letters) == sorted(user.email for user in users)
    assert await office.count("SELECT count(*) FROM disclosure") == 300


async def test_what_comes_while_a_window_is_planned_is_in_the_next_one(
    office: PostOffice, fresh_urls: Urls, owner: psycopg.Connection
) -> None:
    """Another worker has looked past it meanwhile: nobody looks there again."""
    async with office.making() as make:
        organisation = await make.organisation()
    user = await office.user(organisation, "IMMEDIATELY")
    await office.share(organisation)
    office.now += 2 * GATHER
    holder = await asyncio.to_thread(psycopg.connect, fresh_urls.owner)
    try:
        holder.execute("LOCK TABLE digest IN EXCLUSIVE MODE")
        planning = asyncio.create_task(office.plan())
        await waiting(owner, "digest")
        await office.share(organisation)
        looked = "INSERT INTO digest_head SELECT organisation_id, last FROM event_head ON CONFLICT (organisation_id)"
        owner.execute(f"{looked} DO UPDATE SET position = excluded.position")
        holder.rollback()
    finally:
        holder.close()
    assert await planning == 1

    assert await office.count("SELECT count(*) FROM notification WHERE next_at IS NOT NULL") == 1
    assert [letter["Subject"][0] for letter in await office.send()] == ["1"]
    assert [letter["Subject"][0] for letter in await office.post()] == ["1"]
    assert await office.count("SELECT count(*) FROM digest WHERE user_id = :id", id=user.id) == 2


async def waiting(owner: psycopg.Connection, table: str) -> None:
    """Until somebody waits for a lock on this table."""
    waits = "SELECT FROM pg_locks WHERE NOT granted AND relation = CAST(%s AS regclass)"
    async with asyncio.timeout(30):
        while owner.execute(waits, [table]).fetchone() is None:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)


def worker(urls: Urls, smtp_url: str, data: Path) -> "subprocess.Popen[bytes]":
    environment = {
        "DATABASE_URL": urls.app,
        "SECRET_KEY": "0" * 32,
        "SMTP_URL": smtp_url,
        "MAIL_FROM": FROM,
        "DATA": str(data),
        "DIGEST_GATHER_SECONDS": "0",
    }
    return subprocess.Popen([sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, env=os.environ | environment)


#: Where a worker is killed: what it waits for then. Planning the window; entering the ledger, with the mail in hand;
#: noting that it was sent, which the mail server has confirmed already.
POINTS = {"planning": "digest", "writing": "disclosure", "sent": "mail"}


@pytest.mark.parametrize("point", POINTS)
async def test_killed_anywhere_one_mail_arrives(
    office: PostOffice, fresh_urls: Urls, owner: psycopg.Connection, tmp_path: Path, point: str
) -> None:
    """Twice only where the mail server had it already, and then with the same Message-ID."""
    async with office.making() as make:
        organisation = await make.organisation()
    await office.user(organisation, "IMMEDIATELY", email="a@example.org")
    owner.execute("UPDATE notification SET next_at = now()")
    await office.share(organisation, 2)
    holder = await asyncio.to_thread(psycopg.connect, fresh_urls.owner)

    async def verdict(_envelope: Envelope) -> str:
        if point == "sent" and not holder.closed:
            holder.execute("LOCK TABLE mail IN EXCLUSIVE MODE")
        return OK

    async with serving(Letterbox(verdict=verdict)) as box:
        if point != "sent":
            holder.execute(f"LOCK TABLE {POINTS[point]} IN EXCLUSIVE MODE")
        first = worker(fresh_urls, box.url, tmp_path)
        try:
            await waiting(owner, POINTS[point])
        finally:
            first.kill()
            first.wait()
            holder.rollback()
            holder.close()
        arrived = len(box.letters)
        assert arrived == (1 if point == "sent" else 0)
        assert owner.execute("SELECT count(*) FROM mail").fetchone() == (0 if point == "planning" else 1,)
        owner.execute("UPDATE mail SET lease_until = now() WHERE status = 'RUNNING'")  # as after two minutes
        second = worker(fresh_urls, box.url, tmp_path)
        try:
            async with asyncio.timeout(30):
                done = "SELECT count(*) FROM mail WHERE status = 'DONE'"
                while owner.execute(done).fetchone() != (1,):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        finally:
            second.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(second.wait, 20) == 0

    assert len(box.letters) == arrived + 1
    assert len({letter["Message-ID"] for letter in box.letters}) == 1
    assert {letter["Subject"].split()[0] for letter in box.letters} == {"2"}
    assert owner.execute("SELECT count(*) FROM mail").fetchone() == (1,)
    assert owner.execute("SELECT count(*) FROM disclosure").fetchone() == (2,)


async def test_a_worker_plans_and_sends_when_the_gathering_ends(office: PostOffice) -> None:
    """By itself, within a second of that moment."""
    async with office.making() as make:
        organisation = await make.organisation()
    await office.user(organisation, "IMMEDIATELY")
    now = datetime.now(office.now.tzinfo)
    async with work(office.database, LocalBroker(), SYSTEM) as session:
        await session.execute(MOVED, {"at": now + timedelta(seconds=0.7)})
    await office.share(organisation)
    planner = Planner(office.database, LocalBroker(), GATHER)

    await planner.turn()  # looks at the log
    assert await planner.turn()  # waits for the moment
    assert await planner.turn()
    assert len(await office.send()) == 1

    assert datetime.now(now.tzinfo) - now < timedelta(seconds=1.7)

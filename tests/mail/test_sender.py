"""Mail through a real SMTP server, which does with it what servers do."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from aiosmtpd.smtp import Envelope

from app.database import Database
from app.events.broker import LocalBroker
from app.events.work import work
from app.jobs.lease import Patience
from app.jobs.worker import Worker, working
from app.mail.delivery import Delivery, Folder, Server, Smtp
from app.mail.messages import PasswordLink
from app.mail.outbox import Recipient, post
from app.mail.sender import Sender
from app.migrating import Urls
from app.models.enums import Language
from app.viewer import anonymous
from tests.mail.certificate import certificate
from tests.mail.smtp import OK, Letterbox, serving

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
SOON = 20.0
AT_ONCE = Patience(first=timedelta(), longest=timedelta(), tries=4)
FROM = "Results <no-reply@results.example.org>"
MESSAGE = PasswordLink("https://rvs.example.org/links/rvs_l_x", 24)


async def post_to(database: Database, *emails: str, broker: LocalBroker | None = None) -> list[UUID]:
    now = datetime(2026, 5, 4, tzinfo=UTC)
    async with work(database, broker or LocalBroker(), anonymous()) as session:
        return [
            post(session, MESSAGE, Recipient(email, "高橋", Language.EN), now=now + timedelta(milliseconds=place))
            for place, email in enumerate(emails)
        ]


def sender(database: Database, delivery: Delivery, **how: Any) -> Sender:
    return Sender(database, LocalBroker(), delivery, FROM, **{"patience": AT_ONCE, "pause": AT_ONCE} | how)


def smtp(box: Letterbox, limit: float = 5.0, login: str = "") -> Smtp:
    return Smtp(Server.at(box.url.replace("://", f"://{login}")), limit=limit)


async def send_all(one: Sender, most: int = 50) -> int:
    """Turns until there is nothing more; how many."""
    for turns in range(most):
        if not await one.turn():
            await one.close()
            return turns
    raise AssertionError("it never ends")


def rows(owner: psycopg.Connection, columns: str = "recipient, status, attempt, failure") -> list[tuple[Any, ...]]:
    return owner.execute(f"SELECT {columns} FROM mail ORDER BY created_at").fetchall()  # type: ignore[arg-type]


def ids(letters: Sequence[EmailMessage]) -> list[str]:
    return [str(letter["Message-ID"]).partition("@")[0].strip("<") for letter in letters]


async def test_one_connection_for_all_and_nothing_is_kept_of_what_was_sent(
    fresh_database: Database, owner: psycopg.Connection
) -> None:
    sent = await post_to(fresh_database, "a@example.org", "b@example.org", "c@example.org")
    assert {len(text) > 100 for row in rows(owner, "text, html") for text in row} == {True}
    async with serving(Letterbox()) as box:
        assert await send_all(sender(fresh_database, smtp(box))) == 3

    assert box.connections == 1
    assert box.envelopes == [("no-reply@results.example.org", [f"{name}@example.org"]) for name in "abc"]
    assert ids(box.letters) == [mail_id.hex for mail_id in sent]
    assert [letter["Subject"] for letter in box.letters] == ["Set a new password"] * 3
    assert MESSAGE.url in box.letters[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert rows(owner, "status, attempt, failure, subject, text, html") == [("DONE", 1, None, "", "", "")] * 3


async def test_a_worker_is_woken_by_a_mail(fresh_database: Database) -> None:
    broker, arrived = LocalBroker(), asyncio.Event()

    async def verdict(_envelope: Envelope) -> str:
        arrived.set()
        return OK

    async with serving(Letterbox(verdict=verdict)) as box, asyncio.timeout(SOON):
        line = Sender(fresh_database, broker, smtp(box), FROM)
        async with working(Worker(broker, [line], poll=600)):
            await post_to(fresh_database, "a@example.org", broker=broker)
            await arrived.wait()

    assert len(box.letters) == 1


async def test_what_is_refused_for_good_is_a_dead_letter_with_the_servers_words(
    fresh_database: Database, owner: psycopg.Connection
) -> None:
    await post_to(fresh_database, "gone@example.org", "b@example.org")
    box = Letterbox(at_recipient=lambda address: "550 5.1.1 No such user here" if "gone" in address else None)
    async with serving(box):
        assert await send_all(sender(fresh_database, smtp(box))) == 2

    assert rows(owner, "recipient, status, attempt, failure, subject, text, html") == [
        ("gone@example.org", "FAILED", 1, "550 5.1.1 No such user here", "Set a new password", "", ""),
        ("b@example.org", "DONE", 1, None, "", "", ""),
    ]
    assert (box.connections, len(box.letters)) == (1, 1)


async def test_what_is_refused_for_now_is_tried_again(fresh_database: Database, owner: psycopg.Connection) -> None:
    await post_to(fresh_database, "a@example.org", "b@example.org")
    said = iter(["451 4.7.1 Greylisted", "250 OK"])
    never = iter(["452 Full"] * 9)
    box = Letterbox(at_recipient=lambda address: None)

    async def verdict(envelope: Envelope) -> str:
        return next(said if envelope.rcpt_tos == ["a@example.org"] else never)

    box.verdict = verdict
    async with serving(box):
        assert await send_all(sender(fresh_database, smtp(box))) == 6

    assert rows(owner) == [("a@example.org", "DONE", 2, None), ("b@example.org", "FAILED", 4, "452 Full")]


async def test_it_waits_in_between(fresh_database: Database, owner: psycopg.Connection) -> None:
    await post_to(fresh_database, "a@example.org")
    box = Letterbox(at_recipient=lambda _address: "450 Later")
    async with serving(box):
        assert await send_all(Sender(fresh_database, LocalBroker(), smtp(box), FROM)) == 1

    later = "status, attempt, run_at BETWEEN now() + '5 s' AND now() + '13 s', lease_until"
    assert rows(owner, later) == [("QUEUED", 1, True, None)]


async def test_while_the_server_is_away_mails_wait(fresh_database: Database, owner: psycopg.Connection) -> None:
    await post_to(fresh_database, "a@example.org", "b@example.org")
    async with serving(Letterbox()) as box:
        url = box.url
    one = Sender(fresh_database, LocalBroker(), Smtp(Server.at(url)), FROM, patience=AT_ONCE)

    assert [await one.turn(), await one.turn()] == [False, False]  # and the second did not try

    ((_, status, attempt, failure), other) = rows(owner)
    assert (status, attempt, other) == ("QUEUED", 1, ("b@example.org", "QUEUED", 0, None))
    assert "onnect" in failure


async def test_a_server_that_stalls_is_left(fresh_database: Database, owner: psycopg.Connection) -> None:
    await post_to(fresh_database, "a@example.org")
    stalled = asyncio.Event()

    async def verdict(_envelope: Envelope) -> str:
        if stalled.is_set():
            return OK
        stalled.set()
        await asyncio.sleep(60)
        return OK

    async with serving(Letterbox(verdict=verdict)) as box:
        one = sender(fresh_database, smtp(box, limit=0.2))
        assert not await one.turn()
        assert rows(owner) == [("a@example.org", "QUEUED", 1, "The mail server did not answer in time.")]
        await send_all(one)

    assert rows(owner) == [("a@example.org", "DONE", 2, None)]
    assert box.connections == 2


async def test_no_address_is_a_dead_letter(fresh_database: Database, owner: psycopg.Connection) -> None:
    await post_to(fresh_database, "a@b, c@d.example")
    async with serving(Letterbox()) as box:
        await send_all(sender(fresh_database, smtp(box)))

    words = "This is no address that a mail can be sent to."
    assert (rows(owner), box.connections) == ([("a@b, c@d.example", "FAILED", 1, words)], 0)


@pytest.mark.parametrize("starttls", [True, False])
async def test_encrypted_and_signed_in(
    starttls: bool, fresh_database: Database, owner: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, authority = certificate(tmp_path)
    await post_to(fresh_database, "a@example.org", "b@example.org")
    how: dict[str, Any] = {"tls_context": context, "require_starttls": True} if starttls else {"tls": context}
    async with serving(Letterbox(), auth_required=True, auth_require_tls=starttls, **how) as box:
        login = "rvs%40mail:p%3Ass%2Fw%40rd@"
        await send_all(sender(fresh_database, smtp(box, login=login)))  # by an authority that nobody knows
        assert (rows(owner)[0][1:3], box.letters, box.logins) == (("QUEUED", 1), [], [])
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        await send_all(sender(fresh_database, smtp(box, login=login)))

    assert [row[1] for row in rows(owner)] == ["DONE", "DONE"]
    assert set(box.logins) == {(b"rvs@mail", b"p:ss/w@rd")}
    assert box.encrypted == [True, True]


async def test_nothing_is_sent_where_encryption_was_asked_for_and_is_not_there(
    fresh_database: Database, owner: psycopg.Connection
) -> None:
    await post_to(fresh_database, "a@example.org")
    async with serving(Letterbox()) as box:
        box.url = box.url.replace("smtp:", "smtp+starttls:")
        assert not await sender(fresh_database, smtp(box, login="rvs:secret@")).turn()

    ((_, status, _, failure),) = rows(owner)
    assert (status, box.letters, box.logins) == ("QUEUED", [], [])
    assert "STARTTLS" in failure


async def test_a_wrong_password_is_not_the_letters_fault(fresh_database: Database, owner: psycopg.Connection) -> None:
    await post_to(fresh_database, "a@example.org")
    async with serving(Letterbox(), auth_required=True, auth_require_tls=False) as box:
        assert not await sender(fresh_database, smtp(box, login="rvs:wrong@")).turn()

    ((_, status, attempt, failure),) = rows(owner)
    assert (status, attempt, failure[:3], "wrong" in failure) == ("QUEUED", 1, "535", False)


async def test_into_files_without_a_server(fresh_database: Database, owner: psycopg.Connection, tmp_path: Path) -> None:
    (sent,) = await post_to(fresh_database, "a@example.org")
    await send_all(sender(fresh_database, Folder(tmp_path / "mail")))

    (file,) = (tmp_path / "mail").iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == (f"{sent.hex}.eml", 0o600)
    found = message_from_bytes(file.read_bytes(), EmailMessage, policy=policy.default)
    assert (found["To"], found["Subject"]) == ("高橋 <a@example.org>", "Set a new password")
    assert rows(owner, "status, text") == [("DONE", "")]


async def test_killed_between_acceptance_and_commit_it_is_sent_again(
    fresh_database: Database, fresh_urls: Urls, owner: psycopg.Connection, tmp_path: Path
) -> None:
    """A real `rvs worker`. The row is locked from outside, so that the commit waits until the kill has come."""
    sent = await post_to(fresh_database, "a@example.org", "b@example.org")
    locked = psycopg.connect(fresh_urls.owner)
    locked.execute("SET app.kind = 'system'")
    locked.commit()

    async def verdict(_envelope: Envelope) -> str:
        if not box.letters:
            locked.execute("SELECT FROM mail WHERE status = 'RUNNING' FOR UPDATE")
        return OK

    box = Letterbox(verdict=verdict)
    waits = "SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
    done = "SELECT count(*) FROM mail WHERE status = 'DONE'"
    async with serving(box), asyncio.timeout(60):
        first = worker_process(fresh_urls, box.url, tmp_path)
        try:
            while owner.execute(waits).fetchone() is None:  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.01)
            assert ids(box.letters) == [sent[0].hex]  # it was told "250 Taken"
        finally:
            first.kill()
            first.wait()
            locked.rollback()
            locked.close()
        assert [row[1:3] for row in rows(owner)] == [("RUNNING", 1), ("QUEUED", 0)]

        owner.execute("UPDATE mail SET lease_until = now() WHERE status = 'RUNNING'")  # as after two minutes
        second = worker_process(fresh_urls, box.url, tmp_path)
        try:
            while owner.execute(done).fetchone() != (2,):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        finally:
            second.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(second.wait, 20) == 0

    assert sorted(ids(box.letters)) == sorted([sent[0].hex, sent[0].hex, sent[1].hex])
    again = [letter.as_bytes() for letter in box.letters if ids([letter]) == [sent[0].hex]]
    assert again[0] == again[1]
    assert rows(owner) == [("a@example.org", "DONE", 2, None), ("b@example.org", "DONE", 1, None)]


def worker_process(urls: Urls, smtp_url: str, data: Path) -> "subprocess.Popen[bytes]":
    environment = {
        "DATABASE_URL": urls.app,
        "SECRET_KEY": "0" * 32,
        "SMTP_URL": smtp_url,
        "MAIL_FROM": FROM,
        "DATA": str(data),
    }
    return subprocess.Popen([sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, env=os.environ | environment)


NUMBER = int(os.environ.get("MAILS", "1000"))


async def test_of_a_thousand_mails_each_arrives_or_is_a_dead_letter(
    fresh_database: Database, owner: psycopg.Connection
) -> None:
    """The server refuses, stalls and drops at random; three senders work at once."""
    seed = int(os.environ.get("MAIL_SEED", random.randrange(1 << 32)))
    print(f"MAIL_SEED={seed}")
    chance = random.Random(seed)
    doomed = {f"user{number}@example.org" for number in chance.sample(range(NUMBER), 60 * NUMBER // 1000)}

    def at_recipient(address: str) -> str | None:
        if address in doomed:
            return f"550 5.1.1 No {address} here"
        return "450 4.2.1 Busy" if chance.random() < 0.03 else None

    async def verdict(_envelope: Envelope) -> str:
        number = chance.random()
        if number < 0.004:
            await asyncio.sleep(0.4)
        elif number < 0.02:
            return "drop"
        elif number < 0.03:
            return "421 Closing"
        elif number < 0.06:
            return "452 4.3.1 Full"
        elif number < 0.08:
            return "554 5.7.1 It looks like spam"
        return OK

    sent = await post_to(fresh_database, *(f"user{number}@example.org" for number in range(NUMBER)))
    box = Letterbox(at_recipient=at_recipient, verdict=verdict)
    patience = Patience(first=timedelta(), longest=timedelta(), tries=12)
    open_rows = "SELECT count(*) FROM mail WHERE status NOT IN ('DONE', 'FAILED')"
    async with serving(box), asyncio.timeout(120):
        lines = [sender(fresh_database, smtp(box, limit=0.3), patience=patience) for _ in range(3)]
        async with working(Worker(LocalBroker(), lines, poll=0.01)):
            while owner.execute(open_rows).fetchone() != (0,):  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    status = {row[0].hex: row[1:] for row in rows(owner, "id, status, failure")}
    arrived = set(ids(box.letters))
    assert status.keys() == {mail_id.hex for mail_id in sent}
    delivered = {name for name, (how, _) in status.items() if how == "DONE"}
    dead = {name: failure for name, (how, failure) in status.items() if how == "FAILED"}
    assert delivered <= arrived
    assert {failure[:4] for failure in dead.values()} == {"550 ", "554 "}
    assert {f"550 5.1.1 No {address} here" for address in doomed} <= set(dead.values())
    assert owner.execute("SELECT count(*) FROM mail WHERE text <> '' OR html <> ''").fetchone() == (0,)
    # Twice only where the server took a letter and was too slow to say so.
    assert NUMBER - len(dead) <= len(box.letters) <= NUMBER

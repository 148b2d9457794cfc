"""Where letters go: to a mail server, or into a folder.

NotDelivered
├── Deferred       later, perhaps (the server said 4xx)
├── Rejected       never (5xx)
└── Unreachable    it is not about this letter: the connection, the sign-in
"""

import asyncio
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from app.private_file import write_private
from app.settings import Settings

LIMIT = 30.0
"""Seconds that a connection, and each letter, may take."""
LETTERS = 100
"""On one connection."""


class NotDelivered(Exception):
    """It was not taken; the words are the server's."""


class Deferred(NotDelivered):
    """Later, perhaps."""


class Rejected(NotDelivered):
    """Never."""


class Unreachable(NotDelivered):
    """It is not about this letter."""


class Delivery(Protocol):
    """Takes letters; one at a time."""

    async def deliver(self, letter: EmailMessage) -> None:
        """Returns once somebody else is responsible for it. Raises NotDelivered."""

    async def rest(self) -> None:
        """There are no more letters for now."""


def delivery(settings: Settings) -> Delivery:
    """To the server at SMTP_URL; without one into files."""
    if settings.smtp_url is None:
        return Folder(settings.data / "mail")
    return Smtp(Server.at(settings.smtp_url.get_secret_value()))


class Folder:
    """A file a letter, named by its Message-ID: the same letter is the same file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def deliver(self, letter: EmailMessage) -> None:
        name = re.sub(r"[^0-9a-f]", "", str(letter["Message-ID"]).partition("@")[0])
        try:
            await asyncio.to_thread(write_private, self.path / f"{name}.eml", letter.as_bytes().decode("ascii"))
        except OSError as error:
            raise Unreachable(os.strerror(error.errno or 0)) from error

    async def rest(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, and how it is spoken to."""

    host: str
    port: int
    use_tls: bool = False
    """From the first byte (smtps)."""
    start_tls: bool = False
    """Or nothing is sent."""
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def at(cls, url: str) -> "Server":
        """smtp://, smtp+starttls:// or smtps://[user:password@]host[:port], percent-encoded (checked by
        app.settings)."""
        parts = urlsplit(url)
        assert parts.hostname
        ports: Mapping[str, int] = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
        return cls(
            parts.hostname,
            parts.port or ports[parts.scheme],
            use_tls=parts.scheme == "smtps",
            start_tls=parts.scheme == "smtp+starttls",
            username=None if parts.username is None else unquote(parts.username),
            password=None if parts.password is None else unquote(parts.password),
        )


class Smtp:
    """One connection for as long as there are letters."""

    def __init__(self, server: Server, *, limit: float = LIMIT) -> None:
        self._server, self._limit = server, limit
        self._client: aiosmtplib.SMTP | None = None
        self._letters = 0

    async def deliver(self, letter: EmailMessage) -> None:
        try:
            if self._client is None:
                await self._connect()
            await self._send(letter)
        except Unreachable:
            self._drop()
            raise
        except asyncio.CancelledError:
            self._drop()
            raise
        self._letters += 1
        if self._letters >= LETTERS:
            await self.rest()

    async def rest(self) -> None:
        client = self._client
        if client is not None:
            with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                async with asyncio.timeout(self._limit):
                    await client.quit()
            self._drop()

    async def _connect(self) -> None:
        server = self._server
        client = self._client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.use_tls,
            start_tls=server.start_tls,
            username=server.username,
            password=server.password,
            timeout=self._limit,
        )
        self._letters = 0
        try:
            async with asyncio.timeout(self._limit):
                await client.connect()
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            raise Unreachable(words(error)) from error

    async def _send(self, letter: EmailMessage) -> None:
        assert self._client is not None
        try:
            async with asyncio.timeout(self._limit):
                sender, recipient = (letter[name].addresses[0].addr_spec for name in ("From", "To"))
                await self._client.sendmail(sender, [recipient], letter.as_bytes())
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refused(error.recipients[0]) from error
        except aiosmtplib.SMTPSenderRefused as error:  # MAIL_FROM is at fault, no letter: they wait for it to be mended
            raise Unreachable(words(error)) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _refused(error) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise Unreachable(words(error)) from error

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def words(error: BaseException) -> str:
    """What the server said, or what became of the connection."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    if isinstance(error, TimeoutError):
        return "The mail server did not answer in time."
    return str(error) or type(error).__name__


def _refused(error: aiosmtplib.SMTPResponseException) -> NotDelivered:
    if error.code == 421 or not 400 <= error.code <= 599:  # it closes the connection; or it speaks no SMTP
        return Unreachable(words(error))
    return Rejected(words(error)) if error.code >= 500 else Deferred(words(error))

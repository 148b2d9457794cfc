"""A real SMTP server for tests, in this process: takes letters, refuses, stalls and drops as told."""

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Verdict = Callable[[Envelope], Awaitable[str]]
OK = "250 Taken"


async def taken(_envelope: Envelope) -> str:
    """The verdict on all letters, unless the test has another."""
    return OK


@dataclass
class Letterbox:
    """What arrived, and where."""

    url: str = ""
    verdict: Verdict = taken
    at_recipient: Callable[[str], str | None] = lambda _address: None
    letters: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str | None, list[str]]] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    connections: int = 0
    encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        refusal = self.at_recipient(address)
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        said = await self.verdict(envelope)
        if said.startswith("drop"):
            assert server.transport is not None
            server.transport.abort()
            return "451 Gone"
        if said.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.letters.append(message_from_bytes(envelope.content, EmailMessage, policy=policy.default))
            self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
            assert server.transport is not None
            self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        return said

    def authenticate(self, _server: SMTP, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=(data.login, data.password) == (b"rvs@mail", b"p:ss/w@rd"), handled=False)


@asynccontextmanager
async def serving(box: Letterbox, *, tls: ssl.SSLContext | None = None, **options: Any) -> AsyncIterator[Letterbox]:
    """It answers at `box.url`. `tls`: from the first byte; `tls_context=…`: after STARTTLS."""
    loop = asyncio.get_running_loop()
    protocols: list[SMTP] = []

    def protocol() -> SMTP:
        box.connections += 1
        with warnings.catch_warnings(action="ignore"):  # of passwords without TLS: here they are invented
            protocols.append(SMTP(box, loop=loop, authenticator=box.authenticate, hostname="mx.example.org", **options))
        return protocols[-1]

    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls)
    scheme = "smtps" if tls else "smtp+starttls" if "tls_context" in options else "smtp"
    box.url = f"{scheme}://localhost:{server.sockets[0].getsockname()[1]}"
    try:
        yield box
    finally:
        server.close()
        for one in protocols:
            if one.transport is not None:
                # Up to Python 3.11.4 a transport whose TLS has ended already has nothing left to abort.
                with suppress(AttributeError):
                    one.transport.abort()
        await server.wait_closed()
        await asyncio.sleep(0)

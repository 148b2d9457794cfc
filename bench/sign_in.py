"""A hundred sign-ins at once, and everybody else: a small page in open loop, quiet and while they run."""

import asyncio
import selectors
import socket
import time
from collections.abc import Sequence
from statistics import median

import orjson
import psycopg

from app.security import passwords
from bench import servers, workload
from bench.client import Wrong, _Answer
from bench.report import Line, Section
from bench.servers import Filled

SIGNING_IN = 100
"""At once, each again as soon as it is done."""
PER_SECOND = 100.0
CONNECTIONS = 64
ALLOWED_TIMES, ALLOWED_MS = 3.0, 20.0
_PASSWORD = "a long password of nobody's"
_SIGN_IN = """\
mutation ($email: String!, $password: String!) {
  signIn(email: $email, password: $password, as: ORGANISATION) { __typename ... on Refusal { code } }
}
"""


def run(filled: Filled, *, quick: bool) -> Section:
    """p99 of both; the median of five rounds."""
    began = time.monotonic()
    rounds, seconds = (1, 3.0) if quick else (5, 8.0)
    organisation = filled.organisations[0]
    emails = _with_a_password(filled)
    quiet, busy, signed = [], [], 0
    with servers.product(filled.urls.app) as port:
        cursors = workload.walk(port, organisation.tokens[0])
        searches = workload.names(filled.urls.owner, organisation, 100)
        pages = [each.http() for each in workload.mix(cursors, searches, organisation.tokens, 20)]
        _open_loop(port, pages, [], 1.0)
        for _ in range(rounds):
            quiet.append(_open_loop(port, pages, [], seconds)[0])
            p99, done = _open_loop(port, pages, [_request(email) for email in emails], seconds)
            busy.append(p99)
            signed += done
    if not signed:
        raise Wrong("no sign-in was done")
    middle, beside = median(quiet), median(busy)
    used = min(beside / middle / ALLOWED_TIMES, (beside - middle) / ALLOWED_MS)
    line = Line(
        f"p99 of a small page, ms: beside {SIGNING_IN} sign-ins / quiet; of 3x or +20 ms",
        f"{beside:.1f} ({min(busy):.1f}-{max(busy):.1f})",
        f"{middle:.1f} ({min(quiet):.1f}-{max(quiet):.1f})",
        used,
        most=1.0,
    )
    notes = [
        f"Open loop: {PER_SECOND:g} pages a second (first=20), each timed from when it was due; medians of"
        f" {rounds} rounds of {seconds:g} s, quiet and busy in turn."
        f" {signed:,} sign-ins were done meanwhile,"
        f" {SIGNING_IN} at any moment, each of its own account from its own address.",
        "The ratio is the part used of what is allowed: three times the quiet value, or 20 ms more, whichever is more.",
    ]
    return Section("Sign-ins", [line], notes, time.monotonic() - began)


class _Line:
    """One connection: what was asked on it, and since when."""

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=60, source_address=(source, 0))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answer, self.due = _Answer(), 0.0
        self.message: bytes | None = None
        """Asked again and again: a sign-in."""

    def ask(self, message: bytes, due: float) -> None:
        self.answer, self.due = _Answer(), due
        self.sock.sendall(message)


def _open_loop(port: int, pages: Sequence[bytes], sign_ins: Sequence[bytes], seconds: float) -> tuple[float, int]:
    """The pages' p99 in milliseconds, and how many sign-ins were done. The moment in which all begin to sign in is
    counted too."""
    selector = selectors.DefaultSelector()
    free = [_Line(port) for _ in range(CONNECTIONS)]
    signing = [_Line(port, f"127.0.1.{place + 1}") for place in range(len(sign_ins))]
    for line in (*free, *signing):
        selector.register(line.sock, selectors.EVENT_READ, line)
    lines = [*free, *signing]
    latencies: list[float] = []
    waiting: list[float] = []
    clock, sent, done, signed = time.perf_counter, 0, 0, 0
    began = clock()
    for line, message in zip(signing, sign_ins, strict=True):
        line.message = message
        line.ask(message, began)
    total = int(seconds * PER_SECOND)
    while done < total:
        now = clock()
        while sent < total and began + sent / PER_SECOND <= now:
            waiting.append(began + sent / PER_SECOND)
            sent += 1
        while free and waiting:
            due = waiting.pop(0)
            free.pop(0).ask(pages[int(due * 1_000) % len(pages)], due)
        until = began + sent / PER_SECOND - clock() if sent < total else 1.0
        for key, _ in selector.select(max(0.0, until)):
            line = key.data
            line.answer.feed(line.sock.recv(1 << 20))
            if not line.answer.whole:
                continue
            if line.message is None:
                line.answer.check()
                done += 1
                latencies.append(clock() - line.due)
                free.append(line)
            else:
                _check_signed_in(line.answer.body)
                signed += 1
                line.ask(line.message, clock())
    for line in lines:
        line.sock.close()
    selector.close()
    return 1_000 * sorted(latencies)[int(0.99 * (len(latencies) - 1))], signed


def _check_signed_in(body: bytes) -> None:
    if orjson.loads(body).get("data", {}).get("signIn", {}).get("__typename") != "SignedIn":
        raise Wrong(body[:500].decode(errors="replace"))


def _request(email: str) -> bytes:
    content = orjson.dumps({"query": _SIGN_IN, "variables": {"email": email, "password": _PASSWORD}})
    head = (
        "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def _with_a_password(filled: Filled) -> list[str]:
    """Users that can sign in; all have one hash."""
    hashed = asyncio.run(passwords.hashed(_PASSWORD))
    with psycopg.connect(filled.superuser_url, autocommit=True) as connection:
        rows = connection.execute(
            "UPDATE app_user SET password_hash = %s, status = 'ACTIVE'"
            " WHERE id IN (SELECT id FROM app_user ORDER BY id LIMIT %s) RETURNING email",
            [hashed, SIGNING_IN],
        ).fetchall()
    return [email for (email,) in rows]

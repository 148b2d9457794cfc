"""A page of shares: the product beside PostgreSQL alone, plain Strawberry and Mercurius.

`python -m bench.pages [--quick]` runs this part alone.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.embedded import EmbeddedPostgres
from bench import dataset, report, servers, workload
from bench.capture import captured, user
from bench.client import Connection, Measured, Wrong, load
from bench.pgbench import PgBench
from bench.report import Line, Section
from bench.servers import Filled
from bench.workload import Asked

CONNECTIONS = 16
FIRSTS = (20, 1_000)
_OURS = "product"
_PIPELINED, _STEPWISE = "pgbench, one round trip", "pgbench, four round trips"
_STRAWBERRY, _MERCURIUS, _BARE = "Strawberry + DataLoaders", "Mercurius, policies", "Mercurius, bare"
TARGETS: dict[str, tuple[float | None, float | None]] = {
    _PIPELINED: (0.6, 0.85),
    _STEPWISE: (0.6, 0.85),
    _STRAWBERRY: (8, 25),
    _MERCURIUS: (1.3, 2.2),
    _BARE: (0.85, 1.8),
}
"""At first = 20 and at 1,000."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long it may take."""

    rounds: int
    seconds: dict[int, float]
    warm_up: float
    first_warm_up: float
    """Of each contender at each size: V8 wants seconds until it is quick."""

    @classmethod
    def of(cls, quick: bool) -> "Pace":
        return cls(1, {20: 1.5, 1_000: 2.5}, 0.5, 2.0) if quick else cls(3, {20: 5.0, 1_000: 8.0}, 1.0, 6.0)


@dataclass(slots=True)
class Contender:
    """Somebody to measure, and what was measured so far."""

    name: str
    measure: Callable[[float, float], tuple[float, Measured | None]]
    """By seconds and warm-up: pages a second, and more where it is known."""
    rates: list[float] = field(default_factory=list)
    measured: list[Measured] = field(default_factory=list)

    def round(self, pace: Pace, first: int) -> None:
        warm_up = pace.warm_up if self.rates else pace.first_warm_up
        rate, measured = self.measure(pace.seconds[first], warm_up)
        self.rates.append(rate)
        if measured is not None:
            self.measured.append(measured)


def run(postgres: EmbeddedPostgres, filled: Filled, *, quick: bool) -> Section:
    """All contenders, at both sizes of page."""
    began = time.monotonic()
    organisation = filled.organisations[0]
    notes: list[str] = []
    lines: list[Line] = []
    with ExitStack() as stack:
        ours = stack.enter_context(servers.product(filled.urls.app))
        peers = {_STRAWBERRY: stack.enter_context(servers.strawberry(filled.urls.app))}
        if (missing := servers.install_mercurius()) is None:
            peers[_MERCURIUS] = stack.enter_context(servers.mercurius(filled.urls.app, organisation, bare=False))
            peers[_BARE] = stack.enter_context(servers.mercurius(filled.superuser_url, organisation, bare=True))
        else:
            notes.append(f"Mercurius was skipped: {missing}.")
        cursors = workload.walk(ours, organisation.tokens[0])
        searches = workload.names(filled.urls.owner, organisation, 1_000)
        for first in FIRSTS:
            asked = workload.mix(cursors, searches, organisation.tokens, first)
            _same_answers(ours, peers, asked[:12] if first == min(FIRSTS) else asked[:2])
            with PgBench(
                postgres,
                filled.urls.app,
                filled.superuser_url,
                asyncio.run(captured(filled.urls.app, _viewers(filled, asked))),
            ) as pgbench:
                lines += _compared(first, _contenders(ours, peers, pgbench, asked), Pace.of(quick))
    return Section("A page of shares", lines, [*_NOTES, *notes], time.monotonic() - began)


_NOTES = (
    f"Document: `PAGE` in bench/workload.py; share, result, candidate and components. {CONNECTIONS} HTTP connections,"
    f" {servers.DATABASE_CONNECTIONS} to the database for each server and for pgbench; 200 signed-in users at random.",
    "4 pages after a random cursor of the product's own to 1 search (by family name or whole name of a random share).",
    "All but Mercurius, bare: the app's role, all policies on, the viewer set in each transaction. Before anything is"
    " measured, the servers' answers to a sample are compared as a whole: they are the same.",
    "pgbench runs the product's statement texts and session options (bench/pgbench.py says how); the target is for the"
    " faster of its two ways.",
)


def _viewers(filled: Filled, asked: Sequence[Asked]) -> list[tuple[Any, Any]]:
    organisation = filled.organisations[0]
    by_token = dict(zip(organisation.tokens, organisation.users, strict=True))
    return [(user(by_token[each.token], organisation.id), each.variables) for each in asked]


def _contenders(ours: int, peers: dict[str, int], pgbench: PgBench, asked: Sequence[Asked]) -> list[Contender]:
    def over_http(port: int, messages: Sequence[bytes]) -> Callable[[float, float], tuple[float, Measured | None]]:
        def measure(seconds: float, warm_up: float) -> tuple[float, Measured | None]:
            measured = load(port, messages, connections=CONNECTIONS, seconds=seconds, warm_up=warm_up)
            return measured.rate, measured

        return measure

    def alone(pipelined: bool) -> Callable[[float, float], tuple[float, Measured | None]]:
        return lambda seconds, _warm_up: (pgbench.rate(max(1, round(seconds)), pipelined=pipelined), None)

    of_peers = [each.http_of_peer() for each in asked]
    return [
        Contender(_OURS, over_http(ours, [each.http() for each in asked])),
        Contender(_PIPELINED, alone(True)),
        Contender(_STEPWISE, alone(False)),
        *(Contender(name, over_http(port, of_peers)) for name, port in peers.items()),
    ]


def _compared(first: int, contenders: Sequence[Contender], pace: Pace) -> list[Line]:
    for _ in range(pace.rounds):
        for contender in contenders:
            contender.round(pace, first)
    ours, *others = contenders
    lines = [Line(f"first={first}: latency p50 / p99, ms", _latency(ours))]
    fastest = max(others[:2], key=lambda each: sorted(each.rates)[len(each.rates) // 2])
    for other in others:
        target = TARGETS[other.name][FIRSTS.index(first)]
        counts = other.name not in (_PIPELINED, _STEPWISE) or other is fastest
        latency = f"; {_latency(other)} ms" if other.measured else ""
        lines.append(
            Line(
                f"first={first}: {other.name}",
                report.rate(ours.rates),
                report.rate(other.rates) + latency,
                report.ratio(ours.rates, other.rates),
                least=target if counts else None,
            )
        )
    share = max(each.client_share for contender in contenders for each in contender.measured)
    lines.append(Line(f"first={first}: the client's share of one processor, at most", f"{share:.0%}"))
    return lines


def _latency(contender: Contender) -> str:
    middle = sorted(contender.measured, key=lambda each: each.rate)[len(contender.measured) // 2]
    return f"{middle.percentile(0.5):.1f} / {middle.percentile(0.99):.1f}"


def _same_answers(ours: int, peers: dict[str, int], asked: Sequence[Asked]) -> None:
    """Raises Wrong where a peer says something else than the product."""
    for each in asked:
        with Connection(ours) as connection:
            expected = _plain(orjson.loads(connection.send(each.http())))
        for name, port in peers.items():
            with Connection(port) as connection:
                said = _plain(orjson.loads(connection.send(each.http_of_peer())))
            if said != expected:
                raise Wrong(f"{name} differs for {each.variables}: {_difference(expected, said)}")


def _plain(value: Any, name: str = "") -> Any:
    """Without what may differ: the tag of cursors, and how moments are written."""
    if isinstance(value, dict):
        return {key: _plain(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str) and name.endswith("At"):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and name == "endCursor":
        moment, id_ = workload.keys_of(value if "." in value else f".{value}")
        return datetime.fromisoformat(moment), UUID(id_)
    return value


def _difference(expected: Any, said: Any, path: str = "") -> str:
    """The first place where they part."""
    if type(expected) is not type(said):
        return f"{path}: {expected!r} and {said!r}"
    pairs: Any = ()
    if isinstance(expected, dict):
        pairs = [(key, expected.get(key), said.get(key)) for key in {*expected, *said}]
    elif isinstance(expected, list):
        if len(expected) != len(said):
            return f"{path}: {len(expected)} and {len(said)} items"
        pairs = list(zip(range(len(expected)), expected, said, strict=True))
    for key, one, other in pairs:
        if one != other:
            return _difference(one, other, f"{path}.{key}")
    return f"{path}: {expected!r} and {said!r}"


def main() -> None:
    quick = "--quick" in sys.argv
    with servers.postgres() as postgres:
        filled = servers.filled(postgres, "pages", dataset.QUICK if quick else dataset.MAIN)
        report.show([run(postgres, filled, quick=quick)])


if __name__ == "__main__":
    main()

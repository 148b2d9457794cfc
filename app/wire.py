"""One read in one round trip, straight on libpq.

psycopg's cursors are made for everything; a page of the console needs one thing: settings and statement sent together,
prepared, and one text back. That costs 60 us of Python here and 200 us with cursors (docs/performance.md). Between two
syncs of the protocol everything is one transaction without BEGIN and COMMIT; the pool's connections are read-only.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg import errors, pq
from psycopg.abc import PyFormat
from psycopg.adapt import Transformer

Connection = psycopg.AsyncConnection[Any]

_MOST_PREPARED = 500
"""Statements on one connection; the least recently used go first."""


class _Wire:
    """What is prepared on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.pgconn = connection.pgconn
        self.transformer = Transformer(connection)
        self.prepared: OrderedDict[str, bytes] = OrderedDict()
        self.count = 0
        self.sent = 0
        """Commands of this round trip: each has one result, in order."""
        self.unsure: list[tuple[int, str, bytes, bool]] = []
        """Those of them that change what is prepared: place, statement, name, and whether it comes or goes."""


_wires: "WeakKeyDictionary[Connection, _Wire]" = WeakKeyDictionary()


async def read_text(connection: Connection, *statements: tuple[str, Sequence[Any]]) -> bytes | None:
    """Run the statements as one read-only transaction; the last one's first column of its first row, as UTF-8.

    A statement may have one set of parameter types only. Raises psycopg's errors; where the caller is cancelled, the
    connection is closed: an answer would come to the next one."""
    wire = _wires.get(connection)
    if wire is None:
        wire = _wires[connection] = _Wire(connection)
    try:
        return await _read_text(wire, statements)
    except errors.InvalidSqlStatementName:
        # psycopg's roll-back deallocates all that is prepared, and so may a pooler between us and PostgreSQL.
        wire.prepared.clear()
        return await _read_text(wire, statements)


async def _read_text(wire: _Wire, statements: Sequence[tuple[str, Sequence[Any]]]) -> bytes | None:
    pgconn = wire.pgconn
    pgconn.enter_pipeline_mode()
    wire.sent = 0
    wire.unsure.clear()
    try:
        for statement, parameters in statements:
            _send(wire, statement, parameters)
        pgconn.pipeline_sync()
        results = await _results(pgconn)
    except BaseException:
        pgconn.finish()
        raise
    pgconn.exit_pipeline_mode()
    for result in results:
        if result.status == pq.ExecStatus.FATAL_ERROR:
            _put_right(wire, results)
            raise errors.error_from_result(result, encoding="utf-8")
    last = results[-2]
    return last.get_value(0, 0) if last.ntuples else None


def _put_right(wire: _Wire, results: Sequence[pq.abc.PGresult]) -> None:
    """After an error: what is prepared outlives the transaction (a statement that ran out of time is still prepared),
    and what came after the error was not done."""
    for place, statement, name, comes in wire.unsure:
        if (results[place].status == pq.ExecStatus.COMMAND_OK) is comes:
            wire.prepared[statement] = name
            wire.prepared.move_to_end(statement, last=comes)
        else:
            wire.prepared.pop(statement, None)


def _send(wire: _Wire, statement: str, parameters: Sequence[Any]) -> None:
    values = wire.transformer.dump_sequence(parameters, [PyFormat.TEXT] * len(parameters))
    name = wire.prepared.get(statement)
    if name is None:
        if len(wire.prepared) >= _MOST_PREPARED:
            oldest, name = wire.prepared.popitem(last=False)
            wire.unsure.append((wire.sent, oldest, name, False))
            wire.sent += 1
            wire.pgconn.send_query_params(b"DEALLOCATE " + name, None)
        wire.count += 1
        name = wire.prepared[statement] = b"rvs_%d" % wire.count
        wire.unsure.append((wire.sent, statement, name, True))
        wire.sent += 1
        wire.pgconn.send_prepare(name, statement.encode())
    else:
        wire.prepared.move_to_end(statement)
    wire.sent += 1
    wire.pgconn.send_query_prepared(name, values)


async def _results(pgconn: pq.abc.PGconn) -> list[pq.abc.PGresult]:
    """All results up to the sync's, in order; its own is the last."""
    loop = asyncio.get_running_loop()
    results: list[pq.abc.PGresult] = []
    ready: asyncio.Future[None] | None = None

    def wake() -> None:
        if ready is not None:
            _set(ready)

    descriptor = pgconn.socket
    loop.add_reader(descriptor, wake)
    try:
        unsent = pgconn.flush()
        while True:
            if unsent:
                await _writable(loop, descriptor)
                unsent = pgconn.flush()
                continue
            while not pgconn.is_busy():
                result = pgconn.get_result()
                if result is None:
                    continue
                results.append(result)
                if result.status == pq.ExecStatus.PIPELINE_SYNC:
                    return results
            ready = loop.create_future()
            await ready
            pgconn.consume_input()
    finally:
        loop.remove_reader(descriptor)


async def _writable(loop: asyncio.AbstractEventLoop, descriptor: int) -> None:
    """Until a statement longer than the socket's buffer can be sent on."""
    ready = loop.create_future()
    loop.add_writer(descriptor, _set, ready)
    try:
        await ready
    finally:
        loop.remove_writer(descriptor)


def _set(ready: "asyncio.Future[None]") -> None:
    if not ready.done():
        ready.set_result(None)

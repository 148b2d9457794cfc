"""Reads straight on libpq, each in one round trip.

psycopg's cursors are made for everything; a page of the console needs one thing: settings and statement sent together,
prepared, and one text back (docs/performance.md). Between two syncs of the protocol everything is one transaction
without BEGIN and COMMIT; the pool's connections are read-only. No coroutine stands behind a read: what comes in is
taken as the event loop sees it, and the next read is on its way before anybody has looked at the answer.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import errors, pq
from psycopg.abc import PyFormat
from psycopg.adapt import Transformer

Connection = psycopg.AsyncConnection[Any]
Values = Sequence["bytes | None"]

_MOST_PREPARED = 500
"""Statements on one connection; the least recently used go first."""
_SYNC, _FATAL, _DONE = pq.ExecStatus.PIPELINE_SYNC, pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.COMMAND_OK


_AS_THEY_READ = frozenset({int, UUID, datetime, date})
_transformer = Transformer()


def dumped(parameters: Sequence[Any]) -> Values:
    """As PostgreSQL reads them: what most parameters are at once, whatever else by psycopg."""
    values: list[bytes | None] = []
    for value in parameters:
        kind = type(value)
        if kind is str and "\0" not in value:
            values.append(value.encode())
        elif kind in _AS_THEY_READ:
            values.append(str(value).encode())
        elif kind is bytes:  # psycopg's would ask the connection how to write a backslash
            values.append(b"\\x" + value.hex().encode())
        elif value is None:
            values.append(None)
        else:
            (other,) = _transformer.dump_sequence([value], [PyFormat.TEXT])
            values.append(None if other is None else bytes(other))
    return values


class Read:
    """Statements, each with its values, that are one read-only transaction; or with none, the wish for a connection."""

    __slots__ = ("again", "answer", "patience", "since", "statements", "wire")

    def __init__(self, loop: asyncio.AbstractEventLoop, statements: Sequence[tuple[str, Values]] | None) -> None:
        self.statements = statements
        self.answer: asyncio.Future[Any] = loop.create_future()
        """Of the last statement's first row the first column, as UTF-8; None without a row."""
        self.wire: Wire | None = None
        """Where it is under way."""
        self.patience: asyncio.TimerHandle | None = None
        self.again = False
        self.since = loop.time()

    def served(self) -> bool:
        """Its wait is over; whether anybody still wants it."""
        if self.patience is not None:
            self.patience.cancel()
        return not self.answer.done()

    def failed(self, error: Exception) -> None:
        """Tell whoever waits, if anybody does."""
        if self.served():
            self.answer.set_exception(error)


class Wire:
    """One connection, watched for as long as it is here; one read at a time. A statement may have one set of parameter
    types only."""

    def __init__(self, connection: Connection, free: "Callable[[Wire], None]") -> None:
        """`free` is called whenever a read has ended, and when the connection is lost."""
        self.connection = connection
        self._free, self._pgconn = free, connection.pgconn
        self._loop = asyncio.get_running_loop()
        self._descriptor = self._pgconn.socket
        self._read: Read | None = None
        self._results: list[pq.abc.PGresult] = []
        self.since = self._loop.time()
        self.lost = False
        self.prepared: OrderedDict[str, bytes] = OrderedDict()
        """By statement: its name on the server."""
        self._count = 0
        self._sent = 0
        """Commands of this round trip: each has one result, in order."""
        self._unsure: list[tuple[int, str, bytes, bool]] = []
        """Those of them that change what is prepared: place, statement, name, and whether it comes or goes."""
        self.watch()

    def watch(self) -> None:
        """From now on it is for reads."""
        self._loop.add_reader(self._descriptor, self._heard)

    def leave(self) -> Connection:
        """From now on it is somebody's, until `watch`."""
        self._loop.remove_reader(self._descriptor)
        return self.connection

    @property
    def is_sound(self) -> bool:
        """Whether the next one can have it: connected, and in no transaction."""
        return not self.lost and self._pgconn.transaction_status == pq.TransactionStatus.IDLE

    def begin(self, read: Read) -> None:
        """Send it. Nothing is raised: the read is told."""
        assert self._read is None
        assert read.statements is not None
        self._read, read.wire = read, self
        self._sent = 0
        self._unsure.clear()
        pgconn = self._pgconn
        try:
            pgconn.enter_pipeline_mode()
            for statement, values in read.statements:
                self._send(statement, values)
            pgconn.pipeline_sync()
            if pgconn.flush():
                self._loop.add_writer(self._descriptor, self._flush)
        except Exception as error:
            self._lose(error)

    def abandon(self, read: Read) -> None:
        """Nobody waits for it any more; where it is under way the connection goes, for an answer would come to the next
        one."""
        if self._read is read:
            self._lose(psycopg.OperationalError("the read was given up"))

    def close(self) -> None:
        """Let it go, and tell whoever waits."""
        if not self.lost:
            self._lose(psycopg.OperationalError("the connection is closed"))

    def _send(self, statement: str, values: Values) -> None:
        pgconn, name = self._pgconn, self.prepared.get(statement)
        if name is None:
            if len(self.prepared) >= _MOST_PREPARED:
                oldest, name = self.prepared.popitem(last=False)
                self._unsure.append((self._sent, oldest, name, False))
                self._sent += 1
                pgconn.send_query_params(b"DEALLOCATE " + name, None)
            self._count += 1
            name = self.prepared[statement] = b"rvs_%d" % self._count
            self._unsure.append((self._sent, statement, name, True))
            self._sent += 1
            pgconn.send_prepare(name, statement.encode())
        else:
            self.prepared.move_to_end(statement)
        self._sent += 1
        pgconn.send_query_prepared(name, values)

    def _flush(self) -> None:
        """A statement longer than the socket's buffer is sent on."""
        try:
            if not self._pgconn.flush():
                self._loop.remove_writer(self._descriptor)
        except Exception as error:
            self._lose(error)

    def _heard(self) -> None:
        """Take what has come: all results up to the sync's, in order; its own is the last. With no read under way the
        server has something to say of itself: that it goes."""
        pgconn, results = self._pgconn, self._results
        try:
            pgconn.consume_input()
            if self._read is None:
                return
            while not pgconn.is_busy():
                result = pgconn.get_result()
                if result is None:
                    continue
                results.append(result)
                if result.status == _SYNC:
                    pgconn.exit_pipeline_mode()
                    self._results = []
                    self._answered(results)
                    return
        except Exception as error:
            self._lose(error)

    def _answered(self, results: Sequence[pq.abc.PGresult]) -> None:
        read, self._read = self._read, None
        assert read is not None
        failure = next((result for result in results if result.status == _FATAL), None)
        if failure is None:
            last = results[-2]
            if not read.answer.done():
                read.answer.set_result(last.get_value(0, 0) if last.ntuples else None)
        else:
            error = errors.error_from_result(failure, encoding="utf-8")
            self._put_right(results)
            if isinstance(error, errors.InvalidSqlStatementName) and not read.again:
                # psycopg's roll-back deallocates all that is prepared, and so may a pooler between us and PostgreSQL.
                self.prepared.clear()
                read.again = True
                self.begin(read)
                return
            read.failed(error)
        self._free(self)

    def _put_right(self, results: Sequence[pq.abc.PGresult]) -> None:
        """After an error: what is prepared outlives the transaction (a statement that ran out of time is still
        prepared), and what came after the error was not done."""
        for place, statement, name, comes in self._unsure:
            if (results[place].status == _DONE) is comes:
                self.prepared[statement] = name
                self.prepared.move_to_end(statement, last=comes)
            else:
                self.prepared.pop(statement, None)

    def _lose(self, error: Exception) -> None:
        read, self._read = self._read, None
        self.lost = True
        self._loop.remove_reader(self._descriptor)
        self._loop.remove_writer(self._descriptor)
        self._pgconn.finish()
        if read is not None:
            read.failed(error)
        self._free(self)

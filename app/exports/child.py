"""The process that makes one file: `python -m app.exports.child`. A worker starts it beforehand, so that all is loaded
when there is something to do; it does one thing and ends, and its memory with it.

It reads an order from its standard input and tells how it goes on its standard output (`app.exports.order`). Where its
worker has ended it ends too, and takes its unfinished file with it.
"""

import ctypes
import logging
import os
import signal
import sys
import threading
import time
from typing import BinaryIO

import psycopg

from app import logs
from app.errors import BadInput
from app.exports.graph import exported
from app.exports.order import Failed, Order, Word, spoken
from app.exports.run import make
from app.exports.starter import RightsEnded
from app.exports.statement.writer import TooManyStatements
from app.exports.store import NoSpace, StoreError
from app.exports.storing import store_of
from app.exports.xlsx_file import SheetFull
from app.schema.download_words import DownloadFailure
from app.settings import Settings

NICE = 10
"""Requests come first."""
PATIENCE = 5.0
"""Seconds to clean up in, once it is to end."""
TOLD_EVERY = 0.2
READY = b"ready\n"
_PR_SET_PDEATHSIG = 1

logger = logging.getLogger("rvs.exports")


def main() -> None:
    """Until the file is made, or whoever wants it has gone."""
    os.nice(NICE)
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the worker, which decides
    _end_with_parent()
    logs.configure()
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # nothing that prints gets between the lines
    exported()
    out.write(READY)
    line = sys.stdin.buffer.readline()
    if not line:
        return
    threading.Thread(target=_watch, daemon=True).start()
    out.write(spoken(_done(Order.read(line), out)))
    os._exit(0)  # the worker waits for it, and there is nothing to tidy


def _done(order: Order, out: BinaryIO) -> Word:
    """The file, or why there is none."""
    told = 0.0

    def report(rows: int) -> None:
        nonlocal told
        if (now := time.monotonic()) - told >= TOLD_EVERY:
            told = now
            out.write(spoken(rows))

    settings = Settings(data=order.data, object_store_url=order.object_store_url)  # type: ignore[arg-type]
    try:
        return make(order, store_of(settings), report)
    except RightsEnded as error:
        return _failed(DownloadFailure.RIGHTS_ENDED, error, again=False)
    except (SheetFull, TooManyStatements) as error:
        return _failed(DownloadFailure.TOO_MANY_ROWS, error, again=False)
    except NoSpace as error:
        return _failed(DownloadFailure.NO_SPACE, error, again=True)
    except StoreError as error:
        return _failed(DownloadFailure.STORE_AWAY, error, again=True)
    except BadInput as error:  # a filter that means nothing any more
        return _failed(DownloadFailure.BROKEN, error, again=False)
    except psycopg.OperationalError as error:
        return _failed(DownloadFailure.BROKEN, error, again=True)
    except Exception as error:
        logger.exception("Download %s, attempt %d", order.download_id, order.attempt)
        return _failed(DownloadFailure.BROKEN, error, again=True)


def _failed(failure: DownloadFailure, error: Exception, *, again: bool) -> Failed:
    return Failed(failure, again, logs.said(error))


def _end(_number: int, _frame: object) -> None:
    raise SystemExit(1)


def _end_with_parent() -> None:
    """Linux says so at once; elsewhere the end of standard input does."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent or parent == 1:
            raise SystemExit(1)


def _watch() -> None:
    """The worker keeps the pipe open as long as it lives."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)


if __name__ == "__main__":
    main()

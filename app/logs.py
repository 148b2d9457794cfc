"""How the service logs: ids, places and kinds of errors, never the values that people sent.

An exception's own words may quote them (a unique violation names the address), so a traceback keeps its frames and the
exception's type, and of PostgreSQL's errors the SQLSTATE.
"""

import logging
import traceback
from types import TracebackType


class Formatter(logging.Formatter):
    """Tracebacks without the messages of their exceptions."""

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        error = ei[1]
        lines: list[str] = []
        while error is not None:
            frames = "".join(traceback.format_tb(error.__traceback__))
            lines.append(f"{frames}{said(error)}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\ncaused by\n".join(lines)


def said(error: BaseException) -> str:
    """What kind of error it is."""
    state = getattr(error, "sqlstate", None)
    return type(error).__name__ + (f" (SQLSTATE {state})" if state else "")


def configure(level: int = logging.INFO) -> None:
    """Log to standard error, in this way."""
    handler = logging.StreamHandler()
    handler.setFormatter(Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)

"""A coroutine's first step taken at once: a send that need not wait costs no turn of the event loop."""

from collections.abc import Coroutine, Generator
from typing import Any


class Rest:
    """A coroutine that has begun and waits for something; await it in a task, once."""

    __slots__ = ("_coroutine", "_waits_for")

    def __init__(self, coroutine: Coroutine[Any, Any, None], waits_for: Any) -> None:
        self._coroutine, self._waits_for = coroutine, waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        while True:
            error: BaseException | None = None
            value: Any = None
            try:
                value = yield self._waits_for
            except BaseException as thrown:
                error = thrown
            try:
                if error is None:
                    self._waits_for = self._coroutine.send(value)
                else:
                    self._waits_for = self._coroutine.throw(error)
            except StopIteration:
                return


def begin(coroutine: Coroutine[Any, Any, None]) -> Rest | None:
    """Run it until it waits; None: it has ended. It must not ask for the current task. Raises what it raises."""
    try:
        waits_for = coroutine.send(None)
    except StopIteration:
        return None
    return Rest(coroutine, waits_for)

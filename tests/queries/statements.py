"""What PostgreSQL was asked: BEGIN, the viewer's settings and COMMIT apart, which are the same each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.database import SessionReader, Snapshot

_READS = ((Snapshot, "text"), (Snapshot, "rows"), (SessionReader, "rows"))


@contextmanager
def recorded() -> Iterator[list[str]]:
    """The statements that run meanwhile."""
    ran: list[str] = []
    before = [getattr(class_, name) for class_, name in _READS]

    def recording(method: Any) -> Any:
        async def run(reader: Any, statement: str, *args: Any, **kwargs: Any) -> Any:
            ran.append(statement)
            return await method(reader, statement, *args, **kwargs)

        return run

    for (class_, name), method in zip(_READS, before, strict=True):
        setattr(class_, name, recording(method))
    try:
        yield ran
    finally:
        for (class_, name), method in zip(_READS, before, strict=True):
            setattr(class_, name, method)

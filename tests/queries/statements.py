"""What PostgreSQL was asked: BEGIN, the viewer's settings and COMMIT apart, which are the same each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.database import SessionReader, Snapshot


class Statements:
    """Records the statements that the projection runs, while it is told to."""

    @contextmanager
    def recorded(self) -> Iterator[list[str]]:
        ran: list[str] = []
        methods = [(Snapshot, "text"), (Snapshot, "rows"), (SessionReader, "rows")]
        before = [getattr(class_, name) for class_, name in methods]

        def recording(method: Any) -> Any:
            async def run(reader: Any, statement: str, *args: Any, **kwargs: Any) -> Any:
                ran.append(statement)
                return await method(reader, statement, *args, **kwargs)

            return run

        for (class_, name), method in zip(methods, before, strict=True):
            setattr(class_, name, recording(method))
        try:
            yield ran
        finally:
            for (class_, name), method in zip(methods, before, strict=True):
                setattr(class_, name, method)

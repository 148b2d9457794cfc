"""A child's two connections: one reads as the viewer, in one snapshot; one writes as the system."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from app.viewer import SYSTEM, Viewer

Connection = psycopg.Connection[Any]
# No statement of these is cut short: a run as a whole is, by the worker. A cursor is read to its end, so plans that
# give a first row soon are no use. A child that was killed leaves no statement running.
_OPTIONS = (
    "-c TimeZone=UTC -c DateStyle=ISO -c statement_timeout=0 -c idle_in_transaction_session_timeout=0"
    " -c client_connection_check_interval=2000 -c application_name=rvs-export -c jit=off -c cursor_tuple_fraction=1"
)
_VIEWER = (
    "SELECT set_config('app.kind', %s, true), set_config('app.organisation', %s, true),"
    " set_config('app.person', %s, true), set_config('app.candidate', %s, true)"
)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection whose transactions begin with `begun`; rolled back and closed at the end."""
    connection = psycopg.connect(url, options=_OPTIONS, autocommit=True)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def reading(connection: Connection, viewer: Viewer) -> Iterator[None]:
    """One snapshot, as `viewer`."""
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    connection.execute(_VIEWER, viewer.settings)
    yield
    connection.execute("COMMIT")


@contextmanager
def writing(connection: Connection) -> Iterator[None]:
    """A transaction as the system, committed unless something raises."""
    with connection.transaction():
        connection.execute(_VIEWER, SYSTEM.settings)
        yield

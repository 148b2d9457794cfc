"""What can keep the embedded PostgreSQL from starting (the tree is drawn in the package's docstring)."""


class EmbeddedError(Exception):
    """The embedded PostgreSQL is not available."""

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__((type(self).__doc__ or "").format(**facts))


class AlreadyRunning(EmbeddedError):
    """Process {pid} already runs a PostgreSQL on {folder}: end it first, or choose another DATA folder."""


class DidNotStart(EmbeddedError):
    """PostgreSQL did not start on {folder}: {reason}"""


class ForeignFolder(EmbeddedError):
    """{folder} holds things that are not ours ({found}): choose an empty or a new DATA folder."""


class OtherMajorVersion(EmbeddedError):
    """{data} was written by PostgreSQL {found}, and this program brings {ours}. Dump it with pg_dumpall of
    PostgreSQL {found} and load that into a new folder, or choose another DATA folder."""

"""Which results a file holds, written down as it is made: by COPY, some thousand rows at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from app.exports.connections import Connection
from app.exports.rows import Source

_COLUMNS = "download_id, attempt, place, organisation_id, candidate_id, result_id, version, share_id, verification_id"
# No COPY goes into a table with row-level security: it goes beside, into one that only this transaction knows.
_BESIDE = "CREATE TEMPORARY TABLE held (LIKE download_row) ON COMMIT DROP"
_COPY = f"COPY held ({_COLUMNS}) FROM STDIN"
_KEEP = f"INSERT INTO download_row ({_COLUMNS}) SELECT {_COLUMNS} FROM held"  # noqa: S608 - constants
BLOCK = 2_000


class HeldRows:
    """Takes what each row of the file tells of."""

    def __init__(self, connection: Connection, download_id: UUID, attempt: int, organisation_id: UUID) -> None:
        self._connection = connection
        self._before = f"{download_id}\t{attempt}\t"
        self._organisation = f"\t{organisation_id}\t"
        self._waiting: list[str] = []
        self.count = 0
        """Of shares or verifications, those without a result among them."""

    def add(self, source: Source) -> None:
        """The next one. Without a result it tells of nobody."""
        self.count += 1
        if source.result_id is not None:
            share, verification = source.share_id or "\\N", source.verification_id or "\\N"
            self._waiting.append(
                f"{self._before}{self.count}{self._organisation}{source.candidate_id}\t{source.result_id}"
                f"\t{source.version}\t{share}\t{verification}\n"
            )

    @contextmanager
    def kept(self) -> Iterator["HeldRows"]:
        """All that is added within, once it is left without an exception and `connection` commits."""
        self._connection.execute(_BESIDE)
        with self._connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            self._copy = copy
            yield self
            self.flush()
        self._connection.execute(_KEEP)

    def flush(self) -> None:
        """Send what waits."""
        if self._waiting:
            self._copy.write("".join(self._waiting))
            self._waiting.clear()

"""What was wrong with a row or photo, and the file that says so. No cell's value is ever repeated: in a file whose
columns have slipped, any of them may be the secret."""

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from app.imports.columns import Column


class Code(StrEnum):
    """Stable; docs/import.md lists them."""

    MALFORMED = "MALFORMED"
    CHARACTERS = "CHARACTERS"
    REQUIRED = "REQUIRED"
    TOO_LONG = "TOO_LONG"
    INVALID = "INVALID"
    DATE_INVALID = "DATE_INVALID"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    SESSION_TOO_EARLY = "SESSION_TOO_EARLY"
    SESSION_TOO_LATE = "SESSION_TOO_LATE"
    ONLY_WHEN_RELEASED = "ONLY_WHEN_RELEASED"
    NOT_OF_THIS_EXAM = "NOT_OF_THIS_EXAM"
    OVERALL_WRONG = "OVERALL_WRONG"
    GRADE_WRONG = "GRADE_WRONG"
    CEFR_LEVEL_WRONG = "CEFR_LEVEL_WRONG"
    NO_CERTIFICATE = "NO_CERTIFICATE"
    DUPLICATE = "DUPLICATE"
    OTHER_CANDIDATE = "OTHER_CANDIDATE"
    OTHER_DATE_OF_BIRTH = "OTHER_DATE_OF_BIRTH"
    PHOTO_NOT_TAKEN = "PHOTO_NOT_TAKEN"
    PHOTO_MISSING = "PHOTO_MISSING"
    PHOTO_LINK = "PHOTO_LINK"
    PHOTO_TOO_LARGE = "PHOTO_TOO_LARGE"
    PHOTO_UNREADABLE = "PHOTO_UNREADABLE"


@dataclass(frozen=True, slots=True)
class Reject:
    """One line of the rejects file."""

    line: int
    column: Column | None
    code: Code
    reason: str


class Rejected(Exception):
    """This row is not loaded."""

    def __init__(self, column: Column | None, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.column, self.code, self.reason = column, code, reason

    def at(self, line: int) -> Reject:
        return Reject(line, self.column, self.code, self.reason)


class RejectsFile:
    """`line,column,code,reason`, in UTF-8, for the owner's eyes; made with the first reject. An older one of the same
    name goes at the start, so that what is there is always of the last import."""

    HEADER = ("line", "column", "code", "reason")

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> Self:
        self.path.unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def written(self) -> bool:
        return self._file is not None

    def write(self, rejects: Sequence[Reject]) -> None:
        """Append, and hand over to the operating system."""
        if not rejects:
            return
        if self._file is None:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._file = os.fdopen(descriptor, "w", encoding="utf-8", newline="")
            self._writer = csv.writer(self._file, lineterminator="\n")
            self._writer.writerow(self.HEADER)
        self._writer.writerows(
            (r.line, "" if r.column is None else r.column.heading, r.code.value, r.reason) for r in rejects
        )
        self._file.flush()

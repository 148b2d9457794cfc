"""What every table shares: constraint names, identifiers, column types."""

import os
import time
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = SQLModel.metadata

Timestamp = sa.DateTime(timezone=True)

#: Text that app.folding made: ordered by code point, the same on every server whatever its locale.
Folded = sa.Text(collation="C")


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random; new rows land at the index's end."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    value = (milliseconds & (1 << 48) - 1) << 80 | random
    value = value & ~(0xF << 76) | 7 << 76
    return UUID(int=value & ~(0x3 << 62) | 2 << 62)


def one_of(enum: type[StrEnum]) -> Any:
    """A text column type that a check constraint holds to the enum's members."""
    return sa.Enum(enum, native_enum=False, create_constraint=True, name=enum.__name__.lower(), length=40)

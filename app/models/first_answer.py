"""What a mutation that may be sent twice has done, so that it is done once."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.models.base import Timestamp, new_id


class FirstAnswer(SQLModel, table=True):
    """One key of one viewer for one mutation. Digests and ids: neither the key nor the input can be read from it."""

    __tablename__ = "first_answer"
    __table_args__ = (sa.UniqueConstraint("key_hash"), sa.Index(None, "created_at"))

    id: UUID = Field(default_factory=new_id, primary_key=True)
    key_hash: bytes = Field(description="SHA-256 of who asked, the mutation and the key")
    input_hash: bytes = Field(description="of the input, keyed with the key")
    subject_ids: list[UUID] = Field(
        default_factory=list, sa_type=ARRAY(sa.Uuid), nullable=False, description="what the answer is made of again"
    )
    created_at: datetime = Field(sa_type=Timestamp, nullable=False)

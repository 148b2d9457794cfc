"""How a mailed link stands, told to whoever has it; looking does not use it up."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.database import Database, SessionReader, Snapshot
from app.models.enums import ApplicationStatus, LinkPurpose
from app.security.links import is_link_token
from app.security.tokens import token_hash
from app.viewer import anonymous

_LOOK_UP = "SELECT row_to_json(found)::text FROM link_by_token($1) AS found"


@dataclass(frozen=True, slots=True)
class LinkState:
    """Of a link that was once sent."""

    purpose: LinkPurpose
    expires_at: datetime
    used: bool
    withdrawn: bool
    organisation: str | None
    """Of the registration that it belongs to, as the next three."""
    status: ApplicationStatus | None
    due_on: date | None
    reason: str | None
    of_candidate: bool = False
    """Whether it belongs to a candidate's account."""

    def works(self, now: datetime) -> bool:
        """Whether it can still be used."""
        return not self.used and not self.withdrawn and self.expires_at > now


async def state_of(database: Database, token: str) -> LinkState | None:
    """None: no such link was ever sent."""
    if not is_link_token(token):
        return None
    async with database.snapshot(anonymous()) as snapshot:
        return _state(await snapshot.text(_LOOK_UP, [token_hash(token)], last=True))


async def state_in(reader: Snapshot | SessionReader, token: str) -> LinkState | None:
    """The same, in a transaction that is open."""
    return _state(await reader.text(_LOOK_UP, [token_hash(token)])) if is_link_token(token) else None


def _state(text: bytes | None) -> LinkState | None:
    if text is None:
        return None
    row: dict[str, Any] = json.loads(text)
    return LinkState(
        purpose=LinkPurpose(row["purpose"]),
        expires_at=datetime.fromisoformat(row["expires_at"]),
        used=row["used_at"] is not None,
        withdrawn=row["withdrawn_at"] is not None,
        organisation=row["organisation_name"],
        status=None if row["status"] is None else ApplicationStatus(row["status"]),
        due_on=None if row["due_on"] is None else date.fromisoformat(row["due_on"]),
        reason=row["reason"],
        of_candidate=row["of_candidate"],
    )

"""How a registration stands, as its applicant may see it."""

from datetime import UTC, date, datetime

import orjson

from app.models import Application
from app.models.enums import ApplicationStatus, LinkPurpose
from app.resolvers.operation import Info
from app.schema.registration import Registration
from app.security.links import is_link_token
from app.security.tokens import token_hash

_LOOK_UP = "SELECT row_to_json(found)::text FROM link_by_token(%(hash)s) AS found"


async def registration_of(info: Info, token: str) -> Registration | None:
    """By the token of a link to a registration's state that has not expired; None by any other."""
    if not is_link_token(token):
        return None
    text = await info.context.reader.text(_LOOK_UP, {"hash": token_hash(token)})
    row = None if text is None else orjson.loads(text)
    if row is None or row["purpose"] != LinkPurpose.REGISTRATION or row["withdrawn_at"] is not None:
        return None
    if datetime.fromisoformat(row["expires_at"]) <= info.context.services.now():
        return None
    decided_at = row["decided_at"] and datetime.fromisoformat(row["decided_at"])
    return Registration(
        organisation_name=row["organisation_name"],
        status=ApplicationStatus(row["status"]),
        submitted_at=datetime.fromisoformat(row["submitted_at"]).astimezone(UTC),  # type: ignore[arg-type]
        due_on=date.fromisoformat(row["due_on"]),  # type: ignore[arg-type]
        decided_at=decided_at,  # type: ignore[arg-type]
        reason=row["reason"],
    )


def registration(application: Application) -> Registration:
    """Of an application that is at hand."""
    return Registration(
        organisation_name=application.name,
        status=application.status,
        submitted_at=application.submitted_at,  # type: ignore[arg-type]
        due_on=application.due_on,  # type: ignore[arg-type]
        decided_at=application.decided_at,  # type: ignore[arg-type]
        reason=application.reason,
    )

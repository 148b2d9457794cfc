"""A candidate changes how long, or how much of it, an organisation may see a result."""

from datetime import datetime
from enum import Enum, auto
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.own_share import own_share, tell
from app.errors import Conflict, InvalidInput, NotFound, RefusalCode
from app.models import Share
from app.models.enums import EventKind, ShareStatus
from app.problems import in_the_past, passed
from app.viewer import Viewer


class Unset(Enum):
    """Not mentioned, which is not null: null takes the expiry away."""

    UNSET = auto()


UNSET = Unset.UNSET


async def update_share(
    session: AsyncSession,
    viewer: Viewer,
    share_id: UUID,
    *,
    expires_at: datetime | Unset | None = UNSET,
    hide_photo: bool | Unset = UNSET,
    now: datetime,
) -> Share:
    """Change what is mentioned. Where that is what it is already, nothing happens: no event.

    Raises NotSignedIn, Forbidden, NotFound, InvalidInput (IN_THE_PAST), Conflict (SHARE_REVOKED, SHARE_EXPIRED)."""
    try:
        share, ended = await own_share(session, viewer, share_id, now)
    except NotFound:
        raise NotFound(path=["input", "id"]) from None
    if not isinstance(expires_at, Unset) and passed(expires_at, now):
        raise InvalidInput([in_the_past("input", "expiresAt")])
    if ended is ShareStatus.REVOKED:
        raise Conflict(RefusalCode.SHARE_REVOKED, "This share was revoked.", path=["input", "id"])
    if ended is ShareStatus.EXPIRED:
        raise Conflict(RefusalCode.SHARE_EXPIRED, "This share has expired.", path=["input", "id"])
    if not isinstance(expires_at, Unset):
        share.expires_at = expires_at
    if not isinstance(hide_photo, Unset):
        share.hide_photo = hide_photo
    if session.is_modified(share):
        await session.flush()
        tell(session, share, EventKind.SHARE_UPDATED)
    return share

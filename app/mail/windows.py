"""Windows of the log that mails were made of: taken back while nobody has tried to send them."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.models.enums import DigestKind

_TAKE_BACK = sa.text("""
WITH gone AS (
    DELETE FROM mail USING digest
    WHERE digest.mail_id = mail.id AND digest.user_id = :user AND digest.kind = :kind
      AND mail.status = 'QUEUED' AND mail.attempt = 0
      AND NOT EXISTS (
          SELECT FROM digest AS later JOIN mail AS begun ON begun.id = later.mail_id
          WHERE later.user_id = digest.user_id AND later.kind = digest.kind
            AND later.window_after > digest.window_after AND begun.attempt > 0
      )
    RETURNING mail.id
), back AS (
    DELETE FROM digest USING gone WHERE digest.mail_id = gone.id RETURNING digest.window_after
)
SELECT min(window_after) FROM back
""")


async def take_back(session: AsyncSession, user_id: UUID, kind: DigestKind) -> int | None:
    """Mails of this user that wait and that no sender has had in hand are no more. Where the cursor stands without
    them; None if there were none. As the system, which holds the user's settings."""
    found: int | None = await session.scalar(_TAKE_BACK, {"user": user_id, "kind": kind.value})
    return found

"""The outbox: a mail is a row, written in the transaction of what it tells; a worker sends it after the commit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.events.broker import Wake
from app.events.log import wake
from app.mail.messages import Message
from app.mail.rendering import rendered
from app.models import Mail, new_id
from app.models.enums import Language

#: Whom to wake: workers wait for this topic.
EVERYBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom."""

    email: str
    name: str
    language: Language


def post(session: AsyncSession, message: Message, to: Recipient, *, now: datetime) -> UUID:
    """Put it into the outbox; any viewer's transaction may."""
    made = rendered(message, to.language)
    mail = Mail(
        id=new_id(),
        kind=message.kind,
        recipient=to.email,
        recipient_name=to.name,
        language=to.language,
        subject=made.subject,
        text=made.text,
        html=made.html,
        run_at=now,
        created_at=now,
    )
    session.add(mail)
    wake(session, Wake("mail", EVERYBODY))
    return mail.id

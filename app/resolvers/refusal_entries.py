"""What the audit trail tells of a refused mutation: one entry, unless there is a flood of them."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.entry import Who, acting, note
from app.errors import InvalidInput, NotSignedIn, Refusal, Throttled
from app.security.floods import Floods, line_of
from app.viewer import anonymous

TYPING_ERRORS = (InvalidInput, NotSignedIn)
"""Nobody's business: no entry in the audit trail."""
MOST_ENTRIES = 20
"""Of one kind of refusal by one somebody a minute; of being throttled, one."""


def entries(floods: Floods, who: Who, refusal: Refusal, mutation: str) -> int | None:
    """How many refusals the entry of this one stands for; None: it gets none. Whoever floods the service fills no
    trail."""
    if isinstance(refusal, TYPING_ERRORS):
        return None
    somebody = who.viewer.id or line_of(who.address)
    most = 1 if isinstance(refusal, Throttled) else MOST_ENTRIES
    return floods.tell((somebody, mutation, refusal.refusal_code), most)


def note_refusal(session: AsyncSession, who: Who, refusal: Refusal, mutation: str, count: int) -> None:
    """The entry, in the transaction that follows the roll-back."""
    if refusal.nobodys:
        acting(session, Who(anonymous(), who.address))
    note(
        session,
        mutation,
        code=refusal.refusal_code,
        subject_id=refusal.subject_id,
        organisation_id=refusal.organisation_id,
        count=count if count > 1 else None,
    )

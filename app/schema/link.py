"""Links in mails."""

import strawberry

from app.models.enums import LinkPurpose
from app.schema.common import described
from app.schema.scalars import DateTime


@strawberry.type(description="A link that was mailed, as who has it may know it.")
class Link:
    purpose: LinkPurpose = described("What it is for.")
    works: bool = described("Neither used, nor expired, nor replaced by a newer one.")
    expires_at: DateTime = described("When it stops working.")

"""Where somebody is signed in."""

import strawberry

from app.schema.common import Node, described
from app.schema.scalars import DateTime


@strawberry.type(description="Where somebody is signed in: a browser or a programme.")
class Session(Node):
    is_current: bool = described("Whether it is the one that asks.")
    started_at: DateTime = described("When it was begun.")
    last_used_at: DateTime = described("When it was last used, to the minute.")
    expires_at: DateTime = described("When it ends whatever happens; unused it ends earlier.")
    address: str = described("The network address from which it was begun.")
    user_agent: str | None = described("What the browser or programme calls itself.")

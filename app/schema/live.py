"""What subscriptions send."""

import strawberry

from app.models.enums import ShareChangeKind
from app.schema.actor import Actor
from app.schema.common import described
from app.schema.organisation import Organisation
from app.schema.share import Share


@strawberry.type(description="A candidate shared a result with the viewer's organisation.")
class ResultShared:
    cursor: str = described("Keep it: `after` takes it up again from here.")
    share: Share = described("The share, as it is now.")
    new_share_count: int = described("As of this sending: after a replay the last one is right.", per_user=True)
    organisation: Organisation = described("The viewer's organisation.")


@strawberry.type(description="Something happened to a share.")
class ShareChanged:
    cursor: str = described("Keep it: `after` takes it up again from here.")
    kind: ShareChangeKind = described("What happened.")
    share: Share | None = described("Null after SEEN (many at once): load the list again.")
    actor: Actor = described("Who did it.")
    new_share_count: int = described("As of this sending.", per_user=True)
    organisation: Organisation = described("The viewer's organisation.")

"""Who did something."""

import strawberry

from app.models.enums import ActorKind
from app.schema import enums as _enums  # noqa: F401 - makes the vocabularies part of the schema
from app.schema.common import described


@strawberry.type(description="Who did something; survives the one who did it.")
class Actor:
    kind: ActorKind = described("What it is.")
    name: str = described("Display name; that of the kind where the actor is gone or not to be named.")
    node_id: strawberry.ID | None = described("For node(id); null if not visible or gone.")

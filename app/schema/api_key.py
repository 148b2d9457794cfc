"""Keys with which an organisation's own systems use the API."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from app.models.enums import ApiScope
from app.schema.actor import Actor
from app.schema.common import Node, described
from app.schema.scalars import DateTime

if TYPE_CHECKING:
    from app.schema.organisation import Organisation


@strawberry.type(
    description="A key with which an organisation's own systems use the API. It belongs to the organisation."
)
class ApiKey(Node):
    name: str = described("What the organisation calls it.")
    prefix: str = described("Recognisable beginning of the secret.")
    scopes: list[ApiScope] = described("What it may do.")
    networks: list[str] = described("CIDR; empty: from anywhere.")
    is_active: bool = described("Neither revoked nor expired.")
    created_at: DateTime = described("When it was made.")
    created_by: Actor = described("Who made it: a user, or the key that it replaces.")
    last_used_at: DateTime | None = described("When it was last used, to the minute.")
    expires_at: DateTime = described("When it ends by itself.")
    revoked_at: DateTime | None = described("When it was revoked.")
    replaced_by: "ApiKey | None" = described("Since rotation; both work until expiresAt of this one.")
    organisation: Annotated["Organisation", strawberry.lazy("app.schema.organisation")] = described("Whose it is.")

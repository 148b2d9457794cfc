"""Of mutations on API keys."""

from typing import Annotated

import strawberry

from app.schema.api_key import ApiKey
from app.schema.common import described
from app.schema.organisation import Organisation
from app.schema.payloads.refusals import Conflict, Forbidden, InvalidInput, NotFound, NotSignedIn, Throttled


@strawberry.type(description="A key was made.")
class ApiKeyCreated:
    api_key: ApiKey = described("The new key.")
    secret: str | None = described(
        "For `Authorization: Bearer …`. Shown once: null in a repeated answer (idempotencyKey)."
    )
    organisation: Organisation = described("With the new key.")


@strawberry.type(description="A key has a successor.")
class ApiKeyRotated:
    api_key: ApiKey = described("The new key.")
    previous: ApiKey = described("The old one, which works until its expiresAt.")
    secret: str | None = described("Of the new key. Shown once: null in a repeated answer (idempotencyKey).")
    organisation: Organisation = described("With the new key.")


@strawberry.type(description="A key was revoked.")
class ApiKeyRevoked:
    api_key: ApiKey = described("As it is now.")


CreateApiKeyPayload = Annotated[
    ApiKeyCreated | Conflict | NotSignedIn | Forbidden | InvalidInput | Throttled,
    strawberry.union("CreateApiKeyPayload", description="Of createApiKey."),
]
RotateApiKeyPayload = Annotated[
    ApiKeyRotated | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("RotateApiKeyPayload", description="Of rotateApiKey."),
]
RevokeApiKeyPayload = Annotated[
    ApiKeyRevoked | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("RevokeApiKeyPayload", description="Of revokeApiKey."),
]

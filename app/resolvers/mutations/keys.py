"""API keys."""

from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.actors import api_manager_of
from app.actions.create_api_key import NewKey, create_api_key
from app.actions.once import Done
from app.actions.revoke_api_key import revoke_api_key
from app.actions.rotate_api_key import rotate_api_key
from app.models import ApiKey
from app.resolvers.mutations.arguments import key_in, or_none
from app.resolvers.mutations.repeating import done_once
from app.resolvers.operation import Info, foreseen, rows
from app.schema.payloads.keys import (
    ApiKeyCreated,
    ApiKeyRevoked,
    ApiKeyRotated,
    CreateApiKeyPayload,
    RevokeApiKeyPayload,
    RotateApiKeyPayload,
)
from app.schema.people_inputs import CreateApiKeyInput, RotateApiKeyInput
from app.scopes import own_organisation, visible_api_keys
from app.viewer import ViewerKind


def _key(info: Info, key_id: UUID) -> Any:
    return rows(visible_api_keys(info.context.asker).where(col(ApiKey.id) == key_id))


@strawberry.type
class Keys:
    @strawberry.mutation(description="Make a key for one of the organisation's systems.")
    @foreseen
    async def create_api_key(
        self, info: Info, input: Annotated[CreateApiKeyInput, strawberry.argument(description="What it may do.")]
    ) -> CreateApiKeyPayload | None:
        asker = info.context.asker
        api_manager_of(asker)
        new = NewKey(
            name=input.name,
            scopes=input.scopes,
            networks=or_none(input.networks) or (),
            expires_at=input.expires_at,
        )

        async def act(session: AsyncSession) -> Done:
            key, secret = await create_api_key(session, asker, new, now=info.context.services.now())
            return Done([key.id], secret)

        done = await done_once(info, act)
        key = _key(info, done.ids[0])
        return ApiKeyCreated(api_key=key, secret=done.secret, organisation=rows(own_organisation(asker)))

    @strawberry.mutation(description="Give a key a successor; for a while both work. A key may rotate itself.")
    @foreseen
    async def rotate_api_key(
        self, info: Info, input: Annotated[RotateApiKeyInput, strawberry.argument(description="Which, until when.")]
    ) -> RotateApiKeyPayload | None:
        asker = info.context.asker
        if asker.kind is not ViewerKind.API_KEY:
            api_manager_of(asker)
        key_id = key_in(input.id, ("ApiKey",), "input", "id")

        async def act(session: AsyncSession) -> Done:
            rotated = await rotate_api_key(
                session,
                asker,
                key_id,
                expires_at=input.expires_at,
                overlap_hours=input.overlap_hours,
                now=info.context.services.now(),
            )
            return Done([rotated.key.id], rotated.secret)

        done = await done_once(info, act)
        return ApiKeyRotated(
            api_key=_key(info, done.ids[0]),
            previous=_key(info, key_id),
            secret=done.secret,
            organisation=rows(own_organisation(asker)),
        )

    @strawberry.mutation(description="End a key, at once. Again: no change.")
    @foreseen
    async def revoke_api_key(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Of an ApiKey.")]
    ) -> RevokeApiKeyPayload | None:
        asker = info.context.asker
        api_manager_of(asker)
        key_id = key_in(id, ("ApiKey",), "id")
        await revoke_api_key(await info.context.write(), asker, key_id, now=info.context.services.now())
        return ApiKeyRevoked(api_key=_key(info, key_id))

"""Mutations with an `idempotencyKey`: the seam between their resolvers and `app.actions.once`."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.once import Asked, Done, once
from app.resolvers.mutations.arguments import coerced_argument
from app.resolvers.operation import Info

KEY = "idempotencyKey"


async def done_once(info: Info, act: Callable[[AsyncSession], Awaitable[Done]]) -> Done:
    """What `act` does in the mutation's transaction, which begins here; or, where `input.idempotencyKey` says that this
    was asked before, what was done then. Raises InvalidInput, Conflict, and what `act` does."""
    operation, given = info.context, dict(coerced_argument(info, "input"))
    key = given.pop(KEY, None)
    session = await operation.write()
    if key is None:
        return await act(session)
    asked = Asked(info.field_name, key, given, operation.address)
    return await once(session, operation.asker, asked, lambda: act(session), now=operation.services.now())

"""Mailed links, looked at."""

from typing import Annotated

import strawberry

from app.resolvers.operation import Info
from app.schema.link import Link
from app.security.link_state import state_in


@strawberry.type
class LinkQuery:
    @strawberry.field(
        description="What a mailed link is for and whether it still works; does not use it up. Null if it is none."
    )
    async def link(
        self, info: Info, token: Annotated[str, strawberry.argument(description="The last part of its address.")]
    ) -> Link | None:
        state = await state_in(info.context.reader, token)
        if state is None:
            return None
        works = state.works(info.context.services.now())
        return Link(purpose=state.purpose, works=works, expires_at=state.expires_at)  # type: ignore[arg-type]

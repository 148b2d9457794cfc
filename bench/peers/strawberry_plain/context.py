"""Who asks, and what one operation shares: a transaction as that user, and DataLoaders over it."""

import hashlib
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from strawberry.dataloader import DataLoader
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from bench.peers.strawberry_plain.models import Result

_KEPT_FOR = 5.0
"""Seconds, as in the product."""

_LOOK_UP = text("SELECT user_id, organisation_id FROM session_viewer(:token_hash)")
_BECOME = text(
    "SELECT set_config('app.kind', 'user', true), set_config('app.organisation', :organisation, true),"
    " set_config('app.person', :person, true), set_config('app.candidate', '', true)"
)
_RESULTS = select(Result).where(Result.id == any_(bindparam("ids", type_=ARRAY(Uuid))))


@dataclass(frozen=True, slots=True)
class Viewer:
    """A user who is signed in."""

    user_id: UUID
    organisation_id: UUID


class Sessions:
    """Viewers by token, remembered for a moment."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._found: dict[str, tuple[float, Viewer]] = {}

    async def viewer(self, authorization: str) -> Viewer | None:
        token = authorization.removeprefix("Bearer ")
        found = self._found.get(token)
        if found is not None and time.monotonic() - found[0] < _KEPT_FOR:
            return found[1]
        async with self._engine.connect() as connection:
            result = await connection.execute(_LOOK_UP, {"token_hash": hashlib.sha256(token.encode()).digest()})
            row = result.first()
        if row is None:
            return None
        viewer = Viewer(row.user_id, row.organisation_id)
        self._found[token] = time.monotonic(), viewer
        return viewer


@asynccontextmanager
async def transaction(engine: AsyncEngine, viewer: Viewer) -> AsyncIterator[AsyncSession]:
    """As this viewer, under the policies."""
    async with AsyncSession(engine, expire_on_commit=False) as session:
        await session.execute(_BECOME, {"organisation": str(viewer.organisation_id), "person": str(viewer.user_id)})
        yield session


class Operation:
    """The context of an operation (or, of a socket, of all its operations)."""

    session: AsyncSession

    def __init__(self, engine: AsyncEngine, viewer: Viewer | None) -> None:
        self.engine, self.signed_in = engine, viewer
        self.connection_params: Mapping[str, Any] = {}
        self.results: DataLoader[UUID, Result | None] = DataLoader(self._results)

    @property
    def viewer(self) -> Viewer:
        if self.signed_in is None:
            raise PermissionError("Sign in first.")
        return self.signed_in

    async def _results(self, ids: list[UUID]) -> Sequence[Result | None]:
        rows = await self.session.scalars(_RESULTS, {"ids": ids})
        found = {row.id: row for row in rows}
        return [found.get(id_) for id_ in ids]


class InTransaction(SchemaExtension):
    """Queries run in one transaction."""

    async def on_execute(self) -> AsyncIterator[None]:
        context: Operation = self.execution_context.context
        if self.execution_context.operation_type is OperationType.QUERY:
            async with transaction(context.engine, context.viewer) as context.session:
                yield
        else:
            yield

"""A document that subscribes to a row: rendered as often as the row changes, for this one viewer."""

from typing import Any
from uuid import UUID

import psycopg
from graphql import GraphQLError, OperationDefinitionNode
from graphql.execution.values import get_argument_values
from graphql.language import DocumentNode

from app.answers import cause, refusal, response
from app.envelope import Envelope
from app.errors import Absent
from app.events.watching import State, Watched
from app.models.enums import JobStatus
from app.projection.executor import NothingToSend
from app.resolvers.operation import Operation, Services, executed, executor_of
from app.resolvers.subscription import download_progressed
from app.schema.ids import key_of
from app.viewer import Viewer

FIELDS = frozenset({"downloadProgressed"})
"""Of Subscription: what is a row, and no feed of events."""

_STATE = "SELECT job_id, status FROM download WHERE id = $1"
_OPEN = frozenset({JobStatus.QUEUED, JobStatus.RUNNING})


def field_of(operation: OperationDefinitionNode) -> str:
    """The only root field of a subscription."""
    (selection,) = operation.selection_set.selections
    return str(selection.name.value)  # type: ignore[attr-defined]


class WatchedDocument:
    """One subscription's document."""

    def __init__(self, services: Services, node: DocumentNode, envelope: Envelope, viewer: Viewer) -> None:
        self._services, self._node, self._envelope, self._viewer = services, node, envelope, viewer
        self._id = ""

    async def watched(self) -> Watched | bytes:
        """What to watch; or the answer, where the document's variables are no good. Raises Absent."""
        executor = executor_of(self._node, self._envelope, self._context())
        if isinstance(executor, list):
            return refusal(executor, self._viewer).body
        root = executor.schema.subscription_type
        assert root is not None
        (selection,) = executor.operation.selection_set.selections
        definition = root.fields[field_of(executor.operation)]
        try:
            arguments = get_argument_values(definition, selection, executor.variable_values)  # type: ignore[arg-type]
        except GraphQLError as error:
            return refusal([error], self._viewer).body
        self._id = arguments["id"]
        async with self._services.database.snapshot(self._viewer) as reader:
            job_id, _ = await self._state(reader)
        return Watched("job", job_id, self.render)

    async def render(self) -> State:
        """As things are now. Raises Absent, psycopg.OperationalError."""
        context = self._context()
        async with self._services.database.snapshot(self._viewer) as context.reader:
            _, status = await self._state(context.reader)
            root = download_progressed(self._viewer, self._id)
            executor = executor_of(self._node, self._envelope, context, root)
            assert not isinstance(executor, list)
            result = await executed(executor)
        for error in result.errors or ():
            raised = cause(error)
            if isinstance(raised, NothingToSend):
                raise Absent
            if isinstance(raised, psycopg.OperationalError) and not isinstance(raised, psycopg.errors.QueryCanceled):
                raise raised
        text = response(result.data, result.errors, self._viewer).body.decode()
        return State(text, last=status not in _OPEN or bool(result.errors))

    async def _state(self, reader: Any) -> tuple[UUID, str]:
        found = await reader.rows(_STATE, [key_of(self._id, "Download")])
        if not found:
            raise Absent
        return found[0][0], found[0][1]

    def _context(self) -> Operation:
        return Operation(self._services, self._viewer, self._envelope.query)

"""A subscription's document: rendered once for each event and shape of viewer, not once for each socket."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import psycopg
from graphql import ExecutionResult, GraphQLError, OperationDefinitionNode
from graphql.execution.values import get_argument_values
from graphql.language import DocumentNode, VariableNode

from app.answers import cause, response
from app.envelope import Envelope
from app.events.log import CHANGES, RECEIVED
from app.events.subscription import Change
from app.events.subscription import Subscription as Wanted
from app.models.enums import EventKind
from app.projection.clauses import NotShareable
from app.projection.executor import NothingToSend
from app.resolvers.operation import Operation, Services, executed, executor_of
from app.resolvers.subscription import result_shared, share_changed
from app.viewer import Viewer, ViewerKind


class _Nothing:
    """Reads nothing: for making plans, and finding out what is wrong with arguments, before there is an event."""

    async def text(self, statement: str, parameters: Sequence[Any], *, last: bool = False) -> bytes | None:
        return None


class LiveDocument:
    """One subscription's document, rendered once for each event."""

    def __init__(self, services: Services, node: DocumentNode, envelope: Envelope, viewer: Viewer) -> None:
        self._services, self._node, self._envelope, self._viewer = services, node, envelope, viewer
        self._is_key = viewer.kind is ViewerKind.API_KEY
        self._shared = not self._is_key
        """With marks for what differs per user; a key's payload has the values themselves."""
        self._field = ""
        self._args: dict[str, Any] = {}

    async def prepare(self) -> list[GraphQLError]:
        """Errors in the document's variables and arguments. Finds out whether all users can share a payload; all keys
        of one shape can, since what is new to a key is new to every key."""
        context = self._context()
        executor = executor_of(self._node, self._envelope, context)
        if isinstance(executor, list):
            return executor
        (selection,) = executor.operation.selection_set.selections
        root = executor.schema.subscription_type
        assert root is not None
        self._field = selection.name.value  # type: ignore[attr-defined]
        definition = root.fields[self._field]
        self._args = get_argument_values(definition, selection, executor.variable_values)  # type: ignore[arg-type]
        given = self._args.get("filter") or {}
        if given.get("isNew") is not None or given.get("isChanged") is not None:
            self._shared = False
        nothing = _NO_EVENT
        errors = await self._tried(nothing)
        if any(isinstance(cause(error), NotShareable) for error in errors):
            self._shared = False
            errors = await self._tried(nothing)
        return errors

    async def _tried(self, change: Change) -> list[GraphQLError]:
        context = self._context()
        context.reader = _Nothing()
        result = await self._run(context, change)
        return [error for error in result.errors or () if not isinstance(cause(error), NothingToSend)]

    def wanted(self) -> Wanted:
        organisation_id = self._viewer.organisation_id
        assert organisation_id is not None
        kinds, seen = self._kinds()
        return Wanted(organisation_id, kinds, self._key(), self.render, self._args.get("after"), seen)

    def _kinds(self) -> tuple[frozenset[EventKind], bool]:
        if self._field == "resultShared":
            return RECEIVED, False
        asked = self._args.get("kinds")
        wanted = {kind for kind, change in CHANGES.items() if asked is None or change in asked}
        seen = asked is None or any(kind.value == "SEEN" for kind in asked)
        return frozenset(wanted), seen and not self._is_key

    def _key(self) -> Any:
        """All that the payload's text depends on; a viewer's id only where markers cannot stand for its values."""
        variables = {name: value for name, value in self._envelope.variables.items() if name != self._after_variable()}
        return (
            self._envelope.query,
            self._envelope.operation_name,
            orjson.dumps(variables, option=orjson.OPT_SORT_KEYS),
            self._viewer.shape,
            None if self._shared or self._is_key else self._viewer.id,
        )

    def _after_variable(self) -> str | None:
        for definition in self._node.definitions:
            if isinstance(definition, OperationDefinitionNode):
                for selection in definition.selection_set.selections:
                    for argument in getattr(selection, "arguments", None) or ():
                        if argument.name.value == "after" and isinstance(argument.value, VariableNode):
                            name = argument.value.name.value
                            # Used elsewhere too, it does make a difference to the text.
                            uses = len(re.findall(rf"\${name}\b", self._envelope.query))
                            return name if uses == 2 else None
        return None

    async def render(self, change: Change) -> str | None:
        """The response for this event, with markers for what differs per user; None: not for this viewer."""
        context = self._context()
        async with self._services.database.snapshot(self._viewer) as context.reader:
            result = await self._run(context, change)
        for error in result.errors or ():
            raised = cause(error)
            if isinstance(raised, NothingToSend):
                return None
            if isinstance(raised, psycopg.OperationalError) and not isinstance(raised, psycopg.errors.QueryCanceled):
                raise raised
        return response(result.data, result.errors, self._viewer).body.decode()

    async def _run(self, context: Operation, change: Change) -> ExecutionResult:
        root = (
            result_shared(self._viewer, change, self._args.get("filter"))
            if self._field == "resultShared"
            else share_changed(self._viewer, change)
        )
        executor = executor_of(self._node, self._envelope, context, root)
        assert not isinstance(executor, list)
        return await executed(executor)

    def _context(self) -> Operation:
        return Operation(self._services, self._viewer, self._envelope.query, shared=self._shared)


@dataclass(frozen=True, slots=True)
class _NoEvent:
    sequence: int = 0


_NO_EVENT: Any = _NoEvent()

"""The API: schema and mapping assembled, documents checked once, operations executed, subscriptions described."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import orjson
import psycopg
import strawberry
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from graphql.language import DocumentNode, VariableNode
from strawberry.schema.config import StrawberryConfig

from app.bad_envelope import BadEnvelope
from app.database import Database
from app.envelope import Envelope
from app.errors import ApiError, ForbiddenField, Unauthenticated
from app.events.broker import Broker, Wake
from app.events.log import CHANGES, RECEIVED
from app.events.subscription import Change
from app.events.subscription import Subscription as Wanted
from app.limits import DEFAULT, Checked, Limits, examine, parse_document, validation_errors
from app.messages import translated
from app.models.enums import EventKind, Language
from app.projection.check import check
from app.projection.clauses import NotShareable
from app.projection.executor import NothingToSend, Repeatable
from app.projection.graph import Graph
from app.projection.plan import Cache, Plan, structure
from app.resolvers.mutation import Mutation
from app.resolvers.operation import Client, Operation, OperationExecutor, Services
from app.resolvers.query import Query
from app.resolvers.subscription import Subscription, result_shared, share_changed
from app.schema.candidate import CandidateAccount
from app.schema.live import ResultShared, ShareChanged
from app.schema.nodes import NODES, ROOTS
from app.schema.scalars import SCALARS
from app.scopes import viewer_binds
from app.security.cookies import bearer, cookie_name
from app.security.guesses import SignInGuesses
from app.security.sessions import Sessions, utc_now
from app.settings import Settings
from app.viewer import Viewer, ViewerKind, anonymous

logger = logging.getLogger("rvs.api")

_DOCUMENTS = 1_000
_LONGEST_KEPT = 20_000
"""Characters; longer documents are checked anew each time rather than fill memory."""


def build_schema() -> strawberry.Schema:
    """The schema as `schema.graphql` has it."""
    return strawberry.Schema(
        Query,
        Mutation,
        Subscription,
        types=[CandidateAccount, ResultShared, ShareChanged],
        config=StrawberryConfig(scalar_map=dict(SCALARS)),
    )


def build_graph(schema: strawberry.Schema) -> Graph:
    """The schema with its mapping; raises where the two do not fit (`app.projection.check`)."""
    core: GraphQLSchema = schema._schema
    graph = Graph(core, NODES, ROOTS)
    check(graph)
    return graph


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: complete JSON, cookies to set, and whether anything was executed."""

    body: bytes
    executed: bool
    cookies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document that passed every check that does not depend on its variables; or why it did not."""

    node: DocumentNode | None
    checked: Checked | None
    errors: tuple[GraphQLError, ...] = ()


class Api:
    """Executes documents as viewers (`app.transports.engine.Engine`)."""

    def __init__(
        self,
        database: Database,
        broker: Broker,
        settings: Settings,
        *,
        limits: Limits = DEFAULT,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.settings = settings
        self.sessions = Sessions(database, settings, now)
        self.plans: Cache[Plan] = Cache()
        self._repeatable: Cache[Repeatable] = Cache()
        self._limits = limits
        self._graph = build_graph(build_schema())
        self._schema = self._graph.schema
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._services = Services(
            database, broker, settings, self.sessions, SignInGuesses(), self._graph, self.plans, now
        )

    # ------------------------------------------------------------------------------------------ who

    async def viewer(self, authorization: str | None, cookies: Mapping[str, str], headers: Mapping[str, str]) -> Viewer:
        """Who asks, as of now. Raises Unauthenticated where a bearer token is good for nothing; a cookie that is
        (browsers send it on their own accord, at sign-in too) makes nobody."""
        language = preferred_language(headers.get("accept-language", ""))
        if authorization is not None:
            credential = bearer(authorization)
            found = None if credential is None else await self.sessions.viewer(credential.token)
            if found is None:
                raise Unauthenticated
            return found
        token = cookies.get(cookie_name(self.settings.https))
        found = None if token is None else await self.sessions.viewer(token)
        return found or anonymous(language)

    def hear(self, wake: Wake | None) -> None:
        """A broker's wake-up: somebody's rights have changed, or word of that may have been lost."""
        if wake is None:
            self.sessions.forget_all()
        elif wake.topic == "session":
            self.sessions.forget_account(wake.id)

    # ------------------------------------------------------------------------------------------ what

    def document(self, text: str) -> Document:
        """Parsed, examined and validated, once for each text."""
        known = self._documents.get(text)
        if known is not None:
            self._documents.move_to_end(text)
            return known
        document = self._checked(text)
        if len(text) <= _LONGEST_KEPT:
            self._documents[text] = document
            if len(self._documents) > _DOCUMENTS:
                self._documents.popitem(last=False)
        return document

    def _checked(self, text: str) -> Document:
        try:
            node = parse_document(text, self._limits)
            checked = examine(node, self._limits, self._schema)
        except GraphQLError as error:
            return Document(None, None, (error,))
        return Document(node, checked, tuple(validation_errors(node, self._limits, self._schema)))

    def _admitted(self, envelope: Envelope) -> tuple[DocumentNode, OperationDefinitionNode]:
        """Raises _Refused."""
        document = self.document(envelope.query)
        if document.errors or document.node is None or document.checked is None:
            raise _Refused(document.errors)
        try:
            return document.node, document.checked.admit(envelope.operation_name, envelope.variables)
        except GraphQLError as error:
            raise _Refused([error]) from error

    def operation_type(self, envelope: Envelope) -> OperationType | None:
        """Of the operation asked for; None if the document is no good."""
        try:
            return self._admitted(envelope)[1].operation
        except _Refused:
            return None

    # ------------------------------------------------------------------------------------------ execution

    async def execute(
        self,
        envelope: Envelope,
        viewer: Viewer,
        client: Client | None = None,
        *,
        check: Callable[[OperationType], None] | None = None,
    ) -> Answer:
        """A query or mutation. `check` may raise an ApiError for operations that must not come this way."""
        try:
            node, operation = self._admitted(envelope)
        except _Refused as refused:
            return self._refusal(refused.errors, viewer)
        if check is not None:
            check(operation.operation)
        if operation.operation is OperationType.SUBSCRIPTION:
            message = "Subscriptions need a WebSocket, or Accept: text/event-stream."
            error = GraphQLError(message, extensions={"code": "SUBSCRIPTION_NEEDS_STREAM"})
            return self._refusal([error], viewer)
        if (body := await self._repeated(envelope, operation, viewer)) is not None:
            return Answer(body, executed=True)
        context = Operation(self._services, viewer, envelope.query, client)
        executor = self._executor(node, envelope, context, None)
        if isinstance(executor, list):
            return self._refusal(executor, viewer)
        if operation.operation is OperationType.MUTATION:
            result = await _awaited(executor.execute_operation(serially=True))
        else:
            async with self._services.database.snapshot(viewer) as context.reader:
                result = await _awaited(executor.execute_operation(serially=True))
        if executor.repeatable is not None and not result.errors:
            self._repeatable.put(_repeat_key(envelope, executor.variable_values, viewer), executor.repeatable)
        return Answer(self._response(result, viewer), executed=True, cookies=tuple(context.cookies))

    def forget_plans(self) -> None:
        """Compile anew what comes from now on."""
        self.plans.clear()
        self._repeatable.clear()

    async def _repeated(self, envelope: Envelope, operation: OperationDefinitionNode, viewer: Viewer) -> bytes | None:
        """The short way for a query that is one statement and has been executed before in this shape: the pages that
        consoles and admissions systems turn. None: take the long way, which also says what is wrong."""
        if operation.operation is not OperationType.QUERY:
            return None
        coerced = get_variable_values(
            self._schema, operation.variable_definitions or (), envelope.variables, max_errors=1
        )
        if isinstance(coerced, list):
            return None
        known = self._repeatable.get(_repeat_key(envelope, coerced, viewer))
        if known is None:
            return None
        try:
            parameters = known.plan.parameters(known.rows, coerced, viewer, viewer_binds(viewer))
        except (ApiError, GraphQLError):
            return None
        async with self._services.database.snapshot(viewer) as snapshot:
            text = await snapshot.text(known.plan.sql, parameters, last=True)
        return known.answer(text) if text is not None else None

    def _executor(
        self, node: DocumentNode, envelope: Envelope, context: Operation, root: Any
    ) -> OperationExecutor | list[GraphQLError]:
        built = OperationExecutor.build(
            self._schema,
            node,
            root_value=root,
            context_value=context,
            raw_variable_values=envelope.variables,
            operation_name=envelope.operation_name,
            hide_suggestions=True,
        )
        if isinstance(built, OperationExecutor):
            context.variables = built.variable_values
        return built  # type: ignore[return-value]

    # ------------------------------------------------------------------------------------------ subscriptions

    async def subscribe(self, envelope: Envelope, viewer: Viewer) -> Wanted | bytes:
        """What to feed; or the answer, where the document subscribes to nothing. Raises ApiError."""
        try:
            node, operation = self._admitted(envelope)
        except _Refused as refused:
            return self._refusal(refused.errors, viewer).body
        if operation.operation is not OperationType.SUBSCRIPTION:
            return (await self.execute(envelope, viewer)).body
        if viewer.kind is ViewerKind.ANONYMOUS:
            raise Unauthenticated
        if viewer.kind is not ViewerKind.USER or viewer.organisation_id is None:
            raise ForbiddenField
        live = _Live(self, node, envelope, viewer)
        errors = await live.prepare()
        return self._refusal(errors, viewer).body if errors else live.wanted()

    # ------------------------------------------------------------------------------------------ answers

    def error(self, error: ApiError | BadEnvelope, viewer: Viewer | None) -> bytes:
        """One error as JSON, in the viewer's language."""
        language = Language.EN if viewer is None else viewer.language
        return orjson.dumps({"message": translated(error.message, language), "extensions": {"code": error.code}})

    def _refusal(self, errors: Sequence[GraphQLError], viewer: Viewer) -> Answer:
        return Answer(orjson.dumps({"errors": [self.formatted(error, viewer) for error in errors]}), executed=False)

    def _response(self, result: ExecutionResult, viewer: Viewer) -> bytes:
        if not result.errors:
            return orjson.dumps({"data": result.data})
        return orjson.dumps({"errors": [self.formatted(error, viewer) for error in result.errors], "data": result.data})

    def formatted(self, error: GraphQLError, viewer: Viewer) -> dict[str, Any]:
        """An error for the client: foreseen ones in its language with their code, bugs masked, with an id that the
        log has too."""
        answer: dict[str, Any] = {"message": error.message}
        if error.locations:
            answer["locations"] = [location.formatted for location in error.locations]
        if error.path:
            answer["path"] = error.path
        answer["message"], answer["extensions"] = self._said(error, viewer)
        return answer

    def _said(self, error: GraphQLError, viewer: Viewer) -> tuple[str, dict[str, Any]]:
        cause = error.original_error
        while isinstance(cause, GraphQLError):
            cause = cause.original_error
        if isinstance(cause, ApiError):
            return translated(cause.message, viewer.language), {"code": cause.code}
        if isinstance(cause, psycopg.errors.QueryCanceled):
            return translated("This took too long.", viewer.language), {"code": "TIMEOUT"}
        if cause is None:
            code = (error.extensions or {}).get("code", "BAD_USER_INPUT")
            return error.message, {"code": code}
        identifier = uuid4().hex
        logger.error("Error %s", identifier, exc_info=cause)
        message = translated("Something went wrong on our side.", viewer.language)
        return message, {"code": "INTERNAL_ERROR", "id": identifier}


def _repeat_key(envelope: Envelope, coerced: VariableValues, viewer: Viewer) -> Any:
    return (envelope.query, envelope.operation_name, structure(coerced.coerced), viewer.shape)


class _Refused(Exception):
    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__()
        self.errors = list(errors)


class _Nothing:
    """Reads nothing: for making plans, and finding out what is wrong with arguments, before there is an event."""

    async def text(self, statement: str, parameters: Sequence[Any], *, last: bool = False) -> bytes | None:
        return None


class _Live:
    """One subscription's document, rendered once for each event."""

    def __init__(self, api: Api, node: DocumentNode, envelope: Envelope, viewer: Viewer) -> None:
        self._api, self._node, self._envelope, self._viewer = api, node, envelope, viewer
        self._shared = True
        self._field = ""
        self._args: dict[str, Any] = {}

    async def prepare(self) -> list[GraphQLError]:
        """Errors in the document's variables and arguments. Finds out whether all users can share a payload."""
        context = self._context()
        executor = self._api._executor(self._node, self._envelope, context, None)
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
        if any(isinstance(_cause(error), NotShareable) for error in errors):
            self._shared = False
            errors = await self._tried(nothing)
        return errors

    async def _tried(self, change: Change) -> list[GraphQLError]:
        context = self._context()
        context.reader = _Nothing()
        result = await self._run(context, change)
        return [error for error in result.errors or () if not isinstance(_cause(error), NothingToSend)]

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
        return frozenset(wanted), asked is None or any(kind.value == "SEEN" for kind in asked)

    def _key(self) -> Any:
        """All that the payload's text depends on; a viewer's id only where markers cannot stand for its values."""
        variables = {name: value for name, value in self._envelope.variables.items() if name != self._after_variable()}
        return (
            self._envelope.query,
            self._envelope.operation_name,
            orjson.dumps(variables, option=orjson.OPT_SORT_KEYS),
            self._viewer.shape,
            None if self._shared else self._viewer.id,
        )

    def _after_variable(self) -> str | None:
        for definition in self._node.definitions:
            if isinstance(definition, OperationDefinitionNode):
                for selection in definition.selection_set.selections:
                    for argument in getattr(selection, "arguments", None) or ():
                        if argument.name.value == "after" and isinstance(argument.value, VariableNode):
                            return argument.value.name.value
        return None

    async def render(self, change: Change) -> str | None:
        """The response for this event, with markers for what differs per user; None: not for this viewer."""
        context = self._context()
        async with self._api._services.database.snapshot(self._viewer) as context.reader:
            result = await self._run(context, change)
        for error in result.errors or ():
            cause = _cause(error)
            if isinstance(cause, NothingToSend):
                return None
            if isinstance(cause, psycopg.OperationalError) and not isinstance(cause, psycopg.errors.QueryCanceled):
                raise cause
        return self._api._response(result, self._viewer).decode()

    async def _run(self, context: Operation, change: Change) -> ExecutionResult:
        root = (
            result_shared(self._viewer, change, self._args.get("filter"))
            if self._field == "resultShared"
            else share_changed(self._viewer, change)
        )
        executor = self._api._executor(self._node, self._envelope, context, root)
        assert not isinstance(executor, list)
        return await _awaited(executor.execute_operation(serially=True))

    def _context(self) -> Operation:
        return Operation(self._api._services, self._viewer, self._envelope.query, shared=self._shared)


@dataclass(frozen=True, slots=True)
class _NoEvent:
    sequence: int = 0


_NO_EVENT: Any = _NoEvent()


def _cause(error: GraphQLError) -> BaseException | None:
    cause: BaseException | None = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


async def _awaited(result: Any) -> ExecutionResult:
    return result if isinstance(result, ExecutionResult) else await result


def preferred_language(accepted: str) -> Language:
    """Of an Accept-Language header: Japanese where it ranks above English."""
    ranks = {"ja": 0.0, "en": 0.0}
    for part in accepted.split(",")[:20]:
        tag, _, parameter = part.partition(";")
        quality = parameter.replace(" ", "").removeprefix("q=") or "1"
        primary = tag.strip().lower().split("-")[0]
        if primary in ranks:
            try:
                ranks[primary] = max(ranks[primary], float(quality))
            except ValueError:
                continue
    return Language.JA if ranks["ja"] > ranks["en"] else Language.EN

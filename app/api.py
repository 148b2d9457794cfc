"""The API: schema and mapping assembled, documents checked once, operations executed, subscriptions described."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
import psycopg
import strawberry
from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, OperationType
from graphql.execution.values import VariableValues
from strawberry.schema.config import StrawberryConfig

from app.answers import Answer, error_text, refusal, response
from app.bad_envelope import BadEnvelope
from app.database import Database
from app.documents import Documents, Refused
from app.envelope import Envelope
from app.errors import ApiError, ForbiddenField, Unauthenticated
from app.events.broker import Broker, Wake
from app.events.subscription import Subscription as Wanted
from app.events.watching import Watched
from app.ledger import received, untraced
from app.limits import DEFAULT, Limits
from app.live_document import LiveDocument
from app.messages import preferred_language
from app.models.enums import ApiScope
from app.projection.check import check
from app.projection.executor import Repeatable
from app.projection.graph import Graph
from app.projection.plan import Cache, Plan, structure
from app.projection.variables import Variables
from app.resolvers.mutation import Mutation
from app.resolvers.operation import Client, Operation, Services, executed, executor_of
from app.resolvers.query import Query
from app.resolvers.subscription import Subscription
from app.schema.candidate import CandidateAccount
from app.schema.live import ResultShared, ShareChanged
from app.schema.nodes import NODES, ROOTS
from app.schema.scalars import SCALARS
from app.scopes import viewer_binds
from app.security.api_keys import PREFIX as KEY_PREFIX
from app.security.buckets import Buckets, LocalBuckets, budgets
from app.security.cookies import bearer, cookie_name
from app.security.key_viewers import KeyFromElsewhere, KeyViewers
from app.security.refused_tokens import RefusedTokens
from app.security.sessions import Sessions, utc_now
from app.security.turns import Turns
from app.settings import Settings
from app.viewer import Viewer, ViewerKind, anonymous
from app.watched_document import FIELDS as WATCHED
from app.watched_document import WatchedDocument, field_of


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


class DocumentFailed(Exception):
    """A document of the service's own was answered with errors; their codes."""


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
        buckets: Buckets | None = None,
    ) -> None:
        self.settings = settings
        self.buckets = buckets or LocalBuckets(budgets(settings.mutations_per_minute))
        self.sessions = Sessions(database, settings, now)
        self.keys = KeyViewers(database, settings, now)
        self.plans: Cache[Plan] = Cache()
        self._repeatable: Cache[Repeatable] = Cache()
        graph = build_graph(build_schema())
        self._schema = graph.schema
        self._documents = Documents(graph.schema, limits)
        self._services = Services(database, broker, settings, self.sessions, self.buckets, graph, self.plans, now)
        self._beginnings = Turns()
        self._refused_tokens = RefusedTokens(database, self._services.floods)

    # ------------------------------------------------------------------------------------------ who

    async def viewer(
        self, authorization: str | None, cookies: Mapping[str, str], headers: Mapping[str, str], *, address: str = ""
    ) -> Viewer:
        """Who asks from `address`, as of now. Raises Unauthenticated where a bearer token is good for nothing, or an
        API key's KeyFromElsewhere, of which the audit trail tells; a cookie that is (browsers send it on their own
        accord, at sign-in too) makes nobody."""
        accepted = headers.get("accept-language", "")
        if authorization is not None:
            credential = bearer(authorization)
            token = None if credential is None else credential.token
            try:
                return await self._bearer(token, address, accepted)
            except (Unauthenticated, KeyFromElsewhere) as error:
                await self._refused_tokens.note(token, error.code, address)
                raise
        cookie = cookies.get(cookie_name(self.settings.https))
        found = None if cookie is None else await self.sessions.viewer(cookie)
        return found or anonymous(preferred_language(accepted))

    async def _bearer(self, token: str | None, address: str, accepted: str) -> Viewer:
        """The holder of a session's token or an API key; they do not look alike."""
        if token is None:
            found = None
        elif token.startswith(KEY_PREFIX):
            found = await self.keys.viewer(token, address=address, language=preferred_language(accepted))
        else:
            found = await self.sessions.viewer(token)
        if found is None:
            raise Unauthenticated
        return found

    def hear(self, wake: Wake | None) -> None:
        """A broker's wake-up: somebody's rights have changed, or word of that may have been lost."""
        if wake is None:
            self.sessions.forget_all()
            self.keys.forget_all()
        elif wake.topic == "session":
            self.sessions.forget_account(wake.id)
            self.keys.forget(wake.id)

    # ------------------------------------------------------------------------------------------ what

    def operation_type(self, envelope: Envelope) -> OperationType | None:
        """Of the operation asked for; None if the document is no good."""
        try:
            return self._documents.admitted(envelope)[1].operation
        except Refused:
            return None

    # ------------------------------------------------------------------------------------------ execution

    async def execute(
        self,
        envelope: Envelope,
        viewer: Viewer,
        client: Client | None = None,
        *,
        peer: str | None = None,
        check: Callable[[OperationType], None] | None = None,
    ) -> Answer:
        """A query or mutation, by an HTTP client or from the `peer` of a socket. `check` may raise an ApiError for
        operations that must not come this way. What tells an API key of results is in the access ledger before it is
        given out."""
        answer = await self._execute(envelope, viewer, client, peer=peer, check=check)
        if not viewer.traced:
            return answer
        return await self._entered(answer, viewer, peer if client is None else client.address)

    async def ask(self, document: str, variables: Mapping[str, Any], viewer: Viewer) -> Mapping[str, Any]:
        """The data, for the service's own documents (mails, deliveries). Raises DocumentFailed."""
        answer = await self._execute(Envelope(document, None, dict(variables)), viewer, None, peer=None, check=None)
        body: Mapping[str, Any] = orjson.loads(answer.body)
        if body.get("errors"):
            raise DocumentFailed(", ".join(sorted({str(each["extensions"]["code"]) for each in body["errors"]})))
        data: Mapping[str, Any] = body["data"]
        return data

    async def _entered(self, answer: Answer, viewer: Viewer, address: str | None) -> Answer:
        body, told = untraced(answer.body)
        try:
            await received(self._services.database, viewer, told, address=address)
        except psycopg.Error as error:
            return response(None, [GraphQLError(str(error), original_error=error)], viewer)
        return replace(answer, body=body)

    async def _execute(
        self,
        envelope: Envelope,
        viewer: Viewer,
        client: Client | None,
        *,
        peer: str | None,
        check: Callable[[OperationType], None] | None,
    ) -> Answer:
        try:
            node, operation, variables = self._documents.admitted(envelope)
        except Refused as refused:
            return refusal(refused.errors, viewer)
        if check is not None:
            check(operation.operation)
        if operation.operation is OperationType.SUBSCRIPTION:
            message = "Subscriptions need a WebSocket, or Accept: text/event-stream."
            error = GraphQLError(message, extensions={"code": "SUBSCRIPTION_NEEDS_STREAM"})
            return refusal([error], viewer)
        if operation.operation is OperationType.MUTATION:  # a hundred begun in one go would stop everything else
            await self._beginnings.step()
        elif (repeated := await self._repeated(envelope, operation, variables, viewer)) is not None:
            return repeated
        context = Operation(self._services, viewer, envelope.query, client, peer)
        executor = executor_of(node, envelope, context)
        if isinstance(executor, list):
            return refusal(executor, viewer)
        if operation.operation is OperationType.MUTATION:
            result = await executed(executor)
        else:
            async with self._services.database.snapshot(viewer) as context.reader:
                result = await executed(executor)
        if executor.repeatable is not None and not result.errors:
            self._repeatable.put(_repeat_key(envelope, executor.variable_values, viewer), executor.repeatable)
        return response(result.data, result.errors, viewer, cookies=tuple(context.cookies))

    def forget_plans(self) -> None:
        """Compile anew what comes from now on."""
        self.plans.clear()
        self._repeatable.clear()

    async def repeated(self, envelope: Envelope, viewer: Viewer) -> Answer | None:
        """What `execute` gives for a query that is one statement and has been executed before in this shape: the pages
        that consoles turn. None: everything else."""
        if viewer.traced:
            return None
        try:
            _, operation, variables = self._documents.admitted(envelope)
        except Refused:
            return None
        return await self._repeated(envelope, operation, variables, viewer)

    async def _repeated(
        self, envelope: Envelope, operation: OperationDefinitionNode, variables: Variables | None, viewer: Viewer
    ) -> Answer | None:
        """The short way. None: take the long one, which also says what is wrong."""
        if operation.operation is not OperationType.QUERY or variables is None:
            return None
        coerced = variables.coerced(envelope.variables)
        if coerced is None:
            return None
        known = self._repeatable.get(_repeat_key(envelope, coerced, viewer))
        if known is None:
            return None
        try:
            parameters = known.plan.parameters_of(known.fixed, coerced, viewer, viewer_binds(viewer))
        except (ApiError, GraphQLError):
            return None
        try:
            text = await self._services.database.text(viewer, known.plan.sql, parameters)
        except psycopg.Error as error:
            located = GraphQLError(
                str(error), list(operation.selection_set.selections), path=[known.name], original_error=error
            )
            return response({known.name: None}, [located], viewer)
        return Answer(known.answer(text), executed=True) if text is not None else None

    # ------------------------------------------------------------------------------------------ subscriptions

    async def subscribe(self, envelope: Envelope, viewer: Viewer, *, address: str = "") -> Wanted | Watched | bytes:
        """What to feed or watch; or the answer, where the document subscribes to nothing. Raises ApiError."""
        try:
            node, operation, _ = self._documents.admitted(envelope)
        except Refused as refused:
            return refusal(refused.errors, viewer).body
        if operation.operation is not OperationType.SUBSCRIPTION:
            return (await self.execute(envelope, viewer, peer=address or None)).body
        if viewer.kind is ViewerKind.ANONYMOUS:
            raise Unauthenticated
        if not viewer.is_organisations:
            raise ForbiddenField
        watches = field_of(operation) in WATCHED
        scope = ApiScope.DOWNLOAD if watches else ApiScope.FEED
        if not viewer.has(scope):
            raise ForbiddenField(scope=scope)
        if watches:
            return await WatchedDocument(self._services, node, envelope, viewer).watched()
        live = LiveDocument(self._services, node, envelope, viewer)
        errors = await live.prepare()
        return refusal(errors, viewer).body if errors else live.wanted()

    # ------------------------------------------------------------------------------------------ answers

    def error(self, error: ApiError | BadEnvelope, viewer: Viewer | None) -> bytes:
        """One error as JSON, in the viewer's language."""
        return error_text(error, viewer)


def _repeat_key(envelope: Envelope, coerced: VariableValues, viewer: Viewer) -> Any:
    return (envelope.query, envelope.operation_name, structure(coerced.coerced), viewer.shape)

"""One operation: who asks, what it reads with, and how its mutations become transactions."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeAlias, TypeVar
from uuid import UUID

from graphql import ExecutionResult, GraphQLError, GraphQLObjectType, Undefined
from graphql.language import DocumentNode
from graphql.pyutils import Path
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry.types import Info as StrawberryInfo

from app.audit.entry import Who, note, noted
from app.database import Database, SessionReader, Snapshot
from app.envelope import Envelope
from app.errors import BadInput, Refusal, Throttled
from app.events.broker import Broker
from app.events.log import EventDraft, record
from app.events.work import work
from app.projection.executor import Computation, ProjectingExecutor
from app.projection.graph import Graph
from app.projection.plan import Cache, Plan
from app.resolvers.computed import COMPUTED
from app.resolvers.refusal_entries import TYPING_ERRORS, entries, note_refusal
from app.resolvers.refusals import refused
from app.scopes import viewer_binds
from app.security.buckets import Buckets, admit_mutation
from app.security.floods import Floods
from app.security.guesses import FullBudgets
from app.security.sessions import Sessions
from app.security.turns import Turns, sign_ins
from app.settings import Settings
from app.viewer import Viewer

P = ParamSpec("P")
T = TypeVar("T")

_WITHOUT_ROWS = (*TYPING_ERRORS, Throttled)
"""Their answers read nothing: where nothing is to be written either, the database is not asked."""


@dataclass(frozen=True, slots=True)
class Services:
    """What all operations of a process share."""

    database: Database
    broker: Broker
    settings: Settings
    sessions: Sessions
    buckets: Buckets
    graph: Graph
    plans: Cache[Plan]
    now: Callable[[], datetime]
    floods: Floods = field(default_factory=Floods)
    full: FullBudgets = field(default_factory=FullBudgets)
    sign_ins: Turns = field(default_factory=sign_ins)


@dataclass(frozen=True, slots=True)
class Client:
    """Where an HTTP request comes from."""

    address: str
    user_agent: str | None
    token: str | None
    """Of its session, however it travelled."""
    https: bool
    from_cookie: bool = False
    """The token came with a browser's cookie."""


@dataclass(slots=True)
class Operation:
    """The context of one operation's resolvers (`app.projection.executor.Context`)."""

    services: Services
    asker: Viewer
    document: str
    client: Client | None = None
    """None over a socket: there one cannot sign in or out."""
    peer: str | None = None
    """The address at the other end of a socket."""
    shared: bool = False
    variables: Any = None
    """Coerced, as graphql-core's VariableValues."""
    reader: Snapshot | SessionReader | Any = None
    cookies: list[str] = field(default_factory=list)
    """Values of Set-Cookie headers for the answer."""
    refusal: Refusal | None = None
    outcome: object | None = None
    transaction: AsyncExitStack | None = None
    session: AsyncSession | None = None
    """Of the mutation's transaction, once it has begun to write."""
    irrevocable: bool = False
    """What was done is kept even if the payload fails: what has been found out cannot be taken back."""

    @property
    def graph(self) -> Graph:
        return self.services.graph

    @property
    def plans(self) -> Cache[Plan]:
        return self.services.plans

    @property
    def reserved(self) -> Mapping[str, UUID | None]:
        return viewer_binds(self.asker)

    @property
    def http(self) -> Client:
        """Raises BadInput over a socket."""
        if self.client is None:
            raise BadInput("Sign in and out over HTTP, not over a socket.")
        return self.client

    @property
    def address(self) -> str | None:
        """Where it comes from, as far as that is known."""
        return self.peer if self.client is None else self.client.address

    async def compute(self, type_name: str, name: str, arguments: Mapping[str, Any]) -> Computation:
        """The value of a field that no statement can answer."""
        return await COMPUTED[type_name, name](self, arguments)

    async def write(self, viewer: Viewer | None = None) -> AsyncSession:
        """The mutation's transaction, begun here; the payload is read in it. With `viewer`, as that one from here."""
        assert self.transaction is not None, "only mutations write"
        if viewer is not None:
            self.asker = viewer
        services = self.services
        session = await self.transaction.enter_async_context(
            work(services.database, services.broker, self.asker, address=self.address)
        )
        self.session, self.reader = session, SessionReader(session)
        return session


Info: TypeAlias = StrawberryInfo[Operation, None]


def foreseen(resolver: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """A mutation's resolver: the refusals that it raises roll its transaction back and become its answer."""

    @wraps(resolver)
    async def resolve(*args: P.args, **kwargs: P.kwargs) -> T:
        info = next(value for value in (*args, *kwargs.values()) if isinstance(value, StrawberryInfo))
        operation: Operation = info.context
        if operation.outcome is not None:
            return operation.outcome  # type: ignore[return-value]
        try:
            return await resolver(*args, **kwargs)
        except Refusal as refusal:
            operation.refusal = refusal
            return None  # type: ignore[return-value]

    return resolve


class RolledBack(Exception):
    """Leaves a transaction without committing."""


class OperationExecutor(ProjectingExecutor):
    """Each root field of a mutation is one transaction: action, payload, events, commit, wake-ups; then the next."""

    def execute_fields_serially(
        self, parent_type: GraphQLObjectType, source_value: Any, path: Any, grouped_field_set: Any, position: Any
    ) -> Any:
        """As graphql-core's, in a loop: its own awaits each field within the next one's await."""

        async def run() -> dict[str, Any]:
            results = {}
            for name, details in grouped_field_set.items():
                place = Path(path, name, parent_type.name)
                result = self.execute_field(parent_type, source_value, details, place, position)
                if result is not Undefined:
                    results[name] = await result if self.is_awaitable(result) else result
            return results

        return run()

    def execute_field(
        self, parent_type: GraphQLObjectType, source: Any, field_details_list: Any, path: Any, position_context: Any
    ) -> Any:
        if self.schema.mutation_type is not parent_type:
            return super().execute_field(parent_type, source, field_details_list, path, position_context)

        async def run() -> Any:
            result = ProjectingExecutor.execute_field(
                self, parent_type, source, field_details_list, path, position_context
            )
            return await result if self.is_awaitable(result) else result

        async def transact() -> Any:
            try:
                return await self._transact(run, field_details_list[0].node.name.value)
            except Exception as error:  # of the commit itself: this field's, not its neighbours'
                definition = parent_type.fields[field_details_list[0].node.name.value]
                self.handle_field_error(error, definition.type, field_details_list, path)
                return None

        return transact()

    async def _transact(self, run: Callable[[], Awaitable[Any]], mutation: str) -> Any:
        operation: Operation = self.context_value
        asker, errors = operation.asker, len(self.collected_errors.errors)
        answer = None
        try:
            await self._admit(operation, mutation)
            if operation.outcome is not None:
                return await run()
            async with AsyncExitStack() as stack:
                operation.transaction = stack
                answer = await run()
                if operation.session is not None and not noted(operation.session):
                    note(operation.session, mutation)
                failed = len(self.collected_errors.errors) > errors and not operation.irrevocable
                if operation.refusal is not None or failed:
                    raise RolledBack
        except RolledBack:
            if operation.refusal is not None:
                operation.asker = asker  # a sign-in that fails late was nobody's yet
                return await self._refuse(operation, operation.refusal, run, mutation)
        finally:
            operation.asker, operation.reader, operation.transaction = asker, None, None
            operation.session = None
            operation.refusal = operation.outcome = None
            operation.irrevocable = False
        return answer

    async def _admit(self, operation: Operation, mutation: str) -> None:
        """A generous budget for mutations of all kinds; one that cannot say that it is used up (signOut) goes on. It
        leaves no trace: who is refused a thousand times a second is not to write as often."""
        payload = self.schema.mutation_type.fields[mutation].type  # type: ignore[union-attr]
        if any(member.name == "Throttled" for member in getattr(payload, "types", ())):
            try:
                await admit_mutation(operation.services.buckets, operation.asker, operation.address)
            except Throttled as refusal:
                operation.outcome = refused(refusal, operation.asker)

    async def _refuse(
        self, operation: Operation, refusal: Refusal, run: Callable[[], Awaitable[Any]], mutation: str
    ) -> Any:
        """What a refusal leaves behind survives the roll-back: a new transaction writes it before the answer."""
        operation.outcome = refused(refusal, operation.asker)
        who = Who(operation.asker, operation.address)
        count = entries(operation.services.floods, who, refusal, mutation)
        async with AsyncExitStack() as stack:
            operation.transaction = stack
            if count is None and not refusal.traces and isinstance(refusal, _WITHOUT_ROWS):
                return await run()
            session = await operation.write()
            if count is not None:
                note_refusal(session, who, refusal, mutation, count)
            for trace in refusal.traces:
                if isinstance(trace, EventDraft):
                    record(session, trace)
                else:
                    session.add(trace)
            return await run()


def rows(select: Any) -> Any:
    """Rows where a payload's type has a field of them: the projection completes it."""
    return select


def executor_of(
    node: DocumentNode, envelope: Envelope, operation: Operation, root: Any = None
) -> OperationExecutor | list[GraphQLError]:
    """What executes the document; or what is wrong with its variables."""
    built = OperationExecutor.build(
        operation.graph.schema,
        node,
        root_value=root,
        context_value=operation,
        raw_variable_values=envelope.variables,
        operation_name=envelope.operation_name,
        hide_suggestions=True,
    )
    if isinstance(built, OperationExecutor):
        operation.variables = built.variable_values
    return built  # type: ignore[return-value]


async def executed(executor: OperationExecutor) -> ExecutionResult:
    """Root fields one after the other: they share a snapshot, or follow each other as transactions."""
    result: Any = executor.execute_operation(serially=True)
    return result if isinstance(result, ExecutionResult) else await result

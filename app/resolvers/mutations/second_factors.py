"""Own sessions and the second factor."""

from typing import Annotated, Any

import strawberry
from sqlmodel import col

from app.actions.account_holder import holder_of
from app.actions.actors import primary_of
from app.actions.change_password import own_password
from app.actions.end_sessions import end_sessions
from app.actions.reset_second_factor import reset_second_factor
from app.actions.second_factor import confirm_second_factor, remove_second_factor, start_second_factor
from app.errors import InvalidInput
from app.models import User
from app.problems import required
from app.resolvers.mutations.arguments import key_in
from app.resolvers.operation import Info, foreseen, rows
from app.resolvers.query import signed_in
from app.schema.ids import id_of
from app.schema.payloads.security import (
    ConfirmSecondFactorPayload,
    EndSessionsPayload,
    RemoveSecondFactorPayload,
    ResetSecondFactorPayload,
    SecondFactorConfirmed,
    SecondFactorRemoved,
    SecondFactorReset,
    SecondFactorStarted,
    SessionsEnded,
    StartSecondFactorPayload,
)
from app.schema.security_inputs import (
    ConfirmSecondFactorInput,
    EndSessionsInput,
    RemoveSecondFactorInput,
    ResetSecondFactorInput,
    StartSecondFactorInput,
)
from app.scopes import visible_users
from app.security.buckets import Kind


@strawberry.type
class SecondFactors:
    @strawberry.mutation(description="End one of the own sessions, or all but this one.")
    @foreseen
    async def end_sessions(
        self, info: Info, input: Annotated[EndSessionsInput, strawberry.argument(description="Which.")]
    ) -> EndSessionsPayload | None:
        operation = info.context
        holder_of(operation.asker)
        id_: Any = input.id
        key = key_in(id_, ("Session",), "input", "id") if id_ else None
        ended = await end_sessions(await operation.write(), operation.asker, key, now=operation.services.now())
        ids = [strawberry.ID(id_of("Session", each)) for each in ended]
        return SessionsEnded(ended_ids=ids, viewer=signed_in(operation.asker))

    @strawberry.mutation(description="Prepare a second factor: an authenticator's codes (RFC 6238).")
    @foreseen
    async def start_second_factor(
        self, info: Info, input: Annotated[StartSecondFactorInput, strawberry.argument(description="The password.")]
    ) -> StartSecondFactorPayload | None:
        operation, services = info.context, info.context.services
        await own_password(services.database, services.buckets, operation.asker, input.password, "input", "password")
        started = await start_second_factor(
            await operation.write(), operation.asker, settings=services.settings, now=services.now()
        )
        return SecondFactorStarted(uri=started.uri, secret=started.secret)

    @strawberry.mutation(description="Put the prepared second factor into use.")
    @foreseen
    async def confirm_second_factor(
        self, info: Info, input: Annotated[ConfirmSecondFactorInput, strawberry.argument(description="A code.")]
    ) -> ConfirmSecondFactorPayload | None:
        operation, services = info.context, info.context.services
        holder = holder_of(operation.asker)
        if not input.code.strip():
            raise InvalidInput([required("input", "code")])
        await services.buckets.spend(Kind.SECOND_FACTOR, str(holder.id))
        codes = await confirm_second_factor(
            await operation.write(), operation.asker, input.code, settings=services.settings, now=services.now()
        )
        return SecondFactorConfirmed(recovery_codes=codes, viewer=signed_in(operation.asker))

    @strawberry.mutation(description="Sign in with the password alone again.")
    @foreseen
    async def remove_second_factor(
        self, info: Info, input: Annotated[RemoveSecondFactorInput, strawberry.argument(description="The password.")]
    ) -> RemoveSecondFactorPayload | None:
        operation, services = info.context, info.context.services
        await own_password(services.database, services.buckets, operation.asker, input.password, "input", "password")
        await remove_second_factor(await operation.write(), operation.asker, now=services.now())
        return SecondFactorRemoved(viewer=signed_in(operation.asker))

    @strawberry.mutation(
        description="Take away the second factor of a user who has lost the authenticator and the recovery codes; the"
        " user's sessions end. Of primary users staff do it."
    )
    @foreseen
    async def reset_second_factor(
        self, info: Info, input: Annotated[ResetSecondFactorInput, strawberry.argument(description="Whose.")]
    ) -> ResetSecondFactorPayload | None:
        operation, services = info.context, info.context.services
        primary_of(operation.asker)
        user_id = key_in(input.user_id, ("User",), "input", "userId")
        await own_password(services.database, services.buckets, operation.asker, input.password, "input", "password")
        await reset_second_factor(await operation.write(), operation.asker, user_id, now=services.now())
        return SecondFactorReset(user=rows(visible_users(operation.asker).where(col(User.id) == user_id)))

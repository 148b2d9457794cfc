"""Sessions: their beginning, in one step or two, and their end."""

from typing import Annotated

import strawberry

from app.actions.complete_sign_in import begin_challenge, challenged, complete_sign_in
from app.actions.end_sessions import end_presented
from app.actions.sign_in import SignedIn as Begun
from app.actions.sign_in import sign_in
from app.actions.sign_out import sign_out
from app.errors import (
    InvalidInput,
    NotSignedIn,
    OrganisationInactive,
    SecondFactorRequired,
    WrongCode,
    WrongCredentials,
)
from app.events.work import work
from app.models.enums import AccountKind
from app.problems import required
from app.resolvers.mutations.answering import sent_cookie
from app.resolvers.operation import Info, Operation, foreseen
from app.resolvers.query import signed_in
from app.resolvers.refusals import refused
from app.schema.payloads.signing_in import SignedIn, SignedOut, SignInPayload, SignOutPayload
from app.schema.security_inputs import CompleteSignInInput
from app.security.buckets import Kind, source, spend_all
from app.security.cookies import clear_cookie
from app.security.credentials import account as account_with
from app.security.credentials import concerning, know_source, proven
from app.viewer import SYSTEM


@strawberry.type
class SigningIn:
    @strawberry.mutation(description="Begin a session. The same answer for a wrong address and a wrong password.")
    @foreseen
    async def sign_in(
        self,
        info: Info,
        email: Annotated[str, strawberry.argument(description="Of the account.")],
        password: Annotated[str, strawberry.argument(description="Of the account.")],
        as_: Annotated[
            AccountKind | None,
            strawberry.argument(
                name="as",
                description="Needed only where one address has accounts of several kinds with this password.",
            ),
        ] = None,
    ) -> SignInPayload | None:
        operation = info.context
        services, client, now = operation.services, operation.http, operation.services.now()
        account = await proven(
            services.database,
            services.buckets,
            services.sign_ins,
            email=email,
            password=password,
            as_=as_,
            address=client.address,
        )
        session = await operation.write(account.viewer)
        if account.has_second_factor:
            token = await begin_challenge(session, account, now=now)
            return refused(SecondFactorRequired(token), account.viewer)  # type: ignore[no-any-return]
        begun = await sign_in(
            session,
            account,
            address=client.address,
            user_agent=client.user_agent,
            settings=services.settings,
            now=now,
        )
        return await _signed_in(operation, begun)

    @strawberry.mutation(description="Go on after SecondFactorRequired; a challenge has five attempts in five minutes.")
    @foreseen
    async def complete_sign_in(
        self,
        info: Info,
        input: Annotated[CompleteSignInInput, strawberry.argument(description="The challenge, and a code.")],
    ) -> SignInPayload | None:
        operation = info.context
        services, client, now = operation.services, operation.http, operation.services.now()
        if not input.code.strip():
            raise InvalidInput([required("input", "code")])
        where = (Kind.SIGN_IN_SOURCE, source(client.address))
        await services.buckets.spend(*where)
        async with work(services.database, services.broker, SYSTEM, address=client.address) as session:
            who = await challenged(session, input.challenge, now=now)
        spent = [(Kind.SECOND_FACTOR, str(who.holder.id))]
        await spend_all(services.buckets, spent)
        account = await account_with(services.database, who.holder.kind, who.email)
        if account is None or account.viewer.id != who.holder.id:
            raise WrongCode(path=("input", "code"))
        if account.organisation_suspended:
            raise concerning(account, OrganisationInactive())
        try:
            begun = await complete_sign_in(
                await operation.write(account.viewer),
                account,
                who,
                input.code,
                address=client.address,
                user_agent=client.user_agent,
                settings=services.settings,
                now=now,
            )
        except WrongCredentials as refusal:
            raise concerning(account, refusal) from None
        for kind, key in (where, *spent):
            await services.buckets.refund(kind, key)
        await know_source(services.buckets, client.address, who.email)
        return await _signed_in(operation, begun)

    @strawberry.mutation(description="End this session.")
    @foreseen
    async def sign_out(self, info: Info) -> SignOutPayload | None:
        operation = info.context
        client = operation.http
        if client.token is None:
            raise NotSignedIn
        session = await operation.write()
        at = await sign_out(session, operation.asker, now=operation.services.now())
        operation.services.sessions.forget(client.token)
        operation.cookies.append(clear_cookie(https=client.https))
        return SignedOut(at=at)  # type: ignore[arg-type]


async def _signed_in(operation: Operation, begun: Begun) -> SignedIn:
    """The answer. A session whose cookie the browser still sent has ended: nobody goes on under an old one."""
    client, session = operation.http, operation.session
    assert session is not None
    if client.from_cookie and client.token is not None:
        await end_presented(session, operation.asker, client.token, now=operation.services.now())
    operation.asker = begun.viewer
    sent_cookie(operation, begun)
    return SignedIn(
        token=begun.token,
        expires_at=begun.expires_at,  # type: ignore[arg-type]
        viewer=signed_in(begun.viewer),
    )

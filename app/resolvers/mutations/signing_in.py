"""Sessions: their beginning and their end."""

from typing import Annotated

import strawberry

from app.actions.sign_in import sign_in
from app.actions.sign_out import sign_out
from app.errors import NotSignedIn
from app.models.enums import AccountKind
from app.resolvers.operation import Info, foreseen
from app.resolvers.query import signed_in
from app.schema.payloads.signing_in import SignedIn, SignedOut, SignInPayload, SignOutPayload
from app.security.cookies import clear_cookie, set_cookie
from app.security.credentials import proven


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
        services, client = operation.services, operation.http
        account = await proven(
            services.database, services.guesses, email=email, password=password, as_=as_, address=client.address
        )
        session = await operation.write(account.viewer)
        begun = await sign_in(
            session,
            account,
            address=client.address,
            user_agent=client.user_agent,
            settings=services.settings,
            now=services.now(),
        )
        operation.asker = begun.viewer
        seconds = int((begun.expires_at - services.now()).total_seconds())
        operation.cookies.append(set_cookie(begun.token, https=client.https, max_age=seconds))
        return SignedIn(
            token=begun.token,
            expires_at=begun.expires_at,  # type: ignore[arg-type]
            viewer=signed_in(begun.viewer),
        )

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

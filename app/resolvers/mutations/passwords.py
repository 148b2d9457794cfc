"""Passwords: asked for by mail, set by link, changed."""

from typing import Annotated

import strawberry

from app.actions.change_password import change_password, new_hash
from app.actions.request_password_link import request_password_link
from app.actions.set_password import new_password, set_password
from app.errors import InvalidInput
from app.resolvers.mutations.answering import sent_cookie
from app.resolvers.operation import Info, foreseen
from app.resolvers.query import signed_in
from app.schema.payloads.security import (
    ChangePasswordPayload,
    PasswordChanged,
    PasswordLinkRequested,
    PasswordSet,
    RequestPasswordLinkPayload,
    SetPasswordPayload,
)
from app.schema.security_inputs import ChangePasswordInput, RequestPasswordLinkInput, SetPasswordInput
from app.security.addresses import email_problems, folded_email
from app.security.buckets import Kind, source, spend_all


@strawberry.type
class Passwords:
    @strawberry.mutation(
        description="Have a link mailed to set a new password. The same answer whether or not the address is known."
    )
    @foreseen
    async def request_password_link(
        self, info: Info, input: Annotated[RequestPasswordLinkInput, strawberry.argument(description="Whose.")]
    ) -> RequestPasswordLinkPayload | None:
        operation, services = info.context, info.context.services
        email = folded_email(input.email)
        if problems := email_problems(email, "input", "email"):
            raise InvalidInput(problems)
        where = source(operation.http.address)
        await spend_all(services.buckets, [(Kind.PASSWORD_LINK_SOURCE, where), (Kind.PASSWORD_LINK_EMAIL, email)])
        session = await operation.write()
        await request_password_link(
            session, operation.asker, email=email, settings=services.settings, now=services.now()
        )
        return PasswordLinkRequested(email=email)

    @strawberry.mutation(description="Set the password by the link in a mail; all sessions of the account end.")
    @foreseen
    async def set_password(
        self, info: Info, input: Annotated[SetPasswordInput, strawberry.argument(description="Link and password.")]
    ) -> SetPasswordPayload | None:
        operation, services = info.context, info.context.services
        new = await new_password(
            services.database,
            services.buckets,
            token=input.token,
            password=input.password,
            address=operation.http.address,
            now=services.now(),
        )
        owner = await set_password(await operation.write(), operation.asker, new, now=services.now())
        return PasswordSet(email=owner.email)

    @strawberry.mutation(description="Change the own password. All other sessions end, and this one gets a new token.")
    @foreseen
    async def change_password(
        self, info: Info, input: Annotated[ChangePasswordInput, strawberry.argument(description="Old and new.")]
    ) -> ChangePasswordPayload | None:
        operation, services, client = info.context, info.context.services, info.context.http
        proof, hashed = await new_hash(services.database, services.buckets, operation.asker, input.current, input.new)
        changed = await change_password(
            await operation.write(),
            operation.asker,
            proof,
            hashed,
            address=client.address,
            user_agent=client.user_agent,
            settings=services.settings,
            now=services.now(),
        )
        operation.asker = changed.viewer
        sent_cookie(operation, changed)
        return PasswordChanged(
            token=changed.token,
            expires_at=changed.expires_at,  # type: ignore[arg-type]
            viewer=signed_in(changed.viewer),
        )

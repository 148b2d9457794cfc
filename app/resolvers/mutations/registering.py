"""An organisation registers, and its applicant's address is confirmed."""

from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.confirm_candidate_email import address_holder, confirm_candidate_email
from app.actions.confirm_email import confirm_email
from app.actions.once import Done
from app.actions.register_organisation import Registrant, register_organisation, registered
from app.resolvers.mutations.repeating import done_once
from app.resolvers.operation import Info, foreseen, rows
from app.resolvers.registrations import registration
from app.schema.board_inputs import ConfirmEmailInput, RegisterOrganisationInput
from app.schema.payloads.registering import (
    ConfirmEmailPayload,
    EmailConfirmed,
    OrganisationRegistered,
    RegisterOrganisationPayload,
)
from app.scopes import own_account
from app.security.addresses import folded_email
from app.security.buckets import Kind, source, spend_all
from app.security.link_state import state_of


@strawberry.type
class Registering:
    @strawberry.mutation(
        description="Ask to become a member. The same answer whether or not the e-mail address is known."
    )
    @foreseen
    async def register_organisation(
        self, info: Info, input: Annotated[RegisterOrganisationInput, strawberry.argument(description="Who asks.")]
    ) -> RegisterOrganisationPayload | None:
        services = info.context.services
        where, email = source(info.context.http.address), folded_email(input.email)
        costs = [(Kind.REGISTRATION, where), (Kind.REGISTRATION_EMAIL, email)]
        await spend_all(services.buckets, costs)

        async def act(session: AsyncSession) -> Done:
            application = await register_organisation(
                session, info.context.asker, _registrant(input), settings=services.settings, now=services.now()
            )
            return Done([application.id])

        done = await done_once(info, act)
        if done.repeated:
            for kind, key in costs:
                await services.buckets.refund(kind, key)
        assert info.context.session is not None
        application = await registered(info.context.session, info.context.asker, done.ids[0])
        return OrganisationRegistered(registration=registration(application))

    @strawberry.mutation(
        description="Prove that the e-mail address of a registration, or of a candidate's account, is one's own. Of an"
        " account this takes being signed in to it, or its password: the link alone may be in a stranger's mailbox."
    )
    @foreseen
    async def confirm_email(
        self, info: Info, input: Annotated[ConfirmEmailInput, strawberry.argument(description="The link.")]
    ) -> ConfirmEmailPayload | None:
        operation, asker, now = info.context, info.context.asker, info.context.services.now()
        state = await state_of(operation.services.database, input.token)
        if state is None or not state.of_candidate:
            application = await confirm_email(await operation.write(), asker, input.token, now=now)
            return EmailConfirmed(registration=registration(application), candidate=None)
        account_id = await address_holder(
            operation.services.database,
            operation.services.buckets,
            asker,
            token=input.token,
            password=input.password or "",
            address=operation.address or "",
            now=now,
        )
        await confirm_candidate_email(await operation.write(), asker, input.token, account_id, now=now)
        own = rows(own_account(asker)) if asker.id == account_id else None
        return EmailConfirmed(registration=None, candidate=own)


def _registrant(given: RegisterOrganisationInput) -> Registrant:
    return Registrant(
        name=given.name,
        city=given.city,
        country=given.country,
        website=given.website or None,
        recognised_exams=given.recognised_exams,
        family_name=given.family_name,
        given_name=given.given_name,
        email=given.email,
        language=given.language,
    )

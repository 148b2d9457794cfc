"""An organisation and its users."""

from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlmodel import col

from app.actions.actors import primary_of, user_of
from app.actions.add_user import NewUser, add_user
from app.actions.remove_user import remove_user
from app.actions.resend_invitation import resend_invitation
from app.actions.transfer_primary import transfer_primary
from app.actions.update_organisation import OrganisationChange, update_organisation
from app.actions.update_share import UNSET
from app.actions.update_user import UserChange, update_user
from app.models import User
from app.resolvers.mutations.arguments import key_in, or_none
from app.resolvers.operation import Info, foreseen, rows
from app.schema.ids import id_of
from app.schema.payloads.people import (
    AddUserPayload,
    InvitationSent,
    OrganisationUpdated,
    PrimaryTransferred,
    RemoveUserPayload,
    ResendInvitationPayload,
    TransferPrimaryPayload,
    UpdateOrganisationPayload,
    UpdateUserPayload,
    UserAdded,
    UserRemoved,
    UserUpdated,
)
from app.schema.people_inputs import AddUserInput, TransferPrimaryInput, UpdateOrganisationInput, UpdateUserInput
from app.scopes import own_organisation, visible_users
from app.security.buckets import Kind


def _user(info: Info, user_id: UUID) -> Any:
    return rows(visible_users(info.context.asker).where(col(User.id) == user_id))


@strawberry.type
class People:
    @strawberry.mutation(description="Change what everybody may know of the organisation. What is left out stays.")
    @foreseen
    async def update_organisation(
        self, info: Info, input: Annotated[UpdateOrganisationInput, strawberry.argument(description="What to change.")]
    ) -> UpdateOrganisationPayload | None:
        asker, services = info.context.asker, info.context.services
        _, organisation_id = primary_of(asker)
        change = OrganisationChange(
            name=or_none(input.name),
            city=or_none(input.city),
            website=UNSET if input.website is strawberry.UNSET else input.website,
            recognised_exams=or_none(input.recognised_exams),
        )
        if change.touches_identity:
            await services.buckets.spend(Kind.IDENTITY, str(organisation_id))
        await update_organisation(await info.context.write(), asker, change, now=services.now())
        return OrganisationUpdated(organisation=rows(own_organisation(asker)))

    @strawberry.mutation(description="Add a user, who gets a mail with a link to set a password.")
    @foreseen
    async def add_user(
        self, info: Info, input: Annotated[AddUserInput, strawberry.argument(description="Who.")]
    ) -> AddUserPayload | None:
        asker, services = info.context.asker, info.context.services
        _, organisation_id = primary_of(asker)
        await services.buckets.spend(Kind.ADD_USER, str(organisation_id))
        new = NewUser(
            email=input.email,
            family_name=input.family_name,
            given_name=input.given_name,
            language=input.language,
            role=input.role,
            may_view_photos=input.may_view_photos,
            may_manage_api=input.may_manage_api,
        )
        user = await add_user(await info.context.write(), asker, new, settings=services.settings, now=services.now())
        return UserAdded(user=_user(info, user.id), organisation=rows(own_organisation(asker)))

    @strawberry.mutation(description="Change a user. What is left out stays.")
    @foreseen
    async def update_user(
        self, info: Info, input: Annotated[UpdateUserInput, strawberry.argument(description="Whom, and what.")]
    ) -> UpdateUserPayload | None:
        asker = info.context.asker
        user_of(asker)
        user_id = key_in(input.id, ("User",), "input", "id")
        change = UserChange(
            family_name=or_none(input.family_name),
            given_name=or_none(input.given_name),
            language=or_none(input.language),
            role=or_none(input.role),
            may_view_photos=or_none(input.may_view_photos),
            may_manage_api=or_none(input.may_manage_api),
        )
        await update_user(await info.context.write(), asker, user_id, change)
        return UserUpdated(user=_user(info, user_id))

    @strawberry.mutation(description="Remove a user, at once. Also withdraws an invitation.")
    @foreseen
    async def remove_user(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Of a User.")]
    ) -> RemoveUserPayload | None:
        asker = info.context.asker
        primary_of(asker)
        user = await remove_user(
            await info.context.write(), asker, key_in(id, ("User",), "id"), now=info.context.services.now()
        )
        removed_id = strawberry.ID(id_of("User", user.id))
        return UserRemoved(removed_id=removed_id, organisation=rows(own_organisation(asker)))

    @strawberry.mutation(description="Send an invitation again: the link of the first one works no longer.")
    @foreseen
    async def resend_invitation(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Of a User.")]
    ) -> ResendInvitationPayload | None:
        asker, services = info.context.asker, info.context.services
        primary_of(asker)
        user_id = key_in(id, ("User",), "id")
        await resend_invitation(
            await info.context.write(), asker, user_id, settings=services.settings, now=services.now()
        )
        return InvitationSent(user=_user(info, user_id))

    @strawberry.mutation(description="Hand the role of primary user over: one is a member afterwards.")
    @foreseen
    async def transfer_primary(
        self, info: Info, input: Annotated[TransferPrimaryInput, strawberry.argument(description="To whom.")]
    ) -> TransferPrimaryPayload | None:
        asker = info.context.asker
        primary_of(asker)
        user_id = key_in(input.user_id, ("User",), "input", "userId")
        before, after = await transfer_primary(await info.context.write(), asker, user_id)
        return PrimaryTransferred(from_=_user(info, before.id), to=_user(info, after.id))

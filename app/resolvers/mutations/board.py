"""What staff decide on applications and organisations."""

from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlmodel import col

from app.actions.actors import staff_of
from app.actions.approve_organisation import approve_organisation
from app.actions.merge_application import merge_application
from app.actions.refuse_organisation import refuse_organisation
from app.actions.restore_organisation import restore_organisation
from app.actions.set_verification_budget import set_verification_budget
from app.actions.suspend_organisation import suspend_organisation
from app.models import Application, Organisation
from app.resolvers.mutations.arguments import key_in
from app.resolvers.operation import Info, foreseen, rows
from app.schema.board_inputs import (
    ApproveOrganisationInput,
    MergeApplicationInput,
    RefuseOrganisationInput,
    SetVerificationBudgetInput,
    SuspendOrganisationInput,
)
from app.schema.payloads.board import (
    ApplicationMerged,
    ApproveOrganisationPayload,
    MergeApplicationPayload,
    OrganisationApproved,
    OrganisationRefused,
    OrganisationRestored,
    OrganisationSuspended,
    RefuseOrganisationPayload,
    RestoreOrganisationPayload,
    SetVerificationBudgetPayload,
    SuspendOrganisationPayload,
    VerificationBudgetSet,
)
from app.scopes import board_applications, board_organisations

_ORGANISATIONS = ("BoardOrganisation", "OrganisationProfile", "Organisation")


def _application(info: Info, application_id: UUID) -> Any:
    return rows(board_applications(info.context.asker).where(col(Application.id) == application_id))


def _organisation(info: Info, organisation_id: UUID | None) -> Any:
    return rows(board_organisations(info.context.asker).where(col(Organisation.id) == organisation_id))


@strawberry.type
class BoardDecisions:
    @strawberry.mutation(description="Make an organisation a member; its applicant gets a link to set a password.")
    @foreseen
    async def approve_organisation(
        self, info: Info, input: Annotated[ApproveOrganisationInput, strawberry.argument(description="Which.")]
    ) -> ApproveOrganisationPayload | None:
        asker, services = info.context.asker, info.context.services
        staff_of(asker)
        application_id = key_in(input.application_id, ("Application",), "input", "applicationId")
        session = await info.context.write()
        application, organisation = await approve_organisation(
            session, asker, application_id, settings=services.settings, now=services.now()
        )
        return OrganisationApproved(
            application=_application(info, application.id), organisation=_organisation(info, organisation.id)
        )

    @strawberry.mutation(description="Refuse an application; its applicant is told why.")
    @foreseen
    async def refuse_organisation(
        self, info: Info, input: Annotated[RefuseOrganisationInput, strawberry.argument(description="Which.")]
    ) -> RefuseOrganisationPayload | None:
        asker = info.context.asker
        staff_of(asker)
        application_id = key_in(input.application_id, ("Application",), "input", "applicationId")
        session, now = await info.context.write(), info.context.services.now()
        application = await refuse_organisation(session, asker, application_id, reason=input.reason, now=now)
        return OrganisationRefused(application=_application(info, application.id))

    @strawberry.mutation(description="The applicant becomes a user of an organisation that exists.")
    @foreseen
    async def merge_application(
        self, info: Info, input: Annotated[MergeApplicationInput, strawberry.argument(description="Which into which.")]
    ) -> MergeApplicationPayload | None:
        asker, services = info.context.asker, info.context.services
        staff_of(asker)
        application_id = key_in(input.application_id, ("Application",), "input", "applicationId")
        organisation_id = key_in(input.organisation_id, _ORGANISATIONS, "input", "organisationId")
        application = await merge_application(
            await info.context.write(),
            asker,
            application_id,
            organisation_id=organisation_id,
            role=input.role,
            settings=services.settings,
            now=services.now(),
        )
        return ApplicationMerged(
            application=_application(info, application.id), organisation=_organisation(info, organisation_id)
        )

    @strawberry.mutation(description="Refuse an organisation's users and keys from their next request on.")
    @foreseen
    async def suspend_organisation(
        self, info: Info, input: Annotated[SuspendOrganisationInput, strawberry.argument(description="Which.")]
    ) -> SuspendOrganisationPayload | None:
        asker = info.context.asker
        staff_of(asker)
        organisation_id = key_in(input.id, _ORGANISATIONS, "input", "id")
        session, now = await info.context.write(), info.context.services.now()
        await suspend_organisation(session, asker, organisation_id, reason=input.reason, now=now)
        return OrganisationSuspended(organisation=_organisation(info, organisation_id))

    @strawberry.mutation(description="End a suspension.")
    @foreseen
    async def restore_organisation(
        self,
        info: Info,
        id: Annotated[
            strawberry.ID, strawberry.argument(description="Of a BoardOrganisation (or an OrganisationProfile).")
        ],
    ) -> RestoreOrganisationPayload | None:
        asker = info.context.asker
        staff_of(asker)
        organisation_id = key_in(id, _ORGANISATIONS, "id")
        await restore_organisation(await info.context.write(), asker, organisation_id)
        return OrganisationRestored(organisation=_organisation(info, organisation_id))

    @strawberry.mutation(description="Set how many failed checks an organisation may make in a day (UTC).")
    @foreseen
    async def set_verification_budget(
        self, info: Info, input: Annotated[SetVerificationBudgetInput, strawberry.argument(description="Whose.")]
    ) -> SetVerificationBudgetPayload | None:
        asker = info.context.asker
        staff_of(asker)
        organisation_id = key_in(input.organisation_id, _ORGANISATIONS, "input", "organisationId")
        await set_verification_budget(await info.context.write(), asker, organisation_id, per_day=input.per_day)
        return VerificationBudgetSet(organisation=_organisation(info, organisation_id))

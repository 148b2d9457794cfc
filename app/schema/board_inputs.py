"""What registering, and the board's decisions, take."""

import strawberry

from app.models.enums import ExamCode, Language, UserRole
from app.schema.inputs import given, needed, repeatable
from app.schema.scalars import CountryCode


@strawberry.input(description="An organisation, and who registers it.")
class RegisterOrganisationInput:
    name: str = needed("Of the organisation; up to 200 characters, as the other texts.")
    city: str = needed("Where it is.")
    country: CountryCode = needed("Where it is; its business days count.")
    website: str | None = given("Its address on the web.")
    recognised_exams: list[ExamCode] = needed("The exams it recognises; at least one.")
    family_name: str = needed("Of who registers it, and will be its primary user.")
    given_name: str = needed("May be empty: some people have one name.")
    email: str = needed("Of who registers it; gets a link to confirm it.")
    language: Language = needed("Of mails, and of the user's interface.")
    idempotency_key: str | None = repeatable()


@strawberry.input(description="The link in the mail.")
class ConfirmEmailInput:
    token: str = needed("The end of the link's address.")
    password: str | None = given("Of the candidate's account that the link is of, unless one is signed in to it.")


@strawberry.input(description="Which application to approve.")
class ApproveOrganisationInput:
    application_id: strawberry.ID = needed("Of an Application.")


@strawberry.input(description="Which application to refuse, and why.")
class RefuseOrganisationInput:
    application_id: strawberry.ID = needed("Of an Application.")
    reason: str = needed("Told to the applicant; up to 2,000 characters.")


@strawberry.input(description="Whose user the applicant becomes.")
class MergeApplicationInput:
    application_id: strawberry.ID = needed("Of an Application.")
    organisation_id: strawberry.ID = needed("Of a BoardOrganisation (or an OrganisationProfile).")
    role: UserRole = strawberry.field(default=UserRole.MEMBER, description="The applicant's.")


@strawberry.input(description="Which organisation to suspend, and why.")
class SuspendOrganisationInput:
    id: strawberry.ID = needed("Of a BoardOrganisation (or an OrganisationProfile).")
    reason: str = needed("For staff; up to 2,000 characters.")


@strawberry.input(description="How many failed checks an organisation may make.")
class SetVerificationBudgetInput:
    organisation_id: strawberry.ID = needed("Of a BoardOrganisation (or an OrganisationProfile).")
    per_day: int = needed("In a day (UTC); 1 to 1,000,000.")


@strawberry.input(description="Which result to cancel, and why.")
class CancelResultInput:
    result_id: strawberry.ID = needed("Of a BoardResult or a Result.")
    version: int = needed("As it was read: Conflict OUT_OF_DATE if somebody was faster.")
    reason: str = needed("Told to receivers and candidate; up to 2,000 characters.")
    note: str | None = given("For staff alone; up to 2,000 characters.")


@strawberry.input(description="Which result to withhold, and why.")
class WithholdResultInput:
    result_id: strawberry.ID = needed("Of a BoardResult or a Result.")
    version: int = needed("As it was read: Conflict OUT_OF_DATE if somebody was faster.")
    reason: str = needed("Told to receivers and candidate; up to 2,000 characters.")
    note: str | None = given("For staff alone; up to 2,000 characters.")


@strawberry.input(description="Which result to release, and why.")
class ReleaseResultInput:
    result_id: strawberry.ID = needed("Of a BoardResult or a Result.")
    version: int = needed("As it was read: Conflict OUT_OF_DATE if somebody was faster.")
    reason: str = needed("Told to receivers and candidate; up to 2,000 characters.")
    note: str | None = given("For staff alone; up to 2,000 characters.")

"""Inputs: filters, orders and what mutations take."""

from typing import Any

import strawberry

from app.models.enums import (
    CefrLevel,
    ExamCode,
    Grade,
    Language,
    ResultStatus,
    ShareStatus,
    Skill,
    VerificationOutcome,
)
from app.schema.common import PerUserDirective
from app.schema.enums import CandidateShareStatus, OrderDirection, ShareOrderField
from app.schema.scalars import CountryCode, Date, DateTime


def given(description: str, *, per_user: bool = False, name: str | None = None) -> Any:
    """An input field that may be left out."""
    return strawberry.field(
        default=strawberry.UNSET,
        description=description,
        directives=[PerUserDirective()] if per_user else [],
        name=name,
    )


def needed(description: str) -> Any:
    """An input field that must be given."""
    return strawberry.field(description=description)


def repeatable() -> Any:
    """The input field `idempotencyKey` (`app.actions.once`)."""
    return given(
        "Any text of yours, up to 200 characters: the same key by the same viewer within 24 hours does nothing again"
        " and gives the first answer (its objects as they are now, secrets null); with another input, Conflict"
        " IDEMPOTENCY_KEY_REUSED. What was refused is not remembered."
    )


@strawberry.input(description="`from` inclusive, `before` exclusive.")
class DateTimeRange:
    from_: DateTime | None = given("Not earlier than this.", name="from")
    before: DateTime | None = given("Earlier than this.")


@strawberry.input(description="Both inclusive.")
class DateRange:
    from_: Date | None = given("Not earlier than this.", name="from")
    to: Date | None = given("Not later than this.")


@strawberry.input(description="Both inclusive; rows without a score do not match.")
class ScoreRange:
    min: int | None = given("Not lower than this.")
    max: int | None = given("Not higher than this.")


@strawberry.input(description="A range for the score of one skill.")
class SkillScoreFilter:
    skill: Skill = needed("The part of the exam.")
    score: ScoreRange = needed("What its score must lie in.")


@strawberry.input(description="Events after one cursor, up to and with another.")
class EventWindow:
    after: str | None = given("An event cursor, exclusive.")
    up_to: str | None = given("An event cursor, inclusive.")


@strawberry.input(description="All given fields must hold; a list holds if one of its values does.")
class ShareFilter:
    search: str | None = given(
        "Words, in any order: each the beginning of a word of the name (of a name in kana, Han or hangul: any part) or"
        " of the statement number. Case, width, accents and kana do not matter. A share that has ended is found by name"
        " alone."
    )
    is_new: bool | None = given("Bold for this user, or not.", per_user=True)
    is_changed: bool | None = given("Changed since this user opened it, or not.", per_user=True)
    opened: bool | None = given("Opened by anyone of the organisation, or not.")
    statuses: list[ShareStatus] | None = given("Default: ACTIVE.")
    exams: list[ExamCode] | None = given("One of these exams.")
    cefr_levels: list[CefrLevel] | None = given("One of these levels.")
    grades: list[Grade] | None = given("One of these grades.")
    result_statuses: list[ResultStatus] | None = given("One of these statuses of the result.")
    overall_score: ScoreRange | None = given("What the overall score must lie in.")
    skill_scores: list[SkillScoreFilter] | None = given("Each must hold.")
    session: DateRange | None = given("When the exam was sat.")
    shared_at: DateTimeRange | None = given("When it was shared.")
    shared_within_days: int | None = given("The last n days, counted back from now: stays true in a saved filter.")
    window: EventWindow | None = given(
        "By the event log instead of the clock: exactly what came between two moments of it."
    )
    date_of_birth: Date | None = given("The candidate's date of birth.")
    centre_numbers: list[str] | None = given("Sat at one of these centres.")
    centre_countries: list[CountryCode] | None = given("Sat in one of these countries.")
    statement_numbers: list[str] | None = given("One of these statements; up to 1,000.")
    ids: list[strawberry.ID] | None = given("One of these shares; up to 1,000.")


@strawberry.input(description="Ties by id; rows without the value last.")
class ShareOrder:
    field: ShareOrderField = needed("What to order by.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Which end comes first.")


@strawberry.input(description="All given fields must hold.")
class VerificationFilter:
    search: str | None = given("Beginning of the statement number, or the applicant reference.")
    outcomes: list[VerificationOutcome] | None = given("One of these outcomes.")
    checked_at: DateTimeRange | None = given("When it was checked.")
    by_user_ids: list[strawberry.ID] | None = given("Checked by one of these users.")
    changed_since: bool | None = given("The result has a newer version than was seen, or not.")


@strawberry.input(description="All given fields must hold.")
class CandidateShareFilter:
    result_ids: list[strawberry.ID] | None = given("Of one of these results.")
    statuses: list[CandidateShareStatus] | None = given("In one of these states.")
    opened: bool | None = given("Opened by the organisation, or not.")


@strawberry.input(description="An organisation that is not registered: it is invited by mail.")
class InviteOrganisationInput:
    name: str = needed("What it is called.")
    city: str = needed("Where it is.")
    country: CountryCode = needed("In which country.")
    email: str = needed("Where it is invited, and by which it is known once it registers.")


@strawberry.input(
    description="What to share, with whom, until when. Exactly one of organisationId and inviteOrganisation."
)
class ShareResultsInput:
    result_ids: list[strawberry.ID] = needed("Own results; up to 100.")
    organisation_id: strawberry.ID | None = given("Of an OrganisationProfile (or an Organisation).")
    invite_organisation: InviteOrganisationInput | None = given(
        "One that is not registered: the shares are delivered once it is approved."
    )
    expires_at: "DateTime | None" = given("When the permission ends by itself; left out or null: never.")
    hide_photo: bool = strawberry.field(default=False, description="Keep the photo from this organisation.")
    idempotency_key: str | None = repeatable()


@strawberry.input(description="What is left out stays as it is.")
class UpdateShareInput:
    id: strawberry.ID = needed("Of a CandidateShare.")
    expires_at: "DateTime | None" = given("null takes the expiry away.")
    hide_photo: bool | None = given("Keep the photo from this organisation.")


@strawberry.input(description="Exactly one of shareIds and filter.")
class MarkSharesSeenInput:
    share_ids: list[strawberry.ID] | None = given("These shares; up to 1,000.")
    filter: ShareFilter | None = given("All shares that match; an empty filter: all.")
    up_to: str | None = given("With filter, an event cursor: spares what came since the list was loaded.")


@strawberry.input(description="What stands on a statement of results.")
class VerifyResultInput:
    statement_number: str = needed("Width, case and spaces do not matter.")
    date_of_birth: Date = needed("As printed.")
    applicant_reference: str | None = given("The organisation's own id for the person; up to 100 characters.")


@strawberry.input(description="What stands on the letter to the candidate, and how to sign in from now on.")
class ClaimCandidateAccountInput:
    candidate_number: str = needed("Width, case and spaces do not matter.")
    secret: str = needed("As on the letter.")
    email: str = needed("For signing in and for mail.")
    password: str = needed("For signing in.")
    language: Language = strawberry.field(default=Language.EN, description="Of interface and mail.")

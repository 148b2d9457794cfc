"""Inputs of mutations on organisations, their users and their keys."""

import strawberry

from app.models.enums import ApiScope, ExamCode, Language, UserRole
from app.schema.inputs import given, needed, repeatable
from app.schema.scalars import DateTime


@strawberry.input(description="What is left out stays as it is.")
class UpdateOrganisationInput:
    name: str | None = given("Its name.")
    city: str | None = given("Its city.")
    website: str | None = given("Its address on the web; null takes it away.")
    recognised_exams: list[ExamCode] | None = given("The exams it recognises; the whole list.")


@strawberry.input(description="Who is to be added.")
class AddUserInput:
    email: str = needed("Where the invitation goes.")
    family_name: str = needed("Up to 100 characters; empty for who has a given name only.")
    given_name: str = needed("Up to 100 characters; empty for who has a family name only.")
    role: UserRole = strawberry.field(default=UserRole.MEMBER, description="Primary users manage the others.")
    may_view_photos: bool = strawberry.field(default=False, description="Permission to see photos.")
    may_manage_api: bool = strawberry.field(default=False, description="Permission to manage API keys.")
    language: Language = needed("Of interface and mail.")


@strawberry.input(description="What is left out stays as it is. Names and language also of oneself.")
class UpdateUserInput:
    id: strawberry.ID = needed("Of a User.")
    family_name: str | None = given("Family name.")
    given_name: str | None = given("Given name.")
    role: UserRole | None = given("Primary users manage the others.")
    may_view_photos: bool | None = given("Permission to see photos.")
    may_manage_api: bool | None = given("Permission to manage API keys.")
    language: Language | None = given("Of interface and mail.")


@strawberry.input(description="Who is to be primary.")
class TransferPrimaryInput:
    user_id: strawberry.ID = needed("Of a User who has accepted the invitation.")


@strawberry.input(description="What a key may do, from where, until when.")
class CreateApiKeyInput:
    name: str = needed("What the organisation calls it; up to 100 characters.")
    scopes: list[ApiScope] = needed("What it may do; at least one.")
    networks: list[str] | None = given("CIDR, IPv4 or IPv6, up to 100; left out or empty: from anywhere.")
    expires_at: DateTime = needed("When it ends by itself; within two years.")
    idempotency_key: str | None = repeatable()


@strawberry.input(description="A new key with the same name, scopes and networks.")
class RotateApiKeyInput:
    id: strawberry.ID = needed("Of an ApiKey.")
    overlap_hours: int = strawberry.field(
        default=168, description="How long the previous one still works, unless it expires before; up to 2,160."
    )
    expires_at: DateTime = needed("When the new one ends by itself; within two years.")
    idempotency_key: str | None = repeatable()

"""Organisations: what everybody may know, and what their own users see."""

from typing import Annotated

import strawberry

from app.models.enums import EventKind, Language, OrganisationStatus, UserRole, UserStatus
from app.schema.api_key import ApiKey
from app.schema.audit import AuditEntryConnection, AuditFilter, VerificationBudget
from app.schema.common import After, Before, First, Last, Node, PageInfo, Projected, described, projected
from app.schema.download import DownloadConnection
from app.schema.download_inputs import DownloadFilter
from app.schema.enums import ShareGrouping
from app.schema.event import EventConnection
from app.schema.exam import Exam
from app.schema.inputs import ShareFilter, ShareOrder, VerificationFilter
from app.schema.scalars import CountryCode, DateTime
from app.schema.session import Session
from app.schema.share import ShareConnection, ShareCount
from app.schema.template import Template, TemplateColumn, TemplateInput, TemplatePreview
from app.schema.verification import VerificationConnection


@strawberry.type(description="What everybody may know. Its id is not the Organisation's; shareResults takes either.")
class OrganisationProfile(Node):
    name: str = described("Its name.")
    city: str = described("Tells namesakes apart, with country.")
    country: CountryCode = described("Its country.")
    website: str | None = described("Its address on the web.")
    recognised_exams: list[Exam] = described("The exams it recognises.")


@strawberry.type(description="An organisation and its place in the list.")
class OrganisationProfileEdge:
    cursor: str = described("For after and before.")
    node: OrganisationProfile = described("The organisation.")


@strawberry.type(description="A page of organisations.")
class OrganisationProfileConnection:
    edges: list[OrganisationProfileEdge] = described("The organisations with their cursors.")
    nodes: list[OrganisationProfile] = described("The organisations.")
    page_info: PageInfo = described("Where the page lies.")
    total_count: int = described("How many there are on all pages.")


@strawberry.type(description="Somebody who signs in for an organisation.")
class User(Node):
    email: str = described("For signing in and for mail.")
    family_name: str = described("Family name.")
    given_name: str = described("Given name.")
    display_name: str = described("In the order of the name's own language.")
    role: UserRole = described("Primary users manage the others.")
    status: UserStatus = described("Invited until a password is set.")
    may_view_photos: bool = described("Permission to see photos.")
    may_manage_api: bool = described("Permission to manage API keys.")
    language: Language = described("Of interface and mail.")
    last_seen_at: DateTime | None = described("When last signed in.")
    invited_at: DateTime | None = described("When the invitation was sent.")
    organisation: "Organisation" = described("The organisation.")
    has_second_factor: bool = described("Whether signing in takes a code too; own only.")
    recovery_codes_left: int = described("Recovery codes that were not used yet; own only.")
    sessions: list[Session] = described("Where this user is signed in, last used first; own only.")


@strawberry.type(description="A user and its place in the list.")
class UserEdge:
    cursor: str = described("For after and before.")
    node: User = described("The user.")


@strawberry.type(description="A page of users.")
class UserConnection:
    edges: list[UserEdge] = described("The users with their cursors.")
    nodes: list[User] = described("The users.")
    page_info: PageInfo = described("Where the page lies.")
    total_count: int = described("How many there are on all pages.")


@strawberry.type(description="The viewer's organisation and all that it sees.")
class Organisation(Node):
    name: str = described("Its name.")
    city: str = described("Its city.")
    country: CountryCode = described("Its country.")
    website: str | None = described("Its address on the web.")
    status: OrganisationStatus = described("Whether it may use the service.")
    recognised_exams: list[Exam] = described("The exams it recognises.")
    profile: OrganisationProfile = described("What everybody may know of it.")
    event_cursor: str = described(
        "Head of the event log, in the same snapshot as all beside it: give it to `after` and nothing lies between."
    )
    new_share_count: int = described(
        "Active shares that are new to this user; counted to 1000, which means more than 999.", per_user=True
    )

    @projected("Newest first unless ordered; active ones unless filtered.")
    def shares(
        self,
        filter: Annotated[
            ShareFilter | None, strawberry.argument(description="Which shares; active ones unless it says otherwise.")
        ] = None,
        order_by: Annotated[ShareOrder | None, strawberry.argument(description="Default: newest first.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ShareConnection:
        raise Projected

    @projected("Active shares, unless filtered, counted by what they have in common; largest group first.")
    def share_counts(
        self,
        by: Annotated[ShareGrouping, strawberry.argument(description="What they have in common.")],
        filter: Annotated[
            ShareFilter | None, strawberry.argument(description="Which shares; active ones unless it says otherwise.")
        ] = None,
    ) -> list[ShareCount]:
        raise Projected

    @projected("Log of own checks, newest first.")
    def verifications(
        self,
        filter: Annotated[VerificationFilter | None, strawberry.argument(description="Which checks.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> VerificationConnection:
        raise Projected

    verification_budget: VerificationBudget = described("How many wrong checks are left.")

    @projected("Everything that changed, oldest first. On an empty page pageInfo.endCursor is the `after` given.")
    def events(
        self,
        kinds: Annotated[list[EventKind] | None, strawberry.argument(description="Default: all kinds.")] = None,
        up_to: Annotated[str | None, strawberry.argument(description="An event cursor, inclusive.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> EventConnection:
        raise Projected

    @projected("Its users, by name. For its users only.")
    def users(
        self,
        search: Annotated[
            str | None, strawberry.argument(description="Words in name or address; case and width do not matter.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> UserConnection:
        raise Projected

    @projected("Sign-ins, refusals, changes and disclosures, newest first. Primary users only.")
    def audit_trail(
        self,
        filter: Annotated[AuditFilter | None, strawberry.argument(description="Which entries.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> AuditEntryConnection:
        raise Projected

    @projected("Newest first. The entries are kept for ever, the bytes until expiresAt.")
    def downloads(
        self,
        filter: Annotated[DownloadFilter | None, strawberry.argument(description="Which downloads.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> DownloadConnection:
        raise Projected

    templates: list[Template] = described("The standard one first, then by name.")
    template_columns: list[TemplateColumn] = described("What a template may contain.")

    @projected("The first 5 rows of a file that this template makes.")
    def template_preview(
        self,
        template: Annotated[TemplateInput, strawberry.argument(description="It need not be saved.")],
        share_ids: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(description="Rows of these active shares, in this order; default: the newest five."),
        ] = None,
    ) -> TemplatePreview:
        raise Projected

    api_keys: list[ApiKey] = described("Newest first, ended ones too. For users who may manage the API.")

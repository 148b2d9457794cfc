"""The exam board's side: applications, organisations, results and who received them, imports."""

from typing import Annotated

import strawberry

from app.models.enums import (
    ApplicationStatus,
    DisclosureKind,
    JobStatus,
    Language,
    OrganisationStatus,
    ResultStatus,
    UserRole,
    UserStatus,
)
from app.schema.actor import Actor
from app.schema.audit import AuditEntryConnection, AuditFilter, VerificationBudget
from app.schema.board_enums import DuplicateReason
from app.schema.common import After, Before, First, Last, Node, PageInfo, Projected, described, projected
from app.schema.exam import Exam
from app.schema.result import Result
from app.schema.scalars import CountryCode, Date, DateTime


@strawberry.type(description="A user as staff see one: no way on to the organisation's data.")
class Contact:
    display_name: str = described("In the order of the name's own language.")
    email: str = described("For mail.")
    role: UserRole = described("Primary users manage the others.")
    status: UserStatus = described("Invited until a password is set.")
    last_seen_at: DateTime | None = described("When last here.")


@strawberry.type(description="An organisation to staff: never its shares.")
class BoardOrganisation(Node):
    name: str = described("Its name.")
    city: str = described("Its city.")
    country: CountryCode = described("Its country.")
    website: str | None = described("Its address on the web.")
    status: OrganisationStatus = described("Whether it may use the service.")
    approved_at: DateTime | None = described("When it became a member.")
    contacts: list[Contact] = described("Its users, primary ones first.")
    share_count: int = described("How many active shares it has.")
    last_active_at: DateTime | None = described("When one of its users or API keys was last here.")
    verification_budget: VerificationBudget = described("Of failed checks.")
    suspended_reason: str | None = described("Why it is suspended.")


@strawberry.type(description="An organisation and its place in the list.")
class BoardOrganisationEdge:
    cursor: str = described("For after and before.")
    node: BoardOrganisation = described("The organisation.")


@strawberry.type(description="A page of organisations.")
class BoardOrganisationConnection:
    edges: list[BoardOrganisationEdge] = described("The organisations with their cursors.")
    nodes: list[BoardOrganisation] = described("The organisations.")
    page_info: PageInfo = described("Where the page lies.")
    total_count: int = described("How many there are on all pages.")


@strawberry.type(description="Either an organisation or another application.")
class PossibleDuplicate:
    reasons: list[DuplicateReason] = described("What speaks for it.")
    organisation: BoardOrganisation | None = described("The member it may be.")
    application: Annotated["Application", strawberry.lazy("app.schema.board")] | None = described(
        "The other application it may be one with."
    )


@strawberry.type(description="An organisation that has registered, as staff see it.")
class Application(Node):
    name: str = described("The organisation's name.")
    city: str = described("Its city.")
    country: CountryCode = described("Its country.")
    website: str | None = described("Its address on the web.")
    recognised_exams: list[Exam] = described("The exams it recognises.")
    applicant_name: str = described("Who registered it, in the order of the name's own language.")
    email: str = described("Of who registered it.")
    language: Language = described("Of mails to the applicant.")
    status: ApplicationStatus = described("How it stands.")
    submitted_at: DateTime = described("When it came.")
    due_on: Date = described("It should be decided by then: 5 business days of its country.")
    is_overdue: bool = described("Whether it still waits for a decision after that day.")
    decided_at: DateTime | None = described("When it was decided.")
    decided_by: Actor | None = described("Who decided; null too where nobody confirmed the address in time.")
    reason: str | None = described("Of a refusal; told to the applicant.")
    possible_duplicates: list[PossibleDuplicate] = described("The likeliest first; twenty at most.")
    organisation: BoardOrganisation | None = described("What became of it.")


@strawberry.type(description="An application and its place in the list.")
class ApplicationEdge:
    cursor: str = described("For after and before.")
    node: Application = described("The application.")


@strawberry.type(description="A page of applications.")
class ApplicationConnection:
    edges: list[ApplicationEdge] = described("The applications with their cursors.")
    nodes: list[Application] = described("The applications.")
    page_info: PageInfo = described("Where the page lies.")
    total_count: int = described("How many there are on all pages.")


@strawberry.type(description="An organisation that received a result, in whatever version and however long ago.")
class Receiver(Node):
    organisation: BoardOrganisation = described("Who received it.")
    kinds: list[DisclosureKind] = described("How it came to know the result; empty: shared, and not looked at so far.")
    last_disclosed_at: DateTime = described("When it last came to know it, or was given the share.")
    last_version: int = described("The newest version it came to know, or else that it was given.")
    told_at: DateTime | None = described("When it was told of the newest version; null for a first version.")
    opened_newest_at: DateTime | None = described("When one of its users opened the newest version.")


@strawberry.type(description="A receiver and its place in the list.")
class ReceiverEdge:
    cursor: str = described("For after and before.")
    node: Receiver = described("The receiver.")


@strawberry.type(description="A page of receivers.")
class ReceiverConnection:
    edges: list[ReceiverEdge] = described("The receivers with their cursors.")
    nodes: list[Receiver] = described("The receivers.")
    page_info: PageInfo = described("Where the page lies.")
    total_count: int = described("How many there are on all pages.")


@strawberry.type(description="What staff wrote down for staff alone.")
class ResultNote:
    version: int = described("The version it came with.")
    note: str = described("Its text.")
    noted_by: Actor = described("Who wrote it.")
    noted_at: DateTime = described("When.")


@strawberry.type(description="A result to staff.")
class BoardResult(Node):
    result: Result = described("The result.")
    notes: list[ResultNote] = described("The board's own notes, newest first.")

    @projected("Everyone who received, verified or downloaded it, in any version; last ones first.")
    def receivers(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> ReceiverConnection:
        raise Projected


@strawberry.type(description="A result and its place in the list.")
class BoardResultEdge:
    cursor: str = described("For after and before.")
    node: BoardResult = described("The result.")


@strawberry.type(description="A page of results.")
class BoardResultConnection:
    edges: list[BoardResultEdge] = described("The results with their cursors.")
    nodes: list[BoardResult] = described("The results.")
    page_info: PageInfo = described("Where the page lies.")
    total_count: int = described("How many there are on all pages.")


@strawberry.type(description="One run of `rvs import results`.")
class Import(Node):
    filename: str = described("Of the file.")
    started_at: DateTime = described("When it began.")
    finished_at: DateTime | None = described("When it ended.")
    status: JobStatus = described("How it stands.")
    rows: int = described("Rows read so far.")
    added: int = described("New results.")
    changed: int = described("Results with a new version.")
    unchanged: int = described("Rows that said what was known.")
    rejected: int = described("Rows that were not loaded.")
    rejects_url: str | None = described("Authorised address of the list of rejected rows, where there are any.")


@strawberry.type(description="An import and its place in the list.")
class ImportEdge:
    cursor: str = described("For after and before.")
    node: Import = described("The import.")


@strawberry.type(description="A page of imports.")
class ImportConnection:
    edges: list[ImportEdge] = described("The imports with their cursors.")
    nodes: list[Import] = described("The imports.")
    page_info: PageInfo = described("Where the page lies.")
    total_count: int = described("How many there are on all pages.")


@strawberry.type(description="What the exam board's staff see and decide on.")
class Board:
    @projected("Due first. Those that wait for a decision, unless asked otherwise.")
    def applications(
        self,
        statuses: Annotated[
            list[ApplicationStatus] | None, strawberry.argument(description="Default: WAITING alone.")
        ] = None,
        search: Annotated[
            str | None, strawberry.argument(description="Parts of name, city, applicant's name or e-mail address.")
        ] = None,
        overdue: Annotated[
            bool | None, strawberry.argument(description="Still waiting after the day it was due, or not.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ApplicationConnection:
        raise Projected

    @projected("By name.")
    def organisations(
        self,
        search: Annotated[str | None, strawberry.argument(description="Parts of name or city.")] = None,
        status: Annotated[OrganisationStatus | None, strawberry.argument(description="Only these.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> BoardOrganisationConnection:
        raise Projected

    @projected("Last loaded first.")
    def results(
        self,
        search: Annotated[
            str | None,
            strawberry.argument(
                description="A statement number, a candidate number, or beginnings of words of a name (1,000 at most)."
            ),
        ] = None,
        status: Annotated[ResultStatus | None, strawberry.argument(description="Only these.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> BoardResultConnection:
        raise Projected

    @projected("Newest first.")
    def imports(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> ImportConnection:
        raise Projected

    @projected("Of all organisations, and of the board: newest first.")
    def audit_trail(
        self,
        filter: Annotated[AuditFilter | None, strawberry.argument(description="Which entries.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> AuditEntryConnection:
        raise Projected

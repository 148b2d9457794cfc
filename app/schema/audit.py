"""The audit trail, and its filter."""

import strawberry

from app.schema.actor import Actor
from app.schema.common import Node, PageInfo, described
from app.schema.inputs import DateTimeRange, given
from app.schema.scalars import DateTime, Long


@strawberry.type(description="Who did what, when, from where. Sequence and hashes come with sealing, seconds after.")
class AuditEntry(Node):
    sequence: Long | None = described("Its place in the chain of all organisations; null until it is sealed.")
    occurred_at: DateTime = described("When.")
    actor: Actor = described("Who did it.")
    action: str = described("A mutation's name, or a name of the same kind for what is no mutation.")
    code: str | None = described("Why it was refused; null where it was done. NO_MATCH and RESULT_… were answered so.")
    subject_id: strawberry.ID | None = described("What it was done to: an id, whether or not node(id) still knows it.")
    count: int | None = described("Of how many, where it was many at once.")
    summary: str = described("In words, in the viewer's language.")
    address: str | None = described("The network address that it came from.")
    previous_hash: str | None = described("Of the entry before, in hexadecimal; null until it is sealed.")
    hash: str | None = described("SHA-256 over previousHash, sequence and entry; null until it is sealed.")


@strawberry.type(description="An entry and its place in the list.")
class AuditEntryEdge:
    cursor: str = described("For after and before.")
    node: AuditEntry = described("The entry.")


@strawberry.type(description="A page of the audit trail.")
class AuditEntryConnection:
    edges: list[AuditEntryEdge] = described("The entries with their cursors.")
    nodes: list[AuditEntry] = described("The entries.")
    page_info: PageInfo = described("Where the page lies.")
    total_count: int = described("How many there are on all pages.")


@strawberry.input(description="All given fields must hold.")
class AuditFilter:
    search: str | None = given("Part of the action's words or name; or beginning of code, address or subjectId.")
    actions: list[str] | None = given("One of these actions; up to 1,000.")
    occurred_at: DateTimeRange | None = given("When.")
    actor_id: strawberry.ID | None = given("Done by this user, API key, candidate or member of staff.")
    subject_id: strawberry.ID | None = given("Done to this.")


@strawberry.type(description="How many wrong checks are left today. Limited for safety, never for payment.")
class VerificationBudget:
    per_day: int = described("Wrong checks a day: unknown number and wrong date alike. Right ones are free.")
    remaining: int = described("Left of them. (Fewer an hour are allowed to one user, and at one statement number.)")
    resets_at: DateTime = described("When all are there again: at midnight, UTC.")

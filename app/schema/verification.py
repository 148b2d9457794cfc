"""Checks by statement number and date of birth."""

import strawberry

from app.models.enums import VerificationOutcome
from app.schema.actor import Actor
from app.schema.common import Node, PageInfo, described
from app.schema.result import Result
from app.schema.scalars import DateTime


@strawberry.type(description="One check.")
class Verification(Node):
    outcome: VerificationOutcome = described("What it found.")
    checked_at: DateTime = described("When.")
    by: Actor = described("Who checked.")
    statement_number: str = described("As normalised.")
    applicant_reference: str | None = described("The organisation's own id for the person.")
    result: Result | None = described("Null unless number and date of birth matched.")
    changed_since: bool = described("Corrected, cancelled or withheld since the check.")


@strawberry.type(description="A check and its place in the list.")
class VerificationEdge:
    cursor: str = described("For after and before.")
    node: Verification = described("The check.")


@strawberry.type(description="A page of checks.")
class VerificationConnection:
    edges: list[VerificationEdge] = described("The checks with their cursors.")
    nodes: list[Verification] = described("The checks.")
    page_info: PageInfo = described("Where the page lies.")
    total_count: int = described("How many there are on all pages.")

"""A candidate's permission, as the organisation sees it."""

import strawberry

from app.models.enums import ShareStatus
from app.schema.actor import Actor
from app.schema.common import Node, PageInfo, described
from app.schema.result import Candidate, Result
from app.schema.scalars import DateTime


@strawberry.type(description="That a user opened a share.")
class Opening:
    user: Actor = described("Who opened it.")
    opened_at: DateTime = described("When this user first opened it.")


@strawberry.type(
    description="A candidate's permission, as the organisation sees it. The candidate's side is CandidateShare."
)
class Share(Node):
    is_new: bool = described("Neither opened nor marked seen by this user: show in bold.", per_user=True)
    is_changed: bool = described("Corrected, cancelled or withheld since this user opened it.", per_user=True)
    status: ShareStatus = described("Whether it still permits anything; expiry is read from the clock.")
    shared_at: DateTime = described("When the candidate shared.")
    opened_at: DateTime | None = described("First opened by anyone of the organisation; this the candidate sees too.")
    openings: list[Opening] = described("Who of the organisation opened it, first one first.")
    expires_at: DateTime | None = described("When it ends by itself.")
    ended_at: DateTime | None = described("When it expired or was revoked.")
    candidate_name: str = described("Stays after the end, as the trace in the list.")
    candidate: Candidate | None = described("Null once the share has ended, as is `result`.")
    result: Result | None = described("Null once the share has ended.")
    url: str = described("Page in the console.")


@strawberry.type(description="A share and its place in the list.")
class ShareEdge:
    cursor: str = described("For after and before.")
    node: Share = described("The share.")


@strawberry.type(description="A page of shares.")
class ShareConnection:
    edges: list[ShareEdge] = described("The shares with their cursors.")
    nodes: list[Share] = described("The shares.")
    page_info: PageInfo = described("Where the page lies.")
    total_count: int = described("How many there are on all pages.")


@strawberry.type(description="How many shares have something in common.")
class ShareCount:
    key: str = described("Code of the exam, level, grade, or the ISO date; empty where there is none.")
    label: str = described("The key in the viewer's language.")
    count: int = described("Shares.")
    new_count: int = described("Of these, new to this user.", per_user=True)

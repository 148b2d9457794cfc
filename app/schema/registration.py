"""A registration as its applicant sees it."""

import strawberry

from app.models.enums import ApplicationStatus
from app.schema.common import described
from app.schema.scalars import Date, DateTime


@strawberry.type(description="What the applicant sees of an application.")
class Registration:
    organisation_name: str = described("As it was registered.")
    status: ApplicationStatus = described("How it stands.")
    submitted_at: DateTime = described("When it was registered.")
    due_on: Date = described("Decided by then: 5 business days of the organisation's country.")
    decided_at: DateTime | None = described("When it was decided.")
    reason: str | None = described("Of a refusal.")

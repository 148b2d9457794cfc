"""Staff set how many failed checks a day an organisation may make."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.actors import staff_of
from app.actions.organisations import locked_organisation
from app.audit.entry import note
from app.database import elevated
from app.errors import InvalidInput
from app.models import Organisation
from app.problems import budget_out_of_range
from app.schema.ids import id_of
from app.viewer import Viewer

LARGEST_BUDGET = 1_000_000


async def set_verification_budget(
    session: AsyncSession, viewer: Viewer, organisation_id: UUID, *, per_day: int
) -> Organisation:
    """It holds for the next check. Raises NotSignedIn, Forbidden, InvalidInput, NotFound."""
    staff_of(viewer)
    if not 1 <= per_day <= LARGEST_BUDGET:
        raise InvalidInput([budget_out_of_range("input", "perDay")])
    async with elevated(session, viewer):
        organisation = await locked_organisation(session, organisation_id, "input", "organisationId")
        organisation.verifications_per_day = per_day
        subject = id_of("BoardOrganisation", organisation.id)
        note(session, "setVerificationBudget", subject_id=subject, organisation_id=organisation.id, count=per_day)
    return organisation

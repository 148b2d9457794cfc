"""Staff declare a result invalid."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.result_versions import Decision, change_status
from app.audit.entry import note
from app.models import Result
from app.models.enums import ResultStatus
from app.schema.ids import id_of
from app.viewer import Viewer


async def cancel_result(session: AsyncSession, viewer: Viewer, decision: Decision, *, now: datetime) -> Result:
    """Its scores are gone from sight in all versions, everybody who received it is told. Raises as `change_status`."""
    result = await change_status(session, viewer, decision, ResultStatus.CANCELLED, now=now)
    note(session, "cancelResult", subject_id=id_of("Result", result.id))
    return result

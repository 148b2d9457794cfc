"""Staff release a result that was withheld or cancelled."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.result_versions import Decision, change_status
from app.audit.entry import note
from app.models import Result
from app.models.enums import ResultStatus
from app.schema.ids import id_of
from app.viewer import Viewer


async def release_result(session: AsyncSession, viewer: Viewer, decision: Decision, *, now: datetime) -> Result:
    """Its scores are again those of the version last released. Raises as `change_status`."""
    result = await change_status(session, viewer, decision, ResultStatus.RELEASED, now=now)
    note(session, "releaseResult", subject_id=id_of("Result", result.id))
    return result
